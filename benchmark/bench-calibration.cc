/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Neural calibration at M = 64 antennas and K = 10 users with the network of the paper, 128 - 512 -
 * 2048 - 2048 - 128, on one thread: the shared network for 64 users beside one square product with
 * as many operations, the LS estimate and the ZF layer beside the bare Eigen kernels, and a whole
 * design of seven cells beside the sum of all three.
 */

#include "bench-ratio.h"

#include "ns3/calibration-precoder.h"
#include "ns3/calibration-trainer.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"
#include "ns3/zf-layer.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <Eigen/Cholesky>
#include <benchmark/benchmark.h>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <unistd.h>

using namespace ns3;
using namespace ns3::fddmimo;

namespace
{

constexpr int64_t ANTENNAS = 64; //!< N
constexpr int64_t USERS = 10;    //!< K
constexpr int64_t ROWS = 64;     //!< users of a batch

/// Gaussian channels, again and again.
class FixedChannels : public TrainingChannels
{
  public:
    void StartEpoch(uint32_t /* epoch */) override
    {
    }

    const CRowMatrix& Next() override
    {
        return m_channel;
    }

    const CRowMatrix& GetUplink() const override
    {
        return m_channel;
    }

  private:
    CRowMatrix m_channel{CRowMatrix::Random(USERS, ANTENNAS)}; //!< the channels
};

/**
 * \return the network of the paper, untrained
 */
std::shared_ptr<const CalibrationModel>
GetModel()
{
    static const auto model = [] {
        const std::string file = (std::filesystem::temp_directory_path() /
                                  ("fdd-mimo-bench-" + std::to_string(getpid())))
                                     .string();
        auto trainer = CreateObject<CalibrationTrainer>();
        trainer->SetAttribute("Input", StringValue("antennas"));
        trainer->SetAttribute("Widths", StringValue("512,2048,2048"));
        PrecoderTrainer::Scenario scenario;
        scenario.antennas = ANTENNAS;
        scenario.users = USERS;
        trainer->Start(scenario,
                       std::make_shared<FixedChannels>(),
                       std::make_shared<FixedChannels>(),
                       file,
                       false);
        trainer->Export(file, false);
        const auto made = std::make_shared<CalibrationModel>(WeightArchive::Read(file));
        std::remove(file.c_str());
        return made;
    }();
    return model;
}

/**
 * \param rows users
 * \return a square product of as many operations as the network for so many users
 */
std::function<void()>
MakeSquareProduct(int64_t rows)
{
    const int64_t weights = 2 * ANTENNAS * 512 + 512 * 2048 + 2048 * 2048 + 2048 * 2 * ANTENNAS;
    const auto side = static_cast<int64_t>(std::cbrt(1.0 * rows * weights));
    const at::Tensor a = at::randn({side, side});
    const at::Tensor b = at::randn({side, side});
    const at::Tensor c = at::empty({side, side});
    return [=] {
        at::Tensor out = c;
        at::mm_out(out, a, b);
    };
}

/**
 * The bare kernel of the ZF layer.
 *
 * \param input X, K x N
 * \param [out] beams V^H, K x N
 */
void
SolveGram(const CMatrix& input, CMatrix& beams)
{
    CMatrix gram = CMatrix::Zero(input.rows(), input.rows());
    gram.selfadjointView<Eigen::Lower>().rankUpdate(input);
    beams = gram.llt().solve(input);
}

/**
 * Shared network.
 *
 * \param state the benchmark
 */
void
BM_CalibrationNetwork(benchmark::State& state)
{
    at::set_num_threads(1);
    const auto model = GetModel();
    const CRowMatrix estimates = CRowMatrix::Random(ROWS, ANTENNAS);
    const RVector noise = RVector::Ones(ROWS);
    MeasureWithFloor(
        state,
        [&] { benchmark::DoNotOptimize(model->Calibrate(estimates, noise)); },
        MakeSquareProduct(ROWS));
}

/**
 * LS estimate.
 *
 * \param state the benchmark
 */
void
BM_CalibrationLeastSquares(benchmark::State& state)
{
    const auto pilots =
        CreateObject<CalibrationPrecoder>()->Precoder::GetUplinkPilots(USERS, ANTENNAS);
    const UplinkLeastSquares least(pilots);
    const CMatrix received = CMatrix::Random(ANTENNAS, USERS);
    const CMatrix factor = pilots.adjoint() / static_cast<double>(USERS);
    CRowMatrix estimates(USERS, ANTENNAS);
    CMatrix product(ANTENNAS, USERS);
    MeasureWithFloor(
        state,
        [&] { least.Estimate(received, estimates); },
        [&] { product.noalias() = received * factor; });
}

/**
 * ZF layer.
 *
 * \param state the benchmark
 */
void
BM_CalibrationZf(benchmark::State& state)
{
    const CMatrix input = CMatrix::Random(USERS, ANTENNAS);
    CMatrix beams;
    MeasureWithFloor(
        state,
        [&] { benchmark::DoNotOptimize(ApplyZfLayer(input, 1.0, 1e-6)); },
        [&] {
            SolveGram(input, beams);
            benchmark::DoNotOptimize(beams);
        });
}

/**
 * From pilots to beams in one call for all cells.
 *
 * \param state the benchmark; argument: cells
 */
void
BM_CalibrationDesign(benchmark::State& state)
{
    at::set_num_threads(1);
    auto precoder = CreateObject<CalibrationPrecoder>();
    precoder->SetModel(GetModel());
    PrecodingProblem problem;
    problem.txAntennas = ANTENNAS;
    problem.csi.users.resize(USERS);
    problem.rateWeights = RVector::Ones(USERS);
    problem.csi.uplinkPilots = CMatrix::Random(ANTENNAS, USERS);
    const std::vector<PrecodingProblem> problems(state.range(0), problem);
    const auto multiply = MakeSquareProduct(state.range(0) * USERS);
    const CMatrix input = CMatrix::Random(USERS, ANTENNAS);
    const CMatrix factor = CMatrix::Random(USERS, USERS);
    CMatrix beams;
    CMatrix estimates(ANTENNAS, USERS);
    MeasureWithFloor(
        state,
        [&] { benchmark::DoNotOptimize(precoder->DesignBatch(problems)); },
        [&] {
            multiply();
            for (int64_t i = 0; i < state.range(0); ++i)
            {
                estimates.noalias() = problem.csi.uplinkPilots * factor;
                SolveGram(input, beams);
                benchmark::DoNotOptimize(beams);
            }
        });
}

} // namespace

BENCHMARK(BM_CalibrationNetwork)->Name("calibration/network/batch:64")->UseManualTime();
BENCHMARK(BM_CalibrationLeastSquares)->Name("calibration/ls")->UseManualTime();
BENCHMARK(BM_CalibrationZf)->Name("calibration/zf")->UseManualTime();
BENCHMARK(BM_CalibrationDesign)->Name("calibration/design/cells")->Arg(1)->Arg(7)->UseManualTime();
