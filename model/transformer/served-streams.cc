/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "served-streams-private.h"
#include "token-model.h"

#include "ns3/sum-rate.h"

#include <algorithm>
#include <cmath>
#include <deque>

namespace ns3
{
namespace fddmimo
{

namespace
{

/// A user so far below the strongest is not served.
constexpr double LEAST_GAIN = 1e-10;

/// Bounds of the SNR of the strongest user that the network sees: outside, beams change no more.
constexpr double MIN_SNR = 1e-3;
constexpr double MAX_SNR = 1e12; //!< likewise

} // namespace

ServedStreams::ServedStreams(const PrecodingProblem& problem)
    : stack(problem)
{
    const Eigen::Index count = stack.adjoint.re.cols();
    RVector gain(count);
    for (Eigen::Index s = 0; s < count; ++s)
    {
        gain(s) = stack.adjoint.re.col(s).squaredNorm() + stack.adjoint.im.col(s).squaredNorm();
    }
    weights = RVector::Ones(count);
    Eigen::Index stream = 0;
    for (std::size_t k = 0; k < stack.rxAntennas.size(); ++k)
    {
        weights.segment(stream, stack.rxAntennas[k]).setConstant(problem.rateWeights(k));
        stream += stack.rxAntennas[k];
    }
    if (!(weights.cwiseProduct(gain).maxCoeff() > 0.0))
    {
        weights.setOnes(); // nobody with a channel counts
    }
    const double largest = (weights.array() > 0.0).select(gain, 0.0).maxCoeff();
    for (Eigen::Index s = 0; s < count; ++s)
    {
        if (gain(s) > LEAST_GAIN * largest && weights(s) > 0.0)
        {
            streams.push_back(s);
        }
    }
    // In order of their gains, so that rounding too is the same whatever the users' labels.
    std::stable_sort(streams.begin(), streams.end(), [&](Eigen::Index a, Eigen::Index b) {
        return gain(a) > gain(b);
    });
    const auto served = static_cast<Eigen::Index>(streams.size());
    adjoint.Resize(stack.adjoint.rows, served);
    RVector chosen(served);
    for (Eigen::Index s = 0; s < served; ++s)
    {
        adjoint.re.col(s) = stack.adjoint.re.col(streams[s]);
        adjoint.im.col(s) = stack.adjoint.im.col(streams[s]);
        chosen(s) = weights(streams[s]);
    }
    weights = chosen;
    // A weight 1e9 below the largest is as good as none, but none would have no logarithm.
    weights = (weights / weights.maxCoeff()).cwiseMax(1e-9);
    weights /= weights.mean();
    snr = std::clamp(stack.snr, MIN_SNR / largest, MAX_SNR / largest);
}

CRowMatrix
ServedStreams::GetChannel() const
{
    return adjoint.ToComplex().adjoint() * std::sqrt(snr);
}

CMatrix
ServedStreams::Place(const CMatrix& beams) const
{
    CMatrix all = CMatrix::Zero(beams.rows(), stack.adjoint.re.cols());
    for (Eigen::Index s = 0; s < beams.cols(); ++s)
    {
        all.col(streams[s]) = beams.col(s);
    }
    return all;
}

std::string
DescribeExcess(const std::string& weights, Eigen::Index most, uint32_t streams, uint32_t txAntennas)
{
    if (streams <= most && txAntennas <= most)
    {
        return "";
    }
    const std::string limit = std::to_string(most);
    return "the weights " + weights + " serve at most " + limit + " antennas and " + limit +
           " users with one antenna each, but here are " + std::to_string(txAntennas) + " and " +
           std::to_string(streams);
}

std::vector<CMatrix>
DesignWithin(const std::vector<PrecodingProblem>& problems,
             Eigen::Index most,
             const std::function<std::vector<CMatrix>(const std::vector<CRowMatrix>&)>& network,
             const BeamComparison& accept)
{
    const auto fits = [most](const CRowMatrix& channel) {
        return channel.rows() <= most && channel.cols() <= most;
    };
    std::deque<ServedStreams> served; // they cannot be moved
    std::vector<CRowMatrix> channels;
    std::vector<CRowMatrix> small;
    for (const PrecodingProblem& problem : problems)
    {
        served.emplace_back(problem);
        channels.push_back(served.back().GetChannel());
        if (fits(channels.back()))
        {
            small.push_back(channels.back());
        }
    }
    const std::vector<CMatrix> learned = network(small);
    std::vector<CMatrix> results;
    auto next = learned.begin();
    for (std::size_t i = 0; i < problems.size(); ++i)
    {
        CMatrix beams = TokenModel::ComputeStart(channels[i]);
        if (fits(channels[i]))
        {
            const CMatrix& other = *next++;
            if (accept(channels[i], served[i].weights, other, beams))
            {
                beams = other;
            }
        }
        results.push_back(ProjectPower(served[i].Place(beams), problems[i].maxPower));
    }
    return results;
}

} // namespace fddmimo
} // namespace ns3
