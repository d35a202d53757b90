/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_NEAR_FIELD_CHANNEL_MODEL_H
#define FDDMIMO_NEAR_FIELD_CHANNEL_MODEL_H

#include "ns3/mimo-channel-model.h"
#include "ns3/propagation-loss-model.h"
#include "ns3/random-variable-stream.h"

#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * The piecewise far-field channel of [EDN] eqs. (25)-(27) and (35): one line-of-sight path to a
 * user in the near field of a large linear array, whose N antennas form S sub-arrays of n = N / S.
 * The user is in the far field of each sub-array, but sees each from another distance r^s and
 * angle theta^s (see SubArrayView). Block s of a row of H is
 *
 * sqrt(n) alpha exp(j 2 pi r^s / lambda) a_n(theta^s)^H,  alpha ~ CN(0, 1),
 *
 * a_n(theta) = n^(-1/2) [1, exp(j pi sin theta), ...]^T as in SparseChannelModel, d = lambda / 2.
 * E ||H||_F^2 = M N (times the path gain). alpha stays as drawn for UpdatePeriod (block fading);
 * distances and angles are those of every Update(), so that movement turns phases.
 *
 * This is the conjugate of the row printed in (27): (28)-(30) focus on the conjugate, and only then
 * is h^H v a product with the channel that the users have. And it has a_n^H where the conjugate of
 * (27) has a_n^T: antennas at +(s - 1) n d + (q - 1) d, which (35) places there, are nearer to
 * users on that side, r^{s,q} = r^s - (q - 1) d sin theta^s, while (26) is printed with a plus.
 * Wavefront chooses the printed sign, or exact distances from each antenna (a spherical wave).
 *
 * In another subband the wavelength is that of its centre; the spacing of the antennas stays half
 * that of the carrier. Antennas of a user are points, half a wavelength apart along the array. The
 * uplink has the same geometry at its own carrier and another phase of alpha.
 */
class NearFieldChannelModel : public MimoChannelModel
{
  public:
    /// Which distances the antennas of a sub-array have.
    enum Wavefront
    {
        PIECEWISE, //!< r^s - (q - 1) d sin theta^s
        PRINTED,   //!< r^s + (q - 1) d sin theta^s, eq. (26) as printed
        SPHERICAL  //!< exact
    };

    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    NearFieldChannelModel();

    uint32_t AddBs(Ptr<MobilityModel> mobility, uint32_t antennas) override;
    double GetFrequency() const override;
    double GetUplinkFrequency() const override;
    int64_t AssignStreams(int64_t stream) override;

  protected:
    void DoDispose() override;
    void DoUpdate(Time now, std::vector<std::vector<CRowMatrix>>& downlink) override;
    CMatrix DoGetUplink(uint32_t bs, uint32_t ue, uint32_t subband) const override;
    void DoRenew() override;

  private:
    /// What is drawn for a link.
    struct Fading
    {
        Complex gain;         //!< alpha
        double uplinkPhase{}; //!< what the uplink adds to its phase in rad
        double amplitude{};   //!< amplitude gain by path loss, at the positions of the draw
    };

    /**
     * Draws the fading of all links.
     */
    void DrawAll();

    /**
     * \param bs base station
     * \param ue user
     * \param frequency frequency in Hz
     * \return the channel of one link for the present positions, without fading, M x N
     */
    CRowMatrix ComputePhases(uint32_t bs, uint32_t ue, double frequency) const;

    uint32_t m_subArrays;                        //!< S
    double m_wavelength;                         //!< lambda in m, or 0
    double m_boresight;                          //!< azimuth of the arrays' broadside in rad
    Wavefront m_wavefront;                       //!< distances within a sub-array
    Time m_updatePeriod;                         //!< how long alpha lasts
    Ptr<PropagationLossModel> m_propagationLoss; //!< path loss, may be null
    Ptr<NormalRandomVariable> m_normal;          //!< alpha
    Ptr<UniformRandomVariable> m_uniform;        //!< phases of the uplink
    std::vector<Fading> m_fading;                //!< [bs * users + ue]; empty: to be drawn
    int64_t m_epoch{0};                          //!< update period that they belong to
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_NEAR_FIELD_CHANNEL_MODEL_H */
