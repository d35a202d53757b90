/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "virtual-covariances.h"

namespace ns3
{
namespace fddmimo
{

VirtualCovariances::VirtualCovariances(const std::vector<CMatrix>& covariances,
                                       const RVector& requested,
                                       const RMatrix& outputs)
    : targets(requested.array() * (outputs.col(1) - outputs.col(0)).array().exp()),
      leakage(outputs.col(2).array().exp())
{
    for (std::size_t k = 0; k < covariances.size(); ++k)
    {
        matrices.emplace_back(std::exp(outputs(k, 1)) * covariances[k]);
        leakage(k) *= covariances[k].diagonal().real().mean();
    }
}

} // namespace fddmimo
} // namespace ns3
