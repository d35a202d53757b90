/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_SHANNON_LINK_MODEL_H
#define FDDMIMO_SHANNON_LINK_MODEL_H

#include "ns3/link-model.h"

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Capacity-achieving codes at a gap: a block of b bits is decoded if and only if
 * sum over attempts and resources of symbols * min(log2(1 + SINR / gap), MaxEfficiency) >= b
 * (retransmissions add mutual information, incremental redundancy).
 */
class ShannonLinkModel : public LinkModel
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    TransportFormat SelectFormat(const std::vector<double>& sinr, double symbols) override;
    double GetMaxUsefulSinr() const override;
    TransportFormat ShrinkFormat(const TransportFormat& format,
                                 std::size_t resources,
                                 uint32_t bits) override;
    DecodingResult Decode(const TransportFormat& format,
                          const std::vector<double>& sinr,
                          const std::vector<HarqAttempt>& history) override;

  private:
    /**
     * \param sinr SINR of each resource
     * \return bits a symbol, added over the resources
     */
    double GetEfficiency(const std::vector<double>& sinr) const;

    double m_gapDb;         //!< gap to capacity in dB
    double m_maxEfficiency; //!< most bits a symbol and resource
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_SHANNON_LINK_MODEL_H */
