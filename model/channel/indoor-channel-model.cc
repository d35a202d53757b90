/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "indoor-channel-model.h"

#include "ns3/abort.h"
#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/ns3-compat.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoIndoorChannelModel");

NS_OBJECT_ENSURE_REGISTERED(IndoorChannelModel);

namespace
{

const double SPEED_OF_LIGHT = 299792458.0; //!< in m/s
const double MIN_DISTANCE = 0.01;          //!< in m

/**
 * \param a a point
 * \param b another
 * \return a - b
 */
Vector
Subtract(const Vector& a, const Vector& b)
{
    return Vector(a.x - b.x, a.y - b.y, a.z - b.z);
}

} // namespace

TypeId
IndoorChannelModel::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::IndoorChannelModel")
            .SetParent<MimoChannelModel>()
            .SetGroupName("FddMimo")
            .AddConstructor<IndoorChannelModel>()
            .AddAttribute("Carrier",
                          "Downlink carrier in Hz; 0: that of Frequency. The uplink is as far from "
                          "it as UplinkFrequency is from Frequency",
                          DoubleValue(2.5e9),
                          MakeDoubleAccessor(&IndoorChannelModel::m_carrier),
                          MakeDoubleChecker<double>(0.0, 1e12))
            .AddAttribute("RoomMinimum",
                          "Corner of the room at the smallest coordinates in m",
                          VectorValue(Vector(0.0, -5.0, 0.0)),
                          MakeVectorAccessor(&IndoorChannelModel::m_minimum),
                          MakeVectorChecker())
            .AddAttribute("RoomMaximum",
                          "Corner of the room at the largest coordinates in m",
                          VectorValue(Vector(10.0, 5.0, 3.0)),
                          MakeVectorAccessor(&IndoorChannelModel::m_maximum),
                          MakeVectorChecker())
            .AddAttribute("BackWall",
                          "Reflection coefficient (of the amplitude) of the wall at the smallest "
                          "x; 0: no reflection",
                          DoubleValue(0.0),
                          MakeDoubleAccessor(&IndoorChannelModel::m_backWall),
                          MakeDoubleChecker<double>(-1.0, 1.0))
            .AddAttribute("FrontWall",
                          "Reflection coefficient of the wall at the largest x",
                          DoubleValue(-0.6),
                          MakeDoubleAccessor(&IndoorChannelModel::m_frontWall),
                          MakeDoubleChecker<double>(-1.0, 1.0))
            .AddAttribute("RightWall",
                          "Reflection coefficient of the wall at the smallest y",
                          DoubleValue(-0.6),
                          MakeDoubleAccessor(&IndoorChannelModel::m_rightWall),
                          MakeDoubleChecker<double>(-1.0, 1.0))
            .AddAttribute("LeftWall",
                          "Reflection coefficient of the wall at the largest y",
                          DoubleValue(-0.6),
                          MakeDoubleAccessor(&IndoorChannelModel::m_leftWall),
                          MakeDoubleChecker<double>(-1.0, 1.0))
            .AddAttribute("Floor",
                          "Reflection coefficient of the floor",
                          DoubleValue(-0.4),
                          MakeDoubleAccessor(&IndoorChannelModel::m_floor),
                          MakeDoubleChecker<double>(-1.0, 1.0))
            .AddAttribute("Ceiling",
                          "Reflection coefficient of the ceiling",
                          DoubleValue(0.0),
                          MakeDoubleAccessor(&IndoorChannelModel::m_ceiling),
                          MakeDoubleChecker<double>(-1.0, 1.0))
            .AddAttribute("Order",
                          "Most reflections of a path; 0: line of sight alone",
                          UintegerValue(1),
                          MakeUintegerAccessor(&IndoorChannelModel::m_order),
                          MakeUintegerChecker<uint32_t>(0, 10))
            .AddAttribute("Paths",
                          "Number of paths L_p: the strongest that there are",
                          UintegerValue(5),
                          MakeUintegerAccessor(&IndoorChannelModel::m_nPaths),
                          MakeUintegerChecker<uint32_t>(1, 10000))
            .AddAttribute("ExcessLoss",
                          "Loss of every path in dB beside free space and reflections",
                          DoubleValue(25.0),
                          MakeDoubleAccessor(&IndoorChannelModel::m_excessLossDb),
                          MakeDoubleChecker<double>(-200.0, 300.0))
            .AddAttribute("Boresight",
                          "Azimuth of the arrays' broadside in rad; an array starts at the base "
                          "station's position and runs towards larger azimuths",
                          DoubleValue(0.0),
                          MakeDoubleAccessor(&IndoorChannelModel::m_boresight),
                          MakeDoubleChecker<double>(-M_PI, M_PI))
            .AddAttribute("ArraySpacing",
                          "Distance of the antennas: own (half the wavelength of each band, so "
                          "that both have the same array responses) or downlink (half that of the "
                          "downlink, one physical array)",
                          EnumValue(OWN_WAVELENGTH),
                          MakeEnumMemberAccessor<ArraySpacing>(&IndoorChannelModel::m_spacing),
                          MakeEnumChecker(OWN_WAVELENGTH, "own", DOWNLINK_WAVELENGTH, "downlink"));
    return tid;
}

