/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "wmmse-precoder.h"

#include "ns3/double.h"
#include "ns3/hermitian-inverse.h"
#include "ns3/log.h"
#include "ns3/uinteger.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoWmmsePrecoder");

NS_OBJECT_ENSURE_REGISTERED(WmmsePrecoder);

namespace
{

/// A user whose part of the matrix to invert falls below this fraction of the largest is dropped:
/// far below what could come back, far above where squares vanish.
constexpr double DROP = 1e-60;

} // namespace

TypeId
WmmsePrecoder::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::WmmsePrecoder")
            .SetParent<Precoder>()
            .SetGroupName("FddMimo")
            .AddConstructor<WmmsePrecoder>()
            .AddAttribute("Iterations",
                          "Most iterations; 0 returns the linear MMSE beams of the start",
                          UintegerValue(400),
                          MakeUintegerAccessor(&WmmsePrecoder::m_maxIterations),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("Tolerance",
                          "Relative change of the weighted sum rate at which to stop; 0 always "
                          "runs all iterations",
                          DoubleValue(1e-5),
                          MakeDoubleAccessor(&WmmsePrecoder::m_tolerance),
                          MakeDoubleChecker<double>(0.0, 1.0));
    return tid;
}

WmmsePrecoder::WmmsePrecoder()
{
    NS_LOG_FUNCTION(this);
}

uint32_t
WmmsePrecoder::GetLastIterations() const
{
    return m_iterations;
}

Beamformer
WmmsePrecoder::DoDesign(const PrecodingProblem& problem)
{
    NS_LOG_FUNCTION(this);
    const ChannelStack stack(problem);
    const CMatrix coefficients =
        stack.miso ? SolveMiso(stack, problem.rateWeights) : SolveMimo(stack, problem.rateWeights);
    Beamformer beams;
    beams.weights.resize(stack.adjoint.rows(), stack.adjoint.cols());
    beams.weights.noalias() = stack.adjoint * coefficients;
    const double norm = beams.weights.stableNorm();
    if (!(norm > 0.0))
    {
        beams.weights.setZero();
        beams.status = BeamformerStatus::Infeasible;
        return beams;
    }
    beams.weights *= std::sqrt(problem.maxPower) / norm;
    return beams;
}

bool
WmmsePrecoder::HasConverged(double rate, double lastRate) const
{
    return m_tolerance > 0.0 && std::abs(rate - lastRate) <= m_tolerance * std::abs(rate);
}

