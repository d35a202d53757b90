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
#include "ns3/comparison-deployment.h"
#include "ns3/comparison-report.h"
#include "ns3/comparison-scenario.h"
#include "ns3/csi-codec.h"
#include "ns3/fdd-mimo-frame.h"
#include "ns3/fdd-mimo-network.h"
#include "ns3/interrupt.h"
#include "ns3/link-model.h"
#include "ns3/option-error.h"
#include "ns3/output-folder.h"
#include "ns3/program-options.h"
#include "ns3/progress.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/training-scenario.h"
#include "ns3/type-names.h"
#include "ns3/user-scheduler.h"

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::fddmimo;

namespace
{

/**
 * Checks that the pilots and the feedback window leave time for data.
 *
 * \param scenario the network
 * \param ports antennas or RF chains of a base station, which send pilots
 * \param codec codec
 * \throws OptionError if they do not
 */
void
CheckPilots(const ComparisonScenario& scenario, uint32_t ports, Ptr<CsiCodec> codec)
{
    const auto frame = CreateObject<FddMimoFrame>();
    const auto estimator = MakeObject<ChannelEstimator>("estimator", scenario.estimator);
    const uint32_t pilots =
        (scenario.cells == 1 ? 1 : scenario.pilotReuse) * estimator->GetPilotLength(ports);
    if (!frame->HasTimeForData(pilots, !codec->IsTransparent()))
    {
        std::ostringstream problem;
        problem << "its " << pilots << " pilot symbols leave no time for data in an interval of "
                << frame->GetInterval().As(Time::MS)
                << "; lower --pilot-reuse, give --estimator a PilotLength, or lengthen "
                   "--ns3::fddmimo::FddMimoFrame::Interval";
        throw OptionError("antennas", std::to_string(scenario.antennas), problem.str());
    }
}

/**
 * Checks that channel, precoders, codecs and the sizes of the network fit each other.
 *
 * \param scenario the network
 * \param precoders precoders
 * \param codecs codecs
 * \throws OptionError if they do not
 */
void
CheckFit(const ComparisonScenario& scenario,
         const std::vector<std::string>& precoders,
         const std::vector<std::string>& codecs)
{
    CheckSubArrays(
        MakeChannelFactory(scenario.channel, scenario.frequency).Create<MimoChannelModel>(),
        "channel",
        scenario.channel,
        scenario.antennas);
    const auto analog =
        MakeAnalogStage(scenario.analog, scenario.users, scenario.rxAntennas, scenario.antennas);
    const uint32_t ports = analog ? analog->GetRfChains() : scenario.antennas;
    const uint32_t limit = scenario.maxStreams == 0 ? ports : scenario.maxStreams;
    if (analog && analog->NeedsPositions() && scenario.cells == 1 && scenario.users > ports)
    {
        throw OptionError("analog",
                          scenario.analog,
                          "each of the " + std::to_string(scenario.users) +
                              " users needs a beam, but RfChains is " + std::to_string(ports));
    }
    if (limit > ports && analog)
    {
        throw OptionError("max-streams",
                          std::to_string(scenario.maxStreams),
                          "must be at most the RF chains of --analog, " + std::to_string(ports));
    }
    if (scenario.rxAntennas > limit)
    {
        throw OptionError("rx-antennas",
                          std::to_string(scenario.rxAntennas),
                          "a user takes as many streams, and a cell sends at most " +
                              std::to_string(limit));
    }
    for (const auto& name : codecs)
    {
        const auto codec = MakeObject<CsiCodec>("codecs", name);
        const std::string misfit =
            codec->GetMisfit({scenario.rxAntennas, ports, scenario.subbands});
        if (!misfit.empty())
        {
            throw OptionError("codecs", name, misfit);
        }
        WarnOfOtherScenario(name, codec->GetTrainingScenario(), {{"channel", scenario.channel}});
        if (codec->GetBoundBits() > 0.0)
        {
            throw OptionError("codecs", name, "is a limit, not a scheme: it is for sum-rate only");
        }
    }
    const uint32_t streams = std::min(limit, scenario.cells * scenario.users * scenario.rxAntennas);
    for (const auto& name : precoders)
    {
        const auto precoder = MakeObject<Precoder>("precoders", name);
        const uint32_t most = precoder->GetMaxStreams(ports);
        if (streams > most)
        {
            throw OptionError("precoders",
                              name,
                              name + " serves at most " + std::to_string(most) + " streams with " +
                                  std::to_string(ports) + (analog ? " RF chains" : " antennas") +
                                  "; lower --max-streams");
        }
        for (const auto& codec : codecs)
        {
            if (precoder->GetCsiNeed() & ~CSI_UPLINK_PILOTS)
            {
                CheckPilots(scenario, ports, MakeObject<CsiCodec>("codecs", codec));
            }
        }
    }
}

/// Attributes that an option sets.
const std::pair<const char*, const char*> RESERVED[] = {
    {"FeedbackChannel::Delay", "feedback-delay"},
    {"FeedbackChannel::DataRate", "feedback-rate"},
    {"FeedbackChannel::BitErrorRate", "feedback-ber"},
    {"FddMimoFrame::PilotReuse", "pilot-reuse"},
    {"FddMimoFrame::ChannelUpdates", "channel-updates"},
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
    {"FddMimoNetwork::MaxStreams", "max-streams"},
    {"FddMimoNetwork::Saturated", "traffic"},
    {"FddMimoNetDevice::Antennas", "antennas"},
    {"ThreeGppMimoChannelModel::Scenario", "channel"}};

/**
 * Says so where channels change within an interval, unless they are updated within it.
 *
 * \param scenario the network
 */
void
WarnOfFastUsers(const ComparisonScenario& scenario)
{
    const Time interval = CreateObject<FddMimoFrame>()->GetInterval();
    const double turns = scenario.speed / 3e8 * scenario.frequency * interval.GetSeconds();
    if (turns > 0.1 && scenario.channelUpdates == 1)
    {
        std::cerr << "note: at this speed Doppler frequency times interval is " << turns
                  << ", but channels stay constant within an interval; "
                     "--channel-updates=5 lets them change"
                  << std::endl;
    }
}

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

