/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "zf-layer.h"

#include "ns3/sum-rate.h"

#include <Eigen/Cholesky>
#include <cmath>

namespace ns3
{
namespace fddmimo
{

CMatrix
ApplyZfLayer(const CMatrix& input, double maxPower, double loading)
{
    const Eigen::Index users = input.rows();
    CMatrix gram = CMatrix::Zero(users, users);
    gram.selfadjointView<Eigen::Lower>().rankUpdate(input);
    const double trace = gram.diagonal().real().sum();
    if (!(trace > 0.0) || !std::isfinite(trace))
    {
        return CMatrix::Zero(input.cols(), users);
    }
    gram.diagonal().array() += loading * trace / static_cast<double>(users);
    // V^H = (X X^H)^-1 X: a solution for N columns costs less than an inverse and a product.
    const CMatrix adjoint = gram.llt().solve(input);
    const double norm = adjoint.norm();
    if (!(norm > 0.0) || !std::isfinite(norm))
    {
        return CMatrix::Zero(input.cols(), users);
    }
    return adjoint.adjoint() * (std::sqrt(maxPower) / norm);
}

CMatrix
ComputeZfLayerGradient(const CMatrix& channel,
                       const CMatrix& input,
                       double maxPower,
                       bool constantGamma)
{
    const CMatrix gram = input * input.adjoint();
    const CMatrix reduced = gram.llt().solve(input); // X' = U^H
    const double norm = reduced.norm();
    const double gamma = std::sqrt(maxPower) / norm;
    const CMatrix beams = gamma * reduced.adjoint();
    CMatrix slope = ComputeSumRateGradient(channel, beams);
    if (!constantGamma)
    {
        const double along = (reduced * slope).trace().real() / (norm * norm);
        slope -= along * reduced.adjoint();
    }
    slope *= gamma;
    const CMatrix solved = gram.llt().solve(slope.adjoint()); // (X X^H)^-1 G^H, K x N
    return solved - reduced * slope * reduced - solved * input.adjoint() * reduced;
}

} // namespace fddmimo
} // namespace ns3
