/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "greedy-hybrid-precoder.h"

#include "ns3/abort.h"
#include "ns3/array-rows.h"
#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/ns3-compat.h"
#include "ns3/sinr-power-minimisation.h"
#include "ns3/string.h"
#include "ns3/sum-rate.h"
#include "ns3/uinteger.h"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoGreedyHybridPrecoder");

NS_OBJECT_ENSURE_REGISTERED(GreedyHybridPrecoder);

namespace
{

/**
 * \param users what is known of K users
 * \param antennas N
 * \return each user's channel, or what its strongest left singular vector makes of it, K x N
 */
CMatrix
ComputeStreamChannels(const std::vector<UserCsi>& users, uint32_t antennas)
{
    CMatrix channel(users.size(), antennas);
    for (std::size_t k = 0; k < users.size(); ++k)
    {
        const CMatrix& h = users[k].channel;
        if (h.rows() == 1)
        {
            channel.row(k) = h;
            continue;
        }
        // Scaled, so that squares neither overflow nor vanish.
        const CMatrix scaled = h / std::max(h.cwiseAbs().maxCoeff(), 1e-300);
        const Eigen::SelfAdjointEigenSolver<CMatrix> eigen(scaled * scaled.adjoint());
        channel.row(k) = eigen.eigenvectors().col(h.rows() - 1).adjoint() * h;
    }
    return channel;
}

} // namespace

TypeId
GreedyHybridPrecoder::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::GreedyHybridPrecoder")
            .SetParent<Precoder>()
            .SetGroupName("FddMimo")
            .AddConstructor<GreedyHybridPrecoder>()
            .AddAttribute("RfChains",
                          "RF chains R; 0: fully digital, one an antenna",
                          UintegerValue(5),
                          MakeUintegerAccessor(&GreedyHybridPrecoder::m_rfChains),
                          MakeUintegerChecker<uint32_t>(0, 65536))
            .AddAttribute("Rows",
                          "Rows of the base station's antenna array; 0: from Columns, or the "
                          "nearest to a square.",
                          UintegerValue(1),
                          MakeUintegerAccessor(&GreedyHybridPrecoder::m_rows),
                          MakeUintegerChecker<uint32_t>(0, 65536))
            .AddAttribute("Columns",
                          "Columns of the base station's antenna array; 0: from Rows.",
                          UintegerValue(0),
                          MakeUintegerAccessor(&GreedyHybridPrecoder::m_columns),
                          MakeUintegerChecker<uint32_t>(0, 65536))
            .AddAttribute("Oversampling",
                          "Beams of the codebook for each antenna of either axis",
                          UintegerValue(1),
                          MakeUintegerAccessor(&GreedyHybridPrecoder::m_oversampling),
                          MakeUintegerChecker<uint32_t>(1, 64))
            .AddAttribute("Selections",
                          "Corrections of one RF chain, one chain after the other",
                          UintegerValue(5),
                          MakeUintegerAccessor(&GreedyHybridPrecoder::m_selections),
                          MakeUintegerChecker<uint32_t>(0, 1000))
            .AddAttribute("AnalogCsi",
                          "What the analog beams are chosen from: the Instantaneous channels, or "
                          "Statistical, their covariances",
                          EnumValue(GreedyHybridPrecoder::INSTANTANEOUS),
                          MakeEnumMemberAccessor<GreedyHybridPrecoder::AnalogCsi>(
                              &GreedyHybridPrecoder::m_analogCsi),
                          MakeEnumChecker(GreedyHybridPrecoder::INSTANTANEOUS,
                                          "Instantaneous",
                                          GreedyHybridPrecoder::STATISTICAL,
                                          "Statistical"))
            .AddAttribute("MaxCorrelation",
                          "Largest |v_i^H v_j| of two analog beams",
                          DoubleValue(0.95),
                          MakeDoubleAccessor(&GreedyHybridPrecoder::m_maxCorrelation),
                          MakeDoubleChecker<double>(0.01, 1.0))
            .AddAttribute("PowerMeasure",
                          "The power that is minimised: Radiated, or Baseband (of the digital "
                          "stage alone)",
                          EnumValue(GreedyBeamSelector::RADIATED),
                          MakeEnumMemberAccessor<GreedyBeamSelector::PowerMeasure>(
                              &GreedyHybridPrecoder::m_measure),
                          MakeEnumChecker(GreedyBeamSelector::RADIATED,
                                          "Radiated",
                                          GreedyBeamSelector::BASEBAND,
                                          "Baseband"))
            .AddAttribute("SinrTarget",
                          "SINR target in dB of users for whom the problem names none",
                          DoubleValue(10.0),
                          MakeDoubleAccessor(&GreedyHybridPrecoder::m_sinrTargetDb),
                          MakeDoubleChecker<double>(-100.0, 100.0))
            .AddAttribute("Margin",
                          "Added to every SINR target, in dB, against errors of the CSI",
                          DoubleValue(0.0),
                          MakeDoubleAccessor(&GreedyHybridPrecoder::m_marginDb),
                          MakeDoubleChecker<double>(-100.0, 100.0))
            .AddAttribute("Leakage",
                          "Mean power that a user hears of the others through what is not known "
                          "of its channel, over what it would hear through all of it; needs "
                          "PowerMeasure=Radiated",
                          DoubleValue(0.0),
                          MakeDoubleAccessor(&GreedyHybridPrecoder::m_leakage),
                          MakeDoubleChecker<double>(0.0, 100.0))
            .AddAttribute("InfeasiblePolicy",
                          "What is sent where the targets cannot be held: ScaleToMaxPower or "
                          "DropWorstUser",
                          EnumValue(GreedyHybridPrecoder::SCALE_TO_MAX_POWER),
                          MakeEnumMemberAccessor<GreedyHybridPrecoder::InfeasiblePolicy>(
                              &GreedyHybridPrecoder::m_policy),
                          MakeEnumChecker(GreedyHybridPrecoder::SCALE_TO_MAX_POWER,
                                          "ScaleToMaxPower",
                                          GreedyHybridPrecoder::DROP_WORST_USER,
                                          "DropWorstUser"));
    return tid;
}

