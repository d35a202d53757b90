/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_TTD_ANALOG_BEAMFORMER_H
#define FDDMIMO_TTD_ANALOG_BEAMFORMER_H

#include "ns3/analog-beamformer.h"

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Beams that focus on the users of a base station in the near field: one true-time delay for each
 * of S sub-arrays and a phase shifter for each antenna, [EDN] eqs. (28)-(31). Block s of the beam
 * of user k is
 *
 * sqrt(n / N) exp(j 2 pi mu_k^s / lambda) a_n(eta_k^s),
 * mu_k^s = max_s' r_k^s' - r_k^s >= 0,  eta_k^s = theta_k^s,
 *
 * with distance and angle of the user from each sub-array (SubArrayView). With the rows of
 * NearFieldChannelModel the gain b_k = |h_k^H v_k| / (sqrt(N) |alpha_k|) is 1, its largest value;
 * the delays mu / c act on every subband alike, while the phase shifters are set for the carrier.
 * (30) is printed with eta = -theta, which fits the printed sign of (26): Wavefront chooses it.
 *
 * RF chain i focuses on the i-th user of the base station, whose position is known; there must not
 * be more users than RF chains, and RF chains without a user stay idle.
 */
class TtdAnalogBeamformer : public AnalogBeamformer
{
  public:
    /// Which channel the phase shifters match.
    enum Wavefront
    {
        PIECEWISE, //!< eta = theta
        PRINTED    //!< eta = -theta
    };

    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    bool NeedsPositions() const override;

  protected:
    CMatrix DoGetWeights(const MimoChannelModel& channel,
                         uint32_t bs,
                         const std::vector<uint32_t>& ues,
                         uint32_t subband) const override;

  private:
    uint32_t m_subArrays;  //!< S
    double m_boresight;    //!< azimuth of the arrays' broadside in rad
    double m_delayStep;    //!< step of the delays in s, 0: continuous
    Wavefront m_wavefront; //!< sign of eta
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_TTD_ANALOG_BEAMFORMER_H */
