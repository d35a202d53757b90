/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "planar-correlation.h"

#include <Eigen/Eigenvalues>
#include <cmath>

namespace ns3
{
namespace fddmimo
{

CMatrix
PlanarCorrelation::GetAxisCorrelation(uint32_t antennas, double angle, double spread)
{
    CMatrix correlation(antennas, antennas);
    for (uint32_t m = 0; m < antennas; ++m)
    {
        for (uint32_t n = 0; n < antennas; ++n)
        {
            const double distance = M_PI * (static_cast<double>(m) - n);
            const double width = spread * distance * std::cos(angle);
            correlation(m, n) =
                std::polar(1.0 / (1.0 + 0.5 * width * width), distance * std::sin(angle));
        }
    }
    return correlation;
}

PlanarCorrelation::PlanarCorrelation(uint32_t rows,
                                     uint32_t columns,
                                     double rowAngle,
                                     double columnAngle,
                                     double spread)
{
    const Eigen::SelfAdjointEigenSolver<CMatrix> row(GetAxisCorrelation(rows, rowAngle, spread));
    const Eigen::SelfAdjointEigenSolver<CMatrix> column(
        GetAxisCorrelation(columns, columnAngle, spread));
    m_rowVectors = row.eigenvectors();
    m_columnVectors = column.eigenvectors();
    // Rounding leaves some that are zero a little below.
    m_values = column.eigenvalues().cwiseMax(0.0) * row.eigenvalues().cwiseMax(0.0).transpose();
}

CMatrix
PlanarCorrelation::GetCovariance() const
{
    const Eigen::Index rows = m_values.cols();
    const Eigen::Index columns = m_values.rows();
    // The eigenvalues are products: their sums are those of the axes, up to the sum of all.
    const RVector rowValues = m_values.colwise().sum().transpose() / m_values.sum();
    const RVector columnValues = m_values.rowwise().sum();
    const CMatrix row = m_rowVectors * rowValues.asDiagonal() * m_rowVectors.adjoint();
    const CMatrix column = m_columnVectors * columnValues.asDiagonal() * m_columnVectors.adjoint();
    CMatrix covariance(rows * columns, rows * columns);
    for (Eigen::Index r = 0; r < rows; ++r)
    {
        for (Eigen::Index p = 0; p < rows; ++p)
        {
            covariance.block(r * columns, p * columns, columns, columns) = row(r, p) * column;
        }
    }
    return covariance;
}

CVector
PlanarCorrelation::Colour(const CVector& white) const
{
    // Entry r C + c of a vector is entry (c, r) of a grid; eigenvectors of white numbers are white.
    const Eigen::Map<const CMatrix> grid(white.data(), m_values.rows(), m_values.cols());
    const CMatrix scaled = m_values.cwiseSqrt().cwiseProduct(grid);
    const CMatrix result = m_columnVectors * scaled * m_rowVectors.transpose();
    return Eigen::Map<const CVector>(result.data(), result.size());
}

CVector
PlanarCorrelation::Estimate(const CVector& received, double pilotPower) const
{
    const Eigen::Map<const CMatrix> grid(received.data(), m_values.rows(), m_values.cols());
    CMatrix modes = m_columnVectors.adjoint() * grid * m_rowVectors.conjugate();
    // v / (v + 1 / rho), also for rho = 0
    modes.array() *= (pilotPower * m_values.array()) / (pilotPower * m_values.array() + 1.0);
    const CMatrix result = m_columnVectors * modes * m_rowVectors.transpose();
    return Eigen::Map<const CVector>(result.data(), result.size());
}

} // namespace fddmimo
} // namespace ns3
