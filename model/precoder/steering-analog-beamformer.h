/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_STEERING_ANALOG_BEAMFORMER_H
#define FDDMIMO_STEERING_ANALOG_BEAMFORMER_H

#include "ns3/analog-beamformer.h"
#include "ns3/user-geography.h"

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Fixed steering-vector beams of phase shifters for the far field, [EDN] eq. (18):
 *
 * W_a = [a_N(beta_1), ..., a_N(beta_NRF)],
 * a_N(beta) = N^(-1/2) [1, exp(j pi sin beta), ..., exp(j pi (N - 1) sin beta)]^T.
 *
 * The angles cover the sectors where the users are: beta_n = -phi / 2 + (n - 1 / 2) phi / N_RF in
 * the single cell; in spatial division M = N_RF / K beams for each sector k, beta_{(k-1)M+m} =
 * eta_k - psi / 2 + (m - 1 / 2) psi / M. The rows of a channel are those of SparseChannelModel,
 * proportional to a_N(gamma)^H, so that beam n serves users near the azimuth beta_n. Phase shifters
 * are the same for all subbands.
 */
class SteeringAnalogBeamformer : public AnalogBeamformer
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

  protected:
    CMatrix DoGetWeights(const MimoChannelModel& channel,
                         uint32_t bs,
                         const std::vector<uint32_t>& ues,
                         uint32_t subband) const override;

  private:
    UserGeography m_geography; //!< where the users are
    uint32_t m_sectors;        //!< K, 0: one a beam
    double m_sectorAngle;      //!< phi or psi in rad, 0: default
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_STEERING_ANALOG_BEAMFORMER_H */
