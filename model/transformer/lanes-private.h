/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * \file
 * \ingroup fdd-mimo
 * The loops of TransformerKernels on bare pointers: vector registers, and what both networks use.
 * transformer-kernels.cc includes this file and those of the networks once for each generation of
 * processors, with FDDMIMO_LANE set to the floats in a vector register; hence no include guard, and
 * no include of its own.
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
 * I rows and J lanes of columns of a product. Every entry is one chain of multiply-adds over the
 * inner index, whatever I and J: a row's result does not depend on the rows around it.
 *
 * \tparam I rows
 * \tparam J lanes of columns
 * \param a A, I x inner
 * \param aRow floats from a row of A to the next
 * \param aInner floats from a column of A to the next
 * \param inner columns of A
 * \param b B, inner x bRow, at the first of the columns
 * \param bRow floats from a row of B to the next
 * \param columns columns that are stored
 * \param accumulate true to add to C
 * \param [in,out] c C, at the first of the columns
 * \param cRow floats from a row of C to the next
 */
template <int I, int J>
static inline __attribute__((always_inline)) void
LinearBlock(const float* a,
            long aRow,
            long aInner,
            long inner,
            const float* b,
            long bRow,
            long columns,
            bool accumulate,
            float* c,
            long cRow)
{
    Lane sum[I][J] = {};
    for (long k = 0; k < inner; ++k, a += aInner, b += bRow)
    {
#pragma GCC unroll 16
        for (int i = 0; i < I; ++i)
        {
            const float x = a[i * aRow];
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
            float* to = c + i * cRow + j * LANE;
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
 * \param aRow likewise
 * \param aInner likewise
 * \param inner likewise
 * \param b likewise
 * \param bRow likewise
 * \param columns likewise
 * \param accumulate likewise
 * \param c likewise
 * \param cRow likewise
 */
template <int J>
static void
LinearColumns(long rows,
              const float* a,
              long aRow,
              long aInner,
              long inner,
              const float* b,
              long bRow,
              long columns,
              bool accumulate,
              float* c,
              long cRow)
{
    constexpr int I = J < FDDMIMO_COLUMNS ? 2 * FDDMIMO_ROWS : FDDMIMO_ROWS;
    long r = 0;
    for (; r + I <= rows; r += I, a += I * aRow, c += I * cRow)
    {
        LinearBlock<I, J>(a, aRow, aInner, inner, b, bRow, columns, accumulate, c, cRow);
    }
    for (; r + 2 <= rows; r += 2, a += 2 * aRow, c += 2 * cRow)
    {
        LinearBlock<2, J>(a, aRow, aInner, inner, b, bRow, columns, accumulate, c, cRow);
    }
    if (r < rows)
    {
        LinearBlock<1, J>(a, aRow, aInner, inner, b, bRow, columns, accumulate, c, cRow);
    }
}

/**
 * C = A B, or C += A B: a linear layer over many rows, or any product.
 *
 * \param a A, rows x inner
 * \param aRow floats from a row of A to the next
 * \param aInner floats from a column of A to the next
 * \param b B, inner x bRow; a row is read up to columns, rounded up to a multiple of 16
 * \param bRow floats from a row of B to the next
 * \param rows rows of A and C
 * \param inner columns of A
 * \param columns columns of C
 * \param accumulate true to add to C
 * \param [in,out] c C, rows x columns
 * \param cRow floats from a row of C to the next
 */
static void
MultiplyLinear(const float* a,
               long aRow,
               long aInner,
               const float* b,
               long bRow,
               long rows,
               long inner,
               long columns,
               bool accumulate,
               float* c,
               long cRow)
{
    constexpr int J = FDDMIMO_COLUMNS;
    for (long first = 0; first < columns;)
    {
        const long left = columns - first;
        const long lanes = left > (J - 1) * LANE ? J : left > LANE ? 2 : 1;
        const auto multiply = lanes == J   ? LinearColumns<J>
                              : lanes == 2 ? LinearColumns<2>
                                           : LinearColumns<1>;
        multiply(rows, a, aRow, aInner, inner, b + first, bRow, left, accumulate, c + first, cRow);
        first += lanes * LANE;
    }
}
