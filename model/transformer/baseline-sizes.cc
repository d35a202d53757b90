/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "baseline-sizes.h"

#include "transformer-layers-private.h"

#include <algorithm>
#include <iterator>

namespace ns3
{
namespace fddmimo
{

namespace
{

const char* const METHODS[] = {"fnn",
                               "residual-fnn",
                               "lstm-optimiser"}; //!< attribute "method" of the archives

} // namespace

void
BaselineSizes::Store(WeightArchive& archive) const
{
    archive.attributes["method"] = METHODS[kind];
    archive.SetNumber("most", static_cast<double>(most));
    archive.SetNumber("layers", static_cast<double>(layers));
    archive.SetNumber("hidden", static_cast<double>(hidden));
    archive.SetNumber("steps", static_cast<double>(steps));
}

BaselineSizes
BaselineSizes::Load(const WeightArchive& archive)
{
    const auto method = archive.attributes.find("method");
    const std::string name = method == archive.attributes.end() ? "" : method->second;
    const auto place = std::find(std::begin(METHODS), std::end(METHODS), name);
    if (place == std::end(METHODS))
    {
        throw WeightArchiveError(archive.GetFileName() + ": is of the method \"" + name +
                                 "\"; one of a baseline must be of " + METHODS[FNN] + ", " +
                                 METHODS[RESIDUAL_FNN] + " or " + METHODS[LSTM]);
    }
    BaselineSizes sizes;
    sizes.kind = static_cast<Kind>(place - std::begin(METHODS));
    sizes.most = ReadSize(archive, "most", 1, 1024);
    sizes.layers = ReadSize(archive, "layers", 1, 256);
    sizes.hidden = ReadSize(archive, "hidden", 1, 65536);
    sizes.steps = ReadSize(archive, "steps", 1, 1000);
    return sizes;
}

} // namespace fddmimo
} // namespace ns3
