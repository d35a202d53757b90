/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_ROOM_POSITION_ALLOCATOR_H
#define FDDMIMO_ROOM_POSITION_ALLOCATOR_H

#include "ns3/position-allocator.h"
#include "ns3/random-variable-stream.h"
#include "ns3/vector.h"

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Drops users uniformly into a box, by default one inside the room of IndoorChannelModel.
 */
class RoomPositionAllocator : public PositionAllocator
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    RoomPositionAllocator();

    Vector GetNext() const override;
    int64_t AssignStreams(int64_t stream) override;

  private:
    Vector m_minimum;                     //!< corner at the smallest coordinates in m
    Vector m_maximum;                     //!< corner at the largest
    Ptr<UniformRandomVariable> m_uniform; //!< coordinates
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_ROOM_POSITION_ALLOCATOR_H */
