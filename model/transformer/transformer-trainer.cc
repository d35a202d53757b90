/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "transformer-trainer.h"

#include "span-network-private.h"
#include "span-sample-private.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <ATen/Parallel.h>
#include <algorithm>
#include <cmath>
#include <torch/optim.h>
#include <torch/serialize.h>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoTransformerTrainer");

NS_OBJECT_ENSURE_REGISTERED(TransformerTrainer);

/**
 * Network and optimiser.
 */
struct TransformerTrainer::Private
{
    SpanNetwork network{nullptr};                   //!< the network
    std::vector<at::Tensor> best;                   //!< weights of the best epoch
    std::unique_ptr<torch::optim::AdamW> optimiser; //!< of the window's layers
    SpanSampling sampling;                          //!< how problems are made
    std::mt19937_64 random;                         //!< what is random in an epoch
    uint32_t phase{0};                              //!< present phase
    uint32_t epoch{0};                              //!< present epoch of it

    /**
     * \param tensors weights, in the order of the network's parameters
     */
    void SetState(const std::vector<at::Tensor>& tensors)
    {
        const torch::NoGradGuard guard;
        const std::vector<at::Tensor> own = network->parameters();
        for (std::size_t i = 0; i < own.size(); ++i)
        {
            own[i].copy_(tensors[i]);
        }
    }

    /**
     * Weighted sum rates over those of the linear MMSE precoder.
     *
     * \param batch the problems
     * \param first first layer with gradients
     * \param last layer behind the last one
     * \param discount weight of a layer's figure over that of the next
     * \return mean of the batch over the layers, weighted, and that of the last layer
     */
    std::pair<at::Tensor, at::Tensor> Run(const SpanBatch& batch,
                                          int64_t first,
                                          int64_t last,
                                          double discount)
    {
        const at::Tensor reference = ComputeSpanMmseRate(batch).detach();
        const bool robust = network->GetSizes().robust;
        SpanState state = network->Start(batch);
        SpanError error = ComputeSpanError(batch, SpanNetworkImpl::GetLoadedPower(state));
        {
            const torch::NoGradGuard guard;
            for (int64_t t = 0; t < first; ++t)
            {
                state = network->Step(t, batch, error, state);
                error = ComputeSpanError(batch, SpanNetworkImpl::GetLoadedPower(state));
            }
        }
        at::Tensor sum = at::zeros({});
        at::Tensor gain;
        double total = 0.0;
        for (int64_t t = first; t < last; ++t)
        {
            state = network->Step(t, batch, error, state);
            const double weight = std::pow(discount, static_cast<double>(last - 1 - t));
            if (t + 1 < last || !robust)
            {
                error = ComputeSpanError(batch, SpanNetworkImpl::GetLoadedPower(state));
            }
            if (robust && t + 1 < last)
            {
                continue;
            }
            const at::Tensor rate =
                robust ? ComputeSpanTrueRate(batch, state) : ComputeSpanRate(batch, error);
            gain = (rate / reference).mean();
            sum = sum + weight * gain;
            total += weight;
        }
        return {sum / total, gain};
    }
};

