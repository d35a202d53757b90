/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "pilot-channel-estimator.h"

#include "ns3/abort.h"
#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/uinteger.h"

#include <cmath>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoPilotChannelEstimator");
NS_OBJECT_ENSURE_REGISTERED(PilotChannelEstimator);

TypeId
PilotChannelEstimator::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::PilotChannelEstimator")
            .SetParent<ChannelEstimator>()
            .SetGroupName("FddMimo")
            .AddAttribute("PilotLength",
                          "Pilot symbols in each coherence block; 0 means one an antenna of the "
                          "base station.",
                          UintegerValue(0),
                          MakeUintegerAccessor(&PilotChannelEstimator::m_pilotLength),
                          MakeUintegerChecker<uint32_t>(0, 65536));
    return tid;
}

PilotChannelEstimator::PilotChannelEstimator()
    : m_noise(CreateObject<NormalRandomVariable>())
{
    NS_LOG_FUNCTION(this);
    m_noise->SetAttribute("Mean", DoubleValue(0.0));
    m_noise->SetAttribute("Variance", DoubleValue(1.0));
}

void
PilotChannelEstimator::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_noise = nullptr;
    ChannelEstimator::DoDispose();
}

uint32_t
PilotChannelEstimator::GetPilotLength(uint32_t txAntennas) const
{
    return m_pilotLength == 0 ? txAntennas : m_pilotLength;
}

int64_t
PilotChannelEstimator::AssignStreams(int64_t stream)
{
    NS_LOG_FUNCTION(this << stream);
    m_noise->SetStream(stream);
    return 1;
}

CMatrix
PilotChannelEstimator::GetPilots(uint32_t txAntennas, uint32_t length)
{
    NS_ABORT_MSG_IF(txAntennas == 0 || length == 0,
                    "PilotChannelEstimator: no pilots for " << txAntennas << " antennas and "
                                                            << length << " symbols");
    const uint32_t period = std::max(txAntennas, length);
    const double amplitude = 1.0 / std::sqrt(static_cast<double>(txAntennas));
    CMatrix pilots(txAntennas, length);
    for (uint32_t t = 0; t < length; ++t)
    {
        const uint64_t direction =
            length < txAntennas ? static_cast<uint64_t>(t) * txAntennas / length : t;
        for (uint32_t n = 0; n < txAntennas; ++n)
        {
            // Reduced to one turn first: exact for large arrays.
            const double turn = static_cast<double>(direction * n % period) / period;
            pilots(n, t) = std::polar(amplitude, -2.0 * M_PI * turn);
        }
    }
    return pilots;
}

CMatrix
PilotChannelEstimator::DrawNoise(Eigen::Index rows, Eigen::Index columns, double variance)
{
    const double scale = std::sqrt(variance / 2.0);
    CMatrix noise(rows, columns);
    for (Eigen::Index i = 0; i < noise.size(); ++i)
    {
        const double re = m_noise->GetValue();
        const double im = m_noise->GetValue();
        noise.data()[i] = Complex(scale * re, scale * im);
    }
    return noise;
}

CMatrix
PilotChannelEstimator::ReceivePilots(const CMatrix& channel, double pilotPower)
{
    NS_ABORT_MSG_IF(!(pilotPower > 0.0) || !std::isfinite(pilotPower),
                    "PilotChannelEstimator: the pilot power is " << pilotPower
                                                                 << " W, but must be > 0");
    const uint32_t txAntennas = channel.cols();
    const uint32_t length = GetPilotLength(txAntennas);
    if (length >= txAntennas)
    {
        // X0 X0^H = (tau / N) I: the entries of Z X0^H are again independent, with variance
        // tau / N. Drawing them directly saves the products with the pilots.
        const double gain = static_cast<double>(length) / txAntennas;
        CMatrix matched = DrawNoise(channel.rows(), txAntennas, gain);
        matched += std::sqrt(pilotPower) * gain * channel;
        return matched;
    }
    if (m_pilots.rows() != txAntennas || m_pilots.cols() != length)
    {
        m_pilots = GetPilots(txAntennas, length);
    }
    CMatrix received = DrawNoise(channel.rows(), length, 1.0);
    received.noalias() += (std::sqrt(pilotPower) * channel) * m_pilots;
    return received * m_pilots.adjoint();
}

double
PilotChannelEstimator::GetPilotGain(uint32_t txAntennas, double pilotPower) const
{
    const uint32_t length = GetPilotLength(txAntennas);
    return length < txAntennas ? pilotPower : pilotPower * length / txAntennas;
}

double
PilotChannelEstimator::GetMeanPower(const CMatrix& channel)
{
    return channel.size() == 0 ? 0.0 : channel.squaredNorm() / channel.size();
}

} // namespace fddmimo
} // namespace ns3
