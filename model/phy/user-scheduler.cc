/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "user-scheduler.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/log.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoUserScheduler");

NS_OBJECT_ENSURE_REGISTERED(UserScheduler);
NS_OBJECT_ENSURE_REGISTERED(RoundRobinUserScheduler);
NS_OBJECT_ENSURE_REGISTERED(ProportionalFairUserScheduler);
NS_OBJECT_ENSURE_REGISTERED(SemiOrthogonalUserScheduler);

namespace
{

const double MIN_RATE = 1.0; //!< bit/s below which a mean throughput counts as this

} // namespace

TypeId
UserScheduler::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::UserScheduler").SetParent<Object>().SetGroupName("FddMimo");
    return tid;
}

TypeId
RoundRobinUserScheduler::GetTypeId()
{
    static TypeId tid = TypeId("ns3::fddmimo::RoundRobinUserScheduler")
                            .SetParent<UserScheduler>()
                            .SetGroupName("FddMimo")
                            .AddConstructor<RoundRobinUserScheduler>();
    return tid;
}

std::vector<uint32_t>
RoundRobinUserScheduler::Select(const std::vector<SchedulingCandidate>& candidates,
                                uint32_t maxStreams)
{
    std::vector<uint32_t> chosen;
    const auto first = std::find_if(candidates.begin(), candidates.end(), [this](const auto& c) {
        return c.user >= m_next;
    });
    const std::size_t offset = std::distance(candidates.begin(), first);
    uint32_t streams = 0;
    for (std::size_t i = 0; i < candidates.size(); ++i)
    {
        const auto& candidate = candidates[(offset + i) % candidates.size()];
        if (streams + candidate.streams > maxStreams)
        {
            break;
        }
        streams += candidate.streams;
        chosen.push_back(candidate.user);
        m_next = candidate.user + 1;
    }
    return chosen;
}

TypeId
ProportionalFairUserScheduler::GetTypeId()
{
    static TypeId tid = TypeId("ns3::fddmimo::ProportionalFairUserScheduler")
                            .SetParent<UserScheduler>()
                            .SetGroupName("FddMimo")
                            .AddConstructor<ProportionalFairUserScheduler>();
    return tid;
}

std::vector<uint32_t>
ProportionalFairUserScheduler::Select(const std::vector<SchedulingCandidate>& candidates,
                                      uint32_t maxStreams)
{
    std::vector<std::pair<double, const SchedulingCandidate*>> ranking;
    ranking.reserve(candidates.size());
    for (const auto& candidate : candidates)
    {
        const double snr = candidate.channel ? candidate.channel->squaredNorm() *
                                                   candidate.maxPower / std::max(maxStreams, 1U)
                                             : 1.0;
        ranking.emplace_back(std::log2(1.0 + snr) / std::max(candidate.averageRate, MIN_RATE),
                             &candidate);
    }
    // Ties (equal users at the start) go to the lower index, on every standard library alike.
    std::stable_sort(ranking.begin(), ranking.end(), [](const auto& a, const auto& b) {
        return a.first > b.first;
    });
    std::vector<uint32_t> chosen;
    uint32_t streams = 0;
    for (const auto& [metric, candidate] : ranking)
    {
        if (streams + candidate->streams <= maxStreams)
        {
            streams += candidate->streams;
            chosen.push_back(candidate->user);
        }
    }
    return chosen;
}

TypeId
SemiOrthogonalUserScheduler::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::SemiOrthogonalUserScheduler")
            .SetParent<UserScheduler>()
            .SetGroupName("FddMimo")
            .AddConstructor<SemiOrthogonalUserScheduler>()
            .AddAttribute("Alpha",
                          "Largest correlation |h_k g^H| / (||h_k|| ||g||) of a user with the "
                          "orthogonal component g of one chosen before",
                          DoubleValue(0.4),
                          MakeDoubleAccessor(&SemiOrthogonalUserScheduler::m_alpha),
                          MakeDoubleChecker<double>(1e-6, 1.0))
            .AddAttribute("ProportionalFair",
                          "Divide a user's strength by its mean throughput, so that nobody starves",
                          BooleanValue(true),
                          MakeBooleanAccessor(&SemiOrthogonalUserScheduler::m_proportionalFair),
                          MakeBooleanChecker());
    return tid;
}

std::vector<uint32_t>
SemiOrthogonalUserScheduler::Select(const std::vector<SchedulingCandidate>& candidates,
                                    uint32_t maxStreams)
{
    /// A user still in the race.
    struct Contender
    {
        const SchedulingCandidate* candidate; //!< the user
        CVector channel;                      //!< strongest row of its channel
        CVector residual;                     //!< its component orthogonal to the chosen ones
    };

    std::vector<Contender> race;
    for (const auto& candidate : candidates)
    {
        if (candidate.channel && candidate.channel->size() > 0)
        {
            Eigen::Index row;
            candidate.channel->rowwise().squaredNorm().maxCoeff(&row);
            const CVector channel = candidate.channel->row(row).transpose();
            race.push_back({&candidate, channel, channel});
        }
    }
    std::vector<uint32_t> chosen;
    uint32_t streams = 0;
    while (!race.empty())
    {
        const auto metric = [&](const Contender& c) {
            const double share = c.candidate->maxPower / maxStreams;
            const double rate = std::log2(1.0 + c.residual.squaredNorm() * share);
            return m_proportionalFair ? rate / std::max(c.candidate->averageRate, MIN_RATE) : rate;
        };
        auto best = std::max_element(race.begin(), race.end(), [&](const auto& a, const auto& b) {
            return metric(a) < metric(b);
        });
        if (streams + best->candidate->streams > maxStreams || best->residual.squaredNorm() <= 0.0)
        {
            break;
        }
        streams += best->candidate->streams;
        chosen.push_back(best->candidate->user);
        const CVector direction = best->residual.normalized();
        race.erase(best);
        race.erase(std::remove_if(race.begin(),
                                  race.end(),
                                  [&](const Contender& c) {
                                      return std::abs(direction.dot(c.channel)) >
                                             m_alpha * c.channel.norm();
                                  }),
                   race.end());
        for (auto& contender : race)
        {
            contender.residual -= direction * direction.dot(contender.residual);
        }
    }
    return chosen;
}

} // namespace fddmimo
} // namespace ns3
