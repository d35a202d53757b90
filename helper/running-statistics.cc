/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "running-statistics.h"

#include <cmath>

namespace ns3
{
namespace fddmimo
{

void
RunningStatistics::Add(double value)
{
    ++m_count;
    const double delta = value - m_mean;
    m_mean += delta / static_cast<double>(m_count);
    m_sumOfSquares += delta * (value - m_mean);
}

uint64_t
RunningStatistics::GetCount() const
{
    return m_count;
}

double
RunningStatistics::GetMean() const
{
    return m_mean;
}

double
RunningStatistics::GetVariance() const
{
    return m_count < 2 ? 0 : m_sumOfSquares / static_cast<double>(m_count - 1);
}

double
RunningStatistics::GetStandardError() const
{
    return m_count == 0 ? 0 : std::sqrt(GetVariance() / static_cast<double>(m_count));
}

} // namespace fddmimo
} // namespace ns3
