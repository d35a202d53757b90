/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "transformer-kernels.h"

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
#include "lanes-private.h"
#include "lstm-lanes-private.h"
#include "span-lanes-private.h"
#include "token-lanes-private.h"
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
#include "lanes-private.h"
#include "lstm-lanes-private.h"
#include "span-lanes-private.h"
#include "token-lanes-private.h"
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
#include "lanes-private.h"
#include "lstm-lanes-private.h"
#include "span-lanes-private.h"
#include "token-lanes-private.h"
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
TransformerKernels
ChooseKernels()
{
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw"))
    {
        return {avx512::Normalise,
                avx512::Rectify,
                avx512::MultiplyLinear,
                avx512::LogCoherence,
                avx512::Attend,
                avx512::Gelu,
                avx512::SoftmaxColumns,
                avx512::NormalisePresent,
                avx512::AddPresent,
                avx512::UpdateLstm};
    }
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    {
        return {avx2::Normalise,
                avx2::Rectify,
                avx2::MultiplyLinear,
                avx2::LogCoherence,
                avx2::Attend,
                avx2::Gelu,
                avx2::SoftmaxColumns,
                avx2::NormalisePresent,
                avx2::AddPresent,
                avx2::UpdateLstm};
    }
#endif
    return {plain::Normalise,
            plain::Rectify,
            plain::MultiplyLinear,
            plain::LogCoherence,
            plain::Attend,
            plain::Gelu,
            plain::SoftmaxColumns,
            plain::NormalisePresent,
            plain::AddPresent,
            plain::UpdateLstm};
}

} // namespace

const TransformerKernels&
TransformerKernels::Get()
{
    static const TransformerKernels kernels = ChooseKernels();
    return kernels;
}

} // namespace fddmimo
} // namespace ns3
