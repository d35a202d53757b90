/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "covariance-power-search.h"

#include "ns3/abort.h"

#include <Eigen/LU>
#include <cmath>

namespace ns3
{
namespace fddmimo
{

namespace
{

const int MAX_ITERATIONS = 100;  //!< bound on the receiver computations of a candidate
const double TOLERANCE = 1e-11;  //!< relative change of the powers that ends an iteration
const double DISTINCT = 1e-10;   //!< relative difference of powers that counts
const double POWER_BOUND = 1e10; //!< beyond it, over about what no interference needs: infeasible
const int SQUARINGS = 4;         //!< of a matrix whose principal eigenvector is wanted
const int POLISHINGS = 4;        //!< products with it at most
const double RESIDUAL = 1e-8;    //!< of the eigenvector, whose square is the error of the powers
const double GROWTH = 4.0;       //!< of the powers while no receivers hold the targets

} // namespace

CovariancePowerSearch::CovariancePowerSearch(const RVector& targets, const RVector& leakage)
    : m_targets(targets),
      m_leakage(leakage.size() ? leakage : RVector::Zero(targets.size()))
{
    NS_ABORT_MSG_IF(targets.size() == 0 || !targets.allFinite() || !(targets.minCoeff() > 0.0),
                    "CovariancePowerSearch: needs finite targets above 0, has "
                        << targets.transpose());
    NS_ABORT_MSG_IF(m_leakage.size() != targets.size() || !m_leakage.allFinite() ||
                        !(m_leakage.minCoeff() >= 0.0),
                    "CovariancePowerSearch: leakage must be one finite number >= 0 a user, but is "
                        << m_leakage.transpose());
}

const RVector&
CovariancePowerSearch::GetPowers() const
{
    return m_powers;
}

void
CovariancePowerSearch::SetPowers(const RVector& powers)
{
    m_powers = powers;
}

bool
CovariancePowerSearch::Solve(const std::vector<CMatrix>& matrices,
                             const CMatrix& cost,
                             double bound)
{
    const Eigen::Index users = m_targets.size();
    const double unit = cost.diagonal().real().sum();
    RVector alone(users); // about those needed without interference
    for (Eigen::Index k = 0; k < users; ++k)
    {
        const double gain = matrices[k].diagonal().real().sum();
        alone(k) = m_targets(k) * unit / (cost.rows() * gain);
        if (!(gain > 0.0) || !std::isfinite(alone(k)))
        {
            return false;
        }
    }
    bound = std::min(bound, POWER_BOUND * alone.sum());
    if (m_powers.size() != users)
    {
        m_powers = alone;
    }
    else
    {
        m_powers *= bound / m_powers.sum();
        if (IsOutOfReach(matrices, cost))
        {
            return false;
        }
    }
    bool held = false; // m_powers hold the targets with some receivers
    for (int iteration = 0; iteration < MAX_ITERATIONS; ++iteration)
    {
        const bool atBound = m_powers.sum() >= bound * (1.0 - 1e-14);
        if (!ComputeReceivers(matrices, cost) || (atBound && m_ratio.maxCoeff() <= 1.0 + DISTINCT))
        {
            return false;
        }
        const RVector next = m_system.partialPivLu().solve(m_right);
        const double sum = next.sum();
        if (next.allFinite() && next.minCoeff() > 0.0)
        {
            const double change = (next - m_powers).cwiseQuotient(next).cwiseAbs().maxCoeff();
            const bool settled = held && (change <= TOLERANCE || sum >= m_powers.sum());
            m_powers = next;
            held = sum < bound;
            if (settled)
            {
                return sum < bound * (1.0 - DISTINCT);
            }
        }
        else
        {
            held = false;
            m_powers = GROWTH * m_powers.cwiseQuotient(m_ratio);
        }
        if (!m_powers.allFinite())
        {
            m_powers = alone;
            return false;
        }
        if (m_powers.sum() > bound)
        {
            m_powers *= bound / m_powers.sum(); // serve as a proof, and as well as a start
        }
    }
    return false;
}

bool
CovariancePowerSearch::IsOutOfReach(const std::vector<CMatrix>& matrices, const CMatrix& cost)
{
    const Eigen::Index users = m_targets.size();
    m_total = (1.0 + m_powers.dot(m_leakage)) * cost;
    for (Eigen::Index k = 0; k < users; ++k)
    {
        m_total += m_powers(k) * matrices[k];
    }
    for (Eigen::Index k = 0; k < users; ++k)
    {
        const double share = m_powers(k) * (1.0 + 1.0 / (m_targets(k) * (1.0 + DISTINCT)));
        m_noise = m_total - share * matrices[k] - (m_powers(k) * m_leakage(k)) * cost;
        m_factor.compute(m_noise);
        if (m_factor.info() != Eigen::Success)
        {
            return false;
        }
    }
    return true;
}

bool
CovariancePowerSearch::FindPrincipal(const CMatrix& matrix, CVector& vector, double& value)
{
    // Squares of the matrix have the same eigenvectors, and leave little of the others.
    const double trace = matrix.diagonal().real().sum();
    if (!(trace > 0.0) || !std::isfinite(trace))
    {
        return false;
    }
    m_square = matrix / trace;
    for (int i = 0; i < SQUARINGS; ++i)
    {
        m_product.noalias() = m_square.lazyProduct(m_square);
        m_square = m_product / m_product.diagonal().real().sum();
    }
    Eigen::Index column = 0;
    m_square.diagonal().real().maxCoeff(&column);
    vector = m_square.col(column).normalized();
    for (int i = 0; i < POLISHINGS; ++i)
    {
        const CVector image = matrix.lazyProduct(vector);
        value = vector.dot(image).real();
        if ((image - value * vector).squaredNorm() <= RESIDUAL * RESIDUAL * value * value)
        {
            return true;
        }
        vector = m_square.lazyProduct(vector).eval().normalized();
    }
    m_eigen.compute(matrix);
    vector = m_eigen.eigenvectors().col(matrix.cols() - 1);
    value = m_eigen.eigenvalues()(matrix.cols() - 1);
    return m_eigen.info() == Eigen::Success;
}

bool
CovariancePowerSearch::ComputeReceivers(const std::vector<CMatrix>& matrices, const CMatrix& cost)
{
    const Eigen::Index users = m_targets.size();
    m_ratio.resize(users);
    m_right.resize(users);
    m_system.resize(users, users);
    m_total = (1.0 + m_powers.dot(m_leakage)) * cost;
    for (Eigen::Index k = 0; k < users; ++k)
    {
        m_total += m_powers(k) * matrices[k];
    }
    for (Eigen::Index k = 0; k < users; ++k)
    {
        m_noise = m_total - m_powers(k) * matrices[k] - (m_powers(k) * m_leakage(k)) * cost;
        m_factor.compute(m_noise);
        if (m_factor.info() != Eigen::Success)
        {
            return false;
        }
        CMatrix whitened = matrices[k];
        m_factor.matrixL().solveInPlace(whitened);
        whitened.adjointInPlace();
        m_factor.matrixL().solveInPlace(whitened);
        CVector u;
        double largest = 0.0;
        if (!FindPrincipal(whitened, u, largest))
        {
            return false;
        }
        m_factor.matrixU().solveInPlace(u);
        u.normalize();
        m_ratio(k) = m_powers(k) * largest / m_targets(k);
        m_right(k) = u.dot(cost * u).real();
        for (Eigen::Index j = 0; j < users; ++j)
        {
            const double heard = u.dot(matrices[j] * u).real();
            m_system(k, j) = j == k ? heard / m_targets(k) : -heard - m_leakage(j) * m_right(k);
        }
        if (!(m_ratio(k) > 0.0) || !(m_right(k) > 0.0))
        {
            return false;
        }
    }
    return true;
}

void
CovariancePowerSearch::Differentiate(const std::vector<CMatrix>& matrices,
                                     const CMatrix& cost,
                                     RankOnePowerSearch::Sensitivity& sensitivity)
{
    const Eigen::Index users = m_targets.size();
    sensitivity.result.power = m_powers.sum();
    sensitivity.result.powers = m_powers;
    sensitivity.targets.setZero(users);
    sensitivity.signals.setZero(users);
    sensitivity.leakage.setZero(users);
    ComputeReceivers(matrices, cost);
    // The receivers are optimal: dP = sum_k dq_k of m_system q = m_right with fixed receivers.
    const RVector adjoint = m_system.transpose().partialPivLu().solve(RVector::Ones(users));
    for (Eigen::Index k = 0; k < users; ++k)
    {
        sensitivity.targets(k) = -adjoint(k) * m_system(k, k) * m_powers(k);
        for (Eigen::Index j = 0; j < users; ++j)
        {
            if (j != k)
            {
                const double leaked = adjoint(k) * m_powers(j) * m_right(k);
                sensitivity.leakage(j) += leaked;
                sensitivity.signals(j) -=
                    adjoint(k) * m_powers(j) * m_system(k, j) + leaked * m_leakage(j);
            }
        }
    }
}

} // namespace fddmimo
} // namespace ns3