TypeId
TransformerTrainer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::TransformerTrainer")
            .SetParent<PrecoderTrainer>()
            .SetGroupName("FddMimo")
            .AddConstructor<TransformerTrainer>()
            .AddAttribute("Layers",
                          "T, layers",
                          UintegerValue(4),
                          MakeUintegerAccessor(&TransformerTrainer::m_layers),
                          MakeUintegerChecker<uint32_t>(1, 256))
            .AddAttribute("Width",
                          "width of a token",
                          UintegerValue(32),
                          MakeUintegerAccessor(&TransformerTrainer::m_width),
                          MakeUintegerChecker<uint32_t>(1, 4096))
            .AddAttribute("Heads",
                          "attention heads; must divide Width",
                          UintegerValue(4),
                          MakeUintegerAccessor(&TransformerTrainer::m_heads),
                          MakeUintegerChecker<uint32_t>(1, 256))
            .AddAttribute("Hidden",
                          "hidden width of the perceptron",
                          UintegerValue(64),
                          MakeUintegerAccessor(&TransformerTrainer::m_hidden),
                          MakeUintegerChecker<uint32_t>(1, 65536))
            .AddAttribute("Window",
                          "W, layers that are trained at a time; 0: all",
                          UintegerValue(0),
                          MakeUintegerAccessor(&TransformerTrainer::m_window),
                          MakeUintegerChecker<uint32_t>(0, 256))
            .AddAttribute("Epochs",
                          "epochs of the first W layers",
                          UintegerValue(100),
                          MakeUintegerAccessor(&TransformerTrainer::m_epochs),
                          MakeUintegerChecker<uint32_t>(1, 1000000))
            .AddAttribute("WindowEpochs",
                          "epochs of each later position of the window; 0: as many as Epochs",
                          UintegerValue(0),
                          MakeUintegerAccessor(&TransformerTrainer::m_windowEpochs),
                          MakeUintegerChecker<uint32_t>(0, 1000000))
            .AddAttribute("Curriculum",
                          "whether the load K / N rises in the first phase",
                          BooleanValue(true),
                          MakeBooleanAccessor(&TransformerTrainer::m_curriculum),
                          MakeBooleanChecker())
            .AddAttribute("Replay",
                          "probability that a problem is of any stage of the curriculum so far "
                          "instead of the present one",
                          DoubleValue(0.5),
                          MakeDoubleAccessor(&TransformerTrainer::m_replay),
                          MakeDoubleChecker<double>(0.0, 1.0))
            .AddAttribute("Reuse",
                          "problems made of one realisation of the channels",
                          UintegerValue(1),
                          MakeUintegerAccessor(&TransformerTrainer::m_reuse),
                          MakeUintegerChecker<uint32_t>(1, 1000))
            .AddAttribute("MinUsers",
                          "fewest users of a problem; --users are the most",
                          UintegerValue(2),
                          MakeUintegerAccessor(&TransformerTrainer::m_minUsers),
                          MakeUintegerChecker<uint32_t>(1, 1024))
            .AddAttribute("WeightedShare",
                          "share of the problems with random rate weights",
                          DoubleValue(0.2),
                          MakeDoubleAccessor(&TransformerTrainer::m_weightedShare),
                          MakeDoubleChecker<double>(0.0, 1.0))
            .AddAttribute("CsiErrorVariance",
                          "variance of the estimation error of an entry of the channel, for "
                          "channels of unit mean gain",
                          DoubleValue(0.0),
                          MakeDoubleAccessor(&TransformerTrainer::m_csiErrorVariance),
                          MakeDoubleChecker<double>(0.0, 1e6))
            .AddAttribute("Discount",
                          "weight of a layer's rate in the loss over that of the next layer",
                          DoubleValue(0.5),
                          MakeDoubleAccessor(&TransformerTrainer::m_discount),
                          MakeDoubleChecker<double>(0.0, 1.0))
            .AddAttribute("InitialWeights",
                          "weight archive of the same sizes to start from, a path or a name in "
                          "data/; empty: random weights",
                          StringValue(""),
                          MakeStringAccessor(&TransformerTrainer::m_initial),
                          MakeStringChecker());
    return tid;
}

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

std::vector<uint32_t>
TransformerTrainer::GetPhases() const
{
    const uint32_t window = m_window == 0 ? m_layers : std::min(m_window, m_layers);
    std::vector<uint32_t> phases(m_layers - window + 1,
                                 m_windowEpochs == 0 ? m_epochs : m_windowEpochs);
    phases.front() = m_epochs;
    return phases;
}

std::string
TransformerTrainer::GetPhaseName(uint32_t phase) const
{
    const uint32_t window = m_window == 0 ? m_layers : std::min(m_window, m_layers);
    return "layers " + std::to_string(phase + 1) + "-" + std::to_string(phase + window);
}

void
TransformerTrainer::DoStart(uint32_t seed)
{
    NS_LOG_FUNCTION(this << seed);
    const auto refuse = [](const std::string& option, const std::string& problem) {
        throw std::runtime_error("--" + option + ": " + problem);
    };
    if (GetScenario().rxAntennas != 1)
    {
        refuse("rx-antennas", "the method transformer is trained for users of one antenna");
    }
    if (m_width % m_heads != 0)
    {
        refuse("heads", "must divide --width");
    }
    if (m_minUsers > GetScenario().users)
    {
        refuse("min-users", "must not be above --users");
    }
    at::set_num_threads(1); // the same numbers, whatever the number of processors
    torch::manual_seed(seed);
    SpanSizes sizes;
    sizes.layers = m_layers;
    sizes.width = m_width;
    sizes.heads = m_heads;
    sizes.hidden = m_hidden;
    sizes.robust = m_csiErrorVariance > 0.0;
    m_private->network = SpanNetwork(sizes);
    if (!m_initial.empty())
    {
        const WeightArchive archive = WeightArchive::Read(FindWeights(m_initial));
        const torch::NoGradGuard guard;
        for (auto& item : m_private->network->named_parameters())
        {
            const WeightArchive::Array& array = archive.GetArray(item.key());
            at::Tensor& tensor = item.value();
            const at::Tensor values =
                at::from_blob(const_cast<float*>(array.values.data()), array.shape);
            if (array.shape == tensor.sizes().vec())
            {
                tensor.copy_(values);
            }
            else if (array.shape.front() == 1 && tensor.size(0) == sizes.GetOutputs())
            {
                tensor.slice(0, 0, 1).copy_(values); // the head of a network for known channels
            }
            else
            {
                refuse("initial-weights", m_initial + " has other sizes");
            }
        }
    }
    m_private->sampling.scenario = GetScenario();
    m_private->sampling.minUsers = m_minUsers;
    m_private->sampling.reuse = m_reuse;
    m_private->sampling.weightedShare = m_weightedShare;
    m_private->sampling.csiErrorVariance = m_csiErrorVariance;
    DoKeepBest();
}

