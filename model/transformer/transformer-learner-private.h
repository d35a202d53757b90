/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_TRANSFORMER_LEARNER_PRIVATE_H
#define FDDMIMO_TRANSFORMER_LEARNER_PRIVATE_H

#include "baseline-sizes.h"
#include "span-sizes.h"
#include "token-sizes.h"
#include "transformer-sample-private.h"

#include <memory>
#include <torch/nn.h>

namespace ns3
{
namespace fddmimo
{

/**
 * What TransformerTrainer needs of a network: its layers, and its gain over the linear MMSE
 * precoder, layer by layer.
 */
class TransformerLearner
{
  public:
    virtual ~TransformerLearner() = default;

    /**
     * \return the network, all layers
     */
    virtual torch::nn::Module& GetNetwork() = 0;

    /**
     * \return where the network is
     */
    at::Device GetDevice()
    {
        return GetNetwork().parameters().front().device();
    }

    /**
     * \param layer which layer, from 0
     * \return its parameters
     */
    virtual std::vector<at::Tensor> GetParameters(int64_t layer) const = 0;

    /**
     * \param [in,out] archive receives the sizes as attributes
     */
    virtual void Store(WeightArchive& archive) const = 0;

    /**
     * Runs the first layers on a batch.
     *
     * \param examples problems with one number of users
     * \param first first layer with gradients: those before are run without
     * \param last layer behind the last one that is run
     * \return weighted sum rate over that of the linear MMSE precoder, behind each layer from
     * \p first on, mean of the batch; layers without a figure are left out
     */
    virtual std::vector<at::Tensor> Run(const std::vector<TransformerExample>& examples,
                                        int64_t first,
                                        int64_t last) = 0;

    /**
     * Likewise, on i.i.d. Gaussian channels that are drawn where the network is.
     *
     * \param sampling how problems are made
     * \param count problems of the batch
     * \param random random numbers for their sizes
     * \param first first layer with gradients
     * \param last layer behind the last one that is run
     * \return as Run(); nothing, if the network cannot
     */
    virtual std::vector<at::Tensor> RunGaussian(
        [[maybe_unused]] const TransformerSampling& sampling,
        [[maybe_unused]] uint32_t count,
        [[maybe_unused]] std::mt19937_64& random,
        [[maybe_unused]] int64_t first,
        [[maybe_unused]] int64_t last)
    {
        return {};
    }

    /**
     * \return a loss of the latest Run() that is added to that of the rates; undefined if there is
     * none
     */
    virtual at::Tensor GetOwnLoss() const
    {
        return {};
    }
};

/**
 * \param sizes sizes of a span Transformer
 * \return the learner
 */
std::unique_ptr<TransformerLearner> MakeSpanLearner(const SpanSizes& sizes);

/**
 * \param sizes sizes of a token Transformer
 * \return the learner
 */
std::unique_ptr<TransformerLearner> MakeTokenLearner(const TokenSizes& sizes);

/**
 * \param sizes sizes of a network that the Transformers are compared with
 * \return the learner, whose layers are trained together
 */
std::unique_ptr<TransformerLearner> MakeBaselineLearner(const BaselineSizes& sizes);

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_TRANSFORMER_LEARNER_PRIVATE_H */
