/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// One cell, four users, one precoder, UDP: the smallest FDD massive MIMO script.
//   fdd-mimo-simple --precoder=wmmse --codec=type1

#include "ns3/abort.h"
#include "ns3/command-line.h"
#include "ns3/fdd-mimo-helper.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/mobility-helper.h"
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
    std::string precoder = "mmse";
    std::string codec = "type2";
    double simTime = 1.0;
    CommandLine cmd(__FILE__);
    cmd.AddValue("precoder", "Precoder", precoder);
    cmd.AddValue("codec", "CSI codec", codec);
    cmd.AddValue("simTime", "Simulated time in s", simTime);
    cmd.Parse(argc, argv);

    NS_ABORT_MSG_IF(!(simTime > 0.0), "--simTime must be above 0 s, but is " << simTime);
    NodeContainer bs(1), users(4);
    MobilityHelper mobility;
    mobility.Install(NodeContainer(bs, users));
    for (uint32_t i = 0; i < users.GetN(); ++i)
    {
        users.Get(i)->GetObject<MobilityModel>()->SetPosition(Vector(100, 60.0 * i - 90, 0));
    }

    fddmimo::FddMimoHelper mimo;
    mimo.SetChannel("ns3::fddmimo::SparseChannelModel",
                    "PropagationLoss",
                    StringValue("ns3::LogDistancePropagationLossModel"));
    mimo.SetPrecoder(precoder);
    mimo.SetCsiCodec(codec);
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
        client.SetAttribute("Interval", TimeValue(MicroSeconds(400))); // 20.5 Mbit/s
        client.SetAttribute("MaxPackets", UintegerValue(1000000));
        client.Install(bs.Get(0)).Start(MilliSeconds(10));
    }
    Simulator::Stop(Seconds(simTime));
    Simulator::Run();

    for (uint32_t i = 0; i < users.GetN(); ++i)
    {
        const uint64_t packets = DynamicCast<UdpServer>(servers.Get(i))->GetReceived();
        std::printf("user %u: %.2f Mbit/s\n", i, packets * 8 * 1024e-6 / simTime);
    }
    Simulator::Destroy();
    return 0;
}

int
main(int argc, char* argv[])
{
    // A mistake ends the script with one line and status 1, where ns-3 alone would abort.
    return fddmimo::RunProgram([&] { return Run(argc, argv); });
}
