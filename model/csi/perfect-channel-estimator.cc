/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "perfect-channel-estimator.h"

namespace ns3
{
namespace fddmimo
{

NS_OBJECT_ENSURE_REGISTERED(PerfectChannelEstimator);

TypeId
PerfectChannelEstimator::GetTypeId()
{
    static TypeId tid = TypeId("ns3::fddmimo::PerfectChannelEstimator")
                            .SetParent<ChannelEstimator>()
                            .SetGroupName("FddMimo")
                            .AddConstructor<PerfectChannelEstimator>();
    return tid;
}

CMatrix
PerfectChannelEstimator::Estimate(const CMatrix& channel, double /* pilotPower */)
{
    return channel;
}

uint32_t
PerfectChannelEstimator::GetPilotLength(uint32_t /* txAntennas */) const
{
    return 0;
}

} // namespace fddmimo
} // namespace ns3
