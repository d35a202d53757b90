/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "virtual-downlink.h"

#include "ns3/sinr-power-minimisation.h"

#include <Eigen/LU>
#include <cmath>

namespace ns3
{
namespace fddmimo
{

namespace
{

const double LEAST_CONDITION = 1e-12; //!< of a Jacobian that is inverted

} // namespace

bool
VirtualDownlink::Solve(const VirtualChannels& channels)
{
    // A factor on s s^H is one on the channel; that on the wanted signal then one on the target.
    const CMatrix scaled =
        channels.interference.cwiseSqrt().asDiagonal() * channels.known.adjoint();
    const RVector ratios = channels.interference.cwiseQuotient(channels.wanted);
    const RVector targets = channels.targets.cwiseProduct(ratios);
    RVector identity;
    if (channels.identity.size())
    {
        identity = channels.identity.cwiseProduct(ratios);
    }
    const SinrPowerSolution solution =
        MinimisePower(scaled, channels.cost, targets, channels.leakage, identity);
    if (!solution.feasible)
    {
        return false;
    }
    Set(channels, solution.uplinkPowers);
    return ComputeBeams();
}

void
VirtualDownlink::Set(const VirtualChannels& channels, const RVector& uplinkPowers)
{
    m_channels = channels;
    if (channels.identity.size() == 0)
    {
        m_channels.identity.setZero(channels.targets.size());
    }
    m_powers = uplinkPowers;
    ComputeReceivers();
}

const CMatrix&
VirtualDownlink::GetBeams() const
{
    return m_beams;
}

const RVector&
VirtualDownlink::GetUplinkPowers() const
{
    return m_powers;
}

double
VirtualDownlink::GetPower() const
{
    return m_powers.sum();
}

void
VirtualDownlink::ComputeReceivers()
{
    const VirtualChannels& v = m_channels;
    const Eigen::Index users = v.known.cols();
    const Eigen::Index ports = v.known.rows();
    m_factors.resize(users);
    m_receivers.resize(ports, users);
    m_norms.resize(users);
    for (Eigen::Index k = 0; k < users; ++k)
    {
        CMatrix noise = (1.0 + m_powers.dot(v.leakage) - m_powers(k) * v.leakage(k) -
                         m_powers(k) * v.identity(k) / v.targets(k)) *
                        v.cost;
        for (Eigen::Index j = 0; j < users; ++j)
        {
            if (j != k)
            {
                const CVector scaled = (m_powers(j) * v.interference(j)) * v.known.col(j);
                noise.noalias() += scaled * v.known.col(j).adjoint();
            }
        }
        m_factors[k].compute(noise);
        m_receivers.col(k) = m_factors[k].solve(v.known.col(k));
        m_norms(k) = (m_receivers.col(k).adjoint() * v.cost * m_receivers.col(k)).value().real();
    }
    m_products = v.known.adjoint() * m_receivers;
    m_jacobian.resize(users, users);
    for (Eigen::Index k = 0; k < users; ++k)
    {
        for (Eigen::Index j = 0; j < users; ++j)
        {
            const double heard = v.interference(j) * std::norm(m_products(j, k)) +
                                 v.leakage(j) * m_norms(k); // u_k^H J_j u_k
            const double own =
                m_products(k, k).real() + m_powers(k) * v.identity(k) / v.targets(k) * m_norms(k);
            m_jacobian(k, j) = j == k ? v.wanted(k) * own : -v.wanted(k) * m_powers(k) * heard;
        }
    }
}

bool
VirtualDownlink::ComputeBeams()
{
    const VirtualChannels& v = m_channels;
    const Eigen::Index users = v.known.cols();
    m_coupling.resize(users, users);
    for (Eigen::Index k = 0; k < users; ++k)
    {
        for (Eigen::Index j = 0; j < users; ++j)
        {
            const double squared = std::norm(m_products(k, j));
            m_coupling(k, j) =
                j == k ? (v.wanted(k) * squared + v.identity(k) * m_norms(k)) / v.targets(k)
                       : -(v.interference(k) * squared + v.leakage(k) * m_norms(j));
        }
    }
    m_scales = m_coupling.partialPivLu().solve(RVector::Ones(users));
    if (!m_scales.allFinite() || !(m_scales.minCoeff() > 0.0))
    {
        return false;
    }
    m_beams = m_receivers * m_scales.cwiseSqrt().asDiagonal();
    return true;
}

bool
VirtualDownlink::Backpropagate(const CMatrix& beams, Gradient& gradient) const
{
    const VirtualChannels& v = m_channels;
    const Eigen::Index users = v.known.cols();
    gradient.wanted.setZero(users);
    gradient.interference.setZero(users);
    gradient.leakage.setZero(users);
    gradient.identity.setZero(users);
    gradient.known.setZero(v.known.rows(), users);
    gradient.cost.setZero(v.known.rows(), v.known.rows());

    // w_k = p_k^1/2 u_k
    const RVector roots = m_scales.cwiseSqrt();
    CMatrix receivers = beams * roots.asDiagonal();
    RVector scales(users);
    for (Eigen::Index k = 0; k < users; ++k)
    {
        scales(k) = 0.5 * beams.col(k).dot(m_receivers.col(k)).real() / roots(k);
    }

    // The system of the downlink, coupling p = 1.
    const RVector adjoint = m_coupling.transpose().partialPivLu().solve(scales);
    for (Eigen::Index k = 0; k < users; ++k)
    {
        for (Eigen::Index j = 0; j < users; ++j)
        {
            const double entry = -adjoint(k) * m_scales(j); // dL / dcoupling_kj
            const Complex product = m_products(k, j);
            double weight = 0.0; // dL / d|s_k^H u_j|^2
            double norm = 0.0;   // dL / d(u_j^H C u_j)
            if (j == k)
            {
                weight = entry * v.wanted(k) / v.targets(k);
                norm = entry * v.identity(k) / v.targets(k);
                gradient.wanted(k) += entry * std::norm(product) / v.targets(k);
                gradient.identity(k) += entry * m_norms(k) / v.targets(k);
            }
            else
            {
                weight = -entry * v.interference(k);
                norm = -entry * v.leakage(k);
                gradient.interference(k) -= entry * std::norm(product);
                gradient.leakage(k) -= entry * m_norms(j);
            }
            receivers.col(j) += 2.0 * norm * (v.cost * m_receivers.col(j));
            gradient.cost += norm * m_receivers.col(j) * m_receivers.col(j).adjoint();
            receivers.col(j) += 2.0 * weight * product * v.known.col(k);
            gradient.known.col(k) += 2.0 * weight * std::conj(product) * m_receivers.col(j);
        }
    }

    // u_k = Q_k^-1 s_k
    RVector powers = RVector::Zero(users);
    const auto addNoise = [&](Eigen::Index k, const CMatrix& noise, bool withPowers) {
        // noise is dL / dQ_k, Hermitian
        const double level = (noise * v.cost).trace().real();
        double own = 1.0 - m_powers(k) * v.identity(k) / v.targets(k);
        gradient.identity(k) -= level * m_powers(k) / v.targets(k);
        if (withPowers)
        {
            powers(k) -= level * v.identity(k) / v.targets(k);
        }
        for (Eigen::Index j = 0; j < users; ++j)
        {
            if (j == k)
            {
                continue;
            }
            own += m_powers(j) * v.leakage(j);
            const CVector image = noise * v.known.col(j);
            const double quadratic = v.known.col(j).dot(image).real();
            gradient.leakage(j) += level * m_powers(j);
            gradient.interference(j) += quadratic * m_powers(j);
            gradient.known.col(j) += 2.0 * m_powers(j) * v.interference(j) * image;
            if (withPowers)
            {
                powers(j) += level * v.leakage(j) + quadratic * v.interference(j);
            }
        }
        gradient.cost += own * noise;
    };
    for (Eigen::Index k = 0; k < users; ++k)
    {
        const CVector image = m_factors[k].solve(receivers.col(k));
        gradient.known.col(k) += image;
        const CMatrix outer = image * m_receivers.col(k).adjoint();
        addNoise(k, -0.5 * (outer + outer.adjoint()), true);
    }

    // F(q) = 0
    const Eigen::PartialPivLU<RMatrix> factor(m_jacobian.transpose());
    if (!(factor.rcond() > LEAST_CONDITION))
    {
        return false;
    }
    const RVector multipliers = factor.solve(powers);
    for (Eigen::Index k = 0; k < users; ++k)
    {
        gradient.wanted(k) -= multipliers(k) * m_powers(k) * m_products(k, k).real();
        const double weight = -multipliers(k) * v.wanted(k) * m_powers(k); // dL / d(s^H Q^-1 s)
        gradient.known.col(k) += 2.0 * weight * m_receivers.col(k);
        addNoise(k, -weight * m_receivers.col(k) * m_receivers.col(k).adjoint(), false);
    }
    return gradient.wanted.allFinite() && gradient.interference.allFinite() &&
           gradient.leakage.allFinite() && gradient.identity.allFinite() &&
           gradient.known.allFinite() && gradient.cost.allFinite();
}

bool
VirtualDownlink::DifferentiatePower(Gradient& gradient) const
{
    const VirtualChannels& v = m_channels;
    const Eigen::Index users = v.known.cols();
    const Eigen::PartialPivLU<RMatrix> factor(m_jacobian.transpose());
    if (!(factor.rcond() > LEAST_CONDITION))
    {
        return false;
    }
    const RVector multipliers = factor.solve(RVector::Ones(users));
    gradient.wanted.setZero(users);
    gradient.interference.setZero(users);
    gradient.leakage.setZero(users);
    gradient.identity.setZero(users);
    for (Eigen::Index k = 0; k < users; ++k)
    {
        gradient.wanted(k) -= multipliers(k) * m_powers(k) * m_products(k, k).real();
        const double weight = multipliers(k) * v.wanted(k) * m_powers(k);
        gradient.identity(k) -= weight * m_powers(k) / v.targets(k) * m_norms(k);
        for (Eigen::Index j = 0; j < users; ++j)
        {
            if (j != k)
            {
                gradient.interference(j) += weight * m_powers(j) * std::norm(m_products(j, k));
                gradient.leakage(j) += weight * m_powers(j) * m_norms(k);
            }
        }
    }
    return multipliers.allFinite();
}

} // namespace fddmimo
} // namespace ns3
