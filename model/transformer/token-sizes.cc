/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "token-sizes.h"

#include "transformer-layers-private.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace ns3
{
namespace fddmimo
{

namespace
{

const char* const METHOD = "token-transformer"; //!< attribute "method" of the archives

const char* const DIRECTIONS[] = {"none", "gradient", "wmmse"}; //!< attribute "directions"

} // namespace

int64_t
TokenSizes::CountWeights() const
{
    const auto linear = [](int64_t in, int64_t out) { return (in + 1) * out; };
    const int64_t attention = linear(most, embedding) + 2 * embedding +
                              3 * linear(embedding, width) + linear(width, 4 * most) +
                              linear(4 * most, 2 * most) + linear(2 * most, most);
    const int64_t perceptron =
        2 * most + linear(most, 4 * most) + linear(4 * most, 4 * most) + linear(4 * most, most);
    const int64_t stream = attention + perceptron + (lift ? perceptron + 2 * most : 0) +
                           (condition ? 5 * embedding : 0);
    int64_t guides = 0;
    if (directions != NONE)
    {
        guides = 2 * (2 * most * embedding + (width + embedding + 1) * 4 * most +
                      linear(4 * most, PACES)) +
                 FIGURES * embedding;
    }
    return (2 * stream + guides) * layers;
}

double
TokenSizes::CountFlops(int64_t users, int64_t antennas) const
{
    const auto stream = [&](int64_t rows) {
        const int64_t attention = most * embedding + 3 * embedding * width + 2 * rows * width;
        const int64_t merge = width * 4 * most + 4 * most * 2 * most + 2 * most * most;
        const int64_t perceptron = 2 * most * 4 * most + 4 * most * 4 * most;
        const int64_t guide =
            directions == NONE
                ? 0
                : 2 * most * embedding + (width + embedding) * 4 * most + 4 * most * PACES;
        // Each perceptron and what belongs to directions has one half of the rows.
        return rows * (attention + merge) + rows / 2 * (perceptron * (lift ? 2 : 1) + guide);
    };
    return 2.0 * static_cast<double>(layers * (stream(4 * users) + stream(4 * antennas)));
}

void
TokenSizes::Store(WeightArchive& archive) const
{
    archive.attributes["method"] = METHOD;
    archive.SetNumber("most", static_cast<double>(most));
    archive.SetNumber("layers", static_cast<double>(layers));
    archive.SetNumber("embedding", static_cast<double>(embedding));
    archive.SetNumber("width", static_cast<double>(width));
    archive.SetNumber("heads", static_cast<double>(heads));
    archive.SetNumber("lift", lift ? 1 : 0);
    archive.SetNumber("condition", condition ? 1 : 0);
    archive.attributes["directions"] = DIRECTIONS[directions];
    archive.SetNumber("ascent_steps", static_cast<double>(ascentSteps));
    archive.SetNumber("ascent_step", ascentStep);
}

bool
TokenSizes::IsOne(const WeightArchive& archive)
{
    const auto method = archive.attributes.find("method");
    return method != archive.attributes.end() && method->second == METHOD;
}

TokenSizes
TokenSizes::Load(const WeightArchive& archive)
{
    if (!IsOne(archive))
    {
        throw WeightArchiveError(archive.GetFileName() +
                                 ": is not one of the token Transformer (method \"" +
                                 std::string(METHOD) + "\")");
    }
    TokenSizes sizes;
    sizes.most = ReadSize(archive, "most", 1, 1024);
    sizes.layers = ReadSize(archive, "layers", 1, 256);
    sizes.embedding = ReadSize(archive, "embedding", 1, 65536);
    sizes.width = ReadSize(archive, "width", 1, 65536);
    sizes.heads = ReadSize(archive, "heads", 1, 256);
    sizes.lift = ReadSize(archive, "lift", 0, 1) != 0;
    sizes.condition = ReadSize(archive, "condition", 0, 1) != 0;
    sizes.ascentSteps = ReadSize(archive, "ascent_steps", 0, 1000);
    sizes.ascentStep = archive.GetNumber("ascent_step");
    if (!(sizes.ascentStep >= 0.0 && std::isfinite(sizes.ascentStep)))
    {
        throw WeightArchiveError(archive.GetFileName() + ": ascent_step is " +
                                 archive.GetText("ascent_step") + "; it must be at least 0");
    }
    if (sizes.width % sizes.heads != 0)
    {
        throw WeightArchiveError(archive.GetFileName() + ": heads must divide width");
    }
    const auto directions = archive.attributes.find("directions");
    if (directions != archive.attributes.end()) // older archives have none
    {
        const auto place =
            std::find(std::begin(DIRECTIONS), std::end(DIRECTIONS), directions->second);
        if (place == std::end(DIRECTIONS))
        {
            throw WeightArchiveError(archive.GetFileName() + ": directions is " +
                                     directions->second + "; it must be none, gradient or wmmse");
        }
        sizes.directions = static_cast<Directions>(place - std::begin(DIRECTIONS));
    }
    return sizes;
}

} // namespace fddmimo
} // namespace ns3
