/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "token-model.h"

#include "token-network-private.h"

#include <ATen/Parallel.h>
#include <algorithm>

namespace ns3
{
namespace fddmimo
{

/**
 * The network.
 */
struct TokenModel::Private
{
    TokenNetwork network{nullptr}; //!< the network
};

TokenModel::TokenModel(const WeightArchive& archive)
    : m_private(std::make_unique<Private>())
{
    at::set_num_threads(1); // the same numbers, whatever the number of processors
    const torch::NoGradGuard guard;
    m_private->network = TokenNetwork(TokenSizes::Load(archive));
    for (auto& item : m_private->network->named_parameters())
    {
        const WeightArchive::Array& array = archive.GetArray(item.key());
        at::Tensor& tensor = item.value();
        if (array.shape != tensor.sizes().vec())
        {
            throw WeightArchiveError("weight archive: array " + item.key() +
                                     " has not the shape that its sizes ask for");
        }
        std::copy(array.values.begin(), array.values.end(), tensor.data_ptr<float>());
    }
    m_private->network->eval();
}

TokenModel::~TokenModel() = default;

const TokenSizes&
TokenModel::GetSizes() const
{
    return m_private->network->GetSizes();
}

std::vector<CMatrix>
TokenModel::Design(const std::vector<CRowMatrix>& channels, uint32_t steps) const
{
    const torch::NoGradGuard guard;
    const int64_t most = GetSizes().most;
    const TokenBatch batch = MakeTokenBatch(channels, most);
    TokenState state = m_private->network->Start(batch);
    for (int64_t layer = 0; layer < GetSizes().layers; ++layer)
    {
        state = m_private->network->Step(layer, batch, state, steps);
    }
    const at::Tensor beams = state.beams.to(at::kComplexDouble).contiguous();
    const auto* data = static_cast<const Complex*>(beams.data_ptr());
    std::vector<CMatrix> results;
    for (const CRowMatrix& channel : channels)
    {
        results.emplace_back(Eigen::Map<const CRowMatrix>(data, most, most)
                                 .topLeftCorner(channel.cols(), channel.rows()));
        data += most * most;
    }
    return results;
}

} // namespace fddmimo
} // namespace ns3
