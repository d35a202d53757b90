/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "gcn-trainer-private.h"

#include "ns3/covariance-beam-selector.h"
#include "ns3/log.h"
#include "ns3/weight-archive.h"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoGcnTrainer");

GcnTrainer::GcnTrainer()
    : m_private(std::make_unique<Private>())
{
    NS_LOG_FUNCTION(this);
}

GcnTrainer::~GcnTrainer()
{
    NS_LOG_FUNCTION(this);
}

void
GcnTrainer::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_private.reset();
    PrecoderTrainer::DoDispose();
}

GreedyBeamSelector::Settings
GcnTrainer::GetSelectorSettings() const
{
    GreedyBeamSelector::Settings settings;
    settings.rfChains = m_rfChains;
    settings.selections = m_selections;
    return settings;
}

std::vector<uint32_t>
GcnTrainer::GetPhases() const
{
    return {m_epochs};
}

std::string
GcnTrainer::GetPhaseName(uint32_t) const
{
    return m_constraint == ANNEALED ? "annealed" : "quantile";
}

void
GcnTrainer::DoStartPhase(uint32_t)
{
}

void
GcnTrainer::DoStartEpoch(uint32_t seed, uint32_t)
{
    m_private->random.seed(seed);
    m_private->validation = NAN;
}

GcnExample
GcnTrainer::MakeExample(uint64_t index, const CRowMatrix* truth)
{
    Private& p = *m_private;
    GcnExample example = p.examples->Make(index, truth);
    if (m_analogCsi == STATISTICAL)
    {
        // The covariances belong to the number, and with them the beams: they are chosen once.
        std::vector<uint32_t>& beams = p.analogBeams[index];
        if (beams.empty())
        {
            beams = CovarianceBeamSelector(*p.codebook, GetSelectorSettings())
                        .Select(example.covariances, example.targets)
                        .beams;
        }
        example.beams = beams;
    }
    return example;
}

double
GcnTrainer::DoTrain(const Batch& batch, double learningRate)
{
    Private& p = *m_private;
    std::vector<GcnExample> examples;
    for (const CRowMatrix& truth : batch)
    {
        uint64_t index = m_fold;
        while (index % m_folds == m_fold)
        {
            index = p.random() % m_instances;
        }
        examples.push_back(MakeExample(index, m_channels == GIVEN ? &truth : nullptr));
    }
    return p.learner->Train(examples,
                            learningRate,
                            m_dualDecay ? learningRate / GetLearningRate() : 1.0);
}

double
GcnTrainer::DoValidate(const Batch& batch)
{
    Private& p = *m_private;
    if (!std::isnan(p.validation))
    {
        return p.validation; // all examples are looked at once an epoch
    }
    const std::size_t groups = p.examples->GetGroups();
    RVector missed = RVector::Zero(groups);
    RVector users = RVector::Zero(groups);
    RVector power = RVector::Zero(groups);
    RVector count = RVector::Zero(groups);
    for (uint64_t i = 0; i < m_validationExamples; ++i)
    {
        const uint64_t index = i * m_folds + m_fold;
        if (index >= m_instances)
        {
            break;
        }
        GcnExample example =
            MakeExample(index, m_channels == GIVEN ? &batch[i % batch.size()] : nullptr);
        const GcnLearner::Outcome outcome = p.learner->Evaluate(example);
        users(example.group) += static_cast<double>(example.targets.size());
        count(example.group) += 1.0;
        power(example.group) += outcome.power;
        missed(example.group) += outcome.missed;
    }
    p.last.outage = missed.cwiseQuotient(users.cwiseMax(1.0));
    p.last.power = power.cwiseQuotient(count.cwiseMax(1.0));
    p.validation = m_objective == POWER ? -power.sum() / std::max(1.0, count.sum()) : 0.0;
    for (std::size_t g = 0; g < groups; ++g)
    {
        if (m_objective == RELATIVE && count(g) > 0.0)
        {
            p.validation -= 10.0 * std::log10(std::max(p.last.power(g), 1e-30)) / groups;
        }
        p.validation -= m_validationWeight * std::max(0.0, p.last.outage(g) - m_outage) / groups;
    }
    return p.validation;
}

