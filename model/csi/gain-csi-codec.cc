/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "gain-csi-codec.h"

#include "ns3/abort.h"
#include "ns3/double.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace fddmimo
{

NS_OBJECT_ENSURE_REGISTERED(GainCsiCodec);

TypeId
GainCsiCodec::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::GainCsiCodec")
            .SetParent<CsiCodec>()
            .SetGroupName("FddMimo")
            .AddAttribute("GainBits",
                          "Bits of a gain.",
                          UintegerValue(8),
                          MakeUintegerAccessor(&GainCsiCodec::m_gainBits),
                          MakeUintegerChecker<uint32_t>(1, 16))
            .AddAttribute("GainMinDb",
                          "Smallest gain that is reported, in dB relative to 1/sqrt(W) "
                          "(the noise-normalised channel); must be below GainMaxDb.",
                          DoubleValue(-60.0),
                          MakeDoubleAccessor(&GainCsiCodec::m_gainMinDb),
                          MakeDoubleChecker<double>(-1000.0, 1000.0))
            .AddAttribute("GainMaxDb",
                          "Largest gain that is reported, in dB relative to 1/sqrt(W).",
                          DoubleValue(100.0),
                          MakeDoubleAccessor(&GainCsiCodec::m_gainMaxDb),
                          MakeDoubleChecker<double>(-1000.0, 1000.0));
    return tid;
}

GainQuantiser
GainCsiCodec::GetGainQuantiser() const
{
    return GainQuantiser(m_gainBits, m_gainMinDb, m_gainMaxDb);
}

uint32_t
GainCsiCodec::GetGainBits() const
{
    return m_gainBits;
}

CsiDimensions
GainCsiCodec::GetDimensions(const std::vector<CMatrix>& channel)
{
    NS_ABORT_MSG_IF(channel.empty() || channel.front().size() == 0,
                    "CsiCodec: there is no channel to encode");
    for (const CMatrix& matrix : channel)
    {
        NS_ABORT_MSG_IF(matrix.rows() != channel.front().rows() ||
                            matrix.cols() != channel.front().cols(),
                        "CsiCodec: a subband's channel is "
                            << matrix.rows() << " x " << matrix.cols() << ", the first one's "
                            << channel.front().rows() << " x " << channel.front().cols());
    }
    return {static_cast<uint32_t>(channel.front().rows()),
            static_cast<uint32_t>(channel.front().cols()),
            static_cast<uint32_t>(channel.size())};
}

} // namespace fddmimo
} // namespace ns3
