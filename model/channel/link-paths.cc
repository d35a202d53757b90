/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "link-paths.h"

#include <vector>

namespace ns3
{
namespace fddmimo
{

namespace
{

const int LANES = 8; //!< antennas computed at a time

/**
 * Adds up the paths of one user antenna for a uniform linear array:
 * channel[n] = sum_l gain_l step_l^n, by recurrence over blocks of LANES antennas. One complex
 * multiplication and one addition an antenna and path, as many operations as with stored array
 * responses, but no memory traffic.
 *
 * \param gains gain of each path
 * \param step phase step of each path
 * \param antennas N
 * \param [out] channel N numbers
 */
void
SumUniformLinear(const CVector& gains, const CVector& step, uint32_t antennas, Complex* channel)
{
    using Lanes = Eigen::Array<double, LANES, 1>;
    const uint32_t blocks = (antennas + LANES - 1) / LANES;
    // Real and imaginary parts apart: plain vector arithmetic, without shuffles.
    thread_local std::vector<Lanes, Eigen::aligned_allocator<Lanes>> sums;
    sums.assign(2 * blocks, Lanes::Zero());
    Lanes* const sumReal = sums.data();
    Lanes* const sumImag = sums.data() + blocks;
    for (Eigen::Index l = 0; l < gains.size(); ++l)
    {
        const double stepReal = step[l].real();
        const double stepImag = step[l].imag();
        Lanes real;
        Lanes imag;
        double powerReal = gains[l].real();
        double powerImag = gains[l].imag();
        for (int lane = 0; lane < LANES; ++lane)
        {
            real[lane] = powerReal;
            imag[lane] = powerImag;
            const double next = powerReal * stepReal - powerImag * stepImag;
            powerImag = powerReal * stepImag + powerImag * stepReal;
            powerReal = next;
        }
        // step^8 by three squarings
        double blockReal = stepReal;
        double blockImag = stepImag;
        for (int i = 0; i < 3; ++i)
        {
            const double square = blockReal * blockReal - blockImag * blockImag;
            blockImag = 2.0 * blockReal * blockImag;
            blockReal = square;
        }
        for (uint32_t block = 0; block < blocks; ++block)
        {
            sumReal[block] += real;
            sumImag[block] += imag;
            const Lanes next = real * blockReal - imag * blockImag;
            imag = real * blockImag + imag * blockReal;
            real = next;
        }
    }
    for (uint32_t n = 0; n < antennas; ++n)
    {
        channel[n] = Complex(sumReal[n / LANES][n % LANES], sumImag[n / LANES][n % LANES]);
    }
}

} // namespace

void
SumPaths(const LinkPaths& paths, const CVector& coefficients, uint32_t antennas, Complex* channel)
{
    if (paths.IsUniformLinear())
    {
        thread_local CVector gains;
        for (Eigen::Index m = 0; m < paths.rx.rows(); ++m)
        {
            gains = paths.rx.row(m).transpose().cwiseProduct(coefficients);
            SumUniformLinear(gains, paths.step, antennas, channel + m * antennas);
        }
        return;
    }
    const RVector real = coefficients.real();
    const RVector imag = coefficients.imag();
    Eigen::Map<CVector> result(channel, paths.basisReal.rows());
    result.real().noalias() = paths.basisReal * real - paths.basisImag * imag;
    result.imag().noalias() = paths.basisReal * imag + paths.basisImag * real;
}

} // namespace fddmimo
} // namespace ns3
