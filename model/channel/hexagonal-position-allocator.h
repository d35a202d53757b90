/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_HEXAGONAL_POSITION_ALLOCATOR_H
#define FDDMIMO_HEXAGONAL_POSITION_ALLOCATOR_H

#include "ns3/position-allocator.h"

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Sites on a hexagonal grid: the centre first, then ring by ring (1, 7, 19, 37, ... sites are
 * complete layouts).
 */
class HexagonalPositionAllocator : public PositionAllocator
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    Vector GetNext() const override;
    int64_t AssignStreams(int64_t stream) override;

  private:
    double m_interSiteDistance;   //!< in m
    double m_height;              //!< z in m
    mutable uint32_t m_ring{0};   //!< ring of the next site
    mutable uint32_t m_inRing{0}; //!< number of the next site in its ring
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_HEXAGONAL_POSITION_ALLOCATOR_H */
