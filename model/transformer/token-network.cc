/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../learning/sum-rate-tensor-private.h"
#include "token-network-private.h"

#include <cmath>

namespace ns3
{
namespace fddmimo
{

namespace
{

/**
 * \param complex any tensor of complex numbers
 * \return |z|^2
 */
at::Tensor
SquaredModulus(const at::Tensor& complex)
{
    return at::real(complex).square() + at::imag(complex).square();
}

/**
 * \param widths widths, the input's first
 * \return linear layers with GELU between them
 */
torch::nn::Sequential
MakePerceptron(const std::vector<int64_t>& widths)
{
    torch::nn::Sequential layers;
    for (std::size_t i = 0; i + 1 < widths.size(); ++i)
    {
        if (i > 0)
        {
            layers->push_back(torch::nn::GELU());
        }
        layers->push_back(torch::nn::Linear(widths[i], widths[i + 1]));
    }
    return layers;
}

/**
 * \param module a perceptron, whose last layer becomes zero
 */
void
ZeroLast(torch::nn::Sequential& module)
{
    for (at::Tensor& parameter : module->ptr(module->size() - 1)->parameters())
    {
        torch::nn::init::zeros_(parameter);
    }
}

} // namespace

at::Tensor
PadChannels(const std::vector<CRowMatrix>& channels, int64_t most)
{
    const auto size = static_cast<int64_t>(channels.size());
    at::Tensor padded = at::zeros({size, most, most}, at::kComplexDouble);
    auto* data = static_cast<Complex*>(padded.data_ptr());
    for (const CRowMatrix& channel : channels)
    {
        for (Eigen::Index k = 0; k < channel.rows(); ++k)
        {
            std::copy(channel.data() + k * channel.cols(),
                      channel.data() + (k + 1) * channel.cols(),
                      data + k * most);
        }
        data += most * most;
    }
    return padded.to(at::kComplexFloat);
}

TokenBatch
MakeTokenBatch(const std::vector<CRowMatrix>& channels, int64_t most)
{
    const auto size = static_cast<int64_t>(channels.size());
    TokenBatch batch;
    batch.channels = PadChannels(channels, most);
    batch.users = at::zeros({size, most});
    batch.antennas = at::zeros({size, most});
    for (int64_t i = 0; i < size; ++i)
    {
        batch.users[i].slice(0, 0, channels[i].rows()).fill_(1.0);
        batch.antennas[i].slice(0, 0, channels[i].cols()).fill_(1.0);
    }
    batch.entries = batch.users.unsqueeze(2) * batch.antennas.unsqueeze(1);
    const at::Tensor present = batch.entries.sum({1, 2}).view({-1, 1, 1});
    batch.gain = (SquaredModulus(batch.channels).sum({1, 2}).view({-1, 1, 1}) / present)
                     .sqrt()
                     .clamp_min(1e-15);
    batch.unit = present.sqrt();
    batch.count = batch.users.sum(1).view({-1, 1, 1});
    return batch;
}

std::pair<TokenBatch, at::Tensor>
MakeTokenExamples(const std::vector<TransformerExample>& examples, int64_t most)
{
    std::vector<CRowMatrix> channels;
    std::vector<CRowMatrix> known;
    for (const TransformerExample& example : examples)
    {
        channels.push_back(example.channel);
        known.push_back(example.known);
    }
    return {MakeTokenBatch(known, most), PadChannels(channels, most)};
}

at::Tensor
ComputeStartBeams(const TokenBatch& batch)
{
    const at::Tensor& h = batch.channels;
    const at::Tensor one = at::eye(h.size(1), h.options());
    // In double precision: the Gram matrix of more users than antennas is singular but for the
    // load.
    const at::Tensor wide = h.to(at::kComplexDouble);
    const at::Tensor gram = at::matmul(wide, wide.conj().transpose(1, 2)) + batch.count * one;
    const at::Tensor directions =
        at::matmul(wide.conj().transpose(1, 2), at::linalg_inv(gram)).to(at::kComplexFloat);
    const at::Tensor norms = SquaredModulus(directions).sum(1, true).clamp_min(1e-30);
    return ScaleToPower(directions * norms.rsqrt(), at::ones({}));
}

at::Tensor
AscendTokenBeams(const TokenBatch& batch, const at::Tensor& beams, int64_t steps, double stepSize)
{
    const at::Tensor step = stepSize * std::pow(10.0, 1.5) / batch.gain.square();
    at::Tensor result = beams;
    for (int64_t q = 0; q < steps; ++q)
    {
        const at::Tensor gradient = ComputeSumRateGradientTensor(batch.channels, result, 1);
        result = ScaleToPower(result + step * gradient, at::ones({}));
    }
    return result;
}

TokenStreamImpl::TokenStreamImpl(const TokenSizes& sizes)
    : m_sizes(sizes)
{
    const int64_t most = sizes.most;
    const auto norm = [](int64_t width) {
        return torch::nn::LayerNorm(torch::nn::LayerNormOptions({width}));
    };
    m_embed = register_module("embed", torch::nn::Linear(most, sizes.embedding));
    m_embedNorm = register_module("embed_norm", norm(sizes.embedding));
    m_query = register_module("query", torch::nn::Linear(sizes.embedding, sizes.width));
    m_key = register_module("key", torch::nn::Linear(sizes.embedding, sizes.width));
    m_value = register_module("value", torch::nn::Linear(sizes.embedding, sizes.width));
    m_merge = register_module("merge", MakePerceptron({sizes.width, 4 * most, 2 * most, most}));
    const std::vector<int64_t> widths{most, 4 * most, 4 * most, most};
    if (sizes.lift)
    {
        m_channelNorm = register_module("channel_norm", norm(most));
        m_channel = register_module("channel", MakePerceptron(widths));
        m_channelOut = register_module("channel_out", norm(most));
    }
    m_beamNorm = register_module("beam_norm", norm(most));
    m_beam = register_module("beam", MakePerceptron(widths));
    if (sizes.condition)
    {
        m_types = register_parameter("types", at::zeros({4, sizes.embedding}));
        m_snr = register_parameter("snr", at::zeros({sizes.embedding}));
    }
    const torch::NoGradGuard guard;
    ZeroLast(m_merge);
    ZeroLast(m_beam);
    if (sizes.lift)
    {
        m_channelOut->weight.zero_();
    }
}

at::Tensor
TokenStreamImpl::Normalise(const at::Tensor& tokens,
                           const at::Tensor& entries,
                           const torch::nn::LayerNorm& norm)
{
    const at::Tensor count = entries.sum(2, true).clamp_min(1.0);
    const at::Tensor mean = (tokens * entries).sum(2, true) / count;
    const at::Tensor centred = (tokens - mean) * entries;
    const at::Tensor variance = centred.square().sum(2, true) / count;
    return (centred * (variance + 1e-5).rsqrt() * norm->weight + norm->bias) * entries;
}

at::Tensor
TokenStreamImpl::forward(const at::Tensor& tokens,
                         const at::Tensor& present,
                         const at::Tensor& entries,
                         const at::Tensor& snr)
{
    const int64_t size = tokens.size(0);
    const int64_t count = tokens.size(1);
    const int64_t depth = m_sizes.width / m_sizes.heads;
    at::Tensor embedded = m_embed(tokens);
    if (m_sizes.condition)
    {
        embedded = embedded + m_types.repeat_interleave(m_sizes.most, 0) + snr * m_snr;
    }
    embedded = m_embedNorm(embedded);
    const auto split = [&](torch::nn::Linear& linear) {
        return linear(embedded).view({size, count, m_sizes.heads, depth}).transpose(1, 2);
    };
    const at::Tensor all = present.repeat({1, 4});
    const at::Tensor absent = ((1.0 - all) * -1e9).view({size, 1, 1, count});
    const at::Tensor scores =
        at::matmul(split(m_query), split(m_key).transpose(2, 3)) / std::sqrt(depth) + absent;
    const at::Tensor mixed = at::matmul(scores.softmax(3), split(m_value))
                                 .transpose(1, 2)
                                 .reshape({size, count, m_sizes.width});
    const at::Tensor mask = all.unsqueeze(2) * entries.unsqueeze(1);
    const at::Tensor updated = tokens + m_merge->forward(mixed) * mask;

    const int64_t half = count / 2;
    const at::Tensor row = entries.unsqueeze(1);
    at::Tensor lifted = updated.slice(1, 0, half);
    at::Tensor beams = updated.slice(1, half, count);
    const at::Tensor halfMask = mask.slice(1, 0, half);
    if (m_sizes.lift)
    {
        const at::Tensor moved = m_channel->forward(Normalise(lifted, row, m_channelNorm));
        lifted = lifted + Normalise(moved, row, m_channelOut) * halfMask;
    }
    beams = beams + m_beam->forward(Normalise(beams, row, m_beamNorm)) * halfMask;
    return at::cat({lifted, beams}, 1);
}

TokenNetworkImpl::TokenNetworkImpl(const TokenSizes& sizes)
    : m_sizes(sizes)
{
    for (int64_t i = 0; i < sizes.layers; ++i)
    {
        const std::string number = std::to_string(i);
        m_users.push_back(register_module("users_" + number, TokenStream(sizes)));
        m_antennas.push_back(register_module("antennas_" + number, TokenStream(sizes)));
    }
}

const TokenSizes&
TokenNetworkImpl::GetSizes() const
{
    return m_sizes;
}

std::vector<at::Tensor>
TokenNetworkImpl::GetParameters(int64_t layer) const
{
    std::vector<at::Tensor> parameters = m_users[layer]->parameters();
    const std::vector<at::Tensor> more = m_antennas[layer]->parameters();
    parameters.insert(parameters.end(), more.begin(), more.end());
    return parameters;
}

TokenState
TokenNetworkImpl::Start(const TokenBatch& batch) const
{
    return {batch.channels / batch.gain, ComputeStartBeams(batch)};
}

TokenState
TokenNetworkImpl::Step(int64_t layer,
                       const TokenBatch& batch,
                       const TokenState& state,
                       int64_t steps)
{
    const int64_t most = m_sizes.most;
    const at::Tensor lifted = m_sizes.lift ? state.lifted : batch.channels / batch.gain;
    const at::Tensor scaled = state.beams * batch.unit;
    const at::Tensor snr = 0.5 * batch.gain.log() - 0.7;
    const auto flip = [](const at::Tensor& matrix) { return matrix.transpose(1, 2); };
    const at::Tensor ofUsers = m_users[layer](
        at::cat(
            {at::real(lifted), at::imag(lifted), flip(at::real(scaled)), flip(at::imag(scaled))},
            1),
        batch.users,
        batch.antennas,
        snr);
    const at::Tensor ofAntennas = m_antennas[layer](
        at::cat(
            {flip(at::real(lifted)), flip(at::imag(lifted)), at::real(scaled), at::imag(scaled)},
            1),
        batch.antennas,
        batch.users,
        snr);
    const auto part = [most](const at::Tensor& tokens, int64_t which) {
        return tokens.slice(1, which * most, (which + 1) * most);
    };
    const auto average = [&](int64_t which, bool beams) {
        const at::Tensor users = part(ofUsers, which);
        const at::Tensor antennas = part(ofAntennas, which);
        return 0.5 * (beams ? flip(users) + antennas : users + flip(antennas));
    };
    TokenState next;
    next.lifted = at::complex(average(0, false), average(1, false));
    next.beams =
        ScaleToPower(at::complex(average(2, true), average(3, true)) / batch.unit, at::ones({}));
    next.beams = AscendTokenBeams(batch, next.beams, steps, m_sizes.ascentStep);
    return next;
}

} // namespace fddmimo
} // namespace ns3
