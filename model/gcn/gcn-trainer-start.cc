/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "gcn-precoder.h"
#include "gcn-trainer-private.h"

#include "ns3/array-rows.h"
#include "ns3/log.h"
#include "ns3/weight-archive.h"

#include <cmath>
#include <sstream>
#include <stdexcept>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoGcnTrainerStart");

namespace
{

/// What log c of covariances starts from. The digital stage suppresses interference that they only
/// know the mean of: with all of it, most targets could not be held, and training could not start.
const double COVARIANCE_INTERFERENCE = -3.0;

} // namespace

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
    sizes.features = GcnNetwork::FEATURES - 2 + m_groupFeatures;
    const bool twoStage = m_analogCsi == TWO_STAGE;
    GcnNetwork::Sizes digital = sizes;
    digital.outputs += m_wantedIdentity ? 1 : 0;
    GcnNetwork network(digital, seed);
    std::unique_ptr<GcnNetwork> analogNetwork;
    RVector multipliers;
    RVector references;
    RVector steepness;
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
            if (archive.arrays.count("references") > 0)
            {
                references = ReadExactly(archive, "references");
            }
            if (archive.arrays.count("steepness") > 0)
            {
                steepness = ReadExactly(archive, "steepness");
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
        p.learner->SetMultipliers(multipliers, references, steepness);
    }
    p.last.outage.setZero(groups);
    p.last.power.setZero(groups);
    DoKeepBest();
}

} // namespace fddmimo
} // namespace ns3
