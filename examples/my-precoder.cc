/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// A precoder of your own, in a script, without touching the module: eigen-beamforming that serves
// each user along its channel with power shared in proportion to the path gain. It derives from
// Precoder, registers a TypeId and overrides DoDesign; compare-precoders-like programs then know it
// by name, and so does FddMimoHelper.
// Prints the mean sum rate of this precoder and of ZF over the same channels.

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/command-line.h"
#include "ns3/double.h"
#include "ns3/fdd-mimo-helper.h"
#include "ns3/mobility-helper.h"
#include "ns3/network-kpis.h"
#include "ns3/run-program.h"
#include "ns3/simulator.h"

#include <cstdio>

using namespace ns3;
using namespace ns3::fddmimo;

/// Matched beams, power in proportion to the channel gain.
class GainPrecoder : public Precoder
{
  public:
    /// \return the type's registration
    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("ns3::fddmimo::GainPrecoder")
                                .SetParent<Precoder>()
                                .AddConstructor<GainPrecoder>();
        return tid;
    }

  private:
    Beamformer DoDesign(const PrecodingProblem& problem) override
    {
        Beamformer beamformer;
        uint32_t streams = 0;
        for (const auto& user : problem.csi.users)
        {
            streams += user.rxAntennas;
        }
        beamformer.weights.resize(problem.txAntennas, streams);
        uint32_t column = 0;
        for (const auto& user : problem.csi.users)
        {
            beamformer.weights.middleCols(column, user.rxAntennas) = user.channel.adjoint();
            column += user.rxAntennas;
        }
        beamformer.weights *= std::sqrt(problem.maxPower) / beamformer.weights.norm();
        return beamformer;
    }
};

NS_OBJECT_ENSURE_REGISTERED(GainPrecoder);

/**
 * \param precoder TypeId of a precoder
 * \param simTime simulated time in s
 * \return mean sum rate in bit/s/Hz
 */
double
Simulate(const std::string& precoder, double simTime)
{
    NodeContainer bs(1);
    NodeContainer users(8);
    MobilityHelper mobility;
    mobility.SetPositionAllocator("ns3::fddmimo::SingleCellPositionAllocator");
    mobility.Install(users);
    MobilityHelper().Install(bs);
    FddMimoHelper mimo;
    mimo.SetPrecoder(precoder);
    mimo.SetNetwork("Saturated", BooleanValue(true));
    mimo.SetLinkBudget("BsTxPower", DoubleValue(-80.0)); // the channel has no path loss
    NetDeviceContainer bsDevices = mimo.InstallBs(bs);
    mimo.Attach(mimo.InstallUe(users), bsDevices.Get(0));
    mimo.AssignStreams(1);
    NetworkKpis kpis(mimo.GetNetwork(), Seconds(0));
    Simulator::Stop(Seconds(simTime));
    Simulator::Run();
    Simulator::Destroy();
    return kpis.GetCellRates().front().sumRate;
}

/**
 * \param argc number of arguments
 * \param argv arguments
 * \return exit status
 */
int
Run(int argc, char* argv[])
{
    double simTime = 0.5;
    CommandLine cmd(__FILE__);
    cmd.AddValue("simTime", "Simulated time in s", simTime);
    cmd.Parse(argc, argv);
    NS_ABORT_MSG_IF(!(simTime >= 0.01), "--simTime must be at least 0.01 s, but is " << simTime);
    for (const char* precoder : {"ns3::fddmimo::GainPrecoder", "ns3::fddmimo::ZfPrecoder"})
    {
        std::printf("%-28s %6.2f bit/s/Hz\n", precoder, Simulate(precoder, simTime));
    }
    return 0;
}

int
main(int argc, char* argv[])
{
    // A mistake ends the script with one line and status 1, where ns-3 alone would abort.
    return RunProgram([&] { return Run(argc, argv); });
}
