/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_NEAR_FIELD_POSITION_ALLOCATOR_H
#define FDDMIMO_NEAR_FIELD_POSITION_ALLOCATOR_H

#include "ns3/position-allocator.h"
#include "ns3/random-variable-stream.h"
#include "ns3/user-geography.h"
#include "ns3/vector.h"

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Drops users around a base station at distances r ~ N(r_c, sigma_r^2), at least MinDistance ([EDN]
 * IV-C1: r_c = 3 m, sigma_r = 1 m; the normal distribution alone would put users behind the array).
 * Azimuths are those of the two geographies, see GetAzimuthRange().
 */
class NearFieldPositionAllocator : public PositionAllocator
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    NearFieldPositionAllocator();

    Vector GetNext() const override;
    int64_t AssignStreams(int64_t stream) override;

  private:
    UserGeography m_geography;            //!< where the users are
    uint32_t m_sectors;                   //!< K
    double m_sectorAngle;                 //!< phi or psi in rad, 0: default
    double m_boresight;                   //!< azimuth of the middle in rad
    double m_meanDistance;                //!< r_c, horizontal, in m
    double m_distanceDeviation;           //!< sigma_r in m
    double m_minDistance;                 //!< smallest distance in m
    double m_height;                      //!< z in m
    Vector m_center;                      //!< base station
    Ptr<NormalRandomVariable> m_normal;   //!< distance
    Ptr<UniformRandomVariable> m_uniform; //!< azimuth
    mutable uint32_t m_next{0};           //!< sector of the next user
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_NEAR_FIELD_POSITION_ALLOCATOR_H */
