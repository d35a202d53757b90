/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "edn-precoder.h"

#include "edn-csi-codec.h"

#include "ns3/abort.h"
#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/string.h"
#include "ns3/sum-rate-ascent.h"
#include "ns3/uinteger.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <map>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoEdnPrecoder");

NS_OBJECT_ENSURE_REGISTERED(EdnPrecoder);

namespace
{

/**
 * \param user a user
 * \param latent d
 * \return true if its channel is not zero
 */
bool
HasChannel(const UserCsi& user, Eigen::Index latent)
{
    return user.latent(latent) > 0.5 * EdnCsiCodec::NO_GAIN_DB && user.latent(latent + 1) > 0.0F;
}

/**
 * \param user a user
 * \param latent d
 * \param maxPower P
 * \param [out] row receives latent and context
 */
template <typename Row>
void
FillRow(const UserCsi& user, Eigen::Index latent, double maxPower, Row&& row)
{
    row.head(latent) = user.latent.head(latent).transpose();
    const auto context = EdnModel::MakeContext(user.latent(latent) + 10.0 * std::log10(maxPower),
                                               user.latent(latent + 1));
    row.tail(EdnSizes::CONTEXT) =
        Eigen::Map<const Eigen::RowVectorXf>(context.data(), EdnSizes::CONTEXT);
}

} // namespace

TypeId
EdnPrecoder::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::EdnPrecoder")
            .SetParent<Precoder>()
            .SetGroupName("FddMimo")
            .AddConstructor<EdnPrecoder>()
            .AddAttribute(
                "Weights",
                "Weight archive: a path, or a name in the module's data folder; \"auto\": "
                "the one for the size of the channels",
                StringValue("auto"),
                MakeStringAccessor(&EdnPrecoder::m_weights),
                MakeStringChecker())
            .AddAttribute("Steps",
                          "Q_i, ascent steps on the decoded channels",
                          UintegerValue(0),
                          MakeUintegerAccessor(&EdnPrecoder::m_steps),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("StepSize",
                          "Step size at 15 dB, see SumRateAscent",
                          DoubleValue(3e-4),
                          MakeDoubleAccessor(&EdnPrecoder::m_stepSize),
                          MakeDoubleChecker<double>(1e-12))
            .AddAttribute("Halvings",
                          "How often a step that would lower the rate on the decoded channels is "
                          "halved before the ascent ends",
                          UintegerValue(5),
                          MakeUintegerAccessor(&EdnPrecoder::m_halvings),
                          MakeUintegerChecker<uint32_t>());
    return tid;
}

CsiMask
EdnPrecoder::GetCsiNeed() const
{
    return m_steps > 0 ? CSI_LATENT | CSI_CHANNEL : CSI_LATENT;
}

uint32_t
EdnPrecoder::GetMaxStreams(uint32_t txAntennas) const
{
    try
    {
        // The users' antennas are not known here.
        const EdnSizes sizes = EdnModel::Get(m_weights, txAntennas, 1)->GetSizes();
        return sizes.structured ? Precoder::GetMaxStreams(txAntennas)
                                : static_cast<uint32_t>(sizes.users);
    }
    catch (const WeightArchiveError&)
    {
        return Precoder::GetMaxStreams(txAntennas); // Design says what is wrong
    }
}

