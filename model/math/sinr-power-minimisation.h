/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_SINR_POWER_MINIMISATION_H
#define FDDMIMO_SINR_POWER_MINIMISATION_H

#include "ns3/matrix-types.h"

#include <cstdint>
#include <vector>

/**
 * \file
 * \ingroup fdd-mimo
 * The least power that meets SINR targets, by uplink-downlink duality.
 */

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * A downlink with K users, R ports (antennas, or RF chains) and an SINR target for each user:
 *
 * min_W sum_k a_k w_k^H C w_k  subject to  w_k^H S_k w_k / (sum_{j != k} w_j^H J_k w_j + 1) >= t_k.
 *
 * S_k is the matrix of the wanted signal of user k, J_k that through which it receives the beams of
 * others: h_k h_k^H for a known channel, E[h h^H] for a covariance, both with additions for the
 * virtual channels of [GCN] eq. (27). With beams x = V w behind an analog stage V, C = V^H V counts
 * the radiated power and C = I that of the baseband.
 */
struct SinrPowerProblem
{
    std::vector<CMatrix> signal;       //!< S_k, R x R, Hermitian positive semidefinite, in 1/W
    std::vector<CMatrix> interference; //!< J_k, likewise; empty: the S_k
    CMatrix cost;                      //!< C, R x R, Hermitian positive definite
    RVector targets;                   //!< t_k, K SINRs (linear), > 0
    RVector weights;                   //!< a_k, K weights of the beams' powers, > 0; empty: all 1
};

/**
 * \ingroup fdd-mimo
 * What minimises the power of a SinrPowerProblem.
 */
struct SinrPowerSolution
{
    /// False if no beams hold the targets, or none below 1e12 times the power that would do without
    /// interference. Beams and powers are then empty.
    bool feasible{false};
    CMatrix beams;          //!< w_k, R x K, in sqrt(W)
    RVector uplinkPowers;   //!< q_k, K, the multipliers of the constraints, in W
    double power{0.0};      //!< sum_k a_k w_k^H C w_k = sum_k q_k, in W
    uint32_t iterations{0}; //!< how many receivers of all users were computed
};

/**
 * Minimises the power, [GCN] eqs. (16), (17), (22), (23).
 *
 * In the virtual uplink user k sends with power q_k through S_k, is heard by the others' receivers
 * through J_k, and has the SINR q_k u_k^H S_k u_k / (u_k^H (a_k C + sum_{j != k} q_j J_j) u_k);
 * sum_k q_k is then the least power of the downlink, with the same beams up to scale. The receivers
 * u_k are principal generalised eigenvectors for given q; for given receivers, q solves a linear
 * system (policy iteration, the power minimisation of Schubert and Boche): quadratic convergence,
 * from above. As long as receivers do not hold the targets at any power, q grows instead, by four
 * times the interference function, until they do, or until q is no less than its interference
 * function at a power beyond the bound of SinrPowerSolution::feasible, which proves that no
 * solution lies below it. At most 200 iterations, whatever the input.
 *
 * Targets and matrices of any scale are allowed. Aborts if sizes contradict each other or a target
 * or weight is not a positive number; entries that are not finite, zero S_k and a C that is not
 * positive definite give an infeasible result.
 *
 * \param problem the problem, K >= 1
 * \return the solution
 */
SinrPowerSolution MinimisePower(const SinrPowerProblem& problem);

/**
 * The same for S_k = h_k h_k^H + e_k C and J_k = h_k h_k^H + l_k C; without e_k no eigenvectors are
 * needed. Known channels have no leakage, l_k = 0; with it, the power of the others' beams reaches
 * user k by ways that are not known, and with e_k that of its own beam. A solution whose beams do
 * not reach a user over h_k at all (channels in the span of others', large e_k) counts as
 * infeasible.
 *
 * \param channel noise-normalised channels, K x R, row k is h_k^H
 * \param cost C, R x R, Hermitian positive definite
 * \param targets t_k, K SINRs (linear), > 0
 * \param leakage l_k, K numbers >= 0, in 1/W; empty: all 0
 * \param identity e_k, K numbers >= 0, in 1/W; empty: all 0
 * \return the solution
 */
SinrPowerSolution MinimisePower(const CMatrix& channel,
                                const CMatrix& cost,
                                const RVector& targets,
                                const RVector& leakage = RVector(),
                                const RVector& identity = RVector());

/**
 * \param problem the problem; cost and targets are not used
 * \param beams w_k, R x K, in sqrt(W)
 * \return SINR of each user in the downlink, linear
 */
RVector ComputeSinr(const SinrPowerProblem& problem, const CMatrix& beams);

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_SINR_POWER_MINIMISATION_H */
