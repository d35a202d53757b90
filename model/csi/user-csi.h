/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_USER_CSI_H
#define FDDMIMO_USER_CSI_H

#include "ns3/matrix-types.h"
#include "ns3/nstime.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/// Kinds of channel knowledge, used as bits of a mask (CsiMask).
enum CsiKind : uint32_t
{
    CSI_CHANNEL = 1,      //!< an estimate of the user's channel matrix
    CSI_LATENT = 2,       //!< the latent vector of a learned codec
    CSI_COVARIANCE = 4,   //!< the spatial covariance at the base station
    CSI_UPLINK_PILOTS = 8 //!< uplink pilots as received by the base station
};

using CsiMask = uint32_t; //!< an OR of CsiKind

/**
 * \param mask kinds of CSI
 * \return their names, "channel, latent", for messages
 */
std::string CsiMaskToString(CsiMask mask);

/**
 * \ingroup fdd-mimo
 * What the base station knows of one user (in one subband) when it designs beams. Fields that a CSI
 * scheme does not provide are empty.
 */
struct UserCsi
{
    /// Noise-normalised channel (divided by the standard deviation of noise plus inter-cell
    /// interference at the user), M x N, in 1/sqrt(W).
    CMatrix channel;
    Eigen::VectorXf latent; //!< latent vector of a learned codec, any length
    CMatrix covariance;     //!< E[h h^H] of the noise-normalised channel, N x N, in 1/W
    uint32_t rxAntennas{1}; //!< M: receive antennas, and streams, of the user
    double quality{1.0};    //!< quality figure of the scheme (pilot power, number of coefficients)
    Time measuredAt;        //!< when the user measured the channel
};

/**
 * \ingroup fdd-mimo
 * The channel knowledge that goes into one precoding problem.
 */
struct CsiSnapshot
{
    std::vector<UserCsi> users; //!< one entry a scheduled user
    CMatrix uplinkPilots;       //!< received uplink pilots, N x L, noise-normalised (unit noise)
    /// Transmit power of a user, which its antennas share, over the noise power at an antenna of
    /// the base station: divided by its square root, LS estimates of one antenna are amplitude
    /// gains.
    double pilotSnr{1.0};
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_USER_CSI_H */
