/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "array-rows.h"

#include "ns3/abort.h"

#include <cmath>

namespace ns3
{
namespace fddmimo
{

uint32_t
ChooseArrayRows(const std::string& model, uint32_t rows, uint32_t antennas)
{
    if (rows > 0)
    {
        NS_ABORT_MSG_IF(antennas % rows != 0,
                        model << ": Rows " << rows << " must divide the " << antennas
                              << " antennas of a base station");
        return rows;
    }
    rows = static_cast<uint32_t>(std::sqrt(antennas + 0.5));
    while (antennas % rows != 0)
    {
        --rows;
    }
    return rows;
}

} // namespace fddmimo
} // namespace ns3
