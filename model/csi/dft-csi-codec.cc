/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "dft-csi-codec.h"

#include "ns3/abort.h"
#include "ns3/array-rows.h"
#include "ns3/log.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoDftCsiCodec");
NS_OBJECT_ENSURE_REGISTERED(DftCsiCodec);

TypeId
DftCsiCodec::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::DftCsiCodec")
            .SetParent<GainCsiCodec>()
            .SetGroupName("FddMimo")
            .AddAttribute("Rows",
                          "Rows of the base station's antenna array; 0: from Columns, or the "
                          "nearest to a square.",
                          UintegerValue(1),
                          MakeUintegerAccessor(&DftCsiCodec::m_rows),
                          MakeUintegerChecker<uint32_t>(0, 65536))
            .AddAttribute("Columns",
                          "Columns of the base station's antenna array; 0: from Rows.",
                          UintegerValue(0),
                          MakeUintegerAccessor(&DftCsiCodec::m_columns),
                          MakeUintegerChecker<uint32_t>(0, 65536))
            .AddAttribute("Oversampling",
                          "Oversampling O of either axis.",
                          UintegerValue(4),
                          MakeUintegerAccessor(&DftCsiCodec::m_oversampling),
                          MakeUintegerChecker<uint32_t>(1, 64));
    return tid;
}

void
DftCsiCodec::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_codebook.reset();
    GainCsiCodec::DoDispose();
}

DftCodebook&
DftCsiCodec::GetCodebook(uint32_t txAntennas) const
{
    NS_ABORT_MSG_IF(txAntennas == 0, GetInstanceTypeId().GetName() << ": no transmit antennas");
    const auto [rows, columns] =
        ChooseArraySize(GetInstanceTypeId().GetName(), m_rows, m_columns, txAntennas);
    const uint32_t key[3] = {rows, columns, m_oversampling};
    if (!m_codebook || !std::equal(key, key + 3, m_codebookKey))
    {
        m_codebook = std::make_unique<DftCodebook>(rows, columns, m_oversampling);
        std::copy(key, key + 3, m_codebookKey);
    }
    return *m_codebook;
}

uint64_t
DftCsiCodec::GetReportBits(const CsiDimensions& dimensions) const
{
    return uint64_t{dimensions.rxAntennas} * dimensions.subbands *
           GetRowBits(dimensions.txAntennas);
}

EncodedCsi
DftCsiCodec::Encode(const std::vector<CMatrix>& channel)
{
    NS_LOG_FUNCTION(this << channel.size());
    const CsiDimensions dimensions = GetDimensions(channel);
    const uint64_t rowBits = GetRowBits(dimensions.txAntennas);
    EncodedCsi encoded{};
    encoded.bitsBeforeCoding = GetReportBits(dimensions);
    encoded.bits.Reserve(static_cast<uint32_t>(encoded.bitsBeforeCoding));
    CVector row;
    for (const CMatrix& matrix : channel)
    {
        for (Eigen::Index m = 0; m < matrix.rows(); ++m)
        {
            row = matrix.row(m).transpose();
            const uint32_t before = encoded.bits.GetSize();
            const double norm = row.norm();
            if (norm > 0.0 && std::isfinite(norm))
            {
                EncodeRow(row, norm, encoded.bits);
            }
            if (encoded.bits.GetSize() == before)
            {
                for (uint64_t left = rowBits; left > 0; left -= std::min<uint64_t>(left, 64))
                {
                    encoded.bits.Write(0, static_cast<uint32_t>(std::min<uint64_t>(left, 64)));
                }
            }
        }
    }
    return encoded;
}

std::vector<UserCsi>
DftCsiCodec::Decode(const BitBuffer& bits, const CsiDimensions& dimensions)
{
    NS_LOG_FUNCTION(this << bits.GetSize());
    if (bits.GetSize() != GetReportBits(dimensions))
    {
        return {};
    }
    BitReader reader(bits);
    std::vector<UserCsi> csi(dimensions.subbands);
    CVector row;
    for (UserCsi& subband : csi)
    {
        subband.rxAntennas = dimensions.rxAntennas;
        subband.quality = GetQuality();
        subband.channel.resize(dimensions.rxAntennas, dimensions.txAntennas);
        for (uint32_t m = 0; m < dimensions.rxAntennas; ++m)
        {
            row.setZero(dimensions.txAntennas);
            DecodeRow(reader, row);
            subband.channel.row(m) = row.transpose();
        }
    }
    return csi;
}

} // namespace fddmimo
} // namespace ns3
