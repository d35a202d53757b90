/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "precoder.h"

#include "ns3/abort.h"
#include "ns3/log.h"
#include "ns3/planar-matrix.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoPrecoder");

NS_OBJECT_ENSURE_REGISTERED(Precoder);

namespace
{

/**
 * \param matrix any matrix
 * \return true if no entry is infinite or NaN
 */
bool
IsFinite(const CMatrix& matrix)
{
    // The norm is many times faster to compute than the entries are to test, and finite unless it
    // overflows.
    return std::isfinite(ComputeSquaredNorm(matrix)) || matrix.allFinite();
}

/**
 * \param user what is known of a user
 * \param need kinds of CSI that are used
 * \return true if no used entry is infinite or NaN
 */
bool
IsFinite(const UserCsi& user, CsiMask need)
{
    return (!(need & CSI_CHANNEL) || IsFinite(user.channel)) &&
           (!(need & CSI_LATENT) || user.latent.allFinite()) &&
           (!(need & CSI_COVARIANCE) || IsFinite(user.covariance));
}

/**
 * Aborts unless the problem is complete and its sizes fit.
 *
 * \param problem the problem
 * \param need kinds of CSI that are used
 * \param name type of the precoder, for the messages
 */
void
CheckProblem(const PrecodingProblem& problem, CsiMask need, const TypeId& name)
{
    const auto& users = problem.csi.users;
    const Eigen::Index antennas = problem.txAntennas;
    NS_ABORT_MSG_IF(users.empty(), name << ": no users (K = 0); a problem needs at least one");
    NS_ABORT_MSG_IF(antennas == 0, name << ": txAntennas is 0; it must be at least 1");
    NS_ABORT_MSG_IF(!(problem.maxPower > 0.0) || !std::isfinite(problem.maxPower),
                    name << ": maxPower is " << problem.maxPower << " W; it must be above 0");
    const auto count = static_cast<Eigen::Index>(users.size());
    NS_ABORT_MSG_IF(problem.rateWeights.size() != 0 && problem.rateWeights.size() != count,
                    name << ": " << problem.rateWeights.size() << " rateWeights for " << count
                         << " users; give one a user, or none");
    NS_ABORT_MSG_IF(problem.rateWeights.size() != 0 &&
                        !(problem.rateWeights.array() >= 0.0 &&
                          problem.rateWeights.array() <= std::numeric_limits<double>::max())
                             .all(),
                    name << ": rateWeights must be finite and at least 0, but are "
                         << problem.rateWeights.transpose());
    NS_ABORT_MSG_IF(problem.sinrTargets.size() != 0 && problem.sinrTargets.size() != count,
                    name << ": " << problem.sinrTargets.size() << " sinrTargets for " << count
                         << " users; give one a user, or none");
    for (std::size_t k = 0; k < users.size(); ++k)
    {
        const UserCsi& user = users[k];
        NS_ABORT_MSG_IF(user.rxAntennas == 0,
                        name << ": rxAntennas of user " << k << " is 0; it must be at least 1");
        if (need & CSI_CHANNEL)
        {
            NS_ABORT_MSG_IF(user.channel.size() == 0,
                            name << ": needs the channel, but user " << k << " has none");
            NS_ABORT_MSG_IF(user.channel.rows() != user.rxAntennas ||
                                user.channel.cols() != antennas,
                            name << ": channel of user " << k << " is " << user.channel.rows()
                                 << " x " << user.channel.cols() << ", but rxAntennas x txAntennas"
                                 << " is " << user.rxAntennas << " x " << antennas);
        }
        NS_ABORT_MSG_IF((need & CSI_LATENT) && user.latent.size() == 0,
                        name << ": needs the latent vector, but user " << k << " has none");
        NS_ABORT_MSG_IF((need & CSI_COVARIANCE) && (user.covariance.rows() != antennas ||
                                                    user.covariance.cols() != antennas),
                        name << ": needs the covariance, " << antennas << " x " << antennas
                             << ", but that of user " << k << " is " << user.covariance.rows()
                             << " x " << user.covariance.cols());
    }
    NS_ABORT_MSG_IF((need & CSI_UPLINK_PILOTS) && (problem.csi.uplinkPilots.rows() != antennas ||
                                                   problem.csi.uplinkPilots.cols() == 0),
                    name << ": needs received uplink pilots, " << antennas << " x L, but they are "
                         << problem.csi.uplinkPilots.rows() << " x "
                         << problem.csi.uplinkPilots.cols());
}

/**
 * \param problem a problem that passed CheckProblem
 * \param need kinds of CSI that are used
 * \return true if it can go to DoDesign as it is
 */
bool
IsClean(const PrecodingProblem& problem, CsiMask need)
{
    const auto& users = problem.csi.users;
    return problem.rateWeights.size() != 0 &&
           std::all_of(users.begin(),
                       users.end(),
                       [need](const UserCsi& user) { return IsFinite(user, need); }) &&
           (!(need & CSI_UPLINK_PILOTS) || IsFinite(problem.csi.uplinkPilots));
}

/**
 * \param problem a problem that passed CheckProblem
 * \param need kinds of CSI that are used
 * \return the problem with rate weights, and without CSI that is not finite
 */
PrecodingProblem
Clean(const PrecodingProblem& problem, CsiMask need)
{
    PrecodingProblem clean = problem;
    if (clean.rateWeights.size() == 0)
    {
        clean.rateWeights = RVector::Ones(clean.csi.users.size());
    }
    for (auto& user : clean.csi.users)
    {
        if (!IsFinite(user, need))
        {
            user.channel.setZero();
            user.latent.setZero();
            user.covariance.setZero();
        }
    }
    if ((need & CSI_UPLINK_PILOTS) && !IsFinite(clean.csi.uplinkPilots))
    {
        clean.csi.uplinkPilots.setZero();
    }
    return clean;
}

/**
 * \param problem a clean problem
 * \param need kinds of CSI that are used
 * \return true if every user's channel is used and zero
 */
bool
IsAllZero(const PrecodingProblem& problem, CsiMask need)
{
    const auto& users = problem.csi.users;
    return (need & CSI_CHANNEL) && std::all_of(users.begin(), users.end(), [](const UserCsi& user) {
               return user.channel.isZero(0.0);
           });
}

/**
 * \param problem a checked problem
 * \return zero beams of the right size with status Infeasible
 */
Beamformer
MakeInfeasible(const PrecodingProblem& problem)
{
    Eigen::Index streams = 0;
    for (const auto& user : problem.csi.users)
    {
        streams += user.rxAntennas;
    }
    Beamformer beams;
    beams.weights = CMatrix::Zero(problem.txAntennas, streams);
    beams.status = BeamformerStatus::Infeasible;
    return beams;
}

} // namespace

