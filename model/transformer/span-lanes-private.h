/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * \file
 * \ingroup fdd-mimo
 * The loops of SpanKernels on bare pointers. span-kernels.cc includes this file once for each
 * generation of processors, with FDDMIMO_LANE set to the floats in a vector register; hence no
 * include guard, and no include of its own.
 */

/// A vector register of floats, loaded from any address.
typedef float Lane __attribute__((vector_size(4 * FDDMIMO_LANE), aligned(4), may_alias));
/// As many integers.
typedef int Bits __attribute__((vector_size(4 * FDDMIMO_LANE), aligned(4), may_alias));

constexpr long LANE = FDDMIMO_LANE; //!< floats in a Lane

/// A lane at an address.
#define FDDMIMO_AT(address) (*reinterpret_cast<const Lane*>(address))
/// A lane at an address, to write.
#define FDDMIMO_TO(address) (*reinterpret_cast<Lane*>(address))

/**
 * \param x a number
 * \return it in all places
 */
static inline __attribute__((always_inline)) Lane
Fill(float x)
{
    return x - Lane{};
}

/**
 * \param a numbers
 * \param b numbers
 * \return the larger ones
 */
static inline __attribute__((always_inline)) Lane
Max(Lane a, Lane b)
{
    return a > b ? a : b;
}

/**
 * \param lane floats
 * \return their sum
 */
static inline __attribute__((always_inline)) float
Add(Lane lane)
{
    float sum = 0.0F;
    for (long i = 0; i < LANE; ++i)
    {
        sum += lane[i];
    }
    return sum;
}

/**
 * \param x numbers <= 0
 * \return exp(x) within 2e-7 of itself; about 1e-38 below -87
 */
static inline __attribute__((always_inline)) Lane
Exp(Lane x)
{
    x = Max(x, Fill(-87.0F));
    const Lane shifted = x * 1.44269504F + 12582912.0F; // rounds to whole numbers
    const Bits power = (Bits)shifted - 0x4B400000;
    const Lane whole = shifted - 12582912.0F;
    const Lane f = (x - whole * 0.693359375F) + whole * 2.12194440e-4F;
    Lane p = f * 1.9875691500e-4F + 1.3981999507e-3F;
    p = p * f + 8.3334519073e-3F;
    p = p * f + 4.1665795894e-2F;
    p = p * f + 1.6666665459e-1F;
    p = p * f + 5.0000001201e-1F;
    p = p * f * f + f + 1.0F;
    return p * (Lane)((power + 127) << 23);
}

/**
 * \param x positive normal numbers
 * \return log(x), with an error below 1e-6
 */
static inline __attribute__((always_inline)) Lane
Log(Lane x)
{
    const Bits raw = (Bits)x;
    const Bits power = (raw - 0x3F3504F3) >> 23;
    const Lane f = (Lane)(raw - (power << 23)) - 1.0F;
    const Lane z = f * f;
    Lane p = f * 7.0376836292e-2F - 1.1514610310e-1F;
    p = p * f + 1.1676998740e-1F;
    p = p * f - 1.2420140846e-1F;
    p = p * f + 1.4249322787e-1F;
    p = p * f - 1.6668057665e-1F;
    p = p * f + 2.0000714765e-1F;
    p = p * f - 2.4999993993e-1F;
    p = p * f + 3.3333331174e-1F;
    const Lane e = __builtin_convertvector(power, Lane);
    return f + (p * f * z + e * -2.12194440e-4F - 0.5F * z) + e * 0.693359375F;
}

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
 * Adds a bias to rows and normalises a copy of them to mean 0 and variance 1.
 *
 * \param [in,out] rows rows x width
 * \param bias width
 * \param rowCount rows
 * \param width width
 * \param [out] out rows x width
 */
static void
Normalise(float* rows, const float* bias, long rowCount, long width, float* out)
{
    const long whole = width / LANE * LANE;
    for (long r = 0; r < rowCount; ++r, rows += width, out += width)
    {
        Lane sums{};
        float sum = 0.0F;
        for (long i = 0; i < whole; i += LANE)
        {
            const Lane x = FDDMIMO_AT(rows + i) + FDDMIMO_AT(bias + i);
            FDDMIMO_TO(rows + i) = x;
            sums += x;
        }
        for (long i = whole; i < width; ++i)
        {
            rows[i] += bias[i];
            sum += rows[i];
        }
        const float mean = (sum + Add(sums)) / width;
        sums = Lane{};
        sum = 0.0F;
        for (long i = 0; i < whole; i += LANE)
        {
            const Lane x = FDDMIMO_AT(rows + i) - mean;
            sums += x * x;
        }
        for (long i = whole; i < width; ++i)
        {
            sum += (rows[i] - mean) * (rows[i] - mean);
        }
        const float scale = 1.0F / __builtin_sqrtf((sum + Add(sums)) / width + 1e-5F);
        for (long i = 0; i < whole; i += LANE)
        {
            FDDMIMO_TO(out + i) = (FDDMIMO_AT(rows + i) - mean) * scale;
        }
        for (long i = whole; i < width; ++i)
        {
            out[i] = (rows[i] - mean) * scale;
        }
    }
}

