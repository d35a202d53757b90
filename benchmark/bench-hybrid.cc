/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../test/exhaustive-greedy.h"
#include "bench-ratio.h"

#include "ns3/greedy-beam-selector.h"

#include <algorithm>
#include <benchmark/benchmark.h>
#include <cmath>
#include <vector>

using namespace ns3;
using namespace ns3::fddmimo;

namespace
{

/**
 * Greedy selection of beams, 8 x 8 antennas, 5 RF chains, 4 users, 5 corrections, beside the same
 * with every candidate solved from scratch, from the same initial beams. Counters: "same_beams",
 * the share of the instances in which both choose the same; "inverses", 4 x 4 inverses for each
 * candidate.
 *
 * \param state oversampling of the codebook, solver of the floor, SINR target in dB
 */
void
BM_GreedySelection(benchmark::State& state)
{
    const auto solver = static_cast<ExhaustiveGreedy::Solver>(state.range(1));
    const PlanarBeamCodebook codebook(8, 8, state.range(0));
    CMatrix beams(64, codebook.GetSize());
    for (uint32_t m = 0; m < codebook.GetSize(); ++m)
    {
        beams.col(m) = codebook.GetBeam(m);
    }
    const RVector targets = RVector::Constant(4, std::pow(10.0, state.range(2) / 10.0));
    ReferenceChannels draw(1);
    std::vector<CMatrix> channels;
    std::vector<std::vector<uint32_t>> starts;
    GreedyBeamSelector::Settings settings;
    for (int i = 0; i < 4; ++i)
    {
        channels.push_back(DrawCorrelated(draw, 4, 8, 8));
        settings.selections = 0;
        starts.push_back(
            GreedyBeamSelector(codebook, settings).Select(channels.back(), targets).beams);
        settings.selections = 5;
    }
    GreedyBeamSelector selector(codebook, settings);
    std::vector<std::vector<uint32_t>> chosen(channels.size());
    std::vector<std::vector<uint32_t>> expected(channels.size());
    MeasureWithFloor(
        state,
        [&] {
            for (std::size_t i = 0; i < channels.size(); ++i)
            {
                chosen[i] = selector.Select(channels[i], targets).beams;
            }
        },
        [&] {
            for (std::size_t i = 0; i < channels.size(); ++i)
            {
                expected[i] = starts[i];
                ExhaustiveGreedy::Correct(beams,
                                          channels[i],
                                          targets,
                                          5,
                                          settings.maxCorrelation,
                                          solver,
                                          1e-9,
                                          expected[i]);
            }
        });
    double same = 0.0;
    for (std::size_t i = 0; i < channels.size(); ++i)
    {
        same += chosen[i] == expected[i];
    }
    state.counters["speedup"] = 1.0 / state.counters["ratio"];
    state.counters["same_beams"] = same / channels.size();
    state.counters["selection_us"] = state.counters["time_ns"] * 1e-3 / channels.size();
    state.counters["inverses"] =
        static_cast<double>(selector.GetCounters().inverses) / selector.GetCounters().candidates;
}

BENCHMARK(BM_GreedySelection)
    ->ArgNames({"oversampling", "floor", "target_db"})
    ->Args({1, ExhaustiveGreedy::FIXED_POINT, 10})
    ->Args({1, ExhaustiveGreedy::POLICY_ITERATION, 10})
    ->Args({2, ExhaustiveGreedy::FIXED_POINT, 10})
    ->Args({2, ExhaustiveGreedy::POLICY_ITERATION, 10})
    ->Args({4, ExhaustiveGreedy::FIXED_POINT, 10})
    ->Args({4, ExhaustiveGreedy::POLICY_ITERATION, 10})
    ->Args({4, ExhaustiveGreedy::FIXED_POINT, 5})
    ->Args({4, ExhaustiveGreedy::POLICY_ITERATION, 5})
    ->UseManualTime();

/**
 * The beams of 1,000 random instances (8 x 8 antennas, 5 RF chains, 1 to 4 users, 0 to 15 dB, 5
 * corrections) beside those of the exhaustive form by policy iteration. Counters: "instances";
 * "same_beams", how many have the same beams; "power_difference", the largest relative difference
 * of the powers.
 *
 * \param state oversampling of the codebook
 */
void
BM_GreedyAgreement(benchmark::State& state)
{
    const int instances = 1000;
    const PlanarBeamCodebook codebook(8, 8, state.range(0));
    CMatrix beams(64, codebook.GetSize());
    for (uint32_t m = 0; m < codebook.GetSize(); ++m)
    {
        beams.col(m) = codebook.GetBeam(m);
    }
    GreedyBeamSelector::Settings settings;
    GreedyBeamSelector selector(codebook, settings);
    settings.selections = 0;
    GreedyBeamSelector initial(codebook, settings);
    int same = 0;
    double difference = 0.0;
    for (auto _ : state)
    {
        ReferenceChannels draw(58);
        same = 0;
        for (int i = 0; i < instances; ++i)
        {
            const CMatrix channel = DrawCorrelated(draw, 1 + i % 4, 8, 8);
            const RVector targets =
                RVector::Constant(channel.rows(), std::pow(10.0, draw.DrawUniform(0.0, 1.5)));
            const auto selection = selector.Select(channel, targets);
            std::vector<uint32_t> expected = initial.Select(channel, targets).beams;
            const double power = ExhaustiveGreedy::Correct(beams,
                                                           channel,
                                                           targets,
                                                           5,
                                                           settings.maxCorrelation,
                                                           ExhaustiveGreedy::POLICY_ITERATION,
                                                           1e-11,
                                                           expected);
            same += selection.beams == expected;
            difference = std::max(difference, std::abs(selection.power / power - 1.0));
        }
    }
    state.counters["instances"] = instances;
    state.counters["same_beams"] = same;
    state.counters["power_difference"] = difference;
}

BENCHMARK(BM_GreedyAgreement)
    ->ArgName("oversampling")
    ->Arg(1)
    ->Arg(2)
    ->Arg(4)
    ->Iterations(1)
    ->Unit(benchmark::kSecond);

} // namespace
