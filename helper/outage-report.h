/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_OUTAGE_REPORT_H
#define FDDMIMO_OUTAGE_REPORT_H

#include "ns3/csv-writer.h"
#include "ns3/outage-study.h"
#include "ns3/plot.h"

#include <map>
#include <string>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * What the program hybrid-outage prints and writes: a table on the standard output, and
 * hybrid_outage.csv, timing.csv and a plot in a folder.
 */
class OutageReport
{
  public:
    /// One method with one kind of channel knowledge.
    struct Row
    {
        std::string precoder;       //!< precoder, as the user named it
        std::string csi;            //!< kind of channel knowledge
        uint32_t users{0};          //!< K
        uint32_t antennas{0};       //!< N
        double marginDb{0.0};       //!< margin on the targets in dB
        double nominalOutage{-1.0}; //!< outage that the margin is for; below 0: none asked for
        OutageStudy::Result result; //!< what it did

        /**
         * \return name of the row's beams: "<precoder>+<csi>", and "+<outage>" with a margin
         */
        std::string GetName() const;
    };

    /**
     * Creates the files and prints the table's head.
     *
     * \param folder folder to write to
     * \param channel name of the channel model
     * \param targetDb least SINR target in dB
     * \param maxTargetDb largest SINR target in dB
     */
    OutageReport(const std::string& folder,
                 const std::string& channel,
                 double targetDb,
                 double maxTargetDb);

    /**
     * \param row a row to print and write
     */
    void Add(const Row& row);

    /**
     * Draws the powers over the outages.
     */
    void WritePlot() const;

  private:
    /**
     * \param precoder precoder, as the user named it
     * \return its name without attributes, if no other precoder has the same
     */
    std::string GetLegendName(const std::string& precoder) const;

    std::string m_folder;    //!< folder to write to
    std::string m_channel;   //!< name of the channel model
    double m_targetDb;       //!< least SINR target in dB
    double m_maxTargetDb;    //!< largest SINR target in dB
    CsvWriter m_results;     //!< hybrid_outage.csv
    CsvWriter m_timings;     //!< timing.csv
    std::vector<Row> m_rows; //!< rows so far
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_OUTAGE_REPORT_H */
