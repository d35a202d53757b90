/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_SPARSE_CHANNEL_MODEL_H
#define FDDMIMO_SPARSE_CHANNEL_MODEL_H

#include "ns3/path-mimo-channel-model.h"
#include "ns3/random-variable-stream.h"

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * The sparse geometric channel of [EDN] eqs. (5)-(7), with uniform linear arrays of half a
 * wavelength:
 *
 * H = sqrt(M N / L) sum_l alpha_l a_M(beta_l) a_N(gamma_l)^H,  alpha_l ~ CN(0, 1),
 * gamma_l ~ N(zeta, sigma_gamma^2),  beta_l ~ N(pi + zeta, sigma_beta^2),
 * a_n(theta) = n^(-1/2) [1, exp(j pi sin theta), ..., exp(j pi (n - 1) sin theta)]^T,
 *
 * where zeta is the azimuth of the user as the base station sees it, from the direction Boresight.
 * E ||H||_F^2 = M N (times the path gain).
 *
 * When the user moves, path l has the Doppler shift f_D cos(phi_l) with phi_l uniform, which gives
 * the ensemble the autocorrelation J_0(2 pi f_D t). Delays are exponential with mean DelaySpread.
 * In the uplink every path has another random phase and the same angles and power: the relation
 * that FDD channels have.
 */
class SparseChannelModel : public PathMimoChannelModel
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    SparseChannelModel();

    int64_t AssignStreams(int64_t stream) override;

    /// Over paths and gains, for the user's azimuth: E[exp(j pi (m - n) sin gamma)] by quadrature.
    CMatrix GetCovariance(uint32_t bs, uint32_t ue) override;
    bool KnowsCovariance() const override;

  protected:
    LinkPaths DrawPaths(uint32_t bs, uint32_t ue) override;

  private:
    /**
     * \param bs base station
     * \param ue user
     * \return zeta, azimuth of the user off the boresight, in rad
     */
    double GetAzimuth(uint32_t bs, uint32_t ue) const;

    uint32_t m_nPaths;                    //!< L
    double m_departureSpread;             //!< sigma_gamma in rad
    double m_arrivalSpread;               //!< sigma_beta in rad
    double m_boresight;                   //!< azimuth of the arrays' broadside in rad
    double m_delaySpread;                 //!< mean delay in s
    Ptr<NormalRandomVariable> m_normal;   //!< gains and angles
    Ptr<UniformRandomVariable> m_uniform; //!< Doppler angles, phases, delays
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_SPARSE_CHANNEL_MODEL_H */
