/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "spatial-division-position-allocator.h"

#include "ns3/abort.h"
#include "ns3/double.h"
#include "ns3/uinteger.h"

#include <cmath>

namespace ns3
{
namespace fddmimo
{

NS_OBJECT_ENSURE_REGISTERED(SpatialDivisionPositionAllocator);

TypeId
SpatialDivisionPositionAllocator::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::SpatialDivisionPositionAllocator")
            .SetParent<PositionAllocator>()
            .SetGroupName("FddMimo")
            .AddConstructor<SpatialDivisionPositionAllocator>()
            .AddAttribute("Sectors",
                          "Number of sectors K",
                          UintegerValue(16),
                          MakeUintegerAccessor(&SpatialDivisionPositionAllocator::m_sectors),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("SectorAngle",
                          "Angle psi of a sector in rad, at most pi / K; 0: pi / K",
                          DoubleValue(0.0),
                          MakeDoubleAccessor(&SpatialDivisionPositionAllocator::m_sectorAngle),
                          MakeDoubleChecker<double>(0.0, M_PI))
            .AddAttribute("MinDistance",
                          "Smallest horizontal distance from the base station in m",
                          DoubleValue(10.0),
                          MakeDoubleAccessor(&SpatialDivisionPositionAllocator::m_minDistance),
                          MakeDoubleChecker<double>(0.0))
            .AddAttribute("MaxDistance",
                          "Largest horizontal distance from the base station in m",
                          DoubleValue(100.0),
                          MakeDoubleAccessor(&SpatialDivisionPositionAllocator::m_maxDistance),
                          MakeDoubleChecker<double>(0.0))
            .AddAttribute("Height",
                          "Height of the users in m",
                          DoubleValue(0.0),
                          MakeDoubleAccessor(&SpatialDivisionPositionAllocator::m_height),
                          MakeDoubleChecker<double>())
            .AddAttribute("Center",
                          "Position of the base station",
                          VectorValue(Vector(0.0, 0.0, 0.0)),
                          MakeVectorAccessor(&SpatialDivisionPositionAllocator::m_center),
                          MakeVectorChecker());
    return tid;
}

SpatialDivisionPositionAllocator::SpatialDivisionPositionAllocator()
    : m_uniform(CreateObject<UniformRandomVariable>())
{
}

Vector
SpatialDivisionPositionAllocator::GetNext() const
{
    const double pitch = M_PI / m_sectors;
    NS_ABORT_MSG_IF(m_sectorAngle > pitch * (1.0 + 1e-9),
                    "SpatialDivisionPositionAllocator: SectorAngle "
                        << m_sectorAngle << " must be at most pi / Sectors = " << pitch);
    NS_ABORT_MSG_IF(m_minDistance > m_maxDistance,
                    "SpatialDivisionPositionAllocator: MinDistance "
                        << m_minDistance << " exceeds MaxDistance " << m_maxDistance);
    const double width = m_sectorAngle == 0.0 ? pitch : m_sectorAngle;
    const double centre = -0.5 * M_PI + (m_next + 0.5) * pitch;
    m_next = (m_next + 1) % m_sectors;
    const double azimuth = centre + m_uniform->GetValue(-0.5 * width, 0.5 * width);
    const double distance = std::sqrt(
        m_uniform->GetValue(m_minDistance * m_minDistance, m_maxDistance * m_maxDistance));
    return Vector(m_center.x + distance * std::cos(azimuth),
                  m_center.y + distance * std::sin(azimuth),
                  m_height);
}

int64_t
SpatialDivisionPositionAllocator::AssignStreams(int64_t stream)
{
    m_uniform->SetStream(stream);
    return 1;
}

} // namespace fddmimo
} // namespace ns3