/**
 * \param [in,out] rows rows x width; max(0, row + bias) afterwards
 * \param bias width
 * \param rowCount rows
 * \param width width
 */
static void
Rectify(float* rows, const float* bias, long rowCount, long width)
{
    const long whole = width / LANE * LANE;
    for (long r = 0; r < rowCount; ++r, rows += width)
    {
        for (long i = 0; i < whole; i += LANE)
        {
            FDDMIMO_TO(rows + i) = Max(FDDMIMO_AT(rows + i) + FDDMIMO_AT(bias + i), Lane{});
        }
        for (long i = whole; i < width; ++i)
        {
            const float x = rows[i] + bias[i];
            rows[i] = x > 0.0F ? x : 0.0F;
        }
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

/**
 * I rows and J lanes of columns of a product. Every entry is one chain of multiply-adds over the
 * inner index, whatever I and J: a row's result does not depend on the rows around it.
 *
 * \tparam I rows
 * \tparam J lanes of columns
 * \param a A, I x inner
 * \param inner columns of A
 * \param b B, inner x stride, at the first of the columns
 * \param stride floats from a row of B to the next
 * \param columns columns that are stored
 * \param accumulate true to add to C
 * \param [in,out] c C, at the first of the columns
 * \param width floats from a row of C to the next
 */
template <int I, int J>
static inline __attribute__((always_inline)) void
LinearBlock(const float* a,
            long inner,
            const float* b,
            long stride,
            long columns,
            bool accumulate,
            float* c,
            long width)
{
    Lane sum[I][J] = {};
    for (long k = 0; k < inner; ++k, b += stride)
    {
#pragma GCC unroll 16
        for (int i = 0; i < I; ++i)
        {
            const float x = a[i * inner + k];
#pragma GCC unroll 4
            for (int j = 0; j < J; ++j)
            {
                sum[i][j] += FDDMIMO_AT(b + j * LANE) * x;
            }
        }
    }
    for (int i = 0; i < I; ++i)
    {
        for (int j = 0; j < J; ++j)
        {
            float* to = c + i * width + j * LANE;
            if ((j + 1) * LANE <= columns)
            {
                FDDMIMO_TO(to) = accumulate ? FDDMIMO_AT(to) + sum[i][j] : sum[i][j];
                continue;
            }
            for (long n = 0; n < columns - j * LANE; ++n)
            {
                to[n] = accumulate ? to[n] + sum[i][j][n] : sum[i][j][n];
            }
        }
    }
}

/**
 * J lanes of columns of a product.
 *
 * \param rows rows of A and C
 * \param a see LinearBlock()
 * \param inner likewise
 * \param b likewise
 * \param stride likewise
 * \param columns likewise
 * \param accumulate likewise
 * \param c likewise
 * \param width likewise
 */
template <int J>
static void
LinearColumns(long rows,
              const float* a,
              long inner,
              const float* b,
              long stride,
              long columns,
              bool accumulate,
              float* c,
              long width)
{
    constexpr int I = J < FDDMIMO_COLUMNS ? 2 * FDDMIMO_ROWS : FDDMIMO_ROWS;
    long r = 0;
    for (; r + I <= rows; r += I)
    {
        LinearBlock<I,
                    J>(a + r * inner, inner, b, stride, columns, accumulate, c + r * width, width);
    }
    for (; r < rows; ++r)
    {
        LinearBlock<1,
                    J>(a + r * inner, inner, b, stride, columns, accumulate, c + r * width, width);
    }
}

/**
 * C = A B, or C += A B: a linear layer over many rows.
 *
 * \param a A, rows x inner
 * \param b B, inner x stride, with zeros behind the columns
 * \param rows rows of A and C
 * \param inner columns of A
 * \param columns columns of C
 * \param stride columns, rounded up to a multiple of 16
 * \param accumulate true to add to C
 * \param [in,out] c C, rows x columns
 */
static void
MultiplyLinear(const float* a,
               const float* b,
               long rows,
               long inner,
               long columns,
               long stride,
               bool accumulate,
               float* c)
{
    constexpr int J = FDDMIMO_COLUMNS;
    long first = 0;
    for (; columns - first > (J - 1) * LANE; first += J * LANE)
    {
        LinearColumns<J>(rows,
                         a,
                         inner,
                         b + first,
                         stride,
                         columns - first,
                         accumulate,
                         c + first,
                         columns);
    }
    for (; columns - first > LANE; first += 2 * LANE)
    {
        LinearColumns<2>(rows,
                         a,
                         inner,
                         b + first,
                         stride,
                         columns - first,
                         accumulate,
                         c + first,
                         columns);
    }
    for (; first < columns; first += LANE)
    {
        LinearColumns<1>(rows,
                         a,
                         inner,
                         b + first,
                         stride,
                         columns - first,
                         accumulate,
                         c + first,
                         columns);
    }
}
