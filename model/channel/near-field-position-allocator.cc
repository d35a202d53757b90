/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "near-field-position-allocator.h"

#include "ns3/abort.h"
#include "ns3/double.h"
#include "ns3/ns3-compat.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace fddmimo
{

NS_OBJECT_ENSURE_REGISTERED(NearFieldPositionAllocator);

TypeId
NearFieldPositionAllocator::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::NearFieldPositionAllocator")
            .SetParent<PositionAllocator>()
            .SetGroupName("FddMimo")
            .AddConstructor<NearFieldPositionAllocator>()
            .AddAttribute(
                "Geography",
                "Where the users are: anywhere in one sector, or one in each of K sectors",
                EnumValue(SINGLE_CELL),
                MakeEnumMemberAccessor<UserGeography>(&NearFieldPositionAllocator::m_geography),
                MakeEnumChecker(SINGLE_CELL, "single-cell", SPATIAL_DIVISION, "spatial-division"))
            .AddAttribute("Sectors",
                          "Number of sectors K of spatial-division; after K users the drop starts "
                          "over",
                          UintegerValue(16),
                          MakeUintegerAccessor(&NearFieldPositionAllocator::m_sectors),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("SectorAngle",
                          "Angle of a sector in rad; 0: pi / 2 (single-cell), pi / K "
                          "(spatial-division)",
                          DoubleValue(0.0),
                          MakeDoubleAccessor(&NearFieldPositionAllocator::m_sectorAngle),
                          MakeDoubleChecker<double>(0.0, M_PI))
            .AddAttribute("Boresight",
                          "Azimuth of the middle of all sectors in rad",
                          DoubleValue(0.0),
                          MakeDoubleAccessor(&NearFieldPositionAllocator::m_boresight),
                          MakeDoubleChecker<double>(-M_PI, M_PI))
            .AddAttribute("MeanDistance",
                          "Mean of the normal distribution of distances in m",
                          DoubleValue(3.0),
                          MakeDoubleAccessor(&NearFieldPositionAllocator::m_meanDistance),
                          MakeDoubleChecker<double>(0.0, 1e6))
            .AddAttribute("DistanceDeviation",
                          "Standard deviation of that distribution in m",
                          DoubleValue(1.0),
                          MakeDoubleAccessor(&NearFieldPositionAllocator::m_distanceDeviation),
                          MakeDoubleChecker<double>(0.0, 1e6))
            .AddAttribute("MinDistance",
                          "Smallest distance in m: what is drawn below becomes this",
                          DoubleValue(0.5),
                          MakeDoubleAccessor(&NearFieldPositionAllocator::m_minDistance),
                          MakeDoubleChecker<double>(0.0, 1e6))
            .AddAttribute("Height",
                          "Height of the users in m",
                          DoubleValue(0.0),
                          MakeDoubleAccessor(&NearFieldPositionAllocator::m_height),
                          MakeDoubleChecker<double>())
            .AddAttribute("Center",
                          "Position of the base station",
                          VectorValue(Vector(0.0, 0.0, 0.0)),
                          MakeVectorAccessor(&NearFieldPositionAllocator::m_center),
                          MakeVectorChecker());
    return tid;
}

NearFieldPositionAllocator::NearFieldPositionAllocator()
    : m_normal(CreateObject<NormalRandomVariable>()),
      m_uniform(CreateObject<UniformRandomVariable>())
{
}

Vector
NearFieldPositionAllocator::GetNext() const
{
    NS_ABORT_MSG_IF(m_geography == SPATIAL_DIVISION &&
                        m_sectorAngle > M_PI / m_sectors * (1.0 + 1e-9),
                    "NearFieldPositionAllocator: SectorAngle "
                        << m_sectorAngle << " must be at most pi / Sectors = " << M_PI / m_sectors);
    const AzimuthRange range = GetAzimuthRange(m_geography, m_sectorAngle, m_next, m_sectors);
    m_next = (m_next + 1) % m_sectors;
    const double azimuth =
        m_boresight + range.middle + m_uniform->GetValue(-0.5 * range.width, 0.5 * range.width);
    const double distance =
        std::max(m_minDistance,
                 m_normal->GetValue(m_meanDistance, m_distanceDeviation * m_distanceDeviation));
    return Vector(m_center.x + distance * std::cos(azimuth),
                  m_center.y + distance * std::sin(azimuth),
                  m_height);
}

int64_t
NearFieldPositionAllocator::AssignStreams(int64_t stream)
{
    m_normal->SetStream(stream);
    m_uniform->SetStream(stream + 1);
    return 2;
}

} // namespace fddmimo
} // namespace ns3
