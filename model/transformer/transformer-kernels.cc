/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "span-kernels.h"

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
#define FDDMIMO_ROWS 2
#define FDDMIMO_COLUMNS 2
#include "span-lanes-private.h"
#undef FDDMIMO_AT
#undef FDDMIMO_TO
#undef FDDMIMO_LANE
#undef FDDMIMO_ROWS
#undef FDDMIMO_COLUMNS
} // namespace plain

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)

#pragma GCC push_options
#pragma GCC target("avx2,fma")

/// Loops for processors with AVX2 and FMA.
namespace avx2
{
#define FDDMIMO_LANE 8
#define FDDMIMO_ROWS 4
#define FDDMIMO_COLUMNS 2
#include "span-lanes-private.h"
#undef FDDMIMO_AT
#undef FDDMIMO_TO
#undef FDDMIMO_LANE
#undef FDDMIMO_ROWS
#undef FDDMIMO_COLUMNS
} // namespace avx2

#pragma GCC pop_options
#pragma GCC push_options
#pragma GCC target("avx2,fma,avx512f,avx512dq,avx512vl,avx512bw")

/// Loops for processors with AVX-512.
namespace avx512
{
#define FDDMIMO_LANE 16
#define FDDMIMO_ROWS 6
#define FDDMIMO_COLUMNS 4
#include "span-lanes-private.h"
#undef FDDMIMO_AT
#undef FDDMIMO_TO
#undef FDDMIMO_LANE
#undef FDDMIMO_ROWS
#undef FDDMIMO_COLUMNS
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
        return {avx512::LogCoherence,
                avx512::Normalise,
                avx512::Rectify,
                avx512::Attend,
                avx512::MultiplyLinear};
    }
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    {
        return {avx2::LogCoherence,
                avx2::Normalise,
                avx2::Rectify,
                avx2::Attend,
                avx2::MultiplyLinear};
    }
#endif
    return {plain::LogCoherence,
            plain::Normalise,
            plain::Rectify,
            plain::Attend,
            plain::MultiplyLinear};
}

} // namespace

const SpanKernels&
SpanKernels::Get()
{
    static const SpanKernels kernels = ChooseKernels();
    return kernels;
}

} // namespace fddmimo
} // namespace ns3
