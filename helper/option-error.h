/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_OPTION_ERROR_H
#define FDDMIMO_OPTION_ERROR_H

#include <stdexcept>
#include <string>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * A user's mistake on the command line of a program: "--snr=nan: must be ...". RunProgram() turns
 * it into one line on the standard error and exit status 1.
 */
class OptionError : public std::runtime_error
{
  public:
    /**
     * \param option name of the option, without dashes
     * \param value what the user gave
     * \param problem what is wrong and what is allowed
     */
    OptionError(const std::string& option, const std::string& value, const std::string& problem)
        : std::runtime_error("--" + option + (value.empty() ? "" : "=" + value) + ": " + problem),
          m_problem(problem)
    {
    }

    /**
     * \return what is wrong and what is allowed, without the option
     */
    const std::string& GetProblem() const
    {
        return m_problem;
    }

  private:
    std::string m_problem; //!< what is wrong and what is allowed
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_OPTION_ERROR_H */
