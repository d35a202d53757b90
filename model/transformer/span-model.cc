/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "span-model.h"

#include "beamspace.h"
#include "transformer-kernels.h"
#include "transformer-layers-private.h"

#include "ns3/abort.h"
#include "ns3/log.h"
#include "ns3/uplink-dual.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoSpanModel");

namespace
{

/// The weights of one layer of the network, as they are used: scale and shift of the layer
/// normalisations are part of the products behind them.
struct Layer
{
    LinearLayer embed;    //!< features to tokens
    LinearLayer qkv;      //!< queries (scaled), keys, values; only the queries' bias is used
    WeightMatrix pairs;   //!< bias of a pair, heads x PAIR_FEATURES
    LinearLayer merge;    //!< heads to tokens, with the bias of the values
    LinearLayer expand;   //!< to hidden units
    LinearLayer contract; //!< and back
    LinearLayer head;     //!< outputs
};

/**
 * \param squares a symmetric matrix
 * \param scale factors of rows and columns
 * \param padded floats from one row to the next
 * \param [out] out entries times both factors, K x padded
 */
void
FillCoherence(const RMatrix& squares, const RVector& scale, Eigen::Index padded, float* out)
{
    for (Eigen::Index j = 0; j < squares.cols(); ++j)
    {
        const double* column = &squares(0, j);
        float* row = out + j * padded; // symmetric
        for (Eigen::Index k = 0; k < squares.rows(); ++k)
        {
            row[k] = static_cast<float>(column[k] * scale(k) * scale(j));
        }
        std::fill(row + squares.rows(), row + padded, 0.0F);
    }
}

} // namespace

/**
 * Weights and memory.
 */
struct SpanModel::Private
{
    SpanSizes sizes;                           //!< sizes
    std::vector<Layer> layers;                 //!< layers
    LinearLayer beamspaceIn;                   //!< perceptron in the beamspace
    LinearLayer beamspaceOut;                  //!< likewise
    std::map<std::string, std::string> record; //!< attributes of the archive
    FloatStore features;                       //!< R x FEATURES, for all users R of the batch
    FloatStore tokens;                         //!< R x width
    FloatStore normed;                         //!< R x width
    FloatStore qkv;                            //!< R x 3 width
    FloatStore mixed;                          //!< R x width
    FloatStore hidden;                         //!< R x hidden
    FloatStore pairs;                          //!< PAIR_FEATURES of K x padded for each problem
    FloatStore scores;                         //!< of the attention

    /**
     * Static features of a problem.
     *
     * \param problem the problem
     * \param padded K, padded
     * \param [out] users K x FEATURES
     * \param [out] coherence two features of pairs
     */
    static void FillStatic(Problem& problem, Eigen::Index padded, float* users, float* coherence)
    {
        const Eigen::Index n = problem.gram.rows;
        FillUpper(problem.gram);
        const RVector gain = problem.gram.re.diagonal().head(n);
        const RVector root = gain.cwiseSqrt().cwiseInverse();
        if (problem.error.rows != n || problem.error.re.cols() != n)
        {
            problem.error.Resize(n, n);
        }
        // Scaled before they are squared: gains may be of any size.
        ScaleRowsAndColumns(problem.gram, root, root, problem.error);
        ComputeDualSquares(problem.error, problem.squares);
        FillCoherence(problem.squares, RVector::Ones(n), padded, coherence);
        TransformerKernels::Get().logCoherence(coherence,
                                               n * padded,
                                               static_cast<float>(SpanSizes::PAIR_FLOOR),
                                               coherence + n * padded);
        const RVector logGain = (gain.array().log() - 4.0) / 3.0;
        const RVector sums = problem.squares.rowwise().sum();
        for (Eigen::Index k = 0; k < n; ++k, users += SpanSizes::FEATURES)
        {
            users[0] = static_cast<float>(logGain(k));
            users[1] = static_cast<float>(logGain.mean());
            users[2] = static_cast<float>(std::log(problem.weights(k)));
            users[3] = static_cast<float>((std::log(n) - 2.5) / 1.5);
            users[4] = static_cast<float>(std::log(sums(k)));
            users[5] = static_cast<float>(std::log(sums.mean()));
        }
    }

