/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "channel-stack.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace fddmimo
{

ChannelStack::ChannelStack(const PrecodingProblem& problem)
{
    const auto& users = problem.csi.users;
    rxAntennas.reserve(users.size());
    Eigen::Index streams = 0;
    for (const auto& user : users)
    {
        rxAntennas.push_back(user.rxAntennas);
        streams += user.rxAntennas;
    }
    miso = streams == static_cast<Eigen::Index>(users.size());
    const Eigen::Index n = problem.txAntennas;
    adjoint.Resize(n, streams);
    Eigen::Index stream = 0;
    for (const auto& user : users)
    {
        const Eigen::Index m = user.rxAntennas;
        for (Eigen::Index antenna = 0; antenna < m; ++antenna, ++stream)
        {
            adjoint.SetColumnConjugate(stream, user.channel.data() + antenna, m);
        }
    }
    snr = problem.maxPower;
    // The norm is quick to compute, and nearly always rules out extreme entries.
    const double squares = adjoint.ComputeSquaredNorm();
    const double largest =
        squares > 2e-120 * n * streams && squares < 1e120
            ? 1.0
            : std::max(adjoint.re.cwiseAbs().maxCoeff(), adjoint.im.cwiseAbs().maxCoeff());
    if (largest > 1e60 || largest < 1e-60)
    {
        int exponent;
        std::frexp(largest, &exponent);
        // In two halves: for a subnormal channel 2^-exponent alone would overflow.
        for (const int part : {-exponent / 2, -exponent - (-exponent / 2)})
        {
            adjoint.re *= std::ldexp(1.0, part);
            adjoint.im *= std::ldexp(1.0, part);
        }
        snr = std::ldexp(std::sqrt(snr), exponent);
        snr *= snr;
    }
    snr = std::min(std::max(snr, 1e-150), 1e150);
}

CMatrix
InvertChannels(const PlanarMatrix& adjoint, double ridge)
{
    PlanarMatrix gram;
    ComputeGram(adjoint, gram);
    for (Eigen::Index s = 0; s < gram.rows; ++s)
    {
        // A zero channel gets 1 on its diagonal: any positive value leaves its beam zero.
        double& gain = gram.re(s, s);
        gain = gain > 0.0 ? ridge + (1.0 + DIAGONAL_LOAD) * gain : 1.0;
    }
    // Users' gains differ by tens of dB: with a unit diagonal only the angles between channels
    // condition the inverse.
    const RVector scale =
        gram.re.diagonal().head(gram.rows).unaryExpr([](double x) { return 1.0 / std::sqrt(x); });
    ScaleRowsAndColumns(gram, scale, scale, gram);
    if (!InvertHermitian(gram))
    {
        return adjoint.ToComplex();
    }
    ScaleRowsAndColumns(gram, scale, scale, gram);
    return Multiply(adjoint, gram);
}

} // namespace fddmimo
} // namespace ns3
