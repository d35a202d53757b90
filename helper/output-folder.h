/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_OUTPUT_FOLDER_H
#define FDDMIMO_OUTPUT_FOLDER_H

#include <string>

/**
 * \file
 * Checks that a program can write its results, before it starts.
 */

namespace ns3
{
namespace fddmimo
{

/**
 * Creates a folder, with its parents, unless it is there, and makes sure that files can be created
 * in it.
 *
 * \param option name of the option, for messages
 * \param path path of the folder
 * \throws OptionError if the folder cannot be made or written
 */
void CreateOutputFolder(const std::string& option, const std::string& path);

/**
 * Makes sure that a name is that of a file, or of nothing yet: no folder, device, pipe or link.
 *
 * \param option name of the option, for messages
 * \param path path of the file
 * \throws OptionError if it is not
 */
void CheckReplaceable(const std::string& option, const std::string& path);

/**
 * Makes sure that a file can be created, without leaving one.
 *
 * \param option name of the option, for messages
 * \param path path of the file; its folder must exist
 * \throws OptionError if it cannot
 */
void CheckOutputFile(const std::string& option, const std::string& path);

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_OUTPUT_FOLDER_H */
