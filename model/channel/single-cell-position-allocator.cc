/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "single-cell-position-allocator.h"

#include "ns3/abort.h"
#include "ns3/double.h"

#include <cmath>

namespace ns3
{
namespace fddmimo
{

NS_OBJECT_ENSURE_REGISTERED(SingleCellPositionAllocator);

TypeId
SingleCellPositionAllocator::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::SingleCellPositionAllocator")
            .SetParent<PositionAllocator>()
            .SetGroupName("FddMimo")
            .AddConstructor<SingleCellPositionAllocator>()
            .AddAttribute("SectorAngle",
                          "Angle phi of the sector in rad",
                          DoubleValue(M_PI / 2.0),
                          MakeDoubleAccessor(&SingleCellPositionAllocator::m_sectorAngle),
                          MakeDoubleChecker<double>(0.0, 2.0 * M_PI))
            .AddAttribute("Boresight",
                          "Azimuth of the centre of the sector in rad",
                          DoubleValue(0.0),
                          MakeDoubleAccessor(&SingleCellPositionAllocator::m_boresight),
                          MakeDoubleChecker<double>(-M_PI, M_PI))
            .AddAttribute("MinDistance",
                          "Smallest horizontal distance from the base station in m",
                          DoubleValue(10.0),
                          MakeDoubleAccessor(&SingleCellPositionAllocator::m_minDistance),
                          MakeDoubleChecker<double>(0.0))
            .AddAttribute("MaxDistance",
                          "Largest horizontal distance from the base station in m",
                          DoubleValue(100.0),
                          MakeDoubleAccessor(&SingleCellPositionAllocator::m_maxDistance),
                          MakeDoubleChecker<double>(0.0))
            .AddAttribute("Height",
                          "Height of the users in m",
                          DoubleValue(0.0),
                          MakeDoubleAccessor(&SingleCellPositionAllocator::m_height),
                          MakeDoubleChecker<double>())
            .AddAttribute("Center",
                          "Position of the base station",
                          VectorValue(Vector(0.0, 0.0, 0.0)),
                          MakeVectorAccessor(&SingleCellPositionAllocator::m_center),
                          MakeVectorChecker());
    return tid;
}

SingleCellPositionAllocator::SingleCellPositionAllocator()
    : m_uniform(CreateObject<UniformRandomVariable>())
{
}

Vector
SingleCellPositionAllocator::GetNext() const
{
    NS_ABORT_MSG_IF(m_minDistance > m_maxDistance,
                    "SingleCellPositionAllocator: MinDistance "
                        << m_minDistance << " exceeds MaxDistance " << m_maxDistance);
    const double azimuth =
        m_boresight + m_uniform->GetValue(-0.5 * m_sectorAngle, 0.5 * m_sectorAngle);
    const double distance = std::sqrt(
        m_uniform->GetValue(m_minDistance * m_minDistance, m_maxDistance * m_maxDistance));
    return Vector(m_center.x + distance * std::cos(azimuth),
                  m_center.y + distance * std::sin(azimuth),
                  m_height);
}

int64_t
SingleCellPositionAllocator::AssignStreams(int64_t stream)
{
    m_uniform->SetStream(stream);
    return 1;
}

} // namespace fddmimo
} // namespace ns3