    /**
     * Features of a problem that change from layer to layer.
     *
     * \param problem the problem, with its error matrix
     * \param padded K, padded
     * \param [out] users K x FEATURES
     * \param [out] coherence two features of pairs
     */
    static void FillDynamic(const Problem& problem,
                            Eigen::Index padded,
                            float* users,
                            float* coherence)
    {
        const Eigen::Index n = problem.gram.rows;
        const RVector mse = problem.squares.diagonal().cwiseSqrt();
        FillCoherence(problem.squares, mse.cwiseInverse(), padded, coherence);
        TransformerKernels::Get().logCoherence(coherence,
                                               n * padded,
                                               static_cast<float>(SpanSizes::PAIR_FLOOR),
                                               coherence + n * padded);
        const RVector gradient = ComputeDualGradient(problem.squares, problem.weights);
        const RVector sums = problem.squares.rowwise().sum();
        const double total = gradient.sum();
        const double positive = gradient.cwiseMax(SpanSizes::MIN_GRADIENT).sum();
        for (Eigen::Index k = 0; k < n; ++k, users += SpanSizes::FEATURES)
        {
            const double x = std::log(problem.power(k));
            const double ratio =
                std::log(std::max(gradient(k), SpanSizes::MIN_GRADIENT) / positive) - x;
            const double served = std::max(0.0, 1.0 - sums(k) / mse(k)) + SpanSizes::SERVED_FLOOR;
            float* own = users + SpanSizes::STATIC_FEATURES;
            own[0] = static_cast<float>((x + std::log(n)) / 3.0);
            own[1] = static_cast<float>(std::log(mse(k)) / -3.0);
            own[2] = static_cast<float>(std::asinh(gradient(k)));
            own[3] = static_cast<float>(std::asinh(2.0 * (gradient(k) - problem.power(k) * total)));
            own[4] = static_cast<float>(
                std::clamp(ratio, -SpanSizes::MAX_RATIO, SpanSizes::MAX_RATIO) / 2.0);
            own[5] = static_cast<float>(std::log(served) / 3.0);
        }
    }

    /**
     * \param problem a problem; receives the error matrix of its powers times \p load
     * \param load factor of all powers
     */
    static void UpdateError(Problem& problem, double load)
    {
        const RVector loaded = problem.power * load;
        const bool ok = ComputeDualError(problem.gram, loaded, problem.error);
        NS_ABORT_MSG_IF(!ok, "SpanModel: a Gram matrix is not finite");
        ComputeDualSquares(problem.error, problem.squares);
    }

    /**
     * \param problem a problem
     * \param outputs outputs of the head of each user, K x GetOutputs()
     * \param count outputs of a user
     * \param [in,out] logLoad logarithm of the factor of all powers
     */
    static void Move(Problem& problem, const float* outputs, int64_t count, double& logLoad)
    {
        const Eigen::Index n = problem.power.size();
        RVector x = problem.power.array().log();
        double shift = 0.0;
        for (Eigen::Index k = 0; k < n; ++k)
        {
            x(k) += outputs[k * count];
            if (count > 1)
            {
                shift += outputs[k * count + 1] / static_cast<double>(n);
                problem.correction(k) += outputs[k * count + 2];
            }
        }
        logLoad += shift;
        x = (x.array() - x.maxCoeff()).max(-SpanSizes::RANGE).exp();
        problem.power = x / x.sum();
    }
};

