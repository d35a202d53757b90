/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_PROGRESS_H
#define FDDMIMO_PROGRESS_H

#include <chrono>
#include <string>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * A progress bar with the time left, on the standard error if that is a terminal, else silent.
 */
class Progress
{
  public:
    /**
     * \param label what is going on, shown before the bar
     * \param total amount of work, any unit, > 0
     */
    Progress(const std::string& label, double total);

    /// Ends the line of the bar.
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    /**
     * Redraws the bar, a few times a second at most.
     *
     * \param done amount of work done so far, 0 to total
     */
    void Update(double done);

    /**
     * \param label new text before the bar
     */
    void SetLabel(const std::string& label);

    /**
     * \param done amount of work done
     * \param total amount of work
     * \param seconds time that it took
     * \return the bar as text: "[#####.....]  50 %, 12 s left"
     */
    static std::string Format(double done, double total, double seconds);

  private:
    using Clock = std::chrono::steady_clock; //!< wall clock

    std::string m_label;             //!< text before the bar
    double m_total;                  //!< amount of work
    bool m_terminal;                 //!< standard error is a terminal
    bool m_drawn{false};             //!< something stands on the line
    Clock::time_point m_start;       //!< start of the work
    Clock::time_point m_lastDrawn{}; //!< when the bar was drawn last
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_PROGRESS_H */
