/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "program-options.h"

#include "configuration-file.h"

#include "ns3/attribute-text.h"
#include "ns3/config.h"
#include "ns3/log.h"
#include "ns3/option-error.h"
#include "ns3/option-name.h"
#include "ns3/string.h"
#include "ns3/type-names.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <locale>
#include <sstream>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoProgramOptions");

namespace
{

/**
 * \tparam T type with an output operator
 * \param items some items
 * \param separator what stands between them
 * \return them as one text
 */
template <typename T>
std::string
Join(const std::vector<T>& items, const char* separator)
{
    std::ostringstream text;
    for (std::size_t i = 0; i < items.size(); ++i)
    {
        text << (i ? separator : "") << items[i];
    }
    return text.str();
}

/**
 * \param value a number
 * \return it as text
 */
std::string
ToText(double value)
{
    std::ostringstream text;
    text << value;
    return text.str();
}

/**
 * Splits a list that must not be empty.
 *
 * \param option name of the option, for messages
 * \param text what the user gave
 * \param what what its items are
 * \return the items
 */
std::vector<std::string>
SplitNonEmptyList(const std::string& option, const std::string& text, const std::string& what)
{
    const auto items = SplitList(text);
    if (items.empty() || std::find(items.begin(), items.end(), "") != items.end())
    {
        throw OptionError(option, text, "must be a list of " + what + ", separated by commas");
    }
    return items;
}

/**
 * \tparam T type of the items
 * \param option name of the option, for messages
 * \param text what the user gave
 * \param items its items, none of which may stand there twice
 */
template <typename T>
void
CheckDistinct(const std::string& option, const std::string& text, const std::vector<T>& items)
{
    for (auto item = items.begin(); item != items.end(); ++item)
    {
        if (std::find(items.begin(), item, *item) != item)
        {
            std::ostringstream problem;
            problem << "names " << *item << " twice";
            throw OptionError(option, text, problem.str());
        }
    }
}

} // namespace

uint32_t
ParseCount(const std::string& option, const std::string& text, uint32_t min, uint32_t max)
{
    const bool digits = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
    const double value = digits ? std::strtod(text.c_str(), nullptr) : -1;
    if (value < min || value > max)
    {
        throw OptionError(option,
                          text,
                          "must be a whole number in [" + std::to_string(min) + ", " +
                              std::to_string(max) + "]");
    }
    return static_cast<uint32_t>(value);
}

double
ParseReal(const std::string& option,
          const std::string& text,
          double min,
          double max,
          const std::string& unit)
{
    std::istringstream stream(text);
    stream.imbue(std::locale::classic());
    double value = NAN;
    stream >> value;
    // The comparison is false for nan too.
    const bool good = !stream.fail() && stream.eof() && value >= min && value <= max;
    if (!good)
    {
        throw OptionError(option,
                          text,
                          "must be a finite number " + (unit.empty() ? "" : "of " + unit + " ") +
                              "in [" + ToText(min) + ", " + ToText(max) + "]");
    }
    return value;
}

ProgramOptions::ProgramOptions(const std::string& fileName, const std::string& usage)
    : m_commandLine(fileName)
{
    NS_LOG_FUNCTION(this << fileName);
    m_commandLine.Usage(usage);
}

ProgramOptions::~ProgramOptions()
{
    NS_LOG_FUNCTION(this);
}

void
ProgramOptions::Add(const std::string& name,
                    const std::string& help,
                    const std::string& text,
                    const Reader& read)
{
    NS_LOG_FUNCTION(this << name);
    m_options.push_back(std::make_unique<Option>(Option{name, text, read, false}));
    m_commandLine.AddValue(name, help, m_options.back()->text);
}

void
ProgramOptions::AddText(const std::string& name, const std::string& help, std::string* value)
{
    Add(name, help, *value, [value](const std::string& text) { *value = text; });
}

void
ProgramOptions::AddChoice(const std::string& name,
                          const std::string& help,
                          std::string* value,
                          const std::vector<std::string>& choices)
{
    const std::string known = Join(choices, ", ");
    Add(name, help + ": " + known, *value, [name, value, choices, known](const std::string& text) {
        if (std::find(choices.begin(), choices.end(), text) == choices.end())
        {
            throw OptionError(name, text, "must be one of " + known);
        }
        *value = text;
    });
}

