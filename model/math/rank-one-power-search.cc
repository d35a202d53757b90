/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "rank-one-power-search.h"

#include "ns3/abort.h"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <type_traits>

namespace ns3
{
namespace fddmimo
{

namespace
{

const int MAX_ITERATIONS = 200;  //!< bound on the inverses of a candidate
const double TOLERANCE = 1e-12;  //!< relative change of the powers that ends an iteration
const double DISTINCT = 1e-10;   //!< relative difference of powers that counts
const double POWER_BOUND = 1e12; //!< beyond it, relative to no interference: infeasible
const double GROWTH = 4.0;       //!< of the powers while no receivers hold the targets
const double UNBOUNDED = std::numeric_limits<double>::infinity(); //!< no bound

} // namespace

template <int USERS>
struct RankOnePowerSearch::Kernel
{
    /// Room for a user.
    static constexpr int ROOM = USERS > 0 ? USERS : static_cast<int>(MAX_USERS);

    /// How a candidate ended.
    enum Outcome
    {
        SOLVED,    //!< solved, and better than the bound
        NOT_BETTER //!< infeasible, or needs at least the bound
    };

    /**
     * \param search targets, leakage and counters
     * \param gram G
     */
    Kernel(RankOnePowerSearch& search, const CMatrix& gram)
        : m_users(static_cast<int>(search.m_targets.size())),
          m_leaks(search.m_leaks),
          m_counters(search.m_counters)
    {
        for (int k = 0; k < GetUsers(); ++k)
        {
            m_targets[k] = search.m_targets(k);
            m_leakage[k] = search.m_leakage(k);
            for (int j = 0; j <= k; ++j)
            {
                m_baseRe[k][j] = gram(k, j).real();
                m_baseIm[k][j] = gram(k, j).imag();
            }
        }
    }

    /**
     * \return K
     */
    int GetUsers() const
    {
        return USERS > 0 ? USERS : m_users;
    }

    /**
     * Makes G + a a^H the matrix that Solve() works on.
     *
     * \param candidates the candidates
     * \param m the candidate, or -1 for a = 0
     */
    void SetCandidate(const Candidates* candidates, int64_t m)
    {
        double re[ROOM] = {};
        double im[ROOM] = {};
        for (int k = 0; k < GetUsers() && m >= 0; ++k)
        {
            re[k] = candidates->re(m, k);
            im[k] = candidates->im(m, k);
        }
        for (int k = 0; k < GetUsers(); ++k)
        {
            for (int j = 0; j <= k; ++j)
            {
                m_gramRe[k][j] = m_baseRe[k][j] + re[k] * re[j] + im[k] * im[j];
                m_gramIm[k][j] = m_baseIm[k][j] + im[k] * re[j] - re[k] * im[j];
            }
        }
    }

