/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include <benchmark/benchmark.h>

/**
 * Runs all benchmarks that are linked in. Each file bench-*.cc registers the paths of one room,
 * every one beside its floor: the least work that any implementation has to do. A row's counter
 * "ratio" is its time over that of its floor, measured in the same run.
 */
BENCHMARK_MAIN();
