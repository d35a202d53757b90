/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "type1-csi-codec.h"

#include "combination-coder.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace fddmimo
{

NS_OBJECT_ENSURE_REGISTERED(Type1CsiCodec);

TypeId
Type1CsiCodec::GetTypeId()
{
    static TypeId tid = TypeId("ns3::fddmimo::Type1CsiCodec")
                            .SetParent<DftCsiCodec>()
                            .SetGroupName("FddMimo")
                            .AddConstructor<Type1CsiCodec>();
    return tid;
}

uint64_t
Type1CsiCodec::GetRowBits(uint32_t txAntennas) const
{
    return CombinationCoder::GetIndexBits(GetCodebook(txAntennas).GetGroups()) +
           CombinationCoder::GetIndexBits(txAntennas) + GetGainBits();
}

void
Type1CsiCodec::EncodeRow(const CVector& channel, double norm, BitBuffer& bits)
{
    const auto txAntennas = static_cast<uint32_t>(channel.size());
    DftCodebook& codebook = GetCodebook(txAntennas);
    codebook.Transform(channel, 1.0 / norm);
    m_power.resize(txAntennas);
    float bestPower = -1.0F;
    uint32_t bestGroup = 0;
    uint32_t bestBeam = 0;
    for (uint32_t group = 0; group < codebook.GetGroups(); ++group)
    {
        codebook.GetPower(group, m_power.data());
        const auto strongest = std::max_element(m_power.begin(), m_power.end());
        if (*strongest > bestPower)
        {
            bestPower = *strongest;
            bestGroup = group;
            bestBeam = static_cast<uint32_t>(strongest - m_power.begin());
        }
    }
    const uint32_t gain = GetGainQuantiser().Quantise(norm * std::sqrt(bestPower));
    if (gain == 0)
    {
        return;
    }
    bits.Write(bestGroup, CombinationCoder::GetIndexBits(codebook.GetGroups()));
    bits.Write(bestBeam, CombinationCoder::GetIndexBits(txAntennas));
    bits.Write(gain, GetGainBits());
}

void
Type1CsiCodec::DecodeRow(BitReader& bits, CVector& channel)
{
    const auto txAntennas = static_cast<uint32_t>(channel.size());
    const DftCodebook& codebook = GetCodebook(txAntennas);
    const uint64_t group = bits.Read(CombinationCoder::GetIndexBits(codebook.GetGroups()));
    const uint64_t beam = bits.Read(CombinationCoder::GetIndexBits(txAntennas));
    const uint64_t gain = bits.Read(GetGainBits());
    // Numbers that stand for nothing come only from damaged reports.
    codebook.AddBeam(static_cast<uint32_t>(group % codebook.GetGroups()),
                     static_cast<uint32_t>(beam % txAntennas),
                     GetGainQuantiser().Dequantise(static_cast<uint32_t>(gain)),
                     channel);
}

double
Type1CsiCodec::GetQuality() const
{
    return 1.0;
}

} // namespace fddmimo
} // namespace ns3
