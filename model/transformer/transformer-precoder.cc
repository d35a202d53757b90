/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "transformer-precoder.h"

#include "served-streams-private.h"

#include "ns3/abort.h"
#include "ns3/double.h"
#include "ns3/integer.h"
#include "ns3/log.h"
#include "ns3/model-cache.h"
#include "ns3/string.h"
#include "ns3/sum-rate-ascent.h"
#include "ns3/sum-rate.h"
#include "ns3/uinteger.h"
#include "ns3/uplink-dual.h"

#include <algorithm>
#include <cmath>
#include <deque>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoTransformerPrecoder");

NS_OBJECT_ENSURE_REGISTERED(TransformerPrecoder);

namespace
{

/**
 * \param problem what the network made of a problem
 * \param robust true if its powers hold for the true channels, not for those given
 * \return loads y of the beams, and whether they belong to equal powers lambda instead
 */
std::pair<RVector, bool>
ChooseLoads(SpanModel::Problem& problem, bool robust)
{
    const Eigen::Index users = problem.power.size();
    RVector loads = ComputeDualLoads(problem.squares, problem.power);
    if (robust)
    {
        loads.array() *= problem.correction.array().exp();
        return {loads, false};
    }
    const RVector equal = RVector::Constant(users, 1.0 / static_cast<double>(users));
    const RVector mmse = ComputeEqualLoads(problem.first);
    const auto rate = [&](const RVector& sinr) {
        return problem.weights.dot(RVector(sinr.array().log1p()));
    };
    const double learned = rate(ComputeLoadSinr(problem.squares, problem.power, loads));
    if (rate(ComputeLoadSinr(problem.first, equal, mmse)) > learned || !std::isfinite(learned))
    {
        return {mmse, true};
    }
    return {loads, false};
}

} // namespace

TypeId
TransformerPrecoder::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::TransformerPrecoder")
            .SetParent<Precoder>()
            .SetGroupName("FddMimo")
            .AddConstructor<TransformerPrecoder>()
            .AddAttribute("Weights",
                          "Weight archive: a path, or a name in the module's data folder",
                          StringValue("transformer-span"),
                          MakeStringAccessor(&TransformerPrecoder::m_weights),
                          MakeStringChecker())
            .AddAttribute(
                "LayerSteps",
                "Q_i, ascent steps behind each layer of a token Transformer; -1: as many as "
                "in its training",
                IntegerValue(-1),
                MakeIntegerAccessor(&TransformerPrecoder::m_layerSteps),
                MakeIntegerChecker<int32_t>(-1, 1000))
            .AddAttribute("Steps",
                          "Ascent steps on the channels given, after the network",
                          UintegerValue(0),
                          MakeUintegerAccessor(&TransformerPrecoder::m_steps),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("StepSize",
                          "Step size at 15 dB, see SumRateAscent",
                          DoubleValue(3e-4),
                          MakeDoubleAccessor(&TransformerPrecoder::m_stepSize),
                          MakeDoubleChecker<double>(1e-12))
            .AddAttribute("Halvings",
                          "How often a step that would lower the rate is halved before the ascent "
                          "ends",
                          UintegerValue(5),
                          MakeUintegerAccessor(&TransformerPrecoder::m_halvings),
                          MakeUintegerChecker<uint32_t>());
    return tid;
}

TransformerPrecoder::TransformerPrecoder()
{
    NS_LOG_FUNCTION(this);
}

TransformerPrecoder::Network::Network(const WeightArchive& archive)
{
    if (TokenSizes::IsOne(archive))
    {
        token = std::make_unique<TokenModel>(archive);
    }
    else
    {
        span = std::make_unique<SpanModel>(archive);
    }
}

std::shared_ptr<const TransformerPrecoder::Network>
TransformerPrecoder::Load(const std::string& weights)
{
    return LoadShared<Network>(FindWeights(weights));
}

uint32_t
TransformerPrecoder::GetMaxStreams(uint32_t txAntennas) const
{
    const auto network = Load(m_weights);
    if (!network->token)
    {
        return Precoder::GetMaxStreams(txAntennas);
    }
    const auto most = static_cast<uint32_t>(network->token->GetSizes().most);
    return txAntennas <= most ? most : 0;
}

std::string
TransformerPrecoder::GetMisfit(uint32_t streams, uint32_t txAntennas) const
{
    try
    {
        const auto network = Load(m_weights);
        return network->token
                   ? DescribeExcess(m_weights, network->token->GetSizes().most, streams, txAntennas)
                   : "";
    }
    catch (const WeightArchiveError& error)
    {
        return error.what();
    }
}