GreedyHybridPrecoder::GreedyHybridPrecoder()
{
    NS_LOG_FUNCTION(this);
}

GreedyHybridPrecoder::~GreedyHybridPrecoder()
{
    NS_LOG_FUNCTION(this);
}

void
GreedyHybridPrecoder::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_chosen.reset();
    m_codebook.reset();
    Precoder::DoDispose();
}

uint32_t
GreedyHybridPrecoder::GetRfChains() const
{
    return m_rfChains;
}

CsiMask
GreedyHybridPrecoder::GetCsiNeed() const
{
    return m_analogCsi == STATISTICAL && m_rfChains > 0 ? CSI_CHANNEL | CSI_COVARIANCE
                                                        : CsiMask{CSI_CHANNEL};
}

uint32_t
GreedyHybridPrecoder::GetMaxStreams(uint32_t txAntennas) const
{
    const uint32_t chains = m_rfChains == 0 ? txAntennas : std::min(m_rfChains, txAntennas);
    return std::min(chains, RankOnePowerSearch::MAX_USERS);
}

void
GreedyHybridPrecoder::UpdateCodebook(uint32_t antennas)
{
    const auto [rows, columns] =
        ChooseArraySize(GetInstanceTypeId().GetName(), m_rows, m_columns, antennas);
    const uint32_t key[3] = {rows, columns, m_oversampling};
    if (!m_codebook || !std::equal(key, key + 3, m_codebookKey))
    {
        m_codebook = std::make_unique<PlanarBeamCodebook>(rows, columns, m_oversampling);
        m_chosen = std::make_unique<CovarianceBeamCache>(*m_codebook);
        std::copy(key, key + 3, m_codebookKey);
    }
}

bool
GreedyHybridPrecoder::LowersConstraints() const
{
    return false;
}

GreedyHybridPrecoder::Constraints
GreedyHybridPrecoder::GetConstraints(const CMatrix& channel,
                                     const RVector& targets,
                                     const RVector&,
                                     const std::vector<CMatrix>& covariances) const
{
    NS_ABORT_MSG_IF(m_leakage > 0.0 && m_measure == GreedyBeamSelector::BASEBAND,
                    GetInstanceTypeId().GetName()
                        << ": Leakage above 0 needs PowerMeasure=Radiated");
    RVector leakage;
    if (m_leakage > 0.0)
    {
        leakage = m_leakage / static_cast<double>(channel.cols()) * channel.rowwise().squaredNorm();
    }
    return {channel,
            targets * std::pow(10.0, m_marginDb / 10.0),
            leakage,
            RVector(),
            covariances,
            targets,
            RVector()};
}

