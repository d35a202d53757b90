/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Runs the same FDD massive MIMO network once for each precoder and CSI codec, over the same
// channels, and compares them. By default: 7 cells at 500 m, 10 walking users a cell, 64 antennas,
// 3GPP TR 38.901 UMa at 3.5 GHz, 20 MHz, UDP full buffer plus one TCP flow a cell.
//
// Prints a table and writes to the output folder:
//   summary.csv  one row a precoder, codec and RngRun; with --sinr-target also the share of users
//                below it; energies are those of the beams, without circuits
//   users.csv    throughput of every user in Mbit/s
//   timing.csv   measured times: precoder us per DesignBatch call, wall time of a run
//   user-throughput-cdf.png, cell-throughput.png, rate-vs-feedback.png

#include "ns3/analog-option.h"
#include "ns3/channel-estimator.h"
#include "ns3/common-options.h"
#include "ns3/comparison-checks.h"
#include "ns3/comparison-deployment.h"
#include "ns3/comparison-report.h"
#include "ns3/comparison-scenario.h"
#include "ns3/config.h"
#include "ns3/csi-codec.h"
#include "ns3/interrupt.h"
#include "ns3/link-model.h"
#include "ns3/output-folder.h"
#include "ns3/precoder.h"
#include "ns3/program-options.h"
#include "ns3/progress.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/run-program.h"
#include "ns3/type-names.h"
#include "ns3/uinteger.h"
#include "ns3/user-scheduler.h"

#include <cstdio>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::fddmimo;

