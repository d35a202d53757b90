/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "beam-choice.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace fddmimo
{

namespace
{

const double RANGE = 5.0; //!< exponents below that of the best codeword that count

} // namespace

double
GetChoiceRange(double sharpness)
{
    return 1.0 + RANGE / std::max(1.0, sharpness);
}

RMatrix
DifferentiateBeamChoice(const PlanarBeamCodebook& codebook,
                        const std::vector<GreedyBeamSelector::Trials>& trials,
                        double sharpness,
                        const CMatrix& analog,
                        const RVector& leakage)
{
    RMatrix result = RMatrix::Zero(leakage.size(), 3);
    RMatrix products; // Re(dL/dv_r^H v_m), M x R
    RMatrix imaginary;
    codebook.Project(analog.adjoint(), products, imaginary);
    std::vector<bool> done(analog.cols(), false);
    for (auto trial = trials.rbegin(); trial != trials.rend(); ++trial)
    {
        if (done[trial->chain] || trial->candidates.empty())
        {
            continue;
        }
        done[trial->chain] = true;
        const auto count = static_cast<Eigen::Index>(trial->candidates.size());
        double least = trial->candidates.front().result.power;
        for (const auto& candidate : trial->candidates)
        {
            least = std::min(least, candidate.result.power);
        }
        RVector weights(count);
        RVector slopes(count); // dL / dweight
        for (Eigen::Index i = 0; i < count; ++i)
        {
            const RankOnePowerSearch::Result& candidate = trial->candidates[i].result;
            weights(i) = std::exp(-sharpness * (candidate.power / least - 1.0));
            slopes(i) = products(candidate.index, trial->chain);
        }
        weights /= weights.sum();
        const double mean = weights.dot(slopes);
        for (Eigen::Index i = 0; i < count; ++i)
        {
            // dL / dP(v)
            const double slope = -sharpness / least * weights(i) * (slopes(i) - mean);
            const RankOnePowerSearch::Sensitivity& candidate = trial->candidates[i];
            result.col(0) += slope * candidate.targets;
            result.col(1) += slope * candidate.signals;
            result.col(2) += slope * candidate.leakage.cwiseProduct(leakage);
        }
    }
    return result;
}

} // namespace fddmimo
} // namespace ns3
