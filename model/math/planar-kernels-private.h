/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * \file
 * \ingroup fdd-mimo
 * The hot loops of PlanarMatrix on bare pointers. planar-matrix.cc includes this file once for each
 * generation of processors, with FDDMIMO_LANE set to the doubles in a vector register; hence no
 * include guard, and no include of its own, whose inline functions would be compiled for the wrong
 * processor.
 *
 * All matrices are column-major with a stride that is a multiple of eight, real and imaginary parts
 * apart.
 */

/// A vector register of doubles, loaded from any address.
typedef double Lane __attribute__((vector_size(8 * FDDMIMO_LANE), aligned(8), may_alias));

constexpr long LANE = FDDMIMO_LANE; //!< doubles in a Lane

/// A lane of constants or variables at an address.
#define FDDMIMO_AT(address) (*reinterpret_cast<const Lane*>(address))

#if FDDMIMO_LANE > 2
/// Which entries a shuffle takes.
typedef long Mask __attribute__((vector_size(8 * FDDMIMO_LANE)));
#endif

/**
 * \param lane doubles
 * \return their sum
 */
static inline __attribute__((always_inline)) double
Add(Lane lane)
{
#if FDDMIMO_LANE > 4
    lane += __builtin_shuffle(lane, Mask{4, 5, 6, 7, 0, 1, 2, 3});
#endif
#if FDDMIMO_LANE > 2
    return (lane[0] + lane[2]) + (lane[1] + lane[3]);
#else
    return lane[0] + lane[1];
#endif
}

/**
 * Puts real and imaginary parts in turns.
 *
 * \param re real parts
 * \param im imaginary parts
 * \param [out] out 2 LANE doubles
 */
static inline __attribute__((always_inline)) void
Interleave(Lane re, Lane im, double* out)
{
#if FDDMIMO_LANE > 4
    const Lane low = __builtin_shuffle(re, im, Mask{0, 8, 1, 9, 2, 10, 3, 11});
    const Lane high = __builtin_shuffle(re, im, Mask{4, 12, 5, 13, 6, 14, 7, 15});
#elif FDDMIMO_LANE > 2
    const Lane low = __builtin_shuffle(re, im, Mask{0, 4, 1, 5});
    const Lane high = __builtin_shuffle(re, im, Mask{2, 6, 3, 7});
#else
    const Lane low = {re[0], im[0]};
    const Lane high = {re[1], im[1]};
#endif
    *reinterpret_cast<Lane*>(out) = low;
    *reinterpret_cast<Lane*>(out + LANE) = high;
}

/**
 * Conjugates interleaved complex numbers and puts real and imaginary parts apart.
 *
 * \param in the first number
 * \param step distance of the numbers, 1 if they follow each other
 * \param count how many
 * \param [out] re real parts
 * \param [out] im imaginary parts, with the other sign
 */
static void
SplitConjugate(const double* in, long step, long count, double* re, double* im)
{
    long i = 0;
#if FDDMIMO_LANE > 2
    for (; step == 1 && i + LANE <= count; i += LANE)
    {
        const Lane low = FDDMIMO_AT(in + 2 * i);
        const Lane high = FDDMIMO_AT(in + 2 * i + LANE);
#if FDDMIMO_LANE > 4
        const Lane real = __builtin_shuffle(low, high, Mask{0, 2, 4, 6, 8, 10, 12, 14});
        const Lane imag = __builtin_shuffle(low, high, Mask{1, 3, 5, 7, 9, 11, 13, 15});
#else
        const Lane real = __builtin_shuffle(low, high, Mask{0, 2, 4, 6});
        const Lane imag = __builtin_shuffle(low, high, Mask{1, 3, 5, 7});
#endif
        *reinterpret_cast<Lane*>(re + i) = real;
        *reinterpret_cast<Lane*>(im + i) = -imag;
    }
#endif
    for (; i < count; ++i)
    {
        re[i] = in[2 * i * step];
        im[i] = -in[2 * i * step + 1];
    }
}

