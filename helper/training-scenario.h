/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_TRAINING_SCENARIO_H
#define FDDMIMO_TRAINING_SCENARIO_H

#include "ns3/precoder.h"

#include <map>
#include <string>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * \param text a warning for the standard error, unless the program has printed it before
 */
void WarnOnce(const std::string& text);

/**
 * \ingroup fdd-mimo
 * Says on the standard error, once, where a learned method is used on other channels than it was
 * trained on: no error, but something to know when results are read.
 *
 * \param name name of the method
 * \param trained what it was trained on ("channel", "drop", ...), may be empty
 * \param used what it is used on; names that do not stand in both are not compared, and channels of
 * a data set, in either, are nobody's model
 */
void WarnOfOtherScenario(const std::string& name,
                         const std::map<std::string, std::string>& trained,
                         const std::map<std::string, std::string>& used);

/**
 * \ingroup fdd-mimo
 * Says on the standard error, once, where a method whose weights make up for errors of the channel
 * knowledge gets a knowledge without errors: it then misses the outage that it is known for.
 *
 * \param name name of the method
 * \param precoder the method
 */
void WarnOfPerfectCsi(const std::string& name, Ptr<const Precoder> precoder);

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_TRAINING_SCENARIO_H */
