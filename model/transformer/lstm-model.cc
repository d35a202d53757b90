/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "lstm-model-private.h"
#include "token-model.h"
#include "transformer-kernels.h"

#include "ns3/sum-rate.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace fddmimo
{

namespace
{

constexpr long TILE = 128;   //!< coordinates that pass a layer together
constexpr long FEATURES = 2; //!< numbers of a coordinate: logarithm and sign of its gradient

/**
 * \param gradient a coordinate of the gradient
 * \param [out] logarithm its first feature
 * \param [out] sign its second one
 */
void
FillFeatures(double gradient, float& logarithm, float& sign)
{
    const double least = std::exp(-BaselineSizes::LOG_RANGE);
    const double modulus = std::abs(gradient);
    const bool large = modulus > least;
    logarithm = large ? static_cast<float>(std::log(modulus) / BaselineSizes::LOG_RANGE) : -1.0F;
    sign = static_cast<float>(large ? std::copysign(1.0, gradient) : gradient / least);
}

} // namespace

LstmModel::LstmModel(const WeightArchive& archive, const BaselineSizes& sizes)
    : m_units(sizes.hidden)
{
    const LayerReader reader(archive, "");
    int64_t inputs = FEATURES;
    for (int64_t i = 0; i < sizes.layers; ++i, inputs = sizes.hidden)
    {
        const std::string name = "cell_" + std::to_string(i) + ".";
        Layer layer;
        layer.ofInput = reader.Read(name + "weight_ih", 4 * sizes.hidden, inputs);
        layer.ofHidden = reader.Read(name + "weight_hh", 4 * sizes.hidden, sizes.hidden);
        layer.bias = reader.Read(name + "bias_ih", 4 * sizes.hidden, 0) +
                     reader.Read(name + "bias_hh", 4 * sizes.hidden, 0);
        m_layers.push_back(std::move(layer));
    }
    m_out = reader.ReadLinear("out", 1, sizes.hidden);
}

void
LstmModel::Step(Memory& memory, long tiles) const
{
    const TransformerKernels& kernels = TransformerKernels::Get();
    for (long tile = 0; tile < tiles; ++tile)
    {
        const float* input = memory.inputs.data() + tile * FEATURES * TILE;
        for (std::size_t i = 0; i < m_layers.size(); ++i)
        {
            const Layer& layer = m_layers[i];
            float* const gates = memory.gates.data();
            for (long row = 0; row < 4 * m_units; ++row)
            {
                std::fill(gates + row * TILE, gates + (row + 1) * TILE, layer.bias(row));
            }
            const auto add = [&](const WeightMatrix& weights, const float* columns) {
                kernels.multiplyLinear(weights.data(),
                                       weights.cols(),
                                       1,
                                       columns,
                                       TILE,
                                       weights.rows(),
                                       weights.cols(),
                                       TILE,
                                       true,
                                       gates,
                                       TILE);
            };
            float* const hidden = memory.hidden[i].data() + tile * m_units * TILE;
            add(layer.ofInput, input);
            add(layer.ofHidden, hidden);
            kernels.updateLstm(gates,
                               m_units,
                               TILE,
                               memory.cell[i].data() + tile * m_units * TILE,
                               hidden);
            input = hidden;
        }
        float* const moves = memory.moves.data() + tile * TILE;
        std::fill(moves, moves + TILE, m_out.bias(0));
        kernels.multiplyLinear(m_out.weight.data(),
                               m_units,
                               1,
                               input,
                               TILE,
                               1,
                               m_units,
                               TILE,
                               true,
                               moves,
                               TILE);
    }
}

CMatrix
LstmModel::Design(const CRowMatrix& channel, uint32_t steps) const
{
    const CMatrix h = channel;
    const double size = static_cast<double>(h.size());
    const double squares = std::max(1e-30, h.squaredNorm() / size);
    const double unit = std::sqrt(size);
    const long coordinates = 2 * h.size();
    const long tiles = (coordinates + TILE - 1) / TILE;
    Memory memory;
    memory.inputs.assign(tiles * FEATURES * TILE, 0.0F);
    memory.hidden.assign(m_layers.size(), std::vector<float>(tiles * m_units * TILE, 0.0F));
    memory.cell = memory.hidden;
    memory.gates.resize(4 * m_units * TILE);
    memory.moves.resize(tiles * TILE);
    CMatrix beams = TokenModel::ComputeStart(channel);
    for (uint32_t step = 0; step < steps; ++step)
    {
        const CMatrix gradient = ComputeSumRateGradient(h, beams) * (unit / squares);
        // A complex number is two coordinates, one behind the other.
        const auto* const parts = reinterpret_cast<const double*>(gradient.data());
        for (long i = 0; i < coordinates; ++i)
        {
            float* const features = memory.inputs.data() + i / TILE * FEATURES * TILE + i % TILE;
            FillFeatures(parts[i], features[0], features[TILE]);
        }
        Step(memory, tiles);
        auto* const moved = reinterpret_cast<double*>(beams.data());
        for (long i = 0; i < coordinates; ++i)
        {
            moved[i] += static_cast<double>(memory.moves[i]) * BaselineSizes::STEP / unit;
        }
        beams = ProjectPower(beams, 1.0);
    }
    return beams;
}

} // namespace fddmimo
} // namespace ns3