    /**
     * Inverts I + D^1/2 G D^1/2.
     *
     * \param gramRe real part of G, lower triangle
     * \param gramIm imaginary part
     * \param powers D
     * \param [out] re real part of the inverse E, lower triangle
     * \param [out] im imaginary part
     */
    void Invert(const double (&gramRe)[ROOM][ROOM],
                const double (&gramIm)[ROOM][ROOM],
                const double* powers,
                double (&re)[ROOM][ROOM],
                double (&im)[ROOM][ROOM])
    {
        ++m_counters.inverses;
        double root[ROOM];
        for (int k = 0; k < GetUsers(); ++k)
        {
            root[k] = std::sqrt(powers[k]);
        }
        for (int k = 0; k < GetUsers(); ++k)
        {
            for (int j = 0; j < k; ++j)
            {
                re[k][j] = gramRe[k][j] * root[k] * root[j];
                im[k][j] = gramIm[k][j] * root[k] * root[j];
            }
            re[k][k] = 1.0 + gramRe[k][k] * powers[k];
            im[k][k] = 0.0;
        }
        // Sweep operator on the lower triangle: after all pivots, minus the inverse.
        for (int p = 0; p < GetUsers(); ++p)
        {
            const double d = 1.0 / re[p][p];
            double rowRe[ROOM]; // entry (i, p)
            double rowIm[ROOM];
            for (int i = 0; i < GetUsers(); ++i)
            {
                rowRe[i] = i > p ? re[i][p] : re[p][i];
                rowIm[i] = i > p ? im[i][p] : -im[p][i];
            }
            for (int i = 0; i < GetUsers(); ++i)
            {
                const double sRe = rowRe[i] * d;
                const double sIm = rowIm[i] * d;
                for (int j = 0; j <= i; ++j)
                {
                    re[i][j] -= sRe * rowRe[j] + sIm * rowIm[j];
                    im[i][j] -= sIm * rowRe[j] - sRe * rowIm[j];
                }
            }
            for (int i = 0; i < GetUsers(); ++i)
            {
                if (i > p)
                {
                    re[i][p] = rowRe[i] * d;
                    im[i][p] = rowIm[i] * d;
                }
                else
                {
                    re[p][i] = rowRe[i] * d;
                    im[p][i] = -rowIm[i] * d;
                }
            }
            re[p][p] = -d;
            im[p][p] = 0.0;
        }
        for (int k = 0; k < GetUsers(); ++k)
        {
            for (int j = 0; j <= k; ++j)
            {
                re[k][j] = -re[k][j];
                im[k][j] = -im[k][j];
            }
        }
    }

    /**
     * Computes optimal receivers for m_powers: m_ratio(k) is the SINR of the uplink over the
     * target, and m_system z = m_right gives the factors z on the powers with which the same
     * receivers hold the targets.
     */
    void ComputeReceivers()
    {
        double squares[ROOM][ROOM]; // |E_jk|^2
        if (!m_leaks)
        {
            Invert(m_gramRe, m_gramIm, m_powers, m_inverseRe, m_inverseIm);
            for (int k = 0; k < GetUsers(); ++k)
            {
                for (int j = 0; j < k; ++j)
                {
                    squares[k][j] = m_inverseRe[k][j] * m_inverseRe[k][j] +
                                    m_inverseIm[k][j] * m_inverseIm[k][j];
                    squares[j][k] = squares[k][j];
                }
            }
        }
        for (int k = 0; k < GetUsers(); ++k)
        {
            double noise = 1.0; // what user k's receiver hears but the channels
            if (m_leaks)
            {
                double powers[ROOM];
                for (int j = 0; j < GetUsers(); ++j)
                {
                    noise += j == k ? 0.0 : m_powers[j] * m_leakage[j];
                }
                for (int j = 0; j < GetUsers(); ++j)
                {
                    powers[j] = m_powers[j] / noise;
                }
                Invert(m_gramRe, m_gramIm, powers, m_inverseRe, m_inverseIm);
                for (int j = 0; j < GetUsers(); ++j)
                {
                    const int row = std::max(j, k);
                    const int column = std::min(j, k);
                    squares[k][j] = m_inverseRe[row][column] * m_inverseRe[row][column] +
                                    m_inverseIm[row][column] * m_inverseIm[row][column];
                }
            }
            const double own = m_inverseRe[k][k];
            const double rest = 1.0 - own;
            double norm = own * rest;
            for (int j = 0; j < GetUsers(); ++j)
            {
                norm -= j == k ? 0.0 : squares[k][j];
            }
            m_ratio[k] = rest / (own * m_targets[k]);
            for (int j = 0; j < GetUsers(); ++j)
            {
                m_system[k][j] = -squares[k][j];
                if (m_leaks)
                {
                    m_system[k][j] -= m_powers[j] * m_leakage[j] / noise * norm;
                }
            }
            m_system[k][k] = rest * rest / m_targets[k];
            m_right[k] = norm / noise;
        }
    }