std::map<std::string, std::string>
TransformerPrecoder::GetTrainingScenario(uint32_t, uint32_t) const
{
    try
    {
        const auto network = Load(m_weights);
        return network->span && network->span->GetSizes().robust
                   ? network->span->GetRecord()
                   : std::map<std::string, std::string>();
    }
    catch (const WeightArchiveError&)
    {
        return {}; // GetMisfit says what is wrong
    }
}

Beamformer
TransformerPrecoder::DoDesign(const PrecodingProblem& problem)
{
    return DoDesignBatch({problem}).front();
}

std::vector<Beamformer>
TransformerPrecoder::DoDesignBatch(const std::vector<PrecodingProblem>& problems)
{
    NS_LOG_FUNCTION(this << problems.size());
    if (m_loaded != m_weights || !m_network)
    {
        std::string misfit;
        try
        {
            m_network = Load(m_weights);
            m_loaded = m_weights;
        }
        catch (const WeightArchiveError& error)
        {
            misfit = error.what();
        }
        NS_ABORT_MSG_IF(!misfit.empty(), "TransformerPrecoder: " << misfit);
    }
    std::vector<CMatrix> beams = m_network->span ? DesignSpan(*m_network->span, problems)
                                                 : DesignTokens(*m_network->token, problems);
    std::vector<Beamformer> results(problems.size());
    for (std::size_t i = 0; i < problems.size(); ++i)
    {
        results[i].weights = std::move(beams[i]);
        if (!(ComputeSquaredNorm(results[i].weights) > 0.0))
        {
            results[i].status = BeamformerStatus::Infeasible;
        }
        else if (m_steps > 0)
        {
            std::vector<CMatrix> channels;
            for (const UserCsi& user : problems[i].csi.users)
            {
                channels.push_back(user.channel);
            }
            results[i].weights = SumRateAscent(m_steps, m_stepSize, m_halvings)
                                     .Ascend(channels,
                                             results[i].weights,
                                             problems[i].maxPower,
                                             problems[i].rateWeights);
        }
    }
    return results;
}

std::vector<CMatrix>
TransformerPrecoder::DesignSpan(const SpanModel& model,
                                const std::vector<PrecodingProblem>& problems)
{
    std::deque<ServedStreams> served; // they cannot be moved
    if (m_problems.size() != problems.size())
    {
        m_problems = std::vector<SpanModel::Problem>(problems.size());
    }
    for (std::size_t i = 0; i < problems.size(); ++i)
    {
        served.emplace_back(problems[i]);
        model.Shrink(served[i].adjoint);
        SpanModel::Problem& own = m_problems[i];
        ComputeGram(served[i].adjoint, own.gram);
        own.gram.re *= served[i].snr;
        own.gram.im *= served[i].snr;
        own.weights = served[i].weights;
    }
    model.Run(m_problems);

    std::vector<CMatrix> results;
    for (std::size_t i = 0; i < problems.size(); ++i)
    {
        SpanModel::Problem& own = m_problems[i];
        const Eigen::Index users = own.power.size();
        const auto [loads, equal] = ChooseLoads(own, model.GetSizes().robust);
        if (equal)
        {
            own.power = RVector::Constant(users, 1.0 / static_cast<double>(users));
            ComputeDualError(own.gram, own.power, own.error);
        }
        const RVector root = own.power.cwiseSqrt();
        ScaleRowsAndColumns(own.error, root, loads.cwiseSqrt(), own.error);
        CMatrix beams = Multiply(served[i].adjoint, own.error);
        const double norm = ComputeNorm(beams);
        if (norm > 0.0 && std::isfinite(norm))
        {
            beams *= std::sqrt(problems[i].maxPower) / norm;
        }
        else
        {
            beams.setZero();
        }
        results.push_back(served[i].Place(beams));
    }
    return results;
}

std::vector<CMatrix>
TransformerPrecoder::DesignTokens(const TokenModel& model,
                                  const std::vector<PrecodingProblem>& problems) const
{
    const int64_t steps = m_layerSteps < 0 ? model.GetSizes().ascentSteps : m_layerSteps;
    return DesignWithin(
        problems,
        model.GetSizes().most,
        [&](const std::vector<CRowMatrix>& channels) {
            return model.Design(channels, static_cast<uint32_t>(steps));
        },
        [](const CRowMatrix& channel,
           const RVector& rateWeights,
           const CMatrix& learned,
           const CMatrix& mmse) {
            return ComputeSumRate(channel, learned, rateWeights) >=
                   ComputeSumRate(channel, mmse, rateWeights);
        });
}

} // namespace fddmimo
} // namespace ns3
