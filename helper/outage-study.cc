/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "outage-study.h"

#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/sum-rate.h"

#include <chrono>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoOutageStudy");

namespace
{

/**
 * \param instance an instance
 * \param [out] problem receives the covariances
 */
void
AddCovariances(const OutageInstances::Instance& instance, PrecodingProblem& problem)
{
    for (std::size_t k = 0; k < problem.csi.users.size(); ++k)
    {
        problem.csi.users[k].covariance = instance.covariances[k];
    }
}

} // namespace

void
OutageStudy::Draw(OutageInstances& source,
                  Ptr<Precoder> reference,
                  uint64_t count,
                  const std::function<bool(uint64_t)>& goOn)
{
    NS_LOG_FUNCTION(this << count);
    const std::size_t users = source.GetSource().GetSettings().users;
    uint64_t failures = 0;
    while (m_instances.size() < count && failures < 10 * count && goOn(m_instances.size()))
    {
        const OutageInstances::Instance& instance = source.Next();
        PrecodingProblem problem = instance.known.front();
        for (std::size_t k = 0; k < users; ++k)
        {
            problem.csi.users[k].channel = instance.channel.row(k);
        }
        if (reference->GetCsiNeed() & CSI_COVARIANCE)
        {
            AddCovariances(instance, problem);
        }
        if (reference->Design(problem).status == BeamformerStatus::Ok)
        {
            m_instances.push_back(instance);
            failures = 0;
        }
        else
        {
            ++failures;
        }
    }
}

const std::vector<OutageInstances::Instance>&
OutageStudy::GetInstances() const
{
    return m_instances;
}

OutageStudy::Result
OutageStudy::Measure(Ptr<Precoder> precoder, std::size_t csi, const BeamsSink& sink) const
{
    NS_LOG_FUNCTION(this << csi);
    using Clock = std::chrono::steady_clock;
    const bool needsCovariances = precoder->GetCsiNeed() & CSI_COVARIANCE;
    Result result;
    for (const OutageInstances::Instance& instance : m_instances)
    {
        PrecodingProblem withCovariances;
        if (needsCovariances)
        {
            withCovariances = instance.known[csi];
            AddCovariances(instance, withCovariances);
        }
        const PrecodingProblem& problem = needsCovariances ? withCovariances : instance.known[csi];
        const auto start = Clock::now();
        const Beamformer beams = precoder->Design(problem);
        result.microseconds +=
            std::chrono::duration<double, std::micro>(Clock::now() - start).count() /
            m_instances.size();
        const RVector sinr = ComputeSinr(instance.channel, beams.weights);
        double missed = 0.0;
        for (Eigen::Index k = 0; k < sinr.size(); ++k)
        {
            missed += sinr(k) < problem.sinrTargets(k) * (1.0 - 1e-6);
        }
        result.outage.Add(missed / sinr.size());
        result.power.Add(beams.weights.squaredNorm());
        result.infeasible += beams.status == BeamformerStatus::Infeasible;
        if (sink)
        {
            sink(problem, beams);
        }
    }
    return result;
}

double
OutageStudy::FindMargin(Ptr<Precoder> precoder, std::size_t csi, double outage) const
{
    NS_LOG_FUNCTION(this << csi << outage);
    const double most = 20.0;
    const auto holds = [&](double margin) {
        precoder->SetAttribute("Margin", DoubleValue(margin));
        return Measure(precoder, csi).outage.GetMean() <= outage;
    };
    // The outage rises again where the power allowed does not suffice for the margin.
    double high = -10.0;
    while (high < most && !holds(high))
    {
        high += 1.0;
    }
    double low = high - 1.0;
    while (high < most && high - low > 0.01)
    {
        const double middle = 0.5 * (low + high);
        (holds(middle) ? high : low) = middle;
    }
    precoder->SetAttribute("Margin", DoubleValue(high));
    return high;
}

} // namespace fddmimo
} // namespace ns3
