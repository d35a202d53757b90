/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "mimo-channel-model.h"

#include "ns3/abort.h"
#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/uinteger.h"

#include <cmath>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoChannelModel");

NS_OBJECT_ENSURE_REGISTERED(MimoChannelModel);

TypeId
MimoChannelModel::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::MimoChannelModel")
            .SetParent<Object>()
            .SetGroupName("FddMimo")
            .AddAttribute("Frequency",
                          "Downlink carrier in Hz",
                          DoubleValue(3.5e9),
                          MakeDoubleAccessor(&MimoChannelModel::m_frequency),
                          MakeDoubleChecker<double>(1.0))
            .AddAttribute("UplinkFrequency",
                          "Uplink carrier in Hz",
                          DoubleValue(3.4e9),
                          MakeDoubleAccessor(&MimoChannelModel::m_uplinkFrequency),
                          MakeDoubleChecker<double>(1.0))
            .AddAttribute("Subbands",
                          "Number of subbands, each with a channel matrix of its own",
                          UintegerValue(1),
                          MakeUintegerAccessor(&MimoChannelModel::m_subbands),
                          MakeUintegerChecker<uint32_t>(1, 4096))
            .AddAttribute("SubbandSpacing",
                          "Distance of the centres of neighbouring subbands in Hz",
                          DoubleValue(1.44e6),
                          MakeDoubleAccessor(&MimoChannelModel::m_subbandSpacing),
                          MakeDoubleChecker<double>(0.0));
    return tid;
}

void
MimoChannelModel::DoDispose()
{
    m_bs.clear();
    m_ues.clear();
    m_downlink.clear();
    Object::DoDispose();
}

uint32_t
MimoChannelModel::AddBs(Ptr<MobilityModel> mobility, uint32_t antennas)
{
    NS_LOG_FUNCTION(this << mobility << antennas);
    NS_ABORT_MSG_IF(m_started, "MimoChannelModel: add base stations before the first Update()");
    NS_ABORT_MSG_IF(antennas == 0, "MimoChannelModel: a base station needs at least one antenna");
    m_bs.push_back({mobility, antennas, 0});
    return m_bs.size() - 1;
}

uint32_t
MimoChannelModel::AddUe(Ptr<MobilityModel> mobility, uint32_t antennas)
{
    NS_LOG_FUNCTION(this << mobility << antennas);
    NS_ABORT_MSG_IF(m_started, "MimoChannelModel: add users before the first Update()");
    NS_ABORT_MSG_IF(antennas == 0, "MimoChannelModel: a user needs at least one antenna");
    const uint32_t row = m_ues.empty() ? 0 : m_ues.back().row + m_ues.back().antennas;
    m_ues.push_back({mobility, antennas, row});
    return m_ues.size() - 1;
}

uint32_t
MimoChannelModel::GetNBs() const
{
    return m_bs.size();
}

uint32_t
MimoChannelModel::GetNUes() const
{
    return m_ues.size();
}

uint32_t
MimoChannelModel::GetBsAntennas(uint32_t bs) const
{
    return m_bs.at(bs).antennas;
}

uint32_t
MimoChannelModel::GetUeAntennas(uint32_t ue) const
{
    return m_ues.at(ue).antennas;
}

Vector
MimoChannelModel::GetBsPosition(uint32_t bs) const
{
    return m_bs.at(bs).mobility->GetPosition();
}

Vector
MimoChannelModel::GetUePosition(uint32_t ue) const
{
    return m_ues.at(ue).mobility->GetPosition();
}

uint32_t
MimoChannelModel::GetRowOffset(uint32_t ue) const
{
    return m_ues.at(ue).row;
}

uint32_t
MimoChannelModel::GetArrayRows(uint32_t /* antennas */) const
{
    return 1;
}

uint32_t
MimoChannelModel::GetNSubbands() const
{
    return m_subbands;
}

double
MimoChannelModel::GetFrequency() const
{
    return m_frequency;
}

double
MimoChannelModel::GetUplinkFrequency() const
{
    return m_uplinkFrequency;
}

const std::vector<MimoChannelModel::Node>&
MimoChannelModel::GetBsNodes() const
{
    return m_bs;
}

const std::vector<MimoChannelModel::Node>&
MimoChannelModel::GetUeNodes() const
{
    return m_ues;
}

double
MimoChannelModel::GetSubbandOffset(uint32_t subband) const
{
    return (subband - 0.5 * (m_subbands - 1)) * m_subbandSpacing;
}

void
MimoChannelModel::Update(Time now)
{
    NS_LOG_FUNCTION(this << now);
    NS_ABORT_MSG_IF(m_bs.empty() || m_ues.empty(),
                    "MimoChannelModel: add a base station and a user before Update()");
    NS_ABORT_MSG_IF(m_started && now < m_now,
                    "MimoChannelModel: Update(" << now << ") goes back behind " << m_now);
    if (m_downlink.empty())
    {
        const uint32_t rows = m_ues.back().row + m_ues.back().antennas;
        for (const auto& bs : m_bs)
        {
            m_downlink.emplace_back(m_subbands, CRowMatrix::Zero(rows, bs.antennas));
        }
    }
    const auto check = [](const char* kind, const std::vector<Node>& nodes) {
        for (std::size_t i = 0; i < nodes.size(); ++i)
        {
            const Vector position = nodes[i].mobility->GetPosition();
            NS_ABORT_MSG_IF(!std::isfinite(position.x) || !std::isfinite(position.y) ||
                                !std::isfinite(position.z),
                            "MimoChannelModel: " << kind << " " << i << " is at " << position
                                                 << "; positions must be finite");
        }
    };
    check("base station", m_bs);
    check("user", m_ues);
    m_started = true;
    m_now = now;
    DoUpdate(now, m_downlink);
}

void
MimoChannelModel::Renew()
{
    NS_LOG_FUNCTION(this);
    m_now = Time(0);
    DoRenew();
}

const CRowMatrix&
MimoChannelModel::GetDownlinkOfCell(uint32_t bs, uint32_t subband) const
{
    NS_ABORT_MSG_IF(m_downlink.empty(), "MimoChannelModel: call Update() before reading channels");
    return m_downlink.at(bs).at(subband);
}

CMatrix
MimoChannelModel::GetDownlink(uint32_t bs, uint32_t ue, uint32_t subband) const
{
    return GetDownlinkOfCell(bs, subband).middleRows(m_ues.at(ue).row, m_ues[ue].antennas);
}

CMatrix
MimoChannelModel::GetUplink(uint32_t bs, uint32_t ue, uint32_t subband) const
{
    NS_ABORT_MSG_IF(m_downlink.empty(), "MimoChannelModel: call Update() before reading channels");
    return DoGetUplink(bs, ue, subband);
}

CMatrix
MimoChannelModel::GetCovariance(uint32_t /* bs */, uint32_t /* ue */)
{
    return {};
}

bool
MimoChannelModel::KnowsCovariance() const
{
    return false;
}

} // namespace fddmimo
} // namespace ns3
