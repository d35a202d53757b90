/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../learning/sum-rate-tensor-private.h"
#include "token-network-private.h"
#include "transformer-learner-private.h"

namespace ns3
{
namespace fddmimo
{

namespace
{

/// Training of the token Transformer, on the sum rate without weights.
class TokenLearner : public TransformerLearner
{
  public:
    /**
     * \param sizes the sizes
     */
    explicit TokenLearner(const TokenSizes& sizes)
        : m_network(sizes)
    {
    }

    torch::nn::Module& GetNetwork() override
    {
        return *m_network;
    }

    std::vector<at::Tensor> GetParameters(int64_t layer) const override
    {
        return m_network->GetParameters(layer);
    }

    void Store(WeightArchive& archive) const override
    {
        m_network->GetSizes().Store(archive);
    }

    std::vector<at::Tensor> Run(const std::vector<TransformerExample>& examples,
                                int64_t first,
                                int64_t last) override
    {
        return Run(StackExamples(examples, GetDevice()), first, last);
    }

    std::vector<at::Tensor> RunGaussian(const TransformerSampling& sampling,
                                        uint32_t count,
                                        std::mt19937_64& random,
                                        int64_t first,
                                        int64_t last) override
    {
        return Run(DrawGaussianExamples(sampling, count, random, GetDevice()), first, last);
    }

  private:
    /**
     * \param examples problems
     * \param first first layer with gradients
     * \param last layer behind the last one that is run
     * \return sum rate over that of MMSE behind each layer from \p first on
     */
    std::vector<at::Tensor> Run(const TokenExamples& examples, int64_t first, int64_t last)
    {
        const TokenSizes& sizes = m_network->GetSizes();
        const TokenBatch batch = MakeTokenBatch(examples.known, examples.users, examples.antennas);
        TokenState state = m_network->Start(batch);
        const at::Tensor reference = ComputeSumRateTensor(examples.channels, state.beams, 1);
        {
            const torch::NoGradGuard guard;
            for (int64_t t = 0; t < first; ++t)
            {
                state = m_network->Step(t, batch, state, sizes.ascentSteps);
            }
        }
        std::vector<at::Tensor> gains;
        for (int64_t t = first; t < last; ++t)
        {
            state = m_network->Step(t, batch, state, sizes.ascentSteps);
            gains.push_back(
                (ComputeSumRateTensor(examples.channels, state.beams, 1) / reference).mean());
        }
        return gains;
    }

    TokenNetwork m_network; //!< the network
};

} // namespace

std::unique_ptr<TransformerLearner>
MakeTokenLearner(const TokenSizes& sizes)
{
    return std::make_unique<TokenLearner>(sizes);
}

} // namespace fddmimo
} // namespace ns3
