/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_COVARIANCE_POWER_SEARCH_H
#define FDDMIMO_COVARIANCE_POWER_SEARCH_H

#include "ns3/rank-one-power-search.h"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Which of many candidates needs the least power to hold SINR targets, as RankOnePowerSearch, but
 * for matrices of any rank: S_k = M_k and J_k = M_k + l_k C with M_k = V^H R_k V of a covariance
 * R_k behind analog beams V, and C = V^H V or I.
 *
 * A candidate is not solved from scratch. Solve() starts from the powers q of the virtual uplink
 * that the last one ended with, scaled to the bound, and gives up where no user has an SINR above
 * its target at them, which proves that the candidate needs at least the bound: Q_k - (q_k / t_k)
 * S_k is positive definite for all k, a Cholesky factorisation a user. Without a bound, the same at
 * a power beyond all use proves that the candidate is infeasible.
 */
class CovariancePowerSearch
{
  public:
    /**
     * \param targets K SINR targets (linear), > 0
     * \param leakage l_k in 1/W, >= 0; empty: 0. Aborts if sizes or values are not as said.
     */
    explicit CovariancePowerSearch(const RVector& targets, const RVector& leakage = RVector());

    /**
     * Solves a candidate, unless it needs at least a bound.
     *
     * \param matrices M_k, R x R, Hermitian positive semidefinite; finite
     * \param cost C, R x R, Hermitian positive definite
     * \param bound the bound in W; may be infinite
     * \return true if it needs less
     */
    bool Solve(const std::vector<CMatrix>& matrices, const CMatrix& cost, double bound);

    /**
     * \return q, in W: after Solve() returned true the solution, before that where it stopped
     */
    const RVector& GetPowers() const;

    /**
     * \param powers q to start the next candidate from, > 0
     */
    void SetPowers(const RVector& powers);

    /**
     * After a Solve() that returned true.
     *
     * \param matrices those of Solve()
     * \param cost that of Solve()
     * \param [out] sensitivity receives the power and its derivatives
     */
    void Differentiate(const std::vector<CMatrix>& matrices,
                       const CMatrix& cost,
                       RankOnePowerSearch::Sensitivity& sensitivity);

  private:
    /**
     * \param matrices M_k
     * \param cost C
     * \return true if no user has an SINR above its target at m_powers
     */
    bool IsOutOfReach(const std::vector<CMatrix>& matrices, const CMatrix& cost);

    /**
     * \param matrix a Hermitian matrix, >= 0
     * \param [out] vector eigenvector of its largest eigenvalue, of unit norm
     * \param [out] value the eigenvalue
     * \return false if there is none above 0
     */
    bool FindPrincipal(const CMatrix& matrix, CVector& vector, double& value);

    /**
     * Computes the optimal receivers at m_powers: m_ratio(k) is the SINR over the target, and
     * m_system q = m_right gives the powers with which the same receivers hold the targets.
     *
     * \param matrices M_k
     * \param cost C
     * \return false if a matrix is not positive definite
     */
    bool ComputeReceivers(const std::vector<CMatrix>& matrices, const CMatrix& cost);

    RVector m_targets;                              //!< t_k
    RVector m_leakage;                              //!< l_k
    RVector m_powers;                               //!< q
    RVector m_ratio;                                //!< see ComputeReceivers()
    RMatrix m_system;                               //!< see ComputeReceivers()
    RVector m_right;                                //!< see ComputeReceivers()
    CMatrix m_total;                                //!< what all receivers hear
    CMatrix m_noise;                                //!< what one receiver hears of others
    Eigen::LLT<CMatrix> m_factor;                   //!< its factor
    CMatrix m_square;                               //!< a power of a matrix
    CMatrix m_product;                              //!< its square
    Eigen::SelfAdjointEigenSolver<CMatrix> m_eigen; //!< of the whitened signal
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_COVARIANCE_POWER_SEARCH_H */
