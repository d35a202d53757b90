/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_BASELINE_SIZES_H
#define FDDMIMO_BASELINE_SIZES_H

#include "ns3/weight-archive.h"

#include <cstdint>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Sizes of the learned methods that [TRF] compares with.
 *
 * - FNN: a fully connected network from the channel, real and imaginary parts padded with zeros to
 *   L x L, and the logarithm of the SNR to beams; ReLU between its layers.
 * - RESIDUAL_FNN: the same, but it is given the linear MMSE beams too, and its outputs are added to
 *   them.
 * - LSTM: the meta-optimiser that starts from the linear MMSE beams. One small LSTM, the same for
 *   each real coordinate of W but with a state of its own, sees the gradient of the sum rate there
 *   (logarithm and sign of it, in the unit of W) and moves the coordinate; the power is restored
 *   behind each step.
 */
struct BaselineSizes
{
    /// Which method.
    enum Kind
    {
        FNN,          //!< fully connected network
        RESIDUAL_FNN, //!< that adds to linear MMSE beams
        LSTM          //!< meta-optimiser
    };

    /// Logarithms of gradients count over this, and smaller ones than its exponential are not
    /// taken.
    static constexpr double LOG_RANGE = 10.0;

    /// An output of the LSTM of 1 moves a coordinate by this, where the mean square of all is 1.
    static constexpr double STEP = 0.1;

    Kind kind{FNN};       //!< which method
    int64_t most{8};      //!< L, most users and most antennas
    int64_t layers{2};    //!< hidden layers; layers of the LSTM
    int64_t hidden{1024}; //!< their width; 4096 and 20 in the literature
    int64_t steps{20};    //!< steps of the LSTM in training

    /**
     * \param [in,out] archive receives the sizes as attributes
     */
    void Store(WeightArchive& archive) const;

    /**
     * \param archive an archive of such a network; throws WeightArchiveError otherwise
     * \return its sizes
     */
    static BaselineSizes Load(const WeightArchive& archive);
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_BASELINE_SIZES_H */
