/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#if __has_include("ns3/transformer-precoder.h") // not built without LibTorch

#include "../model/transformer/span-network-private.h"
#include "bench-ratio.h"

#include "ns3/double.h"
#include "ns3/random-variable-stream.h"
#include "ns3/span-kernels.h"
#include "ns3/sum-rate.h"
#include "ns3/transformer-precoder.h"
#include "ns3/uinteger.h"
#include "ns3/wmmse-precoder.h"

#include <benchmark/benchmark.h>
#include <cmath>
#include <memory>

using namespace ns3;
using namespace ns3::fddmimo;

namespace
{

constexpr int BATCH = 64; //!< problems of a batch

/**
 * \param antennas N
 * \param users K
 * \param snrDb SNR in dB
 * \return a batch of problems with i.i.d. Gaussian channels
 */
std::vector<PrecodingProblem>
MakeProblems(int antennas, int users, double snrDb)
{
    auto normal = CreateObject<NormalRandomVariable>();
    normal->SetStream(1);
    const double scale = std::sqrt(0.5 * std::pow(10.0, 0.1 * snrDb));
    std::vector<PrecodingProblem> problems(BATCH);
    for (PrecodingProblem& problem : problems)
    {
        problem.txAntennas = antennas;
        problem.rateWeights = RVector::Ones(users);
        for (int k = 0; k < users; ++k)
        {
            UserCsi user;
            user.channel.resize(1, antennas);
            for (int n = 0; n < antennas; ++n)
            {
                const double re = normal->GetValue();
                user.channel(0, n) = scale * Complex(re, normal->GetValue());
            }
            problem.csi.users.push_back(user);
        }
    }
    return problems;
}

/**
 * \param problems the problems
 * \param precoder a precoder
 * \return mean of its sum rate
 */
double
ComputeMeanRate(const std::vector<PrecodingProblem>& problems, Precoder& precoder)
{
    const std::vector<Beamformer> beams = precoder.DesignBatch(problems);
    double sum = 0.0;
    for (std::size_t i = 0; i < problems.size(); ++i)
    {
        std::vector<CMatrix> channels;
        for (const UserCsi& user : problems[i].csi.users)
        {
            channels.push_back(user.channel);
        }
        sum += ComputeSumRate(channels, beams[i].weights);
    }
    return sum / problems.size();
}

/**
 * A batch of 64 problems beside WMMSE with just as many iterations as reach the same mean rate. The
 * counters say how many those are, and what both reach in bit/s/Hz.
 */
void
BM_TransformerAgainstWmmse(benchmark::State& state)
{
    const auto problems = MakeProblems(state.range(0), state.range(1), state.range(2));
    auto transformer = CreateObject<TransformerPrecoder>();
    const double rate = ComputeMeanRate(problems, *transformer);
    auto wmmse = CreateObject<WmmsePrecoder>();
    wmmse->SetAttribute("Tolerance", DoubleValue(0.0));
    const double converged = [&] {
        wmmse->SetAttribute("Iterations", UintegerValue(1000));
        return ComputeMeanRate(problems, *wmmse);
    }();
    uint32_t iterations = 0;
    double reached = 0.0;
    for (; iterations < 200; ++iterations)
    {
        wmmse->SetAttribute("Iterations", UintegerValue(iterations));
        reached = ComputeMeanRate(problems, *wmmse);
        if (reached >= rate)
        {
            break;
        }
    }
    MeasureWithFloor(
        state,
        [&] { benchmark::DoNotOptimize(transformer->DesignBatch(problems)); },
        [&] { benchmark::DoNotOptimize(wmmse->DesignBatch(problems)); });
    state.counters["iterations"] = iterations;
    state.counters["rate"] = rate;
    state.counters["wmmse"] = converged;
    state.counters["us_a_problem"] = state.counters["time_ns"] * 1e-3 / BATCH;
}

BENCHMARK(BM_TransformerAgainstWmmse)
    ->Args({16, 16, 10})
    ->Args({40, 40, 0})
    ->Args({40, 40, 10})
    ->Args({40, 40, 20})
    ->Args({28, 40, 15})
    ->Args({64, 16, 10})
    ->UseManualTime()
    ->MinTime(0.3);

} // namespace

#endif
