/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sum-rate-report.h"

#include "ns3/log.h"
#include "ns3/rng-seed-manager.h"

#include <algorithm>
#include <cstdio>
#include <set>
#include <sstream>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoSumRateReport");

SumRateReport::SumRateReport(const std::string& folder,
                             const std::string& channel,
                             const std::string& estimator,
                             const std::string& analog,
                             bool showsPilotOffset)
    : m_folder(folder),
      m_channel(channel),
      m_estimator(estimator),
      m_analog(analog),
      m_showsPilotOffset(showsPilotOffset),
      m_results(folder + "/sum_rate.csv",
                {"channel",
                 "precoder",
                 "codec",
                 "estimator",
                 "antennas",
                 "users",
                 "rx_antennas",
                 "snr_db",
                 "samples",
                 "rng_run",
                 "sum_rate_bps_hz",
                 "sum_rate_stderr_bps_hz",
                 "bits_per_report",
                 "bits_per_report_stderr",
                 "bits_before_coding",
                 "pilot_symbols",
                 "infeasible_samples",
                 "analog",
                 "pilot_offset_db"}),
      m_timings(folder + "/timing.csv",
                {"precoder",
                 "codec",
                 "antennas",
                 "users",
                 "rx_antennas",
                 "calls",
                 "design_us",
                 "design_stderr_us",
                 "encode_us",
                 "decode_us"})
{
    NS_LOG_FUNCTION(this << folder);
}

void
SumRateReport::PrintHead(const LinkLevelStudy& study)
{
    for (const LinkLevelStudy::Result& r : study.GetResults())
    {
        m_precoderWidth = std::max(m_precoderWidth, static_cast<int>(r.methods.precoder.size()));
        m_codecWidth = std::max(m_codecWidth, static_cast<int>(r.methods.codec.size()));
    }
    std::printf("%-*s %-*s %8s %6s %8s%s %22s %12s\n",
                m_precoderWidth,
                "precoder",
                m_codecWidth,
                "codec",
                "antennas",
                "users",
                "snr_db",
                m_showsPilotOffset ? "  pilot_offset_db" : "",
                "sum_rate_bps_hz",
                "report_bits");
}

void
SumRateReport::Add(const ChannelSource& source, const LinkLevelStudy& study)
{
    NS_LOG_FUNCTION(this);
    const ChannelSource::Settings& size = source.GetSettings();
    if (m_entries.empty())
    {
        PrintHead(study);
    }
    for (const LinkLevelStudy::Result& r : study.GetResults())
    {
        const double rate = r.sumRate.GetMean();
        const double error = r.sumRate.GetStandardError();
        m_results.WriteRow({m_channel,
                            r.methods.precoder,
                            r.methods.codec,
                            m_estimator,
                            size.antennas,
                            size.users,
                            size.rxAntennas,
                            r.snrDb,
                            r.sumRate.GetCount(),
                            static_cast<uint64_t>(RngSeedManager::GetRun()),
                            rate,
                            error,
                            r.bitsPerReport.GetMean(),
                            r.bitsPerReport.GetStandardError(),
                            r.bitsBeforeCoding.GetMean(),
                            study.GetPilotLength(source.GetPorts()),
                            r.infeasible,
                            m_analog,
                            study.GetPilotOffset()});
        char offset[32] = "";
        if (m_showsPilotOffset)
        {
            std::snprintf(offset, sizeof(offset), " %16g", study.GetPilotOffset());
        }
        std::printf("%-*s %-*s %8u %6u %8g%s %12.3f +-%7.3f %12.1f\n",
                    m_precoderWidth,
                    r.methods.precoder.c_str(),
                    m_codecWidth,
                    r.methods.codec.c_str(),
                    size.antennas,
                    size.users,
                    r.snrDb,
                    offset,
                    rate,
                    error,
                    r.bitsPerReport.GetMean());
        m_entries.push_back({r.methods.precoder,
                             r.methods.codec,
                             r.snrDb,
                             static_cast<double>(size.antennas),
                             static_cast<double>(size.users),
                             study.GetPilotOffset(),
                             r.bitsPerReport.GetMean(),
                             rate,
                             error});
    }
    std::fflush(stdout);
    for (const LinkLevelStudy::Timing& t : study.GetTimings())
    {
        m_timings.WriteRow({t.methods.precoder,
                            t.methods.codec,
                            size.antennas,
                            size.users,
                            size.rxAntennas,
                            t.designMicros.GetCount(),
                            t.designMicros.GetMean(),
                            t.designMicros.GetStandardError(),
                            t.encodeMicros.GetMean(),
                            t.decodeMicros.GetMean()});
    }
}

