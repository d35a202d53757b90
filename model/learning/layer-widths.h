/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_LAYER_WIDTHS_H
#define FDDMIMO_LAYER_WIDTHS_H

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \param text "512,256"; may be empty
 * \return the widths; throws std::invalid_argument unless all are 1 to 65536
 */
std::vector<int64_t> ParseWidths(const std::string& text);

/**
 * \param widths widths of layers
 * \return "512,256"
 */
std::string JoinWidths(const std::vector<int64_t>& widths);

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_LAYER_WIDTHS_H */