void
ProgramOptions::AddFlag(const std::string& name, const std::string& help, bool* value)
{
    Add(name, help, *value ? "true" : "false", [name, value](const std::string& text) {
        const bool on = text.empty() || text == "true" || text == "1";
        if (!on && text != "false" && text != "0")
        {
            throw OptionError(name, text, "must be true or false");
        }
        *value = on;
    });
}

void
ProgramOptions::AddCount(const std::string& name,
                         const std::string& help,
                         uint32_t* value,
                         uint32_t min,
                         uint32_t max)
{
    Add(name, help, std::to_string(*value), [name, value, min, max](const std::string& text) {
        *value = ParseCount(name, text, min, max);
    });
}

void
ProgramOptions::AddCountList(const std::string& name,
                             const std::string& help,
                             std::vector<uint32_t>* value,
                             uint32_t min,
                             uint32_t max)
{
    Add(name, help, Join(*value, ","), [name, value, min, max](const std::string& text) {
        std::vector<uint32_t> numbers;
        for (const std::string& item : SplitNonEmptyList(name, text, "whole numbers"))
        {
            numbers.push_back(ParseCount(name, item, min, max));
        }
        CheckDistinct(name, text, numbers);
        *value = numbers;
    });
}

void
ProgramOptions::AddReal(const std::string& name,
                        const std::string& help,
                        double* value,
                        double min,
                        double max,
                        const std::string& unit)
{
    Add(name, help, ToText(*value), [name, value, min, max, unit](const std::string& text) {
        *value = ParseReal(name, text, min, max, unit);
    });
}

void
ProgramOptions::AddRealList(const std::string& name,
                            const std::string& help,
                            std::vector<double>* value,
                            double min,
                            double max,
                            const std::string& unit)
{
    Add(name, help, Join(*value, ","), [name, value, min, max, unit](const std::string& text) {
        std::vector<double> numbers;
        for (const std::string& item : SplitNonEmptyList(name, text, "numbers"))
        {
            numbers.push_back(ParseReal(name, item, min, max, unit));
        }
        CheckDistinct(name, text, numbers);
        *value = numbers;
    });
}

void
ProgramOptions::AddMethod(const std::string& name,
                          const std::string& help,
                          std::string* value,
                          TypeId base,
                          const std::vector<std::string>& names)
{
    const std::vector<std::string> known = names.empty() ? ListNames(base) : names;
    Add(name,
        help + ": " + Join(known, ", "),
        *value,
        [name, value, base, known](const std::string& text) {
            const TypeId type = ParseFactory(base, name, text).GetTypeId();
            const std::string shortName = GetShortName(type, base);
            if (std::find(known.begin(), known.end(), shortName) == known.end() &&
                std::find(known.begin(), known.end(), type.GetName()) == known.end())
            {
                throw OptionError(name, text, "must be one of " + Join(known, ", "));
            }
            *value = text;
        });
}

void
ProgramOptions::AddMethodList(const std::string& name,
                              const std::string& help,
                              std::vector<std::string>* value,
                              TypeId base)
{
    Add(name,
        help + ": " + Join(ListNames(base), ", "),
        Join(*value, ","),
        [name, value, base](const std::string& text) {
            const auto items = SplitNonEmptyList(name, text, "names");
            for (const std::string& item : items)
            {
                ParseFactory(base, name, item);
            }
            CheckDistinct(name, text, items);
            *value = items;
        });
}

void
ProgramOptions::AddAttributes(TypeId type)
{
    for (; type != Object::GetTypeId(); type = type.GetParent())
    {
        for (std::size_t i = 0; i < type.GetAttributeN(); ++i)
        {
            const TypeId::AttributeInformation info = type.GetAttribute(i);
            const std::string name = ToOptionName(info.name);
            const std::string path = type.GetName() + "::" + info.name;
            const std::string byDefault = info.initialValue->SerializeToString(info.checker);
            Add(name,
                info.help,
                byDefault,
                [name, path, byDefault, checker = info.checker](const std::string& text) {
                    if (text == byDefault) // which ns-3 cannot read if it is an empty text
                    {
                        return;
                    }
                    const Ptr<AttributeValue> value = ParseAttributeText(checker, text);
                    if (!value)
                    {
                        throw OptionError(name, text, "must be " + DescribeAllowed(checker));
                    }
                    Config::SetDefault(path, *value);
                });
        }
    }
}

