/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_SPATIAL_DIVISION_POSITION_ALLOCATOR_H
#define FDDMIMO_SPATIAL_DIVISION_POSITION_ALLOCATOR_H

#include "ns3/position-allocator.h"
#include "ns3/random-variable-stream.h"
#include "ns3/vector.h"

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Drops the k-th user into the k-th of K sectors of angle psi ([EDN] II-B, spatial-division
 * system): azimuth uniform in [eta_k - psi / 2, eta_k + psi / 2] with eta_k = -pi/2 + (k - 1/2) pi
 * / K. After K users it starts over.
 */
class SpatialDivisionPositionAllocator : public PositionAllocator
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    SpatialDivisionPositionAllocator();

    Vector GetNext() const override;
    int64_t AssignStreams(int64_t stream) override;

  private:
    uint32_t m_sectors;                   //!< K
    double m_sectorAngle;                 //!< psi in rad, 0: pi / K
    double m_minDistance;                 //!< horizontal, in m
    double m_maxDistance;                 //!< horizontal, in m
    double m_height;                      //!< z in m
    Vector m_center;                      //!< base station
    Ptr<UniformRandomVariable> m_uniform; //!< azimuth and distance
    mutable uint32_t m_next{0};           //!< sector of the next user
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_SPATIAL_DIVISION_POSITION_ALLOCATOR_H */
