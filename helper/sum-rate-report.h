/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_SUM_RATE_REPORT_H
#define FDDMIMO_SUM_RATE_REPORT_H

#include "ns3/csv-writer.h"
#include "ns3/link-level-study.h"
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
 * What link-level studies leave: sum_rate.csv, timing.csv, a table on the standard output and the
 * figure sum_rate.png. Measured times stand in a file of their own, so that equal runs write equal
 * results.
 */
class SumRateReport
{
  public:
    /**
     * Creates the files.
     *
     * \param folder folder for the files
     * \param channel name of the channel, for the files
     * \param estimator name of the users' estimator, for the files
     * \param analog name of the analog stage, for the files
     * \param showsPilotOffset the table has a column for the power of uplink pilots, as a list of
     * several needs it
     */
    SumRateReport(const std::string& folder,
                  const std::string& channel,
                  const std::string& estimator,
                  const std::string& analog,
                  bool showsPilotOffset);

    /**
     * Adds all results of a study on one size of the cell.
     *
     * \param source the channels of the study
     * \param study the study
     */
    void Add(const ChannelSource& source, const LinkLevelStudy& study);

    /**
     * Draws the figure: the sum rate over the SNR if the results have several, else over the
     * antennas, the users, or the bits of a report.
     */
    void WritePlot() const;

  private:
    /// \param study study whose methods the table's columns have to hold
    void PrintHead(const LinkLevelStudy& study);

    /**
     * \param plot receives curves over the bits of a report: one for each precoder and kind of
     * codec, and a level for each precoder with CSI that costs no bits
     */
    void AddCurvesOverBits(Plot& plot) const;

    /// One point of the figure.
    struct Entry
    {
        std::string precoder; //!< precoder
        std::string codec;    //!< codec
        double snrDb;         //!< SNR in dB
        double antennas;      //!< N
        double users;         //!< K
        double pilotOffset;   //!< power of uplink pilots over the base station's in dB
        double bits;          //!< bits of a report
        double rate;          //!< sum rate in bit/s/Hz
        double error;         //!< its standard error
    };

    int m_precoderWidth{16};      //!< width of the table's first column
    int m_codecWidth{16};         //!< width of the second
    std::string m_folder;         //!< folder for the files
    std::string m_channel;        //!< name of the channel
    std::string m_estimator;      //!< name of the estimator
    std::string m_analog;         //!< name of the analog stage
    bool m_showsPilotOffset;      //!< the table has a column for the power of uplink pilots
    CsvWriter m_results;          //!< sum_rate.csv
    CsvWriter m_timings;          //!< timing.csv
    std::vector<Entry> m_entries; //!< all results so far
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_SUM_RATE_REPORT_H */
