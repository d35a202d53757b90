/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../test/reference-channels.h"
#include "../test/textbook-wmmse.h"
#include "bench-ratio.h"

#include "ns3/double.h"
#include "ns3/mmse-precoder.h"
#include "ns3/mrt-precoder.h"
#include "ns3/object.h"
#include "ns3/sum-rate-ascent.h"
#include "ns3/sum-rate.h"
#include "ns3/uinteger.h"
#include "ns3/wmmse-precoder.h"
#include "ns3/zf-precoder.h"

#include <Eigen/Cholesky>
#include <benchmark/benchmark.h>

using namespace ns3;
using namespace ns3::fddmimo;

namespace
{

/// Channels of the rows.
enum Scenario
{
    GAUSSIAN, //!< i.i.d. Rayleigh, 15 dB for all users
    SPARSE,   //!< single-cell sparse channel of [EDN], 15 dB for all users
    NEAR_FAR  //!< the same with 0 to 30 dB, evenly over the users, as path loss makes them
};

/**
 * \param antennas N
 * \param users K
 * \param rxAntennas M
 * \param scenario which channels
 * \return a problem with P = 1; the same on every call
 */
PrecodingProblem
DrawProblem(uint32_t antennas, uint32_t users, uint32_t rxAntennas = 1, int scenario = SPARSE)
{
    ReferenceChannels source(1);
    std::vector<CMatrix> channels;
    if (scenario != GAUSSIAN)
    {
        channels = source.DrawSparseDrop(users, rxAntennas, antennas, false);
    }
    for (uint32_t k = channels.size(); k < users; ++k)
    {
        channels.push_back(source.DrawGaussian(rxAntennas, antennas));
    }
    for (uint32_t k = 0; k < users && scenario == NEAR_FAR; ++k)
    {
        channels[k] *= std::pow(10.0, 1.5 * (k / (users - 1.0) - 0.5));
    }
    return MakeProblem(channels, 15.0);
}

/**
 * The bare Eigen kernel of a linear precoder: Gram matrix, Cholesky factor, solve.
 *
 * \param channel K x N
 * \param ridge added to the diagonal
 * \return directions, N x K
 */
CMatrix
EigenKernel(const CMatrix& channel, double ridge)
{
    CMatrix gram = CMatrix::Identity(channel.rows(), channel.rows()) * ridge;
    gram.selfadjointView<Eigen::Lower>().rankUpdate(channel);
    return gram.llt().solve(channel).adjoint();
}

/**
 * Measures a precoder beside the bare Eigen kernel of the same size.
 *
 * \param state N, K, and whether the rate weights are filled in
 * \param precoder the precoder
 */
void
RunLinear(benchmark::State& state, Ptr<Precoder> precoder)
{
    PrecodingProblem problem = DrawProblem(state.range(0), state.range(1));
    if (!state.range(2))
    {
        problem.rateWeights.resize(0); // Design copies the problem to fill them in
    }
    const CMatrix channel = StackChannels(GetChannels(problem));
    MeasureWithFloor(
        state,
        [&] { benchmark::DoNotOptimize(precoder->Design(problem)); },
        [&] { benchmark::DoNotOptimize(EigenKernel(channel, 0.5)); });
}

/**
 * \param state N, K, weights filled in
 */
void
BM_Zf(benchmark::State& state)
{
    RunLinear(state, CreateObject<ZfPrecoder>());
}

/**
 * \param state N, K, weights filled in
 */
void
BM_Mmse(benchmark::State& state)
{
    RunLinear(state, CreateObject<MmsePrecoder>());
}

/**
 * \param state N, K, weights filled in
 */
void
BM_Mrt(benchmark::State& state)
{
    RunLinear(state, CreateObject<MrtPrecoder>());
}

/**
 * WMMSE beside the textbook form, both from the channels over the linear MMSE start to the same
 * relative change of the rate.
 *
 * \param state N, K, M, Scenario, tolerance 10^-digits
 */
void
BM_Wmmse(benchmark::State& state)
{
    const PrecodingProblem problem =
        DrawProblem(state.range(0), state.range(1), state.range(2), state.range(3));
    const auto channels = GetChannels(problem);
    const double tolerance = std::pow(10.0, -static_cast<double>(state.range(4)));
    auto precoder = CreateObject<WmmsePrecoder>();
    precoder->SetAttribute("Tolerance", DoubleValue(tolerance));
    auto mmse = CreateObject<MmsePrecoder>();
    uint32_t textbookIterations = 0;
    CMatrix textbook;
    CMatrix reduced;
    MeasureWithFloor(
        state,
        [&] { reduced = precoder->Design(problem).weights; },
        [&] {
            textbook = TextbookWmmse(channels,
                                     mmse->Design(problem).weights,
                                     problem.maxPower,
                                     problem.rateWeights,
                                     tolerance,
                                     400,
                                     &textbookIterations);
        });
    state.counters["speedup"] = 1.0 / state.counters["ratio"];
    state.counters["rate_over_textbook"] =
        ComputeSumRate(channels, reduced) / ComputeSumRate(channels, textbook);
    state.counters["iterations"] = precoder->GetLastIterations();
    state.counters["textbook_iterations"] = textbookIterations;
}

/**
 * Growth of ten WMMSE iterations in N, beside the two products with the channel that any method
 * needs: the Gram matrix and W = H^H B.
 *
 * \param state N, K
 */
void
BM_WmmseGrowth(benchmark::State& state)
{
    const PrecodingProblem problem = DrawProblem(state.range(0), state.range(1));
    const CMatrix adjoint = StackChannels(GetChannels(problem)).adjoint();
    const CMatrix coefficients = CMatrix::Identity(state.range(1), state.range(1));
    auto precoder = CreateObject<WmmsePrecoder>();
    precoder->SetAttribute("Tolerance", DoubleValue(0.0)); // else the iterations depend on N
    precoder->SetAttribute("Iterations", UintegerValue(10));
    MeasureWithFloor(
        state,
        [&] { benchmark::DoNotOptimize(precoder->Design(problem)); },
        [&] {
            CMatrix gram(adjoint.cols(), adjoint.cols());
            gram.noalias() = adjoint.adjoint() * adjoint;
            CMatrix weights(adjoint.rows(), adjoint.cols());
            weights.noalias() = adjoint * coefficients;
            benchmark::DoNotOptimize(gram);
            benchmark::DoNotOptimize(weights);
        });
    state.counters["ns_per_antenna"] = state.counters["time_ns"] / state.range(0);
    state.counters["iterations"] = precoder->GetLastIterations();
}

/**
 * Ten ascent steps beside ten times the products that a step on W itself needs, H W and H^H Y.
 *
 * \param state N, K
 */
void
BM_SumRateAscent(benchmark::State& state)
{
    const PrecodingProblem problem = DrawProblem(state.range(0), state.range(1));
    const auto channels = GetChannels(problem);
    const CMatrix stacked = StackChannels(channels);
    const CMatrix start = CreateObject<MrtPrecoder>()->Design(problem).weights;
    const SumRateAscent ascent(10, 3e-4, 5);
    MeasureWithFloor(
        state,
        [&] { benchmark::DoNotOptimize(ascent.Ascend(channels, start, 1.0)); },
        [&] {
            for (int q = 0; q < 10; ++q)
            {
                CMatrix effective = stacked * start;
                CMatrix gradient = stacked.adjoint() * effective;
                benchmark::DoNotOptimize(gradient);
            }
        });
}

/**
 * The gradient beside the two products in it.
 *
 * \param state N, K
 */
void
BM_SumRateGradient(benchmark::State& state)
{
    const PrecodingProblem problem = DrawProblem(state.range(0), state.range(1));
    const CMatrix stacked = StackChannels(GetChannels(problem));
    const CMatrix start = CreateObject<MrtPrecoder>()->Design(problem).weights;
    MeasureWithFloor(
        state,
        [&] { benchmark::DoNotOptimize(ComputeSumRateGradient(stacked, start)); },
        [&] {
            CMatrix effective = stacked * start;
            CMatrix gradient = stacked.adjoint() * effective;
            benchmark::DoNotOptimize(gradient);
        });
}

BENCHMARK(BM_Mrt)->ArgNames({"N", "K", "weights"})->Args({64, 16, 1})->UseManualTime();
BENCHMARK(BM_Zf)
    ->ArgNames({"N", "K", "weights"})
    ->Args({64, 16, 1})
    ->Args({64, 16, 0})
    ->Args({128, 32, 1})
    ->Args({16, 4, 1})
    ->UseManualTime();
BENCHMARK(BM_Mmse)
    ->ArgNames({"N", "K", "weights"})
    ->Args({64, 16, 1})
    ->Args({64, 16, 0})
    ->Args({128, 32, 1})
    ->Args({16, 4, 1})
    ->UseManualTime();
BENCHMARK(BM_Wmmse)
    ->ArgNames({"N", "K", "M", "scenario", "digits"})
    ->Args({64, 16, 1, GAUSSIAN, 5})
    ->Args({64, 16, 1, SPARSE, 5})
    ->Args({64, 16, 1, SPARSE, 6})
    ->Args({64, 16, 1, GAUSSIAN, 7})
    ->Args({64, 16, 1, SPARSE, 7})
    ->Args({64, 16, 1, NEAR_FAR, 4})
    ->Args({64, 16, 1, NEAR_FAR, 5})
    ->Args({64, 4, 4, GAUSSIAN, 5})
    ->Args({64, 4, 4, SPARSE, 5})
    ->UseManualTime();
BENCHMARK(BM_WmmseGrowth)
    ->ArgNames({"N", "K"})
    ->Args({64, 16})
    ->Args({128, 16})
    ->Args({256, 16})
    ->Args({512, 16})
    ->UseManualTime();
BENCHMARK(BM_SumRateAscent)->ArgNames({"N", "K"})->Args({64, 16})->UseManualTime();
BENCHMARK(BM_SumRateGradient)->ArgNames({"N", "K"})->Args({64, 16})->UseManualTime();

} // namespace
