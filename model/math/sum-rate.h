/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_SUM_RATE_H
#define FDDMIMO_SUM_RATE_H

#include "ns3/matrix-types.h"

#include <cstdint>
#include <vector>

/**
 * \file
 * \ingroup fdd-mimo
 * SINR, rate, weighted sum rate and its gradient in closed form.
 *
 * User k receives y_k = H_k W x + n_k with noise-normalised H_k (M_k x N, noise of unit power). W
 * is N x S with S = sum_k M_k; user k has M_k streams, its columns follow those of user k - 1. With
 * X = H W (S x S, row block k = H_k W):
 *
 * - T_k = I + sum_i X_ki X_ki^H, Sigma_k = T_k - X_kk X_kk^H;
 * - R_k = log2 det(I + Sigma_k^-1 X_kk X_kk^H) in bit/s/Hz, eqs. (2) and (4) of [EDN];
 * - the gradient is in the convention dR/dRe(W) + j dR/dIm(W) = 2 dR/dW*, so that
 *   dR = Re sum conj(gradient) dW.
 *
 * Each function comes for a vector of M_k x N channels and, as the fast path for single-antenna
 * users, for one stacked K x N channel. Sizes that contradict each other abort with a message;
 * finite input gives finite output as long as no entry of X exceeds about 1e150.
 */

namespace ns3
{
namespace fddmimo
{

/**
 * \param channels M_k x N channels, all with the same N
 * \return the S x N matrix of all rows, user after user
 */
CMatrix StackChannels(const std::vector<CMatrix>& channels);

/**
 * \param channel stacked channels of K single-antenna users, K x N
 * \param weights beams, N x K
 * \return SINR of each user, linear
 */
RVector ComputeSinr(const CMatrix& channel, const CMatrix& weights);

/**
 * SINR of every stream behind a linear MMSE receiver, which treats all other streams, also those of
 * the same user, as noise.
 *
 * \param channels M_k x N channels
 * \param weights beams, N x S
 * \return S SINRs, linear, in the order of the columns of the beams
 */
RVector ComputeStreamSinr(const std::vector<CMatrix>& channels, const CMatrix& weights);

/**
 * SINR of the streams of one user behind a linear MMSE receiver, under any noise and interference.
 *
 * \param streams effective channel of the user's own streams, H_k W_k, M x S_k
 * \param covariance covariance of noise plus interference from all other streams, M x M, positive
 * definite; the lower triangle is read
 * \return S_k SINRs, linear: x_s^H (covariance + sum_{i != s} x_i x_i^H)^-1 x_s
 */
RVector ComputeMmseSinr(const CMatrix& streams, const CMatrix& covariance);

/**
 * \param channel stacked channels of K single-antenna users, K x N
 * \param weights beams, N x K
 * \return rate of each user in bit/s/Hz
 */
RVector ComputeRates(const CMatrix& channel, const CMatrix& weights);

/**
 * \param channels M_k x N channels
 * \param weights beams, N x S
 * \return rate of each user in bit/s/Hz
 */
RVector ComputeRates(const std::vector<CMatrix>& channels, const CMatrix& weights);

/**
 * \param channel stacked channels of K single-antenna users, K x N
 * \param weights beams, N x K
 * \param rateWeights K weights; empty means all 1
 * \return weighted sum of the users' rates in bit/s/Hz
 */
double ComputeSumRate(const CMatrix& channel,
                      const CMatrix& weights,
                      const RVector& rateWeights = RVector());

/**
 * \param channels M_k x N channels
 * \param weights beams, N x S
 * \param rateWeights K weights; empty means all 1
 * \return weighted sum of the users' rates in bit/s/Hz
 */
double ComputeSumRate(const std::vector<CMatrix>& channels,
                      const CMatrix& weights,
                      const RVector& rateWeights = RVector());

/**
 * \param channel stacked channels of K single-antenna users, K x N
 * \param weights beams, N x K
 * \param rateWeights K weights; empty means all 1
 * \return gradient of the weighted sum rate, N x K, as in eq. (37) of [EDN]
 */
CMatrix ComputeSumRateGradient(const CMatrix& channel,
                               const CMatrix& weights,
                               const RVector& rateWeights = RVector());

/**
 * \param channels M_k x N channels
 * \param weights beams, N x S
 * \param rateWeights K weights; empty means all 1
 * \return gradient of the weighted sum rate, N x S
 */
CMatrix ComputeSumRateGradient(const std::vector<CMatrix>& channels,
                               const CMatrix& weights,
                               const RVector& rateWeights = RVector());

/**
 * Rates from the effective channel alone, for loops that keep X instead of W.
 *
 * \param effective X = H W, S x S
 * \param rxAntennas M_k of each user, summing to S
 * \param noise noise power at each receive antenna, > 0
 * \return rate of each user in bit/s/Hz
 */
RVector ComputeEffectiveRates(const CMatrix& effective,
                              const std::vector<uint32_t>& rxAntennas,
                              double noise = 1.0);

/**
 * The S x S matrix Y with gradient = H^H Y: the gradient lies in the span of the channels.
 *
 * \param effective X = H W, S x S
 * \param rxAntennas M_k of each user, summing to S
 * \param rateWeights K weights; empty means all 1
 * \return Y; block (k, j) is (2 / ln 2) alpha_k (T_k^-1 - Sigma_k^-1) X_kj for j != k and
 * (2 / ln 2) alpha_k T_k^-1 X_kk for j = k
 */
CMatrix ComputeEffectiveGradient(const CMatrix& effective,
                                 const std::vector<uint32_t>& rxAntennas,
                                 const RVector& rateWeights = RVector());

/**
 * Scales beams to a total power, up as well as down: a rate never falls with more power.
 *
 * \param weights beams, N x S
 * \param maxPower P, total power after scaling
 * \return sqrt(P) W / ||W||_F; all zero if W is zero
 */
CMatrix ProjectPower(const CMatrix& weights, double maxPower);

/**
 * One projected gradient step, eq. (9) of [EDN] with the power restored after it.
 *
 * \param channels M_k x N channels
 * \param weights beams, N x S
 * \param step step size, in W
 * \param maxPower P
 * \param rateWeights K weights; empty means all 1
 * \return ProjectPower(W + step * gradient, P)
 */
CMatrix AscendSumRate(const std::vector<CMatrix>& channels,
                      const CMatrix& weights,
                      double step,
                      double maxPower,
                      const RVector& rateWeights = RVector());

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_SUM_RATE_H */
