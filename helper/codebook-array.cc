/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "codebook-array.h"

#include "ns3/uinteger.h"

namespace ns3
{
namespace fddmimo
{

void
MatchCodebookToArray(Ptr<Object> method, Ptr<const MimoChannelModel> channel, uint32_t antennas)
{
    UintegerValue rows;
    UintegerValue columns;
    if (method->GetAttributeFailSafe("Rows", rows) &&
        method->GetAttributeFailSafe("Columns", columns) && rows.Get() == 1 && columns.Get() == 0)
    {
        const uint32_t arrayRows = channel->GetArrayRows(antennas);
        method->SetAttribute("Rows", UintegerValue(arrayRows));
        method->SetAttribute("Columns", UintegerValue(antennas / arrayRows));
    }
}

} // namespace fddmimo
} // namespace ns3
