/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ttd-analog-beamformer.h"

#include "ns3/abort.h"
#include "ns3/double.h"
#include "ns3/ns3-compat.h"
#include "ns3/sub-array-view.h"
#include "ns3/uinteger.h"

#include <cmath>

namespace ns3
{
namespace fddmimo
{

NS_OBJECT_ENSURE_REGISTERED(TtdAnalogBeamformer);

namespace
{

const double SPEED_OF_LIGHT = 299792458.0; //!< in m/s

} // namespace

TypeId
TtdAnalogBeamformer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::TtdAnalogBeamformer")
            .SetParent<AnalogBeamformer>()
            .SetGroupName("FddMimo")
            .AddConstructor<TtdAnalogBeamformer>()
            .AddAttribute("SubArrays",
                          "Number of sub-arrays S with a true-time delay each, a divisor of the "
                          "antennas of a base station",
                          UintegerValue(16),
                          MakeUintegerAccessor(&TtdAnalogBeamformer::m_subArrays),
                          MakeUintegerChecker<uint32_t>(1, 4096))
            .AddAttribute("Boresight",
                          "Azimuth of the arrays' broadside in rad, that of the channel model",
                          DoubleValue(0.0),
                          MakeDoubleAccessor(&TtdAnalogBeamformer::m_boresight),
                          MakeDoubleChecker<double>(-M_PI, M_PI))
            .AddAttribute("DelayStep",
                          "Step of the delays in s, to which they are rounded; 0: any delay",
                          DoubleValue(0.0),
                          MakeDoubleAccessor(&TtdAnalogBeamformer::m_delayStep),
                          MakeDoubleChecker<double>(0.0, 1.0))
            .AddAttribute("Wavefront",
                          "Which wavefront of NearFieldChannelModel the phase shifters match: "
                          "piecewise (eta = theta) or printed (eta = -theta, eq. (30))",
                          EnumValue(PIECEWISE),
                          MakeEnumMemberAccessor<Wavefront>(&TtdAnalogBeamformer::m_wavefront),
                          MakeEnumChecker(PIECEWISE, "piecewise", PRINTED, "printed"));
    return tid;
}

bool
TtdAnalogBeamformer::NeedsPositions() const
{
    return true;
}

CMatrix
TtdAnalogBeamformer::DoGetWeights(const MimoChannelModel& channel,
                                  uint32_t bs,
                                  const std::vector<uint32_t>& ues,
                                  uint32_t subband) const
{
    const uint32_t antennas = channel.GetBsAntennas(bs);
    NS_ABORT_MSG_IF(antennas % m_subArrays != 0,
                    "TtdAnalogBeamformer: attribute SubArrays is "
                        << m_subArrays << ", which does not divide the " << antennas
                        << " antennas of base station " << bs);
    NS_ABORT_MSG_IF(ues.size() > GetRfChains(),
                    "TtdAnalogBeamformer: base station "
                        << bs << " has " << ues.size() << " users, but attribute RfChains is "
                        << GetRfChains() << "; each user needs a beam");
    const uint32_t n = antennas / m_subArrays;
    const double spacing = 0.5 * SPEED_OF_LIGHT / channel.GetFrequency();
    const double frequency = channel.GetFrequency() + channel.GetSubbandOffset(subband);
    const double amplitude = 1.0 / std::sqrt(static_cast<double>(antennas));
    const double sign = m_wavefront == PRINTED ? -1.0 : 1.0;
    CMatrix weights = CMatrix::Zero(antennas, GetRfChains());
    for (std::size_t i = 0; i < ues.size(); ++i)
    {
        const SubArrayView view = ComputeSubArrayView(channel.GetBsPosition(bs),
                                                      m_boresight,
                                                      channel.GetUePosition(ues[i]),
                                                      m_subArrays,
                                                      n * spacing);
        const double farthest = view.distance.maxCoeff();
        for (uint32_t s = 0; s < m_subArrays; ++s)
        {
            double delay = (farthest - view.distance[s]) / SPEED_OF_LIGHT;
            if (m_delayStep > 0.0)
            {
                delay = m_delayStep * std::round(delay / m_delayStep);
            }
            Complex weight = std::polar(amplitude, 2.0 * M_PI * frequency * delay);
            const Complex step = std::polar(1.0, sign * M_PI * view.sine[s]);
            for (uint32_t q = 0; q < n; ++q)
            {
                weights(s * n + q, i) = weight;
                weight *= step;
            }
        }
    }
    return weights;
}

} // namespace fddmimo
} // namespace ns3
