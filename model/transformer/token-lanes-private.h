/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * \file
 * \ingroup fdd-mimo
 * The loops of the token network, behind lanes-private.h. Tokens are rows padded with
 * zeros to a multiple of 16 floats, so that there is no rest of a register.
 */

/**
 * \param in some numbers
 * \param count how many, at most LANE
 * \return them, and zeros behind
 */
static inline __attribute__((always_inline)) Lane
LoadSome(const float* in, long count)
{
    Lane lane{};
    for (long i = 0; i < count; ++i)
    {
        lane[i] = in[i];
    }
    return lane;
}

/**
 * \param x numbers
 * \return x Phi(x) with the normal distribution Phi, within 1e-7 |x|: eq. 7.1.26 of Abramowitz and
 * Stegun
 */
static inline __attribute__((always_inline)) Lane
ComputeGelu(Lane x)
{
    const Lane z = Max(x, -x) * 0.70710678F;
    const Lane t = 1.0F / (z * 0.3275911F + 1.0F);
    Lane p = t * 1.061405429F - 1.453152027F;
    p = p * t + 1.421413741F;
    p = p * t - 0.284496736F;
    p = p * t + 0.254829592F;
    const Lane tail = p * t * Exp(-z * z); // 1 - erf(z)
    return 0.5F * (x + Max(x, -x) * (1.0F - tail));
}

/**
 * \param [in,out] rows rows x width; gelu(row + bias) afterwards
 * \param bias width
 * \param rowCount rows
 * \param width width
 */
static void
Gelu(float* rows, const float* bias, long rowCount, long width)
{
    const long whole = width / LANE * LANE;
    for (long r = 0; r < rowCount; ++r, rows += width)
    {
        for (long i = 0; i < whole; i += LANE)
        {
            FDDMIMO_TO(rows + i) = ComputeGelu(FDDMIMO_AT(rows + i) + FDDMIMO_AT(bias + i));
        }
        if (whole < width)
        {
            const long left = width - whole;
            const Lane y = ComputeGelu(LoadSome(rows + whole, left) + LoadSome(bias + whole, left));
            for (long i = 0; i < left; ++i)
            {
                rows[whole + i] = y[i];
            }
        }
    }
}

/**
 * Softmax down the columns of a matrix, LANE columns at a time.
 *
 * \param [in,out] scores rows x stride
 * \param rows rows
 * \param columns columns, which are read and written up to a multiple of 16
 * \param stride floats from one row to the next
 */
static void
SoftmaxColumns(float* scores, long rows, long columns, long stride)
{
    for (long first = 0; first < columns; first += LANE)
    {
        float* const begin = scores + first;
        Lane largest = FDDMIMO_AT(begin);
        for (long j = 1; j < rows; ++j)
        {
            largest = Max(largest, FDDMIMO_AT(begin + j * stride));
        }
        Lane total{};
        for (long j = 0; j < rows; ++j)
        {
            const Lane e = Exp(FDDMIMO_AT(begin + j * stride) - largest);
            FDDMIMO_TO(begin + j * stride) = e;
            total += e;
        }
        const Lane scale = 1.0F / total;
        for (long j = 0; j < rows; ++j)
        {
            FDDMIMO_TO(begin + j * stride) = FDDMIMO_AT(begin + j * stride) * scale;
        }
    }
}

/**
 * Layer normalisation over the entries of a row that are present.
 *
 * \param rows rows x padded
 * \param bias padded, added first
 * \param mask padded, 1 where entries are present, else 0
 * \param present how many are
 * \param scale padded
 * \param shift padded
 * \param rowCount rows
 * \param padded floats of a row, a multiple of 16
 * \param accumulate true to add to the output
 * \param [in,out] out rows x padded, zero where absent
 */
static void
NormalisePresent(const float* rows,
                 const float* bias,
                 const float* mask,
                 float present,
                 const float* scale,
                 const float* shift,
                 long rowCount,
                 long padded,
                 bool accumulate,
                 float* out)
{
    for (long r = 0; r < rowCount; ++r, rows += padded, out += padded)
    {
        Lane sum{};
        for (long i = 0; i < padded; i += LANE)
        {
            sum += (FDDMIMO_AT(rows + i) + FDDMIMO_AT(bias + i)) * FDDMIMO_AT(mask + i);
        }
        const float mean = Add(sum) / present;
        sum = Lane{};
        for (long i = 0; i < padded; i += LANE)
        {
            const Lane x =
                (FDDMIMO_AT(rows + i) + FDDMIMO_AT(bias + i) - mean) * FDDMIMO_AT(mask + i);
            sum += x * x;
        }
        const float factor = 1.0F / __builtin_sqrtf(Add(sum) / present + 1e-5F);
        for (long i = 0; i < padded; i += LANE)
        {
            const Lane x = (FDDMIMO_AT(rows + i) + FDDMIMO_AT(bias + i) - mean) * factor;
            const Lane y =
                (x * FDDMIMO_AT(scale + i) + FDDMIMO_AT(shift + i)) * FDDMIMO_AT(mask + i);
            FDDMIMO_TO(out + i) = accumulate ? FDDMIMO_AT(out + i) + y : y;
        }
    }
}

/**
 * \param updates rows x padded
 * \param bias padded
 * \param mask padded, 1 where entries are present, else 0
 * \param rowCount rows
 * \param padded floats of a row, a multiple of 16
 * \param [in,out] rows rows x padded, to which (update + bias) mask is added
 */
static void
AddPresent(const float* updates,
           const float* bias,
           const float* mask,
           long rowCount,
           long padded,
           float* rows)
{
    for (long r = 0; r < rowCount; ++r, rows += padded, updates += padded)
    {
        for (long i = 0; i < padded; i += LANE)
        {
            FDDMIMO_TO(rows + i) =
                FDDMIMO_AT(rows + i) +
                (FDDMIMO_AT(updates + i) + FDDMIMO_AT(bias + i)) * FDDMIMO_AT(mask + i);
        }
    }
}
