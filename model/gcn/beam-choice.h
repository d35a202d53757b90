/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_BEAM_CHOICE_H
#define FDDMIMO_BEAM_CHOICE_H

#include "ns3/greedy-beam-selector.h"

#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * \param sharpness beta of DifferentiateBeamChoice()
 * \return how much power, relative to the best candidate's, a candidate may need that counts there
 */
double GetChoiceRange(double sharpness);

/**
 * \ingroup fdd-mimo
 * Derivatives of the choice of analog beams with respect to the coefficients of the virtual
 * channels that they were chosen for, [GCN] eq. (35).
 *
 * Backwards, the beam of a chain counts as the mean of the candidates with the weights
 * softmax(-beta P(v) / P(v*)) (straight-through), where the trial powers P(v) depend on the
 * coefficients through the derivatives of the least power; the other chains' beams of a trial and
 * P(v*) in the denominator count as constant.
 *
 * \param codebook the codebook
 * \param trials what the beams were chosen from; the last correction of a chain counts
 * \param sharpness beta
 * \param analog dL/dV, N x R
 * \param leakage l_k of the trials
 * \return dL/dlog a_k, dL/dlog c_k and dL/dlog l_k, K x 3
 */
RMatrix DifferentiateBeamChoice(const PlanarBeamCodebook& codebook,
                                const std::vector<GreedyBeamSelector::Trials>& trials,
                                double sharpness,
                                const CMatrix& analog,
                                const RVector& leakage);

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_BEAM_CHOICE_H */
