/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "edn-trainer.h"

#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/ns3-compat.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace fddmimo
{

NS_OBJECT_ENSURE_REGISTERED(EdnTrainer);

TypeId
EdnTrainer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::EdnTrainer")
            .SetParent<PrecoderTrainer>()
            .SetGroupName("FddMimo")
            .AddConstructor<EdnTrainer>()
            .AddAttribute("Device",
                          "device that trains: cpu or cuda",
                          EnumValue(CPU),
                          MakeEnumMemberAccessor<Device>(&EdnTrainer::m_device),
                          MakeEnumChecker(CPU, "cpu", CUDA, "cuda"))
            .AddAttribute(
                "Decoder",
                "beamformer decoder: structured (calibrated channels and an MMSE layer) or "
                "dense (as in the paper)",
                EnumValue(STRUCTURED),
                MakeEnumMemberAccessor<Decoder>(&EdnTrainer::m_decoder),
                MakeEnumChecker(STRUCTURED, "structured", DENSE, "dense"))
            .AddAttribute("Encoder",
                          "encoder: aligned (the strongest DFT beam is moved to broadside and told "
                          "beside the latent; structured decoder only), ports (likewise, for the "
                          "ports of an analog stage) or plain (as in the paper)",
                          EnumValue(ALIGNED),
                          MakeEnumMemberAccessor<Encoder>(&EdnTrainer::m_encoder),
                          MakeEnumChecker(ALIGNED, "aligned", PORTS, "ports", PLAIN, "plain"))
            .AddAttribute("Oversampling",
                          "beams for each antenna that the aligned encoder chooses from",
                          UintegerValue(1),
                          MakeUintegerAccessor(&EdnTrainer::m_oversampling),
                          MakeUintegerChecker<uint32_t>(1, 64))
            .AddAttribute("Latent",
                          "d, length of the latent",
                          UintegerValue(32),
                          MakeUintegerAccessor(&EdnTrainer::m_latent),
                          MakeUintegerChecker<uint32_t>(1, 4096))
            .AddAttribute("EncoderWidths",
                          "hidden layers of the encoder",
                          StringValue("512,256"),
                          MakeStringAccessor(&EdnTrainer::m_encoderWidths),
                          MakeStringChecker())
            .AddAttribute("DecoderWidths",
                          "hidden layers of the beamformer decoder; empty: 512,512 for the "
                          "structured one, 1024,2048 for the dense one",
                          StringValue(""),
                          MakeStringAccessor(&EdnTrainer::m_decoderWidths),
                          MakeStringChecker())
            .AddAttribute("ChannelDecoderWidths",
                          "hidden layers of the channel decoder",
                          StringValue("256,512"),
                          MakeStringAccessor(&EdnTrainer::m_channelDecoderWidths),
                          MakeStringChecker())
            .AddAttribute("Epochs",
                          "epochs of encoder and beamformer decoder",
                          UintegerValue(300),
                          MakeUintegerAccessor(&EdnTrainer::m_epochs),
                          MakeUintegerChecker<uint32_t>(1, 1000000))
            .AddAttribute("ChannelDecoderEpochs",
                          "epochs of the channel decoder",
                          UintegerValue(50),
                          MakeUintegerAccessor(&EdnTrainer::m_channelDecoderEpochs),
                          MakeUintegerChecker<uint32_t>(1, 1000000))
            .AddAttribute(
                "Objective",
                "kd (alpha from 0 to 1), unsupervised (alpha = 1), supervised (alpha = 0)",
                EnumValue(KNOWLEDGE_DISTILLATION),
                MakeEnumMemberAccessor<Objective>(&EdnTrainer::m_objective),
                MakeEnumChecker(KNOWLEDGE_DISTILLATION,
                                "kd",
                                UNSUPERVISED,
                                "unsupervised",
                                SUPERVISED,
                                "supervised"))
            .AddAttribute("TeacherEpochs",
                          "epochs in which alpha rises from 0 to 1",
                          UintegerValue(100),
                          MakeUintegerAccessor(&EdnTrainer::m_teacherEpochs),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("SupervisedWeight",
                          "factor of the supervised loss",
                          DoubleValue(10.0),
                          MakeDoubleAccessor(&EdnTrainer::m_supervisedWeight),
                          MakeDoubleChecker<double>(0.0, 1e6))
            .AddAttribute("AscentSteps",
                          "Q_t, ascent steps on the true channel in training",
                          UintegerValue(5),
                          MakeUintegerAccessor(&EdnTrainer::m_ascentSteps),
                          MakeUintegerChecker<uint32_t>(0, 1000))
            .AddAttribute("AscentStepSize",
                          "step size of the ascent at 15 dB",
                          DoubleValue(3e-4),
                          MakeDoubleAccessor(&EdnTrainer::m_ascentStepSize),
                          MakeDoubleChecker<double>(0.0, 1.0))
            .AddAttribute("CsiErrorVariance",
                          "variance of the estimation error of an entry of the channel",
                          DoubleValue(0.1),
                          MakeDoubleAccessor(&EdnTrainer::m_csiErrorVariance),
                          MakeDoubleChecker<double>(0.0, 1e6))
            .AddAttribute("CsiErrorDomain",
                          "where that error is added: physical (to channels of unit mean gain) or "
                          "normalised (to noise-normalised channels, as printed)",
                          EnumValue(PHYSICAL),
                          MakeEnumMemberAccessor<CsiErrorDomain>(&EdnTrainer::m_csiErrorDomain),
                          MakeEnumChecker(PHYSICAL, "physical", NORMALISED, "normalised"))
            .AddAttribute("FeedbackErrorVariance",
                          "variance of the error of an element of the latent, where Bits is empty",
                          DoubleValue(0.1),
                          MakeDoubleAccessor(&EdnTrainer::m_feedbackErrorVariance),
                          MakeDoubleChecker<double>(0.0, 100.0))
            .AddAttribute("Bits",
                          "bits of an element of the latent, a list from 1 to 6 of which each "
                          "realisation has one: trains through the quantiser (straight-through) "
                          "instead of with a Gaussian error",
                          StringValue(""),
                          MakeStringAccessor(&EdnTrainer::SetBits, &EdnTrainer::GetBits),
                          MakeStringChecker())
            .AddAttribute("EncoderSteps",
                          "N_en, steps of the encoder on a batch; 0: encoder and decoder together",
                          UintegerValue(0),
                          MakeUintegerAccessor(&EdnTrainer::m_encoderSteps),
                          MakeUintegerChecker<uint32_t>(0, 1000))
            .AddAttribute("DecoderSteps",
                          "N_de, steps of the decoder on a batch (with EncoderSteps > 0)",
                          UintegerValue(8),
                          MakeUintegerAccessor(&EdnTrainer::m_decoderSteps),
                          MakeUintegerChecker<uint32_t>(1, 1000))
            .AddAttribute("ReconstructionWeight",
                          "weight of the channel decoder's loss beside the sum rate, so that the "
                          "encoder keeps what it needs",
                          DoubleValue(0.0),
                          MakeDoubleAccessor(&EdnTrainer::m_reconstructionWeight),
                          MakeDoubleChecker<double>(0.0, 1e6))
            .AddAttribute(
                "RateWeight",
                "what a bit of a user's latent after entropy coding costs in the loss, in "
                "bit/s/Hz for a quantiser step of 1, and less for smaller steps (with "
                "Bits, which then choose between few bits and a high sum rate)",
                DoubleValue(0.0),
                MakeDoubleAccessor(&EdnTrainer::m_rateWeight),
                MakeDoubleChecker<double>(0.0, 1e6));
    return tid;
}

} // namespace fddmimo
} // namespace ns3
