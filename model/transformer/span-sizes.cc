/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "span-sizes.h"

#include "transformer-layers-private.h"

#include <cmath>

namespace ns3
{
namespace fddmimo
{

namespace
{

const char* const METHOD = "transformer"; //!< attribute "method" of the archives

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
        throw WeightArchiveError(archive.GetFileName() +
                                 ": is not one of the span Transformer (method \"" +
                                 std::string(METHOD) + "\") but of \"" +
                                 (method == archive.attributes.end() ? "" : method->second) + "\"");
    }
    SpanSizes sizes;
    sizes.layers = ReadSize(archive, "layers", 1, 256);
    sizes.width = ReadSize(archive, "width", 1, 4096);
    sizes.heads = ReadSize(archive, "heads", 1, 256);
    sizes.hidden = ReadSize(archive, "hidden", 1, 65536);
    sizes.robust = archive.GetNumber("robust") != 0.0;
    sizes.beamspace =
        archive.attributes.count("beamspace") > 0 && archive.GetNumber("beamspace") != 0.0;
    if (sizes.width % sizes.heads != 0)
    {
        throw WeightArchiveError(archive.GetFileName() + ": heads must divide width");
    }
    return sizes;
}

} // namespace fddmimo
} // namespace ns3
