/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_TOKEN_NETWORK_PRIVATE_H
#define FDDMIMO_TOKEN_NETWORK_PRIVATE_H

#include "token-batch-private.h"
#include "token-sizes.h"

#include <torch/nn.h>
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

/// Beams, and the feature that starts as the channel.
struct TokenState
{
    at::Tensor lifted; //!< C over the batch's gain, [B, K, N] complex
    at::Tensor beams;  //!< W of power 1, [B, N, K] complex
    at::Tensor last;   //!< how the last layer moved W, times LAST_SCALE sqrt(N K); zero at first
};

/// What a stream sees beside its tokens, with TokenSizes::directions; see TokenGuideTensor.
struct TokenStreamGuide
{
    at::Tensor direction; //!< real, then imaginary parts of the direction, [B, 2 n, l]
    at::Tensor last;      //!< likewise of the last layer's move
    at::Tensor figures;   //!< of the users' stream: figures of its users, [B, n, FIGURES]
};

/// What a stream makes of its tokens.
struct TokenStreamResult
{
    at::Tensor tokens; //!< [B, 4 n, l]
    at::Tensor paces;  //!< with TokenSizes::directions: shares of the step sizes, [B, n, PACES]
};

/**
 * One stream of a layer: of users, or of antennas.
 */
class TokenStreamImpl : public torch::nn::Module
{
  public:
    /**
     * \param sizes sizes of the network
     * \param ofUsers whether it is a stream of users
     */
    TokenStreamImpl(const TokenSizes& sizes, bool ofUsers);

    /**
     * \param tokens [B, 4 n, l]: real and imaginary part of C, then of W; padded to l = L inside
     * \param present 1 for present tokens of each kind, [B, n]
     * \param entries 1 for present entries of a token, [B, l]
     * \param snr logarithm of the SNR, [B, 1, 1]
     * \param guide what else it sees
     * \return what it makes of them
     */
    TokenStreamResult forward(const at::Tensor& tokens,
                              const at::Tensor& present,
                              const at::Tensor& entries,
                              const at::Tensor& snr,
                              const TokenStreamGuide& guide);

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
    torch::nn::Linear m_guide{nullptr};          //!< embedding of direction and last move
    torch::nn::Linear m_figures{nullptr};        //!< embedding of the users' figures
    torch::nn::Linear m_paceOfMixed{nullptr};    //!< first layer of the step sizes: of attention
    torch::nn::Linear m_paceOfToken{nullptr};    //!< likewise of the embedding
    torch::nn::Linear m_pace{nullptr};           //!< last layer of the step sizes
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
     * Weights are random but for those of the last layers of MLP_sa, MLP_W and the step sizes, and
     * the scale behind MLP_C, which are zero: the network starts as the linear MMSE precoder with
     * gradient steps.
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
