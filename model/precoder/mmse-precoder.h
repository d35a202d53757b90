/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_MMSE_PRECODER_H
#define FDDMIMO_MMSE_PRECODER_H

#include "ns3/linear-precoder.h"

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Linear MMSE (regularised zero forcing): V = (I + (P/K) sum_i H_i^H H_i)^-1 H^H, eq. (15) of
 * [EDN], computed as H^H (H H^H + (K/P) I)^-1, which is the same up to a factor and needs no N x N
 * matrix.
 *
 * The default power allocation is EqualPower, the normalisation of [EDN]. The method tends to MRT
 * directions as the SNR goes to 0 and to those of ZF as it grows. For users with several antennas
 * it separates all their streams, and so stays far below WMMSE where the channel of a user has a
 * low rank.
 */
class MmsePrecoder : public LinearPrecoder
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    MmsePrecoder();

  protected:
    CMatrix GetDirections(const ChannelStack& stack) const override;
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_MMSE_PRECODER_H */
