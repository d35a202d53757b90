/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "uplink-dual.h"

#include <Eigen/Cholesky>
#include <cmath>

namespace ns3
{
namespace fddmimo
{

namespace
{

constexpr double LEAST_SINR = 1e-9; //!< below, a user is not served: A would be singular
constexpr double LEAST_SUM = 1e-12; //!< of (A 1)_k over m_k: below, it is rounding

/**
 * \param squares S
 * \return A 1 = m - S 1, which rounding must not make negative
 */
RVector
ComputeRowSums(const RMatrix& squares)
{
    return (squares.diagonal().cwiseSqrt() - squares.rowwise().sum()).cwiseMax(0.0);
}

} // namespace

bool
ComputeDualError(const PlanarMatrix& gram,
                 const Eigen::Ref<const RVector>& power,
                 PlanarMatrix& error)
{
    const Eigen::Index users = gram.rows;
    const RVector root = power.cwiseSqrt();
    if (error.rows != users || error.re.cols() != users)
    {
        error.Resize(users, users);
    }
    ScaleRowsAndColumns(gram, root, root, error);
    for (Eigen::Index k = 0; k < users; ++k)
    {
        // Where the SINR is so high that the noise is lost in rounding, duplicates must not make
        // the matrix singular.
        error.re(k, k) += 1.0 + 1e-12 * error.re(k, k);
    }
    return InvertHermitian(error);
}

void
ComputeDualSquares(const PlanarMatrix& error, RMatrix& squares)
{
    squares = error.re.topRows(error.rows).cwiseAbs2() + error.im.topRows(error.rows).cwiseAbs2();
}

RVector
ComputeDualGradient(const RMatrix& squares, const RVector& rateWeights)
{
    const RVector scaled = rateWeights.cwiseQuotient(squares.diagonal().cwiseSqrt());
    return rateWeights - squares * scaled;
}

RVector
ComputeDualLoads(const RMatrix& squares, const RVector& power)
{
    const Eigen::Index users = power.size();
    const RVector mse = squares.diagonal().cwiseSqrt();
    RMatrix system = -squares;
    RVector right = power;
    for (Eigen::Index k = 0; k < users; ++k)
    {
        const double diagonal = mse(k) * (1.0 - mse(k));
        if (1.0 - mse(k) > LEAST_SINR && power(k) > 0.0)
        {
            system(k, k) = diagonal;
            continue;
        }
        system.row(k).setZero();
        system.col(k).setZero();
        system(k, k) = 1.0;
        right(k) = 0.0;
    }
    // Against rounding, which may leave a row sum at zero or below.
    system.diagonal().array() += 1e-14;
    const Eigen::LLT<RMatrix> factor(system);
    if (factor.info() != Eigen::Success)
    {
        return ComputeEqualLoads(squares);
    }
    const RVector loads = factor.solve(right);
    return loads.allFinite() ? RVector(loads.cwiseMax(0.0)) : ComputeEqualLoads(squares);
}

RVector
ComputeEqualLoads(const RMatrix& squares)
{
    const RVector sums = ComputeRowSums(squares);
    RVector loads(sums.size());
    for (Eigen::Index k = 0; k < sums.size(); ++k)
    {
        const double mse = std::sqrt(squares(k, k));
        loads(k) = 1.0 - mse > LEAST_SINR && sums(k) > LEAST_SUM * mse ? 1.0 / sums(k) : 0.0;
    }
    return loads;
}

RVector
ComputeLoadSinr(const RMatrix& squares, const RVector& power, const RVector& loads)
{
    const double noise = ComputeRowSums(squares).dot(loads);
    const RVector received = squares * loads;
    RVector sinr(power.size());
    for (Eigen::Index k = 0; k < sinr.size(); ++k)
    {
        const double gain = 1.0 - std::sqrt(squares(k, k));
        const double disturbance = power(k) * noise + received(k) - squares(k, k) * loads(k);
        const double own = gain * gain * loads(k);
        sinr(k) = own > 0.0 && disturbance > 0.0 ? own / disturbance : 0.0;
    }
    return sinr;
}

} // namespace fddmimo
} // namespace ns3
