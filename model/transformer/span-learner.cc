/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "span-network-private.h"
#include "transformer-learner-private.h"

namespace ns3
{
namespace fddmimo
{

namespace
{

/// Training of the span Transformer.
class SpanLearner : public TransformerLearner
{
  public:
    /**
     * \param sizes the sizes
     */
    explicit SpanLearner(const SpanSizes& sizes)
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
        const bool robust = m_network->GetSizes().robust;
        const SpanBatch batch = MakeSpanBatch(examples, robust);
        const at::Tensor reference = ComputeSpanMmseRate(batch).detach();
        const auto computeError = [&batch](const SpanState& state) {
            return ComputeSpanError(batch, SpanNetworkImpl::GetLoadedPower(state));
        };
        SpanState state = m_network->Start(batch);
        SpanError error = computeError(state);
        {
            const torch::NoGradGuard guard;
            for (int64_t t = 0; t < first; ++t)
            {
                state = m_network->Step(t, batch, error, state);
                error = computeError(state);
            }
        }
        std::vector<at::Tensor> gains;
        for (int64_t t = first; t < last; ++t)
        {
            state = m_network->Step(t, batch, error, state);
            if (!robust)
            {
                error = computeError(state);
                gains.push_back((ComputeSpanRate(batch, error) / reference).mean());
            }
            else if (t + 1 < last)
            {
                error = computeError(state);
            }
            else
            {
                gains.push_back((ComputeSpanTrueRate(batch, state) / reference).mean());
            }
        }
        return gains;
    }

  private:
    SpanNetwork m_network; //!< the network
};

} // namespace

std::unique_ptr<TransformerLearner>
MakeSpanLearner(const SpanSizes& sizes)
{
    return std::make_unique<SpanLearner>(sizes);
}

} // namespace fddmimo
} // namespace ns3
