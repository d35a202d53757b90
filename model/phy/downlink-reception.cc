/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "downlink-reception.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>

namespace ns3
{
namespace fddmimo
{

const std::vector<UserReception>&
DownlinkReception::Evaluate(const MimoChannelModel& channel,
                            const std::vector<CellBeams>& cells,
                            const std::vector<uint32_t>& servingCell,
                            double noisePower)
{
    const uint32_t nUes = channel.GetNUes();
    const uint32_t subbands = channel.GetNSubbands();
    m_reception.resize(nUes);
    m_own.resize(nUes);
    m_covariance.resize(nUes);
    m_firstStream.assign(nUes, -1);
    for (uint32_t ue = 0; ue < nUes; ++ue)
    {
        m_reception[ue].sinr.clear();
        m_reception[ue].rate = 0.0;
        m_reception[ue].interference = 0.0;
    }
    for (const auto& cell : cells)
    {
        int64_t stream = 0;
        for (uint32_t ue : cell.ues)
        {
            m_firstStream[ue] = stream;
            stream += channel.GetUeAntennas(ue);
        }
    }

    for (uint32_t subband = 0; subband < subbands; ++subband)
    {
        for (uint32_t ue = 0; ue < nUes; ++ue)
        {
            const uint32_t antennas = channel.GetUeAntennas(ue);
            m_covariance[ue].setZero(antennas, antennas);
        }
        for (uint32_t bs = 0; bs < cells.size(); ++bs)
        {
            if (cells[bs].beams.empty())
            {
                continue;
            }
            const CMatrix& weights = cells[bs].beams[subband].weights;
            m_effective.noalias() = channel.GetDownlinkOfCell(bs, subband) * weights;
            for (uint32_t ue = 0; ue < nUes; ++ue)
            {
                const uint32_t antennas = channel.GetUeAntennas(ue);
                const auto rows = m_effective.middleRows(channel.GetRowOffset(ue), antennas);
                if (servingCell[ue] == bs)
                {
                    m_own[ue] = rows;
                }
                else if (antennas == 1)
                {
                    m_covariance[ue](0, 0) += rows.squaredNorm();
                }
                else
                {
                    m_covariance[ue].noalias() += rows * rows.adjoint();
                }
            }
        }
        for (uint32_t ue = 0; ue < nUes; ++ue)
        {
            const uint32_t antennas = channel.GetUeAntennas(ue);
            auto& covariance = m_covariance[ue];
            m_reception[ue].interference +=
                covariance.trace().real() / (static_cast<double>(antennas) * subbands);
            covariance.diagonal().array() += noisePower;
            if (m_firstStream[ue] >= 0)
            {
                AddStreams(m_own[ue], m_firstStream[ue], covariance, subbands, m_reception[ue]);
            }
        }
    }
    return m_reception;
}

void
DownlinkReception::AddStreams(const CMatrix& effective,
                              uint32_t first,
                              const CMatrix& covariance,
                              uint32_t subbands,
                              UserReception& reception)
{
    const Eigen::Index antennas = effective.rows();
    if (antennas == 1)
    {
        const double signal = std::norm(effective(0, first));
        const double rest =
            std::max(effective.squaredNorm() - signal, 0.0) + covariance(0, 0).real();
        const double sinr = signal / rest;
        reception.sinr.push_back(sinr);
        reception.rate += std::log2(1.0 + sinr) / subbands;
        return;
    }
    const auto own = effective.middleCols(first, antennas);
    const auto before = effective.leftCols(first);
    const auto after = effective.rightCols(effective.cols() - first - antennas);
    const CMatrix rest = covariance + before * before.adjoint() + after * after.adjoint();
    const CMatrix total = rest + own * own.adjoint();
    // SINR_s = x / (1 - x) with x = z_s^H T^-1 z_s, T the covariance of all that is received.
    const Eigen::LLT<CMatrix> llt(total);
    const CMatrix whitened = llt.matrixL().solve(own);
    for (Eigen::Index s = 0; s < antennas; ++s)
    {
        const double x = std::min(whitened.col(s).squaredNorm(), 1.0 - 1e-15);
        reception.sinr.push_back(x / (1.0 - x));
    }
    const Eigen::LLT<CMatrix> lltRest(rest);
    const double logDet = 2.0 * (llt.matrixLLT().diagonal().real().array().log().sum() -
                                 lltRest.matrixLLT().diagonal().real().array().log().sum());
    reception.rate += std::max(logDet, 0.0) / (std::log(2.0) * subbands);
}

} // namespace fddmimo
} // namespace ns3
