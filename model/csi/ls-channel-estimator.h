/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_LS_CHANNEL_ESTIMATOR_H
#define FDDMIMO_LS_CHANNEL_ESTIMATOR_H

#include "ns3/pilot-channel-estimator.h"

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Least squares, H_hat = Y X^+ (the solution of minimum norm for tau < N).
 *
 * With the mean power g of a channel entry and pilots as in PilotChannelEstimator the normalised
 * mean square error is N / (P tau g) for tau >= N, and 1 - tau/N + tau / (P N g) for tau < N and
 * channels without a preferred direction.
 */
class LsChannelEstimator : public PilotChannelEstimator
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    CMatrix Estimate(const CMatrix& channel, double pilotPower) override;
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_LS_CHANNEL_ESTIMATOR_H */
