/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_MRT_PRECODER_H
#define FDDMIMO_MRT_PRECODER_H

#include "ns3/linear-precoder.h"

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Maximum-ratio transmission, also called the matched filter: V = H^H.
 *
 * The default power allocation is EqualPower, as of all linear precoders, so that a comparison is
 * one of directions; W = sqrt(P) H^H / ||H||_F is TotalPower.
 */
class MrtPrecoder : public LinearPrecoder
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    MrtPrecoder();

  protected:
    CMatrix GetDirections(const ChannelStack& stack) const override;
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_MRT_PRECODER_H */