CMatrix
WmmsePrecoder::SolveMiso(const ChannelStack& stack, const RVector& rateWeights)
{
    // Units: P = 1, noise 1, so that G is the matrix of SNRs. s and f are the diagonals of S and F;
    // they are real, because the phase of a beam is free.
    const CMatrix gram = stack.GetGram() * stack.snr;
    const Eigen::Index n = gram.rows();
    const RMatrix gramRe = gram.real();
    const RMatrix gramIm = gram.imag();
    RMatrix re(n, n);
    RMatrix im(n, n);
    RVector s = RVector::Ones(n);
    RVector f = RVector::Zero(n);
    RVector load(n);         // c plus DIAGONAL_LOAD of the own entry
    RVector own(n);          // (S X)_kk / f_k
    RVector interference(n); // sum_{j != k} |Z_kj|^2 f_j^2
    RVector power(n);        // ||w_j||^2 / f_j^2
    double lastRate = 0.0;
    CMatrix coefficients;
    for (m_iterations = 0;; ++m_iterations)
    {
        const double c = s.squaredNorm();
        for (Eigen::Index j = 0; j < n; ++j)
        {
            for (Eigen::Index i = j; i < n; ++i)
            {
                const double ss = s(i) * s(j);
                re(i, j) = gramRe(i, j) * ss;
                im(i, j) = gramIm(i, j) * ss;
            }
            load(j) = c + DIAGONAL_LOAD * re(j, j);
            re(j, j) += load(j);
        }
        if (!InvertHermitian(re, im))
        {
            break;
        }
        // S G S Z = I - C Z. Where the diagonal of C Z is close to 1 (a user far below noise and
        // interference) the difference would lose its digits, but the product does not.
        for (Eigen::Index k = 0; k < n; ++k)
        {
            own(k) = 1.0 - load(k) * re(k, k);
            if (own(k) < 0.5)
            {
                double sum = 0.0;
                for (Eigen::Index j = 0; j < n; ++j)
                {
                    const Eigen::Index row = std::max(j, k);
                    const Eigen::Index column = std::min(j, k);
                    sum += s(j) * (gramRe(row, column) * re(row, column) +
                                   gramIm(row, column) * im(row, column));
                }
                own(k) = std::max(0.0, s(k) * sum);
            }
            power(k) = own(k) * re(k, k);
        }
        for (Eigen::Index j = 0; j < n; ++j)
        {
            for (Eigen::Index i = j + 1; i < n; ++i)
            {
                const double square = re(i, j) * re(i, j) + im(i, j) * im(i, j);
                power(j) -= load(i) * square;
                power(i) -= load(j) * square;
            }
        }
        if (m_iterations == 0)
        {
            for (Eigen::Index j = 0; j < n; ++j)
            {
                f(j) = power(j) > 0.0 ? std::sqrt(1.0 / (n * power(j))) : 0.0;
            }
        }
        double noise = 0.0;
        for (Eigen::Index j = 0; j < n; ++j)
        {
            noise += std::max(0.0, power(j)) * f(j) * f(j);
        }
        interference.setZero();
        for (Eigen::Index j = 0; j < n; ++j)
        {
            double sum = 0.0;
            for (Eigen::Index i = j + 1; i < n; ++i)
            {
                const double square = re(i, j) * re(i, j) + im(i, j) * im(i, j);
                interference(i) += square * f(j) * f(j);
                sum += square * f(i) * f(i);
            }
            interference(j) += sum;
        }
        // All powers of user k are multiplied by s_k^2, so that nothing is divided by it.
        double rate = 0.0;
        for (Eigen::Index k = 0; k < n; ++k)
        {
            interference(k) = interference(k) * load(k) * load(k) + noise * s(k) * s(k);
            own(k) *= f(k); // now (S X)_kk
            rate +=
                own(k) > 0.0 ? rateWeights(k) * std::log1p(own(k) * own(k) / interference(k)) : 0.0;
        }
        const bool last = m_iterations == m_maxIterations || !(noise > 0.0) ||
                          (m_iterations > 0 && HasConverged(rate, lastRate));
        RVector nextS = RVector::Zero(n);
        double largest = 0.0;
        if (!last)
        {
            for (Eigen::Index k = 0; k < n; ++k)
            {
                const double total = interference(k) + own(k) * own(k);
                nextS(k) = own(k) > 0.0 ? s(k) * std::sqrt(rateWeights(k) / total) *
                                              (own(k) / std::sqrt(interference(k)))
                                        : 0.0;
                largest = std::max(largest, nextS(k) * nextS(k) * gramRe(k, k));
            }
        }
        if (last || !(largest > 0.0) || !std::isfinite(largest))
        {
            FillHermitian(re, im, coefficients);
            coefficients = s.asDiagonal() * coefficients * f.asDiagonal();
            return coefficients;
        }
        lastRate = rate;
        for (Eigen::Index k = 0; k < n; ++k)
        {
            const bool dropped = nextS(k) * nextS(k) * gramRe(k, k) <= DROP * largest;
            const double total = interference(k) + own(k) * own(k);
            s(k) = dropped ? 0.0 : nextS(k);
            f(k) = dropped ? 0.0 : std::sqrt(rateWeights(k) * (total / interference(k)));
        }
    }
    // Not reached with finite channels: the load keeps the matrix positive definite.
    return CMatrix::Identity(n, n);
}