std::shared_ptr<const EdnModel>
EdnPrecoder::GetModel(const PrecodingProblem& problem) const
{
    std::shared_ptr<const EdnModel> model;
    std::string misfit;
    const UserCsi& first = problem.csi.users.front();
    try
    {
        model = EdnModel::Get(m_weights, problem.txAntennas, first.rxAntennas);
    }
    catch (const WeightArchiveError& error)
    {
        misfit = error.what();
    }
    NS_ABORT_MSG_IF(!model, "EdnPrecoder: " << misfit);
    const EdnSizes& sizes = model->GetSizes();
    for (const UserCsi& user : problem.csi.users)
    {
        NS_ABORT_MSG_IF(user.latent.size() != sizes.latent + EdnCsiCodec::EXTRA,
                        "EdnPrecoder: a latent of "
                            << user.latent.size() - EdnCsiCodec::EXTRA
                            << " elements, but the weights are for " << sizes.latent
                            << "; codec and precoder need the same Weights");
        NS_ABORT_MSG_IF(HasChannel(user, sizes.latent) &&
                            user.latent(sizes.latent + 3) != model->GetId(),
                        "EdnPrecoder: the latents are of an encoder of other weights; codec and "
                        "precoder need the same Weights");
        NS_ABORT_MSG_IF(user.rxAntennas != first.rxAntennas,
                        "EdnPrecoder: users with " << first.rxAntennas << " and " << user.rxAntennas
                                                   << " antennas in one problem");
    }
    NS_ABORT_MSG_IF(
        !sizes.structured && problem.csi.users.size() > static_cast<std::size_t>(sizes.users),
        "EdnPrecoder: " << problem.csi.users.size()
                        << " users, but the dense decoder is for at most " << sizes.users);
    return model;
}

std::vector<CMatrix>
EdnPrecoder::DesignStructured(const EdnModel& model,
                              const std::vector<const PrecodingProblem*>& problems)
{
    const EdnSizes& sizes = model.GetSizes();
    EdnModel::Code code;
    Eigen::Index users = 0;
    for (const PrecodingProblem* problem : problems)
    {
        users += static_cast<Eigen::Index>(problem->csi.users.size());
    }
    code.latents.resize(users, sizes.latent + EdnSizes::CONTEXT);
    Eigen::Index row = 0;
    for (const PrecodingProblem* problem : problems)
    {
        for (const UserCsi& user : problem->csi.users)
        {
            FillRow(user, sizes.latent, problem->maxPower, code.latents.row(row++));
            const float beam = user.latent(sizes.latent + 2);
            code.beam.push_back(static_cast<uint32_t>(
                std::max(0.0F, std::min(beam, static_cast<float>(sizes.GetNBeams() - 1)))));
            const double bits = HasChannel(user, sizes.latent) ? std::round(user.quality) : 1.0;
            code.bits.push_back(static_cast<uint32_t>(
                std::clamp(bits, 1.0, static_cast<double>(EdnModel::GetMaxBits()))));
        }
    }
    const EdnModel::Calibration calibration = model.Calibrate(code);

    std::vector<CMatrix> results;
    const Eigen::Index m = sizes.rxAntennas;
    row = 0;
    for (const PrecodingProblem* problem : problems)
    {
        const auto count = static_cast<Eigen::Index>(problem->csi.users.size());
        const Eigen::Index streams = count * m;
        CMatrix channels = CMatrix::Zero(streams, problem->txAntennas);
        RVector loading = RVector::Ones(streams);
        RVector power = RVector::Zero(streams);
        double active = 0.0;
        for (const UserCsi& user : problem->csi.users)
        {
            active += HasChannel(user, sizes.latent) ? static_cast<double>(m) : 0.0;
        }
        for (Eigen::Index k = 0; k < count; ++k, ++row)
        {
            const UserCsi& user = problem->csi.users[k];
            if (!HasChannel(user, sizes.latent))
            {
                continue;
            }
            channels.middleRows(k * m, m) = calibration.channels[row];
            const double snrDb = user.latent(sizes.latent) + 10.0 * std::log10(problem->maxPower);
            const double usual = active * std::pow(10.0, -0.1 * snrDb);
            for (Eigen::Index i = 0; i < m; ++i)
            {
                loading(k * m + i) = usual * std::exp(calibration.loading(row, i));
                power(k * m + i) = problem->rateWeights(k) * std::exp(calibration.power(row, i));
            }
        }
        CMatrix gram = channels * channels.adjoint();
        gram.diagonal() += loading.cast<Complex>();
        CMatrix beams = channels.adjoint() * gram.llt().solve(CMatrix::Identity(streams, streams));
        const double total = power.sum();
        for (Eigen::Index s = 0; s < streams; ++s)
        {
            const double norm = beams.col(s).norm();
            beams.col(s) *= norm > 0.0 && total > 0.0
                                ? std::sqrt(problem->maxPower * power(s) / total) / norm
                                : 0.0;
        }
        results.push_back(std::move(beams));
    }
    return results;
}

