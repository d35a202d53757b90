/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_INTERRUPT_H
#define FDDMIMO_INTERRUPT_H

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * While one of these is in scope, Ctrl-C (SIGINT) or SIGTERM does not end the program but sets a
 * flag, so that a program can finish what it is at. A second Ctrl-C ends it at once.
 */
class InterruptGuard
{
  public:
    InterruptGuard();

    /// Gives the signals back to whom they belonged.
    ~InterruptGuard();
    InterruptGuard(const InterruptGuard&) = delete;
    InterruptGuard& operator=(const InterruptGuard&) = delete;

    /**
     * \return true once the user wants the program to stop
     */
    static bool IsInterrupted();
};

/// Exit status of a program that Ctrl-C ended.
constexpr int EXIT_INTERRUPTED = 130;

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_INTERRUPT_H */
