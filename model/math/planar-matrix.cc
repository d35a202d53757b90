/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "planar-matrix.h"

#include <cmath>

namespace ns3
{
namespace fddmimo
{

namespace
{

/// Loops for any processor.
namespace plain
{
#define FDDMIMO_LANE 2
#define FDDMIMO_COLUMNS 2
#include "planar-kernels-private.h"
#undef FDDMIMO_LANE
#undef FDDMIMO_COLUMNS
} // namespace plain

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)

#pragma GCC push_options
#pragma GCC target("avx2,fma")

/// Loops for processors with AVX2 and FMA.
namespace avx2
{
#define FDDMIMO_LANE 4
#define FDDMIMO_COLUMNS 2
#include "planar-kernels-private.h"
#undef FDDMIMO_LANE
#undef FDDMIMO_COLUMNS
} // namespace avx2

#pragma GCC pop_options
#pragma GCC push_options
#pragma GCC target("avx2,fma,avx512f,avx512dq,avx512vl")

/// Loops for processors with AVX-512.
namespace avx512
{
#define FDDMIMO_LANE 8
#define FDDMIMO_COLUMNS 4
#include "planar-kernels-private.h"
#undef FDDMIMO_LANE
#undef FDDMIMO_COLUMNS
} // namespace avx512

#pragma GCC pop_options

#endif

/// The loops that this processor runs.
struct Kernels
{
    decltype(&plain::Gram) gram{plain::Gram};                   //!< Gram matrix
    decltype(&plain::Product) product{plain::Product};          //!< matrix product
    decltype(&plain::Sweep) sweep{plain::Sweep};                //!< inverse
    decltype(&plain::SumSquares) sumSquares{plain::SumSquares}; //!< squared norm
};

/**
 * \return the best loops for this processor
 */
Kernels
ChooseKernels()
{
    Kernels kernels;
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("fma"))
    {
        kernels = {avx512::Gram, avx512::Product, avx512::Sweep, avx512::SumSquares};
    }
    else if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    {
        kernels = {avx2::Gram, avx2::Product, avx2::Sweep, avx2::SumSquares};
    }
#endif
    return kernels;
}

/**
 * \return the best loops for this processor, chosen on the first call
 */
const Kernels&
GetKernels()
{
    static const Kernels kernels = ChooseKernels();
    return kernels;
}

} // namespace

PlanarMatrix::PlanarMatrix(Eigen::Index rowCount, Eigen::Index columnCount)
    : rows(rowCount),
      re(RMatrix::Zero((rowCount + BLOCK - 1) / BLOCK * BLOCK, columnCount)),
      im(RMatrix::Zero((rowCount + BLOCK - 1) / BLOCK * BLOCK, columnCount))
{
}

Eigen::Index
PlanarMatrix::GetColumns() const
{
    return re.cols();
}

CMatrix
PlanarMatrix::ToComplex() const
{
    CMatrix matrix(rows, re.cols());
    matrix.real() = re.topRows(rows);
    matrix.imag() = im.topRows(rows);
    return matrix;
}

void
ComputeGram(const PlanarMatrix& matrix, PlanarMatrix& gram)
{
    const Eigen::Index n = matrix.re.cols();
    gram = PlanarMatrix(n, n);
    GetKernels().gram(matrix.re.data(),
                      matrix.im.data(),
                      matrix.re.rows(),
                      n,
                      gram.re.data(),
                      gram.im.data(),
                      gram.re.rows());
    gram.im.diagonal().setZero();
}

CMatrix
Multiply(const PlanarMatrix& left, const PlanarMatrix& right)
{
    CMatrix product(left.rows, right.re.cols());
    GetKernels().product(left.re.data(),
                         left.im.data(),
                         left.re.rows(),
                         left.rows,
                         left.re.cols(),
                         right.re.data(),
                         right.im.data(),
                         right.re.rows(),
                         right.re.cols(),
                         reinterpret_cast<double*>(product.data()));
    return product;
}

bool
InvertHermitian(PlanarMatrix& matrix)
{
    const Eigen::Index stride = matrix.re.rows();
    RMatrix work = RMatrix::Zero(stride, 2);
    const bool ok = GetKernels().sweep(matrix.re.data(),
                                       matrix.im.data(),
                                       stride,
                                       matrix.rows,
                                       work.data(),
                                       work.data() + stride);
    matrix.re = -matrix.re;
    matrix.im = -matrix.im;
    return ok;
}

double
ComputeSquaredNorm(const CMatrix& matrix)
{
    return GetKernels().sumSquares(reinterpret_cast<const double*>(matrix.data()),
                                   2 * matrix.size());
}

double
ComputeNorm(const CMatrix& matrix)
{
    const double norm = std::sqrt(ComputeSquaredNorm(matrix));
    // The stable norm is much slower, and differs only where squares leave the range.
    return norm > 1e-140 && norm < 1e140 ? norm : matrix.stableNorm();
}

void
FillUpper(PlanarMatrix& matrix)
{
    for (Eigen::Index j = 0; j < matrix.rows; ++j)
    {
        matrix.im(j, j) = 0.0;
        for (Eigen::Index i = j + 1; i < matrix.rows; ++i)
        {
            matrix.re(j, i) = matrix.re(i, j);
            matrix.im(j, i) = -matrix.im(i, j);
        }
    }
}

} // namespace fddmimo
} // namespace ns3
