/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "adam-w.h"

#include "quantile.h"

#include <algorithm>
#include <cmath>

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
