/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "gcn-trainer.h"

#include "gcn-examples.h"
#include "gcn-learner.h"
#include "gcn-precoder.h"

#include "ns3/array-rows.h"
#include "ns3/covariance-beam-selector.h"
#include "ns3/log.h"
#include "ns3/weight-archive.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <sstream>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoGcnTrainer");

namespace
{

/// What log c of covariances starts from. The digital stage suppresses interference that they only
/// know the mean of: with all of it, most targets could not be held, and training could not start.
const double COVARIANCE_INTERFERENCE = -3.0;

} // namespace

/// Examples and learner.
struct GcnTrainer::Private
{
    /// What a validation found, by groups.
    struct Groups
    {
        RVector outage; //!< outage
        RVector power;  //!< mean power
    };

    std::unique_ptr<GcnExamples> examples;                 //!< the examples
    std::unique_ptr<PlanarBeamCodebook> codebook;          //!< analog beams
    std::map<uint64_t, std::vector<uint32_t>> analogBeams; //!< of the examples, as they come
    std::unique_ptr<GcnLearner> learner;                   //!< the networks
    RVector best;                                          //!< best weights
    std::mt19937_64 random;                                //!< numbers of the examples of an epoch
    double validation{NAN};                                //!< figure of the present epoch
    Groups last;                                           //!< of the last validation
    Groups bestGroups;                                     //!< of the best one
};

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

