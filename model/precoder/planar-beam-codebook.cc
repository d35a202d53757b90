/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "planar-beam-codebook.h"

#include "ns3/abort.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>

namespace ns3
{
namespace fddmimo
{

namespace
{

const double INITIAL_CORRELATION = 0.7; //!< of beams that count as far apart

/**
 * \param antennas n
 * \param oversampling O
 * \return the beams of an axis, n x (n O), or 1 for one antenna
 */
CMatrix
MakeAxis(uint32_t antennas, uint32_t oversampling)
{
    const uint32_t beams = antennas > 1 ? antennas * oversampling : 1;
    CMatrix axis(antennas, beams);
    const double amplitude = 1.0 / std::sqrt(static_cast<double>(antennas));
    for (uint32_t p = 0; p < beams; ++p)
    {
        for (uint32_t i = 0; i < antennas; ++i)
        {
            // Reduced to one turn first: exact for large arrays.
            const uint64_t turn = static_cast<uint64_t>(p) * i % beams;
            axis(i, p) = std::polar(amplitude, 2.0 * M_PI * static_cast<double>(turn) / beams);
        }
    }
    return axis;
}

} // namespace

PlanarBeamCodebook::PlanarBeamCodebook(uint32_t rows, uint32_t columns, uint32_t oversampling)
{
    NS_ABORT_MSG_IF(
        rows == 0 || columns == 0 || oversampling == 0,
        "PlanarBeamCodebook: rows, columns and oversampling must be at least 1, but are "
            << rows << ", " << columns << " and " << oversampling);
    m_rowBeams = MakeAxis(rows, oversampling);
    m_columnBeams = MakeAxis(columns, oversampling);
    m_rowCorrelations = m_rowBeams.adjoint() * m_rowBeams;
    m_columnCorrelations = m_columnBeams.adjoint() * m_columnBeams;
}

uint32_t
PlanarBeamCodebook::GetAntennas() const
{
    return m_rowBeams.rows() * m_columnBeams.rows();
}

uint32_t
PlanarBeamCodebook::GetSize() const
{
    return m_rowBeams.cols() * m_columnBeams.cols();
}

CVector
PlanarBeamCodebook::GetBeam(uint32_t beam) const
{
    const Eigen::Index columns = m_columnBeams.rows();
    const auto row = m_rowBeams.col(beam / m_columnBeams.cols());
    const auto column = m_columnBeams.col(beam % m_columnBeams.cols());
    CVector result(GetAntennas());
    for (Eigen::Index r = 0; r < m_rowBeams.rows(); ++r)
    {
        result.segment(r * columns, columns) = row(r) * column;
    }
    return result;
}

void
PlanarBeamCodebook::Project(const CMatrix& channel, RMatrix& re, RMatrix& im) const
{
    const Eigen::Index rows = m_rowBeams.rows();
    const Eigen::Index columns = m_columnBeams.rows();
    const Eigen::Index size = GetSize();
    re.resize(size, channel.rows());
    im.resize(size, channel.rows());
    CMatrix grid(columns, rows);
    CMatrix half(m_columnBeams.cols(), rows);
    CMatrix full(m_columnBeams.cols(), m_rowBeams.cols());
    for (Eigen::Index k = 0; k < channel.rows(); ++k)
    {
        for (Eigen::Index n = 0; n < grid.size(); ++n)
        {
            grid.data()[n] = channel(k, n);
        }
        half.noalias() = m_columnBeams.transpose() * grid;
        full.noalias() = half * m_rowBeams;
        for (Eigen::Index m = 0; m < size; ++m)
        {
            re(m, k) = full.data()[m].real();
            im(m, k) = full.data()[m].imag();
        }
    }
}

void
PlanarBeamCodebook::Correlate(uint32_t beam, RVector& re, RVector& im) const
{
    const Eigen::Index columns = m_columnBeams.cols();
    const auto row = m_rowCorrelations.row(beam / columns);
    const CVector column = m_columnCorrelations.row(beam % columns).transpose();
    re.resize(GetSize());
    im.resize(GetSize());
    for (Eigen::Index p = 0; p < row.size(); ++p)
    {
        const double rowRe = row(p).real();
        const double rowIm = row(p).imag();
        re.segment(p * columns, columns) = rowRe * column.real() - rowIm * column.imag();
        im.segment(p * columns, columns) = rowRe * column.imag() + rowIm * column.real();
    }
}

Complex
PlanarBeamCodebook::Correlate(uint32_t first, uint32_t second) const
{
    const auto columns = static_cast<uint32_t>(m_columnBeams.cols());
    return m_rowCorrelations(first / columns, second / columns) *
           m_columnCorrelations(first % columns, second % columns);
}

std::vector<uint32_t>
PlanarBeamCodebook::ChooseIndependent(const RVector& score,
                                      uint32_t count,
                                      double maxCorrelation) const
{
    std::vector<uint32_t> beams;
    // Beams that are far apart if there are enough, else any that are independent.
    for (const double limit : {std::min(INITIAL_CORRELATION, maxCorrelation), maxCorrelation, 1.0})
    {
        RVector left = score;
        while (beams.size() < count)
        {
            Eigen::Index best = 0;
            if (left.maxCoeff(&best) < 0.0)
            {
                break;
            }
            left(best) = -1.0;
            const auto size = static_cast<Eigen::Index>(beams.size());
            CMatrix gram = CMatrix::Identity(size + 1, size + 1);
            double largest = 0.0;
            for (Eigen::Index i = 0; i < size; ++i)
            {
                gram(size, i) = Correlate(best, beams[i]);
                largest = std::max(largest, std::abs(gram(size, i)));
                for (Eigen::Index j = 0; j < i; ++j)
                {
                    gram(i, j) = Correlate(beams[i], beams[j]);
                }
            }
            if (largest > limit)
            {
                continue;
            }
            const Eigen::LLT<CMatrix> factor(gram);
            if (factor.info() == Eigen::Success &&
                std::norm(factor.matrixLLT()(size, size)) > LEAST_REST)
            {
                beams.push_back(best);
            }
        }
    }
    NS_ABORT_MSG_IF(beams.size() < count,
                    "PlanarBeamCodebook: there are only " << beams.size() << " independent beams");
    return beams;
}

} // namespace fddmimo
} // namespace ns3
