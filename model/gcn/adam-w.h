/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_ADAM_W_H
#define FDDMIMO_ADAM_W_H

#include "ns3/matrix-types.h"

#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * AdamW (Loshchilov and Hutter, ICLR 2019) with AutoClip (Seetharaman et al., MLSP 2020), in double
 * precision: gradients are clipped to a quantile of their norms so far.
 */
struct AdamW
{
    RVector first;             //!< first moments
    RVector second;            //!< second moments
    double steps{0.0};         //!< steps so far
    std::vector<double> norms; //!< gradient norms, the last ones

    /**
     * Forgets all steps.
     *
     * \param size number of weights
     */
    void Reset(Eigen::Index size);

    /**
     * A step down the gradient. Does nothing if the gradient is zero or not finite.
     *
     * \param gradient gradient of the loss
     * \param rate learning rate
     * \param decay weight decay
     * \param clipQuantile quantile of the norms, 0 to 1, that gradients are clipped to
     * \param [in,out] weights weights
     */
    void Step(const RVector& gradient,
              double rate,
              double decay,
              double clipQuantile,
              RVector& weights);
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_ADAM_W_H */
