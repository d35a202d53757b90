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

TokenStreamImpl::TokenStreamImpl(const TokenSizes& sizes, bool ofUsers)
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
    if (sizes.directions != TokenSizes::NONE)
    {
        const auto plain = [](int64_t in, int64_t out) {
            return torch::nn::Linear(torch::nn::LinearOptions(in, out).bias(false));
        };
        m_guide = register_module("guide", plain(2 * most, sizes.embedding));
        if (ofUsers)
        {
            m_figures = register_module("figures", plain(TokenSizes::FIGURES, sizes.embedding));
        }
        m_paceOfMixed = register_module("pace_mixed", plain(sizes.width, 4 * most));
        m_paceOfToken = register_module("pace_token", torch::nn::Linear(sizes.embedding, 4 * most));
        m_pace = register_module("pace", torch::nn::Linear(4 * most, TokenSizes::PACES));
    }
    const torch::NoGradGuard guard;
    ZeroLast(m_merge);
    ZeroLast(m_beam);
    if (m_pace)
    {
        m_pace->weight.zero_();
        m_pace->bias.zero_();
    }
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

TokenStreamResult
TokenStreamImpl::forward(const at::Tensor& tokens,
                         const at::Tensor& present,
                         const at::Tensor& entries,
                         const at::Tensor& snr,
                         const TokenStreamGuide& guide)
{
    const int64_t size = tokens.size(0);
    const int64_t count = tokens.size(1);
    const int64_t half = count / 2;
    const int64_t length = tokens.size(2);
    const int64_t depth = m_sizes.width / m_sizes.heads;
    const auto pad = [&](const at::Tensor& rows) {
        return at::constant_pad_nd(rows, {0, m_sizes.most - length});
    };
    const at::Tensor padded = pad(tokens);
    const at::Tensor row = pad(entries).unsqueeze(1);
    at::Tensor embedded = m_embed(padded);
    if (m_sizes.condition)
    {
        const at::Tensor types = m_types.unsqueeze(1).expand({4, count / 4, m_sizes.embedding});
        embedded = embedded + types.reshape({count, m_sizes.embedding}) + snr * m_snr;
    }
    if (m_guide)
    {
        at::Tensor more = m_guide(at::cat({pad(guide.direction), pad(guide.last)}, 2));
        if (m_figures)
        {
            more = more + m_figures(guide.figures).repeat({1, 2, 1});
        }
        embedded = embedded + at::constant_pad_nd(more, {0, 0, half, 0});
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
    const at::Tensor mask = all.unsqueeze(2) * row;
    const at::Tensor updated = padded + m_merge->forward(mixed) * (mask * m_sizes.GetUpdateScale());

    at::Tensor lifted = updated.slice(1, 0, half);
    at::Tensor beams = updated.slice(1, half, count);
    const at::Tensor halfMask = mask.slice(1, 0, half);
    if (m_sizes.lift)
    {
        const at::Tensor moved = m_channel->forward(Normalise(lifted, row, m_channelNorm));
        lifted = lifted + Normalise(moved, row, m_channelOut) * halfMask;
    }
    beams = beams + m_beam->forward(Normalise(beams, row, m_beamNorm)) *
                        (halfMask * m_sizes.GetUpdateScale());
    TokenStreamResult result;
    result.tokens = at::cat({lifted, beams}, 1).slice(2, 0, length);
    if (m_pace)
    {
        const at::Tensor paces = m_pace(at::gelu(m_paceOfMixed(mixed.slice(1, half, count)) +
                                                 m_paceOfToken(embedded.slice(1, half, count))));
        // Of real and imaginary part together.
        result.paces =
            paces.view({size, 2, count / 4, TokenSizes::PACES}).mean(1) * TokenSizes::PACE_SCALE;
    }
    return result;
}

TokenNetworkImpl::TokenNetworkImpl(const TokenSizes& sizes)
    : m_sizes(sizes)
{
    for (int64_t i = 0; i < sizes.layers; ++i)
    {
        const std::string number = std::to_string(i);
        m_users.push_back(register_module("users_" + number, TokenStream(sizes, true)));
        m_antennas.push_back(register_module("antennas_" + number, TokenStream(sizes, false)));
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
    TokenState state;
    state.lifted = batch.channels / batch.gain;
    state.beams = ComputeStartBeams(batch);
    state.last = at::zeros_like(state.beams);
    return state;
}

TokenState
TokenNetworkImpl::Step(int64_t layer,
                       const TokenBatch& batch,
                       const TokenState& state,
                       int64_t steps)
{
    const int64_t users = batch.users.size(1);
    const int64_t antennas = batch.antennas.size(1);
    const bool guided = m_sizes.directions != TokenSizes::NONE;
    const at::Tensor lifted = m_sizes.lift ? state.lifted : batch.channels / batch.gain;
    const at::Tensor scaled = state.beams * batch.unit;
    const at::Tensor snr = 0.5 * batch.gain.log() - 0.7;
    const auto flip = [](const at::Tensor& matrix) { return matrix.transpose(1, 2); };
    const auto split = [](const at::Tensor& matrix) {
        return at::cat({at::real(matrix), at::imag(matrix)}, 1);
    };
    TokenGuideTensor guide;
    TokenStreamGuide toUsers;
    TokenStreamGuide toAntennas;
    if (guided)
    {
        guide = ComputeTokenGuideTensor(batch, state.beams, m_sizes.directions);
        toUsers = {split(flip(guide.direction)), split(flip(state.last)), guide.figures};
        toAntennas = {split(guide.direction), split(state.last), {}};
    }
    const TokenStreamResult ofUsers =
        m_users[layer]->forward(at::cat({split(lifted), split(flip(scaled))}, 1),
                                batch.users,
                                batch.antennas,
                                snr,
                                toUsers);
    const TokenStreamResult ofAntennas =
        m_antennas[layer]->forward(at::cat({split(flip(lifted)), split(scaled)}, 1),
                                   batch.antennas,
                                   batch.users,
                                   snr,
                                   toAntennas);
    const auto average = [&](int64_t which, bool beams) {
        const at::Tensor own = ofUsers.tokens.slice(1, which * users, (which + 1) * users);
        const at::Tensor other =
            ofAntennas.tokens.slice(1, which * antennas, (which + 1) * antennas);
        return 0.5 * (beams ? flip(own) + other : own + flip(other));
    };
    TokenState next;
    next.lifted = at::complex(average(0, false), average(1, false));
    at::Tensor beams = at::complex(average(2, true), average(3, true));
    if (guided)
    {
        const auto pace = [&](int64_t which) {
            return flip(ofUsers.paces.slice(2, which, which + 1)) +
                   ofAntennas.paces.slice(2, which, which + 1);
        };
        beams = beams + pace(0) * guide.direction + pace(1) * state.last;
    }
    next.beams = ScaleToPower(beams / batch.unit, at::ones({}, batch.gain.options()));
    next.beams = AscendTokenBeams(batch, next.beams, steps, m_sizes.ascentStep);
    next.last = (next.beams - state.beams) * (TokenSizes::LAST_SCALE * batch.unit);
    return next;
}

} // namespace fddmimo
} // namespace ns3