CMatrix
GreedyHybridPrecoder::ChooseAnalog(const Constraints& constraints)
{
    if (m_rfChains == 0)
    {
        return {};
    }
    const auto antennas = static_cast<uint32_t>(constraints.channel.cols());
    UpdateCodebook(antennas);
    GreedyBeamSelector::Settings settings;
    settings.rfChains = std::min(m_rfChains, antennas);
    settings.selections = m_selections;
    settings.maxCorrelation = m_maxCorrelation;
    settings.measure = m_measure;
    GreedyBeamSelector selector(*m_codebook, settings);
    const std::vector<uint32_t> beams =
        constraints.covariances.empty()
            ? selector.Select(constraints.channel, constraints.targets, constraints.leakage).beams
            : m_chosen->Select(settings,
                               constraints.covariances,
                               constraints.averageTargets,
                               constraints.averageLeakage);
    return selector.GetAnalog(beams);
}

GreedyHybridPrecoder::Stages
GreedyHybridPrecoder::DesignFor(const Constraints& constraints,
                                const CMatrix& analog,
                                double maxPower) const
{
    const Eigen::Index users = constraints.channel.rows();
    const Eigen::Index antennas = constraints.channel.cols();
    Stages design;
    design.analog = analog;
    CMatrix stage = analog; // what the digital stage works on: V, or a basis of the channels
    if (analog.size() == 0)
    {
        const Eigen::HouseholderQR<CMatrix> basis(constraints.channel.adjoint());
        stage = basis.householderQ() * CMatrix::Identity(antennas, std::min(users, antennas));
    }
    const CMatrix channel = constraints.channel * stage;
    const CMatrix gram = stage.adjoint() * stage;
    const CMatrix cost = m_measure == GreedyBeamSelector::RADIATED
                             ? gram
                             : CMatrix(CMatrix::Identity(stage.cols(), stage.cols()));
    const SinrPowerSolution solution = MinimisePower(channel,
                                                     cost,
                                                     constraints.targets,
                                                     constraints.leakage,
                                                     constraints.identity);
    if (solution.feasible)
    {
        design.digital = solution.beams;
        design.weights = stage * design.digital;
        const double power = design.weights.squaredNorm();
        design.feasible = power <= maxPower;
        const double scale = design.feasible ? 1.0 : std::sqrt(maxPower / power);
        design.digital *= scale;
        design.weights *= scale;
        return design;
    }
    // MMSE beams of equal power for the channels as they are behind the analog stage.
    CMatrix whitened = channel;
    const Eigen::LLT<CMatrix> factor(gram);
    factor.matrixU().solveInPlace<Eigen::OnTheRight>(whitened);
    CMatrix system = whitened * whitened.adjoint();
    system.diagonal().array() += users / maxPower + 1e-12 * system.diagonal().real().maxCoeff();
    design.digital = factor.matrixU().solve(whitened.adjoint() *
                                            system.llt().solve(CMatrix::Identity(users, users)));
    design.weights = stage * design.digital;
    for (Eigen::Index k = 0; k < users; ++k)
    {
        const double norm = design.weights.col(k).norm();
        const double scale = norm > 0.0 ? std::sqrt(maxPower / users) / norm : 0.0;
        design.digital.col(k) *= std::isfinite(scale) ? scale : 0.0;
        design.weights.col(k) *= std::isfinite(scale) ? scale : 0.0;
    }
    return design;
}

GreedyHybridPrecoder::Stages
GreedyHybridPrecoder::DesignForLowered(Constraints constraints, double maxPower)
{
    const auto lower = [&constraints](double factor) {
        constraints.targets *= factor;
        constraints.leakage *= factor;
    };
    Stages design;
    for (uint32_t i = 0; i < RELAXATIONS && !design.feasible; ++i)
    {
        lower(RELAXATION);
        design = DesignFor(constraints, ChooseAnalog(constraints), maxPower);
    }
    double step = std::sqrt(1.0 / RELAXATION);
    for (uint32_t i = 0; i < TIGHTENINGS && design.feasible; ++i, step = std::sqrt(step))
    {
        lower(step);
        Stages higher = DesignFor(constraints, design.analog, maxPower);
        if (higher.feasible)
        {
            design = std::move(higher);
        }
        else
        {
            lower(1.0 / step);
        }
    }
    return design;
}

GreedyHybridPrecoder::Stages
GreedyHybridPrecoder::DesignForUsers(const Constraints& constraints,
                                     const CMatrix& channel,
                                     const RVector& targets,
                                     double maxPower)
{
    Stages design = DesignFor(constraints, ChooseAnalog(constraints), maxPower);
    if (design.feasible || !LowersConstraints())
    {
        return design;
    }
    design = DesignForLowered(constraints, maxPower);
    const RVector held = ComputeSinr(channel, design.weights);
    design.feasible = design.feasible && (held.array() >= (1.0 - 1e-6) * targets.array()).all();
    if (!design.feasible)
    {
        // Are the targets themselves out of reach? Then they decide what is sent.
        Constraints plain = constraints;
        plain.channel = channel;
        plain.targets = targets;
        plain.leakage = RVector();
        plain.identity = RVector();
        Stages asked = DesignFor(plain, ChooseAnalog(plain), maxPower);
        if (!asked.feasible)
        {
            design = std::move(asked);
        }
    }
    return design;
}

