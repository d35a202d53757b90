/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "gcn-design.h"

#include "beam-choice.h"
#include "gcn-precoder.h"

#include <Eigen/QR>
#include <algorithm>
#include <cmath>

namespace ns3
{
namespace fddmimo
{

namespace
{

const double LEAST_SHARE = 1e-12; //!< wanted power over disturbance that has a logarithm

} // namespace

GcnDesign::GcnDesign(const PlanarBeamCodebook& codebook, const Settings& settings)
    : m_codebook(codebook),
      m_settings(settings)
{
    if (settings.selector.rfChains > 0)
    {
        m_selector = std::make_unique<GreedyBeamSelector>(codebook, settings.selector);
    }
}

bool
GcnDesign::Forward(const GcnExample& example, const RMatrix& outputs)
{
    m_example = &example;
    const Eigen::Index users = example.known.rows();
    const auto antennas = static_cast<double>(example.known.cols());
    VirtualChannels& v = m_virtual;
    v.wanted = outputs.col(0).array().exp();
    v.interference = outputs.col(1).array().exp();
    const RVector gains = example.known.rowwise().squaredNorm() / antennas;
    v.leakage = outputs.col(2).array().exp() * gains.array();
    v.identity.resize(0);
    if (outputs.cols() > GcnNetwork::OUTPUTS)
    {
        v.identity = outputs.col(3).array().exp() * gains.array();
    }
    v.targets = example.targets;
    m_relaxed = false;
    bool held = Solve();
    const auto isDone = [&] { return held && m_downlink.GetPower() <= m_settings.maxPower; };
    for (uint32_t i = 0; i < GcnPrecoder::RELAXATIONS && m_settings.relax && !isDone(); ++i)
    {
        m_relaxed = true;
        Relax(GcnPrecoder::RELAXATION);
        held = Solve();
    }
    if (!held)
    {
        return false;
    }
    if (m_relaxed && isDone())
    {
        Tighten();
    }
    m_power = m_downlink.GetPower();
    m_scale = m_power > m_settings.maxPower ? std::sqrt(m_settings.maxPower / m_power) : 1.0;
    m_power = std::min(m_power, m_settings.maxPower);
    m_beams = m_scale * m_downlink.GetBeams();
    m_received = example.truth * (m_analog * m_beams);
    m_slack.resize(users);
    for (Eigen::Index k = 0; k < users; ++k)
    {
        const double own = std::norm(m_received(k, k));
        const double disturbance = 1.0 + m_received.row(k).squaredNorm() - own;
        m_slack(k) = std::log(std::max(own / disturbance, LEAST_SHARE) / v.targets(k));
    }
    return true;
}

void
GcnDesign::Relax(double factor)
{
    m_virtual.wanted /= factor;
    m_virtual.leakage *= factor;
    m_virtual.identity /= factor;
}

void
GcnDesign::Tighten()
{
    double step = std::sqrt(1.0 / GcnPrecoder::RELAXATION);
    bool done = true;
    for (uint32_t i = 0; i < GcnPrecoder::TIGHTENINGS; ++i, step = std::sqrt(step))
    {
        Relax(step);
        done = m_downlink.Solve(m_virtual) && m_downlink.GetPower() <= m_settings.maxPower;
        if (!done)
        {
            Relax(1.0 / step);
        }
    }
    if (!done)
    {
        m_downlink.Solve(m_virtual);
    }
}

bool
GcnDesign::Solve()
{
    const GcnExample& example = *m_example;
    VirtualChannels& v = m_virtual;
    m_trials.clear();
    if (!example.beams.empty())
    {
        m_analog.resize(example.known.cols(), example.beams.size());
        for (std::size_t r = 0; r < example.beams.size(); ++r)
        {
            m_analog.col(r) = m_codebook.GetBeam(example.beams[r]);
        }
    }
    else if (m_selector)
    {
        const CMatrix channel = v.interference.cwiseSqrt().asDiagonal() * example.known;
        const RVector targets = v.targets.cwiseProduct(v.interference).cwiseQuotient(v.wanted);
        const bool soft = m_settings.sharpness > 0.0;
        const auto selection = m_selector->Select(channel,
                                                  targets,
                                                  v.leakage,
                                                  soft ? &m_trials : nullptr,
                                                  GetChoiceRange(m_settings.sharpness));
        // The beams are chosen without the identity part of the wanted signals, with which the
        // targets may be held all the same.
        if (!selection.feasible && v.identity.size() == 0)
        {
            return false;
        }
        m_analog = m_selector->GetAnalog(selection.beams);
    }
    else
    {
        const Eigen::HouseholderQR<CMatrix> basis(example.known.adjoint());
        m_analog = basis.householderQ() *
                   CMatrix::Identity(example.known.cols(),
                                     std::min(example.known.rows(), example.known.cols()));
    }
    v.known = m_analog.adjoint() * example.known.adjoint();
    v.cost = m_analog.adjoint() * m_analog;
    return m_downlink.Solve(v);
}

double
GcnDesign::GetPower() const
{
    return m_power;
}

const RVector&
GcnDesign::GetSlack() const
{
    return m_slack;
}

RMatrix
GcnDesign::Backward(double power, const RVector& slack)
{
    if (!m_relaxed)
    {
        return Differentiate(power, slack);
    }
    // The power is the one allowed, P(x, t) = P_max for outputs x and virtual targets lowered by t,
    // so that dL/dx = L_x - (L_t / P_t) P_x: that power has a price.
    const auto lower = [](const RMatrix& outputs) {
        const double identity = outputs.rightCols(outputs.cols() - GcnNetwork::OUTPUTS).sum();
        return outputs.col(2).sum() - outputs.col(0).sum() - identity;
    };
    const double powerSlope = lower(Differentiate(1.0, RVector::Zero(slack.size())));
    const double slackSlope = lower(Differentiate(0.0, slack));
    const double price = powerSlope > 0.0 ? -slackSlope / powerSlope : 0.0;
    return Differentiate(price, slack);
}

RMatrix
GcnDesign::Differentiate(double power, const RVector& slack)
{
    const VirtualChannels& v = m_virtual;
    const Eigen::Index users = v.targets.size();
    m_analogGradient = CMatrix::Zero(m_analog.rows(), m_analog.cols());
    CMatrix received = CMatrix::Zero(users, users); // dL / d(h_k^H V w_j)
    for (Eigen::Index k = 0; k < users; ++k)
    {
        const double own = std::norm(m_received(k, k));
        const double disturbance = 1.0 + m_received.row(k).squaredNorm() - own;
        for (Eigen::Index j = 0; j < users; ++j)
        {
            const double weight =
                j == k ? 2.0 / std::max(own, LEAST_SHARE * disturbance) : -2.0 / disturbance;
            received(k, j) = slack(k) * weight * m_received(k, j);
        }
    }
    const CMatrix truth = m_analog.adjoint() * m_example->truth.adjoint(); // V^H h_k, R x K
    CMatrix beams = truth * received;
    CMatrix analog = m_example->truth.adjoint() * (received * m_beams.adjoint());
    CMatrix cost = CMatrix::Zero(v.cost.rows(), v.cost.cols());
    const CMatrix& unscaled = m_downlink.GetBeams();
    beams *= m_scale;
    if (m_scale < 1.0)
    {
        // w' = w (P_max / P(w))^1/2: the power stays, whatever w is.
        const double along = beams.conjugate().cwiseProduct(unscaled).sum().real();
        const double slope = -along / (2.0 * m_downlink.GetPower()); // dL / dP(w)
        beams += 2.0 * slope * v.cost * unscaled;
        cost += slope * unscaled * unscaled.adjoint();
    }
    else
    {
        beams += 2.0 * power * v.cost * unscaled;
        cost += power * unscaled * unscaled.adjoint();
    }
    VirtualDownlink::Gradient gradient;
    RMatrix outputs = RMatrix::Zero(users, GcnNetwork::OUTPUTS + (v.identity.size() > 0));
    if (!m_downlink.Backpropagate(beams, gradient))
    {
        return outputs;
    }
    if (m_settings.sharpness > 0.0)
    {
        analog += m_example->known.adjoint() * gradient.known.adjoint();
        analog += 2.0 * m_analog * (cost + gradient.cost);
        m_analogGradient = analog;
    }
    outputs.col(0) = gradient.wanted.cwiseProduct(v.wanted);
    outputs.col(1) = gradient.interference.cwiseProduct(v.interference);
    outputs.col(2) = gradient.leakage.cwiseProduct(v.leakage);
    if (v.identity.size())
    {
        outputs.col(3) = gradient.identity.cwiseProduct(v.identity);
    }
    if (!m_trials.empty())
    {
        outputs.leftCols(GcnNetwork::OUTPUTS) += DifferentiateBeamChoice(m_codebook,
                                                                         m_trials,
                                                                         m_settings.sharpness,
                                                                         m_analogGradient,
                                                                         v.leakage);
    }
    if (!outputs.allFinite())
    {
        outputs.setZero();
        m_analogGradient.setZero();
    }
    return outputs;
}

const CMatrix&
GcnDesign::GetAnalogGradient() const
{
    return m_analogGradient;
}

} // namespace fddmimo
} // namespace ns3
