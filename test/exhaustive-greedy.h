/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_EXHAUSTIVE_GREEDY_H
#define FDDMIMO_EXHAUSTIVE_GREEDY_H

#include "reference-channels.h"

#include "ns3/planar-beam-codebook.h"

#include <Eigen/Cholesky>
#include <Eigen/LU>
#include <cmath>
#include <limits>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Greedy hybrid precoding as it is written down: every candidate is solved from scratch. The
 * reference of the tests and the floor of the benchmarks; matrices stay on the stack, and one
 * factorisation serves all users of an iteration.
 */
class ExhaustiveGreedy
{
  public:
    /// How a candidate is solved.
    enum Solver
    {
        FIXED_POINT,     //!< q <- I(q) from 0
        POLICY_ITERATION //!< optimal receivers, then the powers that belong to them
    };

    /// A small matrix.
    using Small = Eigen::Matrix<Complex, Eigen::Dynamic, Eigen::Dynamic, 0, 8, 8>;
    /// A small real matrix.
    using SmallReal = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, 0, 8, 8>;
    /// A small vector.
    using SmallVector = Eigen::Matrix<double, Eigen::Dynamic, 1, 0, 8, 1>;

    /**
     * \param channels channels behind the analog beams, R x K, column k is s_k; R, K <= 8
     * \param cost C, R x R
     * \param targets K SINR targets
     * \param solver how to solve
     * \param tolerance relative change of the powers that ends the iteration
     * \return least power, or infinity
     */
    static double Solve(const Small& channels,
                        const Small& cost,
                        const RVector& targets,
                        Solver solver,
                        double tolerance)
    {
        const double infinite = std::numeric_limits<double>::infinity();
        const Eigen::Index users = channels.cols();
        SmallVector q = SmallVector::Zero(users);
        for (int iteration = 0; iteration < 20000; ++iteration)
        {
            Small sigma = cost;
            for (Eigen::Index k = 0; k < users; ++k)
            {
                sigma.noalias() += q(k) * channels.col(k) * channels.col(k).adjoint();
            }
            const Eigen::LLT<Small> factor(sigma);
            const Small receivers = factor.solve(channels);
            const Small products = channels.adjoint() * receivers; // s_j^H u_k
            SmallVector next(users);
            bool positive = false;
            if (solver == POLICY_ITERATION)
            {
                SmallReal system(users, users);
                SmallVector costs(users);
                for (Eigen::Index k = 0; k < users; ++k)
                {
                    for (Eigen::Index j = 0; j < users; ++j)
                    {
                        const double power = std::norm(products(j, k));
                        system(k, j) = j == k ? power / targets(k) : -power;
                    }
                    costs(k) =
                        (receivers.col(k).adjoint() * cost * receivers.col(k)).value().real();
                }
                next = system.partialPivLu().solve(costs);
                positive = next.minCoeff() > 0.0 && next.allFinite();
            }
            for (Eigen::Index k = 0; k < users && !positive; ++k)
            {
                const double x = products(k, k).real();
                next(k) = targets(k) * (1.0 - q(k) * x) / x;
            }
            const double change = (next - q).cwiseAbs().maxCoeff();
            q = next;
            if (!(q.sum() < 1e9))
            {
                return infinite;
            }
            if (change <= tolerance * q.maxCoeff())
            {
                return q.sum();
            }
        }
        return infinite;
    }

    /**
     * \param channel K x N
     * \param analog V, N x R
     * \param targets K SINR targets
     * \param solver how to solve
     * \param tolerance of Solve()
     * \return least radiated power, or infinity
     */
    static double Solve(const CMatrix& channel,
                        const CMatrix& analog,
                        const RVector& targets,
                        Solver solver,
                        double tolerance)
    {
        const Small channels = analog.adjoint() * channel.adjoint();
        const Small cost = analog.adjoint() * analog;
        return Solve(channels, cost, targets, solver, tolerance);
    }

