/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "span-kernels.h"

#include <Eigen/Core>

#ifdef FDDMIMO_HAVE_BLAS
extern "C" void sgemm_(const char* transA,
                       const char* transB,
                       const int* m,
                       const int* n,
                       const int* k,
                       const float* alpha,
                       const float* a,
                       const int* lda,
                       const float* b,
                       const int* ldb,
                       const float* beta,
                       float* c,
                       const int* ldc);
#endif

namespace ns3
{
namespace fddmimo
{

namespace
{

/// Loops for any processor.
namespace plain
{
#define FDDMIMO_LANE 4
#include "span-lanes-private.h"
#undef FDDMIMO_AT
#undef FDDMIMO_TO
#undef FDDMIMO_LANE
} // namespace plain

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)

#pragma GCC push_options
#pragma GCC target("avx2,fma")

/// Loops for processors with AVX2 and FMA.
namespace avx2
{
#define FDDMIMO_LANE 8
#include "span-lanes-private.h"
#undef FDDMIMO_AT
#undef FDDMIMO_TO
#undef FDDMIMO_LANE
} // namespace avx2

#pragma GCC pop_options
#pragma GCC push_options
#pragma GCC target("avx2,fma,avx512f,avx512dq,avx512vl,avx512bw")

/// Loops for processors with AVX-512.
namespace avx512
{
#define FDDMIMO_LANE 16
#include "span-lanes-private.h"
#undef FDDMIMO_AT
#undef FDDMIMO_TO
#undef FDDMIMO_LANE
} // namespace avx512

#pragma GCC pop_options

#endif

/**
 * \return the loops for this processor
 */
SpanKernels
ChooseKernels()
{
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw"))
    {
        return {avx512::LogCoherence, avx512::Normalise, avx512::Rectify, avx512::Attend};
    }
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    {
        return {avx2::LogCoherence, avx2::Normalise, avx2::Rectify, avx2::Attend};
    }
#endif
    return {plain::LogCoherence, plain::Normalise, plain::Rectify, plain::Attend};
}

} // namespace

const SpanKernels&
SpanKernels::Get()
{
    static const SpanKernels kernels = ChooseKernels();
    return kernels;
}

void
MultiplyLinear(const float* a,
               const float* b,
               long rows,
               long columns,
               long inner,
               float beta,
               float* c)
{
#ifdef FDDMIMO_HAVE_BLAS
    // Column-major BLAS sees the transposes: C^T = B A^T.
    const int m = static_cast<int>(columns);
    const int n = static_cast<int>(rows);
    const int k = static_cast<int>(inner);
    const float one = 1.0F;
    sgemm_("T", "N", &m, &n, &k, &one, b, &k, a, &k, &beta, c, &m);
#else
    using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const Eigen::Map<const Matrix> left(a, rows, inner);
    const Eigen::Map<const Matrix> right(b, columns, inner);
    Eigen::Map<Matrix> result(c, rows, columns);
    if (beta == 0.0F)
    {
        result.setZero();
    }
    result.noalias() += left * right.transpose();
#endif
}

} // namespace fddmimo
} // namespace ns3
