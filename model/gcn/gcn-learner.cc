/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "gcn-learner.h"

#include "beam-choice.h"
#include "gcn-precoder.h"
#include "virtual-covariances.h"

#include "ns3/covariance-beam-selector.h"
#include "ns3/weight-archive.h"

#include <algorithm>

namespace ns3
{
namespace fddmimo
{

GcnLearner::GcnLearner(const PlanarBeamCodebook& codebook,
                       const Settings& settings,
                       const GcnNetwork& network,
                       std::unique_ptr<GcnNetwork> analogNetwork,
                       std::size_t groups)
    : m_codebook(codebook),
      m_settings(settings),
      m_network(network),
      m_analogNetwork(std::move(analogNetwork))
{
    m_weights = m_network.GetWeights();
    if (m_analogNetwork)
    {
        const RVector& more = m_analogNetwork->GetWeights();
        m_weights.conservativeResize(m_weights.size() + more.size());
        m_weights.tail(more.size()) = more;
    }
    m_average = m_weights;
    m_optimiser.Reset(m_weights.size());
    m_constraints.Reset(settings.constraints, groups);
    GcnDesign::Settings trial = settings.design;
    trial.sharpness = 0.0;
    m_trial.design = std::make_unique<GcnDesign>(codebook, trial);
}

void
GcnLearner::Use(const RVector& weights)
{
    RVector& own = m_network.GetWeights();
    own = weights.head(own.size());
    if (m_analogNetwork)
    {
        m_analogNetwork->GetWeights() = weights.tail(weights.size() - own.size());
    }
}

void
GcnLearner::Design(GcnExample& example, Work& work, bool back)
{
    if (m_analogNetwork)
    {
        const VirtualCovariances average(
            example.covariances,
            example.targets,
            m_analogNetwork->Forward(
                GcnNetwork::GetFeatures(example.covariances, example.targets, example.quality),
                GcnNetwork::GetGraph(example.covariances),
                back ? &work.analogCache : nullptr));
        work.analogLeakage = average.leakage;
        work.trials.clear();
        back = back && m_settings.design.sharpness > 0.0;
        example.beams = CovarianceBeamSelector(m_codebook, m_settings.design.selector)
                            .Select(average.matrices,
                                    average.targets,
                                    average.leakage,
                                    back ? &work.trials : nullptr,
                                    GetChoiceRange(m_settings.design.sharpness))
                            .beams;
    }
    const RMatrix outputs =
        m_network.Forward(GcnNetwork::GetFeatures(example.known, example.targets, example.quality),
                          GcnNetwork::GetGraph(example.known),
                          &work.cache);
    work.feasible = work.design->Forward(example, outputs);
}

double
GcnLearner::Train(std::vector<GcnExample>& examples, double learningRate, double dualShare)
{
    Use(m_weights);
    while (m_works.size() < examples.size())
    {
        m_works.emplace_back();
        m_works.back().design = std::make_unique<GcnDesign>(m_codebook, m_settings.design);
    }
    std::vector<OutageConstraints::Group> groups(m_constraints.multipliers.size());
    for (std::size_t i = 0; i < examples.size(); ++i)
    {
        Work& work = m_works[i];
        Design(examples[i], work, true);
        OutageConstraints::Group& group = groups[examples[i].group];
        group.power += work.feasible ? work.design->GetPower() : m_settings.design.maxPower;
        group.examples += 1.0;
        group.users += static_cast<double>(examples[i].targets.size());
        for (Eigen::Index k = 0; work.feasible && k < examples[i].targets.size(); ++k)
        {
            group.slacks.push_back(work.design->GetSlack()(k));
        }
    }
    const double loss = m_constraints.Evaluate(groups);

    const Eigen::Index size = m_network.GetWeights().size();
    RVector gradient = RVector::Zero(size);
    RVector analogGradient = RVector::Zero(m_weights.size() - size);
    std::vector<std::size_t> next(groups.size(), 0);
    for (std::size_t i = 0; i < examples.size(); ++i)
    {
        Work& work = m_works[i];
        if (!work.feasible)
        {
            continue;
        }
        const std::size_t g = examples[i].group;
        RVector slack(examples[i].targets.size());
        for (double& entry : slack)
        {
            entry = m_constraints.GetSlackSlopes(g)[next[g]++];
        }
        const RMatrix outputs = work.design->Backward(m_constraints.GetPowerSlope(g), slack);
        m_network.Backward(work.cache, outputs, gradient);
        if (m_analogNetwork && !work.trials.empty())
        {
            m_analogNetwork->Backward(work.analogCache,
                                      DifferentiateBeamChoice(m_codebook,
                                                              work.trials,
                                                              m_settings.design.sharpness,
                                                              work.design->GetAnalogGradient(),
                                                              work.analogLeakage),
                                      analogGradient);
        }
    }
    if (m_settings.constant)
    {
        // The last biases are left.
        gradient.head(size - m_network.GetSizes().outputs).setZero();
    }
    RVector all(m_weights.size());
    all << gradient, analogGradient;
    m_optimiser.Step(all, learningRate, m_settings.weightDecay, m_settings.clipQuantile, m_weights);
    m_constraints.StepMultipliers(dualShare);
    // The iterates circle around the saddle point that their mean is close to.
    const double steps = std::max(1.0, std::min<double>(m_settings.averaging, m_optimiser.steps));
    m_average += (m_weights - m_average) / steps;
    return loss;
}

GcnLearner::Outcome
GcnLearner::Evaluate(GcnExample& example)
{
    Use(m_average);
    Design(example, m_trial, false);
    const auto users = static_cast<double>(example.targets.size());
    Outcome outcome;
    outcome.power = m_trial.feasible ? m_trial.design->GetPower() : m_settings.design.maxPower;
    outcome.missed = m_trial.feasible ? (m_trial.design->GetSlack().array() < 0.0).count() : users;
    return outcome;
}

const RVector&
GcnLearner::GetMultipliers() const
{
    return m_constraints.multipliers;
}

const RVector&
GcnLearner::GetReferences() const
{
    return m_constraints.references;
}

const RVector&
GcnLearner::GetSteepness() const
{
    return m_constraints.steepness;
}

void
GcnLearner::SetMultipliers(const RVector& multipliers,
                           const RVector& references,
                           const RVector& steepness)
{
    m_constraints.SetMultipliers(multipliers, references, steepness);
}

const RVector&
GcnLearner::GetAverage() const
{
    return m_average;
}

void
GcnLearner::Store(const RVector& weights, WeightArchive& archive)
{
    Use(weights);
    m_network.Store(archive);
    if (m_analogNetwork)
    {
        m_analogNetwork->Store(archive, GcnPrecoder::ANALOG_PREFIX);
    }
}

void
GcnLearner::Save(WeightArchive& archive) const
{
    StoreExactly(archive, "weights", m_weights);
    StoreExactly(archive, "average", m_average);
    StoreExactly(archive, "first", m_optimiser.first);
    StoreExactly(archive, "second", m_optimiser.second);
    StoreExactly(archive, "steps", RVector::Constant(1, m_optimiser.steps));
    StoreExactly(archive, "multipliers", m_constraints.multipliers);
    StoreExactly(archive, "steepness", m_constraints.steepness);
    StoreExactly(archive, "references", m_constraints.references);
    StoreExactly(archive, "counts", m_constraints.counts);
    StoreExactly(archive,
                 "norms",
                 Eigen::Map<const RVector>(m_optimiser.norms.data(), m_optimiser.norms.size()));
}

void
GcnLearner::Load(const WeightArchive& archive)
{
    const RVector weights = ReadExactly(archive, "weights");
    if (weights.size() != m_weights.size())
    {
        throw WeightArchiveError("the checkpoint is of another network");
    }
    m_weights = weights;
    m_average = ReadExactly(archive, "average");
    m_optimiser.first = ReadExactly(archive, "first");
    m_optimiser.second = ReadExactly(archive, "second");
    m_optimiser.steps = ReadExactly(archive, "steps")(0);
    m_constraints.multipliers = ReadExactly(archive, "multipliers");
    m_constraints.steepness = ReadExactly(archive, "steepness");
    m_constraints.references = ReadExactly(archive, "references");
    m_constraints.counts = ReadExactly(archive, "counts");
    const RVector norms = ReadExactly(archive, "norms");
    m_optimiser.norms.assign(norms.data(), norms.data() + norms.size());
}

void
StoreExactly(WeightArchive& archive, const std::string& name, const RVector& values)
{
    WeightArchive::Array& array = archive.arrays[name];
    array.shape = {3, values.size()};
    array.values.clear();
    RVector rest = values;
    for (int part = 0; part < 3; ++part)
    {
        for (double& value : rest)
        {
            const auto rounded = static_cast<float>(value);
            array.values.push_back(rounded);
            value -= rounded;
        }
    }
}

RVector
ReadExactly(const WeightArchive& archive, const std::string& name)
{
    const std::vector<float>& values = archive.GetArray(name).values;
    const auto size = static_cast<Eigen::Index>(values.size() / 3);
    RVector result = RVector::Zero(size);
    for (int part = 2; part >= 0; --part)
    {
        for (Eigen::Index i = 0; i < size; ++i)
        {
            result(i) += values[part * size + i];
        }
    }
    return result;
}

} // namespace fddmimo
} // namespace ns3
