/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_MODEL_CACHE_H
#define FDDMIMO_MODEL_CACHE_H

#include "ns3/weight-archive.h"

#include <map>
#include <memory>
#include <string>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Loads a network once for all that use it: a codec and a precoder with the same weights, the
 * methods that are made to check a program's options, and those that it then runs.
 *
 * \tparam Model the network, made from a WeightArchive
 * \param file path of the archive, as FindWeights() gives it; throws WeightArchiveError if it
 * cannot be used
 * \return the network, which is loaded unless it is in use already
 */
template <class Model>
std::shared_ptr<const Model>
LoadShared(const std::string& file)
{
    static std::map<std::string, std::weak_ptr<const Model>> loaded;
    std::shared_ptr<const Model> model = loaded[file].lock();
    if (!model)
    {
        model = std::make_shared<Model>(WeightArchive::Read(file));
        loaded[file] = model;
    }
    return model;
}

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_MODEL_CACHE_H */
