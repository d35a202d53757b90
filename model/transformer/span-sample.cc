/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "span-sample-private.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace ns3
{
namespace fddmimo
{

namespace
{

/// Smallest and largest load K / N of each stage.
constexpr double LOADS[SpanSampling::STAGES][2] = {{0.25, 0.6},
                                                   {0.5, 0.9},
                                                   {0.8, 1.0},
                                                   {1.0, 1.25},
                                                   {1.2, 1.6}};

/**
 * Random numbers that do not depend on the standard library's distributions.
 */
class Draw
{
  public:
    /**
     * \param random where from
     */
    explicit Draw(std::mt19937_64& random)
        : m_random(random)
    {
    }

    /**
     * \param low smallest value
     * \param high largest value
     * \return a uniform number
     */
    double Uniform(double low, double high)
    {
        return low + (high - low) * static_cast<double>(m_random() >> 11) * 0x1p-53;
    }

    /**
     * \param low smallest value
     * \param high largest value
     * \return a uniform whole number
     */
    uint32_t Integer(uint32_t low, uint32_t high)
    {
        const double value = Uniform(low, high + 1.0);
        return std::min(high, static_cast<uint32_t>(value));
    }

    /**
     * \return a circular Gaussian number of unit variance
     */
    Complex Gaussian()
    {
        const double radius = std::sqrt(-std::log(1.0 - Uniform(0.0, 1.0)));
        return std::polar(radius, Uniform(0.0, 2.0 * M_PI));
    }

  private:
    std::mt19937_64& m_random; //!< where from
};

} // namespace

SpanBatch
MakeSpanBatch(const std::vector<CRowMatrix>& batch,
              const SpanSampling& sampling,
              std::mt19937_64& random)
{
    Draw draw(random);
    const PrecoderTrainer::Scenario& scenario = sampling.scenario;
    const auto count = static_cast<int64_t>(batch.size() * sampling.reuse);
    const uint32_t users = draw.Integer(sampling.minUsers, scenario.users);
    SpanBatch result;
    result.gram = std::vector<PlanarMatrix>(count);
    at::Tensor weights = at::ones({count, users});
    const bool robust = sampling.csiErrorVariance > 0.0;
    if (robust)
    {
        result.crossRe = at::empty({count, users, users});
        result.crossIm = at::empty({count, users, users});
    }
    std::vector<uint32_t> rows(scenario.users);
    std::vector<double> amplitude(users);
    PlanarMatrix adjoint;
    for (int64_t i = 0; i < count; ++i)
    {
        const CRowMatrix& channel = batch[i / sampling.reuse];
        const uint32_t last = sampling.stages - 1;
        const uint32_t stage =
            draw.Uniform(0.0, 1.0) < sampling.replay ? draw.Integer(0, last) : last;
        const double load = draw.Uniform(LOADS[stage][0], LOADS[stage][1]);
        const auto antennas = static_cast<uint32_t>(
            std::clamp(std::round(users / load), 1.0, static_cast<double>(scenario.antennas)));
        std::iota(rows.begin(), rows.end(), 0U);
        for (uint32_t k = 0; k < users; ++k)
        {
            std::swap(rows[k], rows[draw.Integer(k, scenario.users - 1)]);
        }
        const double snrDb = draw.Uniform(scenario.minSnrDb, scenario.maxSnrDb);
        const double spread = draw.Uniform(0.0, scenario.snrSpreadDb);
        for (double& a : amplitude)
        {
            a = std::pow(10.0, 0.05 * (snrDb + draw.Uniform(-0.5, 0.5) * spread));
        }
        CRowMatrix chosen(users, antennas);
        for (uint32_t k = 0; k < users; ++k)
        {
            chosen.row(k) = amplitude[k] * channel.row(rows[k]).head(antennas);
        }
        CRowMatrix known = chosen;
        if (robust)
        {
            const double deviation = std::sqrt(sampling.csiErrorVariance);
            for (uint32_t k = 0; k < users; ++k)
            {
                for (uint32_t n = 0; n < antennas; ++n)
                {
                    known(k, n) += amplitude[k] * deviation * draw.Gaussian();
                }
            }
            const CRowMatrix cross = chosen * known.adjoint();
            const int64_t place = i * users * users;
            for (int64_t entry = 0; entry < cross.size(); ++entry)
            {
                result.crossRe.data_ptr<float>()[place + entry] =
                    static_cast<float>(cross.data()[entry].real());
                result.crossIm.data_ptr<float>()[place + entry] =
                    static_cast<float>(cross.data()[entry].imag());
            }
        }
        adjoint.Resize(antennas, users);
        for (uint32_t k = 0; k < users; ++k)
        {
            adjoint.SetColumnConjugate(k, known.data() + std::size_t{k} * antennas, 1);
        }
        ComputeGram(adjoint, result.gram[i]);
        if (draw.Uniform(0.0, 1.0) < sampling.weightedShare)
        {
            for (uint32_t k = 0; k < users; ++k)
            {
                weights[i][k] = std::exp(draw.Uniform(-1.5, 1.5));
            }
        }
    }
    result.weights = weights / weights.mean(1, true);
    result.ComputeFeatures();
    return result;
}

} // namespace fddmimo
} // namespace ns3
