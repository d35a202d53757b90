/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_LINK_PATHS_H
#define FDDMIMO_LINK_PATHS_H

#include "ns3/matrix-types.h"

#include <cstddef>
#include <memory>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * One link as a sum of L paths,
 * H(t, f) = sum_l B_l exp(j 2 pi (dopplerHz_l t - f delay_l)),
 * with t the time since the paths were drawn and f the distance from the carrier.
 *
 * The M x N matrices B_l (path loss included) come in one of two forms:
 * - any matrix: column l of basisReal and basisImag is B_l, row by row (length M N);
 * - a uniform linear array at the base station: B_l = rx.col(l) [1, s_l, s_l^2, ...] with s_l =
 *   step(l) on the unit circle. Nothing of length N is stored, so that large networks stay in the
 *   cache; basisReal and basisImag are then empty.
 */
struct LinkPaths
{
    RMatrix basisReal;   //!< real part of the B_l, (M N) x L
    RMatrix basisImag;   //!< imaginary part
    CMatrix rx;          //!< gain at each user antenna, M x L
    CVector step;        //!< phase from one base-station antenna to the next, L
    RVector dopplerHz;   //!< Doppler shift in Hz, L
    RVector delay;       //!< delay in s, L
    RVector uplinkPhase; //!< phase in rad that the uplink adds, L

    /**
     * \return true if the second form is used
     */
    bool IsUniformLinear() const
    {
        return step.size() > 0;
    }

    /**
     * \return memory taken in bytes
     */
    std::size_t GetBytes() const
    {
        return sizeof(*this) +
               8 * (basisReal.size() + basisImag.size() + dopplerHz.size() + delay.size() +
                    uplinkPhase.size()) +
               16 * (rx.size() + step.size());
    }
};

/**
 * Adds up the paths of a link.
 *
 * \param paths the paths
 * \param coefficients L complex factors, exp(j 2 pi (...))
 * \param antennas N, antennas of the base station
 * \param [out] channel M x N matrix in row-major order, M N numbers
 */
void SumPaths(const LinkPaths& paths,
              const CVector& coefficients,
              uint32_t antennas,
              Complex* channel);

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_LINK_PATHS_H */