void
SumRateReport::WritePlot() const
{
    NS_LOG_FUNCTION(this);

    // The first quantity that varies is the abscissa; each value of the others is a curve.
    struct Axis
    {
        double Entry::*value; //!< the quantity
        const char* label;    //!< its name on the abscissa
        const char* key;      //!< its name in the key
    };

    const Axis axes[] = {
        {&Entry::snrDb, "SNR [dB]", "SNR "},
        {&Entry::antennas, "antennas of the base station", "N = "},
        {&Entry::users, "users", "K = "},
        {&Entry::pilotOffset, "power of uplink pilots over the base station's [dB]", "pilots "}};
    auto varies = [this](const Axis& axis) {
        std::set<double> values;
        for (const Entry& entry : m_entries)
        {
            values.insert(entry.*axis.value);
        }
        return values.size() > 1;
    };
    const auto found = std::find_if(std::begin(axes), std::end(axes), varies);
    const Axis& abscissa = found == std::end(axes) ? axes[0] : *found;

    const bool severalCodecs =
        std::any_of(m_entries.begin(), m_entries.end(), [this](const Entry& entry) {
            return entry.codec != m_entries.front().codec;
        });
    if (found == std::end(axes) && severalCodecs)
    {
        Plot plot("Sum rate, " + m_channel, "bits of a report", "sum rate [bit/s/Hz]");
        AddCurvesOverBits(plot);
        plot.Write(m_folder, "sum_rate");
        return;
    }

    std::vector<std::string> order;
    std::map<std::string, std::vector<Plot::Point>> curves;
    for (const Entry& entry : m_entries)
    {
        std::ostringstream name;
        name << entry.precoder << (severalCodecs ? ", " + entry.codec : "");
        for (const Axis& axis : axes)
        {
            if (&axis != &abscissa && varies(axis))
            {
                name << ", " << axis.key << entry.*axis.value;
            }
        }
        if (curves.count(name.str()) == 0)
        {
            order.push_back(name.str());
        }
        curves[name.str()].push_back({entry.*abscissa.value, entry.rate, entry.error});
    }
    Plot plot("Sum rate, " + m_channel, abscissa.label, "sum rate [bit/s/Hz]");
    for (const std::string& name : order)
    {
        auto& points = curves[name];
        std::sort(points.begin(), points.end(), [](const auto& a, const auto& b) {
            return a.x < b.x;
        });
        plot.AddCurve(name, points);
    }
    plot.Write(m_folder, "sum_rate");
}

void
SumRateReport::AddCurvesOverBits(Plot& plot) const
{
    std::vector<std::string> order;
    std::map<std::string, std::vector<Plot::Point>> curves;
    double least = 0.0;
    double most = 0.0;
    for (const Entry& entry : m_entries)
    {
        const std::string name = entry.precoder.substr(0, entry.precoder.find('[')) + ", " +
                                 entry.codec.substr(0, entry.codec.find('['));
        if (curves.count(name) == 0)
        {
            order.push_back(name);
        }
        curves[name].push_back({entry.bits, entry.rate, entry.error});
        least = entry.bits > 0.0 && (least == 0.0 || entry.bits < least) ? entry.bits : least;
        most = std::max(most, entry.bits);
    }
    for (const std::string& name : order)
    {
        std::vector<Plot::Point>& points = curves[name];
        std::sort(points.begin(), points.end(), [](const auto& a, const auto& b) {
            return a.x < b.x;
        });
        if (points.size() == 1 && points[0].x == 0.0)
        {
            const Plot::Point level = points[0];
            points = {{least, level.y, level.error}, {most, level.y, level.error}};
        }
        plot.AddCurve(name, points);
    }
}

} // namespace fddmimo
} // namespace ns3
