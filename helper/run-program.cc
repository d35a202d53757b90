/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "run-program.h"

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <iterator>
#include <streambuf>
#include <string>

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

/**
 * \param report what ns-3 prints before it terminates: aborted. cond="...", msg="...", file=...
 * \return the message in it; the whole report where it has none
 */
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

/**
 * Stands before the buffers of std::cerr and std::clog as long as it lives, and holds back what
 * ns-3 reports (on both of them) when it terminates a program, so that the program can print the
 * message alone. Everything else passes at once.
 */
class AbortReportFilter : public std::streambuf
{
  public:
    AbortReportFilter();
    ~AbortReportFilter() override;
    AbortReportFilter(const AbortReportFilter&) = delete;
    AbortReportFilter& operator=(const AbortReportFilter&) = delete;

    /**
     * Gives the streams their buffers back.
     *
     * \return the report that was held back; empty if there was none
     */
    std::string Release();

  protected:
    /**
     * \param c a letter
     * \return what the buffer of std::cerr says, or the letter if it is held back
     */
    int_type overflow(int_type c) override;

    /// \return what the buffer of std::cerr says
    int sync() override;

  private:
    std::streambuf* m_target; //!< buffer of std::cerr, which receives everything else
    std::streambuf* m_log;    //!< buffer of std::clog, which is the standard error too
    std::string m_line;       //!< a line that may become a report, or is one
    bool m_passes{false};     //!< whether the line that is being written is no report
};

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

/// The filter of the standard error while a program runs.
AbortReportFilter* g_errorFilter = nullptr;

/// Exit status 1 for aborts of the model, with their message as an error like any other.
[[noreturn]] void
ExitOnTerminate()
{
    std::cout.flush();
    if (g_errorFilter)
    {
        const std::string report = g_errorFilter->Release();
        if (!report.empty())
        {
            std::cerr << "error: " << GetAbortMessage(report) << std::endl;
        }
    }
    std::_Exit(1);
}

} // namespace

int
RunProgram(const std::function<int()>& body)
{
    AbortReportFilter filter;
    g_errorFilter = &filter;
    std::set_terminate(ExitOnTerminate);
    try
    {
        return body();
    }
    catch (const std::exception& error)
    {
        std::cout.flush();
        std::cerr << "error: " << error.what() << std::endl;
        return 1;
    }
}

} // namespace fddmimo
} // namespace ns3
