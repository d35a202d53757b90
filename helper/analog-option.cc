/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "analog-option.h"

#include "option-error.h"
#include "type-names.h"

#include "ns3/uinteger.h"

namespace ns3
{
namespace fddmimo
{

namespace
{

/**
 * \param object an object
 * \param name name of an attribute
 * \return its value; 0 without such an attribute
 */
uint32_t
GetCount(Ptr<const Object> object, const std::string& name)
{
    UintegerValue value(0);
    object->GetAttributeFailSafe(name, value);
    return static_cast<uint32_t>(value.Get());
}

} // namespace

std::string
DescribeAnalogOption()
{
    std::string known = "none";
    for (const std::string& name : ListNames(AnalogBeamformer::GetTypeId()))
    {
        known += ", " + name;
    }
    return "analog stage of hybrid base stations: " + known;
}

Ptr<AnalogBeamformer>
MakeAnalogBeamformer(const std::string& text, uint32_t users, uint32_t streams, uint32_t antennas)
{
    if (text == "none")
    {
        return nullptr;
    }
    auto analog = MakeObject<AnalogBeamformer>("analog", text);
    if (analog->NeedsPositions() && streams > users)
    {
        throw OptionError("analog",
                          text,
                          "points one beam at each user, but each has " +
                              std::to_string(streams / users) + " streams");
    }
    if (text.find("RfChains=") == std::string::npos)
    {
        if (streams > antennas)
        {
            throw OptionError("analog",
                              text,
                              std::to_string(streams) + " streams need as many RF chains, but " +
                                  "there are " + std::to_string(antennas) + " antennas");
        }
        analog->SetAttribute("RfChains", UintegerValue(streams));
    }
    if (text.find("Sectors=") == std::string::npos && streams == analog->GetRfChains())
    {
        analog->SetAttributeFailSafe("Sectors", UintegerValue(users));
    }
    const uint32_t rfChains = analog->GetRfChains();
    if (rfChains > antennas)
    {
        throw OptionError("analog",
                          text,
                          "RfChains is " + std::to_string(rfChains) + ", but there are " +
                              std::to_string(antennas) + " antennas");
    }
    const uint32_t sectors = GetCount(analog, "Sectors");
    if (sectors > 0 && rfChains % sectors != 0)
    {
        throw OptionError("analog",
                          text,
                          "RfChains is " + std::to_string(rfChains) +
                              ", which must be a multiple of Sectors = " + std::to_string(sectors));
    }
    CheckSubArrays(analog, "analog", text, antennas);
    return analog;
}

void
CheckSubArrays(Ptr<const Object> object,
               const std::string& option,
               const std::string& text,
               uint32_t antennas)
{
    const uint32_t subArrays = GetCount(object, "SubArrays");
    if (subArrays > 0 && antennas % subArrays != 0)
    {
        throw OptionError(option,
                          text,
                          "SubArrays is " + std::to_string(subArrays) + ", which does not divide " +
                              std::to_string(antennas) + " antennas");
    }
}

} // namespace fddmimo
} // namespace ns3
