/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// A network whose channels are recorded while it runs, to train a precoder on them; with the result
// the same network runs again. Walking users, one cell, UDP.
//
//   record-network --record=network.h5 --simTime=20
//   train-precoder --channel=network.h5 --antennas=32 --users=4 --gain=user --bits=2,3,4
//   --output=mine record-network --weights=mine/weights.h5 --run=2
//
// Prints the throughput of each user in Mbit/s.

#include "ns3/abort.h"
#include "ns3/command-line.h"
#include "ns3/double.h"
#include "ns3/fdd-mimo-helper.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/mimo-dataset-recorder.h"
#include "ns3/mobility-helper.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/run-program.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/udp-client-server-helper.h"
#include "ns3/uinteger.h"

#include <cstdio>

using namespace ns3;

/**
 * \param argc number of arguments
 * \param argv arguments
 * \return exit status
 */
int
Run(int argc, char* argv[])
{
    std::string record;
    std::string weights;
    double simTime = 1.0;
    uint64_t run = 1;
    CommandLine cmd(__FILE__);
    cmd.AddValue("record", "data set FILE.h5 for the channels of every interval", record);
    cmd.AddValue("weights", "weight archive for CSI and beams; empty: Type-II and MMSE", weights);
    cmd.AddValue("simTime", "Simulated time in s", simTime);
    cmd.AddValue("run", "RngRun", run);
    cmd.Parse(argc, argv);
    NS_ABORT_MSG_IF(!(simTime > 0.0), "--simTime must be above 0 s, but is " << simTime);
    RngSeedManager::SetRun(run);

    NodeContainer bs(1);
    NodeContainer users(4);
    MobilityHelper mobility;
    mobility.Install(bs);
    mobility.SetPositionAllocator("ns3::RandomRectanglePositionAllocator",
                                  "X",
                                  StringValue("ns3::UniformRandomVariable[Min=60|Max=140]"),
                                  "Y",
                                  StringValue("ns3::UniformRandomVariable[Min=-90|Max=90]"));
    mobility.SetMobilityModel("ns3::RandomWalk2dMobilityModel",
                              "Bounds",
                              StringValue("60|140|-90|90"));
    mobility.Install(users);

    fddmimo::FddMimoHelper mimo;
    mimo.SetChannel("sparse",
                    "PropagationLoss",
                    StringValue("ns3::LogDistancePropagationLossModel"),
                    "UpdatePeriod",
                    TimeValue(MilliSeconds(5)));
    if (weights.empty())
    {
        mimo.SetCsiCodec("type2");
        mimo.SetPrecoder("mmse");
    }
    else
    {
        mimo.SetCsiCodec("edn", "Weights", StringValue(weights), "Bits", UintegerValue(3));
        mimo.SetPrecoder("edn", "Weights", StringValue(weights));
    }
    mimo.SetBsAntennas(32);
    NetDeviceContainer bsDevices = mimo.InstallBs(bs);
    NetDeviceContainer userDevices = mimo.InstallUe(users);
    mimo.Attach(userDevices, bsDevices.Get(0));
    mimo.AssignStreams(1);

    InternetStackHelper().Install(NodeContainer(bs, users));
    Ipv4AddressHelper addresses("10.1.1.0", "255.255.255.0");
    addresses.Assign(bsDevices);
    Ipv4InterfaceContainer interfaces = addresses.Assign(userDevices);
    ApplicationContainer servers = UdpServerHelper(9).Install(users);
    for (uint32_t i = 0; i < users.GetN(); ++i)
    {
        UdpClientHelper client(interfaces.GetAddress(i), 9);
        client.SetAttribute("Interval", TimeValue(MicroSeconds(100))); // 82 Mbit/s
        client.SetAttribute("MaxPackets", UintegerValue(100000000));
        client.Install(bs.Get(0)).Start(MilliSeconds(10));
    }

    auto recorder = CreateObject<fddmimo::MimoDatasetRecorder>();
    if (!record.empty())
    {
        recorder->SetAttribute("FileName", StringValue(record));
        recorder->SetChannel(mimo.GetNetwork()->GetChannelModel());
        recorder->Start(MilliSeconds(20));
    }
    Simulator::Stop(Seconds(simTime));
    Simulator::Run();

    for (uint32_t i = 0; i < users.GetN(); ++i)
    {
        const uint64_t packets = DynamicCast<UdpServer>(servers.Get(i))->GetReceived();
        std::printf("user %u: %.2f Mbit/s\n", i, packets * 8 * 1024e-6 / simTime);
    }
    recorder->Dispose();
    Simulator::Destroy();
    return 0;
}

int
main(int argc, char* argv[])
{
    // A mistake ends the script with one line and status 1, where ns-3 alone would abort.
    return fddmimo::RunProgram([&] { return Run(argc, argv); });
}
