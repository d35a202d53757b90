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

    /**
     * \return the loops that this processor runs
     */
    static const SpanKernels& Get();
};

/**
 * C = A B^T + beta C in single precision, all in row-major order: a linear layer over many rows. By
 * BLAS where the build has found one, else by Eigen.
 *
 * \param a A, rows x inner
 * \param b B, columns x inner, as LibTorch keeps the weights of a linear layer
 * \param rows rows of C
 * \param columns columns of C
 * \param inner columns of A and B
 * \param beta 0 or 1
 * \param [in,out] c C, rows x columns
 */
void MultiplyLinear(const float* a,
                    const float* b,
                    long rows,
                    long columns,
                    long inner,
                    float beta,
                    float* c);

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_SPAN_KERNELS_H */
