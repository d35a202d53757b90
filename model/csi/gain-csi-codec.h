/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_GAIN_CSI_CODEC_H
#define FDDMIMO_GAIN_CSI_CODEC_H

#include "ns3/csi-codec.h"
#include "ns3/gain-quantiser.h"

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Base of the codecs that send the shape of the channel and, apart from it, gains in dB, so that
 * one codec serves any path loss.
 *
 * The range of the gains is set with attributes. A channel whose gain lies below the range (or that
 * is zero or not finite) is reported and decoded as zero; one above the range is scaled down to it.
 */
class GainCsiCodec : public CsiCodec
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    /**
     * \param dimensions sizes of a report
     * \return bits of a report before entropy coding, exactly; each codec states its formula
     */
    virtual uint64_t GetReportBits(const CsiDimensions& dimensions) const = 0;

  protected:
    /**
     * \return the quantiser of gains; aborts if the attributes contradict each other
     */
    GainQuantiser GetGainQuantiser() const;

    /**
     * \return GainBits
     */
    uint32_t GetGainBits() const;

    /**
     * Aborts if the matrices differ in size or there are none.
     *
     * \param channel one M x N matrix a subband
     * \return the dimensions
     */
    static CsiDimensions GetDimensions(const std::vector<CMatrix>& channel);

  private:
    uint32_t m_gainBits; //!< bits of a gain
    double m_gainMinDb;  //!< low end of the range of gains in dB
    double m_gainMaxDb;  //!< high end of the range of gains in dB
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_GAIN_CSI_CODEC_H */
