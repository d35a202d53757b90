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
//   summary.csv  one row a precoder, codec and RngRun
//   users.csv    throughput of every user in Mbit/s
//   timing.csv   measured times: precoder us per DesignBatch call, wall time of a run
//   user-throughput-cdf.png, cell-throughput.png, rate-vs-feedback.png

#include "ns3/comparison-scenario.h"
#include "ns3/csi-codec.h"
#include "ns3/csv-writer.h"
#include "ns3/fdd-mimo-network.h"
#include "ns3/interrupt.h"
#include "ns3/link-model.h"
#include "ns3/option-error.h"
#include "ns3/output-folder.h"
#include "ns3/plot.h"
#include "ns3/program-options.h"
#include "ns3/progress.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/type-names.h"
#include "ns3/user-scheduler.h"

#include <cstdio>
#include <map>
#include <utility>
#include <vector>

using namespace ns3;
using namespace ns3::fddmimo;

namespace
{

/// Results of all RngRuns of one precoder and codec, for table and plots.
struct Row
{
    std::string name;                       //!< precoder and codec
    std::string codec;                      //!< codec
    std::string precoder;                   //!< precoder
    RunningStatistics cellThroughputMbps;   //!< over the RngRuns
    RunningStatistics sumRate;              //!< over the RngRuns
    RunningStatistics netSumRate;           //!< over the RngRuns
    RunningStatistics feedbackBits;         //!< over the RngRuns
    RunningStatistics blockErrorRate;       //!< over the RngRuns
    RunningStatistics delayMs;              //!< over the RngRuns
    std::vector<double> userThroughputMbps; //!< of all users of all RngRuns
};

/**
 * Prints the table.
 * \param rows one a precoder and codec
 */
void
PrintTable(const std::vector<Row>& rows)
{
    std::printf("\n%-30s %10s %9s %10s %10s %7s %9s %11s\n",
                "precoder / codec",
                "cell Mb/s",
                "p5 Mb/s",
                "b/s/Hz",
                "net b/s/Hz",
                "BLER",
                "delay ms",
                "CSI bit/int");
    for (const auto& row : rows)
    {
        std::printf("%-30s %10.1f %9.2f %10.2f %10.2f %7.3f %9.2f %11.0f\n",
                    row.name.c_str(),
                    row.cellThroughputMbps.GetMean(),
                    GetQuantile(row.userThroughputMbps, 0.05),
                    row.sumRate.GetMean(),
                    row.netSumRate.GetMean(),
                    row.blockErrorRate.GetMean(),
                    row.delayMs.GetMean(),
                    row.feedbackBits.GetMean());
    }
}

/**
 * Draws the plots.
 * \param rows one a precoder and codec
 * \param output output folder
 */
void
DrawPlots(const std::vector<Row>& rows, const std::string& output)
{
    Plot cdf("User throughput", "throughput (Mbit/s)", "fraction of users");
    std::vector<std::string> precoders;
    std::map<std::string, std::vector<double>> heights;
    std::vector<std::string> codecs;
    Plot feedback("Rate against feedback",
                  "CSI feedback (bit a cell and interval)",
                  "net sum rate (bit/s/Hz)");
    std::map<std::string, std::vector<Plot::Point>> points;
    for (const auto& row : rows)
    {
        cdf.AddDistribution(row.name, row.userThroughputMbps);
        if (heights.find(row.codec) == heights.end())
        {
            codecs.push_back(row.codec);
        }
        heights[row.codec].push_back(row.cellThroughputMbps.GetMean());
        if (points.find(row.precoder) == points.end())
        {
            precoders.push_back(row.precoder);
        }
        points[row.precoder].push_back({row.feedbackBits.GetMean(),
                                        row.netSumRate.GetMean(),
                                        row.netSumRate.GetStandardError()});
    }
    cdf.Write(output, "user-throughput-cdf");

    Plot bars("Cell throughput", "precoder", "throughput (Mbit/s)");
    std::vector<std::pair<std::string, std::vector<double>>> groups;
    for (const auto& codec : codecs)
    {
        groups.emplace_back(codec, heights[codec]);
    }
    bars.AddBars(precoders, groups);
    bars.Write(output, "cell-throughput");

    for (const auto& precoder : precoders)
    {
        feedback.AddCurve(precoder, points[precoder]);
    }
    feedback.Write(output, "rate-vs-feedback");
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
                    "uma, umi, inh (3GPP TR 38.901) or a channel model: sparse, rayleigh, ...",
                    &scenario.channel);
    options.AddReal("frequency", "Carrier in Hz", &scenario.frequency, 0.5e9, 100e9, "Hz");
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
    options.AddCount("runs", "RngRuns, one after another", &runs, 1, 10000);
    options.AddText("output", "Output folder", &output);
    options.Parse(argc, argv);
    scenario.speed = speedKmh / 3.6;