void
IndoorChannelModel::DoDispose()
{
    m_links.clear();
    MimoChannelModel::DoDispose();
}

double
IndoorChannelModel::GetFrequency() const
{
    return m_carrier > 0.0 ? m_carrier : MimoChannelModel::GetFrequency();
}

double
IndoorChannelModel::GetUplinkFrequency() const
{
    // The duplex distance is that of the two attributes.
    const double uplink =
        GetFrequency() + MimoChannelModel::GetUplinkFrequency() - MimoChannelModel::GetFrequency();
    NS_ABORT_MSG_IF(!(uplink > 0.0),
                    "IndoorChannelModel: the uplink carrier is "
                        << uplink << " Hz; Carrier + UplinkFrequency - Frequency must be above 0");
    return uplink;
}

int64_t
IndoorChannelModel::AssignStreams(int64_t /* stream */)
{
    return 0;
}

std::vector<IndoorChannelModel::Image<double>>
IndoorChannelModel::MirrorCoordinate(double coordinate,
                                     double low,
                                     double high,
                                     double lowCoefficient,
                                     double highCoefficient) const
{
    std::vector<Image<double>> images{{coordinate, 1.0, 0}};
    // The first mirror is either wall, then they take turns.
    for (const bool lowFirst : {true, false})
    {
        Image<double> image = images.front();
        bool atLow = lowFirst;
        for (uint32_t i = 1; i <= m_order; ++i, atLow = !atLow)
        {
            image.position = 2.0 * (atLow ? low : high) - image.position;
            image.coefficient *= atLow ? lowCoefficient : highCoefficient;
            image.reflections = i;
            if (image.coefficient == 0.0)
            {
                break;
            }
            images.push_back(image);
        }
    }
    return images;
}

std::vector<IndoorChannelModel::Image<Vector>>
IndoorChannelModel::Mirror(const Vector& point) const
{
    const auto alongX =
        MirrorCoordinate(point.x, m_minimum.x, m_maximum.x, m_backWall, m_frontWall);
    const auto alongY =
        MirrorCoordinate(point.y, m_minimum.y, m_maximum.y, m_rightWall, m_leftWall);
    const auto alongZ = MirrorCoordinate(point.z, m_minimum.z, m_maximum.z, m_floor, m_ceiling);
    std::vector<Image<Vector>> images;
    for (const auto& x : alongX)
    {
        for (const auto& y : alongY)
        {
            for (const auto& z : alongZ)
            {
                const uint32_t reflections = x.reflections + y.reflections + z.reflections;
                if (reflections <= m_order)
                {
                    images.push_back({Vector(x.position, y.position, z.position),
                                      x.coefficient * y.coefficient * z.coefficient,
                                      reflections});
                }
            }
        }
    }
    return images;
}

bool
IndoorChannelModel::IsInside(const Vector& position) const
{
    const auto isBetween = [](double x, double low, double high) {
        return x >= low - 1e-9 && x <= high + 1e-9;
    };
    return isBetween(position.x, m_minimum.x, m_maximum.x) &&
           isBetween(position.y, m_minimum.y, m_maximum.y) &&
           isBetween(position.z, m_minimum.z, m_maximum.z);
}

