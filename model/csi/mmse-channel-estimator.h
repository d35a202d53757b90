/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_MMSE_CHANNEL_ESTIMATOR_H
#define FDDMIMO_MMSE_CHANNEL_ESTIMATOR_H

#include "ns3/pilot-channel-estimator.h"

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Linear minimum mean square error, H_hat = Y (X^H R X + I)^{-1} X^H R for rows of H drawn with
 * E[h h^H] = R (h^H being a row); for tau = N this is [GCN] eq. (55) with rho = P.
 *
 * Without SetCovariance() the prior is isotropic, R = g I, and the user knows the mean power g of
 * its channel's entries; the error is then 1 / (1 + g P tau / N) for tau >= N and
 * 1 - (tau / N) g P / (1 + g P) for tau < N, relative to the channel. With a covariance it is
 * tr(R - R X (X^H R X + I)^{-1} X^H R) / tr R.
 */
class MmseChannelEstimator : public PilotChannelEstimator
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    /**
     * Sets the prior. It stays until the next call, for all users that share the estimator.
     *
     * \param covariance R in 1/W, N x N, Hermitian and positive semi-definite; an empty matrix
     * brings the isotropic prior back. Aborts if it is not square, finite and Hermitian.
     */
    void SetCovariance(const CMatrix& covariance);

    /// Aborts if a covariance of another size than N was set.
    CMatrix Estimate(const CMatrix& channel, double pilotPower) override;

  private:
    /**
     * Computes m_filter for m_covariance.
     *
     * \param pilotPower P in W
     */
    void UpdateFilter(double pilotPower);

    CMatrix m_covariance;       //!< R in 1/W, N x N, or empty: isotropic
    CMatrix m_filter;           //!< maps Y X0^H to the estimate for R, N x N
    double m_filterPower{0.0};  //!< pilot power in W that m_filter was made for, 0: none
    uint32_t m_filterLength{0}; //!< pilot length that m_filter was made for
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_MMSE_CHANNEL_ESTIMATOR_H */
