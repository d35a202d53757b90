/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_TOKEN_BATCH_PRIVATE_H
#define FDDMIMO_TOKEN_BATCH_PRIVATE_H

#include "token-sizes.h"
#include "transformer-sample-private.h"

#include "ns3/matrix-types.h"

#include <ATen/ATen.h>
#include <random>
#include <vector>

/**
 * \file
 * Problems of the token Transformer and of the networks it is compared with as tensors, on any
 * device: how they are made, what networks start from, and steps that need no weights. Problems of
 * any sizes share a batch: absent users and antennas are zero rows and columns.
 */

namespace ns3
{
namespace fddmimo
{

/// B problems, padded to the most users K and the most antennas N among them, with P = 1.
struct TokenBatch
{
    at::Tensor channels; //!< noise-normalised channels that the network knows, [B, K, N] complex
    at::Tensor users;    //!< 1 for present users, else 0, [B, K]
    at::Tensor antennas; //!< likewise for antennas, [B, N]
    at::Tensor entries;  //!< product of both, [B, K, N]
    at::Tensor gain;     //!< root of the mean square of the present entries, [B, 1, 1]
    at::Tensor unit;     //!< sqrt(N K) of each problem, [B, 1, 1]
    at::Tensor count;    //!< users of each problem, [B, 1, 1]
};

/// Problems of the training as tensors.
struct TokenExamples
{
    at::Tensor channels; //!< noise-normalised channels, padded with zeros, [B, K, N] complex
    at::Tensor known;    //!< what networks know of them, [B, K, N] complex
    at::Tensor users;    //!< users of each problem, [B]
    at::Tensor antennas; //!< antennas of each problem, [B]
};

/**
 * \param channels channels of B problems, padded with zeros, [B, K, N] complex
 * \param users users of each problem, [B]
 * \param antennas antennas of each problem, [B]
 * \return the batch, on the device of the channels
 */
TokenBatch MakeTokenBatch(const at::Tensor& channels,
                          const at::Tensor& users,
                          const at::Tensor& antennas);

/**
 * \param channels noise-normalised channels of B problems, K x N each, of any sizes
 * \return the batch, on the CPU
 */
TokenBatch MakeTokenBatch(const std::vector<CRowMatrix>& channels);

/**
 * \param examples B problems of any sizes
 * \param device where they are needed
 * \return the same as tensors
 */
TokenExamples StackExamples(const std::vector<TransformerExample>& examples,
                            const at::Device& device);

/**
 * Problems as DrawTransformerExamples() makes them, but of i.i.d. Gaussian channels that are drawn
 * where they are needed, by LibTorch's generator of the device.
 *
 * \param sampling how; rate weights and Reuse count for nothing
 * \param count B
 * \param random random numbers for sizes and SNRs
 * \param device where they are needed
 * \return the problems, all of one number of users
 */
TokenExamples DrawGaussianExamples(const TransformerSampling& sampling,
                                   uint32_t count,
                                   std::mt19937_64& random,
                                   const at::Device& device);

/**
 * \param batch the problems
 * \return linear MMSE beams of equal powers, of power 1 together, [B, N, K] complex
 */
at::Tensor ComputeStartBeams(const TokenBatch& batch);

/**
 * Projected gradient steps on the sum rate, the power restored after each.
 *
 * \param batch the problems
 * \param beams W of power 1
 * \param steps Q
 * \param stepSize step size at 15 dB, see SumRateAscent
 * \return beams of power 1
 */
at::Tensor AscendTokenBeams(const TokenBatch& batch,
                            const at::Tensor& beams,
                            int64_t steps,
                            double stepSize);

/// What a layer with TokenSizes::directions sees of a problem beside its tokens; without gradients.
struct TokenGuideTensor
{
    at::Tensor direction; //!< times sqrt(N K), [B, N, K] complex
    at::Tensor figures;   //!< TokenSizes::FIGURES numbers of each user, [B, K, FIGURES]
};

/**
 * \param batch the problems
 * \param beams W of power 1
 * \param kind which direction, not TokenSizes::NONE
 * \return what a layer sees at these beams
 */
TokenGuideTensor ComputeTokenGuideTensor(const TokenBatch& batch,
                                         const at::Tensor& beams,
                                         TokenSizes::Directions kind);

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_TOKEN_BATCH_PRIVATE_H */
