/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_WMMSE_PRECODER_H
#define FDDMIMO_WMMSE_PRECODER_H

#include "ns3/channel-stack.h"
#include "ns3/precoder.h"

#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Weighted minimum mean square error precoding (Shi, Razaviyayn, Luo, He, IEEE TSP 2011): a
 * stationary point of the weighted sum rate by alternating between receivers U_k, error weights
 * Omega_k and beams W_k.
 *
 * Two changes against the textbook make it fast without changing the fixed points:
 * - the noise is scaled with the power in use, p = ||W||_F^2 / P, so that the power constraint
 * needs no multiplier and no bisection: W_k <- (sum_i H_i^H A_i H_i + tr(sum_i A_i) / P I)^-1 H_k^H
 * alpha_k U_k Omega_k, A_i = alpha_i U_i Omega_i U_i^H;
 * - the beams lie in the span of the channels, W = H^H B. With A_i = S_i S_i^H,
 *   Omega_i = F_i F_i^H (alpha_i included in both) the update is
 *   B = S Z F^H, Z = (S^H G S + c I)^-1, G = H H^H: no matrix is larger than S x S, N enters only
 *   in G and in the last product, and the cost is linear in N.
 *   For single-antenna users, S X = (I - c Z) F gives all effective gains without a product.
 *
 * The start is the linear MMSE precoder with equal power per user (MmsePrecoder). The sum rate
 * never falls from one iteration to the next, up to rounding.
 *
 * Linearly dependent channels are handled by a load of DIAGONAL_LOAD on the matrix to invert.
 * Exactly equal users stay equal, as symmetry demands, although serving one of them alone would be
 * better. If all users with a channel have rate weight 0, the beams of the start are returned.
 */
class WmmsePrecoder : public Precoder
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    WmmsePrecoder();

    /**
     * \return iterations that the latest problem took, the start not counted
     */
    uint32_t GetLastIterations() const;

  protected:
    Beamformer DoDesign(const PrecodingProblem& problem) override;

  private:
    /**
     * \param stack the channels of single-antenna users
     * \param rateWeights K rate weights
     * \param maxPower P
     * \return beams H^H B, N x K, of power P up to rounding
     */
    CMatrix DesignMiso(const ChannelStack& stack, const RVector& rateWeights, double maxPower);

    /**
     * \param stack the channels of users with any number of antennas
     * \param rateWeights K rate weights
     * \return beams H^H B, N x S, of any power
     */
    CMatrix DesignMimo(const ChannelStack& stack, const RVector& rateWeights);

    /**
     * Receivers and error weights of MIMO users from the effective channel.
     *
     * \param effective X, S x S
     * \param noise noise power, > 0
     * \param rxAntennas M_k of each user
     * \param rateWeights K rate weights
     * \param [out] s blocks S_k, one below the other
     * \param [out] fAdjoint blocks F_k^H, one below the other
     * \return weighted sum rate in nat/s/Hz
     */
    static double UpdateReceivers(const CMatrix& effective,
                                  double noise,
                                  const std::vector<uint32_t>& rxAntennas,
                                  const RVector& rateWeights,
                                  CMatrix& s,
                                  CMatrix& fAdjoint);

    /**
     * \param rate weighted sum rate of this iteration
     * \param lastRate that of the one before
     * \return true if the relative change is within the tolerance
     */
    bool HasConverged(double rate, double lastRate) const;

    uint32_t m_maxIterations; //!< most iterations, the start not counted
    double m_tolerance;       //!< relative change of the weighted sum rate at which to stop
    uint32_t m_iterations{0}; //!< iterations of the latest problem
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_WMMSE_PRECODER_H */
