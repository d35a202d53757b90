/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "uplink-cell.h"

#include "ns3/log.h"
#include "ns3/uinteger.h"

#include <Eigen/Cholesky>
#include <algorithm>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoUplinkCell");

NS_OBJECT_ENSURE_REGISTERED(UplinkCell);

TypeId
UplinkCell::GetTypeId()
{
    static TypeId tid = TypeId("ns3::fddmimo::UplinkCell")
                            .SetParent<Object>()
                            .SetGroupName("FddMimo")
                            .AddConstructor<UplinkCell>()
                            .AddAttribute("MaxUsers",
                                          "Most users that send in one slot (at most the antennas)",
                                          UintegerValue(8),
                                          MakeUintegerAccessor(&UplinkCell::m_maxUsers),
                                          MakeUintegerChecker<uint32_t>(1));
    return tid;
}

void
UplinkCell::DoDispose()
{
    m_users.clear();
    Object::DoDispose();
}

void
UplinkCell::Configure(uint32_t bs, uint32_t antennas)
{
    m_bs = bs;
    m_antennas = antennas;
}

uint32_t
UplinkCell::AddUser(uint32_t ue, Ptr<TransportChannel> channel)
{
    m_users.push_back({ue, channel, {}});
    return m_users.size() - 1;
}

Ptr<TransportChannel>
UplinkCell::GetChannel(uint32_t user) const
{
    return m_users.at(user).channel;
}

void
UplinkCell::StartInterval()
{
    for (auto& user : m_users)
    {
        user.gains.clear();
    }
}

const std::vector<UplinkCell::Sender>&
UplinkCell::GetSenders() const
{
    return m_senders;
}

void
UplinkCell::StartSlot(uint64_t slot,
                      const MimoChannelModel& channel,
                      double powerOverNoise,
                      double symbols)
{
    m_senders.clear();
    const uint32_t limit = std::min(m_maxUsers, m_antennas);
    const uint32_t first = m_next;
    for (uint32_t i = 0; i < m_users.size() && m_senders.size() < limit; ++i)
    {
        const uint32_t user = (first + i) % m_users.size();
        if (m_users[user].channel->HasData())
        {
            m_senders.push_back({user, {}});
            m_next = user + 1;
        }
    }
    if (m_senders.empty())
    {
        return;
    }
    std::sort(m_senders.begin(), m_senders.end(), [](const auto& a, const auto& b) {
        return a.user < b.user;
    });
    const uint32_t subbands = channel.GetNSubbands();
    CMatrix gains(m_antennas, m_senders.size());
    for (uint32_t subband = 0; subband < subbands; ++subband)
    {
        for (std::size_t k = 0; k < m_senders.size(); ++k)
        {
            User& user = m_users[m_senders[k].user];
            if (user.gains.size() <= subband)
            {
                const CMatrix uplink = channel.GetUplink(m_bs, user.ue, subband);
                Eigen::Index strongest;
                uplink.colwise().squaredNorm().maxCoeff(&strongest);
                user.gains.push_back(uplink.col(strongest));
            }
            gains.col(k) = user.gains[subband];
        }
        CMatrix gram = powerOverNoise * (gains.adjoint() * gains);
        gram.diagonal().array() += 1.0;
        const Eigen::LLT<CMatrix> llt(gram);
        const CMatrix inverse = llt.solve(CMatrix::Identity(gram.rows(), gram.cols()));
        for (std::size_t k = 0; k < m_senders.size(); ++k)
        {
            m_senders[k].sinr.push_back(std::max(1.0 / inverse(k, k).real() - 1.0, 0.0));
        }
    }
    for (const auto& sender : m_senders)
    {
        m_users[sender.user].channel->StartSlot(slot, sender.sinr, symbols);
    }
}

} // namespace fddmimo
} // namespace ns3
