/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "transformer-trainer.h"

#include "../learning/torch-training-private.h"
#include "transformer-learner-private.h"

#include "ns3/log.h"

#include <ATen/Parallel.h>
#include <algorithm>
#include <cmath>
#include <torch/optim.h>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoTransformerTrainer");

namespace
{

/**
 * \param archive weights of the same sizes, or those of a network for known channels, of which one
 * for channels with errors takes the output that both have; throws WeightArchiveError otherwise
 * \param [in,out] network the network
 */
void
CopyInitialWeights(const WeightArchive& archive, torch::nn::Module& network)
{
    const torch::NoGradGuard guard;
    for (auto& item : network.named_parameters())
    {
        if (item.key().find("beamspace") == 0 && archive.arrays.count(item.key()) == 0)
        {
            continue; // those of a network for known channels have none
        }
        const WeightArchive::Array& array = archive.GetArray(item.key());
        at::Tensor tensor = item.value();
        if (array.shape != tensor.sizes().vec() && item.key().find(".head.") != std::string::npos &&
            array.shape.front() == 1)
        {
            tensor = tensor.slice(0, 0, 1);
        }
        if (array.shape != tensor.sizes().vec())
        {
            throw WeightArchiveError("array " + item.key() + " has another size");
        }
        tensor.copy_(at::from_blob(const_cast<float*>(array.values.data()), array.shape));
    }
}

/**
 * Throws std::runtime_error.
 *
 * \param option an option of the training
 * \param problem what is wrong with it
 */
[[noreturn]] void
Refuse(const std::string& option, const std::string& problem)
{
    throw std::runtime_error("--" + option + ": " + problem);
}

} // namespace

/**
 * Network and optimiser.
 */
struct TransformerTrainer::Private
{
    std::unique_ptr<TransformerLearner> learner;    //!< the network
    std::vector<at::Tensor> best;                   //!< weights of the best epoch
    std::unique_ptr<torch::optim::AdamW> optimiser; //!< of the window's layers
    TransformerSampling sampling;                   //!< how problems are made
    std::mt19937_64 random;                         //!< what is random in an epoch
    uint32_t phase{0};                              //!< present phase
    uint32_t epoch{0};                              //!< present epoch of it

    /**
     * \param batch realisations of the channels
     * \param gaussian how many Gaussian problems are drawn instead, if any
     * \param window W
     * \return gain over MMSE behind each layer of the window, mean of the problems
     */
    std::vector<at::Tensor> Run(const Batch& batch, uint32_t gaussian, uint32_t window)
    {
        if (gaussian > 0)
        {
            return learner->RunGaussian(sampling, gaussian, random, phase, phase + window);
        }
        return learner->Run(DrawTransformerExamples(batch, sampling, random),
                            phase,
                            phase + window);
    }
};

TransformerTrainer::TransformerTrainer()
    : m_private(std::make_unique<Private>())
{
    NS_LOG_FUNCTION(this);
}

TransformerTrainer::~TransformerTrainer()
{
    NS_LOG_FUNCTION(this);
}

void
TransformerTrainer::DoDispose()
{
    m_private.reset();
    PrecoderTrainer::DoDispose();
}

uint32_t
TransformerTrainer::GetWindow() const
{
    return m_window == 0 ? m_layers : std::min(m_window, m_layers);
}

std::vector<uint32_t>
TransformerTrainer::GetPhases() const
{
    const uint32_t window = GetWindow();
    std::vector<uint32_t> phases(m_layers - window + 1,
                                 m_windowEpochs == 0 ? m_epochs : m_windowEpochs);
    phases.front() = m_epochs;
    return phases;
}

std::string
TransformerTrainer::GetPhaseName(uint32_t phase) const
{
    const uint32_t window = GetWindow();
    return "layers " + std::to_string(phase + 1) + "-" + std::to_string(phase + window);
}

