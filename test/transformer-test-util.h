/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_TRANSFORMER_TEST_UTIL_H
#define FDDMIMO_TRANSFORMER_TEST_UTIL_H

#include "reference-channels.h"

#include "ns3/planar-matrix.h"
#include "ns3/precoder.h"

#include <cmath>

namespace ns3
{
namespace fddmimo
{
namespace test
{

/**
 * \param channel stacked channels of single-antenna users, K x N
 * \param power P
 * \return the problem of a base station that knows them
 */
inline PrecodingProblem
MakeMisoProblem(const CMatrix& channel, double power = 1.0)
{
    PrecodingProblem problem;
    problem.txAntennas = channel.cols();
    problem.maxPower = power;
    problem.rateWeights = RVector::Ones(channel.rows());
    for (Eigen::Index k = 0; k < channel.rows(); ++k)
    {
        UserCsi user;
        user.channel = channel.row(k);
        problem.csi.users.push_back(user);
    }
    return problem;
}

/**
 * \param draw random numbers
 * \param users K
 * \param antennas N
 * \param snrDb SNR in dB
 * \param spreadDb the users' SNRs differ by as much
 * \return channels
 */
inline CMatrix
DrawChannel(ReferenceChannels& draw,
            uint32_t users,
            uint32_t antennas,
            double snrDb,
            double spreadDb = 0.0)
{
    CMatrix channel = draw.DrawGaussian(users, antennas);
    for (uint32_t k = 0; k < users; ++k)
    {
        channel.row(k) *= std::pow(10.0, 0.05 * (snrDb + spreadDb * draw.DrawUniform(-0.5, 0.5)));
    }
    return channel;
}

/**
 * \param channel stacked channels of single-antenna users, K x N
 * \param [out] gram G = H H^H, lower triangle
 * \return it
 */
inline PlanarMatrix&
MakeGram(const CMatrix& channel, PlanarMatrix& gram)
{
    PlanarMatrix adjoint(channel.cols(), channel.rows());
    const CRowMatrix rows = channel;
    for (Eigen::Index k = 0; k < rows.rows(); ++k)
    {
        adjoint.SetColumnConjugate(k, rows.data() + k * rows.cols(), 1);
    }
    ComputeGram(adjoint, gram);
    return gram;
}

} // namespace test
} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_TRANSFORMER_TEST_UTIL_H */
