/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_GCN_NETWORK_H
#define FDDMIMO_GCN_NETWORK_H

#include "ns3/matrix-types.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace fddmimo
{

class WeightArchive;

/**
 * \ingroup fdd-mimo
 * The graph convolutional network of [GCN] section 4.2: from what is known of K users to the
 * coefficients of their virtual channels.
 *
 * Users are the nodes of a graph whose edges are the correlations of their channels, eq. (29):
 * S_kj = |h_k^H h_j|^2 / (||h_k||^2 ||h_j||^2), S_kk = 0. Features are, eq. (30),
 * x_k = [log ||h_k||^2, log t_k, log quality_k], and two that [GCN] does not have, log K and the
 * mean of log quality_j over all users: channels that are hardly correlated tell nothing of how
 * many there are nor of how well the others are known, but the margin that is needed depends on
 * it. Features are standardised by the moments of the training. A layer, eq. (28), is X
 * <- sigma(sum_{f=0..F} S^f X Theta_f + 1 b^T) with leaky rectifiers, and m tanh((z + z_0) / m) in
 * the last one, whose outputs are log a_k, log c_k, log d_k and, if wanted, log b_k. One set of
 * weights serves any number of users, and relabelling the users relabels the outputs. Degree F = 0
 * is a fully connected network for each user alone (FCN).
 *
 * All in double precision, with derivatives by hand: a few thousand weights.
 */
class GcnNetwork
{
  public:
    static constexpr Eigen::Index FEATURES = 5; //!< of a user
    static constexpr Eigen::Index OUTPUTS = 3;  //!< of a user: log a, log c, log d; without log b

    /// Sizes of a network.
    struct Sizes
    {
        std::vector<uint32_t> hidden{32, 32}; //!< widths of the hidden layers
        uint32_t degree{2};                   //!< F
        double bound{6.0};                    //!< m, bound on the logarithms of the coefficients
        /// The first ones count: FEATURES, 4 without the mean quality, or 3 without log K.
        Eigen::Index features{FEATURES};
        Eigen::Index outputs{OUTPUTS}; //!< OUTPUTS, or 4 with log b
    };

    /// What a forward pass leaves for the backward pass.
    struct Cache
    {
        RMatrix graph;                             //!< S, K x K
        std::vector<std::vector<RMatrix>> shifted; //!< S^f X of each layer
        std::vector<RMatrix> inputs;               //!< before the non-linearity, of each layer
    };

    /**
     * \param sizes sizes
     * \param seed seed of the initial weights: uniform in +-(6 / ((F + 1) (in + out)))^1/2
     */
    GcnNetwork(const Sizes& sizes, uint32_t seed);

    /**
     * \param archive trained weights; throws WeightArchiveError if it holds none of a GCN
     * \param prefix before the names of what belongs to this network, where an archive holds two
     */
    explicit GcnNetwork(const WeightArchive& archive, const std::string& prefix = "");

    /**
     * \param [in,out] archive receives sizes and weights
     * \param prefix before the names
     */
    void Store(WeightArchive& archive, const std::string& prefix = "") const;

    /**
     * \param channel known channels, K x N
     * \param targets K SINR targets (linear)
     * \param quality K numbers UserCsi::quality
     * \return features, K x FEATURES, not standardised; finite for any input
     */
    static RMatrix GetFeatures(const CMatrix& channel,
                               const RVector& targets,
                               const RVector& quality);

    /**
     * Features of users whose channels are known by their covariances.
     *
     * \param covariances R_k, N x N; tr R_k stands for ||h_k||^2
     * \param targets K SINR targets (linear)
     * \param quality K numbers UserCsi::quality
     * \return features, K x FEATURES, as for channels
     */
    static RMatrix GetFeatures(const std::vector<CMatrix>& covariances,
                               const RVector& targets,
                               const RVector& quality);

    /**
     * \param channel known channels, K x N
     * \return S, K x K
     */
    static RMatrix GetGraph(const CMatrix& channel);

    /**
     * \param covariances R_k, N x N
     * \return S_kj = tr(R_k R_j) / (||R_k||_F ||R_j||_F), eq. (29), K x K
     */
    static RMatrix GetGraph(const std::vector<CMatrix>& covariances);

    /**
     * \param features features of many users, one a row, to take the moments of
     */
    void SetMoments(const RMatrix& features);

    /**
     * \param features K x FEATURES, of which the network uses the first Sizes::features
     * \param graph S, K x K
     * \param [out] cache for Backward(); may be null
     * \return outputs, K x Sizes::outputs
     */
    RMatrix Forward(const RMatrix& features, const RMatrix& graph, Cache* cache) const;

    /**
     * \param cache of the forward pass
     * \param outputs derivative of a loss with respect to the outputs, K x Sizes::outputs
     * \param [in,out] gradient receives in addition the derivatives with respect to the weights
     */
    void Backward(const Cache& cache, const RMatrix& outputs, RVector& gradient) const;

    /**
     * \return sizes
     */
    const Sizes& GetSizes() const;

    /**
     * \return weights of all layers
     */
    RVector& GetWeights();

    /**
     * \return weights of all layers
     */
    const RVector& GetWeights() const;

    /**
     * \return mean and standard deviation of the features that are used, a row each
     */
    RMatrix& GetMoments();

  private:
    /// A layer: where its weights are.
    struct Layer
    {
        Eigen::Index in;    //!< width of its input
        Eigen::Index out;   //!< width of its output
        Eigen::Index first; //!< its first weight: Theta_0, ..., Theta_F (in x out each), then b
    };

    /**
     * Makes m_layers.
     *
     * \return number of weights
     */
    Eigen::Index MakeLayers();

    Sizes m_sizes;               //!< sizes
    std::vector<Layer> m_layers; //!< layers
    RVector m_weights;           //!< weights of all layers
    RMatrix m_moments;           //!< mean and standard deviation of the features
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_GCN_NETWORK_H */
