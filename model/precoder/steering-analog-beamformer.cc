/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "steering-analog-beamformer.h"

#include "ns3/abort.h"
#include "ns3/double.h"
#include "ns3/ns3-compat.h"
#include "ns3/uinteger.h"

#include <cmath>

namespace ns3
{
namespace fddmimo
{

NS_OBJECT_ENSURE_REGISTERED(SteeringAnalogBeamformer);

TypeId
SteeringAnalogBeamformer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::SteeringAnalogBeamformer")
            .SetParent<AnalogBeamformer>()
            .SetGroupName("FddMimo")
            .AddConstructor<SteeringAnalogBeamformer>()
            .AddAttribute(
                "Geography",
                "Where the users are: anywhere in one sector, or one in each of K sectors",
                EnumValue(SINGLE_CELL),
                MakeEnumMemberAccessor<UserGeography>(&SteeringAnalogBeamformer::m_geography),
                MakeEnumChecker(SINGLE_CELL, "single-cell", SPATIAL_DIVISION, "spatial-division"))
            .AddAttribute("Sectors",
                          "Number of sectors K of spatial-division, a divisor of RfChains; 0: as "
                          "many as RfChains",
                          UintegerValue(0),
                          MakeUintegerAccessor(&SteeringAnalogBeamformer::m_sectors),
                          MakeUintegerChecker<uint32_t>(0, 4096))
            .AddAttribute("SectorAngle",
                          "Angle of a sector in rad; 0: pi / 2 (single-cell), pi / K "
                          "(spatial-division)",
                          DoubleValue(0.0),
                          MakeDoubleAccessor(&SteeringAnalogBeamformer::m_sectorAngle),
                          MakeDoubleChecker<double>(0.0, M_PI));
    return tid;
}

CMatrix
SteeringAnalogBeamformer::DoGetWeights(const MimoChannelModel& channel,
                                       uint32_t bs,
                                       const std::vector<uint32_t>& /* ues */,
                                       uint32_t /* subband */) const
{
    const uint32_t antennas = channel.GetBsAntennas(bs);
    const uint32_t beams = GetRfChains();
    const uint32_t sectors = m_geography == SINGLE_CELL ? 1 : (m_sectors == 0 ? beams : m_sectors);
    NS_ABORT_MSG_IF(beams % sectors != 0,
                    "SteeringAnalogBeamformer: attribute RfChains is "
                        << beams << ", which must be a multiple of Sectors = " << sectors
                        << " in the geography spatial-division");
    const uint32_t perSector = beams / sectors;
    const double amplitude = 1.0 / std::sqrt(static_cast<double>(antennas));
    CMatrix weights(antennas, beams);
    for (uint32_t n = 0; n < beams; ++n)
    {
        const AzimuthRange range =
            GetAzimuthRange(m_geography, m_sectorAngle, n / perSector, sectors);
        const double angle = range.middle + range.width * ((n % perSector + 0.5) / perSector - 0.5);
        for (uint32_t i = 0; i < antennas; ++i)
        {
            weights(i, n) = std::polar(amplitude, M_PI * i * std::sin(angle));
        }
    }
    return weights;
}

} // namespace fddmimo
} // namespace ns3
