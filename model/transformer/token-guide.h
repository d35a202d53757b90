/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_TOKEN_GUIDE_H
#define FDDMIMO_TOKEN_GUIDE_H

#include "token-sizes.h"

#include "ns3/matrix-types.h"

namespace ns3
{
namespace fddmimo
{

/// What a layer with TokenSizes::directions sees of a problem beside its tokens.
struct TokenGuide
{
    CMatrix direction; //!< times sqrt(N K), N x K
    RMatrix figures;   //!< logarithms over all: of received power, interference, their ratio, power
                       //!< of the beam over the mean, gain of the channel; K x FIGURES
};

/**
 * \param channel noise-normalised channels times sqrt(P), K x N
 * \param gram their Gram matrix H H^H, K x K
 * \param beams W of power 1, N x K
 * \param kind which direction: GRADIENT is the gradient of the sum rate, scaled to entries of mean
 * square 1; WMMSE is W' - W with the beams W' of one iteration of WmmsePrecoder from W. Not NONE
 * \return what a layer sees at these beams; a direction of zero where there is no finite one
 */
TokenGuide ComputeTokenGuide(const CMatrix& channel,
                             const CMatrix& gram,
                             const CMatrix& beams,
                             TokenSizes::Directions kind);

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_TOKEN_GUIDE_H */