    /**
     * Corrects the beams of one chain after the other, radiated power.
     *
     * \param codebook all beams, N x M
     * \param channel K x N
     * \param targets K SINR targets
     * \param selections corrections
     * \param maxCorrelation bound on |v_i^H v_j|
     * \param solver how candidates are solved
     * \param tolerance of Solve()
     * \param [in,out] beams the beams
     * \return least power for them, or infinity
     */
    static double Correct(const CMatrix& codebook,
                          const CMatrix& channel,
                          const RVector& targets,
                          uint32_t selections,
                          double maxCorrelation,
                          Solver solver,
                          double tolerance,
                          std::vector<uint32_t>& beams)
    {
        const auto chains = static_cast<Eigen::Index>(beams.size());
        const CMatrix products = channel * codebook; // h_k^H v_m
        CMatrix analog(codebook.rows(), chains);
        for (Eigen::Index r = 0; r < chains; ++r)
        {
            analog.col(r) = codebook.col(beams[r]);
        }
        double power = Solve(channel, analog, targets, solver, tolerance);
        Small channels(chains, channel.rows());
        Small cost(chains, chains);
        for (uint32_t i = 0; i < selections; ++i)
        {
            const Eigen::Index chain = i % chains;
            const CMatrix correlations = analog.adjoint() * codebook;
            for (Eigen::Index r = 0; r < chains; ++r)
            {
                channels.row(r) = products.col(beams[r]).adjoint();
            }
            cost = analog.adjoint() * analog;
            uint32_t best = beams[chain];
            for (Eigen::Index m = 0; m < codebook.cols(); ++m)
            {
                double largest = 0.0;
                for (Eigen::Index r = 0; r < chains; ++r)
                {
                    largest = std::max(largest, r == chain ? 0.0 : std::abs(correlations(r, m)));
                }
                if (largest > maxCorrelation)
                {
                    continue;
                }
                channels.row(chain) = products.col(m).adjoint();
                cost.col(chain) = correlations.col(m);
                cost.row(chain) = correlations.col(m).adjoint();
                cost(chain, chain) = 1.0;
                const double trial = Solve(channels, cost, targets, solver, tolerance);
                if (trial < power * (1.0 - 1e-8))
                {
                    power = trial;
                    best = m;
                }
            }
            beams[chain] = best;
            analog.col(chain) = codebook.col(best);
        }
        return power;
    }
};

/**
 * \ingroup fdd-mimo
 * Draws channels of a planar array with the correlation of [GCN] section 5.1.1, R_rows (x)
 * R_columns with (R)_mn = exp(j pi (m - n) sin t) / (1 + s^2 (pi (m - n) cos t)^2 / 2): directions
 * t uniform in
 * +-60 degrees, s = 10 degrees.
 *
 * \param draw random numbers
 * \param users K
 * \param rows rows of the array
 * \param columns columns of the array
 * \return K x N channels with E||h||^2 = N, row k is h_k^H
 */
inline CMatrix
DrawCorrelated(ReferenceChannels& draw, uint32_t users, uint32_t rows, uint32_t columns)
{
    const auto root = [&draw](uint32_t antennas) {
        const double angle = draw.DrawUniform(-M_PI / 3.0, M_PI / 3.0);
        const double spread = M_PI / 18.0;
        CMatrix correlation(antennas, antennas);
        for (uint32_t m = 0; m < antennas; ++m)
        {
            for (uint32_t n = 0; n < antennas; ++n)
            {
                const double distance = M_PI * (static_cast<double>(m) - n);
                const double width = spread * distance * std::cos(angle);
                correlation(m, n) =
                    std::polar(1.0 / (1.0 + 0.5 * width * width), distance * std::sin(angle));
            }
        }
        return CMatrix(correlation.llt().matrixL());
    };
    CMatrix channel(users, rows * columns);
    for (uint32_t k = 0; k < users; ++k)
    {
        const CMatrix rowRoot = root(rows);
        const CMatrix columnRoot = root(columns);
        // vec(A X B^T) = (B (x) A) vec X
        const CMatrix grid = columnRoot * draw.DrawGaussian(columns, rows) * rowRoot.transpose();
        for (Eigen::Index n = 0; n < grid.size(); ++n)
        {
            channel(k, n) = std::conj(grid.data()[n]);
        }
    }
    return channel;
}

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_EXHAUSTIVE_GREEDY_H */
