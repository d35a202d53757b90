/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_CONFIGURATION_FILE_H
#define FDDMIMO_CONFIGURATION_FILE_H

#include <functional>
#include <string>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * Reads a file of lines "name = value". Blank lines and what follows a # are skipped.
 *
 * \param fileName path of the file
 * \param isKnown tells whether a name is that of an option
 * \return its lines as arguments of a program, "--name=value"
 * \throws OptionError, naming the line, if the file cannot be read or a line is another one
 */
std::vector<std::string> ReadConfigurationFile(
    const std::string& fileName,
    const std::function<bool(const std::string&)>& isKnown);

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_CONFIGURATION_FILE_H */
