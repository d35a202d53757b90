/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "training-scenario.h"

#include "common-options.h"

#include <iostream>
#include <set>

namespace ns3
{
namespace fddmimo
{

void
WarnOfOtherScenario(const std::string& name,
                    const std::map<std::string, std::string>& trained,
                    const std::map<std::string, std::string>& used)
{
    std::string then;
    std::string now;
    for (const auto& [key, value] : used)
    {
        const auto found = trained.find(key);
        if (found != trained.end() && found->second != value && !IsDatasetName(value))
        {
            then += (then.empty() ? "" : ", ") + key + " " + found->second;
            now += (now.empty() ? "" : ", ") + key + " " + value;
        }
    }
    static std::set<std::string> said;
    const std::string text =
        "warning: " + name + ": the weights were trained on " + then + ", here it is " + now;
    if (!then.empty() && said.insert(text).second)
    {
        std::cerr << text << std::endl;
    }
}

} // namespace fddmimo
} // namespace ns3
