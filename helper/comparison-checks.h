/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_COMPARISON_CHECKS_H
#define FDDMIMO_COMPARISON_CHECKS_H

#include <string>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \file
 * What can be wrong with a comparison as a whole, found before it starts.
 */

struct ComparisonScenario;

/**
 * Checks that channel, precoders, codecs and the sizes of the network fit each other. Reads the
 * defaults of the attributes of the frame and of the network.
 *
 * \param scenario the network
 * \param precoders precoders, as type-names.h reads them
 * \param codecs CSI codecs, likewise
 * \throws OptionError if they do not
 */
void CheckComparison(const ComparisonScenario& scenario,
                     const std::vector<std::string>& precoders,
                     const std::vector<std::string>& codecs);

/**
 * Says so on the standard error where channels change within an interval, unless they are updated
 * within it.
 *
 * \param scenario the network
 */
void WarnOfFastUsers(const ComparisonScenario& scenario);

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_COMPARISON_CHECKS_H */
