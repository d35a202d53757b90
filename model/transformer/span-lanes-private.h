/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * \file
 * \ingroup fdd-mimo
 * The loops of the span network, behind lanes-private.h.
 */

/**
 * \param in numbers >= 0
 * \param count how many, a multiple of 16
 * \param floor added first
 * \param [out] out (log(in + floor) + 4) / 2
 */
static void
LogCoherence(const float* in, long count, float floor, float* out)
{
    for (long i = 0; i < count; i += LANE)
    {
        FDDMIMO_TO(out + i) = (Log(FDDMIMO_AT(in + i) + floor) + 4.0F) * 0.5F;
    }
}

/**
 * Attention of one head over the users of one problem, LANE queries at a time: all sums over keys
 * are then sums of registers.
 *
 * \param qkv queries, keys and values of this head, users x stride; queries stand first
 * \param stride floats from a user to the next
 * \param width floats from queries to keys, and from keys to values
 * \param depth floats of a query
 * \param users K
 * \param queryBias depth
 * \param pairs features of pairs, each users x padded, symmetric
 * \param pairWeights one a feature of a pair
 * \param pairCount features
 * \param padded users, rounded up to a multiple of 16
 * \param scratch (users + 2 depth) LANE floats
 * \param [out] out users x width
 */
static void
Attend(const float* qkv,
       long stride,
       long width,
       long depth,
       long users,
       const float* queryBias,
       const float* const* pairs,
       const float* pairWeights,
       long pairCount,
       float* scratch,
       long padded,
       float* out)
{
    float* scores = scratch;
    float* queries = scores + users * LANE;
    float* sums = queries + depth * LANE;
    for (long first = 0; first < users; first += LANE)
    {
        const long count = users - first < LANE ? users - first : LANE;
        for (long d = 0; d < depth; ++d)
        {
            Lane q{};
            for (long i = 0; i < count; ++i)
            {
                q[i] = qkv[(first + i) * stride + d] + queryBias[d];
            }
            FDDMIMO_TO(queries + d * LANE) = q;
        }
        Lane largest = Fill(-1e30F);
        for (long j = 0; j < users; ++j)
        {
            const float* key = qkv + j * stride + width;
            Lane s{};
            Lane t{};
            long d = 0;
            for (; d + 1 < depth; d += 2)
            {
                s += FDDMIMO_AT(queries + d * LANE) * key[d];
                t += FDDMIMO_AT(queries + (d + 1) * LANE) * key[d + 1];
            }
            if (d < depth)
            {
                s += FDDMIMO_AT(queries + d * LANE) * key[d];
            }
            for (long f = 0; f < pairCount; ++f)
            {
                t += FDDMIMO_AT(pairs[f] + j * padded + first) * pairWeights[f];
            }
            s += t;
            FDDMIMO_TO(scores + j * LANE) = s;
            largest = Max(largest, s);
        }
        Lane total{};
        for (long j = 0; j < users; ++j)
        {
            const Lane e = Exp(FDDMIMO_AT(scores + j * LANE) - largest);
            FDDMIMO_TO(scores + j * LANE) = e;
            total += e;
        }
        const Lane scale = 1.0F / total;
        for (long begin = 0; begin < depth; begin += 8)
        {
            const long some = depth - begin < 8 ? depth - begin : 8;
            Lane sum[8] = {};
            if (some == 8)
            {
                for (long j = 0; j < users; ++j)
                {
                    const float* value = qkv + j * stride + 2 * width + begin;
                    const Lane e = FDDMIMO_AT(scores + j * LANE);
#pragma GCC unroll 8
                    for (long d = 0; d < 8; ++d)
                    {
                        sum[d] += e * value[d];
                    }
                }
            }
            else
            {
                for (long j = 0; j < users; ++j)
                {
                    const float* value = qkv + j * stride + 2 * width + begin;
                    for (long d = 0; d < some; ++d)
                    {
                        sum[d] += FDDMIMO_AT(scores + j * LANE) * value[d];
                    }
                }
            }
            for (long d = 0; d < some; ++d)
            {
                FDDMIMO_TO(sums + (begin + d) * LANE) = sum[d] * scale;
            }
        }
        for (long i = 0; i < count; ++i)
        {
            for (long d = 0; d < depth; ++d)
            {
                out[(first + i) * width + d] = sums[d * LANE + i];
            }
        }
    }
}
