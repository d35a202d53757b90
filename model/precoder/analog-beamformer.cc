/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "analog-beamformer.h"

#include "ns3/abort.h"
#include "ns3/log.h"
#include "ns3/ns3-compat.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoAnalogBeamformer");

NS_OBJECT_ENSURE_REGISTERED(AnalogBeamformer);

TypeId
AnalogBeamformer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::AnalogBeamformer")
            .SetParent<Object>()
            .SetGroupName("FddMimo")
            .AddAttribute("RfChains",
                          "Number of RF chains N_RF, at most the antennas of a base station; "
                          "programs set one for each stream of the users unless told otherwise",
                          UintegerValue(16),
                          MakeUintegerAccessor(&AnalogBeamformer::m_rfChains),
                          MakeUintegerChecker<uint32_t>(1, 4096))
            .AddAttribute("Regulariser",
                          "What the digital stage knows of W_a: exact (W_a^H W_a) or printed (the "
                          "identity, as in [EDN], whatever the angles between the beams)",
                          EnumValue(EXACT),
                          MakeEnumMemberAccessor<Regulariser>(&AnalogBeamformer::m_regulariser),
                          MakeEnumChecker(EXACT, "exact", PRINTED, "printed"));
    return tid;
}

uint32_t
AnalogBeamformer::GetRfChains() const
{
    return m_rfChains;
}

AnalogBeamformer::Regulariser
AnalogBeamformer::GetRegulariser() const
{
    return m_regulariser;
}

bool
AnalogBeamformer::NeedsPositions() const
{
    return false;
}

CMatrix
AnalogBeamformer::GetWeights(const MimoChannelModel& channel,
                             uint32_t bs,
                             const std::vector<uint32_t>& ues,
                             uint32_t subband) const
{
    NS_LOG_FUNCTION(this << bs << ues.size() << subband);
    const uint32_t antennas = channel.GetBsAntennas(bs);
    NS_ABORT_MSG_IF(m_rfChains > antennas,
                    GetInstanceTypeId().GetName()
                        << ": attribute RfChains is " << m_rfChains << ", but base station " << bs
                        << " has " << antennas << " antennas");
    CMatrix weights = DoGetWeights(channel, bs, ues, subband);
    NS_ABORT_MSG_IF(weights.rows() != antennas || weights.cols() != m_rfChains,
                    GetInstanceTypeId().GetName()
                        << ": DoGetWeights returned " << weights.rows() << " x " << weights.cols()
                        << " weights for " << antennas << " antennas and " << m_rfChains
                        << " RF chains");
    return weights;
}

} // namespace fddmimo
} // namespace ns3
