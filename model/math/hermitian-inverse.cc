/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "hermitian-inverse.h"

#include <cmath>

namespace ns3
{
namespace fddmimo
{

bool
InvertHermitian(RMatrix& re, RMatrix& im)
{
    const Eigen::Index n = re.rows();
    RMatrix pivots(n, 2); // column k of the matrix while k is swept, real and imaginary part
    double* __restrict vr = pivots.data();
    double* __restrict vi = pivots.data() + n;
    for (Eigen::Index k = 0; k < n; ++k)
    {
        const double pivot = re(k, k);
        if (!(pivot > 0.0) || !std::isfinite(pivot))
        {
            return false;
        }
        for (Eigen::Index i = 0; i < k; ++i)
        {
            vr[i] = re(k, i);
            vi[i] = -im(k, i);
        }
        for (Eigen::Index i = k + 1; i < n; ++i)
        {
            vr[i] = re(i, k);
            vi[i] = im(i, k);
        }
        vr[k] = 0.0; // row and column k are written below
        vi[k] = 0.0;
        const double inverse = 1.0 / pivot;
        for (Eigen::Index j = 0; j < n; ++j)
        {
            const double wr = vr[j] * inverse;
            const double wi = vi[j] * inverse;
            double* __restrict cr = re.data() + j * n;
            double* __restrict ci = im.data() + j * n;
            for (Eigen::Index i = j; i < n; ++i)
            {
                cr[i] -= vr[i] * wr + vi[i] * wi;
                ci[i] -= vi[i] * wr - vr[i] * wi;
            }
        }
        for (Eigen::Index i = 0; i < k; ++i)
        {
            re(k, i) = vr[i] * inverse;
            im(k, i) = -vi[i] * inverse;
        }
        for (Eigen::Index i = k + 1; i < n; ++i)
        {
            re(i, k) = vr[i] * inverse;
            im(i, k) = vi[i] * inverse;
        }
        re(k, k) = -inverse;
        im(k, k) = 0.0;
    }
    // The sweeps leave minus the inverse.
    re = -re;
    im = -im;
    return true;
}

void
FillHermitian(const RMatrix& re, const RMatrix& im, CMatrix& matrix)
{
    const Eigen::Index n = re.rows();
    matrix.resize(n, n);
    for (Eigen::Index j = 0; j < n; ++j)
    {
        matrix(j, j) = re(j, j);
        for (Eigen::Index i = j + 1; i < n; ++i)
        {
            matrix(i, j) = Complex(re(i, j), im(i, j));
            matrix(j, i) = Complex(re(i, j), -im(i, j));
        }
    }
}

CMatrix
InvertLoaded(const CMatrix& matrix, const RVector& diagonal)
{
    RMatrix re = matrix.real();
    RMatrix im = matrix.imag();
    re.diagonal() += diagonal;
    CMatrix inverse;
    if (InvertHermitian(re, im))
    {
        FillHermitian(re, im, inverse);
    }
    return inverse;
}

} // namespace fddmimo
} // namespace ns3
