/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "transformer-sample-private.h"

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
constexpr double LOADS[TransformerSampling::STAGES][2] = {{0.25, 0.6},
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

/**
 * \param sampling how
 * \param users users of a problem
 * \param draw random numbers
 * \return its antennas, as many as a random load asks for
 */
uint32_t
DrawAntennas(const TransformerSampling& sampling, uint32_t users, Draw& draw)
{
    const uint32_t last = sampling.stages - 1;
    const uint32_t stage = draw.Uniform(0.0, 1.0) < sampling.replay ? draw.Integer(0, last) : last;
    const double load = draw.Uniform(LOADS[stage][0], LOADS[stage][1]);
    return static_cast<uint32_t>(std::clamp(std::round(users / load),
                                            static_cast<double>(sampling.minAntennas),
                                            static_cast<double>(sampling.scenario.antennas)));
}

} // namespace

TransformerSizes
DrawTransformerSizes(const TransformerSampling& sampling, uint32_t count, std::mt19937_64& random)
{
    Draw draw(random);
    const PrecoderTrainer::Scenario& scenario = sampling.scenario;
    TransformerSizes sizes;
    sizes.users = draw.Integer(sampling.minUsers, scenario.users);
    for (uint32_t i = 0; i < count; ++i)
    {
        sizes.antennas.push_back(DrawAntennas(sampling, sizes.users, draw));
        sizes.snrDb.push_back(
            static_cast<float>(draw.Uniform(scenario.minSnrDb, scenario.maxSnrDb)));
        sizes.spreadDb.push_back(static_cast<float>(draw.Uniform(0.0, scenario.snrSpreadDb)));
    }
    return sizes;
}

std::vector<TransformerExample>
DrawTransformerExamples(const std::vector<CRowMatrix>& batch,
                        const TransformerSampling& sampling,
                        std::mt19937_64& random)
{
    Draw draw(random);
    const PrecoderTrainer::Scenario& scenario = sampling.scenario;
    const uint32_t users = draw.Integer(sampling.minUsers, scenario.users);
    std::vector<TransformerExample> examples(batch.size() * sampling.reuse);
    std::vector<uint32_t> rows(scenario.users);
    std::vector<double> amplitude(users);
    for (std::size_t i = 0; i < examples.size(); ++i)
    {
        TransformerExample& example = examples[i];
        const CRowMatrix& channel = batch[i / sampling.reuse];
        const uint32_t antennas = DrawAntennas(sampling, users, draw);
        std::iota(rows.begin(), rows.end(), 0U);
        for (uint32_t k = 0; k < users; ++k)
        {
            std::swap(rows[k], rows[draw.Integer(k, scenario.users - 1)]);
        }
        const double snrDb = draw.Uniform(scenario.minSnrDb, scenario.maxSnrDb);
        const double spread = draw.Uniform(0.0, scenario.snrSpreadDb);
        example.channel.resize(users, antennas);
        for (uint32_t k = 0; k < users; ++k)
        {
            amplitude[k] = std::pow(10.0, 0.05 * (snrDb + draw.Uniform(-0.5, 0.5) * spread));
            example.channel.row(k) = amplitude[k] * channel.row(rows[k]).head(antennas);
        }
        example.known = example.channel;
        const double deviation = std::sqrt(sampling.csiErrorVariance);
        for (uint32_t k = 0; k < users && deviation > 0.0; ++k)
        {
            for (uint32_t n = 0; n < antennas; ++n)
            {
                example.known(k, n) += amplitude[k] * deviation * draw.Gaussian();
            }
        }
        example.weights = RVector::Ones(users);
        if (draw.Uniform(0.0, 1.0) < sampling.weightedShare)
        {
            for (uint32_t k = 0; k < users; ++k)
            {
                example.weights(k) = std::exp(draw.Uniform(-1.5, 1.5));
            }
            example.weights /= example.weights.mean();
        }
    }
    return examples;
}

} // namespace fddmimo
} // namespace ns3