    /**
     * Solves m_system z = m_right.
     *
     * \param [out] z the solution
     * \return false if these receivers do not hold the targets at any power. (The matrix has no
     * positive entry off its diagonal; then all pivots are positive exactly if its inverse is
     * positive.)
     */
    bool SolveSystem(double* z)
    {
        for (int p = 0; p < GetUsers(); ++p)
        {
            if (!(m_system[p][p] > 0.0) || !(m_right[p] > 0.0))
            {
                return false;
            }
            const double d = 1.0 / m_system[p][p];
            for (int i = p + 1; i < GetUsers(); ++i)
            {
                const double factor = m_system[i][p] * d;
                for (int j = p + 1; j < GetUsers(); ++j)
                {
                    m_system[i][j] -= factor * m_system[p][j];
                }
                m_right[i] -= factor * m_right[p];
            }
        }
        for (int p = GetUsers() - 1; p >= 0; --p)
        {
            double sum = m_right[p];
            for (int j = p + 1; j < GetUsers(); ++j)
            {
                sum -= m_system[p][j] * z[j];
            }
            z[p] = sum / m_system[p][p];
        }
        return true;
    }

    /**
     * Iterates from m_powers, > 0, to the solution for the present candidate, or until it is sure
     * that it is not below the bound.
     *
     * \param bound the bound
     * \return what happened; after SOLVED, m_powers and m_sum are the solution
     */
    Outcome Solve(double bound)
    {
        double least = 0.0; // power without interference
        for (int k = 0; k < GetUsers(); ++k)
        {
            const double gain = m_gramRe[k][k];
            if (!(gain > 0.0))
            {
                return NOT_BETTER;
            }
            least += m_targets[k] / gain;
        }
        if (least >= bound || !std::isfinite(least))
        {
            return NOT_BETTER;
        }
        bound = std::min(bound, POWER_BOUND * least);
        bool held = false;
        for (int iteration = 0; iteration < MAX_ITERATIONS; ++iteration)
        {
            m_sum = Sum(m_powers);
            const bool atBound = m_sum >= bound * (1.0 - 1e-15);
            if (atBound)
            {
                // The scaled powers serve as a proof, and as well as a start.
                const double scale = bound / m_sum;
                for (int k = 0; k < GetUsers(); ++k)
                {
                    m_powers[k] *= scale;
                }
                held = false;
            }
            ComputeReceivers();
            if (atBound)
            {
                const double most = *std::max_element(m_ratio, m_ratio + GetUsers());
                if (most <= 1.0 + DISTINCT)
                {
                    return NOT_BETTER;
                }
            }
            double z[ROOM];
            double change = 0.0;
            if (SolveSystem(z))
            {
                double sum = 0.0;
                for (int k = 0; k < GetUsers(); ++k)
                {
                    change = std::max(change, std::abs(z[k] - 1.0));
                    m_powers[k] *= z[k];
                    sum += m_powers[k];
                }
                if (held && (change <= TOLERANCE || sum >= m_sum))
                {
                    m_sum = sum;
                    return sum < bound * (1.0 - DISTINCT) ? SOLVED : NOT_BETTER;
                }
                held = true;
                continue;
            }
            held = false;
            for (int k = 0; k < GetUsers(); ++k)
            {
                m_powers[k] *= GROWTH / m_ratio[k];
                if (!(m_powers[k] > 0.0) || !std::isfinite(m_powers[k]))
                {
                    return NOT_BETTER;
                }
            }
        }
        return NOT_BETTER;
    }

