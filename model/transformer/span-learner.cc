/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "beamspace.h"
#include "span-network-private.h"
#include "transformer-learner-private.h"

#include <algorithm>

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
        SpanBatch batch = MakeSpanBatch(examples, robust);
        const at::Tensor reference = ComputeSpanMmseRate(batch).detach();
        if (m_network->GetSizes().beamspace)
        {
            batch = MakeSpanBatch(Shrink(examples), robust);
        }
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

    at::Tensor GetOwnLoss() const override
    {
        return m_shrinkingLoss;
    }

  private:
    /**
     * Passes the known channels through the beamspace, and sets m_shrinkingLoss to what is left of
     * their errors over the energy of the true ones: the perceptron there learns from that alone.
     *
     * \param examples problems
     * \return the same with shrunk channels
     */
    std::vector<TransformerExample> Shrink(const std::vector<TransformerExample>& examples)
    {
        const auto toAdjoint = [](const CRowMatrix& channel, PlanarMatrix& adjoint) -> auto&
        {
            adjoint.Resize(channel.cols(), channel.rows());
            for (Eigen::Index k = 0; k < channel.rows(); ++k)
            {
                adjoint.SetColumnConjugate(k, channel.data() + k * channel.cols(), 1);
            }
            return adjoint;
        };
        std::vector<Beamspace> known;
        PlanarMatrix adjoint;
        int64_t count = 0;
        for (const TransformerExample& example : examples)
        {
            known.emplace_back(toAdjoint(example.known, adjoint));
            count += example.known.size();
        }
        at::Tensor features = at::empty({count, Beamspace::FEATURES});
        // |z|^2, |t|^2 and Re(conj(t) z) of each beam, over the mean of |z|^2 of its user.
        at::Tensor products = at::empty({3, count});
        int64_t first = 0;
        for (std::size_t i = 0; i < examples.size(); ++i)
        {
            known[i].FillFeatures(features.data_ptr<float>() + first * Beamspace::FEATURES);
            const Beamspace truth(toAdjoint(examples[i].channel, adjoint));
            const CMatrix& z = known[i].GetBeams();
            const CMatrix& t = truth.GetBeams();
            for (Eigen::Index k = 0; k < z.cols(); ++k)
            {
                const double scale = 1.0 / std::max(1e-30, z.col(k).squaredNorm() / z.rows());
                for (Eigen::Index n = 0; n < z.rows(); ++n, ++first)
                {
                    float* to = products.data_ptr<float>() + first;
                    to[0] = static_cast<float>(scale * std::norm(z(n, k)));
                    to[count] = static_cast<float>(scale * std::norm(t(n, k)));
                    to[2 * count] =
                        static_cast<float>(scale * std::real(std::conj(t(n, k)) * z(n, k)));
                }
            }
        }
        const at::Tensor gains = m_network->ShrinkBeams(features);
        m_shrinkingLoss =
            (gains.square() * products[0] - 2.0 * gains * products[2] + products[1]).sum() /
            products[1].sum();
        const at::Tensor values = gains.detach().contiguous();
        std::vector<TransformerExample> shrunk = examples;
        first = 0;
        for (std::size_t i = 0; i < examples.size(); ++i)
        {
            known[i].Restore(values.data_ptr<float>() + first, adjoint);
            shrunk[i].known = adjoint.ToComplex().adjoint();
            first += examples[i].known.size();
        }
        return shrunk;
    }

    SpanNetwork m_network;      //!< the network
    at::Tensor m_shrinkingLoss; //!< relative error of the latest batch behind the beamspace
};

} // namespace

std::unique_ptr<TransformerLearner>
MakeSpanLearner(const SpanSizes& sizes)
{
    return std::make_unique<SpanLearner>(sizes);
}

} // namespace fddmimo
} // namespace ns3
