/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "gain-quantiser.h"

#include "ns3/abort.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace fddmimo
{

GainQuantiser::GainQuantiser(uint32_t bits, double minDb, double maxDb)
    : m_bits(bits),
      m_minDb(minDb)
{
    NS_ABORT_MSG_IF(bits < 1 || bits > 16, "GainBits is " << bits << ", allowed are 1 to 16");
    NS_ABORT_MSG_IF(!(minDb < maxDb),
                    "GainMinDb is " << minDb << " and GainMaxDb is " << maxDb
                                    << ": the first must be smaller");
    m_stepDb = (maxDb - minDb) / ((1U << bits) - 1);
}

uint32_t
GainQuantiser::Quantise(double amplitude) const
{
    if (!(amplitude > 0.0) || !std::isfinite(amplitude))
    {
        return 0;
    }
    const double steps = (20.0 * std::log10(amplitude) - m_minDb) / m_stepDb;
    if (steps < 0.0)
    {
        return 0;
    }
    const double highest = (1U << m_bits) - 1;
    return static_cast<uint32_t>(std::min(std::floor(steps) + 1.0, highest));
}

uint32_t
GainQuantiser::QuantiseUp(double amplitude) const
{
    const uint32_t nearest = Quantise(amplitude);
    const uint32_t highest = (1U << m_bits) - 1;
    return nearest == 0 || nearest == highest || Dequantise(nearest) >= amplitude ? nearest
                                                                                  : nearest + 1;
}

double
GainQuantiser::Dequantise(uint32_t index) const
{
    const uint32_t level = std::min(index, (1U << m_bits) - 1);
    return level == 0 ? 0.0 : std::pow(10.0, (m_minDb + (level - 0.5) * m_stepDb) / 20.0);
}

uint32_t
GainQuantiser::GetBits() const
{
    return m_bits;
}

double
GainQuantiser::GetStepDb() const
{
    return m_stepDb;
}

} // namespace fddmimo
} // namespace ns3
