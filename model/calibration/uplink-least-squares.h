/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_UPLINK_LEAST_SQUARES_H
#define FDDMIMO_UPLINK_LEAST_SQUARES_H

#include "ns3/matrix-types.h"

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * LS estimates of uplink channels at the base station, [CAL] table I: H = Y X^H (X X^H)^-1 from
 * received pilots Y = H X + N. The factor behind Y is computed once, so that an estimate is one
 * product.
 */
class UplinkLeastSquares
{
  public:
    /// No pilots: Estimate() may not be called.
    UplinkLeastSquares() = default;

    /**
     * Aborts with a message if there are fewer symbols than users, or if the pilots of the users
     * depend on one another.
     *
     * \param pilots X, K x L
     */
    explicit UplinkLeastSquares(const CMatrix& pilots);

    /**
     * \param received Y, N x L
     * \param [out] estimates rows h_k^T, K x N
     */
    void Estimate(const CMatrix& received, Eigen::Ref<CRowMatrix> estimates) const;

    /**
     * \return diagonal of (X X^H)^-1: variance of the noise of an entry of each user's estimate,
     * for unit noise, K
     */
    const RVector& GetNoise() const;

  private:
    CMatrix m_estimator; //!< (X X^H)^-T conj(X), K x L
    RVector m_noise;     //!< diagonal of (X X^H)^-1
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_UPLINK_LEAST_SQUARES_H */
