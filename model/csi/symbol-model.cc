/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "symbol-model.h"

#include "ns3/abort.h"

#include <cmath>

namespace ns3
{
namespace fddmimo
{

SymbolModel::SymbolModel(std::vector<uint32_t> frequencies)
{
    NS_ABORT_MSG_IF(frequencies.empty() || frequencies.size() > 65536,
                    "SymbolModel: " << frequencies.size() << " symbols, allowed are 1 to 65536");
    m_cumulative.reserve(frequencies.size() + 1);
    uint64_t total = 0;
    m_cumulative.push_back(0);
    for (const uint32_t frequency : frequencies)
    {
        total += frequency;
        NS_ABORT_MSG_IF(frequency == 0 || total > GetMaxTotal(),
                        "SymbolModel: frequencies must be at least 1 and sum up to at most "
                            << GetMaxTotal());
        m_cumulative.push_back(static_cast<uint32_t>(total));
    }
}

SymbolModel
SymbolModel::Fit(const std::vector<uint64_t>& histogram)
{
    std::vector<uint32_t> frequencies(histogram.size());
    for (uint32_t shift = 0; shift < 64; ++shift)
    {
        uint64_t total = 0;
        for (std::size_t s = 0; s < histogram.size() && total <= GetMaxTotal(); ++s)
        {
            const uint64_t smoothed = std::min<uint64_t>(histogram[s] >> shift, GetMaxTotal()) + 1;
            frequencies[s] = static_cast<uint32_t>(smoothed);
            total += smoothed;
        }
        if (total <= GetMaxTotal())
        {
            break;
        }
    }
    return SymbolModel(std::move(frequencies));
}

std::vector<uint32_t>
SymbolModel::GetFrequencies() const
{
    std::vector<uint32_t> frequencies(GetSize());
    for (uint32_t s = 0; s < GetSize(); ++s)
    {
        frequencies[s] = m_cumulative[s + 1] - m_cumulative[s];
    }
    return frequencies;
}

uint32_t
SymbolModel::GetSize() const
{
    return static_cast<uint32_t>(m_cumulative.size()) - 1;
}

double
SymbolModel::GetCost(uint32_t symbol) const
{
    NS_ABORT_MSG_IF(symbol >= GetSize(),
                    "SymbolModel: symbol " << symbol << ", the alphabet has " << GetSize());
    const double frequency = m_cumulative[symbol + 1] - m_cumulative[symbol];
    return std::log2(m_cumulative.back() / frequency);
}

double
SymbolModel::GetEntropy() const
{
    double entropy = 0.0;
    for (uint32_t s = 0; s < GetSize(); ++s)
    {
        const double frequency = m_cumulative[s + 1] - m_cumulative[s];
        entropy += frequency / m_cumulative.back() * GetCost(s);
    }
    return entropy;
}

const std::vector<uint32_t>&
SymbolModel::GetCumulative() const
{
    return m_cumulative;
}

uint32_t
SymbolModel::GetMaxTotal()
{
    return 1U << 20;
}

} // namespace fddmimo
} // namespace ns3
