/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_ZF_PRECODER_H
#define FDDMIMO_ZF_PRECODER_H

#include "ns3/linear-precoder.h"

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Zero forcing: V = H^H (H H^H)^-1, so that H V = I and no stream disturbs another; receive
 * antennas of one user count as users of their own.
 *
 * The default power allocation is EqualPower, as of all linear precoders. TotalPower (one factor,
 * hence the same signal power at each receive antenna, however weak its channel) is the other
 * common normalisation: where users' path losses differ it spends nearly all power on the weakest.
 *
 * With more streams than antennas, or linearly dependent channels, no such V exists: the beams are
 * then those of the pseudo-inverse, regularised by DIAGONAL_LOAD relative to each channel, valid
 * but with interference.
 */
class ZfPrecoder : public LinearPrecoder
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    ZfPrecoder();

    uint32_t GetMaxStreams(uint32_t txAntennas) const override;

  protected:
    CMatrix GetDirections(const ChannelStack& stack) const override;
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_ZF_PRECODER_H */
