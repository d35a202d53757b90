/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "correlated-channel-model.h"

#include "array-rows.h"

#include "ns3/abort.h"
#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/ns3-compat.h"
#include "ns3/uinteger.h"

#include <cmath>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoCorrelatedChannelModel");

NS_OBJECT_ENSURE_REGISTERED(CorrelatedChannelModel);

TypeId
CorrelatedChannelModel::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::CorrelatedChannelModel")
            .SetParent<PathMimoChannelModel>()
            .SetGroupName("FddMimo")
            .AddConstructor<CorrelatedChannelModel>()
            .AddAttribute("UpdatePeriod",
                          "How long paths, angles and path loss last before they are drawn again "
                          "for the positions of that moment; 0: for ever",
                          TimeValue(Seconds(0)),
                          MakeTimeAccessor(&CorrelatedChannelModel::SetUpdatePeriod,
                                           &CorrelatedChannelModel::GetUpdatePeriod),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("Rows",
                          "Rows (vertical) of a base station's array; 0: the largest divisor of "
                          "its antennas that is at most their square root",
                          UintegerValue(0),
                          MakeUintegerAccessor(&CorrelatedChannelModel::m_rows),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("AngularSpread",
                          "Angular spread in rad",
                          DoubleValue(M_PI / 18.0),
                          MakeDoubleAccessor(&CorrelatedChannelModel::m_spread),
                          MakeDoubleChecker<double>(0.0, M_PI / 2.0))
            .AddAttribute("Directions",
                          "Where the mean angles come from: Random (uniform in +-MaxAngle), or "
                          "Position (line of sight)",
                          EnumValue(CorrelatedChannelModel::RANDOM),
                          MakeEnumMemberAccessor<CorrelatedChannelModel::Directions>(
                              &CorrelatedChannelModel::m_directions),
                          MakeEnumChecker(CorrelatedChannelModel::RANDOM,
                                          "Random",
                                          CorrelatedChannelModel::POSITION,
                                          "Position"))
            .AddAttribute("MaxAngle",
                          "Bound of random mean angles in rad",
                          DoubleValue(M_PI / 3.0),
                          MakeDoubleAccessor(&CorrelatedChannelModel::m_maxAngle),
                          MakeDoubleChecker<double>(0.0, M_PI / 2.0))
            .AddAttribute("Boresight",
                          "Azimuth in rad that the base stations' arrays look to",
                          DoubleValue(0.0),
                          MakeDoubleAccessor(&CorrelatedChannelModel::m_boresight),
                          MakeDoubleChecker<double>(-M_PI, M_PI))
            .AddAttribute("Oscillators",
                          "Terms S of the sum that makes the channel of a link that moves",
                          UintegerValue(16),
                          MakeUintegerAccessor(&CorrelatedChannelModel::m_oscillators),
                          MakeUintegerChecker<uint32_t>(2, 1024))
            .AddAttribute("DelaySpread",
                          "Mean of the exponential delays in s; 0: all subbands alike",
                          DoubleValue(0.0),
                          MakeDoubleAccessor(&CorrelatedChannelModel::m_delaySpread),
                          MakeDoubleChecker<double>(0.0));
    return tid;
}

CorrelatedChannelModel::CorrelatedChannelModel()
    : m_normal(CreateObject<NormalRandomVariable>()),
      m_uniform(CreateObject<UniformRandomVariable>())
{
}

uint32_t
CorrelatedChannelModel::GetArrayRows(uint32_t antennas) const
{
    return ChooseArrayRows("CorrelatedChannelModel", m_rows, antennas);
}

int64_t
CorrelatedChannelModel::AssignStreams(int64_t stream)
{
    m_normal->SetStream(stream);
    m_uniform->SetStream(stream + 1);
    return 2;
}

const PlanarCorrelation&
CorrelatedChannelModel::GetCorrelation(uint32_t bs, uint32_t ue) const
{
    const auto found = m_correlations.find({bs, ue});
    NS_ABORT_MSG_IF(found == m_correlations.end(),
                    "CorrelatedChannelModel: the covariance of a link is known once its paths were "
                    "drawn by the model itself: call Update(), without a path store");
    return found->second;
}

CMatrix
CorrelatedChannelModel::GetCovariance(uint32_t bs, uint32_t ue)
{
    const double amplitude = GetAmplitude(bs, ue);
    return amplitude * amplitude * GetCorrelation(bs, ue).GetCovariance();
}

bool
CorrelatedChannelModel::KnowsCovariance() const
{
    return true;
}

LinkPaths
CorrelatedChannelModel::DrawPaths(uint32_t bs, uint32_t ue)
{
    const uint32_t antennas = GetBsAntennas(bs);
    const uint32_t rxAntennas = GetUeAntennas(ue);
    const uint32_t rows = GetArrayRows(antennas);
    double azimuth = m_uniform->GetValue(-m_maxAngle, m_maxAngle);
    double elevation = m_uniform->GetValue(-m_maxAngle, m_maxAngle);
    if (m_directions == POSITION)
    {
        const Vector from = GetBsNodes()[bs].mobility->GetPosition();
        const Vector to = GetUeNodes()[ue].mobility->GetPosition();
        const double distance = std::hypot(to.x - from.x, to.y - from.y);
        azimuth = std::atan2(to.y - from.y, to.x - from.x) - m_boresight;
        elevation = std::atan2(to.z - from.z, distance);
    }
    const PlanarCorrelation correlation(rows, antennas / rows, elevation, azimuth, m_spread);
    m_correlations[{bs, ue}] = correlation;

    const double maxDoppler = GetMaxDoppler(bs, ue);
    const bool still = !(maxDoppler > 0.0) && !(m_delaySpread > 0.0);
    const uint32_t terms = still ? 1 : m_oscillators;
    LinkPaths paths;
    paths.basisReal.resize(Eigen::Index{rxAntennas} * antennas, terms);
    paths.basisImag.resize(Eigen::Index{rxAntennas} * antennas, terms);
    paths.dopplerHz.resize(terms);
    paths.delay.resize(terms);
    paths.uplinkPhase.resize(terms);
    const double variance = 0.5 / terms;
    const double start = m_uniform->GetValue(0.0, 1.0);
    CVector white(antennas);
    for (uint32_t s = 0; s < terms; ++s)
    {
        for (uint32_t m = 0; m < rxAntennas; ++m)
        {
            for (uint32_t n = 0; n < antennas; ++n)
            {
                const double re = m_normal->GetValue(0.0, variance);
                white[n] = Complex(re, m_normal->GetValue(0.0, variance));
            }
            const CVector channel = correlation.Colour(white); // h; a row of H is h^H
            paths.basisReal.col(s).segment(m * antennas, antennas) = channel.real();
            paths.basisImag.col(s).segment(m * antennas, antennas) = -channel.imag();
        }
        paths.dopplerHz[s] = maxDoppler * std::cos(2.0 * M_PI * (s + start) / terms);
        paths.delay[s] = -m_delaySpread * std::log(1.0 - m_uniform->GetValue(0.0, 1.0));
        paths.uplinkPhase[s] = m_uniform->GetValue(0.0, 2.0 * M_PI);
    }
    return paths;
}

} // namespace fddmimo
} // namespace ns3
