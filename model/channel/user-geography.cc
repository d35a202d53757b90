/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "user-geography.h"

#include <cmath>

namespace ns3
{
namespace fddmimo
{

AzimuthRange
GetAzimuthRange(UserGeography geography, double angle, uint32_t sector, uint32_t sectors)
{
    if (geography == SINGLE_CELL)
    {
        return {0.0, angle == 0.0 ? 0.5 * M_PI : angle};
    }
    const double pitch = M_PI / sectors;
    return {-0.5 * M_PI + (sector + 0.5) * pitch, angle == 0.0 ? pitch : angle};
}

} // namespace fddmimo
} // namespace ns3
