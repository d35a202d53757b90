/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_CHANNEL_STACK_H
#define FDDMIMO_CHANNEL_STACK_H

#include "ns3/planar-matrix.h"
#include "ns3/precoder.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * The channels of all users in one matrix, as the linear precoders use them.
 *
 * Channels of extreme size (an entry above 1e60, or none above 1e-60) are scaled by a power of two,
 * so that squares neither overflow nor vanish; \p snr accounts for it.
 */
struct ChannelStack
{
    /**
     * \param problem a problem that passed the checks of Precoder, with a channel that is not zero
     */
    explicit ChannelStack(const PrecodingProblem& problem);

    PlanarMatrix adjoint; //!< H^H, N x S, column s is the conjugate of receive antenna s
    std::vector<uint32_t> rxAntennas; //!< M_k of each user
    bool miso{true};                  //!< every user has one antenna
    double snr{
        1.0}; //!< P over the noise power that belongs to the scaled channels, 1e-150 to 1e150
};

/**
 * The smallest relative load on the diagonal of a Gram matrix that keeps it positive definite in
 * double precision: a rank-deficient set of channels is treated as if each had noise of this size,
 * relative to its own power, which a well-conditioned set does not notice.
 */
constexpr double DIAGONAL_LOAD = 1e-12;

/**
 * Regularised channel inversion, H^H (H H^H + D)^-1.
 *
 * \param adjoint H^H, N x S
 * \param ridge added to the diagonal of the Gram matrix, in its unit, >= 0; a load of
 * DIAGONAL_LOAD, relative to each diagonal entry, is added to it in any case
 * \return H^H (H H^H + D)^-1, N x S; H^H where the inverse fails in double precision
 */
CMatrix InvertChannels(const PlanarMatrix& adjoint, double ridge);

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_CHANNEL_STACK_H */
