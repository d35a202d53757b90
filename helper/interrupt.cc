/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "interrupt.h"

#include <csignal>

namespace ns3
{
namespace fddmimo
{

namespace
{

volatile std::sig_atomic_t g_interrupted = 0; //!< a signal has come
struct sigaction g_oldInterrupt;              //!< handler of SIGINT before
struct sigaction g_oldTerminate;              //!< handler of SIGTERM before

/// Handles SIGINT and SIGTERM.
void
HandleSignal(int)
{
    g_interrupted = 1;
}

} // namespace

InterruptGuard::InterruptGuard()
{
    g_interrupted = 0;
    struct sigaction action = {};
    action.sa_handler = HandleSignal;
    // SA_RESETHAND: the second signal finds the default handler.
    action.sa_flags = SA_RESETHAND | SA_RESTART;
    sigaction(SIGINT, &action, &g_oldInterrupt);
    sigaction(SIGTERM, &action, &g_oldTerminate);
}

InterruptGuard::~InterruptGuard()
{
    sigaction(SIGINT, &g_oldInterrupt, nullptr);
    sigaction(SIGTERM, &g_oldTerminate, nullptr);
}

bool
InterruptGuard::IsInterrupted()
{
    return g_interrupted != 0;
}

} // namespace fddmimo
} // namespace ns3
