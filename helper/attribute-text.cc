/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "attribute-text.h"

#include "ns3/global-value.h"
#include "ns3/type-id.h"

#include <cmath>
#include <locale>
#include <set>
#include <sstream>

namespace ns3
{
namespace fddmimo
{

namespace
{

/**
 * \param text what the user gave
 * \return true if all of it is a finite number
 */
bool
IsNumber(const std::string& text)
{
    std::istringstream stream(text);
    stream.imbue(std::locale::classic());
    double value = NAN;
    stream >> value;
    return !stream.fail() && stream.eof() && std::isfinite(value);
}

/**
 * Finds what ns-3 would abort at, or take for something else.
 *
 * \param checker checker of an attribute
 * \param text what the user gave
 * \return false if the attribute is a number or a time and the text is none, or a pointer or a
 * choice and the text names no type or none of the choices
 */
bool
IsWellFormed(const AttributeChecker& checker, const std::string& text)
{
    const std::string type = checker.GetValueTypeName();
    const bool isUnsigned = type == "ns3::UintegerValue";
    if (isUnsigned || type == "ns3::IntegerValue")
    {
        const std::size_t sign = !isUnsigned && !text.empty() && text[0] == '-' ? 1 : 0;
        return text.size() > sign &&
               text.find_first_not_of("0123456789", sign) == std::string::npos;
    }
    if (type == "ns3::DoubleValue")
    {
        return IsNumber(text);
    }
    if (type == "ns3::TimeValue")
    {
        const auto unit = text.find_first_not_of("+-.0123456789eE");
        const std::string name = unit == std::string::npos ? "s" : text.substr(unit);
        const std::set<std::string> units{"s", "ms", "us", "ns", "ps", "fs", "min", "h", "d", "y"};
        return IsNumber(text.substr(0, unit)) && units.count(name) > 0;
    }
    if (type.compare(0, 15, "ns3::EnumValue<") == 0 || type == "ns3::EnumValue")
    {
        const std::string choices = "|" + checker.GetUnderlyingTypeInformation() + "|";
        return text.find('|') == std::string::npos &&
               choices.find("|" + text + "|") != std::string::npos;
    }
    if (type == "ns3::PointerValue")
    {
        // ns-3 would make an object of a type that is none.
        TypeId id;
        return TypeId::LookupByNameFailSafe(text.substr(0, text.find('[')), &id) &&
               id.HasConstructor();
    }
    return true;
}

} // namespace

Ptr<AttributeValue>
ParseAttributeText(Ptr<const AttributeChecker> checker, const std::string& text)
{
    if (!IsWellFormed(*checker, text))
    {
        return nullptr;
    }
    Ptr<AttributeValue> value = checker->Create();
    const bool good = value->DeserializeFromString(text, checker) && checker->Check(*value);
    return good ? value : nullptr;
}

std::string
DescribeAllowed(Ptr<const AttributeChecker> checker)
{
    return checker->HasUnderlyingTypeInformation() ? checker->GetUnderlyingTypeInformation()
                                                   : checker->GetValueTypeName();
}

std::string
CompleteAttributeName(const std::string& name)
{
    return name.find("::") != std::string::npos && name.compare(0, 5, "ns3::") != 0
               ? "ns3::fddmimo::" + name
               : name;
}

Ptr<const AttributeChecker>
FindAttributeChecker(const std::string& name)
{
    for (auto global = GlobalValue::Begin(); global != GlobalValue::End(); ++global)
    {
        if ((*global)->GetName() == name)
        {
            return (*global)->GetChecker();
        }
    }
    const auto colon = name.rfind("::");
    TypeId type;
    TypeId::AttributeInformation info;
    const bool isKnown = colon != std::string::npos &&
                         TypeId::LookupByNameFailSafe(name.substr(0, colon), &type) &&
                         type.LookupAttributeByName(name.substr(colon + 2), &info);
    return isKnown ? info.checker : nullptr;
}

} // namespace fddmimo
} // namespace ns3
