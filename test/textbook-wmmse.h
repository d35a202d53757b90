/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_TEXTBOOK_WMMSE_H
#define FDDMIMO_TEXTBOOK_WMMSE_H

#include "ns3/matrix-types.h"
#include "ns3/sum-rate.h"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <cmath>
#include <cstdint>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * WMMSE as printed by Shi, Razaviyayn, Luo, He (IEEE TSP 2011), Table I, for one cell: N x N
 * eigendecomposition and bisection on the multiplier of the power constraint in every iteration.
 * It is the oracle of the tests and the floor of the benchmark, written without regard to speed or
 * to anything that WmmsePrecoder does.
 *
 * \param channels M_k x N channels
 * \param start beams to start from, N x S
 * \param maxPower P
 * \param rateWeights K weights
 * \param tolerance relative change of the weighted sum rate at which to stop
 * \param maxIterations most iterations
 * \param [out] iterations iterations taken, if not null
 * \return beams, N x S
 */
inline CMatrix
TextbookWmmse(const std::vector<CMatrix>& channels,
              const CMatrix& start,
              double maxPower,
              const RVector& rateWeights,
              double tolerance,
              uint32_t maxIterations,
              uint32_t* iterations = nullptr)
{
    const Eigen::Index n = start.rows();
    CMatrix weights = start;
    double lastRate = ComputeSumRate(channels, weights, rateWeights);
    uint32_t count = 0;
    while (count < maxIterations)
    {
        ++count;
        CMatrix covariance = CMatrix::Zero(n, n);
        CMatrix right(n, weights.cols());
        Eigen::Index first = 0;
        for (std::size_t k = 0; k < channels.size(); ++k)
        {
            const CMatrix& h = channels[k];
            const Eigen::Index m = h.rows();
            const CMatrix received = h * weights;
            const CMatrix own = received.middleCols(first, m);
            const CMatrix total = CMatrix::Identity(m, m) + received * received.adjoint();
            const CMatrix u = total.llt().solve(own);
            const CMatrix error = CMatrix::Identity(m, m) - u.adjoint() * own;
            const CMatrix omega = rateWeights(k) * error.llt().solve(CMatrix::Identity(m, m));
            covariance += h.adjoint() * u * omega * u.adjoint() * h;
            right.middleCols(first, m) = h.adjoint() * u * omega;
            first += m;
        }
        const Eigen::SelfAdjointEigenSolver<CMatrix> eigen(covariance);
        const RVector lambda = eigen.eigenvalues().cwiseMax(0.0);
        const CMatrix rotated = eigen.eigenvectors().adjoint() * right;
        const RVector phi = rotated.rowwise().squaredNorm();
        const auto power = [&](double mu) {
            return phi.cwiseQuotient((lambda.array() + mu).square().matrix()).sum();
        };
        double low = 0.0;
        double high = std::sqrt(phi.sum() / maxPower);
        for (int step = 0; step < 100 && high - low > 1e-12 * high; ++step)
        {
            const double middle = 0.5 * (low + high);
            (power(middle) > maxPower ? low : high) = middle;
        }
        weights = eigen.eigenvectors() * (lambda.array() + high).inverse().matrix().asDiagonal() *
                  rotated;
        const double rate = ComputeSumRate(channels, weights, rateWeights);
        const bool converged = std::abs(rate - lastRate) <= tolerance * std::abs(rate);
        lastRate = rate;
        if (converged)
        {
            break;
        }
    }
    if (iterations)
    {
        *iterations = count;
    }
    return weights;
}

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_TEXTBOOK_WMMSE_H */
