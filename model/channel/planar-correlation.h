/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_PLANAR_CORRELATION_H
#define FDDMIMO_PLANAR_CORRELATION_H

#include "ns3/matrix-types.h"

#include <cstdint>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Spatial correlation of a planar array of half-wavelength spacing under small angular spread
 * (Forenza, Love and Heath; [GCN] section 5.1.1): R = R_rows (x) R_columns with, on each axis,
 *
 * [R]_mn = exp(j pi (m - n) sin t) / (1 + s^2 (pi (m - n) cos t)^2 / 2),
 *
 * t the mean angle and s the spread of a Laplacian distribution of power over angles. The diagonal
 * is 1. Antenna r C + c stands in row r and column c.
 *
 * Eigenvectors are kept axis by axis, so that drawing and filtering cost N (R + C) products instead
 * of N^2.
 */
class PlanarCorrelation
{
  public:
    /// No correlation: for containers.
    PlanarCorrelation() = default;

    /**
     * \param rows R >= 1
     * \param columns C >= 1
     * \param rowAngle angle t across the rows (elevation) in rad
     * \param columnAngle angle t across the columns (azimuth) in rad
     * \param spread s in rad, >= 0
     */
    PlanarCorrelation(uint32_t rows,
                      uint32_t columns,
                      double rowAngle,
                      double columnAngle,
                      double spread);

    /**
     * \param antennas n
     * \param angle t in rad
     * \param spread s in rad
     * \return the correlation of one axis, n x n
     */
    static CMatrix GetAxisCorrelation(uint32_t antennas, double angle, double spread);

    /**
     * \return R, N x N
     */
    CMatrix GetCovariance() const;

    /**
     * \param white N independent numbers of unit variance
     * \return N numbers with E[h h^H] = R
     */
    CVector Colour(const CVector& white) const;

    /**
     * The MMSE estimate of h from y = h + n / sqrt(rho) with white n of unit variance, [GCN]
     * eq. (55): R (R + I / rho)^-1 y.
     *
     * \param received y, N entries
     * \param pilotPower rho >= 0
     * \return the estimate
     */
    CVector Estimate(const CVector& received, double pilotPower) const;

  private:
    CMatrix m_rowVectors;    //!< eigenvectors of R_rows, R x R
    CMatrix m_columnVectors; //!< eigenvectors of R_columns, C x C
    RMatrix m_values;        //!< eigenvalues of R, C x R: products of those of the axes
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_PLANAR_CORRELATION_H */
