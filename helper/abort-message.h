/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_ABORT_MESSAGE_H
#define FDDMIMO_ABORT_MESSAGE_H

#include <streambuf>
#include <string>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * \param report what ns-3 prints before it terminates: aborted. cond="...", msg="...", file=...
 * \return the message in it; the whole report where it has none
 */
std::string GetAbortMessage(const std::string& report);

/**
 * \ingroup fdd-mimo
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
    int_type overflow(int_type c) override;
    int sync() override;

  private:
    std::streambuf* m_target; //!< buffer of std::cerr, which receives everything else
    std::streambuf* m_log;    //!< buffer of std::clog, which is the standard error too
    std::string m_line;       //!< a line that may become a report, or is one
    bool m_passes{false};     //!< whether the line that is being written is no report
};

} // namespace fddmimo
} // namespace ns3

#endif // FDDMIMO_ABORT_MESSAGE_H
