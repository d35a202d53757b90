/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "beamspace.h"
#include "span-network-private.h"

#include "ns3/uplink-dual.h"

#include <cmath>
#include <stdexcept>
#include <torch/autograd.h>

namespace ns3
{
namespace fddmimo
{

namespace
{

/**
 * \param planes a matrix
 * \param [out] re where its real part goes, row by row
 * \param [out] im where its imaginary part goes
 */
void
CopyRows(const PlanarMatrix& planes, float* re, float* im)
{
    const Eigen::Index n = planes.rows;
    for (Eigen::Index k = 0; k < n; ++k)
    {
        for (Eigen::Index j = 0; j < n; ++j)
        {
            re[k * n + j] = static_cast<float>(planes.re(k, j));
            im[k * n + j] = static_cast<float>(planes.im(k, j));
        }
    }
}

/**
 * M = (I + D G D)^-1. With D = diag(exp(x / 2)), dM = -1/2 (M dX (I - M) + (I - M) dX M), so that
 * for the gradient Gamma with respect to M that with respect to x_i is -1/2 Re(sum_k conj(Gamma_ki)
 * M_ki + sum_j conj(Gamma_ij) M_ij - 2 sum_k M_ki conj((Gamma M)_ki)): one product of matrices, and
 * no derivative of a factorisation.
 */
class DualErrorFunction : public torch::autograd::Function<DualErrorFunction>
{
  public:
    /**
     * \param context for the way back
     * \param logPower x, [B, K]
     * \param gram the Gram matrices
     * \return real and imaginary part of M
     */
    static torch::autograd::variable_list forward(torch::autograd::AutogradContext* context,
                                                  const at::Tensor& logPower,
                                                  const std::vector<PlanarMatrix>* gram)
    {
        const int64_t size = logPower.size(0);
        const int64_t users = logPower.size(1);
        const at::Tensor power = logPower.detach().to(at::kDouble).exp().contiguous();
        at::Tensor re = at::empty({size, users, users});
        at::Tensor im = at::empty({size, users, users});
        PlanarMatrix error;
        for (int64_t i = 0; i < size; ++i)
        {
            const Eigen::Map<const RVector> lambda(power.data_ptr<double>() + i * users, users);
            if (!ComputeDualError((*gram)[i], lambda, error))
            {
                throw std::runtime_error("training: a Gram matrix is not finite");
            }
            const int64_t place = i * users * users;
            CopyRows(error, re.data_ptr<float>() + place, im.data_ptr<float>() + place);
        }
        context->save_for_backward({re, im});
        return {re, im};
    }

