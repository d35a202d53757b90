/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_PLANAR_BEAM_CODEBOOK_H
#define FDDMIMO_PLANAR_BEAM_CODEBOOK_H

#include "ns3/matrix-types.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * The analog beams that the phase shifters of a planar array can form: an oversampled
 * two-dimensional DFT codebook of unit-norm beams.
 *
 * Antenna n = r C + c stands in row r and column c. An axis of n > 1 antennas has n O beams
 * exp(2 pi j p i / (n O)) / sqrt(n), an axis of one antenna has one; beam m = p_r M_c + p_c of the
 * array is the Kronecker product of beam p_r of the rows and beam p_c of the columns. The codebook
 * of the CSI codecs (DftCodebook) holds the same beams in groups of orthogonal ones; it works in
 * float.
 */
class PlanarBeamCodebook
{
  public:
    /**
     * \param rows R >= 1, rows of the array
     * \param columns C >= 1, columns of the array
     * \param oversampling O >= 1; aborts on zeros
     */
    PlanarBeamCodebook(uint32_t rows, uint32_t columns, uint32_t oversampling);

    /**
     * \return N = R C
     */
    uint32_t GetAntennas() const;

    /**
     * \return M, number of beams
     */
    uint32_t GetSize() const;

    /**
     * \param beam m
     * \return the beam, N entries, unit norm
     */
    CVector GetBeam(uint32_t beam) const;

    /**
     * Products of channels with all beams, in two passes: K N (R O + C) O multiply-adds.
     *
     * \param channel K x N, row k is h_k^H
     * \param [out] re real part of h_k^H v_m, M x K
     * \param [out] im imaginary part
     */
    void Project(const CMatrix& channel, RMatrix& re, RMatrix& im) const;

    /**
     * \param beam m
     * \param [out] re real part of v_m^H v_j, M
     * \param [out] im imaginary part
     */
    void Correlate(uint32_t beam, RVector& re, RVector& im) const;

    /**
     * \param first m
     * \param second j
     * \return v_m^H v_j
     */
    Complex Correlate(uint32_t first, uint32_t second) const;

    /// Squared norm by which a beam must leave the span of others to be independent of them.
    static constexpr double LEAST_REST = 1e-6;

    /**
     * Chooses beams of high score that are independent of each other: no two of them correlated by
     * more than 0.7 as long as there are such, then any that are independent. Aborts if there are
     * too few.
     *
     * \param score score of each beam, M, >= 0
     * \param count how many
     * \param maxCorrelation bound on |v_i^H v_j|, as long as there are such
     * \return the beams
     */
    std::vector<uint32_t> ChooseIndependent(const RVector& score,
                                            uint32_t count,
                                            double maxCorrelation) const;

  private:
    CMatrix m_rowBeams;           //!< beams of the rows, R x M_r
    CMatrix m_columnBeams;        //!< beams of the columns, C x M_c
    CMatrix m_rowCorrelations;    //!< products of the beams of the rows, M_r x M_r
    CMatrix m_columnCorrelations; //!< likewise of the columns, M_c x M_c
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_PLANAR_BEAM_CODEBOOK_H */
