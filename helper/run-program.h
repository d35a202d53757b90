/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_RUN_PROGRAM_H
#define FDDMIMO_RUN_PROGRAM_H

#include <functional>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Runs the body of a program. An OptionError, or any other exception, becomes one line "error: ..."
 * on the standard error and exit status 1; so does an abort from within the model, with its
 * message.
 *
 * \param body the program; returns its exit status
 * \return exit status
 */
int RunProgram(const std::function<int()>& body);

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_RUN_PROGRAM_H */