CMatrix
WmmsePrecoder::SolveMimo(const ChannelStack& stack, const RVector& rateWeights)
{
    CMatrix gram = stack.GetGram() * stack.snr;
    gram.triangularView<Eigen::StrictlyUpper>() = gram.adjoint();
    const Eigen::Index n = gram.rows();
    const auto users = static_cast<Eigen::Index>(stack.rxAntennas.size());
    // S and F^H, block diagonal: block k stands in the rows of user k, in the first M_k columns.
    const Eigen::Index widest = *std::max_element(stack.rxAntennas.begin(), stack.rxAntennas.end());
    CMatrix s = CMatrix::Zero(n, widest);
    CMatrix fAdjoint = CMatrix::Zero(n, widest);
    CMatrix gramS(n, n);
    CMatrix weighted(n, n);
    CMatrix inverse(n, n);
    CMatrix coefficients(n, n);
    CMatrix effective(n, n);
    RVector load(n);
    double c = static_cast<double>(users);
    double lastRate = 0.0;
    for (Eigen::Index k = 0, first = 0; k < users; first += stack.rxAntennas[k++])
    {
        const Eigen::Index m = stack.rxAntennas[k];
        s.block(first, 0, m, m).setIdentity();
        fAdjoint.block(first, 0, m, m).setIdentity();
    }
    for (m_iterations = 0;; ++m_iterations)
    {
        for (Eigen::Index k = 0, first = 0; k < users; first += stack.rxAntennas[k++])
        {
            const Eigen::Index m = stack.rxAntennas[k];
            gramS.middleCols(first, m).noalias() =
                gram.middleCols(first, m) * s.block(first, 0, m, m);
        }
        for (Eigen::Index k = 0, first = 0; k < users; first += stack.rxAntennas[k++])
        {
            const Eigen::Index m = stack.rxAntennas[k];
            weighted.middleRows(first, m).noalias() =
                s.block(first, 0, m, m).adjoint() * gramS.middleRows(first, m);
        }
        load = (c + DIAGONAL_LOAD * weighted.diagonal().real().array()).matrix();
        inverse = InvertLoaded(weighted, load);
        if (inverse.size() == 0)
        {
            break;
        }
        for (Eigen::Index k = 0, first = 0; k < users; first += stack.rxAntennas[k++])
        {
            const Eigen::Index m = stack.rxAntennas[k];
            weighted.middleCols(first, m).noalias() =
                inverse.middleCols(first, m) * fAdjoint.block(first, 0, m, m); // Z F^H
        }
        effective.noalias() = gramS * weighted;
        for (Eigen::Index k = 0, first = 0; k < users; first += stack.rxAntennas[k++])
        {
            const Eigen::Index m = stack.rxAntennas[k];
            coefficients.middleRows(first, m).noalias() =
                s.block(first, 0, m, m) * weighted.middleRows(first, m);
        }
        double noise = 0.0;
        for (Eigen::Index k = 0, first = 0; k < users; first += stack.rxAntennas[k++])
        {
            const Eigen::Index m = stack.rxAntennas[k];
            double power = coefficients.middleCols(first, m)
                               .conjugate()
                               .cwiseProduct(effective.middleCols(first, m))
                               .sum()
                               .real();
            power = std::max(power, 0.0);
            if (m_iterations == 0)
            {
                const double factor = power > 0.0 ? 1.0 / std::sqrt(users * power) : 0.0;
                coefficients.middleCols(first, m) *= factor;
                effective.middleCols(first, m) *= factor;
                power *= factor * factor;
            }
            noise += power;
        }
        if (!(noise > 0.0))
        {
            return coefficients;
        }
        const double rate =
            UpdateReceivers(effective, noise, stack.rxAntennas, rateWeights, s, fAdjoint);
        c = s.squaredNorm();
        if (m_iterations == m_maxIterations || !(c > 0.0) || !std::isfinite(c) ||
            (m_iterations > 0 && HasConverged(rate, lastRate)))
        {
            return coefficients;
        }
        lastRate = rate;
    }
    // Not reached with finite channels: the load keeps the matrix positive definite.
    return CMatrix::Identity(n, n);
}

double
WmmsePrecoder::UpdateReceivers(const CMatrix& effective,
                               double noise,
                               const std::vector<uint32_t>& rxAntennas,
                               const RVector& rateWeights,
                               CMatrix& s,
                               CMatrix& fAdjoint)
{
    double rate = 0.0;
    Eigen::Index first = 0;
    for (std::size_t k = 0; k < rxAntennas.size(); ++k)
    {
        const Eigen::Index m = rxAntennas[k];
        const Eigen::Index rest = effective.cols() - first - m;
        const auto rows = effective.middleRows(first, m);
        CMatrix sigma(m, m);
        sigma.noalias() = rows.leftCols(first) * rows.leftCols(first).adjoint();
        sigma.noalias() += rows.rightCols(rest) * rows.rightCols(rest).adjoint();
        const double loaded = noise + 1e-14 * sigma.diagonal().real().sum();
        sigma.diagonal().array() += loaded;
        const Eigen::LLT<CMatrix> sigmaFactor(sigma);
        CMatrix whitened = effective.block(first, first, m, m);
        sigmaFactor.matrixL().solveInPlace(whitened); // E = L^-1 X_kk
        CMatrix omega(m, m);
        omega.noalias() = whitened.adjoint() * whitened;
        const double trace = omega.diagonal().real().sum();
        omega.diagonal().array() += 1.0;
        const Eigen::LLT<CMatrix> omegaFactor(omega);
        // Below 1e-8 the determinant is 1 + trace, of which log would see few digits.
        rate +=
            rateWeights(k) *
            (trace < 1e-8 ? trace
                          : 2.0 * omegaFactor.matrixLLT().diagonal().real().array().log().sum());
        // S = Sigma^-1 X F^-H = L^-H E F^-H
        sigmaFactor.matrixU().solveInPlace(whitened);
        omegaFactor.matrixU().solveInPlace<Eigen::OnTheRight>(whitened);
        const double root = std::sqrt(rateWeights(k));
        s.block(first, 0, m, m) = root * whitened;
        fAdjoint.block(first, 0, m, m) = root * CMatrix(omegaFactor.matrixU());
        first += m;
    }
    return rate;
}

} // namespace fddmimo
} // namespace ns3