    /**
     * Derivatives of the least power at the solution m_powers.
     *
     * \param [out] sensitivity receives them
     */
    void Differentiate(Sensitivity& sensitivity)
    {
        const int users = GetUsers();
        ComputeReceivers();
        // m_system z = m_right gives q_k = m_powers_k z_k, and dP = sum_k m_powers_k dz_k.
        RMatrix transposed(users, users);
        for (int k = 0; k < users; ++k)
        {
            for (int j = 0; j < users; ++j)
            {
                transposed(j, k) = m_system[k][j];
            }
        }
        const RVector adjoint =
            transposed.partialPivLu().solve(Eigen::Map<const RVector>(m_powers, users));
        sensitivity.targets.setZero(users);
        sensitivity.signals.setZero(users);
        sensitivity.leakage.setZero(users);
        for (int k = 0; k < users; ++k)
        {
            sensitivity.targets(k) = -adjoint(k) * m_system[k][k];
            for (int j = 0; j < users; ++j)
            {
                if (j != k)
                {
                    // m_right is the norm of the receiver over its noise.
                    const double leaked = m_powers[j] * m_right[k];
                    sensitivity.leakage(j) += adjoint(k) * leaked;
                    sensitivity.signals(j) -= adjoint(k) * (m_system[k][j] + leaked * m_leakage[j]);
                }
            }
        }
    }

    /**
     * \param powers powers
     * \return their sum
     */
    double Sum(const double* powers) const
    {
        double sum = 0.0;
        for (int k = 0; k < GetUsers(); ++k)
        {
            sum += powers[k];
        }
        return sum;
    }

    /**
     * Rules out candidates by m_reference, scaled to the bound. Leakage is left out: it only adds
     * to the power.
     *
     * \param candidates the candidates
     * \param bound the bound, or infinite
     * \param [in,out] open the candidates that are still open
     * \return position in open of the candidate with the least estimate, or -1
     */
    int64_t Screen(const Candidates& candidates, double bound, std::vector<uint32_t>& open)
    {
        const double sum = Sum(m_reference);
        const double scale = std::isfinite(bound) ? bound / sum : 1.0;
        double powers[ROOM] = {}; // g++ does not see that no more than GetUsers() are read
        double root[ROOM];
        double limit[ROOM];
        for (int k = 0; k < GetUsers(); ++k)
        {
            powers[k] = m_reference[k] * scale;
            root[k] = std::sqrt(powers[k]);
            limit[k] = std::isfinite(bound) ? 1.0 / (1.0 + m_targets[k] * (1.0 + DISTINCT)) : 2.0;
        }
        double re[ROOM][ROOM];
        double im[ROOM][ROOM];
        Invert(m_baseRe, m_baseIm, powers, re, im);
        for (int k = 0; k < GetUsers(); ++k)
        {
            for (int j = 0; j < k; ++j)
            {
                re[j][k] = re[k][j];
                im[j][k] = -im[k][j];
            }
        }
        std::size_t kept = 0;
        int64_t best = -1;
        double bestScore = UNBOUNDED;
        for (const uint32_t m : open)
        {
            double bRe[ROOM];
            double bIm[ROOM];
            for (int k = 0; k < GetUsers(); ++k)
            {
                bRe[k] = root[k] * candidates.re(m, k);
                bIm[k] = root[k] * candidates.im(m, k);
            }
            double power[ROOM]; // |(E b)_k|^2
            double quadratic = 1.0;
            for (int k = 0; k < GetUsers(); ++k)
            {
                double sumRe = 0.0;
                double sumIm = 0.0;
                for (int j = 0; j < GetUsers(); ++j)
                {
                    sumRe += re[k][j] * bRe[j] - im[k][j] * bIm[j];
                    sumIm += re[k][j] * bIm[j] + im[k][j] * bRe[j];
                }
                power[k] = sumRe * sumRe + sumIm * sumIm;
                quadratic += bRe[k] * sumRe + bIm[k] * sumIm;
            }
            const double inverse = 1.0 / quadratic;
            bool proved = true;
            double score = 0.0;
            for (int k = 0; k < GetUsers(); ++k)
            {
                const double own = re[k][k] - power[k] * inverse;
                proved = proved && own >= limit[k];
                // I_k(q), the power that user k needs beside the others'
                score += powers[k] * m_targets[k] * own / (1.0 - own);
            }
            if (!proved)
            {
                if (score < bestScore)
                {
                    bestScore = score;
                    best = static_cast<int64_t>(kept);
                }
                open[kept++] = m;
            }
        }
        open.resize(kept);
        return kept > 0 && best < 0 ? 0 : best;
    }