    /**
     * \param context what forward() left
     * \param gradients with respect to its results
     * \return those with respect to its arguments
     */
    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                   torch::autograd::variable_list gradients)
    {
        const auto saved = context->get_saved_variables();
        const at::Tensor& re = saved[0];
        const at::Tensor& im = saved[1];
        const at::Tensor& gRe = gradients[0];
        const at::Tensor& gIm = gradients[1];
        const at::Tensor pRe = gRe.bmm(re) - gIm.bmm(im); // Gamma M
        const at::Tensor pIm = gRe.bmm(im) + gIm.bmm(re);
        const at::Tensor own = gRe * re + gIm * im; // Re(conj(Gamma) M)
        const at::Tensor both = re * pRe + im * pIm;
        return {both.sum(1) - 0.5 * (own.sum(1) + own.sum(2)), at::Tensor()};
    }
};

/**
 * \param features coherences, any shape
 * \return their logarithms, of about unit size
 */
at::Tensor
LogCoherence(const at::Tensor& features)
{
    return ((features + SpanSizes::PAIR_FLOOR).log() + 4.0) * 0.5;
}

/**
 * \param x numbers
 * \param weights rate weights
 * \return sum_k weights_k log(1 + x_k), [B]
 */
at::Tensor
SumRates(const at::Tensor& x, const at::Tensor& weights)
{
    return (weights * x.log1p()).sum(1);
}

/**
 * \param squares |X_kj|^2, [B, K, K]
 * \param noise noise powers, [B, 1]
 * \param weights rate weights
 * \return weighted sum rate in nat/s/Hz, [B]
 */
at::Tensor
SumEffectiveRates(const at::Tensor& squares, const at::Tensor& noise, const at::Tensor& weights)
{
    const at::Tensor own = squares.diagonal(0, 1, 2);
    return SumRates(own / (squares.sum(2) - own + noise), weights);
}

/**
 * \param squares S, [B, K, K]
 * \param mse m, [B, K]
 * \return A 1, [B, K]
 */
at::Tensor
ComputeRowSums(const at::Tensor& squares, const at::Tensor& mse)
{
    return (mse - squares.sum(2)).clamp_min(0.0);
}

/**
 * \param batch the problems
 * \param logPower logarithm of lambda, [B, K]
 * \param error error matrices
 * \param loads y, [B, K]
 * \return weighted sum rate of the beams on the true channels, [B]
 */
at::Tensor
SumLoadedRates(const SpanBatch& batch,
               const at::Tensor& logPower,
               const SpanError& error,
               const at::Tensor& loads)
{
    const at::Tensor noise = (ComputeRowSums(error.squares, error.mse) * loads).sum(1, true);
    const at::Tensor root = (0.5 * logPower).exp().unsqueeze(1);
    at::Tensor squares;
    if (batch.crossRe.defined())
    {
        const at::Tensor re = batch.crossRe * root;
        const at::Tensor im = batch.crossIm * root;
        squares = (re.bmm(error.re) - im.bmm(error.im)).square() +
                  (re.bmm(error.im) + im.bmm(error.re)).square();
    }
    else
    {
        const at::Tensor one = at::eye(logPower.size(1)).unsqueeze(0);
        squares = ((one - error.re).square() + error.im.square()) * (-logPower).exp().unsqueeze(2);
    }
    return SumEffectiveRates(squares * loads.unsqueeze(1), noise, batch.weights);
}

} // namespace

void
SpanBatch::ComputeFeatures()
{
    const auto size = static_cast<int64_t>(gram.size());
    const int64_t n = gram[0].rows;
    at::Tensor re = at::empty({size, n, n});
    at::Tensor im = at::empty({size, n, n});
    for (int64_t i = 0; i < size; ++i)
    {
        FillUpper(gram[i]);
        CopyRows(gram[i], re.data_ptr<float>() + i * n * n, im.data_ptr<float>() + i * n * n);
    }
    const at::Tensor gain = re.diagonal(0, 1, 2);
    const at::Tensor root = gain.rsqrt();
    const at::Tensor coherence = ((re * root.unsqueeze(1) * root.unsqueeze(2)).square() +
                                  (im * root.unsqueeze(1) * root.unsqueeze(2)).square());
    pairs = at::stack({coherence, LogCoherence(coherence)}, 1);
    const at::Tensor logGain = (gain.log() - 4.0) / 3.0;
    const at::Tensor sum = coherence.sum(2);
    users = at::stack({logGain,
                       logGain.mean(1, true).expand({size, n}),
                       weights.log(),
                       at::full({size, n}, (std::log(n) - 2.5) / 1.5),
                       sum.log(),
                       sum.mean(1, true).log().expand({size, n})},
                      2);
}

SpanBatch
MakeSpanBatch(const std::vector<TransformerExample>& examples, bool robust)
{
    const auto size = static_cast<int64_t>(examples.size());
    const int64_t users = examples[0].channel.rows();
    SpanBatch batch;
    batch.gram = std::vector<PlanarMatrix>(examples.size());
    batch.weights = at::empty({size, users});
    if (robust)
    {
        batch.crossRe = at::empty({size, users, users});
        batch.crossIm = at::empty({size, users, users});
    }
    PlanarMatrix adjoint;
    for (int64_t i = 0; i < size; ++i)
    {
        const TransformerExample& example = examples[i];
        const Eigen::Index antennas = example.known.cols();
        adjoint.Resize(antennas, users);
        for (int64_t k = 0; k < users; ++k)
        {
            adjoint.SetColumnConjugate(k, example.known.data() + k * antennas, 1);
            batch.weights.data_ptr<float>()[i * users + k] = static_cast<float>(example.weights(k));
        }
        ComputeGram(adjoint, batch.gram[i]);
        if (robust)
        {
            const CRowMatrix cross = example.channel * example.known.adjoint();
            float* re = batch.crossRe.data_ptr<float>() + i * users * users;
            float* im = batch.crossIm.data_ptr<float>() + i * users * users;
            for (Eigen::Index entry = 0; entry < cross.size(); ++entry)
            {
                re[entry] = static_cast<float>(cross.data()[entry].real());
                im[entry] = static_cast<float>(cross.data()[entry].imag());
            }
        }
    }
    batch.ComputeFeatures();
    return batch;
}

SpanError
ComputeSpanError(const SpanBatch& batch, const at::Tensor& logPower)
{
    const auto planes = DualErrorFunction::apply(logPower, &batch.gram);
    SpanError error;
    error.re = planes[0];
    error.im = planes[1];
    error.squares = error.re.square() + error.im.square();
    error.mse = error.re.diagonal(0, 1, 2);
    return error;
}

at::Tensor
ComputeSpanRate(const SpanBatch& batch, const SpanError& error)
{
    return -(batch.weights * error.mse.log()).sum(1);
}

at::Tensor
ComputeSpanTrueRate(const SpanBatch& batch, const SpanState& state)
{
    const at::Tensor logPower = SpanNetworkImpl::GetLoadedPower(state);
    const SpanError error = ComputeSpanError(batch, logPower);
    const at::Tensor system = at::diag_embed(error.mse + 1e-6) - error.squares;
    at::Tensor loads = at::linalg_solve(system.to(at::kDouble), logPower.exp().to(at::kDouble))
                           .to(at::kFloat)
                           .clamp_min(0.0);
    loads = loads * state.powers.exp();
    return SumLoadedRates(batch, logPower, error, loads);
}

at::Tensor
ComputeSpanMmseRate(const SpanBatch& batch)
{
    const int64_t size = batch.weights.size(0);
    const int64_t n = batch.weights.size(1);
    const at::Tensor logPower = at::full({size, n}, -std::log(n));
    const SpanError error = ComputeSpanError(batch, logPower);
    const at::Tensor sums = ComputeRowSums(error.squares, error.mse);
    return SumLoadedRates(batch, logPower, error, 1.0 / (sums + 1e-12));
}

SpanNetworkImpl::SpanNetworkImpl(const SpanSizes& sizes)
    : m_sizes(sizes)
{
    const int64_t width = sizes.width;
    const auto norm = [width] {
        return torch::nn::LayerNorm(torch::nn::LayerNormOptions({width}));
    };
    if (sizes.beamspace)
    {
        m_beamspaceIn =
            register_module("beamspace_in",
                            torch::nn::Linear(Beamspace::FEATURES, SpanSizes::BEAMSPACE_HIDDEN));
        m_beamspaceOut =
            register_module("beamspace_out", torch::nn::Linear(SpanSizes::BEAMSPACE_HIDDEN, 1));
    }
    for (int64_t i = 0; i < sizes.layers; ++i)
    {
        Layer layer;
        layer.all = std::make_shared<torch::nn::Module>();
        const auto add = [&layer](const char* name, auto module) {
            return layer.all->register_module(name, module);
        };
        layer.embed = add("embed", torch::nn::Linear(SpanSizes::FEATURES, width));
        layer.attentionNorm = add("attention_norm", norm());
        layer.qkv = add("qkv", torch::nn::Linear(width, 3 * width));
        layer.bias =
            add("bias",
                torch::nn::Linear(
                    torch::nn::LinearOptions(SpanSizes::PAIR_FEATURES, sizes.heads).bias(false)));
        layer.merge = add("merge", torch::nn::Linear(width, width));
        layer.perceptronNorm = add("perceptron_norm", norm());
        layer.expand = add("expand", torch::nn::Linear(width, sizes.hidden));
        layer.contract = add("contract", torch::nn::Linear(sizes.hidden, width));
        layer.headNorm = add("head_norm", norm());
        layer.head = add("head", torch::nn::Linear(width, sizes.GetOutputs()));
        torch::nn::init::zeros_(layer.head->weight);
        torch::nn::init::zeros_(layer.head->bias);
        register_module("layers_" + std::to_string(i), layer.all);
        m_layers.push_back(layer);
    }
}

const SpanSizes&
SpanNetworkImpl::GetSizes() const
{
    return m_sizes;
}

std::vector<at::Tensor>
SpanNetworkImpl::GetParameters(int64_t layer) const
{
    std::vector<at::Tensor> parameters = m_layers[layer].all->parameters();
    if (layer == 0 && m_sizes.beamspace)
    {
        for (const torch::nn::Linear& linear : {m_beamspaceIn, m_beamspaceOut})
        {
            parameters.push_back(linear->weight);
            parameters.push_back(linear->bias);
        }
    }
    return parameters;
}

at::Tensor
SpanNetworkImpl::ShrinkBeams(const at::Tensor& features)
{
    return m_beamspaceOut(m_beamspaceIn(features).relu()).sigmoid().squeeze(1);
}

at::Tensor
SpanNetworkImpl::GetLoadedPower(const SpanState& state)
{
    return state.load.defined() ? state.logPower + state.load : state.logPower;
}

SpanState
SpanNetworkImpl::Start(const SpanBatch& batch) const
{
    const int64_t size = batch.weights.size(0);
    const int64_t users = batch.weights.size(1);
    SpanState state;
    state.logPower = at::full({size, users}, -std::log(users));
    state.tokens = at::zeros({size, users, m_sizes.width});
    if (m_sizes.robust)
    {
        state.load = at::zeros({size, 1});
        state.powers = at::zeros({size, users});
    }
    return state;
}

SpanState
SpanNetworkImpl::Step(int64_t index,
                      const SpanBatch& batch,
                      const SpanError& error,
                      const SpanState& state)
{
    Layer& layer = m_layers[index];
    const int64_t size = state.tokens.size(0);
    const int64_t users = state.tokens.size(1);
    const int64_t heads = m_sizes.heads;
    const int64_t depth = m_sizes.width / heads;

    const at::Tensor& x = state.logPower;
    const at::Tensor& mse = error.mse;
    const at::Tensor scaled = batch.weights / mse;
    const at::Tensor gradient = batch.weights - error.squares.bmm(scaled.unsqueeze(2)).squeeze(2);
    const at::Tensor rest = gradient - x.exp() * gradient.sum(1, true);
    const at::Tensor positive = gradient.clamp_min(SpanSizes::MIN_GRADIENT);
    const at::Tensor ratio = (positive.log() - x - positive.sum(1, true).log())
                                 .clamp(-SpanSizes::MAX_RATIO, SpanSizes::MAX_RATIO);
    const at::Tensor served =
        ((1.0 - error.squares.sum(2) / mse).clamp_min(0.0) + SpanSizes::SERVED_FLOOR).log();
    const at::Tensor dynamic = at::stack({(x + std::log(users)) / 3.0,
                                          mse.log() / -3.0,
                                          gradient.asinh(),
                                          (2.0 * rest).asinh(),
                                          ratio / 2.0,
                                          served / 3.0},
                                         2);
    at::Tensor tokens = state.tokens + layer.embed(at::cat({batch.users, dynamic}, 2));

    const at::Tensor coherence = error.squares / (mse.unsqueeze(1) * mse.unsqueeze(2));
    const at::Tensor pairs =
        at::cat({batch.pairs, coherence.unsqueeze(1), LogCoherence(coherence).unsqueeze(1)}, 1);
    const at::Tensor bias =
        at::matmul(layer.bias->weight, pairs.view({size, SpanSizes::PAIR_FEATURES, -1}))
            .view({size, heads, users, users});
    const at::Tensor qkv = layer.qkv(layer.attentionNorm(tokens))
                               .view({size, users, 3, heads, depth})
                               .permute({2, 0, 3, 1, 4});
    const at::Tensor scores =
        at::matmul(qkv[0], qkv[1].transpose(2, 3)) * (1.0 / std::sqrt(depth)) + bias;
    const at::Tensor mixed =
        at::matmul(scores.softmax(3), qkv[2]).transpose(1, 2).reshape({size, users, m_sizes.width});
    tokens = tokens + layer.merge(mixed);
    tokens = tokens + layer.contract(layer.expand(layer.perceptronNorm(tokens)).relu());

    const at::Tensor out = layer.head(layer.headNorm(tokens));
    SpanState next;
    const at::Tensor moved = x + out.select(2, 0);
    const at::Tensor below = moved - std::get<0>(moved.max(1, true));
    next.logPower = below.clamp_min(-SpanSizes::RANGE).log_softmax(1);
    next.tokens = tokens;
    if (m_sizes.robust)
    {
        next.load = state.load + out.select(2, 1).mean(1, true);
        next.powers = state.powers + out.select(2, 2);
    }
    return next;
}

} // namespace fddmimo
} // namespace ns3
