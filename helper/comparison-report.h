/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_COMPARISON_REPORT_H
#define FDDMIMO_COMPARISON_REPORT_H

#include "ns3/comparison-scenario.h"
#include "ns3/csv-writer.h"
#include "ns3/running-statistics.h"

#include <string>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * What compare-precoders leaves: summary.csv, users.csv and timing.csv, written row by row, and at
 * the end a table on the terminal and three plots.
 */
class ComparisonReport
{
  public:
    /**
     * Creates the files with their header lines.
     * \param output output folder, which exists
     */
    explicit ComparisonReport(const std::string& output);

    /**
     * Writes the rows of a run.
     *
     * \param scenario the network
     * \param precoder name of the precoder
     * \param codec name of the codec
     * \param result what the run gave
     */
    void Add(const ComparisonScenario& scenario,
             const std::string& precoder,
             const std::string& codec,
             const ComparisonResult& result);

    /**
     * Prints the table: one line a precoder and codec, means over the RngRuns.
     */
    void PrintTable() const;

    /**
     * Draws user-throughput-cdf.png, cell-throughput.png and rate-vs-feedback.png.
     */
    void DrawPlots() const;

  private:
    /// All RngRuns of one precoder and codec.
    struct Row
    {
        std::string precoder;                   //!< precoder
        std::string codec;                      //!< codec
        RunningStatistics cellThroughputMbps;   //!< over the RngRuns
        RunningStatistics sumRate;              //!< over the RngRuns
        RunningStatistics netSumRate;           //!< over the RngRuns
        RunningStatistics feedbackBits;         //!< over the RngRuns
        RunningStatistics blockErrorRate;       //!< over the RngRuns
        RunningStatistics delayMs;              //!< over the RngRuns
        RunningStatistics radiatedPower;        //!< over the RngRuns
        RunningStatistics energyPerBit;         //!< over the RngRuns
        RunningStatistics sinrOutage;           //!< over the RngRuns
        RunningStatistics infeasibleShare;      //!< over the RngRuns
        std::vector<double> userThroughputMbps; //!< of all users of all RngRuns
    };

    std::string m_output;    //!< output folder
    CsvWriter m_summary;     //!< summary.csv
    CsvWriter m_users;       //!< users.csv
    CsvWriter m_timing;      //!< timing.csv
    std::vector<Row> m_rows; //!< in the order of their first run
    bool m_hasTarget{false}; //!< users have SINR targets
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_COMPARISON_REPORT_H */
