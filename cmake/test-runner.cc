/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/test.h"

/**
 * Runs ns-3 test suites outside an ns-3 tree: fdd-mimo-test-runner --suite=NAME [--verbose].
 *
 * \param argc number of arguments
 * \param argv arguments
 * \return 0 if every test passed
 */
int
main(int argc, char* argv[])
{
    return ns3::TestRunner::Run(argc, argv);
}
