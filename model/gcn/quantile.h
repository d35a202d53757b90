/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_QUANTILE_H
#define FDDMIMO_QUANTILE_H

#include <cstddef>
#include <utility>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * \param values numbers, at least one
 * \param share 0 to 1
 * \param [out] order the numbers' indices in rising order
 * \return the quantile with linear interpolation, and its position between two of them
 */
std::pair<double, double> GetQuantile(const std::vector<double>& values,
                                      double share,
                                      std::vector<std::size_t>& order);

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_QUANTILE_H */
