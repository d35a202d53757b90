/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../learning/sum-rate-tensor-private.h"
#include "baseline-network-private.h"

#include <cmath>

namespace ns3
{
namespace fddmimo
{

namespace
{

/**
 * \param complex complex numbers, [B, L, L]
 * \return their real parts, then their imaginary parts, [2 B L L]
 */
at::Tensor
Flatten(const at::Tensor& complex)
{
    return at::cat({at::real(complex).reshape({-1}), at::imag(complex).reshape({-1})});
}

/**
 * \param coordinates real parts, then imaginary parts, in the last dimension
 * \param shape a tensor of the complex numbers' shape, [B, L, L]
 * \return the complex numbers
 */
at::Tensor
Restore(const at::Tensor& coordinates, const at::Tensor& shape)
{
    const std::vector<at::Tensor> parts = coordinates.chunk(2, -1);
    return at::complex(parts[0].reshape(shape.sizes()), parts[1].reshape(shape.sizes()));
}

} // namespace

BaselineNetworkImpl::BaselineNetworkImpl(const BaselineSizes& sizes)
    : m_sizes(sizes)
{
    const bool fnn = sizes.kind != BaselineSizes::LSTM;
    const bool residual = sizes.kind == BaselineSizes::RESIDUAL_FNN;
    const int64_t entries = 2 * sizes.most * sizes.most;
    int64_t width = fnn ? (residual ? 2 : 1) * entries + 1 : 2;
    for (int64_t i = 0; i < sizes.layers; ++i, width = sizes.hidden)
    {
        const std::string number = std::to_string(i);
        if (fnn)
        {
            m_layers.push_back(
                register_module("hidden_" + number, torch::nn::Linear(width, sizes.hidden)));
        }
        else
        {
            m_cells.push_back(
                register_module("cell_" + number, torch::nn::LSTMCell(width, sizes.hidden)));
        }
    }
    m_out = register_module("out", torch::nn::Linear(sizes.hidden, fnn ? entries : 1));
    if (residual)
    {
        // It starts as the linear MMSE precoder.
        torch::nn::init::zeros_(m_out->weight);
        torch::nn::init::zeros_(m_out->bias);
    }
}

const BaselineSizes&
BaselineNetworkImpl::GetSizes() const
{
    return m_sizes;
}

std::vector<at::Tensor>
BaselineNetworkImpl::Design(const TokenBatch& batch, int64_t steps)
{
    if (m_sizes.kind != BaselineSizes::LSTM)
    {
        return {Map(batch)};
    }
    std::vector<at::Tensor> results;
    at::Tensor beams = ComputeStartBeams(batch);
    const at::Tensor zero = at::zeros({2 * beams.numel(), m_sizes.hidden}, batch.gain.options());
    std::vector<std::tuple<at::Tensor, at::Tensor>> states(m_cells.size(), {zero, zero});
    for (int64_t i = 0; i < steps; ++i)
    {
        beams = Move(batch, beams, states);
        results.push_back(beams);
    }
    return results;
}

at::Tensor
BaselineNetworkImpl::Map(const TokenBatch& batch)
{
    // Fully connected layers have places for L x L entries.
    const auto pad = [this](const at::Tensor& entries) {
        return at::constant_pad_nd(
            entries,
            {0, m_sizes.most - entries.size(2), 0, m_sizes.most - entries.size(1)});
    };
    const at::Tensor channels = batch.channels / batch.gain;
    const int64_t size = channels.size(0);
    std::vector<at::Tensor> inputs{pad(at::real(channels)).reshape({size, -1}),
                                   pad(at::imag(channels)).reshape({size, -1}),
                                   0.5 * batch.gain.view({size, 1}).log() - 0.7};
    at::Tensor start = at::zeros_like(channels).transpose(1, 2);
    if (m_sizes.kind == BaselineSizes::RESIDUAL_FNN)
    {
        start = ComputeStartBeams(batch) * batch.unit;
        inputs.push_back(pad(at::real(start)).reshape({size, -1}));
        inputs.push_back(pad(at::imag(start)).reshape({size, -1}));
    }
    at::Tensor x = at::cat(inputs, 1);
    for (torch::nn::Linear& layer : m_layers)
    {
        x = at::relu(layer(x));
    }
    const at::Tensor places = at::empty({size, m_sizes.most, m_sizes.most}, batch.gain.options());
    const at::Tensor beams =
        Restore(m_out(x), places).slice(1, 0, start.size(1)).slice(2, 0, start.size(2));
    return ScaleToPower(start + beams * batch.entries.transpose(1, 2),
                        at::ones({}, batch.gain.options()));
}

at::Tensor
BaselineNetworkImpl::Move(const TokenBatch& batch,
                          const at::Tensor& beams,
                          std::vector<std::tuple<at::Tensor, at::Tensor>>& states)
{
    at::Tensor x;
    {
        // Derivatives of the gradient are left out, as is usual for such optimisers.
        const torch::NoGradGuard guard;
        const at::Tensor gradient =
            Flatten(ComputeSumRateGradientTensor(batch.channels, beams.detach(), 1) * batch.unit /
                    batch.gain.square());
        const at::Tensor modulus = gradient.abs().clamp_min(1e-30);
        const double least = std::exp(-BaselineSizes::LOG_RANGE);
        const at::Tensor large = modulus > least;
        x = at::stack({at::where(large,
                                 modulus.log() / BaselineSizes::LOG_RANGE,
                                 at::full_like(modulus, -1.0)),
                       at::where(large, gradient.sign(), gradient / least)},
                      1);
    }
    for (std::size_t i = 0; i < m_cells.size(); ++i)
    {
        states[i] = m_cells[i](x, states[i]);
        x = std::get<0>(states[i]);
    }
    const at::Tensor update =
        Restore(m_out(x).squeeze(1) * BaselineSizes::STEP, beams) / batch.unit;
    return ScaleToPower(beams + update * batch.entries.transpose(1, 2),
                        at::ones({}, batch.gain.options()));
}

} // namespace fddmimo
} // namespace ns3
