/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_EDN_PRECODER_H
#define FDDMIMO_EDN_PRECODER_H

#include "edn-model.h"

#include "ns3/precoder.h"

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * The beamformer decoder of [EDN], section III, on the latents that EdnCsiCodec reports, then Q_i
 * ascent steps on the decoded channels, eq. (9), with the power kept.
 *
 * With the structured decoder a network maps each user's latent to a calibrated channel A_k and,
 * for each stream, a loading and a power. Then V = A^H (A A^H + Lambda^-1)^-1 and w_s = sqrt(p_s)
 * v_s /
 * ||v_s||: optimal beams have this form, and it takes any number of users and any labels. The
 * network says by how much the loading differs from S / SNR, that of the MMSE precoder, and the
 * powers are P times the softmax of its outputs, times the users' rate weights.
 *
 * The dense decoder is the paper's: fully connected, for at most the K users that it was trained
 * for; places of absent users are zero.
 *
 * Codec and precoder must have the same weights.
 */
class EdnPrecoder : public Precoder
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    CsiMask GetCsiNeed() const override;

    /**
     * \param txAntennas N
     * \return K for the dense decoder with single-antenna users, else no limit
     */
    uint32_t GetMaxStreams(uint32_t txAntennas) const override;

  protected:
    Beamformer DoDesign(const PrecodingProblem& problem) override;
    std::vector<Beamformer> DoDesignBatch(const std::vector<PrecodingProblem>& problems) override;

  private:
    /**
     * \param problem a problem
     * \return the networks for it; aborts if they do not fit its latents
     */
    std::shared_ptr<const EdnModel> GetModel(const PrecodingProblem& problem) const;

    /**
     * Designs beams with the structured decoder.
     *
     * \param model the networks
     * \param problems problems that the model fits
     * \return beams of power P, zero where no user has a channel
     */
    static std::vector<CMatrix> DesignStructured(
        const EdnModel& model,
        const std::vector<const PrecodingProblem*>& problems);

    /**
     * Designs beams with the dense decoder.
     *
     * \param model the networks
     * \param problems problems that the model fits
     * \return beams of power P, zero where no user has a channel
     */
    static std::vector<CMatrix> DesignDense(const EdnModel& model,
                                            const std::vector<const PrecodingProblem*>& problems);

    std::string m_weights; //!< name or path of the weights
    uint32_t m_steps;      //!< Q_i
    double m_stepSize;     //!< step size at 15 dB
    uint32_t m_halvings;   //!< halvings before the ascent ends
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_EDN_PRECODER_H */