namespace
{

/// Attributes that an option sets.
const std::pair<const char*, const char*> RESERVED[] = {
    {"FeedbackChannel::BitErrorRate", "feedback-ber"},
    {"LinkBudget::Bandwidth", "bandwidth"},
    {"AnalogBeamformer::RfChains", "analog"},
    {"MimoChannelModel::Frequency", "frequency"},
    {"MimoChannelModel::UplinkFrequency", "frequency"},
    {"MimoChannelModel::Subbands", "subbands"},
    {"MimoChannelModel::SubbandSpacing", "bandwidth"},
    {"FddMimoNetwork::Channel", "channel"},
    {"FddMimoNetwork::Precoder", "precoders"},
    {"FddMimoNetwork::Csi", "codecs"},
    {"FddMimoNetwork::LinkModel", "link-model"},
    {"FddMimoNetwork::Saturated", "traffic"},
    {"FddMimoNetDevice::Antennas", "antennas"},
    {"ThreeGppMimoChannelModel::Scenario", "channel"}};

/**
 * \param argc number of arguments
 * \param argv arguments
 * \return exit status
 */
int
Compare(int argc, char* argv[])
{
    ComparisonScenario scenario;
    std::vector<std::string> precoders{"mrt", "zf", "mmse", "wmmse"};
    std::vector<std::string> codecs{"perfect", "type2"};
    std::string output = "results";
    uint32_t runs = 1;
    double speedKmh = 3.0;
    double sinrTargetDb = 10.0;
    // Defaults of attributes that suit cells that move and disturb each other.
    Config::SetDefault("ns3::fddmimo::FddMimoFrame::PilotReuse", UintegerValue(3));
    Config::SetDefault("ns3::fddmimo::FddMimoFrame::ChannelUpdates", UintegerValue(5));

    ProgramOptions options(
        __FILE__,
        "Compares precoders in a packet-level FDD massive MIMO network: runs the "
        "same network once for each precoder and CSI codec. Writes summary.csv, "
        "users.csv, timing.csv and plots. What is no option is an attribute: "
        "--FddMimoFrame::PilotReuse=1, --FddMimoFrame::ChannelUpdates=1, "
        "--FeedbackChannel::Delay=1ms, --FeedbackChannel::DataRate=1Mbps, "
        "--FddMimoNetwork::MaxStreams=8, --LinkBudget::BsTxPower=40; "
        "--PrintAttributes=ns3::fddmimo::FddMimoFrame lists those of a class.");
    options.AddConfigurationFile();
    options.AddMethodList("precoders", "Precoders", &precoders, Precoder::GetTypeId());
    options.AddMethodList("codecs", "CSI codecs", &codecs, CsiCodec::GetTypeId());
    options.AddCount("cells", "Cells", &scenario.cells, 1, 61);
    options.AddCount("users",
                     "Users a cell, in the mean: each is served by the cell that it hears best",
                     &scenario.users,
                     1,
                     1000);
    options.AddCount("antennas", "Antennas of a base station", &scenario.antennas, 1, 1024);
    options.AddCount("rx-antennas", "Antennas of a user", &scenario.rxAntennas, 1, 16);
    options.AddText("channel",
                    "uma, umi, inh (3GPP TR 38.901) or a channel model: sparse, rayleigh, "
                    "near-field, ...",
                    &scenario.channel);
    options.AddText("analog", DescribeAnalogOption(), &scenario.analog);
    options.AddReal("frequency",
                    "Carrier in Hz (near-field: 99.93 GHz unless given)",
                    &scenario.frequency,
                    0.5e9,
                    100e9,
                    "Hz");
    options.AddReal("bandwidth", "Bandwidth in Hz", &scenario.bandwidth, 1e5, 1e9, "Hz");
    options.AddCount("subbands", "Subbands", &scenario.subbands, 1, 256);
    options.AddReal("isd", "Inter-site distance in m", &scenario.interSiteDistance, 10, 1e5, "m");
    options.AddReal("speed", "Speed of the users in km/h", &speedKmh, 0, 500, "km/h");
    options.AddReal("duration", "Simulated time in s", &scenario.duration, 0.005, 1e5, "s");
    options.AddReal("warm-up", "Time before it in s", &scenario.warmUp, 0, 1e4, "s");
    options.AddChoice("traffic",
                      "What flows in the downlink",
                      &scenario.traffic,
                      {"saturated", "udp", "tcp", "mixed"});
    options.AddMethod("scheduler", "Scheduler", &scenario.scheduler, UserScheduler::GetTypeId());
    options.AddMethod("link-model", "Link model", &scenario.linkModel, LinkModel::GetTypeId());
    options.AddMethod("estimator",
                      "Channel estimator",
                      &scenario.estimator,
                      ChannelEstimator::GetTypeId());
    options.AddReal("feedback-ber",
                    "Bit error rate of CSI reports",
                    &scenario.feedbackBer,
                    0,
                    0.5,
                    "");
    options.AddReal("sinr-target",
                    "SINR target of every user in dB, for precoders that give just the power that "
                    "it takes (greedy-hybrid); outage and energy are printed",
                    &sinrTargetDb,
                    -60,
                    60,
                    "dB");
    options.AddCount("runs", "RngRuns, one after another", &runs, 1, 10000);
    options.AddText("output", "Output folder", &output);
    for (const auto& [attribute, option] : RESERVED)
    {
        options.Reserve(std::string("ns3::fddmimo::") + attribute, option);
    }
    options.Parse(argc, argv);
    scenario.speed = speedKmh / 3.6;
    if (options.IsGiven("sinr-target"))
    {
        scenario.sinrTargetDb = sinrTargetDb;
    }
    if (!options.IsGiven("frequency"))
    {
        scenario.frequency = GetUsualFrequency(scenario.channel);
    }
    WarnOfFastUsers(scenario);

    if (!options.IsGiven("codecs"))
    {
        AddNeededCodecs(precoders, codecs);
    }
    const std::vector<MethodPair> pairs = MatchMethods(precoders, codecs);
    CheckComparison(scenario, precoders, codecs);
    CreateOutputFolder("output", output);

    ComparisonReport report(output);
    const InterruptGuard guard;
    const uint32_t firstRun = RngSeedManager::GetRun();
    const double runTime = scenario.warmUp + scenario.duration;
    Progress progress("compare-precoders", runs * pairs.size() * runTime);
    double done = 0.0;
    for (uint32_t run = 0; run < runs; ++run)
    {
        scenario.run = firstRun + run;
        ComparisonRunner runner(scenario);
        for (const auto& [precoder, codec] : pairs)
        {
            progress.SetLabel(precoder + " / " + codec);
            const auto result = runner.Run(precoder, codec, [&, before = done](double time) {
                progress.Update(before + time);
                return !InterruptGuard::IsInterrupted();
            });
            if (result.interrupted)
            {
                std::fprintf(stderr,
                             "interrupted: the rows finished so far are in %s\n",
                             output.c_str());
                return EXIT_INTERRUPTED;
            }
            done += runTime;
            report.Add(scenario, precoder, codec, result);
        }
    }
    report.PrintTable();
    report.DrawPlots();
    std::printf("\n%s/: summary.csv, users.csv, timing.csv, 3 plots (.png, .plt)\n",
                output.c_str());
    return 0;
}

} // namespace

int
main(int argc, char* argv[])
{
    return RunProgram([&]() { return Compare(argc, argv); });
}
