/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_PERFECT_CHANNEL_ESTIMATOR_H
#define FDDMIMO_PERFECT_CHANNEL_ESTIMATOR_H

#include "ns3/channel-estimator.h"

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * The user knows its channel exactly and needs no pilots: the upper bound of every comparison.
 */
class PerfectChannelEstimator : public ChannelEstimator
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    CMatrix Estimate(const CMatrix& channel, double pilotPower) override;
    uint32_t GetPilotLength(uint32_t txAntennas) const override;
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_PERFECT_CHANNEL_ESTIMATOR_H */
