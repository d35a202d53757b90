/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_ANALOG_OPTION_H
#define FDDMIMO_ANALOG_OPTION_H

#include "ns3/analog-beamformer.h"

#include <string>

namespace ns3
{
namespace fddmimo
{

/**
 * \file
 * The option --analog of the programs: the analog stage of hybrid base stations.
 */

/**
 * \return text for --help: what the option takes
 */
std::string DescribeAnalogOption();

/**
 * Makes the analog stage that a user named. What the text leaves open follows the cell: RfChains is
 * one for each stream; Sectors, where there is one, the number of users.
 *
 * \param text "none", or a type of AnalogBeamformer with attributes, as type-names.h reads it
 * \param users users of the cell
 * \param streams streams of all of them together
 * \param antennas N
 * \return the stage; null for "none"
 * \throws OptionError (--analog) if there is no such type or attribute, or if RF chains, sectors
 * and antennas contradict each other
 */
Ptr<AnalogBeamformer> MakeAnalogBeamformer(const std::string& text,
                                           uint32_t users,
                                           uint32_t streams,
                                           uint32_t antennas);

/**
 * Makes sure that the antennas of a base station can be split into sub-arrays.
 *
 * \param object an analog stage or a channel model, with an attribute SubArrays or without
 * \param option name of the option that it comes from
 * \param text what the user gave
 * \param antennas N
 * \throws OptionError if SubArrays does not divide N
 */
void CheckSubArrays(Ptr<const Object> object,
                    const std::string& option,
                    const std::string& text,
                    uint32_t antennas);

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_ANALOG_OPTION_H */
