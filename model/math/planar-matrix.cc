/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "planar-matrix.h"

#include <algorithm>
#include <cmath>
#include <new>

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
#include "planar-sweep-private.h"
#undef FDDMIMO_AT
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
#include "planar-sweep-private.h"
#undef FDDMIMO_AT
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
#include "planar-sweep-private.h"
#undef FDDMIMO_AT
#undef FDDMIMO_LANE
#undef FDDMIMO_COLUMNS
} // namespace avx512

#pragma GCC pop_options

#endif

/// The loops that this processor runs.
struct Kernels
{
    decltype(&plain::Gram) gram{plain::Gram};                      //!< Gram matrix
    decltype(&plain::Product) product{plain::Product};             //!< matrix product
    decltype(&plain::Sweep) sweep{plain::Sweep};                   //!< inverse
    decltype(&plain::SumSquares) sumSquares{plain::SumSquares};    //!< squared norm
    decltype(&plain::SplitConjugate) split{plain::SplitConjugate}; //!< to planar
    decltype(&plain::Scale) scale{plain::Scale};                   //!< rows and columns
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
        kernels = {avx512::Gram,
                   avx512::Product,
                   avx512::Sweep,
                   avx512::SumSquares,
                   avx512::SplitConjugate,
                   avx512::Scale};
    }
    else if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    {
        kernels = {avx2::Gram,
                   avx2::Product,
                   avx2::Sweep,
                   avx2::SumSquares,
                   avx2::SplitConjugate,
                   avx2::Scale};
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
{
    Resize(rowCount, columnCount);
    re.setZero();
    im.setZero();
}

void
PlanarMatrix::Resize(Eigen::Index rowCount, Eigen::Index columnCount)
{
    rows = rowCount;
    const Eigen::Index padded = (rowCount + BLOCK - 1) / BLOCK * BLOCK;
    const std::size_t count = 2 * padded * columnCount;
    if (count == 0)
    {
        return;
    }
    m_storage.reset(new double[count + BLOCK - 1]);
    void* first = m_storage.get();
    std::size_t space = (count + BLOCK - 1) * sizeof(double);
    std::align(BLOCK * sizeof(double), count * sizeof(double), first, space);
    // Eigen's way to make a map point elsewhere; assignment would copy entries.
    new (&re) Eigen::Map<RMatrix>(static_cast<double*>(first), padded, columnCount);
    new (&im) Eigen::Map<RMatrix>(re.data() + re.size(), padded, columnCount);
    re.bottomRows(padded - rows).setZero();
    im.bottomRows(padded - rows).setZero();
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
PlanarMatrix::SetColumnConjugate(Eigen::Index column, const Complex* entries, Eigen::Index step)
{
    GetKernels().split(reinterpret_cast<const double*>(entries),
                       step,
                       rows,
                       &re(0, column),
                       &im(0, column));
}

double
PlanarMatrix::ComputeSquaredNorm() const
{
    return GetKernels().sumSquares(re.data(), re.size()) +
           GetKernels().sumSquares(im.data(), im.size());
}

void
ComputeGram(const PlanarMatrix& matrix, PlanarMatrix& gram)
{
    const Eigen::Index n = matrix.re.cols();
    gram.Resize(n, n);
    gram.re.setZero();
    gram.im.setZero();
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
    constexpr Eigen::Index SMALL = 32; // up to this size without a call of the allocator
    alignas(PlanarMatrix::BLOCK * sizeof(double)) double small[8 * SMALL];
    PlanarMatrix large(stride > SMALL ? stride : 0, 4);
    double* const work = stride > SMALL ? large.re.data() : small;
    std::fill_n(work, 8 * stride, 0.0);
    const bool ok =
        GetKernels().sweep(matrix.re.data(), matrix.im.data(), stride, matrix.rows, work);
    for (Eigen::Index j = 0; j < matrix.rows; ++j)
    {
        matrix.re(j, j) = -matrix.re(j, j);
        for (Eigen::Index i = j + 1; i < matrix.rows; ++i)
        {
            matrix.re(i, j) = -matrix.re(i, j);
            matrix.im(i, j) = -matrix.im(i, j);
        }
    }
    FillUpper(matrix);
    return ok;
}

void
ScaleRowsAndColumns(const PlanarMatrix& matrix,
                    const Eigen::Ref<const RVector>& left,
                    const Eigen::Ref<const RVector>& right,
                    PlanarMatrix& scaled)
{
    const auto scale = GetKernels().scale;
    const Eigen::Index stride = matrix.re.rows();
    scale(matrix.re.data(), stride, matrix.rows, left.data(), right.data(), scaled.re.data());
    scale(matrix.im.data(), stride, matrix.rows, left.data(), right.data(), scaled.im.data());
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