void
TransformerTrainer::DoStartPhase(uint32_t phase)
{
    m_private->SetState(m_private->best);
    m_private->phase = phase;
    std::vector<at::Tensor> parameters;
    const uint32_t window = m_window == 0 ? m_layers : std::min(m_window, m_layers);
    for (uint32_t layer = phase; layer < phase + window; ++layer)
    {
        const auto more = m_private->network->GetParameters(layer);
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
    m_private->epoch = epoch;
}

double
TransformerTrainer::DoTrain(const Batch& batch, double learningRate)
{
    // Shares of the stages in the first phase; then all of them.
    const double ends[] = {0.1, 0.2, 0.35, 0.5};
    const double done = (m_private->epoch + 0.5) / m_epochs;
    SpanSampling& sampling = m_private->sampling;
    const bool staged = m_curriculum && m_private->phase == 0 && done < ends[3];
    sampling.stages = SpanSampling::STAGES;
    sampling.replay = staged ? m_replay : 1.0;
    if (staged)
    {
        sampling.stages = 1 + std::count_if(std::begin(ends), std::end(ends), [&](double end) {
                              return done >= end;
                          });
    }
    const SpanBatch problems = MakeSpanBatch(batch, sampling, m_private->random);
    const uint32_t window = m_window == 0 ? m_layers : std::min(m_window, m_layers);
    const at::Tensor loss =
        -m_private->Run(problems, m_private->phase, m_private->phase + window, m_discount).first;
    m_private->network->zero_grad();
    loss.backward();
    auto& group = m_private->optimiser->param_groups()[0];
    static_cast<torch::optim::AdamWOptions&>(group.options()).lr(learningRate);
    const double norm = torch::nn::utils::clip_grad_norm_(group.params(), 1.0);
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
    SpanSampling& sampling = m_private->sampling;
    sampling.stages = SpanSampling::STAGES;
    sampling.replay = 1.0;
    const SpanBatch problems = MakeSpanBatch(batch, sampling, m_private->random);
    const uint32_t window = m_window == 0 ? m_layers : std::min(m_window, m_layers);
    return m_private->Run(problems, m_private->phase, m_private->phase + window, 1.0)
        .second.item<double>();
}

void
TransformerTrainer::DoKeepBest()
{
    m_private->best.clear();
    for (const at::Tensor& tensor : m_private->network->parameters())
    {
        m_private->best.push_back(tensor.detach().clone());
    }
}

void
TransformerTrainer::DoSave(const std::string& fileName, const Counters& counters)
{
    torch::serialize::OutputArchive archive;
    torch::serialize::OutputArchive network;
    m_private->network->save(network);
    archive.write("network", network);
    torch::serialize::OutputArchive optimiser;
    m_private->optimiser->save(optimiser);
    archive.write("optimiser", optimiser);
    for (std::size_t i = 0; i < m_private->best.size(); ++i)
    {
        archive.write("best" + std::to_string(i), m_private->best[i]);
    }
    for (const auto& [name, value] : counters)
    {
        archive.write("counter_" + name, at::scalar_tensor(value, at::kDouble));
    }
    archive.save_to(fileName);
}

PrecoderTrainer::Counters
TransformerTrainer::DoLoad(const std::string& fileName)
{
    torch::serialize::InputArchive archive;
    archive.load_from(fileName);
    Counters counters;
    const std::string prefix = "counter_";
    for (const std::string& key : archive.keys())
    {
        if (key.compare(0, prefix.size(), prefix) == 0)
        {
            at::Tensor value;
            archive.read(key, value);
            counters[key.substr(prefix.size())] = value.item<double>();
        }
    }
    for (std::size_t i = 0; i < m_private->best.size(); ++i)
    {
        archive.read("best" + std::to_string(i), m_private->best[i]);
    }
    DoStartPhase(static_cast<uint32_t>(counters["phase"])); // its optimiser
    torch::serialize::InputArchive network;
    archive.read("network", network);
    m_private->network->load(network);
    torch::serialize::InputArchive optimiser;
    archive.read("optimiser", optimiser);
    m_private->optimiser->load(optimiser);
    return counters;
}

void
TransformerTrainer::DoExport(const std::string& fileName,
                             bool half,
                             const std::vector<Batch>& training)
{
    NS_LOG_FUNCTION(this << fileName << training.size());
    WeightArchive archive;
    m_private->network->GetSizes().Store(archive);
    for (const auto& [name, value] : GetRecord())
    {
        archive.attributes[name] = value;
    }
    const auto named = m_private->network->named_parameters();
    for (std::size_t i = 0; i < named.size(); ++i)
    {
        const at::Tensor values = m_private->best[i].contiguous();
        WeightArchive::Array& array = archive.arrays[named[i].key()];
        array.shape = values.sizes().vec();
        array.values.assign(values.data_ptr<float>(), values.data_ptr<float>() + values.numel());
    }
    archive.Write(fileName, half);
}

} // namespace fddmimo
} // namespace ns3
