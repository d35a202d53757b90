/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "calibration-trainer.h"

#include "../learning/sum-rate-tensor-private.h"
#include "../learning/torch-training-private.h"
#include "calibration-network-private.h"
#include "calibration-sample-private.h"
#include "calibration-weights-private.h"

#include "ns3/layer-widths.h"
#include "ns3/log.h"

#include <ATen/Parallel.h>
#include <cmath>
#include <torch/optim.h>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoCalibrationTrainer");

namespace
{

constexpr double LARGEST_GRADIENT = 10.0; //!< norm to which gradients are cut

} // namespace

/**
 * Network and optimiser.
 */
struct CalibrationTrainer::Private
{
    CalibrationNetwork network{nullptr};           //!< the network
    at::Device device{at::kCPU};                   //!< where it is
    double reference{1.0};                         //!< see MakeCalibrationInput()
    std::vector<at::Tensor> best;                  //!< weights of the best epoch
    std::unique_ptr<torch::optim::Adam> optimiser; //!< of all that is trained
    CalibrationPool pool;                          //!< see Pool

    /**
     * \param trainer the trainer
     * \param channels users' channels, shared out to problems
     * \return problems with SNRs
     */
    static CalibrationSample MakeSample(const CalibrationTrainer& trainer,
                                        const at::Tensor& channels)
    {
        return MakeCalibrationSample(channels,
                                     trainer.GetScenario(),
                                     trainer.m_pilotOffsetDb,
                                     trainer.m_pilotOffsetSpreadDb,
                                     trainer.m_private->device);
    }

    /**
     * \param sample problems
     * \return calibrated channels, [B, K, N] complex
     */
    at::Tensor Calibrate(const CalibrationSample& sample)
    {
        const int64_t size = sample.uplink.size(0);
        const int64_t users = sample.uplink.size(1);
        const int64_t antennas = sample.uplink.size(2);
        const at::Tensor pilots = network->GetPilots(users);
        const at::Tensor received = ReceiveCalibrationPilots(sample, pilots);
        const at::Tensor estimates =
            EstimateLeastSquares(pilots, received.view({pilots.size(1), size * antennas}))
                .view({users, size, antennas})
                .transpose(0, 1)
                .reshape({size * users, antennas});
        const at::Tensor noise = (ComputeLeastSquaresNoise(pilots).view({1, users}) /
                                  sample.snr.to(at::kFloat).view({size, 1}))
                                     .reshape({size * users});
        const CalibrationInput input =
            MakeCalibrationInput(estimates, noise, reference, network->GetSizes());
        const at::Tensor outputs = network->Forward(input.features);
        return MakeCalibrationOutput(input, outputs, reference, network->GetSizes())
            .view({size, users, antennas});
    }

    /**
     * \param sample problems
     * \return beams of unit power, [B, N, K] complex double
     */
    at::Tensor DesignBeams(const CalibrationSample& sample)
    {
        const CalibrationSizes& sizes = network->GetSizes();
        if (sizes.scheme != BLACK_BOX)
        {
            return ApplyZfLayerTensor(Calibrate(sample), sizes.loading);
        }
        const at::Tensor received =
            ReceiveCalibrationPilots(sample, network->GetPilots(sizes.users));
        return DesignBlackBox(
            network->Forward(MakeBlackBoxInput(received.transpose(0, 1), reference)),
            sizes);
    }

    /**
     * \param sample problems
     * \return squared error of the calibrated channels beside the channels' energy
     */
    at::Tensor ComputeError(const CalibrationSample& sample)
    {
        const at::Tensor channels =
            (sample.downlink * sample.sigma).to(at::kComplexFloat) / reference;
        const at::Tensor error = Calibrate(sample) / reference - channels;
        const auto energy = [](const at::Tensor& x) {
            return (at::real(x).square() + at::imag(x).square()).mean();
        };
        return energy(error) / energy(channels);
    }
};

CalibrationTrainer::CalibrationTrainer()
    : m_private(std::make_unique<Private>())
{
    NS_LOG_FUNCTION(this);
}

CalibrationTrainer::~CalibrationTrainer()
{
    NS_LOG_FUNCTION(this);
}

void
CalibrationTrainer::DoDispose()
{
    m_private.reset();
    PrecoderTrainer::DoDispose();
}

bool
CalibrationTrainer::NeedsUplink() const
{
    return true;
}

