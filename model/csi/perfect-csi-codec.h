/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_PERFECT_CSI_CODEC_H
#define FDDMIMO_PERFECT_CSI_CODEC_H

#include "ns3/csi-codec.h"

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * The base station knows the estimate of the user: no bits, no delay (IsTransparent()).
 *
 * Encode and Decode, which the network does not call, carry every real number in 64 bits without
 * loss; numbers that are not finite decode as 0.
 */
class PerfectCsiCodec : public CsiCodec
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    EncodedCsi Encode(const std::vector<CMatrix>& channel) override;
    std::vector<UserCsi> Decode(const BitBuffer& bits, const CsiDimensions& dimensions) override;
    bool IsTransparent() const override;
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_PERFECT_CSI_CODEC_H */