RVector
GreedyHybridPrecoder::GetTargets(const PrecodingProblem& problem) const
{
    if (problem.sinrTargets.size() == 0)
    {
        return RVector::Constant(problem.csi.users.size(), std::pow(10.0, m_sinrTargetDb / 10.0));
    }
    const RVector& targets = problem.sinrTargets;
    NS_ABORT_MSG_IF(!targets.allFinite() || !(targets.minCoeff() > 0.0),
                    GetInstanceTypeId().GetName()
                        << ": sinrTargets must be finite and above 0 (linear), but are "
                        << targets.transpose());
    return targets;
}

GreedyHybridPrecoder::Constraints
GreedyHybridPrecoder::ConstrainUsers(const std::vector<UserCsi>& users,
                                     const std::vector<Eigen::Index>& served,
                                     const CMatrix& channel,
                                     const RVector& targets,
                                     double unit) const
{
    RVector quality(served.size());
    std::vector<CMatrix> covariances;
    for (std::size_t i = 0; i < served.size(); ++i)
    {
        quality(i) = users[served[i]].quality;
        if (GetCsiNeed() & CSI_COVARIANCE)
        {
            covariances.push_back(users[served[i]].covariance);
        }
    }
    Constraints constraints = GetConstraints(channel, targets, quality, covariances);
    constraints.channel /= unit;
    constraints.leakage /= unit * unit;
    constraints.identity /= unit * unit;
    constraints.averageLeakage /= unit * unit;
    for (CMatrix& covariance : constraints.covariances)
    {
        covariance /= unit * unit;
    }
    return constraints;
}

Beamformer
GreedyHybridPrecoder::DoDesign(const PrecodingProblem& problem)
{
    NS_LOG_FUNCTION(this);
    const auto& users = problem.csi.users;
    const RVector targets = GetTargets(problem);
    const CMatrix channel = ComputeStreamChannels(users, problem.txAntennas);
    // The largest entry becomes one of unit modulus, and powers are those that belong to it.
    const double unit = channel.cwiseAbs().maxCoeff();
    const double maxPower = problem.maxPower * unit * unit;
    Beamformer beams;
    std::vector<Eigen::Index> served(users.size());
    std::iota(served.begin(), served.end(), 0);
    if (served.size() > RankOnePowerSearch::MAX_USERS)
    {
        // Too many to search for: the first ones that can be, the others get nothing.
        served.resize(RankOnePowerSearch::MAX_USERS);
        beams.status = BeamformerStatus::Infeasible;
    }
    Stages design;
    while (true)
    {
        CMatrix part(served.size(), channel.cols());
        RVector partTargets(served.size());
        for (std::size_t i = 0; i < served.size(); ++i)
        {
            part.row(i) = channel.row(served[i]);
            partTargets(i) = targets(served[i]);
        }
        const Constraints constraints = ConstrainUsers(users, served, part, partTargets, unit);
        design = DesignForUsers(constraints, part / unit, partTargets, maxPower);
        if (design.feasible)
        {
            break;
        }
        beams.status = BeamformerStatus::Infeasible;
        if (m_policy == SCALE_TO_MAX_POWER || served.size() == 1)
        {
            break;
        }
        const RVector sinr = ComputeSinr(constraints.channel, design.weights);
        Eigen::Index worst = 0;
        (sinr.array() / constraints.targets.array()).minCoeff(&worst);
        served.erase(served.begin() + worst);
    }

    std::vector<Eigen::Index> streams; // first stream of each user
    Eigen::Index count = 0;
    for (const UserCsi& user : users)
    {
        streams.push_back(count);
        count += user.rxAntennas;
    }
    beams.weights = CMatrix::Zero(problem.txAntennas, count);
    beams.analog = design.analog;
    if (design.analog.size())
    {
        beams.digital = CMatrix::Zero(design.analog.cols(), count);
    }
    for (std::size_t i = 0; i < served.size(); ++i)
    {
        beams.weights.col(streams[served[i]]) = design.weights.col(i) / unit;
        if (design.analog.size())
        {
            beams.digital.col(streams[served[i]]) = design.digital.col(i) / unit;
        }
    }
    return beams;
}

} // namespace fddmimo
} // namespace ns3
