/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_CODEBOOK_ARRAY_H
#define FDDMIMO_CODEBOOK_ARRAY_H

#include "ns3/mimo-channel-model.h"

namespace ns3
{
namespace fddmimo
{

/**
 * \file
 * Makes DFT codebooks fit the arrays of a channel model.
 */

/**
 * Sets Rows and Columns of a codec or precoder that has them and was left at its default (a linear
 * array) to the array that the channel model gives its base stations. Others stay as they are.
 *
 * \param method the codec or precoder
 * \param channel the channel model
 * \param antennas antennas of a base station
 */
void MatchCodebookToArray(Ptr<Object> method,
                          Ptr<const MimoChannelModel> channel,
                          uint32_t antennas);

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_CODEBOOK_ARRAY_H */