std::unique_ptr<TransformerLearner>
TransformerTrainer::MakeLearner() const
{
    const uint32_t most = std::max(GetScenario().antennas, GetScenario().users);
    if (m_variant != SPAN && m_variant != TOKENS)
    {
        if (m_window > 0)
        {
            Refuse("window", "the layers of this variant are trained together");
        }
        BaselineSizes sizes;
        sizes.kind = m_variant == FNN            ? BaselineSizes::FNN
                     : m_variant == RESIDUAL_FNN ? BaselineSizes::RESIDUAL_FNN
                                                 : BaselineSizes::LSTM;
        sizes.most = most;
        sizes.layers = m_layers;
        sizes.hidden = m_hidden;
        sizes.steps = std::max(1U, m_ascentSteps);
        return MakeBaselineLearner(sizes);
    }
    if (m_width % m_heads != 0)
    {
        Refuse("heads", "must divide --width");
    }
    if (m_variant == TOKENS)
    {
        if (m_csiErrorVariance > 0.0)
        {
            Refuse(
                "csi-error-variance",
                "not with --variant=tokens, whose beams give way to those of MMSE where these have "
                "more rate on the estimates; allowed is 0");
        }
        TokenSizes sizes;
        sizes.most = most;
        sizes.layers = m_layers;
        sizes.width = m_width;
        sizes.heads = m_heads;
        sizes.embedding = m_hidden;
        sizes.lift = m_lift;
        sizes.condition = m_condition;
        sizes.directions = m_directions;
        sizes.ascentSteps = m_ascentSteps;
        sizes.ascentStep = m_ascentStepSize;
        return MakeTokenLearner(sizes);
    }
    if (m_gaussian > 0)
    {
        Refuse("gaussian-problems", "not with --variant=span; allowed is 0");
    }
    if (m_device == CUDA)
    {
        Refuse("device", "not with --variant=span; allowed is cpu");
    }
    SpanSizes sizes;
    sizes.layers = m_layers;
    sizes.width = m_width;
    sizes.heads = m_heads;
    sizes.hidden = m_hidden;
    sizes.robust = m_csiErrorVariance > 0.0;
    sizes.beamspace = m_beamspace;
    if (m_beamspace && !sizes.robust)
    {
        Refuse("beamspace", "needs --csi-error-variance above 0");
    }
    return MakeSpanLearner(sizes);
}

void
TransformerTrainer::DoStart(uint32_t seed)
{
    NS_LOG_FUNCTION(this << seed);
    if (GetScenario().rxAntennas != 1)
    {
        Refuse("rx-antennas", "the method transformer is trained for users of one antenna");
    }
    if (m_minUsers > GetScenario().users)
    {
        Refuse("min-users", "must not be above --users");
    }
    if (m_minAntennas > GetScenario().antennas)
    {
        Refuse("min-antennas", "must not be above --antennas");
    }
    const at::Device device = FindTrainingDevice(m_device == CUDA);
    at::set_num_threads(1); // the same numbers, whatever the number of processors
    torch::manual_seed(seed);
    m_private->learner = MakeLearner();
    m_private->learner->GetNetwork().to(device);
    if (!m_initial.empty())
    {
        try
        {
            CopyInitialWeights(WeightArchive::Read(FindWeights(m_initial)),
                               m_private->learner->GetNetwork());
        }
        catch (const WeightArchiveError& error)
        {
            Refuse("initial-weights=" + m_initial, error.what());
        }
    }
    m_private->sampling.scenario = GetScenario();
    m_private->sampling.minUsers = m_minUsers;
    m_private->sampling.minAntennas = m_minAntennas;
    m_private->sampling.reuse = m_reuse;
    m_private->sampling.weightedShare = m_variant == SPAN ? m_weightedShare : 0.0;
    m_private->sampling.csiErrorVariance = m_csiErrorVariance;
    DoKeepBest();
}

void
TransformerTrainer::DoStartPhase(uint32_t phase)
{
    SetNetworkState(m_private->learner->GetNetwork(), m_private->best);
    m_private->phase = phase;
    std::vector<at::Tensor> parameters;
    const uint32_t window = GetWindow();
    for (uint32_t layer = phase; layer < phase + window; ++layer)
    {
        const auto more = m_private->learner->GetParameters(layer);
        parameters.insert(parameters.end(), more.begin(), more.end());
    }
    m_private->optimiser =
        std::make_unique<torch::optim::AdamW>(parameters,
                                              torch::optim::AdamWOptions().weight_decay(1e-4));
}

