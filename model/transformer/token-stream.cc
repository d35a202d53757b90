/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "token-stream-private.h"
#include "transformer-kernels.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace fddmimo
{

namespace
{

constexpr long BLOCK = TransformerKernels::BLOCK; //!< floats that rows are padded to

} // namespace

void
TokenStreamModel::Run(const std::vector<TokenPart>& parts,
                      float* tokens,
                      TokenScratch& scratch) const
{
    float* mask = scratch.masks.Get(parts.size() * m_padded);
    long rows = 0;
    for (const TokenPart& part : parts)
    {
        std::fill(mask, mask + part.present, 1.0F);
        std::fill(mask + part.present, mask + m_padded, 0.0F);
        mask += m_padded;
        rows += 4 * part.count;
    }
    Embed(parts, tokens, rows, scratch);
    Attend(parts, rows, scratch);
    if (m_sizes.directions != TokenSizes::NONE)
    {
        ChoosePaces(parts, scratch);
    }
    Perceive(m_merge, scratch.mixed.Get(rows * m_sizes.width), m_sizes.width, rows, scratch);
    mask = scratch.masks.Get(parts.size() * m_padded);
    const float* updates = scratch.updates.Get(rows * m_padded);
    float* to = tokens;
    for (const TokenPart& part : parts)
    {
        const long count = 4 * part.count;
        TransformerKernels::Get()
            .addPresent(updates, m_merge.back().bias.data(), mask, count, m_padded, to);
        updates += count * m_padded;
        to += count * m_padded;
        mask += m_padded;
    }
    if (m_sizes.lift)
    {
        UpdateHalf(parts, false, rows, tokens, scratch);
    }
    UpdateHalf(parts, true, rows, tokens, scratch);
}

void
TokenStreamModel::Embed(const std::vector<TokenPart>& parts,
                        const float* tokens,
                        long rows,
                        TokenScratch& scratch) const
{
    const TransformerKernels& kernels = TransformerKernels::Get();
    const long width = m_sizes.embedding;
    const long columns = GetPadded(rows);
    float* bias = scratch.bias.Get(width);
    float* embedded = scratch.embedded.Get(rows * width);
    float* normed = scratch.normed.Get(rows * width);
    float* transposed = scratch.transposed.Get(width * columns + BLOCK);
    kernels.multiplyLinear(tokens,
                           m_padded,
                           1,
                           m_embed.packed.data(),
                           m_embed.packed.cols(),
                           rows,
                           m_sizes.most,
                           width,
                           false,
                           embedded,
                           width);
    if (m_sizes.directions != TokenSizes::NONE)
    {
        float* half = embedded;
        for (const TokenPart& part : parts)
        {
            half += 2 * part.count * width;
            kernels.multiplyLinear(part.guide,
                                   2 * m_padded,
                                   1,
                                   m_guide.data(),
                                   m_guide.cols(),
                                   2 * part.count,
                                   2 * m_padded,
                                   width,
                                   true,
                                   half,
                                   width);
            for (int i = 0; i < 2; ++i, half += part.count * width)
            {
                if (part.figures != nullptr)
                {
                    kernels.multiplyLinear(part.figures,
                                           TokenSizes::FIGURES,
                                           1,
                                           m_figures.data(),
                                           m_figures.cols(),
                                           part.count,
                                           TokenSizes::FIGURES,
                                           width,
                                           true,
                                           half,
                                           width);
                }
            }
        }
    }
    float* to = normed;
    for (const TokenPart& part : parts)
    {
        for (long type = 0; type < 4; ++type)
        {
            Eigen::Map<Eigen::VectorXf>(bias, width) =
                m_types.row(type).transpose() + part.snr * m_snr;
            kernels.normalise(embedded, bias, part.count, width, to);
            embedded += part.count * width;
            to += part.count * width;
        }
    }
    using Map = Eigen::Map<WeightMatrix, 0, Eigen::OuterStride<>>;
    Map(transposed, width, rows, Eigen::OuterStride<>(columns)) =
        Eigen::Map<const WeightMatrix>(normed, rows, width).transpose();
}

void
TokenStreamModel::Attend(const std::vector<TokenPart>& parts,
                         long rows,
                         TokenScratch& scratch) const
{
    const TransformerKernels& kernels = TransformerKernels::Get();
    const long depth = m_sizes.width / m_sizes.heads;
    const long columns = GetPadded(rows);
    long most = 0;
    for (const TokenPart& part : parts)
    {
        most = std::max(most, 4 * part.count);
    }
    const float* normed = scratch.normed.Get(rows * m_sizes.embedding);
    const float* transposed = scratch.transposed.Get(m_sizes.embedding * columns + BLOCK);
    // Products read and softmax writes up to the next multiple of BLOCK, hence the rest.
    float* keyValue = scratch.keyValue.Get(rows * 2 * depth + BLOCK);
    float* query = scratch.query.Get(depth * columns + BLOCK);
    float* scores = scratch.scores.Get(most * GetPadded(most));
    float* mixed = scratch.mixed.Get(rows * m_sizes.width);
    for (int64_t head = 0; head < m_sizes.heads; ++head)
    {
        const WeightMatrix& packed = m_keyValue[head];
        kernels.multiplyLinear(normed,
                               m_sizes.embedding,
                               1,
                               packed.data(),
                               packed.cols(),
                               rows,
                               m_sizes.embedding,
                               2 * depth,
                               false,
                               keyValue,
                               2 * depth);
        for (long d = 0; d < depth; ++d)
        {
            std::fill(query + d * columns,
                      query + (d + 1) * columns,
                      m_queryBias(head * depth + d));
        }
        kernels.multiplyLinear(m_query[head].data(),
                               m_sizes.embedding,
                               1,
                               transposed,
                               columns,
                               depth,
                               m_sizes.embedding,
                               rows,
                               true,
                               query,
                               columns);
        long row = 0;
        for (const TokenPart& part : parts)
        {
            const long count = 4 * part.count;
            const long stride = GetPadded(count);
            const float* keys = keyValue + row * 2 * depth;
            kernels.multiplyLinear(keys,
                                   2 * depth,
                                   1,
                                   query + row,
                                   columns,
                                   count,
                                   depth,
                                   count,
                                   false,
                                   scores,
                                   stride);
            kernels.softmaxColumns(scores, count, count, stride);
            kernels.multiplyLinear(scores,
                                   1,
                                   stride,
                                   keys + depth,
                                   2 * depth,
                                   count,
                                   count,
                                   depth,
                                   false,
                                   mixed + row * m_sizes.width + head * depth,
                                   m_sizes.width);
            row += count;
        }
    }
}

void
TokenStreamModel::ChoosePaces(const std::vector<TokenPart>& parts, TokenScratch& scratch) const
{
    const TransformerKernels& kernels = TransformerKernels::Get();
    const long width = m_paceOfToken.weight.rows();
    long row = 0;
    for (const TokenPart& part : parts)
    {
        const long rows = 2 * part.count; // those of W
        const float* mixed = scratch.mixed.Get(0) + (row + rows) * m_sizes.width;
        const float* token = scratch.normed.Get(0) + (row + rows) * m_sizes.embedding;
        float* hidden = scratch.hidden[0].Get(rows * width);
        float* paces = scratch.paces.Get(rows * TokenSizes::PACES);
        m_paceOfMixed.Multiply(mixed, rows, false, hidden);
        m_paceOfToken.Multiply(token, rows, true, hidden);
        kernels.gelu(hidden, m_paceOfToken.bias.data(), rows, width);
        m_pace.Multiply(hidden, rows, false, paces);
        const long half = part.count * TokenSizes::PACES;
        for (long i = 0; i < half; ++i)
        {
            part.paces[i] =
                0.5F * (paces[i] + paces[i + half]) + m_pace.bias(i % TokenSizes::PACES);
        }
        row += 2 * rows;
    }
}

void
TokenStreamModel::Perceive(const Perceptron& perceptron,
                           const float* input,
                           long stride,
                           long rows,
                           TokenScratch& scratch) const
{
    const TransformerKernels& kernels = TransformerKernels::Get();
    for (std::size_t i = 0; i < perceptron.size(); ++i)
    {
        const LinearLayer& layer = perceptron[i];
        const bool last = i + 1 == perceptron.size();
        const long width = last ? m_padded : layer.weight.rows();
        float* output = last ? scratch.updates.Get(rows * m_padded)
                             : scratch.hidden[i % 2].Get(rows * 4 * m_sizes.most);
        // The last layer writes its padding too, so that there is none of undefined content.
        kernels.multiplyLinear(input,
                               stride,
                               1,
                               layer.packed.data(),
                               layer.packed.cols(),
                               rows,
                               layer.packed.rows(),
                               width,
                               false,
                               output,
                               width);
        if (!last)
        {
            kernels.gelu(output, layer.bias.data(), rows, width);
        }
        input = output;
        stride = width;
    }
}

void
TokenStreamModel::UpdateHalf(const std::vector<TokenPart>& parts,
                             bool beams,
                             long rows,
                             float* tokens,
                             TokenScratch& scratch) const
{
    const TransformerKernels& kernels = TransformerKernels::Get();
    const Perceptron& perceptron = beams ? m_beam : m_channel;
    const Norm& norm = beams ? m_beamNorm : m_channelNorm;
    float* const masks = scratch.masks.Get(parts.size() * m_padded);
    float* const half = scratch.half.Get(rows / 2 * m_padded);
    const auto forEach = [&](auto&& work) {
        long row = 0;
        const float* mask = masks;
        for (const TokenPart& part : parts)
        {
            const long count = 2 * part.count;
            work(part,
                 mask,
                 count,
                 tokens + (2 * row + (beams ? count : 0)) * m_padded,
                 row * m_padded);
            row += count;
            mask += m_padded;
        }
    };
    forEach([&](const TokenPart& part, const float* mask, long count, float* own, long place) {
        kernels.normalisePresent(own,
                                 m_zero.data(),
                                 mask,
                                 part.present,
                                 norm.scale.data(),
                                 norm.shift.data(),
                                 count,
                                 m_padded,
                                 false,
                                 half + place);
    });
    Perceive(perceptron, half, m_padded, rows / 2, scratch);
    const float* updates = scratch.updates.Get(rows / 2 * m_padded);
    const float* bias = perceptron.back().bias.data();
    forEach([&](const TokenPart& part, const float* mask, long count, float* own, long place) {
        if (beams)
        {
            kernels.addPresent(updates + place, bias, mask, count, m_padded, own);
            return;
        }
        kernels.normalisePresent(updates + place,
                                 bias,
                                 mask,
                                 part.present,
                                 m_channelOut.scale.data(),
                                 m_channelOut.shift.data(),
                                 count,
                                 m_padded,
                                 true,
                                 own);
    });
}

} // namespace fddmimo
} // namespace ns3
