/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_DFT_CODEBOOK_H
#define FDDMIMO_DFT_CODEBOOK_H

#include "ns3/matrix-types.h"

#include <cstdint>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Oversampled two-dimensional DFT beams of a planar array, and the transform of a channel to them.
 *
 * Antenna n = r C + c stands in row r and column c of the array (ns-3's UniformPlanarArray counts
 * so). With oversampling O an axis of n antennas has O groups q of n orthogonal beams m,
 * f_m^(q)[i] = exp(2 pi j (m + q / O) i / n) / sqrt(n); an axis of one antenna has one beam and one
 * group. A beam of the array is the Kronecker product of a beam of either axis; all beams of a
 * group g = q_r O_c + q_c form an orthonormal basis. Beam b = m_c R + m_r of a group
 * (R = number of rows).
 *
 * The transform is computed in float with one dense product an axis: O N (R O + C) multiply-adds
 * for a planar array, O N^2 for a linear one.
 */
class DftCodebook
{
  public:
    /**
     * \param rows R, rows of the array, >= 1
     * \param columns C, columns of the array, >= 1
     * \param oversampling O, >= 1; aborts on zeros
     */
    DftCodebook(uint32_t rows, uint32_t columns, uint32_t oversampling);

    /**
     * \return N = R C, antennas and beams of a group
     */
    uint32_t GetSize() const;

    /**
     * \return number of groups
     */
    uint32_t GetGroups() const;

    /**
     * Transforms a channel to the beams of all groups: X = sum_n h_n conj(beam_n). The results
     * stay until the next call.
     *
     * \param channel N entries
     * \param scale factor applied to the channel, such that it has about unit norm
     */
    void Transform(const CVector& channel, double scale);

    /**
     * \param group group
     * \param beam beam of the group
     * \return X of the last Transform()
     */
    std::complex<float> GetCoefficient(uint32_t group, uint32_t beam) const;

    /**
     * \param group group
     * \param [out] power |X|^2 of the group's N beams
     */
    void GetPower(uint32_t group, float* power) const;

    /**
     * Adds a beam to a channel: row(n) += coefficient beam_n.
     *
     * \param group group
     * \param beam beam of the group
     * \param coefficient its coefficient
     * \param [in,out] channel N entries
     */
    void AddBeam(uint32_t group, uint32_t beam, Complex coefficient, CVector& channel) const;

  private:
    /// Beams of one axis. Beam p = q n + m is beam m of group q.
    struct Axis
    {
        /**
         * \param antennas n
         * \param oversampling O
         */
        Axis(uint32_t antennas, uint32_t oversampling);

        uint32_t size;      //!< n
        uint32_t groups;    //!< O, or 1 if n = 1
        CMatrix beams;      //!< n x (n groups), one beam a column
        Eigen::MatrixXf re; //!< real part of the conjugate beams, (n groups) x n
        Eigen::MatrixXf im; //!< imaginary part of the conjugate beams, (n groups) x n
    };

    /**
     * One pass of the transform: y_p = sum_i x_i conj(beam_p[i]).
     *
     * \param axis the axis
     * \param re real parts of x, entry i at i * stride
     * \param im imaginary parts of x, likewise
     * \param stride distance of two entries of x
     * \param [out] outRe real part of y, contiguous
     * \param [out] outIm imaginary part of y, contiguous
     */
    static void Pass(const Axis& axis,
                     const float* re,
                     const float* im,
                     Eigen::Index stride,
                     float* outRe,
                     float* outIm);

    Axis m_rowAxis;           //!< beams across the rows
    Axis m_columnAxis;        //!< beams across the columns
    Eigen::ArrayXf m_inputRe; //!< real part of the scaled channel, N
    Eigen::ArrayXf m_inputIm; //!< imaginary part of the scaled channel, N
    Eigen::ArrayXf m_halfRe;  //!< after the column axis, [row][p_c], real part
    Eigen::ArrayXf m_halfIm;  //!< after the column axis, imaginary part
    Eigen::ArrayXf m_re;      //!< coefficients, [p_c][p_r], real part
    Eigen::ArrayXf m_im;      //!< coefficients, imaginary part
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_DFT_CODEBOOK_H */