std::vector<PrecoderTrainer::Figure>
GcnTrainer::GetFigures() const
{
    const Private& p = *m_private;
    const RVector& multipliers = p.learner->GetMultipliers();
    std::vector<Figure> figures;
    for (Eigen::Index g = 0; g < multipliers.size(); ++g)
    {
        const std::string group = p.examples->GetGroupName(g);
        figures.push_back({group, "outage", p.last.outage(g)});
        figures.push_back({group, "power_db", 10.0 * std::log10(std::max(p.last.power(g), 1e-30))});
        figures.push_back({group, "multiplier", multipliers(g)});
    }
    return figures;
}

void
GcnTrainer::DoKeepBest()
{
    m_private->best = m_private->learner->GetAverage();
    m_private->bestGroups = m_private->last;
}

void
GcnTrainer::DoSave(const std::string& fileName, const Counters& counters)
{
    const Private& p = *m_private;
    WeightArchive archive;
    archive.attributes["kind"] = "gcn checkpoint";
    p.learner->Save(archive);
    StoreExactly(archive, "best", p.best);
    StoreExactly(archive, "best_outage", p.bestGroups.outage);
    StoreExactly(archive, "best_power", p.bestGroups.power);
    StoreExactly(archive, "last_outage", p.last.outage);
    StoreExactly(archive, "last_power", p.last.power);
    std::ostringstream text;
    text.precision(17);
    Eigen::Index i = 0;
    for (const auto& [name, value] : counters)
    {
        archive.attributes["counter" + std::to_string(i++)] = name;
        text << (std::isfinite(value) ? value : -1e300) << ' ';
    }
    archive.attributes["numbers"] = text.str();
    archive.Write(fileName, false);
}

PrecoderTrainer::Counters
GcnTrainer::DoLoad(const std::string& fileName)
{
    Private& p = *m_private;
    const WeightArchive archive = WeightArchive::Read(fileName);
    p.learner->Load(archive);
    p.best = ReadExactly(archive, "best");
    p.bestGroups.outage = ReadExactly(archive, "best_outage");
    p.bestGroups.power = ReadExactly(archive, "best_power");
    p.last.outage = ReadExactly(archive, "last_outage");
    p.last.power = ReadExactly(archive, "last_power");
    std::istringstream numbers(archive.GetText("numbers"));
    Counters counters;
    double value = 0.0;
    for (std::size_t i = 0; numbers >> value; ++i)
    {
        counters[archive.GetText("counter" + std::to_string(i))] = value;
    }
    return counters;
}

void
GcnTrainer::DoExport(const std::string& fileName, bool half, const std::vector<Batch>&)
{
    const Private& p = *m_private;
    const Private::Groups& groups = m_keep == LAST ? p.last : p.bestGroups;
    WeightArchive archive;
    p.learner->Store(m_keep == LAST ? p.learner->GetAverage() : p.best, archive);
    StoreExactly(archive, "multipliers", p.learner->GetMultipliers());
    StoreExactly(archive, "references", p.learner->GetReferences());
    StoreExactly(archive, "steepness", p.learner->GetSteepness());
    for (const auto& [name, value] : GetRecord())
    {
        archive.attributes[name] = value;
    }
    archive.SetNumber("antennas", GetScenario().antennas);
    archive.SetNumber("rf_chains", m_rfChains);
    archive.SetNumber("oversampling", m_oversampling);
    archive.SetNumber("selections", m_selections);
    archive.attributes["analog_csi"] =
        m_analogCsi == INSTANTANEOUS ? "Instantaneous" : "Statistical";
    archive.SetNumber("outage", m_outage);
    archive.SetNumber("min_target_db", m_minTargetDb);
    archive.SetNumber("max_target_db", m_maxTargetDb);
    archive.SetNumber("max_power_db", m_maxPowerDb);
    for (std::size_t g = 0; g < p.examples->GetGroups(); ++g)
    {
        std::ostringstream text;
        text << p.examples->GetGroupName(g) << ": outage " << groups.outage(g) << ", power "
             << 10.0 * std::log10(std::max(groups.power(g), 1e-30)) << " dB (validation)";
        archive.attributes["group" + std::to_string(g)] = text.str();
    }
    archive.Write(fileName, half);
}

} // namespace fddmimo
} // namespace ns3
