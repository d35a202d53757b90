/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "token-stream-private.h"
#include "transformer-kernels.h"

#include <cmath>

namespace ns3
{
namespace fddmimo
{

namespace
{

/**
 * \param vector some numbers
 * \return them, and zeros up to a multiple of TransformerKernels::BLOCK
 */
Eigen::VectorXf
PadVector(const Eigen::VectorXf& vector)
{
    Eigen::VectorXf padded = Eigen::VectorXf::Zero(TokenStreamModel::GetPadded(vector.size()));
    padded.head(vector.size()) = vector;
    return padded;
}

} // namespace

long
TokenStreamModel::GetPadded(long count)
{
    constexpr long block = TransformerKernels::BLOCK;
    return (count + block - 1) / block * block;
}

TokenStreamModel::Perceptron
TokenStreamModel::ReadPerceptron(const LayerReader& reader,
                                 const std::string& name,
                                 const std::vector<int64_t>& widths,
                                 double scale) const
{
    Perceptron perceptron;
    for (std::size_t i = 0; i + 1 < widths.size(); ++i)
    {
        // GELUs count in between.
        perceptron.push_back(
            reader.ReadLinear(name + "." + std::to_string(2 * i), widths[i + 1], widths[i]));
        if (i + 2 == widths.size())
        {
            perceptron.back().weight *= static_cast<float>(scale);
            perceptron.back().bias *= static_cast<float>(scale);
        }
        perceptron.back().Pack();
    }
    perceptron.back().bias = PadVector(perceptron.back().bias);
    return perceptron;
}

TokenStreamModel::Norm
TokenStreamModel::ReadNorm(const LayerReader& reader, const std::string& name) const
{
    return {PadVector(reader.Read(name + ".weight", m_sizes.most, 0)),
            PadVector(reader.Read(name + ".bias", m_sizes.most, 0))};
}

TokenStreamModel::TokenStreamModel(const WeightArchive& archive,
                                   const std::string& prefix,
                                   const TokenSizes& sizes,
                                   bool ofUsers)
    : m_sizes(sizes),
      m_padded(GetPadded(sizes.most)),
      m_zero(Eigen::VectorXf::Zero(GetPadded(sizes.most)))
{
    const LayerReader reader(archive, prefix);
    const int64_t most = sizes.most;
    const int64_t width = sizes.width;
    const int64_t depth = width / sizes.heads;
    m_embed = reader.ReadLinear("embed", sizes.embedding, most);
    m_embed.Pack();
    m_types = m_embed.bias.transpose().replicate(4, 1);
    m_snr = Eigen::VectorXf::Zero(sizes.embedding);
    if (sizes.condition)
    {
        m_types += reader.Read("types", 4, sizes.embedding);
        m_snr = reader.Read("snr", sizes.embedding, 0);
    }
    LinearLayer query = reader.ReadNormalised("embed_norm", "query", width, sizes.embedding);
    const LinearLayer key = reader.ReadNormalised("embed_norm", "key", width, sizes.embedding);
    const LinearLayer value = reader.ReadNormalised("embed_norm", "value", width, sizes.embedding);
    const float scale = 1.0F / std::sqrt(static_cast<float>(depth));
    m_queryBias = query.bias * scale;
    for (int64_t head = 0; head < sizes.heads; ++head)
    {
        m_query.emplace_back(query.weight.middleRows(head * depth, depth) * scale);
        LinearLayer both;
        both.weight.resize(2 * depth, sizes.embedding);
        both.weight << key.weight.middleRows(head * depth, depth),
            value.weight.middleRows(head * depth, depth);
        both.Pack();
        m_keyValue.push_back(std::move(both.packed));
    }
    if (sizes.directions != TokenSizes::NONE)
    {
        const WeightMatrix guide = reader.Read("guide.weight", sizes.embedding, 2 * most);
        LinearLayer padded;
        padded.weight = WeightMatrix::Zero(sizes.embedding, 2 * m_padded);
        padded.weight.leftCols(most) = guide.leftCols(most);
        padded.weight.middleCols(m_padded, most) = guide.rightCols(most);
        padded.Pack();
        m_guide = padded.packed;
        if (ofUsers)
        {
            LinearLayer figures;
            figures.weight = reader.Read("figures.weight", sizes.embedding, TokenSizes::FIGURES);
            figures.Pack();
            m_figures = figures.packed;
        }
        m_paceOfMixed.weight = reader.Read("pace_mixed.weight", 4 * most, width);
        m_paceOfMixed.Pack();
        m_paceOfToken =
            reader.ReadNormalised("embed_norm", "pace_token", 4 * most, sizes.embedding);
        m_paceOfToken.Pack();
        // Attention of the values without their bias lacks that.
        m_paceOfToken.bias += m_paceOfMixed.weight * value.bias;
        m_pace = reader.ReadLinear("pace", TokenSizes::PACES, 4 * most);
        m_pace.weight *= static_cast<float>(TokenSizes::PACE_SCALE);
        m_pace.bias *= static_cast<float>(TokenSizes::PACE_SCALE);
        m_pace.Pack();
    }
    m_merge =
        ReadPerceptron(reader, "merge", {width, 4 * most, 2 * most, most}, sizes.GetUpdateScale());
    // Softmax does not see the keys' bias, and passes that of the values on.
    m_merge.front().bias += m_merge.front().weight * value.bias;
    const std::vector<int64_t> widths{most, 4 * most, 4 * most, most};
    if (sizes.lift)
    {
        m_channelNorm = ReadNorm(reader, "channel_norm");
        m_channel = ReadPerceptron(reader, "channel", widths, 1.0);
        m_channelOut = ReadNorm(reader, "channel_out");
    }
    m_beamNorm = ReadNorm(reader, "beam_norm");
    m_beam = ReadPerceptron(reader, "beam", widths, sizes.GetUpdateScale());
}

} // namespace fddmimo
} // namespace ns3
