/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "attribute-text.h"

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
 * \param type name of the type of an attribute's value
 * \param text what the user gave
 * \return false if the type is a number and the text is none, or a pointer and the text names no
 * type
 */
bool
IsWellFormed(const std::string& type, const std::string& text)
{
    const bool isUnsigned = type == "ns3::UintegerValue";
    if (isUnsigned || type == "ns3::IntegerValue")
    {
        const std::size_t sign = !isUnsigned && !text.empty() && text[0] == '-' ? 1 : 0;
        return text.size() > sign &&
               text.find_first_not_of("0123456789", sign) == std::string::npos;
    }
    if (type == "ns3::DoubleValue")
    {
        std::istringstream stream(text);
        stream.imbue(std::locale::classic());
        double value = NAN;
        stream >> value;
        return !stream.fail() && stream.eof() && std::isfinite(value);
    }
    if (type == "ns3::TimeValue")
    {
        // ns-3 would abort at an unknown unit.
        const auto unit = text.find_first_not_of("+-.0123456789");
        const std::string name = unit == std::string::npos ? "s" : text.substr(unit);
        const std::set<std::string> units{"s", "ms", "us", "ns", "ps", "fs", "min", "h", "d", "y"};
        return unit != 0 && !text.empty() && units.count(name) > 0;
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
    if (!IsWellFormed(checker->GetValueTypeName(), text))
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

} // namespace fddmimo
} // namespace ns3