void
ProgramOptions::AddConfigurationFile()
{
    m_hasConfigurationFile = true;
    AddText("config",
            "file of lines \"name = value\", read before the other options",
            &m_configurationFile);
}

void
ProgramOptions::Reserve(const std::string& attribute, const std::string& option)
{
    m_reserved[attribute] = option;
}

void
ProgramOptions::CheckForeign(const std::string& name, const std::string& value) const
{
    const auto reserved = m_reserved.find(name);
    if (reserved != m_reserved.end())
    {
        throw OptionError(name, value, "is set by the option --" + reserved->second);
    }
    for (const char* own : {"PrintHelp",
                            "help",
                            "PrintVersion",
                            "version",
                            "PrintGroups",
                            "PrintTypeIds",
                            "PrintGlobals",
                            "PrintGroup",
                            "PrintAttributes"})
    {
        if (name == own)
        {
            return;
        }
    }
    const Ptr<const AttributeChecker> checker = FindAttributeChecker(name);
    if (!checker)
    {
        TypeId type;
        const auto colon = name.rfind("::");
        const std::string known =
            colon != std::string::npos && TypeId::LookupByNameFailSafe(name.substr(0, colon), &type)
                ? "--PrintAttributes=" + type.GetName() + " lists those of it"
                : "--help lists those that are known";
        throw OptionError(name, value, "unknown option; " + known);
    }
    if (!ParseAttributeText(checker, value))
    {
        throw OptionError(name, value, "allowed is " + DescribeAllowed(checker));
    }
}

void
ProgramOptions::Parse(int argc, char* argv[])
{
    NS_LOG_FUNCTION(this << argc);
    // CommandLine gets only what is its own: it would cut a text at its first blank.
    std::vector<std::string> foreign{argc > 0 ? argv[0] : ""};
    std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
    for (const std::string prefix : {"--config=", "-config="})
    {
        for (int i = 1; i < argc && m_hasConfigurationFile; ++i)
        {
            if (std::string(argv[i]).compare(0, prefix.size(), prefix) == 0)
            {
                const auto isKnown = [this](const std::string& name) {
                    return (name.find("::") != std::string::npos &&
                            FindAttributeChecker(CompleteAttributeName(name))) ||
                           (name != "config" &&
                            std::any_of(m_options.begin(), m_options.end(), [&](const auto& o) {
                                return o->name == name;
                            }));
                };
                const auto lines = ReadConfigurationFile(argv[i] + prefix.size(), isKnown);
                arguments.insert(arguments.begin(), lines.begin(), lines.end());
            }
        }
    }
    for (const std::string& argument : arguments)
    {
        if (argument.size() < 2 || argument[0] != '-')
        {
            throw std::runtime_error("argument \"" + argument +
                                     "\" is no option; options look like --name=value");
        }
        const std::string body = argument.substr(argument[1] == '-' ? 2 : 1);
        const auto equal = body.find('=');
        const std::string name = CompleteAttributeName(body.substr(0, equal));
        std::string value = equal == std::string::npos ? "" : body.substr(equal + 1);
        if (name == "PrintAttributes" && value.find("::") == std::string::npos)
        {
            value = "ns3::fddmimo::" + value; // a type of this module
        }
        const auto option = std::find_if(m_options.begin(), m_options.end(), [&](const auto& o) {
            return o->name == name;
        });
        if (option == m_options.end())
        {
            CheckForeign(name, value);
            foreign.push_back("--" + name + (equal == std::string::npos ? "" : "=" + value));
        }
        else
        {
            (*option)->given = true;
            (*option)->text = value;
        }
    }
    m_commandLine.Parse(foreign);
    for (const auto& option : m_options)
    {
        option->read(option->text);
    }
}

bool
ProgramOptions::IsGiven(const std::string& name) const
{
    return std::any_of(m_options.begin(), m_options.end(), [&name](const auto& option) {
        return option->name == name && option->given;
    });
}

} // namespace fddmimo
} // namespace ns3
