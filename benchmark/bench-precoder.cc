/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../test/textbook-wmmse.h"
#include "bench-ratio.h"

#include "ns3/mmse-precoder.h"
#include "ns3/mrt-precoder.h"
#include "ns3/object.h"
#include "ns3/random-variable-stream.h"
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

/// Linear SNR of all rows: 15 dB, the point at which the papers compare.
const double SNR = 31.622776601683793;

/**
 * \param antennas N
 * \param users K
 * \param rxAntennas M
 * \param weighted the caller fills in the rate weights, which saves Design a copy
 * \return i.i.d. Rayleigh channels at 15 dB, P = 1; the same on every call
 */
PrecodingProblem
MakeProblem(uint32_t antennas, uint32_t users, uint32_t rxAntennas = 1, bool weighted = true)
{
    auto normal = CreateObject<NormalRandomVariable>();
    normal->SetStream(1);
    PrecodingProblem problem;
    problem.txAntennas = antennas;
    for (uint32_t k = 0; k < users; ++k)
    {
        UserCsi user;
        user.rxAntennas = rxAntennas;
        user.channel.resize(rxAntennas, antennas);
        for (auto& entry : user.channel.reshaped())
        {
            const double re = normal->GetValue();
            const double im = normal->GetValue();
            entry = Complex(re, im) * std::sqrt(SNR / 2.0);
        }
        problem.csi.users.push_back(user);
    }
    if (weighted)
    {
        problem.rateWeights = RVector::Ones(users);
    }
    return problem;
}

/**
 * \param problem a problem
 * \return its channels
 */
std::vector<CMatrix>
GetChannels(const PrecodingProblem& problem)
{
    std::vector<CMatrix> channels;
    for (const auto& user : problem.csi.users)
    {
        channels.push_back(user.channel);
    }
    return channels;
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
    const PrecodingProblem problem =
        MakeProblem(state.range(0), state.range(1), 1, state.range(2) != 0);
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
 * WMMSE beside the textbook form, both from the linear MMSE start to a relative change of 1e-5.
 *
 * \param state N, K, M
 */
void
BM_Wmmse(benchmark::State& state)
{
    const PrecodingProblem problem = MakeProblem(state.range(0), state.range(1), state.range(2));
    const auto channels = GetChannels(problem);
    auto precoder = CreateObject<WmmsePrecoder>();
    const CMatrix start = CreateObject<MmsePrecoder>()->Design(problem).weights;
    uint32_t textbookIterations = 0;
    CMatrix textbook;
    CMatrix reduced;
    MeasureWithFloor(
        state,
        [&] { reduced = precoder->Design(problem).weights; },
        [&] {
            textbook = TextbookWmmse(channels,
                                     start,
                                     problem.maxPower,
                                     problem.rateWeights,
                                     1e-5,
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
 * Growth of WMMSE in N, beside the two products with the channel that any method needs: the Gram
 * matrix and W = H^H B.
 *
 * \param state N, K
 */
void
BM_WmmseGrowth(benchmark::State& state)
{
    const PrecodingProblem problem = MakeProblem(state.range(0), state.range(1));
    const CMatrix adjoint = StackChannels(GetChannels(problem)).adjoint();
    const CMatrix coefficients = CMatrix::Identity(state.range(1), state.range(1));
    auto precoder = CreateObject<WmmsePrecoder>();
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
    const PrecodingProblem problem = MakeProblem(state.range(0), state.range(1));
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
    const PrecodingProblem problem = MakeProblem(state.range(0), state.range(1));
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
    ->ArgNames({"N", "K", "M"})
    ->Args({64, 16, 1})
    ->Args({64, 4, 4})
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
