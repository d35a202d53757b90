/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "near-field-channel-model.h"

#include "sub-array-view.h"

#include "ns3/abort.h"
#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/ns3-compat.h"
#include "ns3/pointer.h"
#include "ns3/uinteger.h"

#include <cmath>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoNearFieldChannelModel");

NS_OBJECT_ENSURE_REGISTERED(NearFieldChannelModel);

namespace
{

const double SPEED_OF_LIGHT = 299792458.0; //!< in m/s

} // namespace

TypeId
NearFieldChannelModel::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::NearFieldChannelModel")
            .SetParent<MimoChannelModel>()
            .SetGroupName("FddMimo")
            .AddConstructor<NearFieldChannelModel>()
            .AddAttribute("SubArrays",
                          "Number of sub-arrays S, a divisor of the antennas of a base station",
                          UintegerValue(16),
                          MakeUintegerAccessor(&NearFieldChannelModel::m_subArrays),
                          MakeUintegerChecker<uint32_t>(1, 4096))
            .AddAttribute("Wavelength",
                          "Wavelength of the downlink carrier in m; 0: that of Frequency",
                          DoubleValue(3e-3),
                          MakeDoubleAccessor(&NearFieldChannelModel::m_wavelength),
                          MakeDoubleChecker<double>(0.0, 1e3))
            .AddAttribute("Boresight",
                          "Azimuth of the arrays' broadside in rad; an array starts at the base "
                          "station's position and runs towards larger azimuths",
                          DoubleValue(0.0),
                          MakeDoubleAccessor(&NearFieldChannelModel::m_boresight),
                          MakeDoubleChecker<double>(-M_PI, M_PI))
            .AddAttribute(
                "Wavefront",
                "Within a sub-array: piecewise (plane, the sign that fits (35)), printed "
                "(plane, the sign of (26)) or spherical (exact distances)",
                EnumValue(PIECEWISE),
                MakeEnumMemberAccessor<Wavefront>(&NearFieldChannelModel::m_wavefront),
                MakeEnumChecker(PIECEWISE, "piecewise", PRINTED, "printed", SPHERICAL, "spherical"))
            .AddAttribute("UpdatePeriod",
                          "How long the path gains alpha last before they are drawn again; 0: for "
                          "ever",
                          TimeValue(Seconds(0)),
                          MakeTimeAccessor(&NearFieldChannelModel::m_updatePeriod),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("PropagationLoss",
                          "Path loss, of the positions at which alpha is drawn; none: unit mean "
                          "gain",
                          PointerValue(),
                          MakePointerAccessor(&NearFieldChannelModel::m_propagationLoss),
                          MakePointerChecker<PropagationLossModel>());
    return tid;
}

NearFieldChannelModel::NearFieldChannelModel()
    : m_normal(CreateObject<NormalRandomVariable>()),
      m_uniform(CreateObject<UniformRandomVariable>())
{
}

void
NearFieldChannelModel::DoDispose()
{
    m_propagationLoss = nullptr;
    m_fading.clear();
    MimoChannelModel::DoDispose();
}

uint32_t
NearFieldChannelModel::AddBs(Ptr<MobilityModel> mobility, uint32_t antennas)
{
    NS_ABORT_MSG_IF(antennas % m_subArrays != 0,
                    "NearFieldChannelModel: attribute SubArrays is "
                        << m_subArrays << ", which does not divide the " << antennas
                        << " antennas of a base station");
    return MimoChannelModel::AddBs(mobility, antennas);
}

double
NearFieldChannelModel::GetFrequency() const
{
    return m_wavelength > 0.0 ? SPEED_OF_LIGHT / m_wavelength : MimoChannelModel::GetFrequency();
}

double
NearFieldChannelModel::GetUplinkFrequency() const
{
    // The duplex distance is that of the two attributes.
    return GetFrequency() + MimoChannelModel::GetUplinkFrequency() -
           MimoChannelModel::GetFrequency();
}

