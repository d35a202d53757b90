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
WarnOnce(const std::string& text)
{
    static std::set<std::string> said;
    if (said.insert(text).second)
    {
        std::cerr << text << std::endl;
    }
}

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
        if (found != trained.end() && found->second != value && !IsDatasetName(value) &&
            !IsDatasetName(found->second))
        {
            then += (then.empty() ? "" : ", ") + key + " " + found->second;
            now += (now.empty() ? "" : ", ") + key + " " + value;
        }
    }
    if (!then.empty())
    {
        WarnOnce("warning: " + name + ": the weights were trained on " + then + ", here it is " +
                 now);
    }
}

void
WarnOfPerfectCsi(const std::string& name, Ptr<const Precoder> precoder)
{
    // By its name, as a build may leave the class out.
    if (precoder->GetInstanceTypeId().GetName() == "ns3::fddmimo::GcnPrecoder")
    {
        WarnOnce("warning: " + name +
                 ": the weights were trained on channels known from pilots or reports; with "
                 "perfect CSI more targets are missed than the outage asked for");
    }
}

} // namespace fddmimo
} // namespace ns3
