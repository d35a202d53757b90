/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "token-guide.h"

#include "ns3/planar-matrix.h"
#include "ns3/sum-rate.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace fddmimo
{

namespace
{

/**
 * \param channel channels, K x N
 * \param gram their Gram matrix
 * \param signal X = H W
 * \param total received power of each user, with noise
 * \param interference of it interference and noise
 * \return beams of one iteration of WMMSE, N x K; of any power
 */
CMatrix
IterateWmmse(const CMatrix& channel,
             const CMatrix& gram,
             const CMatrix& signal,
             const RVector& total,
             const RVector& interference)
{
    // As in WmmsePrecoder: H^H S Z F^H with S = sqrt(m) u and F = sqrt(m) of each user.
    const RVector root = (total.array() / interference.array()).sqrt();
    const CVector s = signal.diagonal().array() * (root.array() / total.array()).cast<Complex>();
    const double load = std::max(1e-20, s.squaredNorm());
    CMatrix matrix = s.conjugate().asDiagonal() * gram * s.asDiagonal();
    matrix.diagonal().array() += load;
    PlanarMatrix inverse(matrix.rows(), matrix.cols());
    inverse.re.topRows(matrix.rows()) = matrix.real();
    inverse.im.topRows(matrix.rows()) = matrix.imag();
    if (!InvertHermitian(inverse))
    {
        return CMatrix::Constant(channel.cols(), channel.rows(), std::nan(""));
    }
    return channel.adjoint() * (s.asDiagonal() * inverse.ToComplex() * root.asDiagonal());
}

} // namespace

TokenGuide
ComputeTokenGuide(const CMatrix& channel,
                  const CMatrix& gram,
                  const CMatrix& beams,
                  TokenSizes::Directions kind)
{
    const double users = static_cast<double>(channel.rows());
    const double unit = std::sqrt(static_cast<double>(channel.size()));
    const CMatrix signal = channel * beams;
    RMatrix powers = signal.cwiseAbs2();
    const RVector own = powers.diagonal();
    powers.diagonal().setOnes();
    const RVector interference = powers.rowwise().sum();
    const RVector total = interference + own;
    TokenGuide guide;
    if (kind == TokenSizes::GRADIENT)
    {
        guide.direction = ComputeSumRateGradient(channel, beams);
        const double norm = guide.direction.norm();
        guide.direction *= norm > 0.0 ? unit / norm : 0.0;
    }
    else
    {
        guide.direction = unit * (IterateWmmse(channel, gram, signal, total, interference) - beams);
    }
    if (!guide.direction.allFinite())
    {
        guide.direction.setZero(channel.cols(), channel.rows());
    }
    guide.figures.resize(channel.rows(), TokenSizes::FIGURES);
    guide.figures << total.array().log(), interference.array().log(),
        (total.array() / interference.array()).log(),
        (users * beams.colwise().squaredNorm().transpose().array() + 1e-6).log(),
        (channel.rowwise().squaredNorm().array() + 1e-6).log();
    guide.figures *= 0.3;
    return guide;
}

} // namespace fddmimo
} // namespace ns3
