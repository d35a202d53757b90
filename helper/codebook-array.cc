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
MatchCodebookToArray(Ptr<CsiCodec> codec, Ptr<const MimoChannelModel> channel, uint32_t antennas)
{
    UintegerValue rows;
    UintegerValue columns;
    if (codec->GetAttributeFailSafe("Rows", rows) &&
        codec->GetAttributeFailSafe("Columns", columns) && rows.Get() == 1 && columns.Get() == 0)
    {
        const uint32_t arrayRows = channel->GetArrayRows(antennas);
        codec->SetAttribute("Rows", UintegerValue(arrayRows));
        codec->SetAttribute("Columns", UintegerValue(antennas / arrayRows));
    }
}

} // namespace fddmimo
} // namespace ns3