TypeId
Precoder::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::Precoder").SetParent<Object>().SetGroupName("FddMimo");
    return tid;
}

Beamformer
Precoder::Design(const PrecodingProblem& problem)
{
    NS_LOG_FUNCTION(this << problem.csi.users.size() << problem.txAntennas);
    const CsiMask need = GetCsiNeed();
    CheckProblem(problem, need, GetInstanceTypeId());
    if (!IsClean(problem, need))
    {
        const PrecodingProblem clean = Clean(problem, need);
        return IsAllZero(clean, need) ? MakeInfeasible(clean) : DoDesign(clean);
    }
    return IsAllZero(problem, need) ? MakeInfeasible(problem) : DoDesign(problem);
}

std::vector<Beamformer>
Precoder::DesignBatch(const std::vector<PrecodingProblem>& problems)
{
    NS_LOG_FUNCTION(this << problems.size());
    const CsiMask need = GetCsiNeed();
    const TypeId name = GetInstanceTypeId();
    bool asIs = true;
    for (const auto& problem : problems)
    {
        CheckProblem(problem, need, name);
        asIs = asIs && IsClean(problem, need) && !IsAllZero(problem, need);
    }
    std::vector<Beamformer> results;
    if (asIs)
    {
        results = DoDesignBatch(problems);
        NS_ABORT_MSG_IF(results.size() != problems.size(),
                        name << ": DoDesignBatch returned " << results.size() << " results for "
                             << problems.size() << " problems");
        return results;
    }
    std::vector<PrecodingProblem> feasible;
    std::vector<std::size_t> places; // of the feasible problems in the batch
    results.resize(problems.size());
    for (std::size_t i = 0; i < problems.size(); ++i)
    {
        PrecodingProblem clean = Clean(problems[i], need);
        if (IsAllZero(clean, need))
        {
            results[i] = MakeInfeasible(clean);
            continue;
        }
        feasible.push_back(std::move(clean));
        places.push_back(i);
    }
    if (feasible.empty())
    {
        return results;
    }
    std::vector<Beamformer> designed = DoDesignBatch(feasible);
    NS_ABORT_MSG_IF(designed.size() != feasible.size(),
                    name << ": DoDesignBatch returned " << designed.size() << " results for "
                         << feasible.size() << " problems");
    for (std::size_t i = 0; i < places.size(); ++i)
    {
        results[places[i]] = std::move(designed[i]);
    }
    return results;
}

CsiMask
Precoder::GetCsiNeed() const
{
    return CSI_CHANNEL;
}

uint32_t
Precoder::GetMaxStreams(uint32_t) const
{
    return std::numeric_limits<uint32_t>::max();
}

CMatrix
Precoder::GetUplinkPilots(uint32_t streams, uint32_t /* txAntennas */) const
{
    NS_LOG_FUNCTION(this << streams);
    CMatrix pilots(streams, streams);
    for (uint32_t k = 0; k < streams; ++k)
    {
        for (uint32_t l = 0; l < streams; ++l)
        {
            // The product is reduced first, so that the angle stays exact for any K.
            const uint64_t turn = (static_cast<uint64_t>(k) * l) % streams;
            pilots(k, l) = std::polar(1.0, -2.0 * M_PI * turn / streams);
        }
    }
    return pilots;
}

std::string
Precoder::GetMisfit(uint32_t /* streams */, uint32_t /* txAntennas */) const
{
    return "";
}

std::map<std::string, std::string>
Precoder::GetTrainingScenario(uint32_t /* streams */, uint32_t /* txAntennas */) const
{
    return {};
}

int64_t
Precoder::AssignStreams(int64_t streams)
{
    NS_LOG_FUNCTION(this << streams);
    return 0;
}

std::vector<Beamformer>
Precoder::DoDesignBatch(const std::vector<PrecodingProblem>& problems)
{
    NS_LOG_FUNCTION(this << problems.size());
    std::vector<Beamformer> results;
    results.reserve(problems.size());
    for (const auto& problem : problems)
    {
        results.push_back(DoDesign(problem));
    }
    return results;
}

} // namespace fddmimo
} // namespace ns3