IndoorChannelModel::Rays
IndoorChannelModel::Trace(uint32_t bs, uint32_t ue) const
{
    const Vector site = GetBsPosition(bs);
    NS_ABORT_MSG_IF(!IsInside(site),
                    "IndoorChannelModel: the base station at "
                        << site << " is outside the room from RoomMinimum = " << m_minimum
                        << " to RoomMaximum = " << m_maximum);
    const Vector position = GetUePosition(ue);
    const Vector user(std::clamp(position.x, m_minimum.x, m_maximum.x),
                      std::clamp(position.y, m_minimum.y, m_maximum.y),
                      std::clamp(position.z, m_minimum.z, m_maximum.z));
    std::vector<Image<Vector>> images = Mirror(user);
    std::vector<std::pair<double, std::size_t>> order; // of falling amplitude
    for (std::size_t i = 0; i < images.size(); ++i)
    {
        const double distance = Subtract(images[i].position, site).GetLength();
        order.emplace_back(-std::abs(images[i].coefficient) / std::max(distance, MIN_DISTANCE), i);
    }
    std::sort(order.begin(), order.end());
    order.resize(std::min<std::size_t>(order.size(), m_nPaths));

    const auto count = static_cast<Eigen::Index>(order.size());
    const uint32_t rxAntennas = GetUeAntennas(ue);
    const double spacing = 0.5 * SPEED_OF_LIGHT / GetFrequency();
    const Vector axis(-std::sin(m_boresight), std::cos(m_boresight), 0.0);
    const double loss = std::pow(10.0, -0.05 * m_excessLossDb);
    Rays rays;
    rays.distance.resize(rxAntennas, count);
    rays.coefficient.resize(count);
    rays.sine.resize(count);
    for (Eigen::Index l = 0; l < count; ++l)
    {
        const std::size_t index = order[l].second;
        const Vector seen = Subtract(images[index].position, site);
        const double distance = std::max(seen.GetLength(), MIN_DISTANCE);
        rays.distance(0, l) = distance;
        rays.coefficient(l) = loss * images[index].coefficient;
        rays.sine(l) = (axis.x * seen.x + axis.y * seen.y) / distance;
    }
    for (uint32_t m = 1; m < rxAntennas; ++m)
    {
        const Vector antenna(user.x + m * spacing * axis.x, user.y + m * spacing * axis.y, user.z);
        images = Mirror(antenna);
        for (Eigen::Index l = 0; l < count; ++l)
        {
            const Vector seen = Subtract(images[order[l].second].position, site);
            rays.distance(m, l) = std::max(seen.GetLength(), MIN_DISTANCE);
        }
    }
    return rays;
}

LinkPaths
IndoorChannelModel::MakePaths(const Rays& rays, double frequency, double spacing) const
{
    const double wavelength = SPEED_OF_LIGHT / frequency;
    LinkPaths paths;
    paths.rx.resize(rays.distance.rows(), rays.distance.cols());
    paths.step.resize(rays.sine.size());
    for (Eigen::Index l = 0; l < rays.sine.size(); ++l)
    {
        paths.step(l) = std::polar(1.0, 2.0 * M_PI * spacing / wavelength * rays.sine(l));
        for (Eigen::Index m = 0; m < rays.distance.rows(); ++m)
        {
            const double distance = rays.distance(m, l);
            paths.rx(m, l) = std::polar(wavelength / (4.0 * M_PI * distance),
                                        -2.0 * M_PI * distance / wavelength) *
                             rays.coefficient(l);
        }
    }
    return paths;
}

CRowMatrix
IndoorChannelModel::Sum(const Rays& rays, const LinkPaths& paths, double offset, uint32_t antennas)
{
    CVector coefficients(rays.sine.size());
    for (Eigen::Index l = 0; l < coefficients.size(); ++l)
    {
        coefficients(l) =
            std::polar(1.0, -2.0 * M_PI * offset * rays.distance(0, l) / SPEED_OF_LIGHT);
    }
    CRowMatrix channel(rays.distance.rows(), antennas);
    SumPaths(paths, coefficients, antennas, channel.data());
    return channel;
}

void
IndoorChannelModel::DoUpdate(Time now, std::vector<std::vector<CRowMatrix>>& downlink)
{
    NS_LOG_FUNCTION(this << now);
    const double spacing = 0.5 * SPEED_OF_LIGHT / GetFrequency();
    m_links.clear();
    for (uint32_t bs = 0; bs < GetNBs(); ++bs)
    {
        for (uint32_t ue = 0; ue < GetNUes(); ++ue)
        {
            m_links.push_back(Trace(bs, ue));
            const LinkPaths paths = MakePaths(m_links.back(), GetFrequency(), spacing);
            for (uint32_t subband = 0; subband < GetNSubbands(); ++subband)
            {
                downlink[bs][subband].middleRows(GetRowOffset(ue), GetUeAntennas(ue)) =
                    Sum(m_links.back(), paths, GetSubbandOffset(subband), GetBsAntennas(bs));
            }
        }
    }
}

CMatrix
IndoorChannelModel::DoGetUplink(uint32_t bs, uint32_t ue, uint32_t subband) const
{
    const Rays& rays = m_links[bs * GetNUes() + ue];
    const double frequency = GetUplinkFrequency();
    const double spacing =
        0.5 * SPEED_OF_LIGHT / (m_spacing == OWN_WAVELENGTH ? frequency : GetFrequency());
    const LinkPaths paths = MakePaths(rays, frequency, spacing);
    return Sum(rays, paths, GetSubbandOffset(subband), GetBsAntennas(bs)).transpose();
}

void
IndoorChannelModel::DoRenew()
{
    m_links.clear();
}

} // namespace fddmimo
} // namespace ns3
