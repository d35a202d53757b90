/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sum-rate-tensor-private.h"

#include <cmath>

namespace ns3
{
namespace fddmimo
{

namespace
{

const double LN2 = std::log(2.0); //!< nats of a bit

/**
 * What rate and gradient of multi-antenna users share.
 */
struct Received
{
    at::Tensor signal; //!< X_k = H_k W, [B, K, M, S]
    at::Tensor own;    //!< X_kk, [B, K, M, M]
    at::Tensor total;  //!< T_k, [B, K, M, M]
    at::Tensor sigma;  //!< Sigma_k, [B, K, M, M]
};

/**
 * \param channels H, [B, S, N]
 * \param weights W, [B, N, S]
 * \param m M
 * \return received signals and their covariances
 */
Received
Receive(const at::Tensor& channels, const at::Tensor& weights, int64_t m)
{
    const int64_t batch = channels.size(0);
    const int64_t streams = channels.size(1);
    const int64_t users = streams / m;
    Received received;
    const at::Tensor signal = at::matmul(channels, weights);
    received.signal = signal.view({batch, users, m, streams});
    received.own = signal.view({batch, users, m, users, m})
                       .diagonal(0, 1, 3)      // [B, M, M, K]
                       .permute({0, 3, 1, 2}); // [B, K, M, M]
    received.total = at::matmul(received.signal, received.signal.conj().transpose(-2, -1)) +
                     at::eye(m, channels.options());
    received.sigma =
        received.total - at::matmul(received.own, received.own.conj().transpose(-2, -1));
    return received;
}

/**
 * \param matrix Hermitian positive definite, [..., M, M]
 * \return log2 of its determinant, [...]
 */
at::Tensor
LogDeterminant(const at::Tensor& matrix)
{
    const at::Tensor factor = at::linalg_cholesky(matrix);
    return at::real(factor.diagonal(0, -2, -1)).log().sum(-1) * (2.0 / LN2);
}

} // namespace

at::Tensor
SquaredModulus(const at::Tensor& complex)
{
    return at::real(complex).square() + at::imag(complex).square();
}

at::Tensor
SumInterference(const at::Tensor& power)
{
    return (power - at::diag_embed(power.diagonal(0, 1, 2))).sum(2) + 1.0;
}

at::Tensor
InvertTensor(const at::Tensor& matrices)
{
    return matrices.is_cuda() ? std::get<0>(at::linalg_inv_ex(matrices)) : at::linalg_inv(matrices);
}

at::Tensor
ComputeSumRateTensor(const at::Tensor& channels, const at::Tensor& weights, int64_t rxAntennas)
{
    if (rxAntennas == 1)
    {
        const at::Tensor power = SquaredModulus(at::matmul(channels, weights));
        const at::Tensor interference = SumInterference(power);
        const at::Tensor total = interference + power.diagonal(0, 1, 2);
        return (total.log() - interference.log()).sum(1) / LN2;
    }
    const Received received = Receive(channels, weights, rxAntennas);
    return (LogDeterminant(received.total) - LogDeterminant(received.sigma)).sum(1);
}

at::Tensor
ComputeSumRateGradientTensor(const at::Tensor& channels,
                             const at::Tensor& weights,
                             int64_t rxAntennas)
{
    at::Tensor y; // gradient = 2 / ln 2 H^H Y
    if (rxAntennas == 1)
    {
        const at::Tensor signal = at::matmul(channels, weights);
        const at::Tensor power = SquaredModulus(signal);
        const at::Tensor interference = SumInterference(power);
        const at::Tensor total = interference + power.diagonal(0, 1, 2);
        // Y_kj = X_kj (1 / T_k - 1 / I_k), Y_kk = X_kk / T_k
        const at::Tensor factor = (total.reciprocal() - interference.reciprocal()).unsqueeze(2) +
                                  at::diag_embed(interference.reciprocal());
        y = signal * factor;
    }
    else
    {
        const Received received = Receive(channels, weights, rxAntennas);
        const at::Tensor inverseSigma = InvertTensor(received.sigma);
        const at::Tensor others = InvertTensor(received.total) - inverseSigma;
        const at::Tensor own = at::matmul(inverseSigma, received.own); // [B, K, M, M]
        const int64_t batch = channels.size(0);
        const int64_t streams = channels.size(1);
        // Own blocks onto the diagonal: [B, K, M, M] -> [B, M, M, K] -> [B, M, M, K, K].
        const at::Tensor blocks =
            at::diag_embed(own.permute({0, 2, 3, 1})).permute({0, 3, 1, 4, 2});
        y = at::matmul(others, received.signal).reshape({batch, streams, streams}) +
            blocks.reshape({batch, streams, streams});
    }
    return at::matmul(channels.conj().transpose(1, 2), y) * (2.0 / LN2);
}

at::Tensor
ScaleToPower(const at::Tensor& weights, const at::Tensor& power)
{
    const at::Tensor squaredNorm = SquaredModulus(weights).sum({1, 2}).clamp_min(1e-30);
    return weights * (power / squaredNorm).sqrt().view({-1, 1, 1});
}

at::Tensor
AscendSumRateTensor(const at::Tensor& channels,
                    const at::Tensor& weights,
                    const at::Tensor& power,
                    int64_t rxAntennas,
                    int64_t steps,
                    double stepSize)
{
    const at::Tensor gain = SquaredModulus(channels).mean({1, 2}).clamp_min(1e-30);
    return AscendSumRateTensor(channels, weights, power, rxAntennas, steps, stepSize, gain);
}

at::Tensor
AscendSumRateTensor(const at::Tensor& channels,
                    const at::Tensor& weights,
                    const at::Tensor& power,
                    int64_t rxAntennas,
                    int64_t steps,
                    double stepSize,
                    const at::Tensor& gain)
{
    const at::Tensor step = (stepSize * std::pow(10.0, 1.5) / gain).view({-1, 1, 1});
    at::Tensor beams = weights;
    for (int64_t q = 0; q < steps; ++q)
    {
        const at::Tensor gradient = ComputeSumRateGradientTensor(channels, beams, rxAntennas);
        beams = ScaleToPower(beams + step * gradient, power);
    }
    return beams;
}

at::Tensor
ComputeMmseTensor(const at::Tensor& channels, double power, int64_t rxAntennas)
{
    const int64_t batch = channels.size(0);
    const int64_t streams = channels.size(1);
    const int64_t users = streams / rxAntennas;
    const at::Tensor adjoint = channels.conj().transpose(1, 2);
    const at::Tensor gram =
        at::matmul(channels, adjoint) + at::eye(streams, channels.options()) * (users / power);
    const at::Tensor directions = at::matmul(adjoint, InvertTensor(gram));
    const at::Tensor norms =
        SquaredModulus(directions).sum(1).view({batch, 1, users, rxAntennas}).sum(3, true);
    return (directions.view({batch, -1, users, rxAntennas}) *
            (power / users / norms.clamp_min(1e-30)).sqrt())
        .reshape(directions.sizes());
}

} // namespace fddmimo
} // namespace ns3
