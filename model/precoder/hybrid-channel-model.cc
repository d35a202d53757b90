/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "hybrid-channel-model.h"

#include "ns3/abort.h"
#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/uinteger.h"

#include <Eigen/Eigenvalues>
#include <cmath>
#include <numeric>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoHybridChannelModel");

NS_OBJECT_ENSURE_REGISTERED(HybridChannelModel);

CMatrix
ComputeInverseSquareRoot(const CMatrix& gram)
{
    const Eigen::SelfAdjointEigenSolver<CMatrix> solver(gram);
    const RVector& eigenvalues = solver.eigenvalues();
    const double smallest = 1e-9 * eigenvalues.maxCoeff();
    RVector roots = RVector::Zero(eigenvalues.size());
    for (Eigen::Index i = 0; i < roots.size(); ++i)
    {
        if (eigenvalues[i] > smallest)
        {
            roots[i] = 1.0 / std::sqrt(eigenvalues[i]);
        }
    }
    return solver.eigenvectors() * roots.asDiagonal() * solver.eigenvectors().adjoint();
}

TypeId
HybridChannelModel::GetTypeId()
{
    // Without a constructor for factories: it wraps a model that somebody else has chosen.
    static TypeId tid = TypeId("ns3::fddmimo::HybridChannelModel")
                            .SetParent<MimoChannelModel>()
                            .SetGroupName("FddMimo");
    return tid;
}

HybridChannelModel::HybridChannelModel(Ptr<MimoChannelModel> channel, Ptr<AnalogBeamformer> analog)
    : m_channel(channel),
      m_analog(analog)
{
    NS_LOG_FUNCTION(this << channel << analog);
    NS_ABORT_MSG_IF(channel->GetNBs() + channel->GetNUes() > 0,
                    "HybridChannelModel: the channel model has base stations or users already");
}

void
HybridChannelModel::NotifyConstructionCompleted()
{
    // Only now, because construction ends with all attributes at their defaults.
    UintegerValue subbands;
    DoubleValue spacing;
    m_channel->GetAttribute("Subbands", subbands);
    m_channel->GetAttribute("SubbandSpacing", spacing);
    SetAttribute("Subbands", subbands);
    SetAttribute("SubbandSpacing", spacing);
    SetAttribute("Frequency", DoubleValue(m_channel->GetFrequency()));
    SetAttribute("UplinkFrequency", DoubleValue(m_channel->GetUplinkFrequency()));
    MimoChannelModel::NotifyConstructionCompleted();
}

void
HybridChannelModel::DoDispose()
{
    m_channel->Dispose();
    m_channel = nullptr;
    m_analog = nullptr;
    m_stages.clear();
    MimoChannelModel::DoDispose();
}

uint32_t
HybridChannelModel::AddBs(Ptr<MobilityModel> mobility, uint32_t antennas)
{
    NS_ABORT_MSG_IF(m_analog->GetRfChains() > antennas,
                    m_analog->GetInstanceTypeId().GetName()
                        << ": attribute RfChains is " << m_analog->GetRfChains()
                        << ", but a base station has " << antennas << " antennas");
    m_channel->AddBs(mobility, antennas);
    m_served.emplace_back();
    return MimoChannelModel::AddBs(mobility, m_analog->GetRfChains());
}

uint32_t
HybridChannelModel::AddUe(Ptr<MobilityModel> mobility, uint32_t antennas)
{
    m_channel->AddUe(mobility, antennas);
    return MimoChannelModel::AddUe(mobility, antennas);
}

int64_t
HybridChannelModel::AssignStreams(int64_t stream)
{
    return m_channel->AssignStreams(stream);
}

void
HybridChannelModel::SetServingBs(uint32_t ue, uint32_t bs)
{
    NS_LOG_FUNCTION(this << ue << bs);
    m_served.at(bs).push_back(ue);
    m_isServed = true;
}

void
HybridChannelModel::Steer()
{
    m_steer = true;
}

Ptr<MimoChannelModel>
HybridChannelModel::GetAntennaChannel() const
{
    return m_channel;
}

void
HybridChannelModel::PointBeams()
{
    NS_LOG_FUNCTION(this);
    std::vector<uint32_t> all(GetNUes());
    std::iota(all.begin(), all.end(), 0);
    m_stages.resize(GetNBs(), std::vector<Stage>(GetNSubbands()));
    for (uint32_t bs = 0; bs < GetNBs(); ++bs)
    {
        for (uint32_t subband = 0; subband < GetNSubbands(); ++subband)
        {
            Stage& stage = m_stages[bs][subband];
            CMatrix analog =
                m_analog->GetWeights(*m_channel, bs, m_isServed ? m_served[bs] : all, subband);
            if (stage.analog.size() == analog.size() && stage.analog == analog)
            {
                continue; // fixed beams, or nobody has moved
            }
            stage.analog = std::move(analog);
            stage.ports = stage.analog;
            stage.gram = stage.analog.adjoint() * stage.analog;
            stage.digital = CMatrix::Identity(stage.gram.rows(), stage.gram.cols());
            if (m_analog->GetRegulariser() == AnalogBeamformer::EXACT)
            {
                stage.digital = ComputeInverseSquareRoot(stage.gram);
                stage.ports = stage.analog * stage.digital;
                stage.gram = stage.ports.adjoint() * stage.ports;
            }
        }
    }
}

void
HybridChannelModel::DoUpdate(Time now, std::vector<std::vector<CRowMatrix>>& downlink)
{
    m_channel->Update(now);
    if (m_steer)
    {
        PointBeams();
        m_steer = false;
    }
    for (uint32_t bs = 0; bs < GetNBs(); ++bs)
    {
        for (uint32_t subband = 0; subband < GetNSubbands(); ++subband)
        {
            downlink[bs][subband].noalias() =
                m_channel->GetDownlinkOfCell(bs, subband) * m_stages[bs][subband].ports;
        }
    }
}

CMatrix
HybridChannelModel::DoGetUplink(uint32_t bs, uint32_t ue, uint32_t subband) const
{
    return m_stages.at(bs).at(subband).ports.transpose() * m_channel->GetUplink(bs, ue, subband);
}

void
HybridChannelModel::DoRenew()
{
    m_channel->Renew();
    m_steer = true;
}

void
HybridChannelModel::NormalisePower(uint32_t bs, uint32_t subband, Beamformer& beams) const
{
    const CMatrix& gram = m_stages.at(bs).at(subband).gram;
    const double chosen = beams.weights.squaredNorm();
    const double sent = beams.weights.conjugate().cwiseProduct(gram * beams.weights).sum().real();
    // What comes from dead ports alone radiates nothing, at any scale.
    if (sent > 1e-9 * chosen)
    {
        beams.weights *= std::sqrt(chosen / sent);
    }
}

Beamformer
HybridChannelModel::ToAntennas(uint32_t bs, uint32_t subband, const Beamformer& beams) const
{
    const Stage& stage = m_stages.at(bs).at(subband);
    Beamformer result;
    result.status = beams.status;
    result.analog = stage.analog;
    result.digital = stage.digital * beams.weights;
    result.weights = stage.ports * beams.weights;
    return result;
}

} // namespace fddmimo
} // namespace ns3
