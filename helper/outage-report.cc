/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "outage-report.h"

#include "ns3/log.h"
#include "ns3/rng-seed-manager.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoOutageReport");

namespace
{

/**
 * \param row a row
 * \return its mean power in dB
 */
double
GetPowerDb(const OutageReport::Row& row)
{
    return 10.0 * std::log10(row.result.power.GetMean());
}

/**
 * \param row a row
 * \return standard error of its mean power in dB
 */
double
GetPowerErrorDb(const OutageReport::Row& row)
{
    return 10.0 / std::log(10.0) * row.result.power.GetStandardError() / row.result.power.GetMean();
}

} // namespace

std::string
OutageReport::Row::GetName() const
{
    return precoder + "+" + csi +
           (nominalOutage < 0.0 ? "" : "+" + CsvCell(nominalOutage).GetText());
}

OutageReport::OutageReport(const std::string& folder,
                           const std::string& channel,
                           double targetDb,
                           double maxTargetDb)
    : m_folder(folder),
      m_channel(channel),
      m_targetDb(targetDb),
      m_maxTargetDb(maxTargetDb),
      m_results(folder + "/hybrid_outage.csv",
                {"channel",
                 "precoder",
                 "csi",
                 "antennas",
                 "users",
                 "sinr_target_db",
                 "max_sinr_target_db",
                 "nominal_outage",
                 "margin_db",
                 "samples",
                 "rng_run",
                 "power",
                 "power_stderr",
                 "power_db",
                 "power_stderr_db",
                 "outage",
                 "outage_stderr",
                 "infeasible_samples"}),
      m_timings(folder + "/timing.csv", {"precoder", "csi", "users", "nominal_outage", "design_us"})
{
    NS_LOG_FUNCTION(this << folder);
    std::printf("%-28s %-24s %5s %8s %9s %18s %18s %10s\n",
                "precoder",
                "csi",
                "users",
                "nominal",
                "margin_db",
                "outage",
                "power_db",
                "infeasible");
    std::fflush(stdout);
}

void
OutageReport::Add(const Row& row)
{
    NS_LOG_FUNCTION(this << row.GetName());
    const OutageStudy::Result& r = row.result;
    const CsvCell nominal = row.nominalOutage < 0.0 ? CsvCell("") : CsvCell(row.nominalOutage);
    m_results.WriteRow({m_channel,
                        row.precoder,
                        row.csi,
                        row.antennas,
                        row.users,
                        m_targetDb,
                        m_maxTargetDb,
                        nominal,
                        row.marginDb,
                        r.power.GetCount(),
                        static_cast<uint64_t>(RngSeedManager::GetRun()),
                        r.power.GetMean(),
                        r.power.GetStandardError(),
                        GetPowerDb(row),
                        GetPowerErrorDb(row),
                        r.outage.GetMean(),
                        r.outage.GetStandardError(),
                        r.infeasible});
    m_timings.WriteRow({row.precoder, row.csi, row.users, nominal, r.microseconds});
    std::printf("%-28s %-24s %5u %8s %9.2f %8.4f +-%7.4f %8.3f +-%7.3f %10lu\n",
                row.precoder.c_str(),
                row.csi.c_str(),
                row.users,
                nominal.GetText().c_str(),
                row.marginDb,
                r.outage.GetMean(),
                r.outage.GetStandardError(),
                GetPowerDb(row),
                GetPowerErrorDb(row),
                static_cast<unsigned long>(r.infeasible));
    std::fflush(stdout);
    m_rows.push_back(row);
}

std::string
OutageReport::GetLegendName(const std::string& precoder) const
{
    const std::string name = precoder.substr(0, precoder.find('['));
    const bool unique = std::all_of(m_rows.begin(), m_rows.end(), [&](const Row& row) {
        return row.precoder == precoder || row.precoder.substr(0, row.precoder.find('[')) != name;
    });
    return unique ? name : precoder;
}

void
OutageReport::WritePlot() const
{
    NS_LOG_FUNCTION(this);
    const bool severalUsers = std::any_of(m_rows.begin(), m_rows.end(), [this](const Row& row) {
        return row.users != m_rows.front().users;
    });
    std::vector<std::string> order;
    std::map<std::string, std::vector<Plot::Point>> curves;
    for (const Row& row : m_rows)
    {
        const std::string name = GetLegendName(row.precoder) + ", " + row.csi +
                                 (severalUsers ? ", K = " + std::to_string(row.users) : "");
        if (curves.count(name) == 0)
        {
            order.push_back(name);
        }
        curves[name].push_back(
            {row.result.outage.GetMean(), GetPowerDb(row), GetPowerErrorDb(row)});
    }
    Plot plot("Power of SINR targets, " + m_channel, "outage", "power over noise [dB]");
    for (const std::string& name : order)
    {
        std::vector<Plot::Point>& points = curves[name];
        std::sort(points.begin(), points.end(), [](const auto& a, const auto& b) {
            return a.x < b.x;
        });
        plot.AddCurve(name, points);
    }
    plot.Write(m_folder, "hybrid_outage");
}

} // namespace fddmimo
} // namespace ns3
