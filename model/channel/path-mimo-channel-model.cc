/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "path-mimo-channel-model.h"

#include "ns3/abort.h"
#include "ns3/log.h"
#include "ns3/pointer.h"

#include <cmath>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoPathChannelModel");

NS_OBJECT_ENSURE_REGISTERED(PathMimoChannelModel);

namespace
{

const double SPEED_OF_LIGHT = 299792458.0; //!< in m/s

} // namespace

TypeId
PathMimoChannelModel::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::PathMimoChannelModel")
            .SetParent<MimoChannelModel>()
            .SetGroupName("FddMimo")
            .AddAttribute("PropagationLoss",
                          "Path loss; none: unit mean gain",
                          PointerValue(),
                          MakePointerAccessor(&PathMimoChannelModel::m_propagationLoss),
                          MakePointerChecker<PropagationLossModel>());
    return tid;
}

void
PathMimoChannelModel::DoDispose()
{
    m_propagationLoss = nullptr;
    m_store = nullptr;
    m_links.clear();
    MimoChannelModel::DoDispose();
}

void
PathMimoChannelModel::SetPathStore(Ptr<LinkPathStore> store)
{
    m_store = store;
}

void
PathMimoChannelModel::SetUpdatePeriod(Time period)
{
    m_updatePeriod = period;
}

Time
PathMimoChannelModel::GetUpdatePeriod() const
{
    return m_updatePeriod;
}

double
PathMimoChannelModel::GetMaxDoppler(uint32_t bs, uint32_t ue) const
{
    const double speed = GetUeNodes()[ue].mobility->GetRelativeSpeed(GetBsNodes()[bs].mobility);
    return speed * GetFrequency() / SPEED_OF_LIGHT;
}

double
PathMimoChannelModel::GetAmplitude(uint32_t bs, uint32_t ue)
{
    if (!m_propagationLoss)
    {
        return 1.0;
    }
    const double gainDb =
        m_propagationLoss->CalcRxPower(0.0, GetBsNodes()[bs].mobility, GetUeNodes()[ue].mobility);
    return std::pow(10.0, 0.05 * gainDb);
}

void
PathMimoChannelModel::DrawAll(uint64_t epoch)
{
    const uint32_t users = GetNUes();
    m_links.resize(static_cast<std::size_t>(GetNBs()) * users);
    for (uint32_t bs = 0; bs < GetNBs(); ++bs)
    {
        for (uint32_t ue = 0; ue < users; ++ue)
        {
            auto& link = m_links[bs * users + ue];
            link = m_store ? m_store->Find(bs, ue, epoch) : nullptr;
            if (!link)
            {
                auto paths = std::make_shared<LinkPaths>(DrawPaths(bs, ue));
                const double amplitude = GetAmplitude(bs, ue);
                paths->rx *= amplitude;
                paths->basisReal *= amplitude;
                paths->basisImag *= amplitude;
                link = paths;
                if (m_store)
                {
                    m_store->Insert(bs, ue, epoch, link);
                }
            }
        }
    }
    m_epoch = epoch;
}

void
PathMimoChannelModel::DoUpdate(Time now, std::vector<std::vector<CRowMatrix>>& downlink)
{
    const int64_t period = m_updatePeriod.GetTimeStep();
    const uint64_t epoch = period == 0 ? 0 : now.GetTimeStep() / period;
    if (m_links.empty() || epoch != m_epoch)
    {
        DrawAll(epoch);
    }
    m_age = (now - static_cast<int64_t>(epoch) * m_updatePeriod).GetSeconds();
    const uint32_t users = GetNUes();
    CVector coefficients;
    for (uint32_t bs = 0; bs < GetNBs(); ++bs)
    {
        const uint32_t antennas = GetBsAntennas(bs);
        for (uint32_t ue = 0; ue < users; ++ue)
        {
            const LinkPaths& paths = *m_links[bs * users + ue];
            const Eigen::Index n = paths.dopplerHz.size();
            coefficients.resize(n);
            for (uint32_t subband = 0; subband < GetNSubbands(); ++subband)
            {
                const double offset = GetSubbandOffset(subband);
                for (Eigen::Index l = 0; l < n; ++l)
                {
                    coefficients[l] = std::polar(
                        1.0,
                        2.0 * M_PI * (paths.dopplerHz[l] * m_age - offset * paths.delay[l]));
                }
                Complex* rows = &downlink[bs][subband](GetRowOffset(ue), 0);
                SumPaths(paths, coefficients, antennas, rows);
            }
        }
    }
}

CMatrix
PathMimoChannelModel::DoGetUplink(uint32_t bs, uint32_t ue, uint32_t subband) const
{
    const LinkPaths& paths = *m_links[bs * GetNUes() + ue];
    const double ratio = GetUplinkFrequency() / GetFrequency();
    const double offset = GetSubbandOffset(subband);
    CVector coefficients(paths.dopplerHz.size());
    for (Eigen::Index l = 0; l < coefficients.size(); ++l)
    {
        coefficients[l] =
            std::polar(1.0,
                       2.0 * M_PI * (ratio * paths.dopplerHz[l] * m_age - offset * paths.delay[l]) +
                           paths.uplinkPhase[l]);
    }
    CRowMatrix channel(GetUeAntennas(ue), GetBsAntennas(bs));
    SumPaths(paths, coefficients, GetBsAntennas(bs), channel.data());
    return channel.transpose();
}

void
PathMimoChannelModel::DoRenew()
{
    m_links.clear();
}

} // namespace fddmimo
} // namespace ns3
