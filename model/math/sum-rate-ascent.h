/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_SUM_RATE_ASCENT_H
#define FDDMIMO_SUM_RATE_ASCENT_H

#include "ns3/matrix-types.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Q projected gradient steps on the weighted sum rate, from any beams: the refinement of [EDN],
 * eq. (9), with the power restored after each step (without that the printed steps gain rate by
 * gaining power).
 *
 * The gradient lies in the span of the channels, so the steps are taken on X = H W with the Gram
 * matrix of the channels: after one product at either end a step costs S^3 operations, whatever N.
 *
 * The curvature of the sum rate grows with the SNR. The step size is therefore given for 15 dB and
 * scaled: step = StepSize * 10^1.5 / g, with g the mean of |h|^2 over all entries of the channels.
 * This is StepSize * 10^((15 - SNR in dB) / 10) for P = 1 and SNR = P g, and scales with P and with
 * the unit of the channel as the problem does.
 */
class SumRateAscent
{
  public:
    /**
     * \param steps Q, number of steps
     * \param stepSize step size at 15 dB, > 0
     * \param halvings how often, in all, a step that would lower the rate is halved before the
     * ascent ends; 0 takes every step as it is, and the rate may fall
     */
    SumRateAscent(uint32_t steps, double stepSize, uint32_t halvings);

    /**
     * \param channels M_k x N channels, finite
     * \param weights beams to start from, N x S; scaled to P first
     * \param maxPower P, > 0
     * \param rateWeights K weights of the users' rates; empty means all 1
     * \return beams of power P, with a rate not below that of the start if halvings > 0; zero if
     * the start is zero; the start if the channels are zero
     */
    CMatrix Ascend(const std::vector<CMatrix>& channels,
                   const CMatrix& weights,
                   double maxPower,
                   const RVector& rateWeights = RVector()) const;

  private:
    uint32_t m_steps;    //!< Q
    double m_stepSize;   //!< step size at 15 dB
    uint32_t m_halvings; //!< halvings before the ascent ends
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_SUM_RATE_ASCENT_H */
