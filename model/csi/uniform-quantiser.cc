/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "uniform-quantiser.h"

#include "ns3/abort.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace fddmimo
{

UniformQuantiser::UniformQuantiser(uint32_t bits)
    : m_bits(bits),
      m_step(std::ldexp(2.0, -static_cast<int>(bits)))
{
    NS_ABORT_MSG_IF(bits < 1 || bits > 24,
                    "UniformQuantiser: " << bits << " bits, allowed are 1 to 24");
}

uint32_t
UniformQuantiser::Quantise(double value) const
{
    if (!(value > -1.0))
    {
        return 0;
    }
    const double cell = std::min((value + 1.0) / m_step, GetLevels() - 1.0);
    return static_cast<uint32_t>(cell);
}

double
UniformQuantiser::Dequantise(uint32_t index) const
{
    return -1.0 + (std::min(index, GetLevels() - 1) + 0.5) * m_step;
}

uint32_t
UniformQuantiser::GetBits() const
{
    return m_bits;
}

uint32_t
UniformQuantiser::GetLevels() const
{
    return 1U << m_bits;
}

double
UniformQuantiser::GetStep() const
{
    return m_step;
}

} // namespace fddmimo
} // namespace ns3