int64_t
NearFieldChannelModel::AssignStreams(int64_t stream)
{
    m_normal->SetStream(stream);
    m_uniform->SetStream(stream + 1);
    return 2;
}

void
NearFieldChannelModel::DrawAll()
{
    NS_LOG_FUNCTION(this);
    m_fading.clear();
    for (const Node& bs : GetBsNodes())
    {
        for (const Node& ue : GetUeNodes())
        {
            Fading fading;
            const double re = m_normal->GetValue(0.0, 0.5);
            fading.gain = Complex(re, m_normal->GetValue(0.0, 0.5));
            fading.uplinkPhase = m_uniform->GetValue(0.0, 2.0 * M_PI);
            const double gainDb =
                m_propagationLoss ? m_propagationLoss->CalcRxPower(0.0, bs.mobility, ue.mobility)
                                  : 0.0;
            fading.amplitude = std::pow(10.0, 0.05 * gainDb);
            m_fading.push_back(fading);
        }
    }
}

CRowMatrix
NearFieldChannelModel::ComputePhases(uint32_t bs, uint32_t ue, double frequency) const
{
    const uint32_t antennas = GetBsAntennas(bs);
    const uint32_t rxAntennas = GetUeAntennas(ue);
    const uint32_t blocks = m_wavefront == SPHERICAL ? antennas : m_subArrays;
    const uint32_t n = antennas / blocks;
    const double spacing = 0.5 * SPEED_OF_LIGHT / GetFrequency();
    const double waveNumber = 2.0 * M_PI * frequency / SPEED_OF_LIGHT;
    const double sign = m_wavefront == PRINTED ? 1.0 : -1.0;
    CRowMatrix channel(rxAntennas, antennas);
    Vector point = GetUePosition(ue);
    for (uint32_t m = 0; m < rxAntennas; ++m)
    {
        const SubArrayView view =
            ComputeSubArrayView(GetBsPosition(bs), m_boresight, point, blocks, n * spacing);
        for (uint32_t s = 0; s < blocks; ++s)
        {
            Complex entry = std::polar(1.0, waveNumber * view.distance[s]);
            const Complex step = std::polar(1.0, sign * waveNumber * spacing * view.sine[s]);
            for (uint32_t q = 0; q < n; ++q)
            {
                channel(m, s * n + q) = entry;
                entry *= step;
            }
        }
        point.x -= spacing * std::sin(m_boresight);
        point.y += spacing * std::cos(m_boresight);
    }
    return channel;
}

void
NearFieldChannelModel::DoUpdate(Time now, std::vector<std::vector<CRowMatrix>>& downlink)
{
    NS_LOG_FUNCTION(this << now);
    const int64_t epoch =
        m_updatePeriod.IsZero() ? 0 : now.GetTimeStep() / m_updatePeriod.GetTimeStep();
    if (m_fading.empty() || epoch != m_epoch)
    {
        DrawAll();
        m_epoch = epoch;
    }
    for (uint32_t bs = 0; bs < GetNBs(); ++bs)
    {
        for (uint32_t ue = 0; ue < GetNUes(); ++ue)
        {
            const Fading& fading = m_fading[bs * GetNUes() + ue];
            for (uint32_t subband = 0; subband < GetNSubbands(); ++subband)
            {
                downlink[bs][subband].middleRows(GetRowOffset(ue), GetUeAntennas(ue)) =
                    fading.amplitude * fading.gain *
                    ComputePhases(bs, ue, GetFrequency() + GetSubbandOffset(subband));
            }
        }
    }
}

CMatrix
NearFieldChannelModel::DoGetUplink(uint32_t bs, uint32_t ue, uint32_t subband) const
{
    const Fading& fading = m_fading[bs * GetNUes() + ue];
    return fading.amplitude * fading.gain * std::polar(1.0, fading.uplinkPhase) *
           ComputePhases(bs, ue, GetUplinkFrequency() + GetSubbandOffset(subband)).transpose();
}

void
NearFieldChannelModel::DoRenew()
{
    m_fading.clear();
}

} // namespace fddmimo
} // namespace ns3
