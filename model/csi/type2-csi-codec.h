/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_TYPE2_CSI_CODEC_H
#define FDDMIMO_TYPE2_CSI_CODEC_H

#include "ns3/combination-coder.h"
#include "ns3/dft-csi-codec.h"

#include <memory>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * In the manner of a 3GPP Type-II report (TS 38.214, 5.2.2.2.3), narrow-band and without
 * polarisation: the DFT feedback quantisation of [GCN] section 5.1.4.
 *
 * Of each group of orthogonal beams the T strongest coefficients are quantised: the strongest one's
 * amplitude in dB, the others relative to it with the amplitude levels 0, sqrt(1/64), sqrt(1/32),
 * ... sqrt(1/2), 1 of table 5.2.2.2.3-2 and N-PSK phases. The group with the smallest error
 * ||h - h_hat||^2 is reported.
 *
 * Description of a receive antenna in a subband, T = min(Coefficients, N), G groups (O^2 for a
 * planar array, O for a linear one):
 * group ceil(log2 G) | set of beams ceil(log2 C(N, T)) (see CombinationCoder) | strongest of them
 * ceil(log2 T) | GainBits | T - 1 times: 3 amplitude, ceil(log2 Phases) phase.
 */
class Type2CsiCodec : public DftCsiCodec
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
    /// A beam of the report.
    struct Term
    {
        uint32_t beam;      //!< beam of the group
        uint32_t amplitude; //!< index of the amplitude level
        uint32_t phase;     //!< index of the phase
    };

    /**
     * \param txAntennas N
     * \return T
     */
    uint32_t GetTerms(uint32_t txAntennas) const;

    /**
     * \param txAntennas N
     * \return the coder of the set of beams
     */
    const CombinationCoder& GetCombinationCoder(uint32_t txAntennas) const;

    /**
     * Finds the T strongest beams of every group: fills m_strongest, m_energy and m_order.
     *
     * \param codebook the codebook, after Transform()
     */
    void Rank(const DftCodebook& codebook);

    /**
     * Quantises the coefficients of a group: fills m_terms, the strongest first.
     *
     * \param codebook the codebook, after Transform()
     * \param group the group
     * \param scale decoded amplitude of the strongest coefficient, as a share of the channel's norm
     * \return squared error of the terms, as a share of the channel's squared norm
     */
    double QuantiseGroup(const DftCodebook& codebook, uint32_t group, double scale);

    uint32_t m_coefficients; //!< Coefficients
    uint32_t m_phases;       //!< Phases

    mutable std::unique_ptr<CombinationCoder> m_combinations; //!< coder for the last sizes
    mutable uint32_t m_combinationKey[2]{0, 0};               //!< N and T of m_combinations

    // Work space.
    std::vector<float> m_power;   //!< powers of the beams of a group
    std::vector<uint64_t> m_keys; //!< power and beam, to sort
    std::vector<uint32_t>
        m_strongest;               //!< T strongest beams of every group, one group after another
    std::vector<float> m_energy;   //!< energy of the T strongest beams of every group
    std::vector<uint32_t> m_order; //!< groups by falling energy
    std::vector<Term> m_terms;     //!< quantised coefficients of a group
    std::vector<Term> m_bestTerms; //!< those of the best group so far
    std::vector<uint32_t> m_beams; //!< set of beams
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_TYPE2_CSI_CODEC_H */
