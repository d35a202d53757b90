/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "configuration-file.h"

#include "option-error.h"

#include <filesystem>
#include <fstream>

namespace ns3
{
namespace fddmimo
{

namespace
{

/**
 * \param text a text
 * \return the same without blanks at its ends
 */
std::string
Trim(const std::string& text)
{
    const auto first = text.find_first_not_of(" \t\r");
    const auto last = text.find_last_not_of(" \t\r");
    return first == std::string::npos ? "" : text.substr(first, last - first + 1);
}

} // namespace

std::vector<std::string>
ReadConfigurationFile(const std::string& fileName,
                      const std::function<bool(const std::string&)>& isKnown)
{
    std::ifstream file(fileName);
    if (!file || std::filesystem::is_directory(fileName))
    {
        throw OptionError("config", fileName, "cannot be read");
    }
    std::vector<std::string> arguments;
    std::string line;
    for (int number = 1; std::getline(file, line); ++number)
    {
        line = Trim(line.substr(0, line.find('#')));
        if (line.empty())
        {
            continue;
        }
        const auto equal = line.find('=');
        const std::string name = Trim(line.substr(0, equal));
        if (equal == std::string::npos || !isKnown(name))
        {
            throw OptionError("config",
                              fileName,
                              "line " + std::to_string(number) + ", \"" + line +
                                  "\", is not \"name = value\" with the name of an option");
        }
        arguments.push_back("--" + name + "=" + Trim(line.substr(equal + 1)));
    }
    return arguments;
}

} // namespace fddmimo
} // namespace ns3
