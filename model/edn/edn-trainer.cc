/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "edn-trainer.h"

#include "../learning/sum-rate-tensor-private.h"
#include "../learning/torch-training-private.h"
#include "edn-network-private.h"
#include "edn-sample-private.h"

#include "ns3/abort.h"
#include "ns3/log.h"

#include <cmath>
#include <torch/optim.h>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoEdnTrainer");

/**
 * Networks and optimisers.
 */
struct EdnTrainer::Private
{
    at::Device device{at::kCPU};                                 //!< where they are
    EdnNetwork network{nullptr};                                 //!< the networks
    std::vector<at::Tensor> best;                                //!< weights of the best epoch
    std::unique_ptr<torch::optim::Adam> encoderOptimiser;        //!< of the encoder
    std::unique_ptr<torch::optim::Adam> decoderOptimiser;        //!< of the beamformer decoder
    std::unique_ptr<torch::optim::Adam> channelDecoderOptimiser; //!< of the channel decoder

    /**
     * Draws a sample. All that is random in it is drawn on the CPU, so that it is the same on every
     * device.
     *
     * \param trainer the trainer
     * \param batch channels of unit mean gain
     * \param feedback true to draw its feedback too
     * \return the sample, on the device
     */
    EdnSample MakeSample(const EdnTrainer& trainer, const Batch& batch, bool feedback) const
    {
        EdnSample sample = MakeEdnSample(batch,
                                         trainer.GetScenario(),
                                         trainer.m_csiErrorVariance,
                                         trainer.m_csiErrorDomain == PHYSICAL,
                                         network->GetSizes());
        if (feedback)
        {
            DrawEdnFeedback(sample,
                            trainer.m_latent,
                            trainer.m_bits,
                            trainer.m_feedbackErrorVariance);
        }
        MoveEdnSample(sample, device);
        return sample;
    }

    /**
     * One step of some optimisers.
     *
     * \param loss the loss
     * \param optimisers their optimisers
     */
    void Step(const at::Tensor& loss, const std::vector<torch::optim::Adam*>& optimisers)
    {
        ComputeGradients(*network, loss);
        for (torch::optim::Adam* optimiser : optimisers)
        {
            ClipGradients(optimiser->param_groups()[0].params(), 10.0);
            optimiser->step();
        }
    }
};

EdnTrainer::EdnTrainer()
    : m_private(std::make_unique<Private>())
{
    NS_LOG_FUNCTION(this);
}

EdnTrainer::~EdnTrainer()
{
    NS_LOG_FUNCTION(this);
}

void
EdnTrainer::DoDispose()
{
    m_private.reset();
    PrecoderTrainer::DoDispose();
}

void
EdnTrainer::SetBits(std::string text)
{
    m_bits = ParseWidths(text);
    for (int64_t bits : m_bits)
    {
        NS_ABORT_MSG_IF(bits > EdnSizes::MAX_BITS,
                        "EdnTrainer: Bits must be 1 to " << EdnSizes::MAX_BITS);
    }
}

std::string
EdnTrainer::GetBits() const
{
    std::string text;
    for (int64_t bits : m_bits)
    {
        text += text.empty() ? "" : ",";
        text += std::to_string(bits);
    }
    return text;
}

std::vector<uint32_t>
EdnTrainer::GetPhases() const
{
    return {m_epochs, m_channelDecoderEpochs};
}

std::string
EdnTrainer::GetPhaseName(uint32_t phase) const
{
    return phase == 0 ? "beams" : "channel decoder";
}

