/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "outage-constraints.h"

#include "quantile.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace fddmimo
{

namespace
{

const double REFERENCE_BATCHES = 20.0; //!< batches of a group that its reference is the mean of

const double LEAST_MULTIPLIER = 1e-2; //!< of relative powers

} // namespace

void
OutageConstraints::Reset(const Settings& settings, std::size_t groups)
{
    m_settings = settings;
    multipliers.setConstant(groups, settings.multiplier);
    steepness.setOnes(groups);
    references.setZero(groups);
    counts.setZero(groups);
    m_powerSlopes.assign(groups, 0.0);
    m_slopes.assign(groups, {});
    m_constraints.setZero(groups);
    m_excess.setZero(groups);
}

void
OutageConstraints::SetMultipliers(const RVector& values,
                                  const RVector& powers,
                                  const RVector& slopes)
{
    multipliers = values;
    if (slopes.size() == values.size())
    {
        steepness = slopes;
    }
    if (powers.size() == values.size())
    {
        references = powers;
        counts =
            (powers.array() > 0.0).select(RVector::Constant(powers.size(), REFERENCE_BATCHES), 0.0);
    }
}

double
OutageConstraints::Evaluate(const std::vector<Group>& batch)
{
    double examples = 0.0;
    double present = 0.0; // groups
    for (const Group& group : batch)
    {
        examples += group.examples;
        present += group.examples > 0.0 ? 1.0 : 0.0;
    }
    double loss = 0.0;
    for (std::size_t g = 0; g < batch.size(); ++g)
    {
        const Group& group = batch[g];
        const double share = m_settings.relative ? 1.0 / (present * (1.0 + multipliers(g))) : 1.0;
        m_powerSlopes[g] = 1.0 / examples;
        if (m_settings.relative && group.examples > 0.0)
        {
            if (counts(g) < REFERENCE_BATCHES)
            {
                counts(g) += 1.0;
                references(g) += (group.power / group.examples - references(g)) / counts(g);
            }
            m_powerSlopes[g] = share / (group.examples * references(g));
        }
        EvaluateConstraint(g, group);
        for (double& slope : m_slopes[g])
        {
            slope *= share * multipliers(g);
        }
        loss += m_powerSlopes[g] * group.power + share * multipliers(g) * m_constraints(g);
    }
    return loss;
}

void
OutageConstraints::EvaluateConstraint(std::size_t g, const Group& group)
{
    const std::vector<double>& slacks = group.slacks;
    std::vector<double>& slopes = m_slopes[g];
    slopes.assign(slacks.size(), 0.0);
    m_excess(g) = 0.0;
    if (group.users > 0.0)
    {
        const auto held =
            std::count_if(slacks.begin(), slacks.end(), [](double z) { return z >= 0.0; });
        m_excess(g) = 1.0 - m_settings.outage - static_cast<double>(held) / group.users;
    }
    if (slacks.empty())
    {
        m_constraints(g) = group.users > 0.0 ? 1.0 - m_settings.outage : 0.0;
        return;
    }
    std::vector<std::size_t> order;
    // Users of infeasible examples are out too: their slacks are below all others.
    const double missed = group.users - static_cast<double>(slacks.size());
    const double out = std::max(0.0, m_settings.outage * group.users - missed);
    const auto [quantile, position] =
        GetQuantile(slacks, std::min(1.0, out / static_cast<double>(slacks.size())), order);
    if (m_settings.quantile)
    {
        const auto below = static_cast<std::size_t>(position);
        const double part = position - static_cast<double>(below);
        m_constraints(g) = -quantile;
        slopes[order[below]] -= 1.0 - part;
        slopes[order[std::min(below + 1, order.size() - 1)]] -= part;
        return;
    }
    const double wanted = quantile < 0.0 ? std::min(m_settings.maxSteepness, -1.0 / quantile)
                                         : m_settings.maxSteepness;
    steepness(g) += m_settings.annealing * (wanted - steepness(g));
    const double tau = steepness(g);
    double held = 0.0;
    for (std::size_t i = 0; i < slacks.size(); ++i)
    {
        const double sigmoid = 1.0 / (1.0 + std::exp(-tau * slacks[i]));
        held += sigmoid;
        slopes[i] = -tau * sigmoid * (1.0 - sigmoid) / group.users;
    }
    m_constraints(g) = 1.0 - m_settings.outage - held / group.users;
}

double
OutageConstraints::GetPowerSlope(std::size_t group) const
{
    return m_powerSlopes[group];
}

const std::vector<double>&
OutageConstraints::GetSlackSlopes(std::size_t group) const
{
    return m_slopes[group];
}

void
OutageConstraints::StepMultipliers(double share)
{
    const double step = share * m_settings.dualStep;
    const RVector& missed = m_settings.exact ? m_excess : m_constraints;
    if (m_settings.relative)
    {
        multipliers = (multipliers.array() * (step * missed).array().exp())
                          .cwiseMax(LEAST_MULTIPLIER)
                          .cwiseMin(m_settings.maxMultiplier);
    }
    else
    {
        multipliers = (multipliers + step * missed).cwiseMax(0.0);
    }
}

} // namespace fddmimo
} // namespace ns3