SpanModel::SpanModel(const WeightArchive& archive)
    : m_private(std::make_unique<Private>())
{
    const SpanSizes sizes = SpanSizes::Load(archive);
    m_private->sizes = sizes;
    m_private->record = archive.attributes;
    const int64_t width = sizes.width;
    const float scale = 1.0F / std::sqrt(static_cast<float>(width / sizes.heads));
    if (sizes.beamspace)
    {
        const LayerReader reader(archive, "beamspace_");
        m_private->beamspaceIn =
            reader.ReadLinear("in", SpanSizes::BEAMSPACE_HIDDEN, Beamspace::FEATURES);
        m_private->beamspaceOut = reader.ReadLinear("out", 1, SpanSizes::BEAMSPACE_HIDDEN);
        m_private->beamspaceIn.Pack();
        m_private->beamspaceOut.Pack();
    }
    for (int64_t i = 0; i < sizes.layers; ++i)
    {
        const LayerReader reader(archive, "layers_" + std::to_string(i) + ".");
        Layer layer;
        layer.embed = reader.ReadLinear("embed", width, SpanSizes::FEATURES);
        layer.qkv = reader.ReadNormalised("attention_norm", "qkv", 3 * width, width);
        layer.qkv.weight.topRows(width) *= scale;
        layer.qkv.bias.head(width) *= scale;
        layer.pairs = reader.Read("bias.weight", sizes.heads, SpanSizes::PAIR_FEATURES);
        layer.merge = reader.ReadLinear("merge", width, width);
        // Softmax does not see the keys' bias, and passes that of the values on.
        layer.merge.bias += layer.merge.weight * layer.qkv.bias.tail(width);
        layer.expand = reader.ReadNormalised("perceptron_norm", "expand", sizes.hidden, width);
        layer.contract = reader.ReadLinear("contract", width, sizes.hidden);
        layer.head = reader.ReadNormalised("head_norm", "head", sizes.GetOutputs(), width);
        for (LinearLayer* linear :
             {&layer.embed, &layer.qkv, &layer.merge, &layer.expand, &layer.contract, &layer.head})
        {
            linear->Pack();
        }
        m_private->layers.push_back(std::move(layer));
    }
}

SpanModel::~SpanModel() = default;

const SpanSizes&
SpanModel::GetSizes() const
{
    return m_private->sizes;
}

const std::map<std::string, std::string>&
SpanModel::GetRecord() const
{
    return m_private->record;
}

void
SpanModel::Shrink(PlanarMatrix& adjoint) const
{
    Private& p = *m_private;
    if (!p.sizes.beamspace)
    {
        return;
    }
    const Beamspace beamspace(adjoint);
    const long count = adjoint.rows * adjoint.re.cols();
    float* features = p.features.Get(count * Beamspace::FEATURES);
    float* hidden = p.hidden.Get(count * SpanSizes::BEAMSPACE_HIDDEN);
    float* gains = p.mixed.Get(count);
    beamspace.FillFeatures(features);
    p.beamspaceIn.Multiply(features, count, false, hidden);
    TransformerKernels::Get().rectify(hidden,
                                      p.beamspaceIn.bias.data(),
                                      count,
                                      SpanSizes::BEAMSPACE_HIDDEN);
    p.beamspaceOut.Multiply(hidden, count, false, gains);
    for (long i = 0; i < count; ++i)
    {
        gains[i] = 1.0F / (1.0F + std::exp(-gains[i] - p.beamspaceOut.bias(0)));
    }
    beamspace.Restore(gains, adjoint);
}