void
EdnTrainer::DoStart(uint32_t seed)
{
    torch::manual_seed(seed);
    EdnSizes sizes;
    sizes.antennas = GetScenario().antennas;
    sizes.users = GetScenario().users;
    sizes.rxAntennas = GetScenario().rxAntennas;
    sizes.latent = m_latent;
    sizes.structured = m_decoder == STRUCTURED;
    sizes.aligned = m_encoder != PLAIN;
    sizes.ports = m_encoder == PORTS;
    sizes.oversampling = m_oversampling;
    NS_ABORT_MSG_IF(sizes.aligned && !sizes.structured,
                    "EdnTrainer: the dense decoder needs Encoder=plain");
    const auto parse = [](const std::string& option, const std::string& text) {
        try
        {
            return ParseWidths(text);
        }
        catch (const std::logic_error& error)
        {
            throw std::runtime_error("--" + option + "=" + text + ": " + error.what());
        }
    };
    sizes.encoder = parse("encoder-widths", m_encoderWidths);
    const std::string usual = m_decoder == STRUCTURED ? "512,512" : "1024,2048";
    sizes.decoder = parse("decoder-widths", m_decoderWidths.empty() ? usual : m_decoderWidths);
    sizes.channelDecoder = parse("channel-decoder-widths", m_channelDecoderWidths);
    m_private->device = FindTrainingDevice(m_device == CUDA);
    m_private->network = EdnNetwork(sizes);
    m_private->network->to(m_private->device);
    EdnNetwork& network = m_private->network;
    std::vector<at::Tensor> encoding = network->encoder->parameters();
    if (!m_bits.empty())
    {
        // Without quantisers all of them stay alike, so that the weights can be used with any.
        const std::vector<at::Tensor> scales = network->parameters(false);
        encoding.insert(encoding.end(), scales.begin(), scales.end());
    }
    const auto make = [](const std::vector<at::Tensor>& parameters) {
        return std::make_unique<torch::optim::Adam>(parameters);
    };
    m_private->encoderOptimiser = make(encoding);
    m_private->decoderOptimiser = make(network->decoder->parameters());
    m_private->channelDecoderOptimiser = make(network->channelDecoder->parameters());
    DoKeepBest();
}

void
EdnTrainer::DoInitialise(const std::vector<Batch>& training)
{
    if (m_encoder == PLAIN || m_decoder != STRUCTURED)
    {
        return;
    }
    const torch::NoGradGuard guard;
    std::vector<at::Tensor> shapes;
    for (const Batch& batch : training)
    {
        shapes.push_back(m_private->MakeSample(*this, batch, false).shapes);
    }
    m_private->network->StartLinear(at::cat(shapes, 0), m_bits.empty());
    DoKeepBest();
}

void
EdnTrainer::DoStartPhase(uint32_t phase)
{
    m_channelPhase = phase == 1;
    SetNetworkState(*m_private->network, m_private->best);
}

void
EdnTrainer::DoStartEpoch(uint32_t seed, uint32_t epoch)
{
    torch::manual_seed(seed);
    switch (m_objective)
    {
    case KNOWLEDGE_DISTILLATION:
        m_alpha = epoch >= m_teacherEpochs ? 1.0 : static_cast<double>(epoch) / m_teacherEpochs;
        break;
    case UNSUPERVISED:
        m_alpha = 1.0;
        break;
    case SUPERVISED:
        m_alpha = 0.0;
        break;
    }
}

