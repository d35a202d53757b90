/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "type-names.h"

#include "ns3/attribute-text.h"
#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/integer.h"
#include "ns3/log.h"
#include "ns3/nstime.h"
#include "ns3/option-error.h"
#include "ns3/pointer.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <stdexcept>

#ifndef FDDMIMO_LEFT_OUT // set by the build system
#define FDDMIMO_LEFT_OUT ""
#endif

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoTypeNames");

namespace
{

/**
 * \param name "ns3::fddmimo::WmmsePrecoder"
 * \return "WmmsePrecoder"
 */
std::string
GetLastPart(const std::string& name)
{
    const auto colon = name.rfind(':');
    return colon == std::string::npos ? name : name.substr(colon + 1);
}

/**
 * \param name a name in camel case
 * \param i index of a character
 * \return true if a word starts there
 */
bool
IsWordStart(const std::string& name, std::size_t i)
{
    auto isUpper = [&name](std::size_t j) {
        return j < name.size() && std::isupper(static_cast<unsigned char>(name[j]));
    };
    const bool nextIsLower =
        i + 1 < name.size() && std::islower(static_cast<unsigned char>(name[i + 1]));
    return isUpper(i) && (i == 0 || !isUpper(i - 1) || nextIsLower);
}

/**
 * \param name a name in camel case
 * \return the same in lower case with hyphens
 */
std::string
ToKebabCase(const std::string& name)
{
    std::string text;
    for (std::size_t i = 0; i < name.size(); ++i)
    {
        if (i > 0 && IsWordStart(name, i))
        {
            text += '-';
        }
        text += static_cast<char>(std::tolower(static_cast<unsigned char>(name[i])));
    }
    return text;
}

/**
 * \param name a name in camel case
 * \return its last words, "MimoChannelModel", "ChannelModel", "Model"
 */
std::vector<std::string>
GetEndings(const std::string& name)
{
    std::vector<std::string> endings;
    for (std::size_t i = 0; i < name.size(); ++i)
    {
        if (IsWordStart(name, i))
        {
            endings.push_back(name.substr(i));
        }
    }
    return endings;
}

/**
 * \param base a base class
 * \return by name, the types that derive from it and can be constructed
 */
std::map<std::string, TypeId>
GetTypes(TypeId base)
{
    std::multimap<std::string, TypeId> byShortName;
    for (uint32_t i = 0; i < TypeId::GetRegisteredN(); ++i)
    {
        const TypeId type = TypeId::GetRegistered(static_cast<uint16_t>(i));
        if (type.IsChildOf(base) && type.HasConstructor())
        {
            byShortName.emplace(GetShortName(type, base), type);
        }
    }
    std::map<std::string, TypeId> types;
    for (const auto& [name, type] : byShortName)
    {
        types.emplace(byShortName.count(name) == 1 ? name : type.GetName(), type);
    }
    return types;
}

/**
 * \param names some names
 * \return "a, b, c"
 */
std::string
Join(const std::vector<std::string>& names)
{
    std::string text;
    for (const std::string& name : names)
    {
        text += (text.empty() ? "" : ", ") + name;
    }
    return text;
}

/**
 * \param type a type
 * \return names of its attributes that can be set from text, its parents' too
 */
std::vector<std::string>
ListAttributes(TypeId type)
{
    std::vector<std::string> names;
    for (TypeId t = type;; t = t.GetParent())
    {
        for (uint32_t i = 0; i < t.GetAttributeN(); ++i)
        {
            names.push_back(t.GetAttribute(i).name);
        }
        if (!t.HasParent())
        {
            break;
        }
    }
    std::sort(names.begin(), names.end());
    return names;
}

} // namespace

std::string
GetShortName(TypeId type, TypeId base)
{
    const std::string name = GetLastPart(type.GetName());
    for (const std::string& ending : GetEndings(GetLastPart(base.GetName())))
    {
        if (name.size() > ending.size() &&
            name.compare(name.size() - ending.size(), ending.size(), ending) == 0)
        {
            return ToKebabCase(name.substr(0, name.size() - ending.size()));
        }
    }
    return ToKebabCase(name);
}

std::vector<std::string>
ListNames(TypeId base)
{
    std::vector<std::string> names;
    for (const auto& [name, type] : GetTypes(base))
    {
        names.push_back(name);
    }
    return names;
}

std::string
FindMissingPackages(TypeId base, const std::string& name, const std::string& leftOut)
{
    std::vector<std::string> files{ToKebabCase(GetLastPart(name))};
    for (const std::string& ending : GetEndings(GetLastPart(base.GetName())))
    {
        files.push_back(name + "-" + ToKebabCase(ending));
    }
    for (const std::string& entry : SplitList(leftOut))
    {
        const auto equal = entry.find('=');
        if (std::count(files.begin(), files.end(), entry.substr(0, equal)) > 0)
        {
            return entry.substr(equal + 1);
        }
    }
    return "";
}

