/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "calibration-sizes.h"

#include "ns3/layer-widths.h"

#include <cmath>
#include <stdexcept>

namespace ns3
{
namespace fddmimo
{

namespace
{

/**
 * \param archive an archive
 * \param name name of an attribute
 * \param least least allowed value
 * \param largest largest allowed value
 * \return its value; throws WeightArchiveError unless it is a whole number between them
 */
int64_t
GetSize(const WeightArchive& archive, const std::string& name, int64_t least, int64_t largest)
{
    const double value = archive.GetNumber(name);
    if (!(value >= static_cast<double>(least) && value <= static_cast<double>(largest)) ||
        value != std::floor(value))
    {
        throw WeightArchiveError(archive.GetFileName() + ": " + name + " is " +
                                 archive.GetText(name) + "; it must be " + std::to_string(least) +
                                 " to " + std::to_string(largest));
    }
    return static_cast<int64_t>(value);
}

} // namespace

int64_t
CalibrationSizes::GetNBeams() const
{
    return oversampling * antennas;
}

int64_t
CalibrationSizes::GetInputs() const
{
    if (scheme == BLACK_BOX)
    {
        return 2 * antennas * users;
    }
    // Beams, their moduli, and what neighbours have in common.
    return beams ? 5 * GetNBeams() + CONTEXT : 2 * antennas;
}

int64_t
CalibrationSizes::GetOutputs() const
{
    if (scheme == BLACK_BOX)
    {
        return 2 * antennas * users;
    }
    // Gains and additions of the beams, and the power of the user.
    return beams ? 4 * GetNBeams() + 1 : 2 * antennas;
}

std::string
CalibrationSizes::GetSchemeName(CalibrationScheme scheme)
{
    switch (scheme)
    {
    case CHANNEL_MAPPING:
        return "channel-mapping";
    case BLACK_BOX:
        return "black-box";
    case CALIBRATION:
        break;
    }
    return "calibration";
}

void
CalibrationSizes::Store(WeightArchive& archive) const
{
    archive.attributes["method"] = GetSchemeName(scheme);
    archive.attributes["input"] = beams ? "beams" : "antennas";
    archive.SetNumber("output_batch_norm", outputBatchNorm ? 1 : 0);
    archive.SetNumber("antennas", antennas);
    archive.SetNumber("users", users);
    archive.SetNumber("min_users", minUsers);
    archive.SetNumber("pilot_length", pilotLength);
    archive.SetNumber("oversampling", oversampling);
    archive.SetNumber("loading", loading);
    archive.attributes["hidden"] = JoinWidths(hidden);
}

CalibrationSizes
CalibrationSizes::Load(const WeightArchive& archive)
{
    CalibrationSizes sizes;
    const std::string& method = archive.GetText("method");
    bool known = false;
    for (const CalibrationScheme scheme : {CALIBRATION, CHANNEL_MAPPING, BLACK_BOX})
    {
        if (method == GetSchemeName(scheme))
        {
            sizes.scheme = scheme;
            known = true;
        }
    }
    if (!known)
    {
        throw WeightArchiveError(archive.GetFileName() + ": holds weights of the method " + method +
                                 ", not of calibration, channel-mapping or black-box");
    }
    sizes.beams = archive.GetText("input") == "beams";
    sizes.outputBatchNorm = archive.GetText("output_batch_norm") == "1";
    sizes.antennas = GetSize(archive, "antennas", 1, 4096);
    sizes.users = GetSize(archive, "users", 1, 1024);
    sizes.minUsers = GetSize(archive, "min_users", 1, sizes.users);
    sizes.pilotLength = GetSize(archive, "pilot_length", 0, 4096);
    if (sizes.pilotLength > 0 && sizes.pilotLength < sizes.users)
    {
        throw WeightArchiveError(archive.GetFileName() + ": pilots of " +
                                 std::to_string(sizes.pilotLength) + " symbols cannot tell " +
                                 std::to_string(sizes.users) +
                                 " users apart: pilot_length must be at least users");
    }
    sizes.oversampling = GetSize(archive, "oversampling", 1, 64);
    sizes.loading = archive.GetNumber("loading");
    if (!(sizes.loading > 0.0 && sizes.loading <= 1.0))
    {
        throw WeightArchiveError(archive.GetFileName() + ": loading is " +
                                 archive.GetText("loading") + "; it must be above 0 and at most 1");
    }
    try
    {
        sizes.hidden = ParseWidths(archive.GetText("hidden"));
    }
    catch (const std::logic_error& error)
    {
        throw WeightArchiveError(archive.GetFileName() + ": " + error.what());
    }
    return sizes;
}

} // namespace fddmimo
} // namespace ns3
