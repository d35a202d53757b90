/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * The encoder-decoder network at N = 64, K = 16, M = 1, d = 32 with the widths of the paper's kind,
 * on one thread. Inference of the dense beamformer decoder stands beside one square product with as
 * many operations (batch 64) and beside reading its weights once from memory (batch 1); a training
 * epoch beside the matrix products that forward and backward passes of the networks cannot do
 * without.
 */

#include "bench-ratio.h"

#include "ns3/edn-model.h"
#include "ns3/edn-trainer.h"
#include "ns3/random-variable-stream.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"
#include "ns3/weight-archive.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <array>
#include <benchmark/benchmark.h>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <string>
#include <unistd.h>

using namespace ns3;
using namespace ns3::fddmimo;

namespace
{

constexpr int64_t ANTENNAS = 64; //!< N
constexpr int64_t USERS = 16;    //!< K
constexpr int64_t LATENT = 32;   //!< d
constexpr uint32_t BATCHES = 20; //!< batches of a training epoch
constexpr int64_t BATCH = 128;   //!< realisations of a training batch

/// A few Gaussian realisations, again and again: drawing channels is not what is measured.
class RepeatedChannels : public TrainingChannels
{
  public:
    RepeatedChannels()
    {
        auto normal = CreateObject<NormalRandomVariable>();
        normal->SetStream(1);
        for (CRowMatrix& channel : m_channels)
        {
            channel.resize(USERS, ANTENNAS);
            for (Complex& entry : channel.reshaped())
            {
                const double real = normal->GetValue(0.0, 0.5);
                entry = Complex(real, normal->GetValue(0.0, 0.5));
            }
        }
    }

    void StartEpoch(uint32_t /* epoch */) override
    {
        m_next = 0;
    }

    const CRowMatrix& Next() override
    {
        return m_channels[m_next++ % m_channels.size()];
    }

  private:
    std::array<CRowMatrix, 8> m_channels; //!< the realisations
    std::size_t m_next{0};                //!< place of the next
};

/// A trainer that has started, and the file that its checkpoints go to.
struct Training
{
    /**
     * \param decoder "dense" or "structured"
     */
    explicit Training(const std::string& decoder)
        : file((std::filesystem::temp_directory_path() /
                ("fdd-mimo-bench-" + std::to_string(getpid())))
                   .string())
    {
        trainer->SetAttribute("Decoder", StringValue(decoder));
        trainer->SetAttribute("Encoder", StringValue(decoder == "dense" ? "plain" : "aligned"));
        trainer->SetAttribute("Latent", UintegerValue(LATENT));
        trainer->SetAttribute("Objective", StringValue("unsupervised"));
        trainer->SetAttribute("AscentSteps", UintegerValue(0));
        trainer->SetAttribute("Batches", UintegerValue(BATCHES));
        trainer->SetAttribute("BatchSize", UintegerValue(BATCH));
        trainer->SetAttribute("ValidationBatches", UintegerValue(1));
        trainer->SetAttribute("Epochs", UintegerValue(1000000));
        trainer->Start({},
                       std::make_shared<RepeatedChannels>(),
                       std::make_shared<RepeatedChannels>(),
                       file,
                       false);
    }

    ~Training()
    {
        std::remove(file.c_str());
    }

    std::string file;                                    //!< path
    Ptr<EdnTrainer> trainer{CreateObject<EdnTrainer>()}; //!< trainer
};

/**
 * \return untrained networks with a dense decoder
 */
const EdnModel&
GetDenseModel()
{
    static const EdnModel model = [] {
        Training training("dense");
        training.trainer->Export(training.file, false);
        return EdnModel(WeightArchive::Read(training.file));
    }();
    return model;
}

/**
 * \param widths inputs, hidden layers and outputs
 * \return weights between them
 */
int64_t
CountWeights(const std::vector<int64_t>& widths)
{
    int64_t count = 0;
    for (std::size_t i = 0; i + 1 < widths.size(); ++i)
    {
        count += widths[i] * widths[i + 1];
    }
    return count;
}

const std::vector<int64_t> DENSE{USERS * (LATENT + EdnSizes::CONTEXT),
                                 1024,
                                 2048,
                                 2 * ANTENNAS* USERS};
const std::vector<int64_t> ENCODER{2 * ANTENNAS, 512, 256, LATENT};
const std::vector<int64_t> STRUCTURED{LATENT + EdnSizes::CONTEXT, 512, 512, 2 * ANTENNAS + 2};

/**
 * Dense decoder.
 *
 * \param state the benchmark; argument: batch
 */
void
BM_EdnDense(benchmark::State& state)
{
    at::set_num_threads(1);
    const EdnModel& model = GetDenseModel();
    const int64_t batch = state.range(0);
    const EdnModel::Matrix latents = EdnModel::Matrix::Random(batch, DENSE.front());
    const auto work = [&] { benchmark::DoNotOptimize(model.DesignDense(latents)); };
    const int64_t weights = CountWeights(DENSE);
    if (batch == 1)
    {
        // Of every weight something must reach the processor.
        const Eigen::ArrayXf memory = Eigen::ArrayXf::Random(weights);
        MeasureWithFloor(state, work, [&] { benchmark::DoNotOptimize(memory.sum()); });
        return;
    }
    const auto side = static_cast<int64_t>(std::cbrt(1.0 * batch * weights));
    const at::Tensor a = at::randn({side, side});
    const at::Tensor b = at::randn({side, side});
    at::Tensor c = at::empty({side, side});
    MeasureWithFloor(state, work, [&] { at::mm_out(c, a, b); });
}

/**
 * Products of a forward and a backward pass.
 *
 * \param rows rows of the input
 * \param widths inputs, hidden layers and outputs
 */
void
MultiplyAll(int64_t rows, const std::vector<int64_t>& widths)
{
    for (std::size_t i = 0; i + 1 < widths.size(); ++i)
    {
        const at::Tensor input = at::ones({rows, widths[i]});
        const at::Tensor weight = at::ones({widths[i], widths[i + 1]});
        const at::Tensor output = at::mm(input, weight);
        benchmark::DoNotOptimize(at::mm(output, weight.t()));
        benchmark::DoNotOptimize(at::mm(input.t(), output));
    }
}

/**
 * Training.
 *
 * \param state the benchmark
 * \param decoder "dense" or "structured"
 */
void
BM_EdnTraining(benchmark::State& state, const std::string& decoder)
{
    at::set_num_threads(1);
    Training training(decoder);
    MeasureWithFloor(
        state,
        [&] { training.trainer->RunEpoch([](double, double) { return true; }); },
        [&] {
            for (uint32_t i = 0; i < BATCHES; ++i)
            {
                MultiplyAll(BATCH * USERS, ENCODER);
                MultiplyAll(decoder == "dense" ? BATCH : BATCH * USERS,
                            decoder == "dense" ? DENSE : STRUCTURED);
            }
        });
}

} // namespace

BENCHMARK(BM_EdnDense)->Name("edn/dense/batch")->Arg(1)->Arg(64)->UseManualTime();
BENCHMARK_CAPTURE(BM_EdnTraining, dense, "dense")
    ->Name("edn/training/dense")
    ->UseManualTime()
    ->Iterations(3);
BENCHMARK_CAPTURE(BM_EdnTraining, structured, "structured")
    ->Name("edn/training/structured")
    ->UseManualTime()
    ->Iterations(3);
