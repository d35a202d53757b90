/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_UPLINK_DUAL_H
#define FDDMIMO_UPLINK_DUAL_H

#include "ns3/planar-matrix.h"

/**
 * \file
 * \ingroup fdd-mimo
 * The downlink to single-antenna users in the powers of its dual uplink.
 *
 * By uplink-downlink duality (Viswanath, Tse, IEEE Trans. Inf. Theory 2003; Schubert, Boche, IEEE
 * Trans. Veh. Technol. 2004) the SINRs that beams of total power P reach in the downlink y = H W x
 * + n are those that MMSE receivers reach in the uplink with the conjugate channels and powers P
 * lambda_k, sum_k lambda_k = 1; every point on the boundary of the downlink's rate region has such
 * powers. So K positive numbers stand for a whole precoder, whatever the number of antennas.
 *
 * With G = P H H^H (unit noise), D = diag(sqrt(lambda)):
 *
 * - M = (I + D G D)^-1 is the uplink's error matrix, m_k = M_kk the mean square error of user k, in
 *   (0, 1], and 1 + SINR_k = 1 / m_k;
 * - S_kj = |M_kj|^2 and A = diag(m) - S, a weakly diagonally dominant symmetric M-matrix, hold all
 *   that follows: d m_k / d log lambda_j = -A_kj;
 * - the gradient of sum_k alpha_k log(1 + SINR_k) with respect to log lambda is A (alpha / m);
 * - y = A^-1 lambda gives the downlink: W = P H^H (D M) diag(sqrt(y)) has ||w_k||^2 = P (A
 * 1)_k y_k, total power P sum_k lambda_k and the uplink's SINRs. With lambda_k = 1 / K the
 * directions are those of MmsePrecoder.
 *
 * All this depends on the |M_kj|^2 only: not on the antennas' basis, nor on the users' phases.
 */

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * \param gram G, K x K, Hermitian positive semidefinite; the lower triangle is read
 * \param power lambda, K powers >= 0
 * \param [out] error M, K x K; must be another matrix than \p gram
 * \return false if G is not finite or not positive semidefinite to working precision
 */
bool ComputeDualError(const PlanarMatrix& gram,
                      const Eigen::Ref<const RVector>& power,
                      PlanarMatrix& error);

/**
 * \ingroup fdd-mimo
 * \param error M, K x K
 * \param [out] squares S_kj = |M_kj|^2, K x K
 */
void ComputeDualSquares(const PlanarMatrix& error, RMatrix& squares);

/**
 * \ingroup fdd-mimo
 * \param squares S, K x K
 * \param rateWeights alpha, K
 * \return gradient of sum_k alpha_k log(1 + SINR_k), in nat/s/Hz, with respect to log lambda, K
 */
RVector ComputeDualGradient(const RMatrix& squares, const RVector& rateWeights);

/**
 * \ingroup fdd-mimo
 * The downlink that has the uplink's SINRs.
 *
 * \param squares S, K x K
 * \param power lambda, K
 * \return y >= 0, K; 0 for users whose SINR is below 1e-9, which are not served
 */
RVector ComputeDualLoads(const RMatrix& squares, const RVector& power);

/**
 * \ingroup fdd-mimo
 * \param squares S, K x K, of positive powers lambda
 * \return y_k = 1 / (A 1)_k, K: beams with the directions of lambda and equal powers, up to a
 * common factor; 0 for users whose SINR is below 1e-9
 */
RVector ComputeEqualLoads(const RMatrix& squares);

/**
 * \ingroup fdd-mimo
 * SINRs in the downlink of beams with the directions of lambda and any powers.
 *
 * \param squares S, K x K, of powers lambda
 * \param power lambda, K, > 0
 * \param loads y, K, >= 0; beams are those of W = P / sqrt(sum_k (A 1)_k y_k) H^H (D M)
 * diag(sqrt(y))
 * \return K SINRs, linear: (1 - m_k)^2 y_k / (lambda_k c + sum_{j != k} S_kj y_j), c = sum_k (A
 * 1)_k y_k
 */
RVector ComputeLoadSinr(const RMatrix& squares, const RVector& power, const RVector& loads);

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_UPLINK_DUAL_H */
