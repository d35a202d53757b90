/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "combination-coder.h"

#include "ns3/abort.h"

#include <algorithm>

namespace ns3
{
namespace fddmimo
{

CombinationCoder::CombinationCoder(uint32_t n, uint32_t k)
    : m_n(n),
      m_k(k)
{
    NS_ABORT_MSG_IF(n < 1 || n > 65536 || k > n,
                    "CombinationCoder: a set of " << k << " out of " << n
                                                  << ", allowed are 0 to n out of 1 to 65536");
    const Number limit = static_cast<Number>(1) << 120;
    const uint32_t width = k + 1;
    m_binomials.assign(static_cast<std::size_t>(n + 1) * width, 0);
    for (uint32_t c = 0; c <= n; ++c)
    {
        m_binomials[c * width] = 1;
        for (uint32_t i = 1; i <= std::min(c, k); ++i)
        {
            m_binomials[c * width + i] =
                m_binomials[(c - 1) * width + i - 1] + m_binomials[(c - 1) * width + i];
            // C(c, i) can outgrow C(n, k) for i < k, but is needed only where c stays below n.
            m_binomials[c * width + i] = std::min(m_binomials[c * width + i], limit);
        }
    }
    bool exact = true;
    for (uint32_t i = 0; i <= k; ++i)
    {
        exact = exact && GetBinomial(n, i) < limit;
    }
    if (!exact)
    {
        m_binomials.clear();
        m_bits = k * GetIndexBits(n);
        return;
    }
    m_bits = 0;
    while ((static_cast<Number>(1) << m_bits) < GetBinomial(n, k))
    {
        ++m_bits;
    }
}

CombinationCoder::Number
CombinationCoder::GetBinomial(uint32_t n, uint32_t k) const
{
    return m_binomials[static_cast<std::size_t>(n) * (m_k + 1) + k];
}

uint32_t
CombinationCoder::GetBits() const
{
    return m_bits;
}

uint32_t
CombinationCoder::GetIndexBits(uint64_t values)
{
    uint32_t bits = 0;
    while (bits < 64 && (uint64_t{1} << bits) < values)
    {
        ++bits;
    }
    return bits;
}

void
CombinationCoder::Encode(const std::vector<uint32_t>& indices, BitBuffer& bits) const
{
    NS_ABORT_MSG_IF(indices.size() != m_k,
                    "CombinationCoder: " << indices.size() << " indices instead of " << m_k);
    Number number = 0;
    for (uint32_t i = 0; i < m_k; ++i)
    {
        NS_ABORT_MSG_IF(indices[i] >= m_n || (i > 0 && indices[i] <= indices[i - 1]),
                        "CombinationCoder: indices must increase and stay below " << m_n);
        if (m_binomials.empty())
        {
            bits.Write(indices[i], GetIndexBits(m_n));
        }
        else
        {
            number += GetBinomial(indices[i], i + 1);
        }
    }
    if (!m_binomials.empty())
    {
        const uint32_t lowBits = std::min(m_bits, 64U);
        bits.Write(static_cast<uint64_t>(number >> lowBits), m_bits - lowBits);
        bits.Write(static_cast<uint64_t>(number), lowBits);
    }
}

void
CombinationCoder::Decode(BitReader& bits, std::vector<uint32_t>& indices) const
{
    indices.resize(m_k);
    if (m_binomials.empty())
    {
        for (uint32_t& index : indices)
        {
            index = static_cast<uint32_t>(bits.Read(GetIndexBits(m_n))) % m_n;
        }
        std::sort(indices.begin(), indices.end());
        return;
    }
    const uint32_t lowBits = std::min(m_bits, 64U);
    Number number = bits.Read(m_bits - lowBits);
    number = (number << lowBits) | bits.Read(lowBits);
    number %= GetBinomial(m_n, m_k);
    uint32_t candidate = m_n;
    for (uint32_t i = m_k; i > 0; --i)
    {
        do
        {
            --candidate;
        } while (GetBinomial(candidate, i) > number);
        number -= GetBinomial(candidate, i);
        indices[i - 1] = candidate;
    }
}

} // namespace fddmimo
} // namespace ns3
