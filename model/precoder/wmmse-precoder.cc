/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "wmmse-precoder.h"

#include "ns3/double.h"
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

/**
 * \param gram G, lower triangle
 * \param s diagonal of S
 * \param z Z, lower triangle
 * \param k a row
 * \return (G S Z)_kk
 */
double
GetProduct(const PlanarMatrix& gram,
           const Eigen::Ref<const RVector>& s,
           const PlanarMatrix& z,
           Eigen::Index k)
{
    double sum = 0.0;
    for (Eigen::Index j = 0; j < s.size(); ++j)
    {
        const Eigen::Index row = std::max(j, k);
        const Eigen::Index column = std::min(j, k);
        sum += s(j) * (gram.re(row, column) * z.re(row, column) +
                       gram.im(row, column) * z.im(row, column));
    }
    return sum;
}

/**
 * Weighted sum of log(1 + SINR). One logarithm of a product serves many users of equal weight: the
 * logarithms of an iteration would cost as much as a quarter of its inverse.
 */
class LogSum
{
  public:
    /**
     * \param weight rate weight of a user
     * \param sinr its SINR, linear
     */
    void Add(double weight, double sinr)
    {
        if (sinr < 1e-4 || sinr > 1e100)
        {
            m_sum += weight * std::log1p(sinr); // the product would lose digits, or overflow
            return;
        }
        if (weight != m_weight || m_product > 1e100)
        {
            m_sum += m_weight * std::log(m_product);
            m_weight = weight;
            m_product = 1.0;
        }
        m_product *= 1.0 + sinr;
    }

    /**
     * \return the sum in nat
     */
    double Get() const
    {
        return m_sum + m_weight * std::log(m_product);
    }

  private:
    double m_sum{0.0};     //!< what is summed up already
    double m_weight{0.0};  //!< weight of the users in the product
    double m_product{1.0}; //!< of 1 + SINR
};

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
                          UintegerValue(5000),
                          MakeUintegerAccessor(&WmmsePrecoder::m_maxIterations),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("Tolerance",
                          "Relative change of the weighted sum rate at which to stop; 0 always "
                          "runs all iterations",
                          DoubleValue(1e-7),
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
    Beamformer beams;
    beams.weights = stack.miso ? DesignMiso(stack, problem.rateWeights, problem.maxPower)
                               : DesignMimo(stack, problem.rateWeights);
    const double norm = ComputeNorm(beams.weights);
    if (!(norm > 0.0))
    {
        beams.weights.setZero();
        beams.status = BeamformerStatus::Infeasible;
        return beams;
    }
    const double factor = std::sqrt(problem.maxPower) / norm;
    if (std::abs(factor - 1.0) > 1e-12)
    {
        beams.weights *= factor;
    }
    return beams;
}

bool
WmmsePrecoder::HasConverged(double rate, double lastRate) const
{
    return m_tolerance > 0.0 && std::abs(rate - lastRate) <= m_tolerance * std::abs(rate);
}

