/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_TRANSFORMER_SAMPLE_PRIVATE_H
#define FDDMIMO_TRANSFORMER_SAMPLE_PRIVATE_H

#include "ns3/precoder-trainer.h"

#include <cstdint>
#include <random>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/// How problems are made of channels, see TransformerTrainer.
struct TransformerSampling
{
    PrecoderTrainer::Scenario scenario; //!< SNRs, largest sizes
    uint32_t minUsers{2};               //!< fewest users
    uint32_t minAntennas{1};            //!< fewest antennas
    uint32_t stages{5};                 //!< stages of the curriculum so far
    double replay{1.0};                 //!< probability of any stage so far instead of the last
    uint32_t reuse{1};                  //!< problems of one realisation
    double weightedShare{0.0};          //!< share of problems with random rate weights
    double csiErrorVariance{0.0};       //!< variance of errors, for channels of unit mean gain

    static constexpr uint32_t STAGES = 5; //!< stages of the curriculum
};

/// A problem of the training, with P = 1.
struct TransformerExample
{
    CRowMatrix channel; //!< noise-normalised channels, K x N
    CRowMatrix known;   //!< what the network knows of them; equal without errors
    RVector weights;    //!< rate weights of mean 1, K
};

/// Sizes and SNRs of problems with one number of users.
struct TransformerSizes
{
    uint32_t users{0};             //!< users of each problem
    std::vector<int64_t> antennas; //!< antennas of each problem
    std::vector<float> snrDb;      //!< mean SNR of its users in dB
    std::vector<float> spreadDb;   //!< width of the interval around it that they are in, in dB
};

/**
 * \param sampling how
 * \param count problems
 * \param random random numbers
 * \return sizes and SNRs, distributed as those of DrawTransformerExamples()
 */
TransformerSizes DrawTransformerSizes(const TransformerSampling& sampling,
                                      uint32_t count,
                                      std::mt19937_64& random);

/**
 * \param batch realisations, each --users x --antennas
 * \param sampling how
 * \param random random numbers
 * \return problems with one number of users, and any numbers of antennas
 */
std::vector<TransformerExample> DrawTransformerExamples(const std::vector<CRowMatrix>& batch,
                                                        const TransformerSampling& sampling,
                                                        std::mt19937_64& random);

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_TRANSFORMER_SAMPLE_PRIVATE_H */
