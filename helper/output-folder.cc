/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "output-folder.h"

#include "ns3/option-error.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace ns3
{
namespace fddmimo
{

namespace
{

/**
 * Creates an empty file and removes it again. Permissions alone do not tell: the file system may be
 * read-only, and root passes every permission.
 *
 * \param path path of a file that does not exist
 * \return the system's word on why it failed, "" if it did not
 */
std::string
TryFile(const std::string& path)
{
    errno = 0;
    const bool good = std::ofstream(path).good();
    const std::string reason = good ? "" : std::strerror(errno);
    if (good)
    {
        std::remove(path.c_str());
    }
    return reason;
}

} // namespace

void
CreateOutputFolder(const std::string& option, const std::string& path)
{
    if (path.empty())
    {
        throw OptionError(option, path, "must name a folder");
    }
    std::error_code error;
    std::filesystem::create_directories(path, error);
    if (error)
    {
        throw OptionError(option, path, "folder cannot be created: " + error.message());
    }
    if (!std::filesystem::is_directory(path, error))
    {
        throw OptionError(option, path, "must be a folder, but is a file");
    }
    const std::string reason = TryFile(path + "/.fdd-mimo-trial");
    if (!reason.empty())
    {
        throw OptionError(option, path, "folder cannot be written: " + reason);
    }
}

void
CheckReplaceable(const std::string& option, const std::string& path)
{
    std::error_code error;
    if (path.empty() || std::filesystem::is_directory(path, error))
    {
        throw OptionError(option, path, "must name a file, not a folder");
    }
    // The file is written under another name and then put in this place.
    const auto status = std::filesystem::symlink_status(path, error);
    if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status))
    {
        throw OptionError(option, path, "must name a regular file: no device, pipe or link");
    }
}

void
CheckOutputFile(const std::string& option, const std::string& path)
{
    CheckReplaceable(option, path);
    const std::string reason = TryFile(path + ".tmp");
    if (!reason.empty())
    {
        throw OptionError(option, path, "cannot be written: " + reason);
    }
}

} // namespace fddmimo
} // namespace ns3
