/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "abort-message.h"

#include <algorithm>
#include <iostream>

namespace ns3
{
namespace fddmimo
{

namespace
{

/// How reports begin: of NS_ABORT_..., and of NS_FATAL_ERROR.
const std::string REPORT_STARTS[] = {"aborted. ", "msg=\""};

/**
 * \param line the first characters of a line
 * \param whole whether they have to be a whole beginning of a report
 * \return whether the line is a report, or may become one
 */
bool
IsReport(const std::string& line, bool whole)
{
    return std::any_of(std::begin(REPORT_STARTS),
                       std::end(REPORT_STARTS),
                       [&line, whole](const std::string& start) {
                           const std::size_t n = std::min(line.size(), start.size());
                           return line.compare(0, n, start, 0, n) == 0 &&
                                  (!whole || n == start.size());
                       });
}

} // namespace

std::string
GetAbortMessage(const std::string& report)
{
    const std::string open = "msg=\"";
    const std::size_t begin = report.find(open);
    const std::size_t end = report.rfind("\", ");
    if (begin == std::string::npos || end == std::string::npos || end < begin + open.size())
    {
        return report;
    }
    return report.substr(begin + open.size(), end - begin - open.size());
}

AbortReportFilter::AbortReportFilter()
    : m_target(std::cerr.rdbuf(this)),
      m_log(std::clog.rdbuf(this))
{
}

AbortReportFilter::~AbortReportFilter()
{
    Release();
}

std::string
AbortReportFilter::Release()
{
    std::cerr.rdbuf(m_target);
    std::clog.rdbuf(m_log);
    const bool report = IsReport(m_line, true);
    if (!report)
    {
        m_target->sputn(m_line.data(), static_cast<std::streamsize>(m_line.size()));
        m_line.clear();
    }
    return m_line;
}

AbortReportFilter::int_type
AbortReportFilter::overflow(int_type c)
{
    if (traits_type::eq_int_type(c, traits_type::eof()))
    {
        return traits_type::not_eof(c);
    }
    const char letter = traits_type::to_char_type(c);
    if (m_passes)
    {
        m_passes = letter != '\n';
        return m_target->sputc(letter);
    }
    m_line += letter;
    if (IsReport(m_line, false))
    {
        return c; // more lines may follow, as messages have them
    }
    m_target->sputn(m_line.data(), static_cast<std::streamsize>(m_line.size()));
    m_line.clear();
    m_passes = letter != '\n';
    return c;
}

int
AbortReportFilter::sync()
{
    return m_target->pubsync();
}

} // namespace fddmimo
} // namespace ns3
