/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_SCALAR_CSI_CODEC_H
#define FDDMIMO_SCALAR_CSI_CODEC_H

#include "ns3/gain-csi-codec.h"
#include "ns3/symbol-model.h"
#include "ns3/uniform-quantiser.h"

#include <memory>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Quantises the real and the imaginary part of every channel entry uniformly with B bits, relative
 * to one wideband gain g (the full scale) a report.
 *
 * Report: GainBits | 2 M N S symbols of B bits (S subbands), so
 * bits = GainBits + 2 M N S B. With EntropyCoding: GainBits | 1 flag | the symbols range-coded
 * (flag 1), or plain where that is shorter (flag 0): at most GainBits + 1 + 2 M N S B bits.
 *
 * The encoder tries full scales from the largest part downwards and keeps the one with the smallest
 * squared error, which therefore never exceeds 2 M N S (G / 2^B)^2, G being the largest part times
 * at most one gain step, and is close to that of the best uniform quantiser of Gaussian entries.
 */
class ScalarCsiCodec : public GainCsiCodec
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    EncodedCsi Encode(const std::vector<CMatrix>& channel) override;

    /**
     * Reports of another length than GetReportBits() give an empty result; range-coded reports of
     * any length decode.
     */
    std::vector<UserCsi> Decode(const BitBuffer& bits, const CsiDimensions& dimensions) override;

    uint64_t GetReportBits(const CsiDimensions& dimensions) const override;

    /**
     * Sets the model of EntropyCoding, at both ends.
     *
     * \param model a model of 2^Bits symbols (checked when it is used). The default is that of
     * Gaussian parts, whose standard deviation is full scale / (1.27 + 0.335 B), the best loading
     * of a uniform quantiser.
     */
    void SetModel(const SymbolModel& model);

  private:
    /**
     * \return the model of the symbols, for the present Bits
     */
    const SymbolModel& GetModel();

    /**
     * \param channel the channels
     * \return index of the full scale with the smallest squared error; 0 for a zero channel
     */
    uint32_t ChooseGain(const std::vector<CMatrix>& channel) const;

    uint32_t m_bits;                      //!< B
    bool m_entropyCoding;                 //!< symbols are range-coded
    bool m_ownModel{false};               //!< the model was set by SetModel()
    std::unique_ptr<SymbolModel> m_model; //!< model of the symbols, null: not made yet
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_SCALAR_CSI_CODEC_H */
