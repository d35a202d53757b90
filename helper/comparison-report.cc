/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "comparison-report.h"

#include "plot.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <utility>

namespace ns3
{
namespace fddmimo
{

ComparisonReport::ComparisonReport(const std::string& output)
    : m_output(output),
      m_summary(output + "/summary.csv",
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
                 "reports_lost",
                 "analog",
                 "radiated_power_w",
                 "energy_per_bit_nj",
                 "sinr_target_db",
                 "sinr_outage",
                 "infeasible_designs"}),
      m_users(output + "/users.csv",
              {"precoder", "codec", "rng_run", "cell", "user", "throughput_mbps"}),
      m_timing(output + "/timing.csv",
               {"precoder",
                "codec",
                "rng_run",
                "design_calls",
                "design_us_per_call",
                "design_us_per_problem",
                "wall_time_s",
                "simulated_time_s"})
{
}

void
ComparisonReport::Add(const ComparisonScenario& scenario,
                      const std::string& precoder,
                      const std::string& codec,
                      const ComparisonResult& result)
{
    const bool hasTarget = scenario.sinrTargetDb != ComparisonScenario::NO_SINR_TARGET;
    m_summary.WriteRow({precoder,
                        codec,
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
                        result.reportsLost,
                        scenario.analog,
                        result.radiatedPower,
                        1e9 * result.energyPerBit,
                        hasTarget ? CsvCell(scenario.sinrTargetDb) : CsvCell(""),
                        hasTarget ? CsvCell(result.sinrOutage) : CsvCell(""),
                        result.infeasibleShare});
    for (uint32_t user = 0; user < result.userThroughputMbps.size(); ++user)
    {
        m_users.WriteRow({precoder,
                          codec,
                          scenario.run,
                          result.servingCell[user],
                          user,
                          result.userThroughputMbps[user]});
    }
    const double perCall = result.designs == 0 ? 0.0 : 1e6 * result.designTime / result.designs;
    m_timing.WriteRow({precoder,
                       codec,
                       scenario.run,
                       result.designs,
                       perCall,
                       perCall / (scenario.cells * scenario.subbands),
                       result.wallTime,
                       scenario.warmUp + scenario.duration});

    auto row = std::find_if(m_rows.begin(), m_rows.end(), [&](const Row& r) {
        return r.precoder == precoder && r.codec == codec;
    });
    if (row == m_rows.end())
    {
        m_rows.emplace_back();
        row = std::prev(m_rows.end());
        row->precoder = precoder;
        row->codec = codec;
    }
    row->cellThroughputMbps.Add(result.cellThroughputMbps.GetMean());
    row->sumRate.Add(result.sumRate.GetMean());
    row->netSumRate.Add(result.netSumRate.GetMean());
    row->feedbackBits.Add(result.feedbackBitsPerInterval);
    row->blockErrorRate.Add(result.blockErrorRate);
    row->delayMs.Add(result.meanDelayMs);
    row->radiatedPower.Add(result.radiatedPower);
    row->energyPerBit.Add(result.energyPerBit);
    row->sinrOutage.Add(result.sinrOutage);
    row->infeasibleShare.Add(result.infeasibleShare);
    m_hasTarget = m_hasTarget || hasTarget;
    row->userThroughputMbps.insert(row->userThroughputMbps.end(),
                                   result.userThroughputMbps.begin(),
                                   result.userThroughputMbps.end());
}

void
ComparisonReport::PrintTable() const
{
    std::size_t width = 28;
    for (const auto& row : m_rows)
    {
        width = std::max(width, row.precoder.size() + row.codec.size() + 3);
    }
    const int column = static_cast<int>(width);
    std::printf("\n%-*s %10s %9s %8s %11s %6s %9s %12s\n",
                column,
                "precoder / codec",
                "cell Mbps",
                "p5 Mbps",
                "bps/Hz",
                "net bps/Hz",
                "BLER",
                "delay ms",
                "CSI bits/int");
    for (const auto& row : m_rows)
    {
        std::printf("%-*s %10.1f %9.2f %8.2f %11.2f %6.3f %9.2f %12.0f\n",
                    column,
                    (row.precoder + " / " + row.codec).c_str(),
                    row.cellThroughputMbps.GetMean(),
                    GetQuantile(row.userThroughputMbps, 0.05),
                    row.sumRate.GetMean(),
                    row.netSumRate.GetMean(),
                    row.blockErrorRate.GetMean(),
                    row.delayMs.GetMean(),
                    row.feedbackBits.GetMean());
    }
    if (m_hasTarget)
    {
        std::printf("\n%-*s %10s %10s %8s %11s\n",
                    column,
                    "precoder / codec",
                    "power W",
                    "nJ/bit",
                    "outage",
                    "infeasible");
        for (const auto& row : m_rows)
        {
            std::printf("%-*s %10.3f %10.3f %8.4f %11.4f\n",
                        column,
                        (row.precoder + " / " + row.codec).c_str(),
                        row.radiatedPower.GetMean(),
                        1e9 * row.energyPerBit.GetMean(),
                        row.sinrOutage.GetMean(),
                        row.infeasibleShare.GetMean());
        }
    }
    std::printf(
        "(means over cells; p5: 5th percentile of the users; net: after pilots and feedback "
        "window;\n CSI bits a cell and interval; standard errors in %s/summary.csv)\n",
        m_output.c_str());
}

void
ComparisonReport::DrawPlots() const
{
    Plot cdf("User throughput", "throughput (Mbit/s)", "fraction of users");
    cdf.AddCommand("set yrange [0:1]");
    Plot feedback("Rate against feedback",
                  "CSI feedback (bit a cell and interval)",
                  "net sum rate (bit/s/Hz)");
    feedback.AddCommand("set yrange [0:*]");
    std::vector<std::string> precoders;
    std::vector<std::string> codecs;
    std::map<std::string, std::vector<Plot::Point>> points;
    std::map<std::string, std::vector<double>> heights;
    for (const auto& row : m_rows)
    {
        cdf.AddDistribution(row.precoder + " / " + row.codec, row.userThroughputMbps);
        if (points.count(row.precoder) == 0)
        {
            precoders.push_back(row.precoder);
        }
        if (heights.count(row.codec) == 0)
        {
            codecs.push_back(row.codec);
        }
        const Plot::Point point{row.feedbackBits.GetMean(),
                                row.netSumRate.GetMean(),
                                row.netSumRate.GetStandardError()};
        if (point.x > 0.0)
        {
            points[row.precoder].push_back(point);
        }
        else // CSI that costs nothing is not on the curve of those that cost
        {
            points[row.precoder];
            feedback.AddCurve(row.precoder + " / " + row.codec, {point});
        }
        heights[row.codec].push_back(row.cellThroughputMbps.GetMean());
    }
    cdf.Write(m_output, "user-throughput-cdf");
    for (const auto& precoder : precoders)
    {
        if (!points[precoder].empty())
        {
            feedback.AddCurve(precoder, points[precoder]);
        }
    }
    feedback.Write(m_output, "rate-vs-feedback");
    Plot bars("Cell throughput", "precoder", "throughput (Mbit/s)");
    std::vector<std::pair<std::string, std::vector<double>>> groups;
    for (const auto& codec : codecs)
    {
        groups.emplace_back(codec, heights[codec]);
    }
    bars.AddBars(precoders, groups);
    bars.Write(m_output, "cell-throughput");
}

} // namespace fddmimo
} // namespace ns3