double
EdnTrainer::DoTrain(const Batch& batch, double learningRate)
{
    EdnNetwork& network = m_private->network;
    network->train();
    const EdnSample sample = m_private->MakeSample(*this, batch, true);
    const int64_t size = sample.snrDb.size(0);
    const int64_t users = sample.snrDb.size(1);
    const int64_t m = GetScenario().rxAntennas;
    const auto encode = [&] {
        return network->Encode(sample.shapes, sample.bits).view({size, users, -1});
    };
    const auto decodeChannel = [&](const at::Tensor& latents) {
        const at::Tensor decoded =
            network->DecodeChannel(latents.reshape({size * users, -1}), sample.bits);
        return ComputeEdnError(decoded, sample.targets).mean();
    };
    for (torch::optim::Adam* optimiser : {m_private->encoderOptimiser.get(),
                                          m_private->decoderOptimiser.get(),
                                          m_private->channelDecoderOptimiser.get()})
    {
        SetLearningRate(*optimiser, learningRate);
    }
    if (m_channelPhase)
    {
        at::Tensor latents;
        {
            const torch::NoGradGuard guard;
            latents = SendEdnLatents(encode(), sample);
        }
        const at::Tensor loss = decodeChannel(latents);
        m_private->Step(loss, {m_private->channelDecoderOptimiser.get()});
        return loss.item<double>();
    }

    const at::Tensor context = MakeEdnContext(sample.snrDb, sample.step);
    const at::Tensor power = at::ones({size}, sample.snrDb.options());
    const at::Tensor teacher =
        m_alpha < 1.0 ? ComputeMmseTensor(sample.channels, 1.0, m) : at::Tensor();
    const auto computeLoss = [&](const at::Tensor& encoded) {
        const at::Tensor latents = SendEdnLatents(encoded, sample);
        at::Tensor beams =
            network->DesignBeams(at::cat({latents, context}, 2), sample.bits, sample.beam);
        beams =
            AscendSumRateTensor(sample.channels, beams, power, m, m_ascentSteps, m_ascentStepSize);
        at::Tensor loss = -m_alpha * ComputeSumRateTensor(sample.channels, beams, m).mean();
        if (m_alpha < 1.0)
        {
            loss = loss + (1.0 - m_alpha) * m_supervisedWeight *
                              ComputeEdnTeacherError(beams, teacher, m, m_encoder != PLAIN).mean();
        }
        if (m_reconstructionWeight > 0.0)
        {
            loss = loss + m_reconstructionWeight * decodeChannel(latents);
        }
        if (m_rateWeight > 0.0)
        {
            loss = loss + m_rateWeight * ComputeEdnWeightedBits(encoded, sample);
        }
        return loss;
    };
    at::Tensor loss;
    std::vector<torch::optim::Adam*> decoders{m_private->decoderOptimiser.get()};
    if (m_reconstructionWeight > 0.0)
    {
        decoders.push_back(m_private->channelDecoderOptimiser.get());
    }
    if (m_encoderSteps == 0)
    {
        loss = computeLoss(encode());
        std::vector<torch::optim::Adam*> all = decoders;
        all.push_back(m_private->encoderOptimiser.get());
        m_private->Step(loss, all);
        return loss.item<double>();
    }
    for (uint32_t i = 0; i < m_encoderSteps; ++i)
    {
        loss = computeLoss(encode());
        m_private->Step(loss, {m_private->encoderOptimiser.get()});
    }
    const at::Tensor latents = encode().detach();
    for (uint32_t i = 0; i < m_decoderSteps; ++i)
    {
        loss = computeLoss(latents);
        m_private->Step(loss, decoders);
    }
    return loss.item<double>();
}

double
EdnTrainer::DoValidate(const Batch& batch)
{
    const torch::NoGradGuard guard;
    EdnNetwork& network = m_private->network;
    network->eval();
    const EdnSample sample = m_private->MakeSample(*this, batch, true);
    const int64_t size = sample.snrDb.size(0);
    const int64_t users = sample.snrDb.size(1);
    const at::Tensor encoded = network->Encode(sample.shapes, sample.bits).view({size, users, -1});
    const at::Tensor latents = SendEdnLatents(encoded, sample);
    if (m_channelPhase)
    {
        const at::Tensor decoded =
            network->DecodeChannel(latents.reshape({size * users, -1}), sample.bits);
        return -ComputeEdnError(decoded, sample.targets).mean().item<double>();
    }
    const at::Tensor beams =
        network->DesignBeams(at::cat({latents, MakeEdnContext(sample.snrDb, sample.step)}, 2),
                             sample.bits,
                             sample.beam);
    at::Tensor value =
        ComputeSumRateTensor(sample.channels, beams, GetScenario().rxAntennas).mean();
    if (m_rateWeight > 0.0)
    {
        value = value - m_rateWeight * ComputeEdnWeightedBits(encoded, sample);
    }
    return value.item<double>();
}

