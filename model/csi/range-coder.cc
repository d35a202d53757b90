/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "range-coder.h"

#include "ns3/abort.h"

#include <algorithm>

namespace ns3
{
namespace fddmimo
{

namespace
{
constexpr uint32_t HALF = 0x80000000;           //!< middle of the code range
constexpr uint32_t QUARTER = 0x40000000;        //!< first quarter of the code range
constexpr uint32_t THREE_QUARTERS = 0xc0000000; //!< third quarter of the code range

/**
 * Narrows an interval to the part of a symbol.
 *
 * \param [in,out] low low end
 * \param [in,out] high high end, included
 * \param cumulative the model's cumulative frequencies
 * \param symbol the symbol
 */
void
Narrow(uint32_t& low, uint32_t& high, const std::vector<uint32_t>& cumulative, uint32_t symbol)
{
    const uint64_t range = static_cast<uint64_t>(high) - low + 1;
    const uint64_t total = cumulative.back();
    high = static_cast<uint32_t>(low + range * cumulative[symbol + 1] / total - 1);
    low = static_cast<uint32_t>(low + range * cumulative[symbol] / total);
}
} // namespace

RangeEncoder::RangeEncoder(BitBuffer& output)
    : m_output(output)
{
}

void
RangeEncoder::WriteBit(uint32_t bit)
{
    m_output.Write(bit, 1);
    while (m_pending > 0)
    {
        const uint32_t count = static_cast<uint32_t>(std::min<uint64_t>(m_pending, 64));
        m_output.Write(bit ? 0 : ~uint64_t{0}, count);
        m_pending -= count;
    }
}

void
RangeEncoder::Encode(uint32_t symbol, const SymbolModel& model)
{
    NS_ABORT_MSG_IF(symbol >= model.GetSize(),
                    "RangeEncoder: symbol " << symbol << ", the alphabet has " << model.GetSize());
    Narrow(m_low, m_high, model.GetCumulative(), symbol);
    while (true)
    {
        if (m_high < HALF)
        {
            WriteBit(0);
        }
        else if (m_low >= HALF)
        {
            WriteBit(1);
        }
        else if (m_low >= QUARTER && m_high < THREE_QUARTERS)
        {
            ++m_pending;
            m_low -= QUARTER;
            m_high -= QUARTER;
        }
        else
        {
            break;
        }
        m_low <<= 1;
        m_high = (m_high << 1) | 1;
    }
}

void
RangeEncoder::Finish()
{
    // The interval holds the middle. The decoder reads zeros past the end, so a single 1 points to
    // the middle, and no bit at all to the low end of the whole range.
    if (m_low > 0 || m_pending > 0)
    {
        WriteBit(1);
    }
}

RangeDecoder::RangeDecoder(BitReader& input)
    : m_input(input),
      m_code(static_cast<uint32_t>(input.Read(32)))
{
}

uint32_t
RangeDecoder::Decode(const SymbolModel& model)
{
    const std::vector<uint32_t>& cumulative = model.GetCumulative();
    const uint64_t range = static_cast<uint64_t>(m_high) - m_low + 1;
    const uint64_t position = static_cast<uint64_t>(m_code) - m_low;
    const uint64_t target = ((position + 1) * cumulative.back() - 1) / range;
    const auto above = std::upper_bound(cumulative.begin(), cumulative.end(), target);
    const auto symbol = static_cast<uint32_t>(above - cumulative.begin() - 1);
    Narrow(m_low, m_high, cumulative, symbol);
    while (true)
    {
        if (m_high < HALF || m_low >= HALF)
        {
            // The top bits agree: the shift below drops them.
        }
        else if (m_low >= QUARTER && m_high < THREE_QUARTERS)
        {
            m_low -= QUARTER;
            m_high -= QUARTER;
            m_code -= QUARTER;
        }
        else
        {
            break;
        }
        m_low <<= 1;
        m_high = (m_high << 1) | 1;
        m_code = (m_code << 1) | static_cast<uint32_t>(m_input.Read(1));
    }
    return symbol;
}

} // namespace fddmimo
} // namespace ns3
