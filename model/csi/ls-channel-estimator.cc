/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ls-channel-estimator.h"

#include <cmath>

namespace ns3
{
namespace fddmimo
{

NS_OBJECT_ENSURE_REGISTERED(LsChannelEstimator);

TypeId
LsChannelEstimator::GetTypeId()
{
    static TypeId tid = TypeId("ns3::fddmimo::LsChannelEstimator")
                            .SetParent<PilotChannelEstimator>()
                            .SetGroupName("FddMimo")
                            .AddConstructor<LsChannelEstimator>();
    return tid;
}

CMatrix
LsChannelEstimator::Estimate(const CMatrix& channel, double pilotPower)
{
    // With orthogonal pilots X = sqrt(P) X0 of gain c, X^+ = X^H / c.
    const CMatrix matched = ReceivePilots(channel, pilotPower);
    return matched * (std::sqrt(pilotPower) / GetPilotGain(channel.cols(), pilotPower));
}

} // namespace fddmimo
} // namespace ns3