uint64_t
CalibrationTrainer::GetPoolSize() const
{
    return m_pool;
}

void
CalibrationTrainer::DoAddToPool(const Batch& batch)
{
    m_private->pool.Add(batch, m_private->device);
}

std::vector<uint32_t>
CalibrationTrainer::GetPhases() const
{
    return {m_epochs};
}

std::string
CalibrationTrainer::GetPhaseName(uint32_t) const
{
    return CalibrationSizes::GetSchemeName(m_scheme);
}

CalibrationSizes
CalibrationTrainer::MakeSizes() const
{
    const auto refuse = [](const std::string& option, uint32_t value, const std::string& problem) {
        throw std::runtime_error("--" + option + "=" + std::to_string(value) + ": " + problem);
    };
    CalibrationSizes sizes;
    sizes.scheme = m_scheme;
    sizes.antennas = GetScenario().antennas;
    sizes.users = GetScenario().users * GetScenario().rxAntennas;
    const auto users = static_cast<uint32_t>(sizes.users);
    sizes.minUsers = m_minUsers == 0 ? users : m_minUsers;
    sizes.pilotLength = m_pilotLength;
    sizes.beams = m_input == BEAMS && m_scheme != BLACK_BOX;
    sizes.oversampling = m_oversampling;
    sizes.outputBatchNorm = m_outputBatchNorm;
    sizes.loading = m_loading;
    try
    {
        sizes.hidden = ParseWidths(m_widths);
    }
    catch (const std::logic_error& error)
    {
        throw std::runtime_error("--widths=" + m_widths + ": " + error.what());
    }
    if (GetScenario().antennas < users)
    {
        refuse("users",
               users,
               "ZF needs as many antennas, but there are " +
                   std::to_string(GetScenario().antennas));
    }
    if (m_minUsers > users)
    {
        refuse("min-users", m_minUsers, "must be at most --users, " + std::to_string(users));
    }
    if (m_scheme == BLACK_BOX && sizes.minUsers != sizes.users)
    {
        refuse("min-users", m_minUsers, "a black box is for one number of users");
    }
    if (m_validationUsers != 0 && (m_validationUsers < sizes.minUsers || m_validationUsers > users))
    {
        refuse("validation-users", m_validationUsers, "must be from --min-users to --users");
    }
    if (m_pilotLength != 0 && m_pilotLength < users)
    {
        refuse("pilot-length",
               m_pilotLength,
               "must be at least --users, " + std::to_string(users) +
                   ": shorter pilots cannot tell the users apart");
    }
    if (m_pool != 0 && m_pool < GetBatchSize())
    {
        throw std::runtime_error("--pool=" + std::to_string(m_pool) +
                                 ": must be 0 or at least --batch-size, " +
                                 std::to_string(GetBatchSize()));
    }
    if (m_scheme == BLACK_BOX && m_pilotLength > users)
    {
        refuse("pilot-length", m_pilotLength, "a black box takes as many symbols as users");
    }
    return sizes;
}

void
CalibrationTrainer::DoStart(uint32_t seed)
{
    at::set_num_threads(1); // the same numbers, whatever the number of processors
    torch::manual_seed(seed);
    Private& p = *m_private;
    p.device = FindTrainingDevice(m_device == CUDA);
    p.network = CalibrationNetwork(MakeSizes());
    p.network->to(p.device);
    if (m_scheme == CHANNEL_MAPPING || !m_trainPilots)
    {
        for (at::Tensor pilots : p.network->GetPilotParameters())
        {
            pilots.set_requires_grad(false);
        }
    }
    std::vector<at::Tensor> trained;
    for (const at::Tensor& parameter : p.network->parameters())
    {
        if (parameter.requires_grad())
        {
            trained.push_back(parameter);
        }
    }
    p.optimiser = std::make_unique<torch::optim::Adam>(trained);
    DoKeepBest();
}

void
CalibrationTrainer::DoInitialise(const std::vector<Batch>& training)
{
    Private& p = *m_private;
    double energy = 0.0;
    double count = 0.0;
    for (const Batch& batch : training)
    {
        for (const CRowMatrix& channels : batch)
        {
            energy += channels.bottomRows(channels.rows() / 2).squaredNorm();
            count += 0.5 * static_cast<double>(channels.size());
        }
    }
    if (!(energy > 0.0))
    {
        throw std::runtime_error("CalibrationTrainer: all uplink channels are zero");
    }
    p.reference = std::sqrt(energy / count);
    if (!m_initialWeights.empty())
    {
        try
        {
            const WeightArchive archive = WeightArchive::Read(FindWeights(m_initialWeights));
            p.reference = LoadCalibrationWeights(archive, p.network);
        }
        catch (const WeightArchiveError& error)
        {
            throw std::runtime_error("--initial-weights=" + m_initialWeights + ": " + error.what());
        }
    }
    DoKeepBest();
}

