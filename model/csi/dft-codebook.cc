/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "dft-codebook.h"

#include "ns3/abort.h"

#include <cmath>

namespace ns3
{
namespace fddmimo
{

DftCodebook::Axis::Axis(uint32_t antennas, uint32_t oversampling)
    : size(antennas),
      groups(antennas == 1 ? 1 : oversampling)
{
    NS_ABORT_MSG_IF(antennas == 0 || oversampling == 0,
                    "DftCodebook: " << antennas << " antennas on an axis and oversampling "
                                    << oversampling << ", both must be at least 1");
    const uint32_t count = size * groups;
    beams.resize(size, count);
    const double amplitude = 1.0 / std::sqrt(static_cast<double>(size));
    for (uint32_t q = 0; q < groups; ++q)
    {
        for (uint32_t m = 0; m < size; ++m)
        {
            for (uint32_t i = 0; i < size; ++i)
            {
                const uint64_t turns = static_cast<uint64_t>(m * groups + q) * i % count;
                beams(i, q * size + m) =
                    std::polar(amplitude, 2.0 * M_PI * static_cast<double>(turns) / count);
            }
        }
    }
    re = beams.adjoint().real().cast<float>();
    im = beams.adjoint().imag().cast<float>();
}

DftCodebook::DftCodebook(uint32_t rows, uint32_t columns, uint32_t oversampling)
    : m_rowAxis(rows, oversampling),
      m_columnAxis(columns, oversampling),
      m_inputRe(rows * columns),
      m_inputIm(rows * columns)
{
    const Eigen::Index rowBeams = m_rowAxis.beams.cols();
    const Eigen::Index columnBeams = m_columnAxis.beams.cols();
    m_halfRe.resize(rows * columnBeams);
    m_halfIm.resize(rows * columnBeams);
    m_re.resize(rowBeams * columnBeams);
    m_im.resize(rowBeams * columnBeams);
}

uint32_t
DftCodebook::GetSize() const
{
    return m_rowAxis.size * m_columnAxis.size;
}

uint32_t
DftCodebook::GetGroups() const
{
    return m_rowAxis.groups * m_columnAxis.groups;
}

void
DftCodebook::Pass(const Axis& axis,
                  const float* re,
                  const float* im,
                  Eigen::Index stride,
                  float* outRe,
                  float* outIm)
{
    const Eigen::Index count = axis.re.rows();
    Eigen::Map<Eigen::ArrayXf> yRe(outRe, count);
    Eigen::Map<Eigen::ArrayXf> yIm(outIm, count);
    yRe.setZero();
    yIm.setZero();
    uint32_t i = 0;
    // Two inputs at a time: half the traffic to and from y.
    for (; i + 1 < axis.size; i += 2)
    {
        const float a = re[i * stride];
        const float b = im[i * stride];
        const float c = re[(i + 1) * stride];
        const float d = im[(i + 1) * stride];
        const auto re0 = axis.re.col(i).array();
        const auto im0 = axis.im.col(i).array();
        const auto re1 = axis.re.col(i + 1).array();
        const auto im1 = axis.im.col(i + 1).array();
        yRe += a * re0 - b * im0 + c * re1 - d * im1;
        yIm += a * im0 + b * re0 + c * im1 + d * re1;
    }
    if (i < axis.size)
    {
        const float a = re[i * stride];
        const float b = im[i * stride];
        yRe += a * axis.re.col(i).array() - b * axis.im.col(i).array();
        yIm += a * axis.im.col(i).array() + b * axis.re.col(i).array();
    }
}

void
DftCodebook::Transform(const CVector& channel, double scale)
{
    NS_ABORT_MSG_IF(channel.size() != m_inputRe.size(),
                    "DftCodebook: a channel of " << channel.size() << " antennas, the array has "
                                                 << m_inputRe.size());
    m_inputRe = (channel.real() * scale).cast<float>();
    m_inputIm = (channel.imag() * scale).cast<float>();
    const uint32_t rows = m_rowAxis.size;
    const uint32_t columns = m_columnAxis.size;
    const Eigen::Index rowBeams = m_rowAxis.beams.cols();
    const Eigen::Index columnBeams = m_columnAxis.beams.cols();
    for (uint32_t r = 0; r < rows; ++r)
    {
        Pass(m_columnAxis,
             m_inputRe.data() + r * columns,
             m_inputIm.data() + r * columns,
             1,
             m_halfRe.data() + r * columnBeams,
             m_halfIm.data() + r * columnBeams);
    }
    if (rows == 1)
    {
        m_re = m_halfRe;
        m_im = m_halfIm;
        return;
    }
    for (Eigen::Index p = 0; p < columnBeams; ++p)
    {
        Pass(m_rowAxis,
             m_halfRe.data() + p,
             m_halfIm.data() + p,
             columnBeams,
             m_re.data() + p * rowBeams,
             m_im.data() + p * rowBeams);
    }
}

std::complex<float>
DftCodebook::GetCoefficient(uint32_t group, uint32_t beam) const
{
    const uint32_t rows = m_rowAxis.size;
    const uint32_t p = group % m_columnAxis.groups * m_columnAxis.size + beam / rows;
    const uint32_t r = group / m_columnAxis.groups * rows + beam % rows;
    const Eigen::Index at = static_cast<Eigen::Index>(p) * m_rowAxis.beams.cols() + r;
    return {m_re[at], m_im[at]};
}

void
DftCodebook::GetPower(uint32_t group, float* power) const
{
    const uint32_t rows = m_rowAxis.size;
    const Eigen::Index rowBeams = m_rowAxis.beams.cols();
    const uint32_t firstColumn = group % m_columnAxis.groups * m_columnAxis.size;
    const uint32_t firstRow = group / m_columnAxis.groups * rows;
    const float* re = m_re.data() + firstColumn * rowBeams + firstRow;
    const float* im = m_im.data() + firstColumn * rowBeams + firstRow;
    // One axis alone lies in one piece.
    const uint32_t pieces = rows == 1 ? 1 : m_columnAxis.size;
    const uint32_t length = rows == 1 ? m_columnAxis.size : rows;
    for (uint32_t piece = 0; piece < pieces; ++piece)
    {
        const Eigen::Map<const Eigen::ArrayXf> a(re + piece * rowBeams, length);
        const Eigen::Map<const Eigen::ArrayXf> b(im + piece * rowBeams, length);
        Eigen::Map<Eigen::ArrayXf>(power + piece * length, length) = a * a + b * b;
    }
}

void
DftCodebook::AddBeam(uint32_t group, uint32_t beam, Complex coefficient, CVector& channel) const
{
    const uint32_t rows = m_rowAxis.size;
    const uint32_t columns = m_columnAxis.size;
    const auto columnBeam =
        m_columnAxis.beams.col(group % m_columnAxis.groups * columns + beam / rows);
    const auto rowBeam = m_rowAxis.beams.col(group / m_columnAxis.groups * rows + beam % rows);
    for (uint32_t r = 0; r < rows; ++r)
    {
        channel.segment(r * columns, columns) += coefficient * rowBeam[r] * columnBeam;
    }
}

} // namespace fddmimo
} // namespace ns3
