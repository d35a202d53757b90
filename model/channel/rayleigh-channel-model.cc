/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "rayleigh-channel-model.h"

#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/uinteger.h"

#include <cmath>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoRayleighChannelModel");

NS_OBJECT_ENSURE_REGISTERED(RayleighChannelModel);

TypeId
RayleighChannelModel::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::RayleighChannelModel")
            .SetParent<PathMimoChannelModel>()
            .SetGroupName("FddMimo")
            .AddConstructor<RayleighChannelModel>()
            .AddAttribute("UpdatePeriod",
                          "How long paths, angles and path loss last before they are drawn again "
                          "for the positions of that moment; 0: for ever",
                          TimeValue(Seconds(0)),
                          MakeTimeAccessor(&RayleighChannelModel::SetUpdatePeriod,
                                           &RayleighChannelModel::GetUpdatePeriod),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("Oscillators",
                          "Terms S of the sum that makes a channel; 1 would freeze its envelope",
                          UintegerValue(16),
                          MakeUintegerAccessor(&RayleighChannelModel::m_oscillators),
                          MakeUintegerChecker<uint32_t>(2, 1024))
            .AddAttribute("DelaySpread",
                          "Mean of the exponential delays in s; 0: all subbands alike",
                          DoubleValue(0.0),
                          MakeDoubleAccessor(&RayleighChannelModel::m_delaySpread),
                          MakeDoubleChecker<double>(0.0));
    return tid;
}

RayleighChannelModel::RayleighChannelModel()
    : m_normal(CreateObject<NormalRandomVariable>()),
      m_uniform(CreateObject<UniformRandomVariable>())
{
}

int64_t
RayleighChannelModel::AssignStreams(int64_t stream)
{
    m_normal->SetStream(stream);
    m_uniform->SetStream(stream + 1);
    return 2;
}

LinkPaths
RayleighChannelModel::DrawPaths(uint32_t bs, uint32_t ue)
{
    const Eigen::Index entries = GetBsAntennas(bs) * GetUeAntennas(ue);
    const double maxDoppler = GetMaxDoppler(bs, ue);
    LinkPaths paths;
    paths.basisReal.resize(entries, m_oscillators);
    paths.basisImag.resize(entries, m_oscillators);
    paths.dopplerHz.resize(m_oscillators);
    paths.delay.resize(m_oscillators);
    paths.uplinkPhase.resize(m_oscillators);
    const double variance = 0.5 / m_oscillators;
    const double start = m_uniform->GetValue(0.0, 1.0);
    for (Eigen::Index s = 0; s < paths.dopplerHz.size(); ++s)
    {
        for (Eigen::Index i = 0; i < entries; ++i)
        {
            paths.basisReal(i, s) = m_normal->GetValue(0.0, variance);
            paths.basisImag(i, s) = m_normal->GetValue(0.0, variance);
        }
        paths.dopplerHz[s] = maxDoppler * std::cos(2.0 * M_PI * (s + start) / m_oscillators);
        paths.delay[s] = -m_delaySpread * std::log(1.0 - m_uniform->GetValue(0.0, 1.0));
        paths.uplinkPhase[s] = m_uniform->GetValue(0.0, 2.0 * M_PI);
    }
    return paths;
}

} // namespace fddmimo
} // namespace ns3
