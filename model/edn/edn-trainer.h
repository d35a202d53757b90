/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_EDN_TRAINER_H
#define FDDMIMO_EDN_TRAINER_H

#include "edn-sizes.h"

#include "ns3/precoder-trainer.h"

#include <memory>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Trains the encoder-decoder scheme, [EDN] Algorithm 1: encoder and beamformer decoder on the loss
 * alpha L_u + (1 - alpha) L_s of eqs. (14)-(16), with alpha rising from 0 to 1 along the first
 * TeacherEpochs; then, with these frozen, the channel decoder on eq. (17).
 *
 * Where the paper is silent or contradicts itself: the power is restored after every ascent step;
 * channels are divided by the noise's standard deviation; the estimation error is added before that
 * (CsiErrorDomain). Each user's report is its channel's gain and the code of the channel scaled to
 * unit mean gain, so that one set of weights serves any path loss.
 */
class EdnTrainer : public PrecoderTrainer
{
  public:
    /// Where the networks are trained.
    enum Device
    {
        CPU,
        CUDA
    };

    /// Beamformer decoders.
    enum Decoder
    {
        STRUCTURED, //!< calibrated channels and an MMSE layer
        DENSE       //!< fully connected, as in the paper
    };

    /// Encoders.
    enum Encoder
    {
        ALIGNED, //!< of aligned channels, see EdnAlignment
        PORTS,   //!< of aligned channels of the ports of an analog stage
        PLAIN    //!< of the channels as they are, as in the paper
    };

    /// What is minimised.
    enum Objective
    {
        KNOWLEDGE_DISTILLATION, //!< alpha from 0 to 1
        UNSUPERVISED,           //!< alpha = 1
        SUPERVISED              //!< alpha = 0
    };

    /// Where the estimation error is added.
    enum CsiErrorDomain
    {
        PHYSICAL,  //!< to the channel of unit mean gain
        NORMALISED //!< to the noise-normalised channel, as printed
    };

    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    EdnTrainer();
    ~EdnTrainer() override;

  protected:
    void DoDispose() override;
    void DoStart(uint32_t seed) override;
    void DoInitialise(const std::vector<Batch>& training) override;
    std::vector<uint32_t> GetPhases() const override;
    std::string GetPhaseName(uint32_t phase) const override;
    void DoStartPhase(uint32_t phase) override;
    void DoStartEpoch(uint32_t seed, uint32_t epoch) override;
    double DoTrain(const Batch& batch, double learningRate) override;
    double DoValidate(const Batch& batch) override;
    void DoKeepBest() override;
    void DoSave(const std::string& fileName, const Counters& counters) override;
    Counters DoLoad(const std::string& fileName) override;
    void DoExport(const std::string& fileName,
                  bool half,
                  const std::vector<Batch>& training) override;

  private:
    struct Private;

    /**
     * \param text list of bits, "1,2,4", or empty
     */
    void SetBits(std::string text);

    /**
     * \return list of bits
     */
    std::string GetBits() const;

    Device m_device;                    //!< device that trains
    Decoder m_decoder;                  //!< beamformer decoder
    Encoder m_encoder;                  //!< encoder
    uint32_t m_oversampling;            //!< O of the alignment
    uint32_t m_latent;                  //!< d
    std::string m_encoderWidths;        //!< hidden layers of the encoder
    std::string m_decoderWidths;        //!< hidden layers of the beamformer decoder
    std::string m_channelDecoderWidths; //!< hidden layers of the channel decoder
    uint32_t m_epochs;                  //!< epochs of encoder and beamformer decoder
    uint32_t m_channelDecoderEpochs;    //!< epochs of the channel decoder
    Objective m_objective;              //!< what is minimised
    uint32_t m_teacherEpochs;           //!< epochs in which alpha rises
    double m_supervisedWeight;          //!< factor of L_s
    uint32_t m_ascentSteps;             //!< Q_t
    double m_ascentStepSize;            //!< step size at 15 dB
    double m_csiErrorVariance;          //!< variance of the estimation error
    CsiErrorDomain m_csiErrorDomain;    //!< where it is added
    double m_feedbackErrorVariance;     //!< variance of the error of the latent
    std::vector<int64_t> m_bits;        //!< bits of the quantiser; empty: Gaussian error
    uint32_t m_encoderSteps;            //!< N_en
    uint32_t m_decoderSteps;            //!< N_de
    double m_reconstructionWeight;      //!< weight of the channel decoder's loss in phase 0
    double m_rateWeight;                //!< weight of the entropy of the latents
    double m_alpha{1.0};                //!< of the present epoch
    bool m_channelPhase{false};         //!< the channel decoder is trained
    std::unique_ptr<Private> m_private; //!< networks and optimisers
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_EDN_TRAINER_H */
