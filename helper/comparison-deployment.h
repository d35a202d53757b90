/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_COMPARISON_DEPLOYMENT_H
#define FDDMIMO_COMPARISON_DEPLOYMENT_H

#include "ns3/analog-beamformer.h"
#include "ns3/object-factory.h"

#include <string>

namespace ns3
{
namespace fddmimo
{

/**
 * \file
 * What the channel of a comparison (ComparisonScenario::channel) brings with it.
 */

/// Heights, distances and angles of a deployment.
struct ComparisonDeployment
{
    double bsHeight;    //!< in m
    double ueHeight;    //!< in m
    double minDistance; //!< horizontal, in m
    double sectorAngle; //!< azimuths of the users of a cell, around 0, in rad
};

/**
 * \param channel uma, umi, inh, or the name of a channel model
 * \return its deployment: 3GPP TR 38.901 tables 7.2-1 and 7.2-2; for near-field the array and the
 * users in one plane
 */
ComparisonDeployment GetDeployment(const std::string& channel);

/**
 * \param channel as for GetDeployment()
 * \return true for IndoorChannelModel: one cell, whose users are anywhere in the room
 */
bool IsIndoor(const std::string& channel);

/**
 * \param channel as for GetDeployment()
 * \return downlink carrier in Hz that it is made for; throws OptionError (--channel) if there is no
 * such model
 */
double GetUsualFrequency(const std::string& channel);

/**
 * \param channel as for GetDeployment()
 * \param frequency downlink carrier in Hz
 * \return factory of its model, with path loss; throws OptionError (--channel) if there is no such
 * model
 */
ObjectFactory MakeChannelFactory(const std::string& channel, double frequency);

/**
 * Makes the analog stage of all base stations of a comparison. A SectorAngle that the text leaves
 * open is that of the cells.
 *
 * \param analog as for MakeAnalogBeamformer()
 * \param users users a cell
 * \param rxAntennas antennas of a user
 * \param antennas antennas of a base station
 * \return the stage, null for "none"; throws OptionError (--analog)
 */
Ptr<AnalogBeamformer> MakeAnalogStage(const std::string& analog,
                                      uint32_t users,
                                      uint32_t rxAntennas,
                                      uint32_t antennas);

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_COMPARISON_DEPLOYMENT_H */
