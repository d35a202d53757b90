/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_EDN_CSI_CODEC_H
#define FDDMIMO_EDN_CSI_CODEC_H

#include "edn-model.h"

#include "ns3/gain-csi-codec.h"
#include "ns3/random-variable-stream.h"

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * The learned CSI compression of [EDN], section III: encoder at the user, uniform quantiser,
 * entropy coder with static models fitted in training; channel decoder at the base station.
 *
 * A report holds the gain of each subband (GainBits); one bit that tells whether the rest is
 * range-coded, if EntropyCoding is set; with an aligned encoder the index of each subband's beam or
 * port (EdnSizes::GetBeamBits() bits); the d elements of each subband's latent with Bits bits.
 * Beams and elements are range-coded if that is shorter.
 *
 * Decode() fills in the channel, so that any precoder can use it, and the latent that EdnPrecoder
 * needs: the d dequantised elements, the gain in dB, the quantiser's step, the index of the beam,
 * and a number that tells the weights from others.
 *
 * With FeedbackErrorVariance > 0 the feedback is the one that [EDN] assumes, for comparison with
 * the paper: elements are not quantised but sent with a Gaussian error (as numbers of 32 bits,
 * which mean nothing as a count of bits).
 */
class EdnCsiCodec : public GainCsiCodec
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    EdnCsiCodec();

    /**
     * Aborts if there are no weights for channels of this size.
     *
     * \param channel one M x N estimate a subband
     * \return the report
     */
    EncodedCsi Encode(const std::vector<CMatrix>& channel) override;

    std::vector<UserCsi> Decode(const BitBuffer& bits, const CsiDimensions& dimensions) override;
    CsiMask GetCsiContent() const override;
    std::string GetMisfit(const CsiDimensions& dimensions) const override;
    std::map<std::string, std::string> GetTrainingScenario() const override;
    int64_t AssignStreams(int64_t stream) override;
    uint64_t GetReportBits(const CsiDimensions& dimensions) const override;

    /// Numbers that follow the elements of the latent in UserCsi::latent.
    static constexpr Eigen::Index EXTRA = 4;

    /// Gain in dB that stands for a zero channel in a latent.
    static constexpr double NO_GAIN_DB = -300.0;

  private:
    /**
     * \param antennas N
     * \param rxAntennas M
     * \return the networks; aborts if there are none
     */
    const EdnModel& GetModel(uint32_t antennas, uint32_t rxAntennas) const;

    /**
     * \param weights name or path of the weights
     */
    void SetWeights(std::string weights);

    /**
     * \return name or path of the weights
     */
    std::string GetWeights() const;

    /**
     * \return bits of an element of the latent that is not range-coded
     */
    uint32_t GetWidth() const;

    std::string m_weights;                           //!< name or path of the weights
    uint32_t m_bits;                                 //!< bits of an element of the latent
    bool m_entropyCoding;                            //!< latents are range-coded
    double m_errorVariance;                          //!< variance of the error of [EDN]; 0: none
    Ptr<NormalRandomVariable> m_error;               //!< that error
    mutable std::shared_ptr<const EdnModel> m_model; //!< the networks, once they are needed
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_EDN_CSI_CODEC_H */