    /**
     * Finds the best candidate, from the powers m_reference.
     *
     * \param candidates the candidates
     * \param bound the bound
     * \return the result
     */
    Result Find(const Candidates& candidates, double bound)
    {
        Result result;
        std::vector<uint32_t> open = candidates.allowed;
        m_counters.candidates += open.size();
        bool screen = true;
        while (!open.empty())
        {
            int64_t next = static_cast<int64_t>(open.size()) - 1;
            if (screen)
            {
                next = Screen(candidates, bound, open);
                if (next < 0)
                {
                    break;
                }
            }
            screen = false;
            const uint32_t m = open[next];
            open[next] = open.back();
            open.pop_back();
            ++m_counters.opened;
            SetCandidate(&candidates, m);
            std::copy(std::begin(m_reference), std::end(m_reference), std::begin(m_powers));
            if (Solve(bound) == SOLVED)
            {
                ++m_counters.solved;
                bound = m_sum;
                result.index = m;
                result.power = m_sum;
                std::copy(std::begin(m_powers), std::end(m_powers), std::begin(m_reference));
                screen = true;
            }
        }
        if (result.index >= 0)
        {
            result.powers = Eigen::Map<const RVector>(m_reference, GetUsers());
        }
        return result;
    }

    /**
     * Chooses the powers to start from.
     *
     * \param start what the caller gave, or empty
     */
    void SetStart(const RVector& start)
    {
        for (int k = 0; k < GetUsers(); ++k)
        {
            m_reference[k] =
                start.size() ? start(k) : m_targets[k] / std::max(m_baseRe[k][k], 1e-300);
        }
    }

