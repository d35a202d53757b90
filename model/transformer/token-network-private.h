/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_TOKEN_NETWORK_PRIVATE_H
#define FDDMIMO_TOKEN_NETWORK_PRIVATE_H

#include "token-sizes.h"
#include "transformer-sample-private.h"

#include "ns3/matrix-types.h"

#include <torch/nn.h>
#include <utility>
#include <vector>

/**
 * \file
 * The network of [TRF] (SPEC of the paper: dual tokens, masks, residual updates, projected gradient
 * steps), in LibTorch. Problems of any sizes up to L x L share a batch: absent users and antennas
 * are zero rows and columns, and masks keep them out of attention, normalisation and updates.
 */

namespace ns3
{
namespace fddmimo
{

/// B problems, padded to L x L, with P = 1.
struct TokenBatch
{
    at::Tensor channels; //!< noise-normalised channels that the network knows, [B, L, L] complex
    at::Tensor users;    //!< 1 for present users, else 0, [B, L]
    at::Tensor antennas; //!< likewise for antennas, [B, L]
    at::Tensor entries;  //!< product of both, [B, L, L]
    at::Tensor gain;     //!< root of the mean square of the present entries, [B, 1, 1]
    at::Tensor unit;     //!< sqrt(N K), [B, 1, 1]
    at::Tensor count;    //!< K, [B, 1, 1]
};

/**
 * \param channels noise-normalised channels of B problems, K x N each, of any sizes up to L
 * \param most L
 * \return the batch
 */
TokenBatch MakeTokenBatch(const std::vector<CRowMatrix>& channels, int64_t most);

/**
 * \param channels channels of B problems, K x N each
 * \param most L
 * \return the channels padded with zeros, [B, L, L] complex
 */
at::Tensor PadChannels(const std::vector<CRowMatrix>& channels, int64_t most);

/**
 * \param examples B problems of any sizes up to L
 * \param most L
 * \return the batch as networks know it, and the true channels as PadChannels() gives them
 */
std::pair<TokenBatch, at::Tensor> MakeTokenExamples(const std::vector<TransformerExample>& examples,
                                                    int64_t most);

/**
 * \param batch the problems
 * \return linear MMSE beams of equal powers, of power 1 together, [B, L, L] complex
 */
at::Tensor ComputeStartBeams(const TokenBatch& batch);

/// Beams, and the feature that starts as the channel.
struct TokenState
{
    at::Tensor lifted; //!< C over the batch's gain, [B, L, L] complex, users x antennas
    at::Tensor beams;  //!< W of power 1, [B, L, L] complex, antennas x users
};

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

/**
 * One stream of a layer: of users, or of antennas.
 */
class TokenStreamImpl : public torch::nn::Module
{
  public:
    /**
     * \param sizes sizes of the network
     */
    explicit TokenStreamImpl(const TokenSizes& sizes);

    /**
     * \param tokens [B, 4 L, L]: real and imaginary part of C, then of W
     * \param present 1 for present tokens of each kind, [B, L]
     * \param entries 1 for present entries of a token, [B, L]
     * \param snr logarithm of the SNR, [B, 1, 1]
     * \return the tokens behind the stream, [B, 4 L, L]
     */
    at::Tensor forward(const at::Tensor& tokens,
                       const at::Tensor& present,
                       const at::Tensor& entries,
                       const at::Tensor& snr);

  private:
    /**
     * Layer normalisation over the present entries only.
     *
     * \param tokens [B, n, L]
     * \param entries [B, 1, L]
     * \param norm scale and shift
     * \return normalised tokens, zero where absent
     */
    static at::Tensor Normalise(const at::Tensor& tokens,
                                const at::Tensor& entries,
                                const torch::nn::LayerNorm& norm);

    TokenSizes m_sizes;                          //!< sizes
    torch::nn::Linear m_embed{nullptr};          //!< of a token
    torch::nn::LayerNorm m_embedNorm{nullptr};   //!< behind it
    torch::nn::Linear m_query{nullptr};          //!< queries
    torch::nn::Linear m_key{nullptr};            //!< keys
    torch::nn::Linear m_value{nullptr};          //!< values
    torch::nn::Sequential m_merge{nullptr};      //!< MLP_sa
    torch::nn::LayerNorm m_channelNorm{nullptr}; //!< before MLP_C
    torch::nn::Sequential m_channel{nullptr};    //!< MLP_C
    torch::nn::LayerNorm m_channelOut{nullptr};  //!< behind MLP_C
    torch::nn::LayerNorm m_beamNorm{nullptr};    //!< before MLP_W
    torch::nn::Sequential m_beam{nullptr};       //!< MLP_W
    at::Tensor m_types;                          //!< embedding of the four types of tokens
    at::Tensor m_snr;                            //!< embedding of the SNR
};

TORCH_MODULE(TokenStream);

/**
 * The network, see TokenSizes.
 */
class TokenNetworkImpl : public torch::nn::Module
{
  public:
    /**
     * Weights are random but for those of the last layers of MLP_sa and MLP_W and the scale behind
     * MLP_C, which are zero: the network starts as the linear MMSE precoder with gradient steps.
     *
     * \param sizes the sizes
     */
    explicit TokenNetworkImpl(const TokenSizes& sizes);

    /**
     * \return the sizes
     */
    const TokenSizes& GetSizes() const;

    /**
     * \param batch the problems
     * \return their channels and linear MMSE beams of equal powers
     */
    TokenState Start(const TokenBatch& batch) const;

    /**
     * \param layer which layer, from 0
     * \param batch the problems
     * \param state the state
     * \param steps gradient steps behind the layer
     * \return the state behind the layer
     */
    TokenState Step(int64_t layer, const TokenBatch& batch, const TokenState& state, int64_t steps);

    /**
     * \param layer which layer, from 0
     * \return its parameters
     */
    std::vector<at::Tensor> GetParameters(int64_t layer) const;

  private:
    TokenSizes m_sizes;                  //!< sizes
    std::vector<TokenStream> m_users;    //!< streams of users, one a layer
    std::vector<TokenStream> m_antennas; //!< streams of antennas
};

TORCH_MODULE(TokenNetwork);

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_TOKEN_NETWORK_PRIVATE_H */
