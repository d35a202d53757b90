/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "quantile.h"

#include <algorithm>
#include <numeric>

namespace ns3
{
namespace fddmimo
{

std::pair<double, double>
GetQuantile(const std::vector<double>& values, double share, std::vector<std::size_t>& order)
{
    order.resize(values.size());
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return values[a] < values[b];
    });
    const double position = share * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(position);
    const std::size_t above = std::min(below + 1, values.size() - 1);
    const double part = position - static_cast<double>(below);
    return {(1.0 - part) * values[order[below]] + part * values[order[above]], position};
}

} // namespace fddmimo
} // namespace ns3
