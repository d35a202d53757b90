/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "span-sizes.h"

#include <cmath>

namespace ns3
{
namespace fddmimo
{

namespace
{

const char* const METHOD = "transformer"; //!< attribute "method" of the archives

/**
 * \param archive an archive
 * \param name name of an attribute
 * \param most largest value
 * \return its value; throws WeightArchiveError unless it is a whole number from 1 to \p most
 */
int64_t
GetSize(const WeightArchive& archive, const std::string& name, int64_t most)
{
    const double value = archive.GetNumber(name);
    if (!(value >= 1 && value <= static_cast<double>(most)) || value != std::floor(value))
    {
        throw WeightArchiveError("weight archive: " + name + " is " + archive.GetText(name) +
                                 "; it must be 1 to " + std::to_string(most));
    }
    return static_cast<int64_t>(value);
}

} // namespace

int64_t
SpanSizes::GetOutputs() const
{
    return robust ? 3 : 1;
}

void
SpanSizes::Store(WeightArchive& archive) const
{
    archive.attributes["method"] = METHOD;
    archive.SetNumber("layers", static_cast<double>(layers));
    archive.SetNumber("width", static_cast<double>(width));
    archive.SetNumber("heads", static_cast<double>(heads));
    archive.SetNumber("hidden", static_cast<double>(hidden));
    archive.SetNumber("robust", robust ? 1 : 0);
    archive.SetNumber("beamspace", beamspace ? 1 : 0);
}

SpanSizes
SpanSizes::Load(const WeightArchive& archive)
{
    const auto method = archive.attributes.find("method");
    if (method == archive.attributes.end() || method->second != METHOD)
    {
        throw WeightArchiveError("weight archive: is not one of the span Transformer (method \"" +
                                 std::string(METHOD) + "\") but of \"" +
                                 (method == archive.attributes.end() ? "" : method->second) + "\"");
    }
    SpanSizes sizes;
    sizes.layers = GetSize(archive, "layers", 256);
    sizes.width = GetSize(archive, "width", 4096);
    sizes.heads = GetSize(archive, "heads", 256);
    sizes.hidden = GetSize(archive, "hidden", 65536);
    sizes.robust = archive.GetNumber("robust") != 0.0;
    sizes.beamspace =
        archive.attributes.count("beamspace") > 0 && archive.GetNumber("beamspace") != 0.0;
    if (sizes.width % sizes.heads != 0)
    {
        throw WeightArchiveError("weight archive: heads must divide width");
    }
    return sizes;
}

} // namespace fddmimo
} // namespace ns3
