/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "baseline-model.h"

#include "../learning/torch-training-private.h"
#include "baseline-network-private.h"

#include <ATen/Parallel.h>

namespace ns3
{
namespace fddmimo
{

/**
 * The network.
 */
struct BaselineModel::Private
{
    BaselineNetwork network{nullptr}; //!< the network
};

BaselineModel::BaselineModel(const WeightArchive& archive)
    : m_private(std::make_unique<Private>())
{
    at::set_num_threads(1); // the same numbers, whatever the number of processors
    const torch::NoGradGuard guard;
    m_private->network = BaselineNetwork(BaselineSizes::Load(archive));
    for (auto& item : m_private->network->named_parameters())
    {
        ReadTensor(archive, item.key(), item.value());
    }
    m_private->network->eval();
}

BaselineModel::~BaselineModel() = default;

const BaselineSizes&
BaselineModel::GetSizes() const
{
    return m_private->network->GetSizes();
}

std::vector<CMatrix>
BaselineModel::Design(const std::vector<CRowMatrix>& channels, uint32_t steps) const
{
    const torch::NoGradGuard guard;
    const BaselineSizes& sizes = GetSizes();
    std::vector<CMatrix> results;
    // One by one: LibTorch rounds differently in batches of other sizes.
    for (const CRowMatrix& channel : channels)
    {
        const at::Tensor beams =
            m_private->network->Design(MakeTokenBatch({channel}), steps == 0 ? sizes.steps : steps)
                .back()
                .to(at::kComplexDouble)
                .contiguous();
        const auto* data = static_cast<const Complex*>(beams.data_ptr());
        results.emplace_back(Eigen::Map<const CRowMatrix>(data, channel.cols(), channel.rows()));
    }
    return results;
}

} // namespace fddmimo
} // namespace ns3
