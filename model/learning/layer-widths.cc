/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "layer-widths.h"

#include <cstdlib>
#include <sstream>
#include <stdexcept>

namespace ns3
{
namespace fddmimo
{

std::vector<int64_t>
ParseWidths(const std::string& text)
{
    std::vector<int64_t> widths;
    std::istringstream stream(text);
    std::string item;
    while (std::getline(stream, item, ','))
    {
        char* end = nullptr;
        const long width = std::strtol(item.c_str(), &end, 10);
        if (item.empty() || *end != '\0' || width < 1 || width > 65536)
        {
            throw std::invalid_argument("\"" + text + "\" is no list of widths from 1 to 65536");
        }
        widths.push_back(width);
    }
    return widths;
}

std::string
JoinWidths(const std::vector<int64_t>& widths)
{
    std::string text;
    for (int64_t width : widths)
    {
        text += text.empty() ? "" : ",";
        text += std::to_string(width);
    }
    return text;
}

} // namespace fddmimo
} // namespace ns3
