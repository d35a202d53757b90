/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sub-array-view.h"

#include <cmath>

namespace ns3
{
namespace fddmimo
{

SubArrayView
ComputeSubArrayView(const Vector& array,
                    double boresight,
                    const Vector& point,
                    uint32_t subArrays,
                    double pitch)
{
    const double x = point.x - array.x;
    const double y = point.y - array.y;
    const double z = point.z - array.z;
    const double across = x * std::cos(boresight) + y * std::sin(boresight);
    const double along = y * std::cos(boresight) - x * std::sin(boresight); // r sin theta
    const double beside = across * across + z * z;
    SubArrayView view;
    view.distance.resize(subArrays);
    view.sine.resize(subArrays);
    for (uint32_t s = 0; s < subArrays; ++s)
    {
        const double rest = along - s * pitch;
        const double distance = std::sqrt(beside + rest * rest);
        view.distance[s] = distance;
        view.sine[s] = distance > 0.0 ? rest / distance : 0.0;
    }
    return view;
}

} // namespace fddmimo
} // namespace ns3