/**
 * Inner products of I columns of a matrix with J columns.
 *
 * \tparam I number of columns that give rows of the result
 * \tparam J number of columns that give columns of the result
 * \param xr first of the I columns, real part
 * \param xi imaginary part
 * \param yr first of the J columns, real part
 * \param yi imaginary part
 * \param stride length of a column
 * \param [out] gr where the results go, real part
 * \param [out] gi imaginary part
 * \param gramStride stride of the result
 */
template <int I, int J>
static inline __attribute__((always_inline)) void
GramBlock(const double* xr,
          const double* xi,
          const double* yr,
          const double* yi,
          long stride,
          double* gr,
          double* gi,
          long gramStride)
{
    Lane re[I][J] = {};
    Lane im[I][J] = {};
    for (long n = 0; n < stride; n += LANE)
    {
#pragma GCC unroll 4
        for (int p = 0; p < I; ++p)
        {
            const Lane ar = FDDMIMO_AT(xr + p * stride + n);
            const Lane ai = FDDMIMO_AT(xi + p * stride + n);
#pragma GCC unroll 4
            for (int q = 0; q < J; ++q)
            {
                const Lane br = FDDMIMO_AT(yr + q * stride + n);
                const Lane bi = FDDMIMO_AT(yi + q * stride + n);
                re[p][q] += ar * br;
                re[p][q] += ai * bi;
                im[p][q] += ar * bi;
                im[p][q] -= ai * br;
            }
        }
    }
#pragma GCC unroll 4
    for (int p = 0; p < I; ++p)
    {
#pragma GCC unroll 4
        for (int q = 0; q < J; ++q)
        {
            gr[p + q * gramStride] = Add(re[p][q]);
            gi[p + q * gramStride] = Add(im[p][q]);
        }
    }
}

/**
 * Lower triangle of A^H A.
 *
 * \param re A, real part
 * \param im imaginary part
 * \param stride length of a column of A
 * \param n number of columns of A
 * \param [out] gr result, real part
 * \param [out] gi imaginary part
 * \param gramStride stride of the result
 */
static void
Gram(const double* re,
     const double* im,
     long stride,
     long n,
     double* gr,
     double* gi,
     long gramStride)
{
    for (long j = 0; j < n; j += 2)
    {
        const double* yr = re + j * stride;
        const double* yi = im + j * stride;
        for (long i = j; i < n; i += 2)
        {
            const double* xr = re + i * stride;
            const double* xi = im + i * stride;
            const long at = i + j * gramStride;
            if (i + 1 < n)
            {
                GramBlock<2, 2>(xr, xi, yr, yi, stride, gr + at, gi + at, gramStride);
            }
            else if (j + 1 < n)
            {
                GramBlock<1, 2>(xr, xi, yr, yi, stride, gr + at, gi + at, gramStride);
            }
            else
            {
                GramBlock<1, 1>(xr, xi, yr, yi, stride, gr + at, gi + at, gramStride);
            }
        }
    }
}

/**
 * Some rows of J columns of A B.
 *
 * \tparam J number of columns
 * \param xr the rows of A, real part
 * \param xi imaginary part
 * \param stride stride of A
 * \param inner number of columns of A
 * \param yr the columns of B, real part
 * \param yi imaginary part
 * \param strideB stride of B
 * \param [out] out where they go, interleaved
 * \param rows how many rows to write, at most 2 LANE
 * \param strideOut stride of the result, in complex numbers
 */
