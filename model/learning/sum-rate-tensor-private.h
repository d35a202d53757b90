/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_SUM_RATE_TENSOR_PRIVATE_H
#define FDDMIMO_SUM_RATE_TENSOR_PRIVATE_H

#include <ATen/ATen.h>

/**
 * \file
 * The differentiable twins of sum-rate.h and sum-rate-ascent.h, for batches of problems of one
 * size.
 *
 * Shapes: channels H are [B, S, N] complex, the rows of user k after those of user k - 1, M each
 * (S = K M streams), noise-normalised; beams W are [B, N, S] complex, in the same order.
 * Source: [EDN] eqs. (2), (4) and (9).
 */

namespace ns3
{
namespace fddmimo
{

/**
 * \param complex any tensor of complex numbers
 * \return |z|^2, differentiable at zero
 */
at::Tensor SquaredModulus(const at::Tensor& complex);

/**
 * \param power powers that each user receives of each stream, [B, K, K]
 * \return interference and noise of each user, [B, K]. The others' powers are added up: the own one
 * taken from the sum of all leaves nothing of the rest in single precision
 */
at::Tensor SumInterference(const at::Tensor& power);

/**
 * \param matrices square matrices, [..., n, n]
 * \return their inverses. Of a singular one: LibTorch's exception, or on a GPU, which is not waited
 * for, entries that are not finite
 */
at::Tensor InvertTensor(const at::Tensor& matrices);

/**
 * Sum rate with unit noise: sum_k log2 det(T_k) - log2 det(Sigma_k), T_k = I + sum_i H_k W_i W_i^H
 * H_k^H, Sigma_k = T_k without the own term.
 *
 * \param channels H, [B, S, N]
 * \param weights W, [B, N, S]
 * \param rxAntennas M, which divides S
 * \return sum rate in bit/s/Hz, [B]
 */
at::Tensor ComputeSumRateTensor(const at::Tensor& channels,
                                const at::Tensor& weights,
                                int64_t rxAntennas);

/**
 * Gradient of the sum rate with respect to the beams in the convention of autograd (d/dRe + j
 * d/dIm), written with differentiable operations: back-propagation through it is the second-order
 * chain of [EDN], eqs. (36)-(42).
 *
 * \param channels H, [B, S, N]
 * \param weights W, [B, N, S]
 * \param rxAntennas M
 * \return gradient, [B, N, S]
 */
at::Tensor ComputeSumRateGradientTensor(const at::Tensor& channels,
                                        const at::Tensor& weights,
                                        int64_t rxAntennas);

/**
 * \param weights W, [B, N, S]
 * \param power P, [B] or a scalar
 * \return sqrt(P) W / ||W||_F
 */
at::Tensor ScaleToPower(const at::Tensor& weights, const at::Tensor& power);

/**
 * Projected gradient steps on the sum rate, [EDN] eq. (9), power restored after each. The step size
 * is that of SumRateAscent: stepSize 10^1.5 / g, g the mean of |h|^2.
 *
 * \param channels H, [B, S, N]
 * \param weights beams to start from, [B, N, S], of power P
 * \param power P, [B] or a scalar
 * \param rxAntennas M
 * \param steps Q
 * \param stepSize step size at 15 dB
 * \return beams of power P, [B, N, S]
 */
at::Tensor AscendSumRateTensor(const at::Tensor& channels,
                               const at::Tensor& weights,
                               const at::Tensor& power,
                               int64_t rxAntennas,
                               int64_t steps,
                               double stepSize);

/**
 * Likewise for problems whose absent users and antennas are zeros, which a mean would count.
 *
 * \param channels H, [B, S, N]
 * \param weights beams to start from, [B, N, S], of power P
 * \param power P, [B] or a scalar
 * \param rxAntennas M
 * \param steps Q
 * \param stepSize step size at 15 dB
 * \param gain g, mean of |h|^2 over the entries that there are, B values
 * \return beams of power P, [B, N, S]
 */
at::Tensor AscendSumRateTensor(const at::Tensor& channels,
                               const at::Tensor& weights,
                               const at::Tensor& power,
                               int64_t rxAntennas,
                               int64_t steps,
                               double stepSize,
                               const at::Tensor& gain);

/**
 * Equal-power linear MMSE beams, the teacher of [EDN] eq. (16): V = H^H (H H^H + K / P I)^-1, user
 * k's block scaled to power P / K.
 *
 * \param channels H, [B, S, N]
 * \param power P
 * \param rxAntennas M
 * \return beams, [B, N, S]
 */
at::Tensor ComputeMmseTensor(const at::Tensor& channels, double power, int64_t rxAntennas);

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_SUM_RATE_TENSOR_PRIVATE_H */
