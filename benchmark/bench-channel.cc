/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// The channel of a sparse link at an instant (one of 16 users of a cell), beside the cost of what
// it cannot do without: L complex exponentials and L N complex multiply-adds (with stored array
// responses). Near-field channels beside two complex exponentials a sub-array and N
// multiplications; behind true-time-delay beams that are pointed each time, beside twice as many
// and the product with the beams.

#include "bench-ratio.h"

#include "ns3/constant-velocity-mobility-model.h"
#include "ns3/hybrid-channel-model.h"
#include "ns3/link-paths.h"
#include "ns3/near-field-channel-model.h"
#include "ns3/sparse-channel-model.h"
#include "ns3/ttd-analog-beamformer.h"

#include <benchmark/benchmark.h>
#include <cmath>
#include <vector>

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

/**
 * Update() of one base station of 64 antennas in 16 sub-arrays and 16 users in its near field.
 * \param state benchmark state; argument: 1 with true-time-delay beams, pointed each time
 */
void
BenchNearField(benchmark::State& state)
{
    const bool isHybrid = state.range(0) == 1;
    const uint32_t antennas = 64;
    const uint32_t subArrays = 16;
    Ptr<MimoChannelModel> channel = CreateObject<NearFieldChannelModel>();
    Ptr<HybridChannelModel> hybrid;
    if (isHybrid)
    {
        hybrid = CreateObject<HybridChannelModel>(channel, CreateObject<TtdAnalogBeamformer>());
        channel = hybrid;
    }
    channel->AddBs(CreateObject<ConstantVelocityMobilityModel>(), antennas);
    std::vector<Ptr<ConstantVelocityMobilityModel>> users;
    for (int user = 0; user < USERS; ++user)
    {
        users.push_back(CreateObject<ConstantVelocityMobilityModel>());
        channel->AddUe(users.back(), 1);
    }
    channel->AssignStreams(1);
    int64_t now = 0;

    const CRowMatrix rows = CRowMatrix::Random(USERS, antennas);
    const CMatrix beams = CMatrix::Random(antennas, USERS);
    CRowMatrix ports(USERS, USERS);
    CVector entries(antennas);
    double angle = 0.0;
    MeasureWithFloor(
        state,
        [&]() {
            now += 5000000;
            for (int user = 0; user < USERS; ++user)
            {
                users[user]->SetPosition(Vector(3.0 + 1e-9 * now, 0.2 * user - 1.5, 0.0));
            }
            if (hybrid)
            {
                hybrid->Steer();
            }
            channel->Update(NanoSeconds(now));
            benchmark::DoNotOptimize(channel->GetDownlinkOfCell(0, 0).data());
        },
        [&]() {
            for (int beam = 0; beam < (isHybrid ? 2 : 1) * USERS; ++beam)
            {
                for (uint32_t s = 0; s < subArrays; ++s)
                {
                    Complex entry = std::polar(1.0, angle += 100.0);
                    const Complex step = std::polar(1.0, angle += 0.1);
                    for (uint32_t q = 0; q < antennas / subArrays; ++q)
                    {
                        entries[s * antennas / subArrays + q] = entry;
                        entry *= step;
                    }
                }
                benchmark::DoNotOptimize(entries.data());
            }
            if (isHybrid)
            {
                ports.noalias() = rows * beams;
                benchmark::DoNotOptimize(ports.data());
            }
        });
}

BENCHMARK(BenchNearField)
    ->Arg(0)
    ->Arg(1)
    ->ArgName("ttd")
    ->UseManualTime()
    ->Name("near-field/N:64/K:16");

} // namespace