CMatrix
WmmsePrecoder::DesignMiso(const ChannelStack& stack, const RVector& rateWeights, double maxPower)
{
    // Units: P = 1, noise 1, so that G is the matrix of SNRs. s and f are the diagonals of S and F;
    // they are real, because the phase of a beam is free.
    PlanarMatrix gram;
    ComputeGram(stack.adjoint, gram);
    gram.re *= stack.snr;
    gram.im *= stack.snr;
    const Eigen::Index n = gram.rows;
    PlanarMatrix z(n, n);
    RMatrix squares(n, n); // |Z_kj|^2, 0 on the diagonal
    RMatrix vectors(n, 8); // one block of memory for all of them
    auto s = vectors.col(0);
    auto f = vectors.col(1);
    auto fSquared = vectors.col(2);
    auto nextS = vectors.col(3);
    auto load = vectors.col(4);         // c plus DIAGONAL_LOAD of the own entry
    auto own = vectors.col(5);          // (S X)_kk
    auto interference = vectors.col(6); // noise plus sum_{j != k} |(S X)_kj|^2, both times s_k^2
    auto power = vectors.col(7);        // ||w_j||^2 / f_j^2
    s.setOnes();
    f.setZero();
    double lastRate = 0.0;
    for (m_iterations = 0;; ++m_iterations)
    {
        const double c = s.squaredNorm();
        ScaleRowsAndColumns(gram, s, s, z);
        for (Eigen::Index j = 0; j < n; ++j)
        {
            load(j) = c + DIAGONAL_LOAD * z.re(j, j);
            z.re(j, j) += load(j);
        }
        if (!InvertHermitian(z))
        {
            // Not reached with finite channels: the load keeps the matrix positive definite.
            return stack.adjoint.ToComplex();
        }
        squares = z.re.topRows(n).cwiseAbs2() + z.im.topRows(n).cwiseAbs2();
        squares.diagonal().setZero();
        // S G S Z = I - C Z. Where the diagonal of C Z is close to 1 (a user far below noise and
        // interference) the difference would lose its digits, but the product does not.
        power.noalias() = squares * load;
        for (Eigen::Index k = 0; k < n; ++k)
        {
            own(k) = 1.0 - load(k) * z.re(k, k);
            if (own(k) < 0.5)
            {
                own(k) = std::max(0.0, s(k) * GetProduct(gram, s, z, k));
            }
            power(k) = std::max(0.0, own(k) * z.re(k, k) - power(k));
        }
        if (m_iterations == 0)
        {
            for (Eigen::Index j = 0; j < n; ++j)
            {
                f(j) = power(j) > 0.0 ? std::sqrt(1.0 / (n * power(j))) : 0.0;
            }
        }
        fSquared = f.cwiseAbs2();
        const double noise = power.dot(fSquared);
        interference.noalias() = squares * fSquared;
        LogSum logSum;
        double largest = 0.0;
        for (Eigen::Index k = 0; k < n; ++k)
        {
            interference(k) = interference(k) * load(k) * load(k) + noise * s(k) * s(k);
            own(k) *= f(k);
            nextS(k) = 0.0;
            if (own(k) > 0.0 && interference(k) > 0.0)
            {
                const double sinr = own(k) * own(k) / interference(k);
                logSum.Add(rateWeights(k), sinr);
                fSquared(k) = rateWeights(k) * (1.0 + sinr); // that of the next iteration
                nextS(k) = s(k) * std::sqrt(rateWeights(k) * sinr / (1.0 + sinr) / interference(k));
                largest = std::max(largest, nextS(k) * nextS(k) * gram.re(k, k));
            }
        }
        const double rate = logSum.Get();
        if (m_iterations == m_maxIterations || !(largest > 0.0) || !std::isfinite(largest) ||
            (m_iterations > 0 && HasConverged(rate, lastRate)))
        {
            // Scaled here, where there are few entries; ||W||^2 is noise / snr.
            const double scale = noise > 0.0 ? std::sqrt(maxPower / noise * stack.snr) : 1.0;
            f *= scale;
            ScaleRowsAndColumns(z, s, f, z);
            return Multiply(stack.adjoint, z);
        }
        lastRate = rate;
        for (Eigen::Index k = 0; k < n; ++k)
        {
            const bool dropped = nextS(k) * nextS(k) * gram.re(k, k) <= DROP * largest;
            s(k) = dropped ? 0.0 : nextS(k);
            f(k) = dropped ? 0.0 : std::sqrt(fSquared(k));
        }
    }
}

CMatrix
WmmsePrecoder::DesignMimo(const ChannelStack& stack, const RVector& rateWeights)
{
    PlanarMatrix planarGram;
    ComputeGram(stack.adjoint, planarGram);
    FillUpper(planarGram);
    const CMatrix gram = planarGram.ToComplex() * stack.snr;
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
    PlanarMatrix planarInverse(n, n);
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
        planarInverse.re.topRows(n) = weighted.real();
        planarInverse.im.topRows(n) = weighted.imag();
        planarInverse.re.diagonal().array() +=
            c + DIAGONAL_LOAD * weighted.diagonal().real().array();
        if (!InvertHermitian(planarInverse))
        {
            // Not reached with finite channels: the load keeps the matrix positive definite.
            return stack.adjoint.ToComplex();
        }
        inverse = planarInverse.ToComplex();
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
            return stack.adjoint.ToComplex() * coefficients;
        }
        const double rate =
            UpdateReceivers(effective, noise, stack.rxAntennas, rateWeights, s, fAdjoint);
        c = s.squaredNorm();
        if (m_iterations == m_maxIterations || !(c > 0.0) || !std::isfinite(c) ||
            (m_iterations > 0 && HasConverged(rate, lastRate)))
        {
            return stack.adjoint.ToComplex() * coefficients;
        }
        lastRate = rate;
    }
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