    ProgramOptions options(
        __FILE__,
        "Compares precoders in a packet-level FDD massive MIMO network: runs the "
        "same network once for each precoder and CSI codec. Writes summary.csv, "
        "users.csv, timing.csv and plots.");
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
    options.AddCount("pilot-reuse",
                     "Orthogonal pilot sets (with 1, pilots of all cells collide)",
                     &scenario.pilotReuse,
                     1,
                     100);
    options.AddCount("channel-updates",
                     "How often channels move on while the data of an interval is sent",
                     &scenario.channelUpdates,
                     1,
                     1000);
    options.AddReal("feedback-ber",
                    "Bit error rate of CSI reports",
                    &scenario.feedbackBer,
                    0,
                    0.5,
                    "");
    options.AddReal("feedback-delay",
                    "Delay of CSI reports in s",
                    &scenario.feedbackDelay,
                    0,
                    10,
                    "s");
    options.AddReal("feedback-rate",
                    "Rate of CSI reports in bit/s a user, 0: unlimited",
                    &scenario.feedbackRate,
                    0,
                    1e12,
                    "bit/s");
    options.AddCount("max-streams",
                     "Most streams a cell, 0: as many as antennas",
                     &scenario.maxStreams,
                     0,
                     1024);
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
    if (scenario.feedbackRate > 0 && scenario.feedbackRate < 1)
    {
        throw OptionError("feedback-rate",
                          std::to_string(scenario.feedbackRate),
                          "must be 0 (unlimited) or at least 1 bit/s");
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
    CheckFit(scenario, precoders, codecs);
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
