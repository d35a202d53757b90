/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_START_CHECKS_H
#define FDDMIMO_START_CHECKS_H

#include "ns3/csi-codec.h"
#include "ns3/fdd-mimo-network.h"
#include "ns3/mimo-channel-model.h"
#include "ns3/precoder.h"

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Says on the standard error, once, where even the weakest user has an SNR that no network has, and
 * where methods are used on another channel model than they were trained on
 * (WarnOfOtherScenario()). To be called when the channels are known, after the simulation's first
 * instant; says nothing of a network without users or base stations.
 *
 * \param network the network
 * \param channel channels between antennas
 * \param precoder a precoder; null: no look at it
 * \param codec a CSI codec; null: no look at it
 */
void WarnAtStart(Ptr<FddMimoNetwork> network,
                 Ptr<MimoChannelModel> channel,
                 Ptr<const Precoder> precoder,
                 Ptr<const CsiCodec> codec);

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_START_CHECKS_H */
