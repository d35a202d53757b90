/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "baseline-model.h"

#include "lstm-model-private.h"
#include "token-model.h"

#include "ns3/sum-rate.h"

#include <cmath>

namespace ns3
{
namespace fddmimo
{

namespace
{

/// The fully connected networks of BaselineSizes for their use, without LibTorch.
class FnnModel
{
  public:
    /**
     * \param archive trained weights; throws WeightArchiveError if they are incomplete
     * \param sizes their sizes
     */
    FnnModel(const WeightArchive& archive, const BaselineSizes& sizes)
        : m_most(sizes.most),
          m_residual(sizes.kind == BaselineSizes::RESIDUAL_FNN)
    {
        const LayerReader reader(archive, "");
        const int64_t entries = 2 * m_most * m_most;
        int64_t inputs = (m_residual ? 2 : 1) * entries + 1;
        for (int64_t i = 0; i < sizes.layers; ++i, inputs = sizes.hidden)
        {
            m_layers.push_back(
                reader.ReadLinear("hidden_" + std::to_string(i), sizes.hidden, inputs));
        }
        m_layers.push_back(reader.ReadLinear("out", entries, sizes.hidden));
    }

    /**
     * \param channel noise-normalised channels times sqrt(P), K x N
     * \return beams of power 1, N x K
     */
    CMatrix Design(const CRowMatrix& channel) const
    {
        const double size = static_cast<double>(channel.size());
        const double gain = std::max(1e-15, channel.norm() / std::sqrt(size));
        const double unit = std::sqrt(size);
        Eigen::VectorXf x = Eigen::VectorXf::Zero(m_layers.front().weight.cols());
        Fill(channel / gain, x.data());
        x(2 * m_most * m_most) = static_cast<float>(0.5 * std::log(gain) - 0.7);
        CMatrix beams = CMatrix::Zero(channel.cols(), channel.rows());
        if (m_residual)
        {
            beams = TokenModel::ComputeStart(channel) * unit;
            Fill(beams, x.data() + 2 * m_most * m_most + 1);
        }
        for (std::size_t i = 0; i < m_layers.size(); ++i)
        {
            const LinearLayer& layer = m_layers[i];
            const Eigen::VectorXf y = layer.weight * x + layer.bias;
            x = i + 1 < m_layers.size() ? Eigen::VectorXf(y.cwiseMax(0.0F)) : y;
        }
        for (Eigen::Index n = 0; n < beams.rows(); ++n)
        {
            for (Eigen::Index k = 0; k < beams.cols(); ++k)
            {
                const int64_t place = n * m_most + k;
                beams(n, k) += Complex(x(place), x(m_most * m_most + place));
            }
        }
        return ProjectPower(beams, 1.0);
    }

  private:
    /**
     * \param matrix at most L x L
     * \param [out] parts its real parts, row after row of L each, then its imaginary parts
     */
    void Fill(const CRowMatrix& matrix, float* parts) const
    {
        for (Eigen::Index r = 0; r < matrix.rows(); ++r)
        {
            for (Eigen::Index c = 0; c < matrix.cols(); ++c)
            {
                const std::complex<float> entry(matrix(r, c));
                parts[r * m_most + c] = entry.real();
                parts[(m_most + r) * m_most + c] = entry.imag();
            }
        }
    }

    int64_t m_most;                    //!< L
    bool m_residual;                   //!< whether it adds to linear MMSE beams
    std::vector<LinearLayer> m_layers; //!< layers, with ReLU between them
};

} // namespace

/**
 * One of the networks.
 */
struct BaselineModel::Private
{
    BaselineSizes sizes;             //!< sizes
    std::unique_ptr<FnnModel> fnn;   //!< fully connected network
    std::unique_ptr<LstmModel> lstm; //!< meta-optimiser
};

BaselineModel::BaselineModel(const WeightArchive& archive)
    : m_private(std::make_unique<Private>())
{
    m_private->sizes = BaselineSizes::Load(archive);
    if (m_private->sizes.kind == BaselineSizes::LSTM)
    {
        m_private->lstm = std::make_unique<LstmModel>(archive, m_private->sizes);
    }
    else
    {
        m_private->fnn = std::make_unique<FnnModel>(archive, m_private->sizes);
    }
}

BaselineModel::~BaselineModel() = default;

const BaselineSizes&
BaselineModel::GetSizes() const
{
    return m_private->sizes;
}

std::vector<CMatrix>
BaselineModel::Design(const std::vector<CRowMatrix>& channels, uint32_t steps) const
{
    const auto used = steps == 0 ? static_cast<uint32_t>(m_private->sizes.steps) : steps;
    std::vector<CMatrix> results;
    for (const CRowMatrix& channel : channels)
    {
        results.push_back(m_private->lstm ? m_private->lstm->Design(channel, used)
                                          : m_private->fnn->Design(channel));
    }
    return results;
}

} // namespace fddmimo
} // namespace ns3
