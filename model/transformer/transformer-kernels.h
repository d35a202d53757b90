/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_TRANSFORMER_KERNELS_H
#define FDDMIMO_TRANSFORMER_KERNELS_H

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * The loops of the Transformers' inference, for the processor that the program runs on: compiled
 * for several generations of x86-64, chosen when the program starts. See
 * lanes-private.h, span-lanes-private.h and token-lanes-private.h for the arguments.
 */
struct TransformerKernels
{
    static constexpr long BLOCK = 16; //!< rows of pair features are padded to a multiple of this

    void (*normalise)(float*, const float*, long, long, float*); //!< layer normalisation
    void (*rectify)(float*, const float*, long, long);           //!< bias and ReLU
    void (*multiplyLinear)(const float*,
                           long,
                           long,
                           const float*,
                           long,
                           long,
                           long,
                           long,
                           bool,
                           float*,
                           long); //!< linear layer, or any product

    void (*logCoherence)(const float*, long, float, float*); //!< log of coherences
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
                   float*); //!< attention over users

    void (*gelu)(float*, const float*, long, long);   //!< bias and GELU
    void (*softmaxColumns)(float*, long, long, long); //!< softmax of each column
    void (*normalisePresent)(const float*,
                             const float*,
                             const float*,
                             float,
                             const float*,
                             const float*,
                             long,
                             long,
                             bool,
                             float*); //!< layer normalisation over present entries

    void (*addPresent)(const float*,
                       const float*,
                       const float*,
                       long,
                       long,
                       float*); //!< update of present entries

    void (*updateLstm)(const float*, long, long, float*, float*); //!< LSTM behind its products

    /**
     * \return the loops that this processor runs
     */
    static const TransformerKernels& Get();
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_TRANSFORMER_KERNELS_H */
