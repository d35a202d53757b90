/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sum-rate.h"

#include "ns3/abort.h"
#include "ns3/planar-matrix.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>

namespace ns3
{
namespace fddmimo
{

namespace
{

/**
 * \param channels M_k x N channels
 * \return M_k of each user
 */
std::vector<uint32_t>
GetRxAntennas(const std::vector<CMatrix>& channels)
{
    std::vector<uint32_t> rxAntennas;
    rxAntennas.reserve(channels.size());
    for (const auto& channel : channels)
    {
        rxAntennas.push_back(channel.rows());
    }
    return rxAntennas;
}

/**
 * \param rxAntennas M_k of each user
 * \return true if every user has one antenna
 */
bool
IsMiso(const std::vector<uint32_t>& rxAntennas)
{
    return std::all_of(rxAntennas.begin(), rxAntennas.end(), [](uint32_t m) { return m == 1; });
}

/**
 * \param stacked all channels, S x N
 * \param weights beams
 * \return X = H W
 */
CMatrix
GetEffective(const CMatrix& stacked, const CMatrix& weights)
{
    NS_ABORT_MSG_IF(stacked.cols() != weights.rows() || stacked.rows() != weights.cols(),
                    "channels are " << stacked.rows() << " x " << stacked.cols()
                                    << " in all, so beams must be " << stacked.cols() << " x "
                                    << stacked.rows() << ", but are " << weights.rows() << " x "
                                    << weights.cols());
    CMatrix effective(stacked.rows(), weights.cols());
    effective.noalias() = stacked * weights;
    return effective;
}

/**
 * \param rateWeights K weights or none
 * \param users K
 */
void
CheckRateWeights(const RVector& rateWeights, std::size_t users)
{
    NS_ABORT_MSG_IF(rateWeights.size() > 0 && static_cast<std::size_t>(rateWeights.size()) != users,
                    "there are " << users << " users but " << rateWeights.size()
                                 << " rate weights: give one a user, or none");
}

/**
 * \param effective X, K x K
 * \param noise noise power
 * \param [out] signal |X_kk|^2
 * \param [out] interference noise + sum_{j != k} |X_kj|^2, summed without subtraction
 */
void
GetPowers(const CMatrix& effective, double noise, RVector& signal, RVector& interference)
{
    RMatrix powers = effective.cwiseAbs2();
    signal = powers.diagonal();
    powers.diagonal().setConstant(noise);
    interference = powers.rowwise().sum();
}

/**
 * \param rows row block k of X, M x S
 * \param first first stream of user k
 * \param noise noise power
 * \return Sigma_k, M x M, summed without subtraction
 */
CMatrix
GetInterference(const Eigen::Ref<const CMatrix>& rows, Eigen::Index first, double noise)
{
    const Eigen::Index m = rows.rows();
    const Eigen::Index rest = rows.cols() - first - m;
    CMatrix sigma = CMatrix::Identity(m, m) * noise;
    sigma.noalias() += rows.leftCols(first) * rows.leftCols(first).adjoint();
    sigma.noalias() += rows.rightCols(rest) * rows.rightCols(rest).adjoint();
    return sigma;
}

} // namespace

CMatrix
StackChannels(const std::vector<CMatrix>& channels)
{
    NS_ABORT_MSG_IF(channels.empty(), "no channels: at least one user is needed");
    Eigen::Index rows = 0;
    for (const auto& channel : channels)
    {
        NS_ABORT_MSG_IF(channel.cols() != channels[0].cols(),
                        "channels of " << channels[0].cols() << " and of " << channel.cols()
                                       << " transmit antennas in one problem");
        rows += channel.rows();
    }
    CMatrix stacked(rows, channels[0].cols());
    Eigen::Index first = 0;
    for (const auto& channel : channels)
    {
        stacked.middleRows(first, channel.rows()) = channel;
        first += channel.rows();
    }
    return stacked;
}

RVector
ComputeSinr(const CMatrix& channel, const CMatrix& weights)
{
    RVector signal;
    RVector interference;
    GetPowers(GetEffective(channel, weights), 1.0, signal, interference);
    return signal.cwiseQuotient(interference);
}

RVector
ComputeMmseSinr(const CMatrix& streams, const CMatrix& covariance)
{
    NS_ABORT_MSG_IF(covariance.rows() != streams.rows() || covariance.cols() != streams.rows(),
                    "covariance is " << covariance.rows() << " x " << covariance.cols()
                                     << " but the user has " << streams.rows() << " antennas");
    // One small factorisation a stream: the shortcut 1 / (F^-1)_ss - 1 with F = I + E^H E would
    // lose the digits of a weak stream.
    CMatrix whitened = streams;
    covariance.llt().matrixL().solveInPlace(whitened);
    const Eigen::Index count = streams.cols();
    RVector sinr(count);
    CMatrix others(streams.rows(), std::max<Eigen::Index>(count - 1, 0));
    for (Eigen::Index s = 0; s < count; ++s)
    {
        others.leftCols(s) = whitened.leftCols(s);
        others.rightCols(count - 1 - s) = whitened.rightCols(count - 1 - s);
        CMatrix sigma = CMatrix::Identity(streams.rows(), streams.rows());
        sigma.noalias() += others * others.adjoint();
        CVector filtered = whitened.col(s);
        sigma.llt().matrixL().solveInPlace(filtered);
        sinr(s) = filtered.squaredNorm();
    }
    return sinr;
}

RVector
ComputeStreamSinr(const std::vector<CMatrix>& channels, const CMatrix& weights)
{
    const CMatrix effective = GetEffective(StackChannels(channels), weights);
    RVector sinr(effective.rows());
    Eigen::Index first = 0;
    for (const auto& channel : channels)
    {
        const Eigen::Index m = channel.rows();
        const CMatrix sigma = GetInterference(effective.middleRows(first, m), first, 1.0);
        sinr.segment(first, m) = ComputeMmseSinr(effective.block(first, first, m, m), sigma);
        first += m;
    }
    return sinr;
}

RVector
ComputeEffectiveRates(const CMatrix& effective,
                      const std::vector<uint32_t>& rxAntennas,
                      double noise)
{
    if (IsMiso(rxAntennas))
    {
        RVector signal;
        RVector interference;
        GetPowers(effective, noise, signal, interference);
        return signal.binaryExpr(interference,
                                 [](double s, double i) { return std::log1p(s / i) / M_LN2; });
    }
    RVector rates(rxAntennas.size());
    Eigen::Index first = 0;
    for (std::size_t k = 0; k < rxAntennas.size(); ++k)
    {
        const Eigen::Index m = rxAntennas[k];
        const CMatrix sigma = GetInterference(effective.middleRows(first, m), first, noise);
        CMatrix whitened = effective.block(first, first, m, m);
        sigma.llt().matrixL().solveInPlace(whitened);
        CMatrix gain = CMatrix::Identity(m, m);
        gain.noalias() += whitened.adjoint() * whitened;
        const Eigen::LLT<CMatrix> factor(gain);
        rates(k) = 2.0 * factor.matrixLLT().diagonal().real().array().log().sum() / M_LN2;
        first += m;
    }
    return rates;
}

CMatrix
ComputeEffectiveGradient(const CMatrix& effective,
                         const std::vector<uint32_t>& rxAntennas,
                         const RVector& rateWeights)
{
    CheckRateWeights(rateWeights, rxAntennas.size());
    const double unit = 2.0 / M_LN2;
    if (IsMiso(rxAntennas))
    {
        RVector signal;
        RVector interference;
        GetPowers(effective, 1.0, signal, interference);
        const RVector total = signal + interference;
        // 1/T - 1/I = -S / (T I), without the cancellation.
        RVector cross = -signal.cwiseQuotient(total.cwiseProduct(interference)) * unit;
        RVector own = total.cwiseInverse() * unit;
        if (rateWeights.size() > 0)
        {
            cross = cross.cwiseProduct(rateWeights);
            own = own.cwiseProduct(rateWeights);
        }
        CMatrix gradient = cross.asDiagonal() * effective;
        gradient.diagonal() = own.cwiseProduct(effective.diagonal());
        return gradient;
    }
    CMatrix gradient(effective.rows(), effective.cols());
    Eigen::Index first = 0;
    for (std::size_t k = 0; k < rxAntennas.size(); ++k)
    {
        const Eigen::Index m = rxAntennas[k];
        const double weight = unit * (rateWeights.size() > 0 ? rateWeights(k) : 1.0);
        const auto rows = effective.middleRows(first, m);
        const auto own = effective.block(first, first, m, m);
        const CMatrix sigma = GetInterference(rows, first, 1.0);
        const CMatrix total = sigma + own * own.adjoint();
        const CMatrix solved = total.llt().solve(rows);
        gradient.middleRows(first, m) = weight * (solved - sigma.llt().solve(rows));
        gradient.block(first, first, m, m) = weight * solved.middleCols(first, m);
        first += m;
    }
    return gradient;
}

RVector
ComputeRates(const CMatrix& channel, const CMatrix& weights)
{
    return ComputeEffectiveRates(GetEffective(channel, weights),
                                 std::vector<uint32_t>(channel.rows(), 1));
}

RVector
ComputeRates(const std::vector<CMatrix>& channels, const CMatrix& weights)
{
    return ComputeEffectiveRates(GetEffective(StackChannels(channels), weights),
                                 GetRxAntennas(channels));
}

double
ComputeSumRate(const CMatrix& channel, const CMatrix& weights, const RVector& rateWeights)
{
    CheckRateWeights(rateWeights, channel.rows());
    const RVector rates = ComputeRates(channel, weights);
    return rateWeights.size() > 0 ? rates.dot(rateWeights) : rates.sum();
}

double
ComputeSumRate(const std::vector<CMatrix>& channels,
               const CMatrix& weights,
               const RVector& rateWeights)
{
    CheckRateWeights(rateWeights, channels.size());
    const RVector rates = ComputeRates(channels, weights);
    return rateWeights.size() > 0 ? rates.dot(rateWeights) : rates.sum();
}

CMatrix
ComputeSumRateGradient(const CMatrix& channel, const CMatrix& weights, const RVector& rateWeights)
{
    return channel.adjoint() * ComputeEffectiveGradient(GetEffective(channel, weights),
                                                        std::vector<uint32_t>(channel.rows(), 1),
                                                        rateWeights);
}

CMatrix
ComputeSumRateGradient(const std::vector<CMatrix>& channels,
                       const CMatrix& weights,
                       const RVector& rateWeights)
{
    const CMatrix stacked = StackChannels(channels);
    return stacked.adjoint() * ComputeEffectiveGradient(GetEffective(stacked, weights),
                                                        GetRxAntennas(channels),
                                                        rateWeights);
}

CMatrix
ProjectPower(const CMatrix& weights, double maxPower)
{
    const double norm = ComputeNorm(weights);
    if (!(norm > 0.0))
    {
        return CMatrix::Zero(weights.rows(), weights.cols());
    }
    // Divided first: the quotient of two extreme numbers may not fit a double.
    return (weights / norm) * std::sqrt(maxPower);
}

CMatrix
AscendSumRate(const std::vector<CMatrix>& channels,
              const CMatrix& weights,
              double step,
              double maxPower,
              const RVector& rateWeights)
{
    return ProjectPower(weights + step * ComputeSumRateGradient(channels, weights, rateWeights),
                        maxPower);
}

} // namespace fddmimo
} // namespace ns3
