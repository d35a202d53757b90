/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_TOKEN_SIZES_H
#define FDDMIMO_TOKEN_SIZES_H

#include "ns3/weight-archive.h"

#include <cstdint>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Sizes of the token Transformer, the network of [TRF] with tokens of users and of antennas. The
 * defaults are the paper's: 10.4 million weights.
 */
struct TokenSizes
{
    /// Search directions that layers see and step along, with step sizes of their own for each user
    /// and antenna.
    enum Directions
    {
        NONE,     //!< none, as in the paper
        GRADIENT, //!< the gradient of the sum rate, scaled to entries of mean square 1
        WMMSE     //!< to where an iteration of WMMSE would go
    };

    /// With directions, residual updates of the tokens count over this: at high SNRs already small
    /// random ones would cost more rate than there is to gain.
    static constexpr double UPDATE_SCALE = 0.1;
    static constexpr double PACE_SCALE = 0.3; //!< step sizes are outputs times this
    static constexpr int64_t FIGURES = 5;     //!< numbers of a user that layers see
    static constexpr int64_t PACES = 2;       //!< step sizes: along direction and last move
    static constexpr double LAST_SCALE = 3.0; //!< moves are small beside beams

    int64_t most{40};            //!< L, most users and most antennas: length of a token
    int64_t layers{10};          //!< T
    int64_t embedding{128};      //!< width behind the embedding of a token
    int64_t width{768};          //!< width of queries, keys and values, all heads together
    int64_t heads{12};           //!< attention heads; divide the width
    bool lift{true};             //!< SAO-Lift: the channel feature moves with the beams; else SAO
    bool condition{true};        //!< tokens are told their type and the SNR (not in the paper)
    Directions directions{NONE}; //!< search directions (not in the paper)
    int64_t ascentSteps{5};      //!< Q_t, projected gradient steps behind each layer
    double ascentStep{2.7e-4};   //!< their step size at 15 dB, see SumRateAscent

    /**
     * \return what residual updates of the tokens count
     */
    double GetUpdateScale() const
    {
        return directions == NONE ? 1.0 : UPDATE_SCALE;
    }

    /**
     * \return weights of the network
     */
    int64_t CountWeights() const;

    /**
     * \param users K
     * \param antennas N
     * \return floating-point operations of the products of matrices of all layers, for one problem
     */
    double CountFlops(int64_t users, int64_t antennas) const;

    /**
     * \param [in,out] archive receives the sizes as attributes
     */
    void Store(WeightArchive& archive) const;

    /**
     * \param archive an archive of this network; throws WeightArchiveError otherwise
     * \return its sizes
     */
    static TokenSizes Load(const WeightArchive& archive);

    /**
     * \param archive an archive
     * \return true if it is one of this network
     */
    static bool IsOne(const WeightArchive& archive);
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_TOKEN_SIZES_H */
