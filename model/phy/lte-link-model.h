/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_LTE_LINK_MODEL_H
#define FDDMIMO_LTE_LINK_MODEL_H

#include "ns3/link-model.h"

#include <map>

namespace ns3
{

class LteAmc;
class SpectrumModel;

namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * LTE's modulation and coding through ns-3's own LteAmc (CQI, MCS, block sizes) and LteMiErrorModel
 * (mutual-information based block error rate, incremental redundancy).
 *
 * A resource-block pair is 168 symbols (12 subcarriers, 14 OFDM symbols). A block is made of parts
 * of at most 12 pairs, each coded on its own, because ns-3's error model counts coded bits in
 * 16-bit integers; the block is in error if any part is.
 */
class LteLinkModel : public LinkModel
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    LteLinkModel();

    TransportFormat SelectFormat(const std::vector<double>& sinr, double symbols) override;
    double GetMaxUsefulSinr() const override;
    TransportFormat ShrinkFormat(const TransportFormat& format,
                                 std::size_t resources,
                                 uint32_t bits) override;
    DecodingResult Decode(const TransportFormat& format,
                          const std::vector<double>& sinr,
                          const std::vector<HarqAttempt>& history) override;

  protected:
    void DoDispose() override;

  private:
    /**
     * \param format format of a block; symbols and resources give its resource-block pairs
     * \param resources number of resources
     * \return number of resource-block pairs, at least 0
     */
    static uint32_t GetPairs(const TransportFormat& format, std::size_t resources);

    /**
     * \return gap to capacity behind the choice of the CQI, linear
     */
    double GetGap() const;

    /**
     * \param mcs MCS index, 0 to 28
     * \param pairs resource-block pairs
     * \return information bits of a block, 0 without pairs
     */
    uint32_t GetBits(uint32_t mcs, uint32_t pairs) const;

    /**
     * \param bands number of bands
     * \return a spectrum model with one band a resource
     */
    Ptr<const SpectrumModel> GetSpectrumModel(std::size_t bands);

    Ptr<LteAmc> m_amc; //!< ns-3's adaptive modulation and coding
    double m_ber;      //!< bit error rate that the CQI choice aims at
    std::map<std::size_t, Ptr<const SpectrumModel>> m_spectrumModels; //!< by number of bands
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_LTE_LINK_MODEL_H */
