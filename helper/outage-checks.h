/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_OUTAGE_CHECKS_H
#define FDDMIMO_OUTAGE_CHECKS_H

#include "ns3/channel-source.h"
#include "ns3/precoder.h"

#include <string>

/**
 * \file
 * Checks of the program hybrid-outage that the parts of a study fit each other, before it starts.
 */

namespace ns3
{
namespace fddmimo
{

/**
 * Makes sure that a precoder can serve all users of a cell with what the program lets it know, and
 * that its weights, if it has learned, are there, whole and its own.
 *
 * \param name precoder as the user named it, for messages
 * \param precoder the precoder
 * \param source channels of the cell
 * \throws OptionError if it cannot
 */
void CheckOutagePrecoder(const std::string& name,
                         Ptr<const Precoder> precoder,
                         const ChannelSource& source);

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_OUTAGE_CHECKS_H */
