/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "linear-precoder.h"

#include "ns3/abort.h"
#include "ns3/log.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoLinearPrecoder");

NS_OBJECT_ENSURE_REGISTERED(LinearPrecoder);

namespace
{

/// Names of LinearPrecoder::PowerAllocation, in its order.
const char* const ALLOCATION_NAMES[] = {"TotalPower",
                                        "EqualPower",
                                        "EqualStreamPower",
                                        "WaterFilling"};

/**
 * \param norm length of a block of beams
 * \return factor that makes it 1, or 0 for a zero block
 */
double
InverseNorm(double norm)
{
    return norm > 0.0 ? 1.0 / norm : 0.0;
}

} // namespace

TypeId
LinearPrecoder::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::LinearPrecoder").SetParent<Precoder>().SetGroupName("FddMimo");
    return tid;
}

void
LinearPrecoder::SetPowerAllocation(std::string allocation)
{
    NS_LOG_FUNCTION(this << allocation);
    const auto place =
        std::find(std::begin(ALLOCATION_NAMES), std::end(ALLOCATION_NAMES), allocation);
    NS_ABORT_MSG_IF(place == std::end(ALLOCATION_NAMES),
                    "PowerAllocation of " << GetInstanceTypeId().GetName() << " is \"" << allocation
                                          << "\"; it must be TotalPower, EqualPower, "
                                             "EqualStreamPower or WaterFilling");
    m_allocation = static_cast<PowerAllocation>(place - std::begin(ALLOCATION_NAMES));
}

std::string
LinearPrecoder::GetPowerAllocation() const
{
    return ALLOCATION_NAMES[static_cast<int>(m_allocation)];
}

Beamformer
LinearPrecoder::DoDesign(const PrecodingProblem& problem)
{
    NS_LOG_FUNCTION(this);
    const ChannelStack stack(problem);
    Beamformer beams;
    beams.weights = GetDirections(stack);
    AllocatePower(stack, problem.rateWeights, problem.maxPower, beams.weights);
    return beams;
}

void
LinearPrecoder::AllocatePower(const ChannelStack& stack,
                              const RVector& rateWeights,
                              double maxPower,
                              CMatrix& weights) const
{
    const Eigen::Index streams = weights.cols();
    RVector norms = weights.colwise().norm();
    RVector factors = RVector::Ones(streams);
    if (m_allocation == PowerAllocation::EqualPower)
    {
        Eigen::Index first = 0;
        for (const uint32_t m : stack.rxAntennas)
        {
            factors.segment(first, m).setConstant(InverseNorm(norms.segment(first, m).norm()));
            first += m;
        }
    }
    else if (m_allocation != PowerAllocation::TotalPower)
    {
        factors = norms.unaryExpr([](double norm) { return InverseNorm(norm); });
    }
    if (m_allocation == PowerAllocation::WaterFilling)
    {
        weights = weights * factors.asDiagonal();
        RMatrix powers = (stack.adjoint.ToComplex().adjoint() * weights).cwiseAbs2();
        const RVector signal = powers.diagonal();
        powers.diagonal().setZero();
        const RVector disturbance =
            RVector::Constant(streams, 1.0 / stack.snr) + powers.rowwise().sum() / streams;
        RVector streamWeights(streams);
        Eigen::Index first = 0;
        for (std::size_t k = 0; k < stack.rxAntennas.size(); ++k)
        {
            streamWeights.segment(first, stack.rxAntennas[k]).setConstant(rateWeights(k));
            first += stack.rxAntennas[k];
        }
        const RVector filled = FillWater(signal.cwiseQuotient(disturbance), streamWeights);
        norms = norms.cwiseProduct(factors); // 1, or 0 for a zero beam
        factors = filled.sum() > 0.0 ? RVector(filled.cwiseSqrt()) : RVector::Ones(streams);
    }
    norms = norms.cwiseProduct(factors);
    factors *= std::sqrt(maxPower) * InverseNorm(norms.norm());
    weights = weights * factors.asDiagonal();
}

RVector
LinearPrecoder::FillWater(const RVector& gains, const RVector& streamWeights)
{
    // p_s = max(0, alpha_s mu - 1/g_s): streams enter in the order of alpha_s g_s.
    std::vector<Eigen::Index> order;
    for (Eigen::Index s = 0; s < gains.size(); ++s)
    {
        if (gains(s) * streamWeights(s) > 0.0 && std::isfinite(1.0 / gains(s)))
        {
            order.push_back(s);
        }
    }
    RVector powers = RVector::Zero(gains.size());
    std::sort(order.begin(), order.end(), [&](Eigen::Index a, Eigen::Index b) {
        return gains(a) * streamWeights(a) > gains(b) * streamWeights(b);
    });
    double level = 0.0;
    double inverseGains = 0.0;
    double weightSum = 0.0;
    std::size_t count = 0;
    for (; count < order.size(); ++count)
    {
        const Eigen::Index s = order[count];
        if (count > 0 && level * streamWeights(s) * gains(s) <= 1.0)
        {
            break;
        }
        inverseGains += 1.0 / gains(s);
        weightSum += streamWeights(s);
        level = (1.0 + inverseGains) / weightSum;
    }
    for (std::size_t i = 0; i < count; ++i)
    {
        const Eigen::Index s = order[i];
        powers(s) = std::max(0.0, level * streamWeights(s) - 1.0 / gains(s));
    }
    const double total = powers.sum();
    if (total > 0.0)
    {
        return powers / total;
    }
    // So far below the noise that the powers are lost in 1/g: equal shares for the best streams.
    for (std::size_t i = 0; i < count; ++i)
    {
        powers(order[i]) = 1.0 / count;
    }
    return powers;
}

} // namespace fddmimo
} // namespace ns3