void
CalibrationTrainer::DoStartPhase(uint32_t)
{
}

void
CalibrationTrainer::DoStartEpoch(uint32_t seed, uint32_t)
{
    torch::manual_seed(seed);
    m_private->pool.Shuffle();
}

double
CalibrationTrainer::DoTrain(const Batch& batch, double learningRate)
{
    Private& p = *m_private;
    const CalibrationSizes& sizes = p.network->GetSizes();
    p.network->train();
    SetLearningRate(*p.optimiser, learningRate);
    const int64_t users =
        sizes.minUsers == sizes.users
            ? sizes.users
            : at::randint(sizes.minUsers, sizes.users + 1, {1}, at::kLong).item<int64_t>();
    const int64_t problems = static_cast<int64_t>(GetBatchSize()) * sizes.users / users;
    const CalibrationSample sample = Private::MakeSample(
        *this,
        m_pool == 0 ? ShareOutUsers(batch, users) : p.pool.Take(problems, users));
    // Rates a user, so that batches of many users do not count for more.
    const at::Tensor loss =
        m_scheme == CHANNEL_MAPPING
            ? p.ComputeError(sample)
            : -ComputeSumRateTensor(sample.downlink, p.DesignBeams(sample), 1).mean() /
                  static_cast<double>(users);
    ComputeGradients(*p.network, loss);
    ClipGradients(p.optimiser->param_groups()[0].params(), LARGEST_GRADIENT);
    p.optimiser->step();
    return loss.item<double>();
}

double
CalibrationTrainer::DoValidate(const Batch& batch)
{
    const torch::NoGradGuard guard;
    Private& p = *m_private;
    p.network->eval();
    const int64_t users =
        m_validationUsers == 0 ? p.network->GetSizes().users : int64_t{m_validationUsers};
    const CalibrationSample sample = Private::MakeSample(*this, ShareOutUsers(batch, users));
    if (m_scheme == CHANNEL_MAPPING)
    {
        return -p.ComputeError(sample).item<double>();
    }
    return ComputeSumRateTensor(sample.downlink, p.DesignBeams(sample), 1).mean().item<double>();
}

void
CalibrationTrainer::DoKeepBest()
{
    m_private->best = CopyTensors(GetNetworkState(*m_private->network));
}

void
CalibrationTrainer::DoSave(const std::string& fileName, const Counters& counters)
{
    torch::serialize::OutputArchive archive;
    WriteCheckpointPart(archive, "network", *m_private->network);
    WriteCheckpointPart(archive, "optimiser", *m_private->optimiser);
    archive.write("reference", at::scalar_tensor(m_private->reference, at::kDouble));
    WriteCheckpointState(archive, m_private->best, counters);
    archive.save_to(fileName);
}

PrecoderTrainer::Counters
CalibrationTrainer::DoLoad(const std::string& fileName)
{
    torch::serialize::InputArchive archive;
    archive.load_from(fileName);
    ReadCheckpointPart(archive, "network", *m_private->network);
    ReadCheckpointPart(archive, "optimiser", *m_private->optimiser);
    at::Tensor reference;
    archive.read("reference", reference);
    m_private->reference = reference.item<double>();
    return ReadCheckpointState(archive, m_private->best);
}

void
CalibrationTrainer::DoExport(const std::string& fileName, bool half, const std::vector<Batch>&)
{
    const torch::NoGradGuard guard;
    Private& p = *m_private;
    const std::vector<at::Tensor> present = CopyTensors(GetNetworkState(*p.network));
    SetNetworkState(*p.network, p.best);
    WeightArchive archive;
    for (const auto& [name, value] : GetRecord())
    {
        archive.attributes[name] = value;
    }
    StoreCalibrationWeights(archive, p.network, p.reference);
    SetNetworkState(*p.network, present);
    archive.Write(fileName, half);
}

} // namespace fddmimo
} // namespace ns3
