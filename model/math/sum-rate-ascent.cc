/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sum-rate-ascent.h"

#include "sum-rate.h"

#include <cmath>

namespace ns3
{
namespace fddmimo
{

SumRateAscent::SumRateAscent(uint32_t steps, double stepSize, uint32_t halvings)
    : m_steps(steps),
      m_stepSize(stepSize),
      m_halvings(halvings)
{
}

CMatrix
SumRateAscent::Ascend(const std::vector<CMatrix>& channels,
                      const CMatrix& weights,
                      double maxPower,
                      const RVector& rateWeights) const
{
    CMatrix start = ProjectPower(weights, maxPower);
    CMatrix stacked = StackChannels(channels);
    const double largest = stacked.cwiseAbs().maxCoeff();
    if (m_steps == 0 || !(largest > 0.0) || start.isZero(0.0))
    {
        return start;
    }
    std::vector<uint32_t> rxAntennas;
    for (const auto& channel : channels)
    {
        rxAntennas.push_back(channel.rows());
    }
    // In units of the noise: channels scaled by sqrt(P) / unit, beams of unit power, noise unit^2.
    stacked *= std::sqrt(maxPower);
    start /= std::sqrt(maxPower);
    const double meanGain = stacked.squaredNorm() / stacked.size();
    const double baseStep = m_stepSize * std::pow(10.0, 1.5) / meanGain;
    if (!std::isfinite(baseStep) || !(baseStep > 0.0))
    {
        return ProjectPower(start, maxPower);
    }
    const auto weightedRate = [&](const CMatrix& effective) {
        const RVector rates = ComputeEffectiveRates(effective, rxAntennas);
        return rateWeights.size() > 0 ? rates.dot(rateWeights) : rates.sum();
    };
    CMatrix gram(stacked.rows(), stacked.rows());
    gram.noalias() = stacked * stacked.adjoint();
    CMatrix effective(stacked.rows(), start.cols());
    effective.noalias() = stacked * start;
    // W = kept * start + H^H moved
    double kept = 1.0;
    CMatrix moved = CMatrix::Zero(effective.rows(), effective.cols());
    CMatrix gramGradient(effective.rows(), effective.cols());
    double rate = weightedRate(effective);
    double step = baseStep;
    uint32_t halvings = m_halvings;
    bool ended = false;
    for (uint32_t q = 0; q < m_steps && !ended; ++q)
    {
        const CMatrix gradient = ComputeEffectiveGradient(effective, rxAntennas, rateWeights);
        gramGradient.noalias() = gram * gradient;
        const double linear = 2.0 * gradient.cwiseProduct(effective.conjugate()).sum().real();
        const double quadratic = gradient.cwiseProduct(gramGradient.conjugate()).sum().real();
        for (;;)
        {
            const double power = 1.0 + step * linear + step * step * quadratic;
            const double scale = 1.0 / std::sqrt(power);
            const CMatrix next = (effective + step * gramGradient) * scale;
            const double nextRate = next.allFinite() ? weightedRate(next) : -1.0;
            if (nextRate >= rate || (m_halvings == 0 && nextRate >= 0.0))
            {
                effective = next;
                moved = (moved + step * gradient) * scale;
                kept *= scale;
                rate = nextRate;
                break;
            }
            if (halvings == 0)
            {
                ended = true;
                break;
            }
            --halvings;
            step *= 0.5;
        }
    }
    CMatrix result = kept * start;
    result.noalias() += stacked.adjoint() * moved;
    return ProjectPower(result, maxPower);
}

} // namespace fddmimo
} // namespace ns3
