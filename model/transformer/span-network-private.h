/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_SPAN_NETWORK_PRIVATE_H
#define FDDMIMO_SPAN_NETWORK_PRIVATE_H

#include "span-sizes.h"
#include "transformer-sample-private.h"

#include "ns3/planar-matrix.h"

#include <torch/nn.h>
#include <vector>

/**
 * \file
 * The span Transformer in LibTorch, for its training; SpanModel is the same for its use. B problems
 * of a batch have the same number of users K.
 */

namespace ns3
{
namespace fddmimo
{

/// What the network knows of B problems.
struct SpanBatch
{
    std::vector<PlanarMatrix> gram; //!< G = P H H^H of the known channels, B of K x K
    at::Tensor weights;             //!< rate weights of mean 1, [B, K]
    at::Tensor crossRe;             //!< real part of P H H_known^H with the true H, [B, K, K];
    at::Tensor crossIm;             //!< imaginary part; both undefined if the channels are known
    at::Tensor users;               //!< static features, [B, K, STATIC_FEATURES]
    at::Tensor pairs;               //!< coherence and its logarithm, [B, 2, K, K]

    /**
     * Sets users and pairs from gram and weights.
     */
    void ComputeFeatures();
};

/**
 * \param examples problems with the same number of users
 * \param robust true if the true channels count, false if they are those known
 * \return the problems for the network, with features
 */
SpanBatch MakeSpanBatch(const std::vector<TransformerExample>& examples, bool robust);

/// Where the network is on its way.
struct SpanState
{
    at::Tensor logPower; //!< x, [B, K], sum of exp(x) = 1
    at::Tensor tokens;   //!< [B, K, width]
    at::Tensor load;     //!< logarithm of the factor of all lambda, [B, 1]; robust networks only
    at::Tensor powers;   //!< logarithm of the factor of downlink powers, [B, K]; likewise
};

/// Error matrix of the dual uplink, differentiable with respect to the powers' logarithms.
struct SpanError
{
    at::Tensor re;      //!< real part of M, [B, K, K]
    at::Tensor im;      //!< imaginary part
    at::Tensor squares; //!< S = |M|^2
    at::Tensor mse;     //!< m, [B, K]
};

/**
 * \param batch the problems
 * \param logPower x, [B, K]; exp(x) are the powers, of any sum
 * \return their error matrices
 */
SpanError ComputeSpanError(const SpanBatch& batch, const at::Tensor& logPower);

/**
 * \param batch problems with known channels
 * \param error error matrices
 * \return weighted sum rates in nat/s/Hz of the beams that ComputeDualLoads() makes of them, [B]
 */
at::Tensor ComputeSpanRate(const SpanBatch& batch, const SpanError& error);

/**
 * \param batch the problems
 * \param state where a robust network ended
 * \return weighted sum rates in nat/s/Hz of its beams on the true channels, [B]
 */
at::Tensor ComputeSpanTrueRate(const SpanBatch& batch, const SpanState& state);

/**
 * \param batch the problems
 * \return weighted sum rates in nat/s/Hz of the equal-power linear MMSE beams, on the true
 * channels, [B]
 */
at::Tensor ComputeSpanMmseRate(const SpanBatch& batch);

/**
 * The network, see SpanSizes.
 */
class SpanNetworkImpl : public torch::nn::Module
{
  public:
    /**
     * Weights are random but for the heads', which are zero: the network starts as the linear MMSE
     * precoder.
     *
     * \param sizes the sizes
     */
    explicit SpanNetworkImpl(const SpanSizes& sizes);

    /**
     * \return the sizes
     */
    const SpanSizes& GetSizes() const;

    /**
     * \param batch the problems
     * \return equal powers, zero tokens
     */
    SpanState Start(const SpanBatch& batch) const;

    /**
     * \param layer which layer, from 0
     * \param batch the problems
     * \param error error matrices of the state
     * \param state the state
     * \return the state behind the layer
     */
    SpanState Step(int64_t layer,
                   const SpanBatch& batch,
                   const SpanError& error,
                   const SpanState& state);

    /**
     * \param features features of beams, [R, Beamspace::FEATURES]
     * \return their gains, 0 to 1, [R]; networks with beamspace only
     */
    at::Tensor ShrinkBeams(const at::Tensor& features);

    /**
     * \param layer which layer, from 0
     * \return its parameters; the first one has those of the beamspace too
     */
    std::vector<at::Tensor> GetParameters(int64_t layer) const;

    /**
     * \param state a state
     * \return logarithms of the powers of the uplink, with the load of a robust network, [B, K]
     */
    static at::Tensor GetLoadedPower(const SpanState& state);

  private:
    /// One layer.
    struct Layer
    {
        torch::nn::Linear embed{nullptr};             //!< of the features
        torch::nn::LayerNorm attentionNorm{nullptr};  //!< before the attention
        torch::nn::Linear qkv{nullptr};               //!< queries, keys, values
        torch::nn::Linear bias{nullptr};              //!< of a pair, for each head
        torch::nn::Linear merge{nullptr};             //!< of the heads
        torch::nn::LayerNorm perceptronNorm{nullptr}; //!< before the perceptron
        torch::nn::Linear expand{nullptr};            //!< to its hidden units
        torch::nn::Linear contract{nullptr};          //!< and back
        torch::nn::LayerNorm headNorm{nullptr};       //!< before the head
        torch::nn::Linear head{nullptr};              //!< outputs
        std::shared_ptr<torch::nn::Module> all;       //!< all of them
    };

    SpanSizes m_sizes;                         //!< sizes
    std::vector<Layer> m_layers;               //!< layers
    torch::nn::Linear m_beamspaceIn{nullptr};  //!< of the perceptron in the beamspace
    torch::nn::Linear m_beamspaceOut{nullptr}; //!< likewise
};

TORCH_MODULE(SpanNetwork);

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_SPAN_NETWORK_PRIVATE_H */