    const int m_users;              //!< K
    const bool m_leaks;             //!< some leakage is not zero
    Counters& m_counters;           //!< work done
    double m_targets[ROOM];         //!< t_k
    double m_leakage[ROOM];         //!< l_k
    double m_reference[ROOM] = {};  //!< powers of the best candidate so far
    double m_powers[ROOM] = {};     //!< present powers
    double m_sum{0.0};              //!< their sum before the last step
    double m_ratio[ROOM];           //!< see ComputeReceivers()
    double m_right[ROOM];           //!< see ComputeReceivers()
    double m_system[ROOM][ROOM];    //!< see ComputeReceivers()
    double m_baseRe[ROOM][ROOM];    //!< G, real part, lower triangle
    double m_baseIm[ROOM][ROOM];    //!< imaginary part
    double m_gramRe[ROOM][ROOM];    //!< G + a a^H, likewise
    double m_gramIm[ROOM][ROOM];    //!< imaginary part
    double m_inverseRe[ROOM][ROOM]; //!< E, likewise
    double m_inverseIm[ROOM][ROOM]; //!< imaginary part
};

RankOnePowerSearch::RankOnePowerSearch(const RVector& targets, const RVector& leakage)
    : m_targets(targets),
      m_leakage(leakage.size() ? leakage : RVector::Zero(targets.size()))
{
    NS_ABORT_MSG_IF(targets.size() == 0 || targets.size() > MAX_USERS || !targets.allFinite() ||
                        !(targets.minCoeff() > 0.0),
                    "RankOnePowerSearch: needs 1 to "
                        << MAX_USERS << " finite targets above 0, has " << targets.transpose());
    NS_ABORT_MSG_IF(m_leakage.size() != targets.size() || !m_leakage.allFinite() ||
                        !(m_leakage.minCoeff() >= 0.0),
                    "RankOnePowerSearch: leakage must be one finite number >= 0 a user, but is "
                        << m_leakage.transpose());
    m_leaks = m_leakage.maxCoeff() > 0.0;
}

namespace
{

/**
 * Calls a function with the number of users as a type, so that loops over users are unrolled where
 * they are few.
 *
 * \param users K
 * \param function called with std::integral_constant<int, K>, or 0 for many users
 * \return what the function returns
 */
template <class Function>
auto
Dispatch(Eigen::Index users, Function&& function)
{
    switch (users)
    {
    case 1:
        return function(std::integral_constant<int, 1>());
    case 2:
        return function(std::integral_constant<int, 2>());
    case 3:
        return function(std::integral_constant<int, 3>());
    case 4:
        return function(std::integral_constant<int, 4>());
    case 5:
        return function(std::integral_constant<int, 5>());
    case 6:
        return function(std::integral_constant<int, 6>());
    default:
        return function(std::integral_constant<int, 0>());
    }
}

} // namespace

RankOnePowerSearch::Result
RankOnePowerSearch::Find(const CMatrix& gram,
                         const Candidates& candidates,
                         double bound,
                         const RVector& start)
{
    return Dispatch(m_targets.size(), [&](auto users) {
        Kernel<users.value> kernel(*this, gram);
        kernel.SetStart(start);
        if (!start.size())
        {
            // Without interference, and with the strongest candidate of each user.
            for (int k = 0; k < kernel.GetUsers(); ++k)
            {
                double most = 0.0;
                for (const uint32_t m : candidates.allowed)
                {
                    most = std::max(most,
                                    candidates.re(m, k) * candidates.re(m, k) +
                                        candidates.im(m, k) * candidates.im(m, k));
                }
                kernel.m_reference[k] =
                    kernel.m_targets[k] / std::max(kernel.m_baseRe[k][k] + most, 1e-300);
            }
        }
        return kernel.Find(candidates, bound);
    });
}

std::vector<RankOnePowerSearch::Sensitivity>
RankOnePowerSearch::List(const CMatrix& gram,
                         const Candidates& candidates,
                         double bound,
                         const RVector& start)
{
    return Dispatch(m_targets.size(), [&](auto users) {
        Kernel<users.value> kernel(*this, gram);
        kernel.SetStart(start);
        std::vector<Sensitivity> results;
        for (const uint32_t m : candidates.allowed)
        {
            kernel.SetCandidate(&candidates, m);
            std::copy(std::begin(kernel.m_reference),
                      std::end(kernel.m_reference),
                      std::begin(kernel.m_powers));
            if (kernel.Solve(bound) == Kernel<users.value>::SOLVED)
            {
                Sensitivity sensitivity;
                sensitivity.result = {
                    static_cast<int64_t>(m),
                    kernel.m_sum,
                    Eigen::Map<const RVector>(kernel.m_powers, kernel.GetUsers())};
                kernel.Differentiate(sensitivity);
                results.push_back(sensitivity);
            }
        }
        return results;
    });
}

RankOnePowerSearch::Result
RankOnePowerSearch::Solve(const CMatrix& gram, const RVector& start)
{
    return Dispatch(m_targets.size(), [&](auto users) {
        Kernel<users.value> kernel(*this, gram);
        kernel.SetStart(start);
        kernel.SetCandidate(nullptr, -1);
        std::copy(std::begin(kernel.m_reference),
                  std::end(kernel.m_reference),
                  std::begin(kernel.m_powers));
        Result result;
        if (kernel.Solve(UNBOUNDED) == Kernel<users.value>::SOLVED)
        {
            result.index = 0;
            result.power = kernel.m_sum;
            result.powers = Eigen::Map<const RVector>(kernel.m_powers, kernel.GetUsers());
        }
        return result;
    });
}

const RankOnePowerSearch::Counters&
RankOnePowerSearch::GetCounters() const
{
    return m_counters;
}

} // namespace fddmimo
} // namespace ns3
