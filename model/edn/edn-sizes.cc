/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "edn-sizes.h"

#include <cmath>
#include <stdexcept>

namespace ns3
{
namespace fddmimo
{

namespace
{

const char* const METHOD = "edn"; //!< attribute "method" of the archives

/**
 * \param archive an archive
 * \param name name of an attribute
 * \return its value; throws WeightArchiveError unless it is a whole number from 1 to 65536
 */
int64_t
GetSize(const WeightArchive& archive, const std::string& name)
{
    const double value = archive.GetNumber(name);
    if (!(value >= 1 && value <= 65536) || value != std::floor(value))
    {
        throw WeightArchiveError(archive.GetFileName() + ": " + name + " is " +
                                 archive.GetText(name) + "; it must be 1 to 65536");
    }
    return static_cast<int64_t>(value);
}

} // namespace

int64_t
EdnSizes::GetNBeams() const
{
    return ports ? antennas : oversampling * antennas;
}

uint32_t
EdnSizes::GetBeamBits() const
{
    uint32_t bits = 0;
    while (aligned && (int64_t{1} << bits) < GetNBeams())
    {
        ++bits;
    }
    return bits;
}

void
EdnSizes::Store(WeightArchive& archive) const
{
    archive.attributes["method"] = METHOD;
    archive.attributes["decoder"] = structured ? "structured" : "dense";
    archive.attributes["encoder"] = aligned ? "aligned" : "plain";
    archive.SetNumber("antennas", antennas);
    archive.SetNumber("users", users);
    archive.SetNumber("rx_antennas", rxAntennas);
    archive.SetNumber("latent", latent);
    archive.attributes["alignment"] = ports ? "ports" : "beams";
    archive.SetNumber("oversampling", oversampling);
    archive.attributes["encoder_widths"] = JoinWidths(encoder);
    archive.attributes["decoder_widths"] = JoinWidths(decoder);
    archive.attributes["channel_decoder_widths"] = JoinWidths(channelDecoder);
}

EdnSizes
EdnSizes::Load(const WeightArchive& archive)
{
    if (archive.GetText("method") != METHOD)
    {
        throw WeightArchiveError(archive.GetFileName() + ": holds weights of the method " +
                                 archive.GetText("method") + ", not of " + METHOD);
    }
    EdnSizes sizes;
    sizes.antennas = GetSize(archive, "antennas");
    sizes.users = GetSize(archive, "users");
    sizes.rxAntennas = GetSize(archive, "rx_antennas");
    sizes.latent = GetSize(archive, "latent");
    const auto alignment = archive.attributes.find("alignment");
    sizes.ports = alignment != archive.attributes.end() && alignment->second == "ports";
    sizes.oversampling = GetSize(archive, "oversampling");
    sizes.structured = archive.GetText("decoder") == "structured";
    sizes.aligned = archive.GetText("encoder") == "aligned";
    try
    {
        sizes.encoder = ParseWidths(archive.GetText("encoder_widths"));
        sizes.decoder = ParseWidths(archive.GetText("decoder_widths"));
        sizes.channelDecoder = ParseWidths(archive.GetText("channel_decoder_widths"));
    }
    catch (const std::logic_error& error)
    {
        throw WeightArchiveError(archive.GetFileName() + ": " + error.what());
    }
    return sizes;
}

} // namespace fddmimo
} // namespace ns3
