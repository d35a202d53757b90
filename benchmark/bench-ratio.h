/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_BENCH_RATIO_H
#define FDDMIMO_BENCH_RATIO_H

#include <algorithm>
#include <benchmark/benchmark.h>
#include <chrono>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Measures a piece of work and its floor in turns within one benchmark, so that a machine that
 * slows down slows both.
 *
 * The benchmark must be registered with UseManualTime(): an iteration is one measurement of both,
 * so that --benchmark_min_time bounds a row whose floor is slow. Counters: "time_ns" and
 * "floor_ns", the shortest of all iterations (what disturbs a measurement only ever lengthens it),
 * and "ratio" = time over floor.
 *
 * \param state the benchmark's state
 * \param work what is measured
 * \param floor what it is compared with
 */
template <class Work, class Floor>
void
MeasureWithFloor(benchmark::State& state, Work&& work, Floor&& floor)
{
    using Clock = std::chrono::steady_clock;
    // Short pieces are repeated until the clock's own cost and resolution do not matter.
    const auto time = [](auto&& piece, int repetitions) {
        const auto start = Clock::now();
        for (int i = 0; i < repetitions; ++i)
        {
            piece();
        }
        return std::chrono::duration<double, std::nano>(Clock::now() - start).count() / repetitions;
    };
    const auto calibrate = [&](auto&& piece) {
        time(piece, 3);
        return static_cast<int>(std::clamp(1e5 / time(piece, 3), 1.0, 1e6));
    };
    const int workRepetitions = calibrate(work);
    const int floorRepetitions = calibrate(floor);
    std::vector<double> workTimes;
    std::vector<double> floorTimes;
    for (auto _ : state)
    {
        workTimes.push_back(time(work, workRepetitions));
        floorTimes.push_back(time(floor, floorRepetitions));
        state.SetIterationTime(
            (workTimes.back() * workRepetitions + floorTimes.back() * floorRepetitions) * 1e-9);
    }
    state.counters["time_ns"] = *std::min_element(workTimes.begin(), workTimes.end());
    state.counters["floor_ns"] = *std::min_element(floorTimes.begin(), floorTimes.end());
    state.counters["ratio"] = state.counters["time_ns"] / state.counters["floor_ns"];
}

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_BENCH_RATIO_H */
