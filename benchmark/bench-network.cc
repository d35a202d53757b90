/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Whole networks: 16 users a cell, 64 antennas, one subband, sparse channel with path loss, 5 ms
// intervals, MMSE. Wall time per simulated second is what counts; the packet benchmark stands
// beside the same UDP flows over ns-3's PointToPointNetDevice.

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/fdd-mimo-helper.h"
#include "ns3/hexagonal-position-allocator.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-generator.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/matrix-types.h"
#include "ns3/mobility-helper.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/simulator.h"
#include "ns3/single-cell-position-allocator.h"
#include "ns3/string.h"
#include "ns3/udp-client-server-helper.h"
#include "ns3/uinteger.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <benchmark/benchmark.h>
#include <chrono>
#include <cmath>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::fddmimo;

namespace
{

const uint32_t USERS = 16;     //!< users a cell
const double SIM_TIME = 0.5;   //!< simulated time of a run in s
const uint32_t PAYLOAD = 1400; //!< UDP payload in bytes

/// Nodes and devices of the network.
struct Network
{
    NodeContainer bs;             //!< base stations
    NodeContainer ues;            //!< users, cell by cell
    NetDeviceContainer bsDevices; //!< their devices
    NetDeviceContainer ueDevices; //!< their devices
};

/**
 * \param cells number of cells
 * \param saturated no packets above the PHY
 * \param helper the helper to use
 * \return the network
 */
Network
Build(uint32_t cells, bool saturated, FddMimoHelper& helper)
{
    Network network;
    network.bs.Create(cells);
    network.ues.Create(cells * USERS);
    auto sites = CreateObject<HexagonalPositionAllocator>();
    MobilityHelper mobility;
    mobility.SetPositionAllocator(sites);
    mobility.Install(network.bs);
    for (uint32_t cell = 0; cell < cells; ++cell)
    {
        auto drop = CreateObject<SingleCellPositionAllocator>();
        drop->SetAttribute("MinDistance", DoubleValue(35.0));
        drop->SetAttribute("MaxDistance", DoubleValue(250.0));
        drop->SetAttribute(
            "Center",
            VectorValue(network.bs.Get(cell)->GetObject<MobilityModel>()->GetPosition()));
        drop->AssignStreams(cell);
        MobilityHelper users;
        users.SetPositionAllocator(drop);
        for (uint32_t user = 0; user < USERS; ++user)
        {
            users.Install(network.ues.Get(cell * USERS + user));
        }
    }
    helper.SetChannel("ns3::fddmimo::SparseChannelModel",
                      "PropagationLoss",
                      StringValue("ns3::LogDistancePropagationLossModel[Exponent=3.76|"
                                  "ReferenceDistance=1|ReferenceLoss=15.3]"));
    helper.SetNetwork("Saturated", BooleanValue(saturated));
    network.bsDevices = helper.InstallBs(network.bs);
    network.ueDevices = helper.InstallUe(network.ues);
    for (uint32_t ue = 0; ue < cells * USERS; ++ue)
    {
        helper.Attach(NetDeviceContainer(network.ueDevices.Get(ue)),
                      network.bsDevices.Get(ue / USERS));
    }
    helper.AssignStreams(1000);
    return network;
}

/**
 * Runs the simulation that stands ready.
 * \return wall time in s
 */
double
RunSimulation()
{
    Simulator::Stop(Seconds(SIM_TIME));
    const auto start = std::chrono::steady_clock::now();
    Simulator::Run();
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
    return wall.count();
}

/**
 * PHY with saturated queues; the argument is the number of cells.
 * \param state benchmark state
 */
void
BenchNetworkPhy(benchmark::State& state)
{
    const auto cells = static_cast<uint32_t>(state.range(0));
    double wall = 0.0;
    for (auto _ : state)
    {
        FddMimoHelper helper;
        Build(cells, true, helper);
        const double run = RunSimulation();
        Simulator::Destroy();
        state.SetIterationTime(run);
        wall += run;
    }
    const double perSecond = wall / (state.iterations() * SIM_TIME);
    state.counters["wall_s_per_sim_s"] = perSecond;
    // Every base station reaches every user; 5 ms intervals.
    state.counters["us_per_link_and_interval"] = 1e6 * perSecond / (200.0 * cells * cells * USERS);
}

BENCHMARK(BenchNetworkPhy)
    ->Arg(1)
    ->Arg(3)
    ->Arg(7)
    ->Arg(19)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond)
    ->Name("network-phy/cells");

/**
 * Growth of the PHY with the number of cells, as a cost a user and a cost a link (of any base
 * station to any user): the least-squares fit of the relative errors of a run's time. The counters
 * link_us_N hold what a link costs with N cells, less the users' part; spread is the largest
 * deviation of one of them from the fit.
 *
 * \param state benchmark state
 */
