/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_SPAN_SAMPLE_PRIVATE_H
#define FDDMIMO_SPAN_SAMPLE_PRIVATE_H

#include "span-network-private.h"

#include "ns3/precoder-trainer.h"

#include <random>

namespace ns3
{
namespace fddmimo
{

/// How problems are made of channels, see TransformerTrainer.
struct SpanSampling
{
    PrecoderTrainer::Scenario scenario; //!< SNRs, largest sizes
    uint32_t minUsers{2};               //!< fewest users
    uint32_t stages{5};                 //!< stages of the curriculum so far
    double replay{1.0};                 //!< probability of any stage so far instead of the last
    uint32_t reuse{1};                  //!< problems of one realisation
    double weightedShare{0.0};          //!< share of problems with random rate weights
    double csiErrorVariance{0.0};       //!< variance of errors, for channels of unit mean gain

    static constexpr uint32_t STAGES = 5; //!< stages of the curriculum
};

/**
 * \param batch realisations, each --users x --antennas
 * \param sampling how
 * \param random random numbers
 * \return problems with one number of users, with features
 */
SpanBatch MakeSpanBatch(const std::vector<CRowMatrix>& batch,
                        const SpanSampling& sampling,
                        std::mt19937_64& random);

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_SPAN_SAMPLE_PRIVATE_H */
