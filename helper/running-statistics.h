/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_RUNNING_STATISTICS_H
#define FDDMIMO_RUNNING_STATISTICS_H

#include <cstdint>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Mean and standard error of numbers that come one by one, by Welford's recurrence: no loss of
 * digits when the mean is large against the deviation.
 */
class RunningStatistics
{
  public:
    /**
     * \param value the next number, finite
     */
    void Add(double value);

    /**
     * \return how many numbers there were
     */
    uint64_t GetCount() const;

    /**
     * \return their mean, 0 if there were none
     */
    double GetMean() const;

    /**
     * \return their variance (divided by the count less one), 0 for less than two numbers
     */
    double GetVariance() const;

    /**
     * \return standard error of the mean, sqrt(variance / count), if the numbers are independent
     */
    double GetStandardError() const;

  private:
    uint64_t m_count{0};      //!< how many
    double m_mean{0};         //!< mean so far
    double m_sumOfSquares{0}; //!< sum of squared deviations from the mean
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_RUNNING_STATISTICS_H */
