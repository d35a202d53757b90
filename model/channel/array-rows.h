/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_ARRAY_ROWS_H
#define FDDMIMO_ARRAY_ROWS_H

#include <cstdint>
#include <string>
#include <utility>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Aborts, naming the model, if the rows asked for do not divide the antennas.
 *
 * \param model name of the channel model
 * \param rows rows asked for; 0: those of the array nearest to a square
 * \param antennas antennas of a base station, above 0
 * \return rows of its planar array
 */
uint32_t ChooseArrayRows(const std::string& model, uint32_t rows, uint32_t antennas);

/**
 * \ingroup fdd-mimo
 * Size of a planar array. Aborts, naming the model, if rows and columns do not make one of that
 * many antennas.
 *
 * \param model name of the model
 * \param rows rows asked for; 0: from the columns, or, with columns = 0, those of the array nearest
 * to a square
 * \param columns columns asked for; 0: from the rows
 * \param antennas antennas of a base station, above 0
 * \return rows and columns of its planar array
 */
std::pair<uint32_t, uint32_t> ChooseArraySize(const std::string& model,
                                              uint32_t rows,
                                              uint32_t columns,
                                              uint32_t antennas);

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_ARRAY_ROWS_H */