    MakeChannelFactory(scenario.channel);
    for (const auto& precoder : precoders)
    {
        const auto probe = MakeObject<Precoder>("precoders", precoder);
        const uint32_t streams =
            std::min(scenario.users * scenario.rxAntennas,
                     scenario.maxStreams == 0 ? scenario.antennas : scenario.maxStreams);
        if (streams > probe->GetMaxStreams(scenario.antennas) || scenario.rxAntennas > streams)
        {
            throw OptionError("precoders",
                              precoder,
                              "can send at most " +
                                  std::to_string(probe->GetMaxStreams(scenario.antennas)) +
                                  " streams from " + std::to_string(scenario.antennas) +
                                  " antennas; lower --users, --rx-antennas or --max-streams");
        }
        for (const auto& codec : codecs)
        {
            const auto misfit =
                FddMimoNetwork::CheckCsi(probe, MakeObject<CsiCodec>("codecs", codec));
            if (!misfit.empty())
            {
                throw OptionError("codecs", codec, misfit);
            }
        }
    }
    CreateOutputFolder("output", output);

    CsvWriter summary(output + "/summary.csv",
                      {"precoder",
                       "codec",
                       "channel",
                       "cells",
                       "users_per_cell",
                       "antennas",
                       "rng_run",
                       "cell_throughput_mbps",
                       "cell_throughput_stderr_mbps",
                       "user_p5_throughput_mbps",
                       "sum_rate_bps_hz",
                       "sum_rate_stderr_bps_hz",
                       "net_sum_rate_bps_hz",
                       "net_sum_rate_stderr_bps_hz",
                       "predicted_sum_rate_bps_hz",
                       "block_error_rate",
                       "residual_block_error_rate",
                       "mean_delay_ms",
                       "feedback_bits_per_interval",
                       "mean_report_age_ms",
                       "reports_sent",
                       "reports_lost"});
    CsvWriter users(output + "/users.csv",
                    {"precoder", "codec", "rng_run", "cell", "user", "throughput_mbps"});
    CsvWriter timing(output + "/timing.csv",
                     {"precoder",
                      "codec",
                      "rng_run",
                      "design_calls",
                      "design_us_per_call",
                      "design_us_per_problem",
                      "wall_time_s",
                      "simulated_time_s"});

    const InterruptGuard guard;
    std::vector<Row> rows(precoders.size() * codecs.size());
    const uint32_t firstRun = RngSeedManager::GetRun();
    double done = 0.0;
    Progress progress("compare-precoders",
                      runs * rows.size() * (scenario.warmUp + scenario.duration));
    for (uint32_t run = 0; run < runs && !InterruptGuard::IsInterrupted(); ++run)
    {
        scenario.run = firstRun + run;
        ComparisonRunner runner(scenario);
        for (std::size_t i = 0; i < rows.size(); ++i)
        {
            Row& row = rows[i];
            row.precoder = precoders[i / codecs.size()];
            row.codec = codecs[i % codecs.size()];
            row.name = row.precoder + " / " + row.codec;
            progress.SetLabel(row.name);
            const auto result = runner.Run(row.precoder, row.codec, [&](double time) {
                progress.Update(done + time);
                return !InterruptGuard::IsInterrupted();
            });
            if (result.interrupted)
            {
                break;
            }
            done += runner.GetRunTime();
            summary.WriteRow({row.precoder,
                              row.codec,
                              scenario.channel,
                              scenario.cells,
                              scenario.users,
                              scenario.antennas,
                              scenario.run,
                              result.cellThroughputMbps.GetMean(),
                              result.cellThroughputMbps.GetStandardError(),
                              GetQuantile(result.userThroughputMbps, 0.05),
                              result.sumRate.GetMean(),
                              result.sumRate.GetStandardError(),
                              result.netSumRate.GetMean(),
                              result.netSumRate.GetStandardError(),
                              result.predictedSumRate.GetMean(),
                              result.blockErrorRate,
                              result.residualBlockErrorRate,
                              result.hasDelay ? CsvCell(result.meanDelayMs) : CsvCell(""),
                              result.feedbackBitsPerInterval,
                              result.meanReportAgeMs,
                              result.reportsSent,
                              result.reportsLost});
            for (uint32_t user = 0; user < result.userThroughputMbps.size(); ++user)
            {
                users.WriteRow({row.precoder,
                                row.codec,
                                scenario.run,
                                result.servingCell[user],
                                user,
                                result.userThroughputMbps[user]});
            }
            const double perCall =
                result.designs == 0 ? 0.0 : 1e6 * result.designTime / result.designs;
            timing.WriteRow({row.precoder,
                             row.codec,
                             scenario.run,
                             result.designs,
                             perCall,
                             perCall / (scenario.cells * scenario.subbands),
                             result.wallTime,
                             runner.GetRunTime()});
            row.cellThroughputMbps.Add(result.cellThroughputMbps.GetMean());
            row.sumRate.Add(result.sumRate.GetMean());
            row.netSumRate.Add(result.netSumRate.GetMean());
            row.feedbackBits.Add(result.feedbackBitsPerInterval);
            row.blockErrorRate.Add(result.blockErrorRate);
            row.delayMs.Add(result.meanDelayMs);
            row.userThroughputMbps.insert(row.userThroughputMbps.end(),
                                          result.userThroughputMbps.begin(),
                                          result.userThroughputMbps.end());
        }
    }
    if (InterruptGuard::IsInterrupted())
    {
        std::fprintf(stderr, "interrupted: the rows finished so far are in %s\n", output.c_str());
        return EXIT_INTERRUPTED;
    }
    PrintTable(rows);
    DrawPlots(rows, output);
    std::printf("\n%s/summary.csv, users.csv, timing.csv and plots written\n", output.c_str());
    return 0;
}

} // namespace

int
main(int argc, char* argv[])
{
    return RunProgram([&]() { return Compare(argc, argv); });
}