std::vector<CMatrix>
EdnPrecoder::DesignDense(const EdnModel& model,
                         const std::vector<const PrecodingProblem*>& problems)
{
    const EdnSizes& sizes = model.GetSizes();
    const Eigen::Index width = sizes.latent + EdnSizes::CONTEXT;
    EdnModel::Matrix latents =
        EdnModel::Matrix::Zero(static_cast<Eigen::Index>(problems.size()), sizes.users * width);
    for (std::size_t i = 0; i < problems.size(); ++i)
    {
        const auto& users = problems[i]->csi.users;
        for (std::size_t k = 0; k < users.size(); ++k)
        {
            if (HasChannel(users[k], sizes.latent))
            {
                FillRow(users[k],
                        sizes.latent,
                        problems[i]->maxPower,
                        latents.row(i).segment(k * width, width));
            }
        }
    }
    std::vector<CMatrix> results = model.DesignDense(latents);
    for (std::size_t i = 0; i < problems.size(); ++i)
    {
        const auto& users = problems[i]->csi.users;
        CMatrix beams = results[i].leftCols(users.size() * sizes.rxAntennas);
        for (std::size_t k = 0; k < users.size(); ++k)
        {
            if (!HasChannel(users[k], sizes.latent))
            {
                beams.middleCols(k * sizes.rxAntennas, sizes.rxAntennas).setZero();
            }
        }
        const double norm = beams.norm();
        results[i] =
            norm > 0.0 ? CMatrix(beams * (std::sqrt(problems[i]->maxPower) / norm)) : beams;
    }
    return results;
}

Beamformer
EdnPrecoder::DoDesign(const PrecodingProblem& problem)
{
    return DoDesignBatch({problem}).front();
}

std::vector<Beamformer>
EdnPrecoder::DoDesignBatch(const std::vector<PrecodingProblem>& problems)
{
    NS_LOG_FUNCTION(this << problems.size());
    // Problems of one size share a call of the networks.
    std::map<std::shared_ptr<const EdnModel>, std::vector<std::size_t>> places;
    for (std::size_t i = 0; i < problems.size(); ++i)
    {
        places[GetModel(problems[i])].push_back(i);
    }
    std::vector<Beamformer> results(problems.size());
    for (const auto& [model, indices] : places)
    {
        std::vector<const PrecodingProblem*> batch;
        for (std::size_t i : indices)
        {
            batch.push_back(&problems[i]);
        }
        std::vector<CMatrix> beams = model->GetSizes().structured ? DesignStructured(*model, batch)
                                                                  : DesignDense(*model, batch);
        for (std::size_t i = 0; i < indices.size(); ++i)
        {
            const PrecodingProblem& problem = problems[indices[i]];
            Beamformer& result = results[indices[i]];
            result.weights = std::move(beams[i]);
            if (!(result.weights.norm() > 0.0) || !result.weights.allFinite())
            {
                result.weights.setZero();
                result.status = BeamformerStatus::Infeasible;
            }
            else if (m_steps > 0)
            {
                std::vector<CMatrix> channels;
                for (const UserCsi& user : problem.csi.users)
                {
                    channels.push_back(user.channel);
                }
                result.weights =
                    SumRateAscent(m_steps, m_stepSize, m_halvings)
                        .Ascend(channels, result.weights, problem.maxPower, problem.rateWeights);
            }
        }
    }
    return results;
}

} // namespace fddmimo
} // namespace ns3