std::string
FindMissingPackages(TypeId base, const std::string& name)
{
    return FindMissingPackages(base, name, FDDMIMO_LEFT_OUT);
}

void
SetFactoryAttribute(ObjectFactory& factory,
                    const std::string& name,
                    const std::string& attribute,
                    const AttributeValue& value)
{
    const TypeId type = factory.GetTypeId();
    TypeId::AttributeInformation info;
    if (!type.LookupAttributeByName(attribute, &info))
    {
        const auto known = ListAttributes(type);
        throw std::invalid_argument(name + " has no attribute \"" + attribute + "\"; it has " +
                                    (known.empty() ? "none" : Join(known)));
    }
    Ptr<AttributeValue> checked;
    std::string text;
    if (const auto* string = dynamic_cast<const StringValue*>(&value))
    {
        text = string->Get();
        if (const auto* pointer = dynamic_cast<const PointerChecker*>(PeekPointer(info.checker)))
        {
            // An object of its own, by the same short names.
            const auto objects = GetTypes(pointer->GetPointeeTypeId());
            const auto object = objects.find(text);
            text = object == objects.end() ? text : object->second.GetName();
        }
        checked = ParseAttributeText(info.checker, text);
    }
    else
    {
        checked = info.checker->CreateValidValue(value);
        // Not every value can be written down for an attribute of another type.
        const bool isPlain =
            dynamic_cast<const UintegerValue*>(&value) ||
            dynamic_cast<const IntegerValue*>(&value) || dynamic_cast<const DoubleValue*>(&value) ||
            dynamic_cast<const BooleanValue*>(&value) || dynamic_cast<const TimeValue*>(&value);
        text = isPlain ? value.SerializeToString(info.checker) : "(a value of another type)";
    }
    if (!checked)
    {
        throw std::invalid_argument("attribute " + attribute + " of " + name + " cannot be \"" +
                                    text + "\"; allowed is " + DescribeAllowed(info.checker) +
                                    " (" + info.help + ")");
    }
    factory.Set(attribute, *checked);
}

ObjectFactory
ParseFactory(TypeId base, const std::string& option, const std::string& text)
{
    NS_LOG_FUNCTION(base << option << text);
    const auto bracket = text.find('[');
    const std::string name = text.substr(0, bracket);
    TypeId type;
    const auto types = GetTypes(base);
    const auto found = types.find(name);
    if (found != types.end())
    {
        type = found->second;
    }
    else if (!TypeId::LookupByNameFailSafe(name, &type) || !type.IsChildOf(base) ||
             !type.HasConstructor())
    {
        const std::string packages = FindMissingPackages(base, name);
        if (!packages.empty())
        {
            throw OptionError(
                option,
                text,
                name + " was left out of this build; install what it needs (apt-get install " +
                    packages + ") and configure again");
        }
        std::string problem = "unknown name \"" + name + "\"";
        if (TypeId::LookupByNameFailSafe(name, &type))
        {
            problem = name + (type == base || type.IsChildOf(base)
                                  ? " is a base class only"
                                  : " is no " + GetLastPart(base.GetName()));
        }
        throw OptionError(option, text, problem + "; known are " + Join(ListNames(base)));
    }

    ObjectFactory factory;
    factory.SetTypeId(type);
    if (bracket == std::string::npos)
    {
        return factory;
    }
    if (text.back() != ']')
    {
        throw OptionError(option, text, "must end with \"]\", as in name[Attribute=value|...]");
    }
    std::string rest = text.substr(bracket + 1, text.size() - bracket - 2);
    while (!rest.empty())
    {
        const auto bar = rest.find('|');
        const std::string setting = rest.substr(0, bar);
        rest = bar == std::string::npos ? "" : rest.substr(bar + 1);
        const auto equal = setting.find('=');
        if (equal == std::string::npos)
        {
            throw OptionError(option,
                              text,
                              "\"" + setting + "\" has no value, as in name[Attribute=value|...]");
        }
        try
        {
            SetFactoryAttribute(factory,
                                name,
                                setting.substr(0, equal),
                                StringValue(setting.substr(equal + 1)));
        }
        catch (const std::invalid_argument& error)
        {
            throw OptionError(option, text, error.what());
        }
    }
    return factory;
}

std::vector<std::string>
SplitList(const std::string& text)
{
    std::vector<std::string> items;
    std::string item;
    int depth = 0;
    auto push = [&items, &item]() {
        const auto first = item.find_first_not_of(' ');
        const auto last = item.find_last_not_of(' ');
        items.push_back(first == std::string::npos ? "" : item.substr(first, last - first + 1));
        item.clear();
    };
    for (char c : text)
    {
        depth += (c == '[') - (c == ']');
        if (c == ',' && depth <= 0)
        {
            push();
        }
        else
        {
            item += c;
        }
    }
    if (!items.empty() || !item.empty())
    {
        push();
    }
    return items;
}

} // namespace fddmimo
} // namespace ns3
