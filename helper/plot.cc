/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "plot.h"

#include "ns3/log.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <fcntl.h>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoPlot");

namespace
{

/**
 * \param text any text
 * \return the same for a gnuplot string in double quotes
 */
std::string
Escape(const std::string& text)
{
    std::string escaped;
    for (char c : text)
    {
        if (c == '"' || c == '\\')
        {
            escaped += '\\';
        }
        escaped += c;
    }
    return escaped;
}

/**
 * Runs gnuplot on a script, in the script's folder.
 *
 * \param folder the folder
 * \param script name of the script in it
 * \return gnuplot's exit status; 127 if there is no gnuplot
 */
int
RunGnuplot(const std::string& folder, const std::string& script)
{
    const pid_t child = fork();
    if (child < 0)
    {
        return 127;
    }
    if (child == 0)
    {
        // Only async-signal-safe calls from here on.
        if (chdir(folder.c_str()) != 0)
        {
            _exit(126);
        }
        const int null = open("/dev/null", O_WRONLY);
        dup2(null, STDOUT_FILENO);
        execlp("gnuplot", "gnuplot", script.c_str(), static_cast<char*>(nullptr));
        _exit(127);
    }
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
    {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 126;
}

} // namespace

Plot::Plot(const std::string& title, const std::string& xLabel, const std::string& yLabel)
    : m_plot("", Escape(title))
{
    m_plot.SetLegend(Escape(xLabel), Escape(yLabel));
    m_plot.SetExtra("set grid\nset offsets 0, 0, graph 0.05, 0");
}

void
Plot::AddCurve(const std::string& name, const std::vector<Point>& points, bool markers)
{
    NS_LOG_FUNCTION(this << name);
    m_longestName = std::max(m_longestName, name.size());
    const bool errors =
        std::any_of(points.begin(), points.end(), [](const Point& p) { return p.error > 0; });
    ++m_style;
    Gnuplot2dDataset curve(Escape(name));
    curve.SetStyle(markers ? Gnuplot2dDataset::LINES_POINTS : Gnuplot2dDataset::LINES);
    const std::string style = " lt " + std::to_string(m_style);
    curve.SetExtra(style + " lw 2" + (markers ? " pt 7 ps 0.8" : ""));
    // A curve and its error bars are two data sets of the same colour: bars alone join no points.
    Gnuplot2dDataset bars("");
    bars.SetStyle(Gnuplot2dDataset::POINTS);
    bars.SetErrorBars(Gnuplot2dDataset::Y);
    bars.SetExtra(" notitle" + style + " pt 0");
    for (const Point& p : points)
    {
        if (!std::isfinite(p.x) || !std::isfinite(p.y))
        {
            continue; // an outage of all has no power in dB
        }
        const double error = std::isfinite(p.error) ? p.error : 0.0;
        curve.Add(p.x, p.y);
        bars.Add(p.x, p.y, error);
        m_x.Add(p.x);
        m_y.Add(p.y - error);
        m_y.Add(p.y + error);
    }
    if (errors)
    {
        m_plot.AddDataset(bars);
    }
    m_plot.AddDataset(curve);
}

void
Plot::AddDistribution(const std::string& name, std::vector<double> sample)
{
    NS_LOG_FUNCTION(this << name);
    m_longestName = std::max(m_longestName, name.size());
    std::sort(sample.begin(), sample.end());
    Gnuplot2dDataset curve(Escape(name));
    curve.SetStyle(Gnuplot2dDataset::FSTEPS);
    curve.SetExtra(" lt " + std::to_string(++m_style) + " lw 2");
    for (std::size_t i = 0; i < sample.size(); ++i)
    {
        const double share = static_cast<double>(i + 1) / static_cast<double>(sample.size());
        m_x.Add(sample[i]);
        m_y.Add(0.0);
        m_y.Add(share);
        curve.Add(sample[i], share);
    }
    m_plot.AddDataset(curve);
}

void
Plot::AddBars(const std::vector<std::string>& groups,
              const std::vector<std::pair<std::string, std::vector<double>>>& bars)
{
    NS_LOG_FUNCTION(this);
    std::ostringstream extra;
    const double width = 0.8 / static_cast<double>(std::max<std::size_t>(bars.size(), 1));
    extra << "set style fill solid 0.8\nset boxwidth " << width
          << "\nset yrange [0:*]\nset xrange ["
          << "-0.6:" << static_cast<double>(groups.size()) - 0.4 << "]\nset xtics (";
    for (std::size_t g = 0; g < groups.size(); ++g)
    {
        extra << (g ? ", " : "") << "\"" << Escape(groups[g]) << "\" " << g;
    }
    extra << ")";
    m_plot.AppendExtra(extra.str());
    // ns-3's Gnuplot has no boxes: the data go into named blocks, and each "function" plots one.
    std::ostringstream data;
    for (std::size_t b = 0; b < bars.size(); ++b)
    {
        const std::string block = "$bars" + std::to_string(b);
        const double offset =
            (static_cast<double>(b) - 0.5 * static_cast<double>(bars.size() - 1)) * width;
        data << (b ? "\n" : "") << block << " << EOD\n";
        for (std::size_t g = 0; g < std::min(groups.size(), bars[b].second.size()); ++g)
        {
            data << static_cast<double>(g) + offset << " " << bars[b].second[g] << "\n";
            m_y.Add(0.0);
            m_y.Add(bars[b].second[g]);
        }
        data << "EOD";
        Gnuplot2dFunction boxes(Escape(bars[b].first), block + " using 1:2");
        m_longestName = std::max(m_longestName, bars[b].first.size());
        boxes.SetExtra(" with boxes lt " + std::to_string(++m_style));
        m_plot.AddDataset(boxes);
    }
    m_plot.AppendExtra(data.str());
}

void
Plot::AddCommand(const std::string& command)
{
    m_plot.AppendExtra(command);
}

void
Plot::PlaceKey()
{
    // In pixels: the figure, a letter and a line of the key.
    constexpr int width = 960;
    constexpr int height = 600;
    constexpr int letter = 7;
    constexpr int line = 18;
    const int nameWidth = letter * static_cast<int>(m_longestName) + 60;
    std::ostringstream key;
    int below = 0;
    if (nameWidth <= width / 3)
    {
        key << "set key outside right top";
    }
    else
    {
        // Beside the figure long names would leave it no room.
        const int columns = std::max(1, width / nameWidth);
        below = line * ((m_style + columns - 1) / columns);
        key << "set key outside below center left Left reverse maxcols " << columns;
    }
    m_plot.AppendExtra(key.str());
    m_plot.SetTerminal("pngcairo noenhanced size " + std::to_string(width) + "," +
                       std::to_string(height + below));
}

void
Plot::Span::Add(double value)
{
    min = std::min(min, value);
    max = std::max(max, value);
}

void
Plot::SetRange(const std::string& axis, const Span& span)
{
    // Of a span this small gnuplot makes a range of its own, and says so on the terminal.
    const double least = 1e-6 * std::max(std::abs(span.min), std::abs(span.max));
    if (span.min <= span.max && span.max - span.min <= least)
    {
        std::ostringstream range;
        range << "set " << axis << "range [" << span.min - 1 << ":" << span.max + 1 << "]";
        m_plot.AppendExtra(range.str());
    }
}

bool
Plot::Write(const std::string& folder, const std::string& name)
{
    NS_LOG_FUNCTION(this << folder << name);
    if (m_y.max < m_y.min)
    {
        return false; // no point of any curve
    }
    m_plot.SetOutputFilename(name + ".png");
    PlaceKey();
    SetRange("x", m_x);
    SetRange("y", m_y);
    const std::string script = folder + "/" + name + ".plt";
    {
        std::ofstream file(script);
        m_plot.GenerateOutput(file);
        if (!file.good())
        {
            throw std::runtime_error(script + ": cannot be written");
        }
    }
    const int status = RunGnuplot(folder, name + ".plt");
    static bool told = false;
    if (status != 0 && !told)
    {
        told = true;
        std::cerr << "note: "
                  << (status == 127 ? "gnuplot is not installed (package gnuplot-nox)"
                                    : "gnuplot failed")
                  << ", so there are no PNG figures; to draw them: gnuplot *.plt in " << folder
                  << std::endl;
    }
    return status == 0;
}

} // namespace fddmimo
} // namespace ns3