void
GcnTrainer::DoStart(uint32_t seed)
{
    NS_LOG_FUNCTION(this << seed);
    const auto refuse = [](const std::string& option, const std::string& problem) {
        throw std::runtime_error("--" + option + ": " + problem);
    };
    const Scenario& scenario = GetScenario();
    if (scenario.rxAntennas != 1)
    {
        refuse("rx-antennas", "the method gcn is for users of one antenna");
    }
    if (scenario.users > 32 || (m_rfChains > 0 && scenario.users > m_rfChains))
    {
        refuse("users", "must not be above 32, nor above --rf-chains");
    }
    if (m_analogCsi != INSTANTANEOUS && (m_rfChains == 0 || m_channels == GIVEN))
    {
        refuse("analog-csi", "covariances need --rf-chains and --channels=Correlated");
    }
    if (m_constant && (!m_initial.empty() || m_analogCsi == TWO_STAGE))
    {
        refuse("constant", "goes without --initial-weights and --analog-csi=TwoStage");
    }
    if (m_rfChains > scenario.antennas)
    {
        refuse("rf-chains", "must not be above --antennas");
    }
    if (m_minUsers > scenario.users)
    {
        refuse("min-users", "must not be above --users");
    }
    if (m_maxTargetDb < m_minTargetDb)
    {
        refuse("max-target", "must not be below --min-target");
    }
    if (m_fold >= m_folds)
    {
        refuse("fold", "must be below --folds");
    }
    const uint32_t rows = m_rows > 0 ? m_rows : ChooseArrayRows("GcnTrainer", 0, scenario.antennas);
    if (scenario.antennas % rows != 0)
    {
        refuse("rows", "must divide --antennas");
    }

    GcnExamples::Settings examples;
    examples.rows = rows;
    examples.columns = scenario.antennas / rows;
    examples.minUsers = m_minUsers > 0 ? m_minUsers : scenario.users;
    examples.maxUsers = scenario.users;
    examples.pilots = m_knowledge == PILOTS;
    examples.spread = m_spread;
    examples.maxAngle = m_maxAngle;
    examples.minTargetDb = m_minTargetDb;
    examples.maxTargetDb = m_maxTargetDb;
    examples.covariances = m_analogCsi != INSTANTANEOUS;
    examples.seed = seed;
    try
    {
        examples.qualities = GcnExamples::ParseQualities(m_qualities);
    }
    catch (const std::logic_error&)
    {
        refuse("qualities=" + m_qualities, "must be a list of numbers or LOW:HIGH");
    }
    for (const GcnExamples::Quality& quality : examples.qualities)
    {
        if (examples.pilots ? std::abs(quality.low) > 100.0 || std::abs(quality.high) > 100.0
                            : quality.low < 1.0 || quality.high > 256.0)
        {
            refuse("qualities=" + m_qualities,
                   "must be pilot powers in [-100, 100] dB, or 1 to 256 coefficients");
        }
    }
    Private& p = *m_private;
    p.examples = std::make_unique<GcnExamples>(examples);

    GcnNetwork::Sizes sizes;
    sizes.hidden.clear();
    std::istringstream list(m_hidden);
    for (std::string item; std::getline(list, item, ',');)
    {
        const int width = std::atoi(item.c_str());
        if (width < 1 || width > 4096)
        {
            refuse("hidden=" + m_hidden, "must be a list of widths from 1 to 4096");
        }
        sizes.hidden.push_back(width);
    }
    sizes.degree = m_degree;
    sizes.bound = m_bound;
    sizes.features = m_countUsers ? GcnNetwork::FEATURES : GcnNetwork::FEATURES - 1;
    const bool twoStage = m_analogCsi == TWO_STAGE;
    GcnNetwork network(sizes, seed);
    std::unique_ptr<GcnNetwork> analogNetwork;
    RVector multipliers;
    if (twoStage)
    {
        analogNetwork = std::make_unique<GcnNetwork>(sizes, seed + 1);
        analogNetwork->GetWeights().tail(GcnNetwork::OUTPUTS)(1) = COVARIANCE_INTERFERENCE;
    }
    p.examples->SetMoments(network, analogNetwork.get());
    if (m_constant)
    {
        network.GetWeights().setZero();
    }
    if (!m_initial.empty())
    {
        try
        {
            const WeightArchive archive = WeightArchive::Read(FindWeights(m_initial));
            network = GcnNetwork(archive);
            if (archive.arrays.count("multipliers") > 0)
            {
                multipliers = ReadExactly(archive, "multipliers");
            }
            const std::string prefix = GcnPrecoder::ANALOG_PREFIX;
            if (twoStage && archive.arrays.count(prefix + "weights") > 0)
            {
                analogNetwork = std::make_unique<GcnNetwork>(archive, prefix);
            }
        }
        catch (const WeightArchiveError& error)
        {
            refuse("initial-weights=" + m_initial, error.what());
        }
    }

    p.codebook =
        std::make_unique<PlanarBeamCodebook>(rows, scenario.antennas / rows, m_oversampling);
    p.analogBeams.clear();
    const std::size_t groups = p.examples->GetGroups();
    GcnLearner::Settings settings;
    settings.design.selector = GetSelectorSettings();
    settings.design.sharpness = m_sharpness;
    settings.design.maxPower = std::pow(10.0, m_maxPowerDb / 10.0);
    settings.design.relax = true;
    settings.constraints.outage = m_outage;
    settings.constraints.quantile = m_constraint == QUANTILE;
    settings.constraints.relative = m_objective == RELATIVE;
    settings.constraints.exact = m_dual == EXACT;
    settings.constraints.annealing = m_annealing;
    settings.constraints.maxSteepness = m_maxSteepness;
    settings.constraints.multiplier = m_multiplier;
    settings.constraints.dualStep = m_dualStep;
    settings.constraints.maxMultiplier = m_maxMultiplier;
    settings.constant = m_constant;
    settings.weightDecay = m_weightDecay;
    settings.clipQuantile = m_clipQuantile;
    settings.averaging = m_averaging;
    p.learner = std::make_unique<GcnLearner>(*p.codebook,
                                             settings,
                                             network,
                                             std::move(analogNetwork),
                                             groups);
    if (multipliers.size() == static_cast<Eigen::Index>(groups))
    {
        p.learner->SetMultipliers(multipliers);
    }
    p.last.outage.setZero(groups);
    p.last.power.setZero(groups);
    DoKeepBest();
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
    return p.learner->Train(examples, learningRate);
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
