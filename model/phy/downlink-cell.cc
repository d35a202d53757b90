/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "downlink-cell.h"

#include "ns3/log.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoDownlinkCell");

NS_OBJECT_ENSURE_REGISTERED(DownlinkCell);

TypeId
DownlinkCell::GetTypeId()
{
    static TypeId tid = TypeId("ns3::fddmimo::DownlinkCell")
                            .SetParent<Object>()
                            .SetGroupName("FddMimo")
                            .AddConstructor<DownlinkCell>();
    return tid;
}

void
DownlinkCell::DoDispose()
{
    m_scheduler = nullptr;
    m_users.clear();
    Object::DoDispose();
}

void
DownlinkCell::Configure(uint32_t antennas, Ptr<UserScheduler> scheduler)
{
    m_antennas = antennas;
    m_scheduler = scheduler;
}

uint32_t
DownlinkCell::AddUser(uint32_t ue, uint32_t streams, Ptr<TransportChannel> channel)
{
    DownlinkUser user;
    user.ue = ue;
    user.streams = streams;
    user.channel = channel;
    m_users.push_back(user);
    return m_users.size() - 1;
}

std::vector<DownlinkUser>&
DownlinkCell::GetUsers()
{
    return m_users;
}

const std::vector<uint32_t>&
DownlinkCell::GetScheduled() const
{
    return m_scheduled;
}

const CellBeams&
DownlinkCell::GetBeams() const
{
    return m_beams;
}

void
DownlinkCell::Select(Ptr<const CsiAcquisition> csi, uint32_t maxStreams, double power)
{
    std::vector<SchedulingCandidate> candidates;
    for (uint32_t user = 0; user < m_users.size(); ++user)
    {
        const std::vector<UserCsi>* known = csi ? csi->GetLatest(m_users[user].ue) : nullptr;
        if ((!csi || known) && m_users[user].channel->HasData())
        {
            SchedulingCandidate candidate;
            candidate.user = user;
            candidate.streams = m_users[user].streams;
            candidate.averageRate = m_users[user].averageRate;
            candidate.channel = known ? &known->front().channel : nullptr;
            candidate.maxPower = power;
            candidates.push_back(candidate);
        }
    }
    const uint32_t limit = maxStreams == 0 ? m_antennas : maxStreams;
    m_scheduled = m_scheduler->Select(candidates, limit);
    // Beams are laid out in the order of the users, whatever order the scheduler found them in.
    std::sort(m_scheduled.begin(), m_scheduled.end());
}

void
DownlinkCell::AppendProblems(Ptr<const CsiAcquisition> csi,
                             uint32_t subbands,
                             double power,
                             std::vector<PrecodingProblem>& problems) const
{
    if (m_scheduled.empty())
    {
        return;
    }
    for (uint32_t subband = 0; subband < subbands; ++subband)
    {
        PrecodingProblem problem;
        problem.txAntennas = m_antennas;
        problem.maxPower = power;
        problem.rateWeights.resize(m_scheduled.size());
        problem.csi.users.resize(m_scheduled.size());
        RVector targets = RVector::Ones(m_scheduled.size()); // 0 dB for users without one
        bool targeted = false;
        for (std::size_t i = 0; i < m_scheduled.size(); ++i)
        {
            const DownlinkUser& user = m_users[m_scheduled[i]];
            problem.rateWeights[i] = user.rateWeight;
            if (user.sinrTarget > 0.0)
            {
                targets[i] = user.sinrTarget;
                targeted = true;
            }
            if (csi)
            {
                problem.csi.users[i] = csi->GetLatest(user.ue)->at(subband);
            }
            problem.csi.users[i].rxAntennas = user.streams;
        }
        if (targeted)
        {
            problem.sinrTargets = targets;
        }
        problems.push_back(std::move(problem));
    }
}

double
DownlinkCell::TakeBeams(const PrecodingProblem* problem,
                        const Beamformer* beamformer,
                        uint32_t subbands)
{
    m_beams.ues.clear();
    m_beams.beams.assign(beamformer, beamformer + subbands);
    UserReception prediction;
    double sumRate = 0.0;
    uint32_t first = 0;
    for (std::size_t i = 0; i < m_scheduled.size(); ++i)
    {
        DownlinkUser& user = m_users[m_scheduled[i]];
        m_beams.ues.push_back(user.ue);
        prediction.sinr.clear();
        prediction.rate = 0.0;
        for (uint32_t subband = 0; subband < subbands; ++subband)
        {
            const CMatrix& channel = problem[subband].csi.users[i].channel;
            if (channel.size() > 0)
            {
                const CMatrix effective = channel * beamformer[subband].weights;
                DownlinkReception::AddStreams(effective,
                                              first,
                                              CMatrix::Identity(user.streams, user.streams),
                                              subbands,
                                              prediction);
            }
        }
        first += user.streams;
        sumRate += prediction.rate;
        // Without a channel estimate the last measured SINR (a CQI) is all that can be known.
        user.predictedSinr = prediction.sinr.empty() ? user.sinr : prediction.sinr;
        if (user.predictedSinr.empty())
        {
            user.predictedSinr.assign(user.streams * subbands, 1.0);
        }
    }
    return sumRate;
}

void
DownlinkCell::Silence()
{
    m_scheduled.clear();
    m_beams.ues.clear();
    m_beams.beams.clear();
}

void
DownlinkCell::EndInterval(double interval, double window)
{
    for (auto& user : m_users)
    {
        user.averageRate += (user.bits / interval - user.averageRate) / window;
        user.bits = 0;
    }
}

} // namespace fddmimo
} // namespace ns3
