/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_OPTION_NAME_H
#define FDDMIMO_OPTION_NAME_H

#include <cctype>
#include <string>

namespace ns3
{
namespace fddmimo
{

/**
 * \param attribute name of an attribute, "BatchSize"
 * \return name of the option of a program that sets it, "batch-size"
 */
inline std::string
ToOptionName(const std::string& attribute)
{
    std::string name;
    for (const char c : attribute)
    {
        const bool upper = std::isupper(static_cast<unsigned char>(c));
        name += upper && !name.empty() ? "-" : "";
        name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    return name;
}

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_OPTION_NAME_H */
