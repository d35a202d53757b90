/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "transformer-precoder.h"

#include "ns3/abort.h"
#include "ns3/channel-stack.h"
#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/string.h"
#include "ns3/sum-rate-ascent.h"
#include "ns3/uinteger.h"
#include "ns3/uplink-dual.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <map>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoTransformerPrecoder");

NS_OBJECT_ENSURE_REGISTERED(TransformerPrecoder);

namespace
{

/// A user so far below the strongest is not served.
constexpr double LEAST_GAIN = 1e-10;

/// Bounds of the SNR of the strongest user that the network sees: outside, beams change no more.
constexpr double MIN_SNR = 1e-3;
constexpr double MAX_SNR = 1e12; //!< likewise

/**
 * The streams that are served, and their channels.
 */
struct Served
{
    /**
     * \param problem a problem that passed the checks of Precoder
     */
    explicit Served(const PrecodingProblem& problem)
        : stack(problem)
    {
        const Eigen::Index count = stack.adjoint.re.cols();
        RVector gain(count);
        for (Eigen::Index s = 0; s < count; ++s)
        {
            gain(s) = stack.adjoint.re.col(s).squaredNorm() + stack.adjoint.im.col(s).squaredNorm();
        }
        weights = RVector::Ones(count);
        Eigen::Index stream = 0;
        for (std::size_t k = 0; k < stack.rxAntennas.size(); ++k)
        {
            weights.segment(stream, stack.rxAntennas[k]).setConstant(problem.rateWeights(k));
            stream += stack.rxAntennas[k];
        }
        if (!(weights.cwiseProduct(gain).maxCoeff() > 0.0))
        {
            weights.setOnes(); // nobody with a channel counts
        }
        const double largest = (weights.array() > 0.0).select(gain, 0.0).maxCoeff();
        for (Eigen::Index s = 0; s < count; ++s)
        {
            if (gain(s) > LEAST_GAIN * largest && weights(s) > 0.0)
            {
                streams.push_back(s);
            }
        }
        // In order of their gains, so that rounding too is the same whatever the users' labels.
        std::stable_sort(streams.begin(), streams.end(), [&](Eigen::Index a, Eigen::Index b) {
            return gain(a) > gain(b);
        });
        const auto served = static_cast<Eigen::Index>(streams.size());
        adjoint.Resize(stack.adjoint.rows, served);
        RVector chosen(served);
        for (Eigen::Index s = 0; s < served; ++s)
        {
            adjoint.re.col(s) = stack.adjoint.re.col(streams[s]);
            adjoint.im.col(s) = stack.adjoint.im.col(streams[s]);
            chosen(s) = weights(streams[s]);
        }
        weights = chosen;
        // A weight 1e9 below the largest is as good as none, but none would have no logarithm.
        weights = (weights / weights.maxCoeff()).cwiseMax(1e-9);
        weights /= weights.mean();
        snr = std::clamp(stack.snr, MIN_SNR / largest, MAX_SNR / largest);
    }

    ChannelStack stack;                //!< channels of all users
    PlanarMatrix adjoint;              //!< H^H of the served streams
    std::vector<Eigen::Index> streams; //!< their places among all streams
    RVector weights;                   //!< their rate weights, of mean 1
    double snr{1.0};                   //!< P over the noise power, within bounds
};

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
            .AddAttribute("LayerSteps",
                          "Q_i, ascent steps behind each layer of a token Transformer",
                          UintegerValue(5),
                          MakeUintegerAccessor(&TransformerPrecoder::m_layerSteps),
                          MakeUintegerChecker<uint32_t>(0, 1000))
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

TransformerPrecoder::Network
TransformerPrecoder::Load(const std::string& weights)
{
    static std::map<std::string, std::weak_ptr<const SpanModel>> spans;
    static std::map<std::string, std::weak_ptr<const TokenModel>> tokens;
    const std::string file = FindWeights(weights);
    Network network{spans[file].lock(), tokens[file].lock()};
    if (!network.span && !network.token)
    {
        const WeightArchive archive = WeightArchive::Read(file);
        if (TokenSizes::IsOne(archive))
        {
            network.token = std::make_shared<TokenModel>(archive);
        }
        else
        {
            network.span = std::make_shared<SpanModel>(archive);
        }
        spans[file] = network.span;
        tokens[file] = network.token;
    }
    return network;
}

uint32_t
TransformerPrecoder::GetMaxStreams(uint32_t txAntennas) const
{
    const Network network = Load(m_weights);
    if (!network.token)
    {
        return Precoder::GetMaxStreams(txAntennas);
    }
    const auto most = static_cast<uint32_t>(network.token->GetSizes().most);
    return txAntennas <= most ? most : 0;
}

std::map<std::string, std::string>
TransformerPrecoder::GetTrainingScenario(uint32_t) const
{
    try
    {
        const Network network = Load(m_weights);
        return network.span && network.span->GetSizes().robust
                   ? network.span->GetRecord()
                   : std::map<std::string, std::string>();
    }
    catch (const WeightArchiveError&)
    {
        return {}; // GetMaxStreams says what is wrong
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
    if (m_loaded != m_weights || (!m_network.span && !m_network.token))
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
    std::vector<CMatrix> beams = m_network.span ? DesignSpan(*m_network.span, problems)
                                                : DesignTokens(*m_network.token, problems);
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
    std::deque<Served> served; // they cannot be moved
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
        CMatrix all = CMatrix::Zero(beams.rows(), served[i].stack.adjoint.re.cols());
        for (Eigen::Index s = 0; s < users; ++s)
        {
            all.col(served[i].streams[s]) = beams.col(s);
        }
        results.push_back(std::move(all));
    }
    return results;
}

std::vector<CMatrix>
TransformerPrecoder::DesignTokens(const TokenModel& model,
                                  const std::vector<PrecodingProblem>& problems) const
{
    const Eigen::Index most = model.GetSizes().most;
    std::vector<CRowMatrix> channels;
    std::deque<Served> served;
    for (const PrecodingProblem& problem : problems)
    {
        served.emplace_back(problem);
        const PlanarMatrix& adjoint = served.back().adjoint;
        NS_ABORT_MSG_IF(adjoint.rows > most || adjoint.re.cols() > most,
                        "TransformerPrecoder: "
                            << adjoint.re.cols() << " users and " << adjoint.rows
                            << " antennas, but the weights are for at most " << most << " of each");
        channels.push_back(adjoint.ToComplex().adjoint() * std::sqrt(served.back().snr));
    }
    std::vector<CMatrix> results = model.Design(channels, m_layerSteps);
    for (std::size_t i = 0; i < problems.size(); ++i)
    {
        CMatrix all = CMatrix::Zero(results[i].rows(), served[i].stack.adjoint.re.cols());
        for (Eigen::Index s = 0; s < results[i].cols(); ++s)
        {
            all.col(served[i].streams[s]) = results[i].col(s);
        }
        const double norm = ComputeNorm(all);
        const bool usable = norm > 0.0 && std::isfinite(norm);
        results[i] = usable ? CMatrix(all * (std::sqrt(problems[i].maxPower) / norm))
                            : CMatrix::Zero(all.rows(), all.cols());
    }
    return results;
}

} // namespace fddmimo
} // namespace ns3