void
TransformerTrainer::DoStartEpoch(uint32_t seed, uint32_t epoch)
{
    m_private->random.seed(seed);
    torch::manual_seed(seed); // for Gaussian problems
    m_private->epoch = epoch;
}

double
TransformerTrainer::DoTrain(const Batch& batch, double learningRate)
{
    // Shares of the stages in the first phase; then all of them.
    const double ends[] = {0.1, 0.2, 0.35, 0.5};
    const double done = (m_private->epoch + 0.5) / m_epochs;
    TransformerSampling& sampling = m_private->sampling;
    const bool staged = m_curriculum && m_private->phase == 0 && done < ends[3];
    sampling.stages = TransformerSampling::STAGES;
    sampling.replay = staged ? m_replay : 1.0;
    if (staged)
    {
        sampling.stages = 1 + std::count_if(std::begin(ends), std::end(ends), [&](double end) {
                              return done >= end;
                          });
    }
    const std::vector<at::Tensor> gains = m_private->Run(batch, m_gaussian, GetWindow());
    at::Tensor loss = at::zeros_like(gains.back());
    double weight = 1.0;
    double total = 0.0;
    for (std::size_t i = gains.size(); i > 0; --i, weight *= m_discount)
    {
        loss = loss - weight * gains[i - 1];
        total += weight;
    }
    loss = loss / total;
    const at::Tensor own = m_private->learner->GetOwnLoss();
    if (own.defined())
    {
        loss = loss + own;
    }
    ComputeGradients(m_private->learner->GetNetwork(), loss);
    SetLearningRate(*m_private->optimiser, learningRate);
    const double norm =
        torch::nn::utils::clip_grad_norm_(m_private->optimiser->param_groups()[0].params(), 1.0);
    if (std::isfinite(norm))
    {
        m_private->optimiser->step();
    }
    return loss.item<double>();
}

double
TransformerTrainer::DoValidate(const Batch& batch)
{
    const torch::NoGradGuard guard;
    TransformerSampling& sampling = m_private->sampling;
    sampling.stages = TransformerSampling::STAGES;
    sampling.replay = 1.0;
    return m_private->Run(batch, m_gaussian, GetWindow()).back().item<double>();
}

void
TransformerTrainer::DoKeepBest()
{
    m_private->best = CopyTensors(GetNetworkState(m_private->learner->GetNetwork()));
}

void
TransformerTrainer::DoSave(const std::string& fileName, const Counters& counters)
{
    torch::serialize::OutputArchive archive;
    WriteCheckpointPart(archive, "network", m_private->learner->GetNetwork());
    WriteCheckpointPart(archive, "optimiser", *m_private->optimiser);
    WriteCheckpointState(archive, m_private->best, counters);
    archive.save_to(fileName);
}

PrecoderTrainer::Counters
TransformerTrainer::DoLoad(const std::string& fileName)
{
    torch::serialize::InputArchive archive;
    archive.load_from(fileName);
    Counters counters = ReadCheckpointState(archive, m_private->best);
    DoStartPhase(static_cast<uint32_t>(counters["phase"])); // its optimiser
    ReadCheckpointPart(archive, "network", m_private->learner->GetNetwork());
    ReadCheckpointPart(archive, "optimiser", *m_private->optimiser);
    return counters;
}

void
TransformerTrainer::DoExport(const std::string& fileName,
                             bool half,
                             const std::vector<Batch>& training)
{
    NS_LOG_FUNCTION(this << fileName << training.size());
    WeightArchive archive;
    m_private->learner->Store(archive);
    for (const auto& [name, value] : GetRecord())
    {
        archive.attributes[name] = value;
    }
    const auto named = m_private->learner->GetNetwork().named_parameters();
    for (std::size_t i = 0; i < named.size(); ++i)
    {
        StoreTensor(archive, named[i].key(), m_private->best[i]);
    }
    archive.Write(fileName, half);
}

} // namespace fddmimo
} // namespace ns3
