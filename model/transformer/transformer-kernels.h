/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_SPAN_KERNELS_H
#define FDDMIMO_SPAN_KERNELS_H

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * The loops of the Transformer's inference, for the processor that the program runs on: compiled
 * for several generations of x86-64, chosen when the program starts. See span-lanes-private.h for
 * the arguments.
 */
struct SpanKernels
{
    static constexpr long BLOCK = 16; //!< rows of pair features are padded to a multiple of this

    void (*logCoherence)(const float*, long, float, float*);     //!< log of coherences
    void (*normalise)(float*, const float*, long, long, float*); //!< layer normalisation
    void (*rectify)(float*, const float*, long, long);           //!< bias and ReLU
    void (*attend)(const float*,
                   long,
                   long,
                   long,
                   long,
                   const float*,
                   const float* const*,
                   const float*,
                   long,
                   float*,
                   long,
                   float*); //!< attention

    void (*multiplyLinear)(const float*,
                           const float*,
                           long,
                           long,
                           long,
                           long,
                           bool,
                           float*); //!< linear layer

    /**
     * \return the loops that this processor runs
     */
    static const SpanKernels& Get();
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_SPAN_KERNELS_H */
