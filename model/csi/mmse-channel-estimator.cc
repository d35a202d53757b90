/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "mmse-channel-estimator.h"

#include "ns3/abort.h"
#include "ns3/log.h"

#include <Eigen/LU>
#include <cmath>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoMmseChannelEstimator");
NS_OBJECT_ENSURE_REGISTERED(MmseChannelEstimator);

TypeId
MmseChannelEstimator::GetTypeId()
{
    static TypeId tid = TypeId("ns3::fddmimo::MmseChannelEstimator")
                            .SetParent<PilotChannelEstimator>()
                            .SetGroupName("FddMimo")
                            .AddConstructor<MmseChannelEstimator>();
    return tid;
}

void
MmseChannelEstimator::SetCovariance(const CMatrix& covariance)
{
    NS_LOG_FUNCTION(this << covariance.rows() << covariance.cols());
    NS_ABORT_MSG_IF(covariance.rows() != covariance.cols(),
                    "MmseChannelEstimator: the covariance is " << covariance.rows() << " x "
                                                               << covariance.cols()
                                                               << ", but must be square");
    NS_ABORT_MSG_IF(!covariance.allFinite() ||
                        (covariance - covariance.adjoint()).norm() > 1e-6 * covariance.norm(),
                    "MmseChannelEstimator: the covariance must be finite and Hermitian");
    m_covariance = covariance;
    m_filterPower = 0.0;
}

void
MmseChannelEstimator::UpdateFilter(double pilotPower)
{
    const uint32_t txAntennas = m_covariance.rows();
    const uint32_t length = GetPilotLength(txAntennas);
    if (m_filterPower == pilotPower && m_filterLength == length)
    {
        return;
    }
    // The matched pilots Y X0^H lose nothing, so filter these: with A = X0 X0^H (N x N) they are
    // sqrt(P) H A + Z X0^H, and the estimate is their product with sqrt(P) (P R A + I)^{-1} R
    // (push-through identity).
    const CMatrix pilots = GetPilots(txAntennas, length);
    CMatrix system = pilotPower * m_covariance * (pilots * pilots.adjoint());
    system.diagonal().array() += 1.0;
    // Y (X^H R X + I)^{-1} X^H R = Y X^H (R X X^H + I)^{-1} R
    m_filter = std::sqrt(pilotPower) * system.partialPivLu().solve(m_covariance);
    m_filterPower = pilotPower;
    m_filterLength = length;
}

CMatrix
MmseChannelEstimator::Estimate(const CMatrix& channel, double pilotPower)
{
    const CMatrix matched = ReceivePilots(channel, pilotPower);
    if (m_covariance.size() == 0)
    {
        const double gain = GetMeanPower(channel);
        const double pilotGain = GetPilotGain(channel.cols(), pilotPower);
        return matched * (std::sqrt(pilotPower) * gain / (1.0 + gain * pilotGain));
    }
    NS_ABORT_MSG_IF(m_covariance.rows() != channel.cols(),
                    "MmseChannelEstimator: the covariance is "
                        << m_covariance.rows() << " x " << m_covariance.cols()
                        << ", but the channel has " << channel.cols()
                        << " transmit antennas; set one of that size");
    UpdateFilter(pilotPower);
    return matched * m_filter;
}

} // namespace fddmimo
} // namespace ns3
