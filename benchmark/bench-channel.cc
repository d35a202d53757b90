/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// The channel of a sparse link at an instant (one of 16 users of a cell), beside the cost of what
// it cannot do without: L complex exponentials and L N complex multiply-adds (with stored array
// responses).

#include "bench-ratio.h"

#include "ns3/constant-velocity-mobility-model.h"
#include "ns3/link-paths.h"
#include "ns3/sparse-channel-model.h"

#include <benchmark/benchmark.h>
#include <cmath>

using namespace ns3;
using namespace ns3::fddmimo;

namespace
{

const int USERS = 16; //!< users of the cell

/**
 * Update() of one base station and 16 moving users, L = 10.
 * \param state benchmark state; argument: N
 */
void
BenchSparseLink(benchmark::State& state)
{
    const auto antennas = static_cast<uint32_t>(state.range(0));
    const int nPaths = 10;
    auto channel = CreateObject<SparseChannelModel>();
    channel->AddBs(CreateObject<ConstantVelocityMobilityModel>(), antennas);
    for (int user = 0; user < USERS; ++user)
    {
        auto mobility = CreateObject<ConstantVelocityMobilityModel>();
        mobility->SetPosition(Vector(100.0, 5.0 * user, 0.0));
        mobility->SetVelocity(Vector(1.0, 0.0, 0.0));
        channel->AddUe(mobility, 1);
    }
    channel->AssignStreams(1);
    int64_t now = 0;

    CMatrix responses = CMatrix::Random(antennas, nPaths);
    RVector doppler = RVector::Random(nPaths);
    CVector gains(nPaths);
    CVector sum(antennas);
    double time = 0.0;
    MeasureWithFloor(
        state,
        [&]() {
            channel->Update(NanoSeconds(now += 5000000));
            benchmark::DoNotOptimize(channel->GetDownlinkOfCell(0, 0).data());
        },
        [&]() {
            time += 5e-3;
            for (int user = 0; user < USERS; ++user)
            {
                for (int l = 0; l < nPaths; ++l)
                {
                    gains[l] = std::polar(1.0, 2.0 * M_PI * doppler[l] * time);
                }
                sum.noalias() = responses * gains;
                benchmark::DoNotOptimize(sum.data());
            }
        });
}

BENCHMARK(BenchSparseLink)
    ->Arg(64)
    ->Arg(256)
    ->ArgName("N")
    ->UseManualTime()
    ->Name("sparse-links/K:16/L:10");

} // namespace
