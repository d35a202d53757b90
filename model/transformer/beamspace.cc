/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "beamspace.h"

#include <cmath>
#include <map>

namespace ns3
{
namespace fddmimo
{

namespace
{

constexpr double FLOOR = 1e-4; //!< added to energies over their mean, in front of the logarithm

/// The unitary DFT of a size, and its inverse.
struct Dft
{
    PlanarMatrix forward;  //!< N x N
    PlanarMatrix backward; //!< N x N, its conjugate
};

/**
 * \param size N
 * \return the DFT, which is kept
 */
const Dft&
GetDft(Eigen::Index size)
{
    static std::map<Eigen::Index, Dft> kept;
    Dft& dft = kept[size];
    if (dft.forward.rows != size)
    {
        dft.forward.Resize(size, size);
        dft.backward.Resize(size, size);
        for (Eigen::Index n = 0; n < size; ++n)
        {
            for (Eigen::Index m = 0; m < size; ++m)
            {
                // Reduced first, so that the angle stays exact for any N.
                const double turn = 2.0 * M_PI * static_cast<double>(n * m % size) / size;
                const double scale = 1.0 / std::sqrt(static_cast<double>(size));
                dft.forward.re(n, m) = dft.backward.re(n, m) = scale * std::cos(turn);
                dft.forward.im(n, m) = -scale * std::sin(turn);
                dft.backward.im(n, m) = scale * std::sin(turn);
            }
        }
    }
    return dft;
}

} // namespace

Beamspace::Beamspace(const PlanarMatrix& adjoint)
    : m_beams(Multiply(GetDft(adjoint.rows).forward, adjoint))
{
}

const CMatrix&
Beamspace::GetBeams() const
{
    return m_beams;
}

void
Beamspace::FillFeatures(float* features) const
{
    const Eigen::Index size = m_beams.rows();
    for (Eigen::Index k = 0; k < m_beams.cols(); ++k)
    {
        RVector energy = m_beams.col(k).cwiseAbs2();
        const double mean = energy.mean();
        energy *= mean > 0.0 ? 1.0 / mean : 0.0;
        for (Eigen::Index n = 0; n < size; ++n, features += FEATURES)
        {
            for (Eigen::Index d = 0; d < FEATURES; ++d)
            {
                const double both = energy((n + d) % size) + energy((n + (size - d % size)) % size);
                features[d] = static_cast<float>(std::log(0.5 * both + FLOOR));
            }
        }
    }
}

void
Beamspace::Restore(const float* gains, PlanarMatrix& adjoint) const
{
    const Eigen::Index size = m_beams.rows();
    const Eigen::Map<const Eigen::MatrixXf> scale(gains, size, m_beams.cols());
    const CMatrix scaled = m_beams.cwiseProduct(scale.cast<Complex>()).conjugate();
    PlanarMatrix planes(size, scaled.cols());
    for (Eigen::Index k = 0; k < scaled.cols(); ++k)
    {
        planes.SetColumnConjugate(k, scaled.data() + k * size, 1);
    }
    const CMatrix restored = Multiply(GetDft(size).backward, planes).conjugate();
    adjoint.Resize(size, restored.cols());
    for (Eigen::Index k = 0; k < restored.cols(); ++k)
    {
        adjoint.SetColumnConjugate(k, restored.data() + k * size, 1);
    }
}

} // namespace fddmimo
} // namespace ns3
