/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "token-sizes.h"

#include <cmath>

namespace ns3
{
namespace fddmimo
{

namespace
{

const char* const METHOD = "token-transformer"; //!< attribute "method" of the archives

/**
 * \param archive an archive
 * \param name name of an attribute
 * \param least smallest value
 * \param most largest value
 * \return its value; throws WeightArchiveError unless it is a whole number within these
 */
int64_t
GetSize(const WeightArchive& archive, const std::string& name, int64_t least, int64_t most)
{
    const double value = archive.GetNumber(name);
    if (!(value >= static_cast<double>(least) && value <= static_cast<double>(most)) ||
        value != std::floor(value))
    {
        throw WeightArchiveError("weight archive: " + name + " is " + archive.GetText(name) +
                                 "; it must be " + std::to_string(least) + " to " +
                                 std::to_string(most));
    }
    return static_cast<int64_t>(value);
}

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
    return 2 * stream * layers;
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
        throw WeightArchiveError("weight archive: is not one of the token Transformer (method \"" +
                                 std::string(METHOD) + "\")");
    }
    TokenSizes sizes;
    sizes.most = GetSize(archive, "most", 1, 1024);
    sizes.layers = GetSize(archive, "layers", 1, 256);
    sizes.embedding = GetSize(archive, "embedding", 1, 65536);
    sizes.width = GetSize(archive, "width", 1, 65536);
    sizes.heads = GetSize(archive, "heads", 1, 256);
    sizes.lift = archive.GetNumber("lift") != 0.0;
    sizes.condition = archive.GetNumber("condition") != 0.0;
    sizes.ascentSteps = GetSize(archive, "ascent_steps", 0, 1000);
    sizes.ascentStep = archive.GetNumber("ascent_step");
    if (sizes.width % sizes.heads != 0)
    {
        throw WeightArchiveError("weight archive: heads must divide width");
    }
    return sizes;
}

} // namespace fddmimo
} // namespace ns3
