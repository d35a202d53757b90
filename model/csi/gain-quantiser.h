/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_GAIN_QUANTISER_H
#define FDDMIMO_GAIN_QUANTISER_H

#include <cstdint>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Quantises an amplitude uniformly in dB, as a channel quality indicator does.
 *
 * Index 0 is kept for "no channel" (amplitude 0); index i = 1 ... 2^B - 1 stands for the middle of
 * the i-th of 2^B - 1 equal steps between the two ends of the range. Within the range the rounded
 * amplitude is off by at most half a step.
 */
class GainQuantiser
{
  public:
    /**
     * \param bits B, 1 to 16
     * \param minDb low end of the range in dB (20 log10 of the amplitude)
     * \param maxDb high end in dB, > minDb; aborts otherwise
     */
    GainQuantiser(uint32_t bits, double minDb, double maxDb);

    /**
     * Rounds to the nearest level.
     *
     * \param amplitude amplitude, >= 0
     * \return its index; 0 for amplitudes below the range, zero and not finite
     */
    uint32_t Quantise(double amplitude) const;

    /**
     * Rounds up to the next level, so that Dequantise() is not below the amplitude (unless it lies
     * above the range).
     *
     * \param amplitude amplitude, >= 0
     * \return its index; 0 for amplitudes below the range, zero and not finite
     */
    uint32_t QuantiseUp(double amplitude) const;

    /**
     * \param index an index; too large ones saturate
     * \return the amplitude of its level
     */
    double Dequantise(uint32_t index) const;

    /**
     * \return B
     */
    uint32_t GetBits() const;

    /**
     * \return width of a step in dB
     */
    double GetStepDb() const;

  private:
    uint32_t m_bits; //!< B
    double m_minDb;  //!< low end of the range in dB
    double m_stepDb; //!< width of a step in dB
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_GAIN_QUANTISER_H */
