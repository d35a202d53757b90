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

std::pair<uint32_t, uint32_t>
ChooseArraySize(const std::string& model, uint32_t rows, uint32_t columns, uint32_t antennas)
{
    uint32_t fromRows = rows;
    if (rows == 0)
    {
        fromRows = columns == 0 ? ChooseArrayRows(model, 0, antennas) : antennas / columns;
    }
    const uint32_t fromColumns = columns == 0 && fromRows > 0 ? antennas / fromRows : columns;
    NS_ABORT_MSG_IF(uint64_t{fromRows} * fromColumns != antennas,
                    model << ": Rows = " << rows << " and Columns = " << columns
                          << " do not make an array of " << antennas
                          << " antennas; their product must be that number "
                             "(0 stands for what is left)");
    return {fromRows, fromColumns};
}

} // namespace fddmimo
} // namespace ns3
