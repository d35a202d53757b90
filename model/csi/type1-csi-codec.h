/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_TYPE1_CSI_CODEC_H
#define FDDMIMO_TYPE1_CSI_CODEC_H

#include "ns3/dft-csi-codec.h"

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * In the manner of a 3GPP Type-I report (TS 38.214, 5.2.2.2.1), without polarisation: the beam of
 * the oversampled two-dimensional DFT codebook that collects most of the channel, and the amplitude
 * along it (the place of the channel quality indicator).
 *
 * Description of a receive antenna in a subband: group ceil(log2 G) | beam ceil(log2 N) |
 * GainBits, G being the number of groups (O^2 for a planar array, O for a linear one). A user
 * with M > 1 antennas reports one beam an antenna (not the 3GPP's one beam with M layers).
 */
class Type1CsiCodec : public DftCsiCodec
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    uint64_t GetRowBits(uint32_t txAntennas) const override;

  protected:
    void EncodeRow(const CVector& channel, double norm, BitBuffer& bits) override;
    void DecodeRow(BitReader& bits, CVector& channel) override;
    double GetQuality() const override;

  private:
    std::vector<float> m_power; //!< powers of the beams of a group (work space)
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_TYPE1_CSI_CODEC_H */