void
SpanModel::Run(std::vector<Problem>& problems) const
{
    Private& p = *m_private;
    const TransformerKernels& kernels = TransformerKernels::Get();
    const int64_t width = p.sizes.width;
    const int64_t depth = width / p.sizes.heads;
    const int64_t outputs = p.sizes.GetOutputs();
    std::vector<long> padded;
    std::vector<std::size_t> planes{0}; // where the pair features of a problem begin
    long users = 0;
    long most = 0;
    for (const Problem& problem : problems)
    {
        const long n = problem.gram.rows;
        padded.push_back((n + TransformerKernels::BLOCK - 1) / TransformerKernels::BLOCK *
                         TransformerKernels::BLOCK);
        planes.push_back(planes.back() + SpanSizes::PAIR_FEATURES * n * padded.back());
        users += n;
        most = std::max(most, n);
    }
    float* features = p.features.Get(users * SpanSizes::FEATURES);
    float* tokens = p.tokens.Get(users * width);
    float* normed = p.normed.Get(users * width);
    float* qkv = p.qkv.Get(users * 3 * width);
    float* mixed = p.mixed.Get(users * std::max(width, outputs));
    float* hidden = p.hidden.Get(users * p.sizes.hidden);
    float* pairs = p.pairs.Get(planes.back());
    float* scores = p.scores.Get((most + 2 * depth) * TransformerKernels::BLOCK);
    std::vector<double> logLoad(problems.size(), 0.0);
    long row = 0;
    for (std::size_t i = 0; i < problems.size(); ++i)
    {
        Problem& problem = problems[i];
        const long n = problem.gram.rows;
        Private::FillStatic(problem,
                            padded[i],
                            features + row * SpanSizes::FEATURES,
                            pairs + planes[i]);
        problem.power = RVector::Constant(n, 1.0 / static_cast<double>(n));
        problem.correction = RVector::Zero(n);
        Private::UpdateError(problem, 1.0);
        problem.first = problem.squares;
        row += n;
    }
    std::fill(tokens, tokens + users * width, 0.0F);
    for (const Layer& layer : p.layers)
    {
        row = 0;
        for (std::size_t i = 0; i < problems.size(); ++i)
        {
            Private::FillDynamic(problems[i],
                                 padded[i],
                                 features + row * SpanSizes::FEATURES,
                                 pairs + planes[i] + 2 * problems[i].gram.rows * padded[i]);
            row += problems[i].gram.rows;
        }
        layer.embed.Multiply(features, users, true, tokens);
        kernels.normalise(tokens, layer.embed.bias.data(), users, width, normed);
        layer.qkv.Multiply(normed, users, false, qkv);
        row = 0;
        for (std::size_t i = 0; i < problems.size(); ++i)
        {
            const long n = problems[i].gram.rows;
            const float* planesOfPairs[SpanSizes::PAIR_FEATURES];
            // Stored as coherence of G, its logarithm, coherence of M, its logarithm.
            for (int64_t f = 0; f < SpanSizes::PAIR_FEATURES; ++f)
            {
                planesOfPairs[f] = pairs + planes[i] + f * n * padded[i];
            }
            for (int64_t head = 0; head < p.sizes.heads; ++head)
            {
                kernels.attend(qkv + row * 3 * width + head * depth,
                               3 * width,
                               width,
                               depth,
                               n,
                               layer.qkv.bias.data() + head * depth,
                               planesOfPairs,
                               &layer.pairs(head, 0),
                               SpanSizes::PAIR_FEATURES,
                               scores,
                               padded[i],
                               mixed + row * width + head * depth);
            }
            row += n;
        }
        layer.merge.Multiply(mixed, users, true, tokens);
        kernels.normalise(tokens, layer.merge.bias.data(), users, width, normed);
        layer.expand.Multiply(normed, users, false, hidden);
        kernels.rectify(hidden, layer.expand.bias.data(), users, p.sizes.hidden);
        layer.contract.Multiply(hidden, users, true, tokens);
        kernels.normalise(tokens, layer.contract.bias.data(), users, width, normed);
        layer.head.Multiply(normed, users, false, mixed);
        row = 0;
        for (std::size_t i = 0; i < problems.size(); ++i)
        {
            float* out = mixed + row * outputs;
            const long n = problems[i].gram.rows;
            for (long k = 0; k < n; ++k)
            {
                Eigen::Map<Eigen::VectorXf>(out + k * outputs, outputs) += layer.head.bias;
            }
            Private::Move(problems[i], out, outputs, logLoad[i]);
            Private::UpdateError(problems[i], std::exp(logLoad[i]));
            row += n;
        }
    }
    for (std::size_t i = 0; i < problems.size(); ++i)
    {
        problems[i].power *= std::exp(logLoad[i]);
    }
}

} // namespace fddmimo
} // namespace ns3