template <int J>
static inline __attribute__((always_inline)) void
ProductBlock(const double* xr,
             const double* xi,
             long stride,
             long inner,
             const double* yr,
             const double* yi,
             long strideB,
             double* out,
             long rows,
             long strideOut)
{
    constexpr int P = LANE > 4 ? 1 : 2; // lanes in a block of rows, which must divide eight doubles
    Lane re[P][J] = {};
    Lane im[P][J] = {};
    for (long s = 0; s < inner; ++s)
    {
#pragma GCC unroll 4
        for (int p = 0; p < P; ++p)
        {
            const Lane ar = FDDMIMO_AT(xr + s * stride + p * LANE);
            const Lane ai = FDDMIMO_AT(xi + s * stride + p * LANE);
#pragma GCC unroll 4
            for (int q = 0; q < J; ++q)
            {
                re[p][q] += ar * yr[q * strideB + s];
                re[p][q] -= ai * yi[q * strideB + s];
                im[p][q] += ar * yi[q * strideB + s];
                im[p][q] += ai * yr[q * strideB + s];
            }
        }
    }
#pragma GCC unroll 4
    for (int q = 0; q < J; ++q)
    {
#pragma GCC unroll 4
        for (int p = 0; p < P; ++p)
        {
            double* to = out + 2 * (q * strideOut + p * LANE);
            if (rows >= (p + 1) * LANE)
            {
                Interleave(re[p][q], im[p][q], to);
            }
            else if (rows > p * LANE)
            {
                double both[2 * LANE];
                Interleave(re[p][q], im[p][q], both);
                __builtin_memcpy(to, both, 16 * (rows - p * LANE));
            }
        }
    }
}

/**
 * A B, written interleaved.
 *
 * \param re A, real part
 * \param im imaginary part
 * \param stride stride of A
 * \param rows rows of A and of the result
 * \param inner columns of A, rows of B
 * \param reB B, real part
 * \param imB imaginary part
 * \param strideB stride of B
 * \param columns columns of B and of the result
 * \param [out] out rows x columns complex numbers
 */
static void
Product(const double* re,
        const double* im,
        long stride,
        long rows,
        long inner,
        const double* reB,
        const double* imB,
        long strideB,
        long columns,
        double* out)
{
    constexpr long STEP = LANE > 4 ? LANE : 2 * LANE;
    for (long row = 0; row < rows; row += STEP)
    {
        const long count = rows - row < STEP ? rows - row : STEP;
        const double* xr = re + row;
        const double* xi = im + row;
        long column = 0;
        for (; column + FDDMIMO_COLUMNS <= columns; column += FDDMIMO_COLUMNS)
        {
            ProductBlock<FDDMIMO_COLUMNS>(xr,
                                          xi,
                                          stride,
                                          inner,
                                          reB + column * strideB,
                                          imB + column * strideB,
                                          strideB,
                                          out + 2 * (row + column * rows),
                                          count,
                                          rows);
        }
        for (; column < columns; ++column)
        {
            ProductBlock<1>(xr,
                            xi,
                            stride,
                            inner,
                            reB + column * strideB,
                            imB + column * strideB,
                            strideB,
                            out + 2 * (row + column * rows),
                            count,
                            rows);
        }
    }
}

/**
 * Scales the rows and columns of a real square matrix.
 *
 * \param from the matrix
 * \param stride its stride, and that of the result
 * \param n its size
 * \param left n factors of the rows
 * \param right n factors of the columns
 * \param [out] to result, may be the matrix itself
 */
static void
Scale(const double* from, long stride, long n, const double* left, const double* right, double* to)
{
    for (long j = 0; j < n; ++j)
    {
        long i = 0;
        for (; i + LANE <= n; i += LANE)
        {
            *reinterpret_cast<Lane*>(to + j * stride + i) =
                FDDMIMO_AT(from + j * stride + i) * (FDDMIMO_AT(left + i) * right[j]);
        }
        for (; i < n; ++i)
        {
            to[j * stride + i] = from[j * stride + i] * (left[i] * right[j]);
        }
    }
}

/**
 * \param values doubles
 * \param count how many
 * \return sum of their squares
 */
static double
SumSquares(const double* values, long count)
{
    Lane sum[4] = {};
    long i = 0;
    for (; i + 4 * LANE <= count; i += 4 * LANE)
    {
#pragma GCC unroll 4
        for (int p = 0; p < 4; ++p)
        {
            const Lane value = FDDMIMO_AT(values + i + p * LANE);
            sum[p] += value * value;
        }
    }
    double total = 0.0;
    for (; i < count; ++i)
    {
        total += values[i] * values[i];
    }
    const Lane all = (sum[0] + sum[1]) + (sum[2] + sum[3]);
    for (long l = 0; l < LANE; ++l)
    {
        total += all[l];
    }
    return total;
}
