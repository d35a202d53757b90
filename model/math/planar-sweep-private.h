/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * \file
 * \ingroup fdd-mimo
 * The inverse of PlanarMatrix on bare pointers: belongs behind planar-kernels-private.h, once for
 * each generation of processors.
 */

/**
 * Column k of a Hermitian matrix of which the lower triangle is stored.
 *
 * \param re real part
 * \param im imaginary part
 * \param stride stride of the matrix
 * \param n its size
 * \param k the column
 * \param [out] vr the column with 0 on the diagonal, real part
 * \param [out] vi imaginary part
 */
static inline __attribute__((always_inline)) void
GetColumn(const double* re, const double* im, long stride, long n, long k, double* vr, double* vi)
{
    for (long i = 0; i < k; ++i)
    {
        vr[i] = re[k + i * stride];
        vi[i] = -im[k + i * stride];
    }
    for (long i = k; i < n; ++i)
    {
        vr[i] = re[i + k * stride];
        vi[i] = im[i + k * stride];
    }
    vr[k] = 0.0;
    vi[k] = 0.0;
}

/**
 * Writes column k of a Hermitian matrix of which the lower triangle is stored.
 *
 * \param [out] re real part
 * \param [out] im imaginary part
 * \param stride stride of the matrix
 * \param n its size
 * \param k the column
 * \param vr the column without its diagonal, real part
 * \param vi imaginary part
 * \param diagonal its diagonal
 */
static inline __attribute__((always_inline)) void
SetColumn(double* re,
          double* im,
          long stride,
          long n,
          long k,
          const double* vr,
          const double* vi,
          double diagonal)
{
    for (long i = 0; i < k; ++i)
    {
        re[k + i * stride] = vr[i];
        im[k + i * stride] = -vi[i];
    }
    for (long i = k; i < n; ++i)
    {
        re[i + k * stride] = vr[i];
        im[i + k * stride] = vi[i];
    }
    re[k + k * stride] = diagonal;
    im[k + k * stride] = 0.0;
}

/**
 * Minus the inverse of a Hermitian positive definite matrix, in its lower triangle. Two steps of
 * the sweep pass over the matrix at once, because one alone would wait for its loads and stores.
 *
 * \param [in,out] re real part
 * \param [in,out] im imaginary part
 * \param stride stride of the matrix
 * \param n its size
 * \param work work space of 8 stride doubles, zero
 * \return false if a pivot was not positive
 */
static bool
Sweep(double* re, double* im, long stride, long n, double* work)
{
    double* const vr = work; // columns of two pivots
    double* const vi = work + stride;
    double* const ur = work + 2 * stride;
    double* const ui = work + 3 * stride;
    double* const wr = work + 4 * stride; // v and u over their pivots
    double* const wi = work + 5 * stride;
    double* const xr = work + 6 * stride;
    double* const xi = work + 7 * stride;
    for (long k = 0; k < n; k += 2)
    {
        const double pivot = re[k + k * stride];
        if (!(pivot > 0.0) || pivot > 1.7e308)
        {
            return false;
        }
        const double inverse = 1.0 / pivot;
        GetColumn(re, im, stride, n, k, vr, vi);
        const long next = k + 1;
        double nextInverse = 0.0;
        double br = 0.0; // entry (k + 1, k) after the first of the two steps
        double bi = 0.0;
        if (next < n)
        {
            br = vr[next] * inverse;
            bi = vi[next] * inverse;
            const double nextPivot = re[next + next * stride] - vr[next] * br - vi[next] * bi;
            if (!(nextPivot > 0.0) || nextPivot > 1.7e308)
            {
                return false;
            }
            nextInverse = 1.0 / nextPivot;
            GetColumn(re, im, stride, n, next, ur, ui);
            vr[next] = 0.0; // rows and columns k and k + 1 are written below
            vi[next] = 0.0;
            for (long i = 0; i < n; i += LANE)
            {
                const Lane ar = FDDMIMO_AT(vr + i);
                const Lane ai = FDDMIMO_AT(vi + i);
                *reinterpret_cast<Lane*>(ur + i) = FDDMIMO_AT(ur + i) - ar * br - ai * bi;
                *reinterpret_cast<Lane*>(ui + i) = FDDMIMO_AT(ui + i) - ai * br + ar * bi;
            }
            ur[k] = 0.0;
            ui[k] = 0.0;
        }
        for (long i = 0; i < n; i += LANE)
        {
            *reinterpret_cast<Lane*>(wr + i) = FDDMIMO_AT(vr + i) * inverse;
            *reinterpret_cast<Lane*>(wi + i) = FDDMIMO_AT(vi + i) * inverse;
            *reinterpret_cast<Lane*>(xr + i) = FDDMIMO_AT(ur + i) * nextInverse;
            *reinterpret_cast<Lane*>(xi + i) = FDDMIMO_AT(ui + i) * nextInverse;
        }
        for (long i = 0; i < n; i += LANE)
        {
            const Lane ar = FDDMIMO_AT(vr + i);
            const Lane ai = FDDMIMO_AT(vi + i);
            const Lane dr = FDDMIMO_AT(ur + i);
            const Lane di = FDDMIMO_AT(ui + i);
            // To the end of the lane: what this changes above the diagonal is never read.
            const long last = i + LANE < n ? i + LANE : n;
            for (long j = 0; j < last; ++j)
            {
                Lane& cr = *reinterpret_cast<Lane*>(re + j * stride + i);
                Lane& ci = *reinterpret_cast<Lane*>(im + j * stride + i);
                cr = cr - ar * wr[j] - ai * wi[j] - dr * xr[j] - di * xi[j];
                ci = ci - ai * wr[j] + ar * wi[j] - di * xr[j] + dr * xi[j];
            }
        }
        // The columns of the two pivots: v / p, less what the second step takes from the first.
        const double yr = br * nextInverse;
        const double yi = bi * nextInverse;
        for (long i = 0; i < n; i += LANE)
        {
            const Lane dr = FDDMIMO_AT(ur + i);
            const Lane di = FDDMIMO_AT(ui + i);
            *reinterpret_cast<Lane*>(wr + i) = FDDMIMO_AT(wr + i) - dr * yr + di * yi;
            *reinterpret_cast<Lane*>(wi + i) = FDDMIMO_AT(wi + i) - di * yr - dr * yi;
        }
        if (next < n)
        {
            wr[next] = yr;
            wi[next] = yi;
            SetColumn(re, im, stride, n, next, xr, xi, -nextInverse);
        }
        SetColumn(re, im, stride, n, k, wr, wi, -inverse - br * yr - bi * yi);
    }
    return true;
}
