/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_SINGLE_CELL_POSITION_ALLOCATOR_H
#define FDDMIMO_SINGLE_CELL_POSITION_ALLOCATOR_H

#include "ns3/position-allocator.h"
#include "ns3/random-variable-stream.h"
#include "ns3/vector.h"

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Drops users uniformly into a sector: azimuth uniform in [-phi / 2, phi / 2] around Boresight
 * ([EDN] II-B, single-cell system), distance such that the density a unit area is constant.
 */
class SingleCellPositionAllocator : public PositionAllocator
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    SingleCellPositionAllocator();

    Vector GetNext() const override;
    int64_t AssignStreams(int64_t stream) override;

  private:
    double m_sectorAngle;                 //!< phi in rad
    double m_boresight;                   //!< centre of the sector in rad
    double m_minDistance;                 //!< horizontal, in m
    double m_maxDistance;                 //!< horizontal, in m
    double m_height;                      //!< z in m
    Vector m_center;                      //!< base station
    Ptr<UniformRandomVariable> m_uniform; //!< azimuth and distance
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_SINGLE_CELL_POSITION_ALLOCATOR_H */