void
BenchNetworkGrowth(benchmark::State& state)
{
    const std::vector<uint32_t> cells{1, 3, 7, 19};
    std::vector<double> shortest(cells.size(), 1e9); // what disturbs a run only ever lengthens it
    for (auto _ : state)
    {
        double total = 0.0;
        for (std::size_t i = 0; i < cells.size(); ++i)
        {
            FddMimoHelper helper;
            Build(cells[i], true, helper);
            const double run = RunSimulation();
            Simulator::Destroy();
            shortest[i] = std::min(shortest[i], run);
            total += run;
        }
        state.SetIterationTime(total);
    }
    RMatrix parts(cells.size(), 2); // of a run's time: users, links
    RVector micros(cells.size());
    for (std::size_t i = 0; i < cells.size(); ++i)
    {
        micros(i) = 1e6 * shortest[i] / (SIM_TIME / 5e-3); // an interval
        parts.row(i) << cells[i] * USERS / micros(i), cells[i] * cells[i] * USERS / micros(i);
    }
    const RMatrix normal = parts.transpose() * parts;
    const RVector cost = normal.llt().solve(parts.transpose() * RVector::Ones(cells.size()));
    double spread = 0.0;
    for (std::size_t i = 0; i < cells.size(); ++i)
    {
        const double users = cells[i] * USERS;
        const double link = (micros(i) - users * cost(0)) / (users * cells[i]);
        state.counters["link_us_" + std::to_string(cells[i])] = link;
        spread = std::max(spread, std::abs(link / cost(1) - 1.0));
    }
    state.counters["user_us"] = cost(0);
    state.counters["link_us"] = cost(1);
    state.counters["spread"] = spread;
}

BENCHMARK(BenchNetworkGrowth)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond)
    ->MinTime(8.0)
    ->Name("network-phy/growth");

/**
 * \param sources nodes that send, one a flow
 * \param sinks nodes that receive, one a flow
 * \param addresses their addresses
 * \param interval time between packets of a flow
 * \return the sinks' applications
 */
ApplicationContainer
InstallUdp(const NodeContainer& sources,
           const NodeContainer& sinks,
           const Ipv4InterfaceContainer& addresses,
           Time interval)
{
    const auto servers = UdpServerHelper(9).Install(sinks);
    for (uint32_t i = 0; i < sinks.GetN(); ++i)
    {
        UdpClientHelper client(addresses.GetAddress(i), 9);
        client.SetAttribute("PacketSize", UintegerValue(PAYLOAD));
        client.SetAttribute("Interval", TimeValue(interval));
        client.SetAttribute("MaxPackets", UintegerValue(4000000000U));
        client.Install(sources.Get(i)).Start(MilliSeconds(5));
    }
    return servers;
}

/**
 * \param servers UDP sinks
 * \return packets that they received
 */
uint64_t
CountReceived(const ApplicationContainer& servers)
{
    uint64_t received = 0;
    for (uint32_t i = 0; i < servers.GetN(); ++i)
    {
        received += DynamicCast<UdpServer>(servers.Get(i))->GetReceived();
    }
    return received;
}

/**
 * UDP over IP over 7 cells, 10 Mbit/s a user, beside the same flows over PointToPointNetDevice.
 * \param state benchmark state
 */
void
BenchNetworkUdp(benchmark::State& state)
{
    const uint32_t cells = 7;
    const Time interval = Seconds(8.0 * PAYLOAD / 10e6);
    double wall = 0.0;
    double floorWall = 0.0;
    uint64_t packets = 0;
    uint64_t floorPackets = 0;
    for (auto _ : state)
    {
        {
            FddMimoHelper helper;
            Network network = Build(cells, false, helper);
            InternetStackHelper().Install(NodeContainer(network.bs, network.ues));
            Ipv4AddressHelper addresses("10.0.0.0", "255.255.0.0");
            Ipv4InterfaceContainer interfaces;
            NodeContainer sources;
            for (uint32_t cell = 0; cell < cells; ++cell)
            {
                addresses.Assign(NetDeviceContainer(network.bsDevices.Get(cell)));
                for (uint32_t user = 0; user < USERS; ++user)
                {
                    interfaces.Add(addresses.Assign(
                        NetDeviceContainer(network.ueDevices.Get(cell * USERS + user))));
                    sources.Add(network.bs.Get(cell));
                }
                addresses.NewNetwork();
            }
            const auto servers = InstallUdp(sources, network.ues, interfaces, interval);
            const double run = RunSimulation();
            packets += CountReceived(servers);
            state.SetIterationTime(run);
            wall += run;
            Simulator::Destroy();
            Ipv4AddressGenerator::Reset();
        }
        NodeContainer bs(cells);
        NodeContainer ues(cells * USERS);
        InternetStackHelper().Install(NodeContainer(bs, ues));
        PointToPointHelper link;
        link.SetDeviceAttribute("DataRate", StringValue("100Mbps"));
        Ipv4AddressHelper addresses("10.0.0.0", "255.255.255.252");
        Ipv4InterfaceContainer interfaces;
        NodeContainer sources;
        for (uint32_t ue = 0; ue < ues.GetN(); ++ue)
        {
            const auto pair = addresses.Assign(link.Install(bs.Get(ue / USERS), ues.Get(ue)));
            interfaces.Add(pair.Get(1));
            sources.Add(bs.Get(ue / USERS));
            addresses.NewNetwork();
        }
        const auto servers = InstallUdp(sources, ues, interfaces, interval);
        floorWall += RunSimulation();
        floorPackets += CountReceived(servers);
        Simulator::Destroy();
        Ipv4AddressGenerator::Reset();
    }
    state.counters["packets_per_wall_s"] = packets / wall;
    state.counters["p2p_packets_per_wall_s"] = floorPackets / floorWall;
    state.counters["ratio"] = packets / wall / (floorPackets / floorWall);
    state.counters["delivered_share"] = static_cast<double>(packets) / floorPackets;
}

BENCHMARK(BenchNetworkUdp)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond)
    ->Name("network-udp/7-cells-16-users");

} // namespace
