/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_DFT_CSI_CODEC_H
#define FDDMIMO_DFT_CSI_CODEC_H

#include "ns3/dft-codebook.h"
#include "ns3/gain-csi-codec.h"

#include <memory>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Base of the codecs that describe a channel by beams of an oversampled DFT codebook.
 *
 * Every receive antenna of every subband is described on its own, so a report is M S descriptions
 * of equal length, one after the other. The common phase of a row of the channel is not reported:
 * it changes no rate and no beam, whatever the receiver (it multiplies H from the left by a
 * diagonal unitary matrix).
 *
 * The array has Rows x Columns antennas; what is 0 follows from N: 1 x 0, the default, is a linear
 * array, 0 x 0 the factorisation of N nearest to a square with at most as many rows as columns.
 */
class DftCsiCodec : public GainCsiCodec
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    EncodedCsi Encode(const std::vector<CMatrix>& channel) override;

    /// Reports of another length than GetReportBits() give an empty result.
    std::vector<UserCsi> Decode(const BitBuffer& bits, const CsiDimensions& dimensions) override;

    /**
     * \param dimensions sizes of a report
     * \return M S GetRowBits(N)
     */
    uint64_t GetReportBits(const CsiDimensions& dimensions) const override;

    /**
     * \param txAntennas N
     * \return bits of the description of one receive antenna in one subband
     */
    virtual uint64_t GetRowBits(uint32_t txAntennas) const = 0;

  protected:
    /**
     * \param txAntennas N; aborts if Rows and Columns do not fit it
     * \return the codebook of the array
     */
    DftCodebook& GetCodebook(uint32_t txAntennas) const;

    /**
     * Describes one row.
     *
     * \param channel the row, N entries; finite and not zero
     * \param norm its norm
     * \param [out] bits where the description is appended: exactly GetRowBits(N) bits, or none if
     * the row has to be reported as zero
     */
    virtual void EncodeRow(const CVector& channel, double norm, BitBuffer& bits) = 0;

    /**
     * Reads a description, GetRowBits(N) arbitrary bits.
     *
     * \param bits the description
     * \param [in,out] channel N zeros, to which the beams are added
     */
    virtual void DecodeRow(BitReader& bits, CVector& channel) = 0;

    /**
     * \return quality figure of decoded CSI: number of beams of a row
     */
    virtual double GetQuality() const = 0;

    void DoDispose() override;

  private:
    uint32_t m_rows;                                 //!< Rows
    uint32_t m_columns;                              //!< Columns
    uint32_t m_oversampling;                         //!< O of an axis
    mutable std::unique_ptr<DftCodebook> m_codebook; //!< codebook of the last array
    mutable uint32_t m_codebookKey[3]{0, 0, 0};      //!< rows, columns and O of m_codebook
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_DFT_CSI_CODEC_H */
