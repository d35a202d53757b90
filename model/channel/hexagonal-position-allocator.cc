/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "hexagonal-position-allocator.h"

#include "ns3/double.h"

#include <cmath>

namespace ns3
{
namespace fddmimo
{

NS_OBJECT_ENSURE_REGISTERED(HexagonalPositionAllocator);

TypeId
HexagonalPositionAllocator::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::HexagonalPositionAllocator")
            .SetParent<PositionAllocator>()
            .SetGroupName("FddMimo")
            .AddConstructor<HexagonalPositionAllocator>()
            .AddAttribute("InterSiteDistance",
                          "Distance of neighbouring sites in m",
                          DoubleValue(500.0),
                          MakeDoubleAccessor(&HexagonalPositionAllocator::m_interSiteDistance),
                          MakeDoubleChecker<double>(0.0))
            .AddAttribute("Height",
                          "Height of the sites in m",
                          DoubleValue(0.0),
                          MakeDoubleAccessor(&HexagonalPositionAllocator::m_height),
                          MakeDoubleChecker<double>());
    return tid;
}

Vector
HexagonalPositionAllocator::GetNext() const
{
    if (m_ring == 0)
    {
        m_ring = 1;
        return Vector(0.0, 0.0, m_height);
    }
    // Ring r has 6 sides of r sites; side s starts at the corner of angle s 60 degrees.
    const uint32_t side = m_inRing / m_ring;
    const uint32_t along = m_inRing % m_ring;
    const double corner = side * M_PI / 3.0;
    const double direction = corner + 2.0 * M_PI / 3.0;
    const Vector site(
        m_interSiteDistance * (m_ring * std::cos(corner) + along * std::cos(direction)),
        m_interSiteDistance * (m_ring * std::sin(corner) + along * std::sin(direction)),
        m_height);
    if (++m_inRing == 6 * m_ring)
    {
        ++m_ring;
        m_inRing = 0;
    }
    return site;
}

int64_t
HexagonalPositionAllocator::AssignStreams(int64_t /* stream */)
{
    return 0;
}

} // namespace fddmimo
} // namespace ns3
