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
    for (int p = 0; p < I; ++p)
    {
        for (int q = 0; q < J; ++q)
        {
            double sumRe = 0.0;
            double sumIm = 0.0;
            for (long l = 0; l < LANE; ++l)
            {
                sumRe += re[p][q][l];
                sumIm += im[p][q][l];
            }
            gr[p + q * gramStride] = sumRe;
            gi[p + q * gramStride] = sumIm;
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
    for (int q = 0; q < J; ++q)
    {
        double real[P * LANE];
        double imag[P * LANE];
        for (int p = 0; p < P; ++p)
        {
            *reinterpret_cast<Lane*>(real + p * LANE) = re[p][q];
            *reinterpret_cast<Lane*>(imag + p * LANE) = im[p][q];
        }
        double* column = out + 2 * q * strideOut;
        for (long i = 0; i < rows; ++i)
        {
            column[2 * i] = real[i];
            column[2 * i + 1] = imag[i];
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
 * Minus the inverse of a Hermitian positive definite matrix, in its lower triangle.
 *
 * \param [in,out] re real part
 * \param [in,out] im imaginary part
 * \param stride stride of the matrix
 * \param n its size
 * \param vr work space of stride doubles, zero
 * \param vi work space of stride doubles, zero
 * \return false if a pivot was not positive
 */
static bool
Sweep(double* re, double* im, long stride, long n, double* vr, double* vi)
{
    for (long k = 0; k < n; ++k)
    {
        const double pivot = re[k + k * stride];
        if (!(pivot > 0.0) || pivot > 1.7e308)
        {
            return false;
        }
        for (long i = 0; i < k; ++i)
        {
            vr[i] = re[k + i * stride];
            vi[i] = -im[k + i * stride];
        }
        for (long i = k + 1; i < n; ++i)
        {
            vr[i] = re[i + k * stride];
            vi[i] = im[i + k * stride];
        }
        vr[k] = 0.0; // row and column k are written below
        vi[k] = 0.0;
        const double inverse = 1.0 / pivot;
        for (long j = 0; j < n; ++j)
        {
            const double wr = vr[j] * inverse;
            const double wi = vi[j] * inverse;
            // From a whole lane on: what this changes above the diagonal is never read.
            for (long i = j / LANE * LANE; i < n; i += LANE)
            {
                Lane& cr = *reinterpret_cast<Lane*>(re + j * stride + i);
                Lane& ci = *reinterpret_cast<Lane*>(im + j * stride + i);
                const Lane ar = FDDMIMO_AT(vr + i);
                const Lane ai = FDDMIMO_AT(vi + i);
                cr = cr - ar * wr - ai * wi;
                ci = ci - ai * wr + ar * wi;
            }
        }
        for (long i = 0; i < k; ++i)
        {
            re[k + i * stride] = vr[i] * inverse;
            im[k + i * stride] = -vi[i] * inverse;
        }
        for (long i = k + 1; i < n; ++i)
        {
            re[i + k * stride] = vr[i] * inverse;
            im[i + k * stride] = vi[i] * inverse;
        }
        re[k + k * stride] = -inverse;
        im[k + k * stride] = 0.0;
    }
    return true;
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

#undef FDDMIMO_AT
