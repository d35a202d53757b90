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
    adjoint.resize(problem.txAntennas, streams);
    Eigen::Index first = 0;
    for (const auto& user : users)
    {
        if (user.rxAntennas == 1)
        {
            // A row and a column of one are the same in memory.
            adjoint.col(first) =
                Eigen::Map<const CVector>(user.channel.data(), user.channel.cols()).conjugate();
        }
        else
        {
            adjoint.middleCols(first, user.rxAntennas) = user.channel.adjoint();
        }
        first += user.rxAntennas;
    }
    const double largest =
        Eigen::Map<const RVector>(reinterpret_cast<const double*>(adjoint.data()),
                                  2 * adjoint.size())
            .cwiseAbs()
            .maxCoeff();
    snr = problem.maxPower;
    if (largest > 1e60 || largest < 1e-60)
    {
        int exponent;
        std::frexp(largest, &exponent);
        // In two halves: for a subnormal channel 2^-exponent alone would overflow.
        adjoint *= std::ldexp(1.0, -exponent / 2);
        adjoint *= std::ldexp(1.0, -exponent - (-exponent / 2));
        snr = std::ldexp(std::sqrt(snr), exponent);
        snr *= snr;
    }
    snr = std::min(std::max(snr, 1e-150), 1e150);
}

CMatrix
ChannelStack::GetGram() const
{
    CMatrix gram(adjoint.cols(), adjoint.cols());
    gram.triangularView<Eigen::Lower>().setZero();
    gram.selfadjointView<Eigen::Lower>().rankUpdate(adjoint.adjoint());
    return gram;
}

} // namespace fddmimo
} // namespace ns3
