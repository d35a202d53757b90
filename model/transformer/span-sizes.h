/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_SPAN_SIZES_H
#define FDDMIMO_SPAN_SIZES_H

#include "ns3/weight-archive.h"

#include <cstdint>
#include <string>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Sizes of the span Transformer, and what its training and its inference must agree on.
 *
 * A token is a user. In layer t the network knows the logarithms x_k of the users' powers lambda_k
 * in the dual uplink (uplink-dual.h) and the error matrix M that belongs to them. It adds an
 * embedding of the features below to the tokens, then attention over users with a bias of pairs and
 * a perceptron, both behind layer normalisation and with residual connections, and last x += head,
 * with sum_k exp(x_k) = 1 restored. All features depend on |G_kj| and |M_kj| only.
 */
struct SpanSizes
{
    int64_t layers{4};  //!< T
    int64_t width{32};  //!< width of a token
    int64_t heads{4};   //!< attention heads; divide the width
    int64_t hidden{64}; //!< hidden width of the perceptron
    /// With two more outputs a user, for channel knowledge with errors: the logarithm of a common
    /// factor of all lambda_k (their mean over users counts), that is of the inverse load of the
    /// noise, and one of the user's downlink power.
    bool robust{false};
    /// Whether a perceptron of BEAMSPACE_HIDDEN units shrinks the channels of a uniform linear
    /// array in its beamspace (Beamspace) before all else; robust networks only.
    bool beamspace{false};

    static constexpr int64_t BEAMSPACE_HIDDEN = 16; //!< hidden width of that perceptron

    /**
     * Features of a user:
     * 0, 1: logarithm of its SNR G_kk, and the users' mean of that; 2: logarithm of its rate
     * weight; 3: log K; 4: coherence sum_j |G_kj|^2 / (G_kk G_jj) in log, 5: its mean over users;
     * 6: log (lambda_k K); 7: -log m_k; 8: gradient of the sum rate with respect to x_k; 9: what is
     * left of it on sum_k lambda_k = 1; 10: log of gradient over lambda, which is constant over the
     * users in the optimum; 11: log (A 1)_k / m_k, part of the power that serves the user.
     */
    static constexpr int64_t FEATURES = 12;
    static constexpr int64_t STATIC_FEATURES = 6; //!< those that no layer changes: the first ones

    /**
     * Features of a pair: coherence c_kj = |G_kj|^2 / (G_kk G_jj), the same of M, and the logarithm
     * of each.
     */
    static constexpr int64_t PAIR_FEATURES = 4;

    static constexpr double PAIR_FLOOR = 1e-5;   //!< added in front of these logarithms
    static constexpr double MIN_GRADIENT = 1e-6; //!< smallest gradient in feature 10
    static constexpr double SERVED_FLOOR = 1e-4; //!< added in front of the logarithm of feature 11
    static constexpr double MAX_RATIO = 8.0;     //!< bound of feature 10
    static constexpr double RANGE = 18.0;        //!< x_k is at least this below the largest

    /**
     * \return outputs of the head of a layer
     */
    int64_t GetOutputs() const;

    /**
     * \param [in,out] archive receives the sizes as attributes
     */
    void Store(WeightArchive& archive) const;

    /**
     * \param archive an archive of this network; throws WeightArchiveError otherwise
     * \return its sizes
     */
    static SpanSizes Load(const WeightArchive& archive);
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_SPAN_SIZES_H */
