/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_CSI_TEST_UTIL_H
#define FDDMIMO_CSI_TEST_UTIL_H

#include "ns3/bit-buffer.h"
#include "ns3/matrix-types.h"
#include "ns3/random-variable-stream.h"
#include "ns3/rng-seed-manager.h"

#include <Eigen/Cholesky>
#include <cmath>

namespace ns3
{
namespace fddmimo
{
namespace test
{

/**
 * Covariance of a linear array around one direction (Forenza, Love and Heath's approximation).
 *
 * \param n antennas
 * \param spread angular spread in rad
 * \param angle mean direction in rad
 * \return n x n, ones on the diagonal
 */
inline CMatrix
MakeCovariance(uint32_t n, double spread, double angle)
{
    CMatrix covariance(n, n);
    for (uint32_t a = 0; a < n; ++a)
    {
        for (uint32_t b = 0; b < n; ++b)
        {
            const double distance = M_PI * (static_cast<double>(a) - b);
            const double blur = spread * distance * std::cos(angle);
            covariance(a, b) =
                std::polar(1.0 / (1.0 + 0.5 * blur * blur), distance * std::sin(angle));
        }
    }
    return covariance;
}

/**
 * Draws channels for the tests.
 */
class Drawer
{
  public:
    Drawer()
        : m_normal(CreateObject<NormalRandomVariable>()),
          m_uniform(CreateObject<UniformRandomVariable>())
    {
        RngSeedManager::SetSeed(1);
        RngSeedManager::SetRun(1);
        m_normal->SetStream(1);
        m_uniform->SetStream(2);
    }

    /**
     * \param rows rows
     * \param columns columns
     * \return entries CN(0, 1)
     */
    CMatrix Gaussian(uint32_t rows, uint32_t columns)
    {
        CMatrix matrix(rows, columns);
        for (Eigen::Index i = 0; i < matrix.size(); ++i)
        {
            const double re = m_normal->GetValue();
            const double im = m_normal->GetValue();
            matrix.data()[i] = Complex(re, im) * std::sqrt(0.5);
        }
        return matrix;
    }

    /**
     * \param low low end
     * \param high high end
     * \return uniform in [low, high)
     */
    double Uniform(double low, double high)
    {
        return m_uniform->GetValue(low, high);
    }

    /**
     * \param size number of bits
     * \return random bits
     */
    BitBuffer Bits(uint32_t size)
    {
        BitBuffer bits;
        for (uint32_t i = 0; i < size; ++i)
        {
            bits.Write(Uniform(0.0, 1.0) < 0.5 ? 0 : 1, 1);
        }
        return bits;
    }

    /**
     * A channel of the square planar array of n x n antennas with the covariance of Forenza, Love
     * and Heath's approximation around directions uniform within +-60 degrees.
     *
     * \param n antennas of an axis
     * \param spread angular spread in rad
     * \return 1 x n^2 channel with entries of unit variance
     */
    CMatrix Clustered(uint32_t n, double spread)
    {
        const CMatrix white = Gaussian(n, n);
        const CMatrix azimuth = Root(n, spread, Uniform(-M_PI / 3, M_PI / 3));
        const CMatrix elevation = Root(n, spread, Uniform(-M_PI / 3, M_PI / 3));
        const CMatrix field = azimuth * white * elevation.transpose(); // column x row
        return Eigen::Map<const CMatrix>(field.data(), 1, n * n);
    }

  private:
    /**
     * \param n antennas
     * \param spread angular spread in rad
     * \param angle mean direction in rad
     * \return a root of the covariance
     */
    static CMatrix Root(uint32_t n, double spread, double angle)
    {
        CMatrix covariance = MakeCovariance(n, spread, angle);
        covariance.diagonal().array() += 1e-9;
        return covariance.llt().matrixL();
    }

    Ptr<NormalRandomVariable> m_normal;   //!< for Gaussian entries
    Ptr<UniformRandomVariable> m_uniform; //!< for the rest
};

/**
 * \param truth a channel
 * \param decoded its reconstruction
 * \return squared error, after the common phase of every row was aligned
 */
inline double
AlignedError(const CMatrix& truth, const CMatrix& decoded)
{
    double error = 0.0;
    for (Eigen::Index m = 0; m < truth.rows(); ++m)
    {
        const Complex product = decoded.row(m).conjugate().cwiseProduct(truth.row(m)).sum();
        const Complex phase = std::abs(product) > 0.0 ? product / std::abs(product) : 1.0;
        error += (truth.row(m) - phase * decoded.row(m)).squaredNorm();
    }
    return error;
}

} // namespace test
} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_CSI_TEST_UTIL_H */
