/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_UNIFORM_QUANTISER_H
#define FDDMIMO_UNIFORM_QUANTISER_H

#include <cstdint>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Uniform mid-rise quantiser of [-1, 1] with 2^B levels:
 * index = clamp(floor((z + 1) / D), 0, 2^B - 1), value = -1 + (index + 1/2) D, D = 2 / 2^B.
 * The error of a value within [-1, 1] is at most D / 2.
 */
class UniformQuantiser
{
  public:
    /**
     * \param bits B, 1 to 24; aborts otherwise
     */
    explicit UniformQuantiser(uint32_t bits);

    /**
     * \param value z; outside [-1, 1] it saturates, NaN gives index 0
     * \return its index, below GetLevels()
     */
    uint32_t Quantise(double value) const;

    /**
     * \param index an index; too large ones saturate
     * \return the level in the middle of its cell, within (-1, 1)
     */
    double Dequantise(uint32_t index) const;

    /**
     * \return B
     */
    uint32_t GetBits() const;

    /**
     * \return number of levels, 2^B
     */
    uint32_t GetLevels() const;

    /**
     * \return D, the distance of two levels
     */
    double GetStep() const;

  private:
    uint32_t m_bits; //!< B
    double m_step;   //!< D
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_UNIFORM_QUANTISER_H */
