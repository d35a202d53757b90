/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "room-position-allocator.h"

#include "ns3/abort.h"

namespace ns3
{
namespace fddmimo
{

NS_OBJECT_ENSURE_REGISTERED(RoomPositionAllocator);

TypeId
RoomPositionAllocator::GetTypeId()
{
    static TypeId tid = TypeId("ns3::fddmimo::RoomPositionAllocator")
                            .SetParent<PositionAllocator>()
                            .SetGroupName("FddMimo")
                            .AddConstructor<RoomPositionAllocator>()
                            .AddAttribute("Minimum",
                                          "Corner of the box at the smallest coordinates in m",
                                          VectorValue(Vector(1.0, -4.5, 1.0)),
                                          MakeVectorAccessor(&RoomPositionAllocator::m_minimum),
                                          MakeVectorChecker())
                            .AddAttribute("Maximum",
                                          "Corner of the box at the largest coordinates in m",
                                          VectorValue(Vector(9.5, 4.5, 1.0)),
                                          MakeVectorAccessor(&RoomPositionAllocator::m_maximum),
                                          MakeVectorChecker());
    return tid;
}

RoomPositionAllocator::RoomPositionAllocator()
    : m_uniform(CreateObject<UniformRandomVariable>())
{
}

Vector
RoomPositionAllocator::GetNext() const
{
    NS_ABORT_MSG_IF(
        m_minimum.x > m_maximum.x || m_minimum.y > m_maximum.y || m_minimum.z > m_maximum.z,
        "RoomPositionAllocator: Minimum " << m_minimum << " exceeds Maximum " << m_maximum);
    const double x = m_uniform->GetValue(m_minimum.x, m_maximum.x);
    const double y = m_uniform->GetValue(m_minimum.y, m_maximum.y);
    const double z = m_uniform->GetValue(m_minimum.z, m_maximum.z);
    return Vector(x, y, z);
}

int64_t
RoomPositionAllocator::AssignStreams(int64_t stream)
{
    m_uniform->SetStream(stream);
    return 1;
}

} // namespace fddmimo
} // namespace ns3
