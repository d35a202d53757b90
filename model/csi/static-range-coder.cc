/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "static-range-coder.h"

#include "range-coder.h"

#include "ns3/abort.h"

namespace ns3
{
namespace fddmimo
{

StaticRangeCoder::StaticRangeCoder(std::vector<SymbolModel> models)
    : m_models(std::move(models))
{
    NS_ABORT_MSG_IF(m_models.empty(), "StaticRangeCoder: needs at least one model");
}

StaticRangeCoder
StaticRangeCoder::Fit(const std::vector<uint64_t>& histogram)
{
    return StaticRangeCoder({SymbolModel::Fit(histogram)});
}

BitBuffer
StaticRangeCoder::Encode(const std::vector<uint32_t>& symbols) const
{
    BitBuffer bits;
    RangeEncoder encoder(bits);
    for (std::size_t i = 0; i < symbols.size(); ++i)
    {
        encoder.Encode(symbols[i], m_models[i % m_models.size()]);
    }
    encoder.Finish();
    return bits;
}

std::vector<uint32_t>
StaticRangeCoder::Decode(const BitBuffer& bits, uint32_t count) const
{
    BitReader reader(bits);
    RangeDecoder decoder(reader);
    std::vector<uint32_t> symbols(count);
    for (uint32_t i = 0; i < count; ++i)
    {
        symbols[i] = decoder.Decode(m_models[i % m_models.size()]);
    }
    return symbols;
}

const std::vector<SymbolModel>&
StaticRangeCoder::GetModels() const
{
    return m_models;
}

} // namespace fddmimo
} // namespace ns3