void
EdnTrainer::DoKeepBest()
{
    m_private->best = CopyTensors(GetNetworkState(*m_private->network));
}

void
EdnTrainer::DoSave(const std::string& fileName, const Counters& counters)
{
    torch::serialize::OutputArchive archive;
    WriteCheckpointPart(archive, "network", *m_private->network);
    WriteCheckpointPart(archive, "encoder_optimiser", *m_private->encoderOptimiser);
    WriteCheckpointPart(archive, "decoder_optimiser", *m_private->decoderOptimiser);
    WriteCheckpointPart(archive, "channel_decoder_optimiser", *m_private->channelDecoderOptimiser);
    WriteCheckpointState(archive, m_private->best, counters);
    archive.save_to(fileName);
}

PrecoderTrainer::Counters
EdnTrainer::DoLoad(const std::string& fileName)
{
    torch::serialize::InputArchive archive;
    archive.load_from(fileName);
    ReadCheckpointPart(archive, "network", *m_private->network);
    ReadCheckpointPart(archive, "encoder_optimiser", *m_private->encoderOptimiser);
    ReadCheckpointPart(archive, "decoder_optimiser", *m_private->decoderOptimiser);
    ReadCheckpointPart(archive, "channel_decoder_optimiser", *m_private->channelDecoderOptimiser);
    Counters counters = ReadCheckpointState(archive, m_private->best);
    m_channelPhase = counters["phase"] == 1.0;
    return counters;
}

void
EdnTrainer::DoExport(const std::string& fileName, bool half, const std::vector<Batch>& training)
{
    const torch::NoGradGuard guard;
    EdnNetwork& network = m_private->network;
    SetNetworkState(*m_private->network, m_private->best);
    network->eval();
    WeightArchive archive;
    network->GetSizes().Store(archive);
    for (const auto& [name, value] : GetRecord())
    {
        archive.attributes[name] = value;
    }
    const auto add = [&archive](const std::string& name, const at::Tensor& tensor) {
        if (tensor.dim() == 0)
        {
            return; // batch normalisation's count of batches
        }
        StoreTensor(archive, name, tensor);
    };
    for (const auto& item : network->named_parameters())
    {
        add(item.key(), item.value());
    }
    for (const auto& item : network->named_buffers())
    {
        add(item.key(), item.value());
    }

    // Models of the beams and of the quantised latents, as probabilities.
    std::vector<at::Tensor> shapes;
    std::vector<at::Tensor> aligned;
    for (const Batch& batch : training)
    {
        const EdnSample sample = m_private->MakeSample(*this, batch, false);
        shapes.push_back(sample.shapes);
        aligned.push_back(sample.beam);
    }
    const at::Tensor all = at::cat(shapes, 0);
    const auto addModel = [&add](const std::string& name, const at::Tensor& counts, int64_t count) {
        add("probabilities." + name,
            (counts.to(at::kFloat) + 1.0) / (1.0 * count + counts.size(-1)));
    };
    if (m_encoder != PLAIN)
    {
        const int64_t beams = network->GetSizes().GetNBeams();
        addModel("beam", at::bincount(at::cat(aligned, 0), {}, beams), all.size(0));
    }
    for (int64_t bits = 1; bits <= EdnSizes::MAX_BITS; ++bits)
    {
        const int64_t levels = int64_t{1} << bits;
        const at::Tensor latents =
            network->Encode(all, at::full({all.size(0)}, bits, all.options().dtype(at::kLong)));
        const at::Tensor cells =
            ((latents + 1.0) * (0.5 * levels)).floor().clamp(0, levels - 1).to(at::kLong);
        std::vector<at::Tensor> rows;
        for (int64_t i = 0; i < latents.size(1); ++i)
        {
            rows.push_back(at::bincount(cells.select(1, i), {}, levels));
        }
        addModel(std::to_string(bits), at::stack(rows), all.size(0));
    }
    archive.Write(fileName, half);
}

} // namespace fddmimo
} // namespace ns3
