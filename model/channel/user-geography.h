/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_USER_GEOGRAPHY_H
#define FDDMIMO_USER_GEOGRAPHY_H

#include <cstdint>

namespace ns3
{
namespace fddmimo
{

/// Where the users of a cell are, [EDN] II-B.
enum UserGeography
{
    SINGLE_CELL,      //!< anywhere in one sector of angle phi, pi / 2 by default
    SPATIAL_DIVISION, //!< user k in the k-th of K sectors of angle psi, pi / K by default
};

/// A range of azimuths.
struct AzimuthRange
{
    double middle{0}; //!< in rad, from broadside
    double width{0};  //!< in rad
};

/**
 * \param geography where the users are
 * \param angle phi or psi in rad; 0: its default
 * \param sector index of a sector from 0, for SPATIAL_DIVISION
 * \param sectors K
 * \return where a user of this sector may be: [-phi / 2, phi / 2], or [eta_k - psi / 2, eta_k + psi
 * / 2] with eta_k = -pi / 2 + (k - 1 / 2) pi / K
 */
AzimuthRange GetAzimuthRange(UserGeography geography,
                             double angle,
                             uint32_t sector,
                             uint32_t sectors);

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_USER_GEOGRAPHY_H */
