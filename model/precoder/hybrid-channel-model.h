/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_HYBRID_CHANNEL_MODEL_H
#define FDDMIMO_HYBRID_CHANNEL_MODEL_H

#include "ns3/analog-beamformer.h"
#include "ns3/mimo-channel-model.h"
#include "ns3/precoder.h"

#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Another channel model behind the analog stage of hybrid base stations: the channel between their
 * N_RF ports and the users' antennas, [EDN] eq. (19),
 *
 * G_k = H_k Q,  Q = W_a B,  M x N_RF.
 *
 * A port is what a pilot, and a digital beam, is sent from. B is digital and the same for pilots
 * and data: B = (W_a^H W_a)^(-1/2), so that Q^H Q = I. Then ||W_a W_d||_F^2 = ||W||_F^2 for the
 * beams W that a precoder designs on G, with W_d = B W: the power constraint of the ordinary
 * problem is that of the hybrid one, exactly, and whatever works on H works on G, without change:
 * estimators, codecs, precoders, trainers, data sets. (An MMSE precoder on G is the one with the
 * regulariser W_a^H W_a on H W_a.) Of all bases of the span of the beams this one is nearest to the
 * beams themselves, so that port n keeps the meaning of beam n, and relabelling beams relabels
 * ports. Linearly dependent beams (users in one place) are one direction less, zero beams (idle RF
 * chains) dead ports.
 *
 * With AnalogBeamformer::PRINTED, B = I as in [EDN], and NormalisePower() restores the power by
 * (24).
 *
 * Beams are pointed for the positions of the first Update(), and again by the first Update() after
 * Steer() or Renew(); in between they stay. The uplink goes through the same stage, with Q^T.
 */
class HybridChannelModel : public MimoChannelModel
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    /**
     * \param channel the channel between the antennas; without base stations and users yet
     * \param analog the analog stage of every base station
     */
    HybridChannelModel(Ptr<MimoChannelModel> channel, Ptr<AnalogBeamformer> analog);

    uint32_t AddBs(Ptr<MobilityModel> mobility, uint32_t antennas) override;
    uint32_t AddUe(Ptr<MobilityModel> mobility, uint32_t antennas) override;
    int64_t AssignStreams(int64_t stream) override;

    /**
     * Says which base station serves a user. Without any call all base stations serve all users.
     *
     * \param ue user
     * \param bs base station
     */
    void SetServingBs(uint32_t ue, uint32_t bs);

    /**
     * The next Update() points the beams anew.
     */
    void Steer();

    /**
     * Restores the power that the analog stage changes, [EDN] eq. (24): scales beams of the ports
     * such that ||W_a W_d||_F^2 is the ||W||_F^2 that the precoder chose. With orthonormal ports
     * that changes nothing but what was sent from dead ports.
     *
     * \param bs base station
     * \param subband subband
     * \param [in,out] beams beams of the ports, N_RF x S in weights
     */
    void NormalisePower(uint32_t bs, uint32_t subband, Beamformer& beams) const;

    /**
     * \param bs base station
     * \param subband subband
     * \param beams beams of the ports, N_RF x S in weights
     * \return beams of the antennas, with analog W_a, digital B W and weights W_a B W
     */
    Beamformer ToAntennas(uint32_t bs, uint32_t subband, const Beamformer& beams) const;

    /**
     * \return the channel between the antennas
     */
    Ptr<MimoChannelModel> GetAntennaChannel() const;

  protected:
    void NotifyConstructionCompleted() override;
    void DoDispose() override;
    void DoUpdate(Time now, std::vector<std::vector<CRowMatrix>>& downlink) override;
    CMatrix DoGetUplink(uint32_t bs, uint32_t ue, uint32_t subband) const override;
    void DoRenew() override;

  private:
    /// Analog stage of a base station in a subband.
    struct Stage
    {
        CMatrix analog;  //!< W_a, N x N_RF
        CMatrix digital; //!< B, N_RF x N_RF
        CMatrix ports;   //!< Q = W_a B, N x N_RF
        CMatrix gram;    //!< Q^H Q, N_RF x N_RF
    };

    /**
     * Points the beams of all base stations.
     */
    void PointBeams();

    Ptr<MimoChannelModel> m_channel;             //!< between the antennas
    Ptr<AnalogBeamformer> m_analog;              //!< analog stage of every base station
    std::vector<std::vector<uint32_t>> m_served; //!< users of each base station
    bool m_isServed{false};                      //!< SetServingBs() was called
    bool m_steer{true};                          //!< beams are to be pointed
    std::vector<std::vector<Stage>> m_stages;    //!< [bs][subband]
};

/**
 * \param gram Hermitian positive semi-definite matrix
 * \return its inverse square root; directions whose eigenvalue is below 1e-9 of the largest become
 * zero
 */
CMatrix ComputeInverseSquareRoot(const CMatrix& gram);

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_HYBRID_CHANNEL_MODEL_H */
