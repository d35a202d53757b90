/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "adam-w.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace ns3
{
namespace fddmimo
{

namespace
{

const double FIRST_MOMENT = 0.9;       //!< smoothing of the gradient
const double SECOND_MOMENT = 0.99;     //!< smoothing of its square
const double EPSILON = 1e-8;           //!< against division by zero
const std::size_t CLIP_HISTORY = 2000; //!< gradient norms that AutoClip remembers

} // namespace

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

void
AdamW::Reset(Eigen::Index size)
{
    first.setZero(size);
    second.setZero(size);
    steps = 0.0;
    norms.clear();
}

void
AdamW::Step(const RVector& gradient,
            double rate,
            double decay,
            double clipQuantile,
            RVector& weights)
{
    const double norm = gradient.norm();
    if (!std::isfinite(norm) || !(norm > 0.0))
    {
        return;
    }
    norms.push_back(norm);
    if (norms.size() > CLIP_HISTORY)
    {
        norms.erase(norms.begin());
    }
    std::vector<std::size_t> order;
    const double clip = std::min(1.0, GetQuantile(norms, clipQuantile, order).first / norm);
    steps += 1.0;
    first = FIRST_MOMENT * first + (1.0 - FIRST_MOMENT) * clip * gradient;
    second = SECOND_MOMENT * second + (1.0 - SECOND_MOMENT) * clip * clip * gradient.cwiseAbs2();
    const double firstBias = 1.0 - std::pow(FIRST_MOMENT, steps);
    const double secondBias = 1.0 - std::pow(SECOND_MOMENT, steps);
    weights *= 1.0 - rate * decay;
    weights.array() -=
        rate * (first.array() / firstBias) / ((second.array() / secondBias).sqrt() + EPSILON);
}

} // namespace fddmimo
} // namespace ns3
