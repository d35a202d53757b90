/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../learning/sum-rate-tensor-private.h"
#include "baseline-network-private.h"
#include "transformer-learner-private.h"

namespace ns3
{
namespace fddmimo
{

namespace
{

/// Training of the networks that the Transformers are compared with, on the sum rate without
/// weights.
class BaselineLearner : public TransformerLearner
{
  public:
    /**
     * \param sizes the sizes
     */
    explicit BaselineLearner(const BaselineSizes& sizes)
        : m_network(sizes)
    {
    }

    torch::nn::Module& GetNetwork() override
    {
        return *m_network;
    }

    std::vector<at::Tensor> GetParameters(int64_t layer) const override
    {
        // All layers are trained together, as the first one.
        return layer == 0 ? m_network->parameters() : std::vector<at::Tensor>();
    }

    void Store(WeightArchive& archive) const override
    {
        m_network->GetSizes().Store(archive);
    }

    std::vector<at::Tensor> Run(const std::vector<TransformerExample>& examples,
                                int64_t,
                                int64_t) override
    {
        return Run(StackExamples(examples, GetDevice()));
    }

    std::vector<at::Tensor> RunGaussian(const TransformerSampling& sampling,
                                        uint32_t count,
                                        std::mt19937_64& random,
                                        int64_t,
                                        int64_t) override
    {
        return Run(DrawGaussianExamples(sampling, count, random, GetDevice()));
    }

  private:
    /**
     * \param examples problems
     * \return sum rate over that of MMSE, behind each step
     */
    std::vector<at::Tensor> Run(const TokenExamples& examples)
    {
        const TokenBatch batch = MakeTokenBatch(examples.known, examples.users, examples.antennas);
        const at::Tensor& h = examples.channels;
        const at::Tensor reference = ComputeSumRateTensor(h, ComputeStartBeams(batch), 1);
        std::vector<at::Tensor> gains;
        for (const at::Tensor& beams : m_network->Design(batch, m_network->GetSizes().steps))
        {
            gains.push_back((ComputeSumRateTensor(h, beams, 1) / reference).mean());
        }
        return gains;
    }

    BaselineNetwork m_network; //!< the network
};

} // namespace

std::unique_ptr<TransformerLearner>
MakeBaselineLearner(const BaselineSizes& sizes)
{
    return std::make_unique<BaselineLearner>(sizes);
}

} // namespace fddmimo
} // namespace ns3
