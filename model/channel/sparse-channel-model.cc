/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sparse-channel-model.h"

#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoSparseChannelModel");

NS_OBJECT_ENSURE_REGISTERED(SparseChannelModel);

TypeId
SparseChannelModel::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::SparseChannelModel")
            .SetParent<PathMimoChannelModel>()
            .SetGroupName("FddMimo")
            .AddConstructor<SparseChannelModel>()
            .AddAttribute("UpdatePeriod",
                          "How long paths, angles and path loss last before they are drawn again "
                          "for the positions of that moment; 0: for ever",
                          TimeValue(Seconds(0)),
                          MakeTimeAccessor(&SparseChannelModel::SetUpdatePeriod,
                                           &SparseChannelModel::GetUpdatePeriod),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("Paths",
                          "Number of paths L",
                          UintegerValue(10),
                          MakeUintegerAccessor(&SparseChannelModel::m_nPaths),
                          MakeUintegerChecker<uint32_t>(1, 10000))
            .AddAttribute("DepartureSpread",
                          "Standard deviation sigma_gamma of the angles of departure in rad",
                          DoubleValue(0.1),
                          MakeDoubleAccessor(&SparseChannelModel::m_departureSpread),
                          MakeDoubleChecker<double>(0.0))
            .AddAttribute("ArrivalSpread",
                          "Standard deviation sigma_beta of the angles of arrival in rad",
                          DoubleValue(0.1),
                          MakeDoubleAccessor(&SparseChannelModel::m_arrivalSpread),
                          MakeDoubleChecker<double>(0.0))
            .AddAttribute("Boresight",
                          "Azimuth in rad that the base stations' arrays look to",
                          DoubleValue(0.0),
                          MakeDoubleAccessor(&SparseChannelModel::m_boresight),
                          MakeDoubleChecker<double>(-M_PI, M_PI))
            .AddAttribute("DelaySpread",
                          "Mean of the exponential delays in s; 0: all subbands alike",
                          DoubleValue(0.0),
                          MakeDoubleAccessor(&SparseChannelModel::m_delaySpread),
                          MakeDoubleChecker<double>(0.0));
    return tid;
}

SparseChannelModel::SparseChannelModel()
    : m_normal(CreateObject<NormalRandomVariable>()),
      m_uniform(CreateObject<UniformRandomVariable>())
{
}

int64_t
SparseChannelModel::AssignStreams(int64_t stream)
{
    m_normal->SetStream(stream);
    m_uniform->SetStream(stream + 1);
    return 2;
}

double
SparseChannelModel::GetAzimuth(uint32_t bs, uint32_t ue) const
{
    const Vector from = GetBsNodes()[bs].mobility->GetPosition();
    const Vector to = GetUeNodes()[ue].mobility->GetPosition();
    return std::atan2(to.y - from.y, to.x - from.x) - m_boresight;
}

CMatrix
SparseChannelModel::GetCovariance(uint32_t bs, uint32_t ue)
{
    // Trapezoids over 6 standard deviations, several in each turn of the phase: the error of a
    // Gaussian falls faster than any power.
    constexpr double RANGE = 6.0;
    const uint32_t antennas = GetBsAntennas(bs);
    const int points = std::max(400, static_cast<int>(RANGE * antennas * m_departureSpread));
    const double zeta = GetAzimuth(bs, ue);
    Eigen::VectorXcd lags = Eigen::VectorXcd::Zero(antennas);
    double total = 0.0;
    for (int i = -points; i <= points; ++i)
    {
        const double normal = RANGE * i / points;
        const double weight = std::exp(-0.5 * normal * normal);
        const double phase = M_PI * std::sin(zeta + m_departureSpread * normal);
        total += weight;
        for (uint32_t lag = 0; lag < antennas; ++lag)
        {
            lags(lag) += std::polar(weight, phase * lag);
        }
    }
    const double amplitude = GetAmplitude(bs, ue);
    lags *= amplitude * amplitude / total;
    CMatrix covariance(antennas, antennas);
    for (uint32_t m = 0; m < antennas; ++m)
    {
        for (uint32_t n = 0; n < antennas; ++n)
        {
            covariance(m, n) = m >= n ? lags(m - n) : std::conj(lags(n - m));
        }
    }
    return covariance;
}

bool
SparseChannelModel::KnowsCovariance() const
{
    return true;
}

LinkPaths
SparseChannelModel::DrawPaths(uint32_t bs, uint32_t ue)
{
    const double zeta = GetAzimuth(bs, ue);
    const double maxDoppler = GetMaxDoppler(bs, ue);
    const uint32_t rxAntennas = GetUeAntennas(ue);
    LinkPaths paths;
    paths.rx.resize(rxAntennas, m_nPaths);
    paths.step.resize(m_nPaths);
    paths.dopplerHz.resize(m_nPaths);
    paths.delay.resize(m_nPaths);
    paths.uplinkPhase.resize(m_nPaths);
    for (Eigen::Index l = 0; l < paths.step.size(); ++l)
    {
        // sqrt(M N / L) and the norms of a_M and a_N leave L^(-1/2).
        const double re = m_normal->GetValue(0.0, 0.5 / m_nPaths);
        const double im = m_normal->GetValue(0.0, 0.5 / m_nPaths);
        const double departure = m_normal->GetValue(zeta, m_departureSpread * m_departureSpread);
        const double arrival = m_normal->GetValue(M_PI + zeta, m_arrivalSpread * m_arrivalSpread);
        for (uint32_t m = 0; m < rxAntennas; ++m)
        {
            paths.rx(m, l) = Complex(re, im) * std::polar(1.0, M_PI * m * std::sin(arrival));
        }
        paths.step[l] = std::polar(1.0, -M_PI * std::sin(departure));
        paths.dopplerHz[l] = maxDoppler * std::cos(m_uniform->GetValue(0.0, 2.0 * M_PI));
        paths.delay[l] = -m_delaySpread * std::log(1.0 - m_uniform->GetValue(0.0, 1.0));
        paths.uplinkPhase[l] = m_uniform->GetValue(0.0, 2.0 * M_PI);
    }
    return paths;
}

} // namespace fddmimo
} // namespace ns3
