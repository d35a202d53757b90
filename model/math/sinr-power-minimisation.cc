/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sinr-power-minimisation.h"

#include "ns3/abort.h"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <Eigen/LU>
#include <algorithm>
#include <cmath>

namespace ns3
{
namespace fddmimo
{

namespace
{

const uint32_t MAX_ITERATIONS = 200; //!< bound on receiver computations
const double TOLERANCE = 1e-13;      //!< relative change of the powers that ends the iteration
const double POWER_BOUND = 1e12;     //!< beyond it, relative to no interference: infeasible
const double LEAST_REACHED = 1e-12;  //!< of a beam's power, over the channel it is meant for
const double GROWTH = 4.0;           //!< of the powers while no receivers hold the targets

/**
 * The problem in units that make it harmless: user k's matrices are divided by its gain over that
 * of the cost, so that the scaled uplink power q_k is an SNR.
 */
class Solver
{
  public:
    /**
     * \param problem the problem, sizes checked
     * \param channel K x R channels if S_k = J_k = h_k h_k^H, else null (then the problem's
     * matrices are used)
     * \param leakage l_k, or empty
     */
    Solver(const SinrPowerProblem& problem, const CMatrix* channel, const RVector& leakage)
        : m_problem(problem),
          m_ports(problem.cost.rows()),
          m_users(problem.targets.size())
    {
        const double cost = problem.cost.diagonal().real().sum() / m_ports;
        m_valid = problem.cost.allFinite() && cost > 0.0;
        m_cost = problem.cost / cost;
        m_weights = problem.weights.size() ? problem.weights : RVector::Ones(m_users);
        m_gains.resize(m_users);
        m_leakage = leakage.size() ? leakage : RVector::Zero(m_users);
        m_channels.resize(m_ports, channel ? m_users : 0);
        for (Eigen::Index k = 0; k < m_users; ++k)
        {
            m_gains(k) =
                channel ? channel->row(k).squaredNorm() : problem.signal[k].diagonal().real().sum();
            m_gains(k) /= cost;
            m_valid = m_valid && m_gains(k) > 0.0 && std::isfinite(m_gains(k));
            if (!m_valid)
            {
                return;
            }
            const double scale = 1.0 / (cost * m_gains(k));
            m_leakage(k) /= m_gains(k);
            if (channel)
            {
                m_channels.col(k) = channel->row(k).adjoint() * std::sqrt(scale);
                continue;
            }
            m_signal.push_back(problem.signal[k] * scale);
            m_valid = m_valid && m_signal.back().allFinite();
            if (!problem.interference.empty())
            {
                m_interference.push_back(problem.interference[k] * scale);
                m_valid = m_valid && m_interference.back().allFinite();
            }
        }
    }

    /**
     * \return the solution
     */
    SinrPowerSolution Run()
    {
        SinrPowerSolution solution;
        if (!m_valid)
        {
            return solution;
        }
        RVector powers = RVector::Zero(m_users);
        double bound = 0.0;
        bool held = false; // receivers that hold the targets were found
        while (solution.iterations < MAX_ITERATIONS)
        {
            if (!ComputeReceivers(powers))
            {
                return solution;
            }
            ++solution.iterations;
            // I(q), the powers that these receivers need against the powers of the others
            const RVector needed = (m_costs + m_coupling * powers).cwiseQuotient(m_wanted);
            if (bound == 0.0)
            {
                bound = POWER_BOUND * needed.sum();
            }
            if (!needed.allFinite() || !std::isfinite(bound))
            {
                return solution;
            }
            RMatrix system = -m_coupling;
            system.diagonal() = m_wanted;
            const Eigen::PartialPivLU<RMatrix> factor(system);
            const RVector next = factor.solve(m_costs);
            if (next.allFinite() && (next.array() > 0.0).all() && next.sum() <= bound)
            {
                const double change = (next - powers).cwiseQuotient(next).cwiseAbs().maxCoeff();
                const bool settled = held && (change <= TOLERANCE || next.sum() >= powers.sum());
                held = true;
                powers = next;
                if (settled)
                {
                    Finish(factor, powers, solution);
                    return solution;
                }
                continue;
            }
            if (held)
            {
                return solution; // so close to infeasible that digits do not tell the two apart
            }
            if (powers.sum() >= bound && (needed.array() >= powers.array()).all())
            {
                return solution;
            }
            powers = GROWTH * needed;
            powers *= std::min(1.0, bound / powers.sum());
        }
        return solution;
    }

  private:
    /**
     * Computes optimal receivers, and what follows from them: m_wanted(k) = u_k^H S_k u_k / t_k,
     * m_coupling(k, j) = u_k^H J_j u_k (0 for j = k), m_costs(k) = a_k u_k^H C u_k, of unit u_k.
     *
     * \param powers scaled uplink powers
     * \return false if a matrix is not positive definite
     */
    bool ComputeReceivers(const RVector& powers)
    {
        m_receivers.resize(m_ports, m_users);
        m_wanted.resize(m_users);
        m_costs.resize(m_users);
        m_coupling.setZero(m_users, m_users);
        for (Eigen::Index k = 0; k < m_users; ++k)
        {
            const double leaked = m_leakage.dot(powers) - m_leakage(k) * powers(k);
            CMatrix noise = (m_weights(k) + leaked) * m_cost;
            for (Eigen::Index j = 0; j < m_users; ++j)
            {
                if (j != k && m_channels.cols())
                {
                    noise.noalias() +=
                        (powers(j) * m_channels.col(j)) * m_channels.col(j).adjoint();
                }
                else if (j != k)
                {
                    noise += powers(j) * Interference(j);
                }
            }
            const Eigen::LLT<CMatrix> factor(noise);
            if (factor.info() != Eigen::Success)
            {
                return false;
            }
            CVector receiver;
            if (m_channels.cols())
            {
                receiver = factor.solve(m_channels.col(k));
            }
            else
            {
                CMatrix whitened = factor.matrixL().solve(m_signal[k]);
                whitened = factor.matrixL().solve(whitened.adjoint().eval());
                const Eigen::SelfAdjointEigenSolver<CMatrix> eigen(whitened);
                if (eigen.info() != Eigen::Success)
                {
                    return false;
                }
                receiver = factor.matrixU().solve(eigen.eigenvectors().col(m_ports - 1));
            }
            const double norm = receiver.norm();
            if (!(norm > 0.0) || !std::isfinite(norm))
            {
                return false;
            }
            m_receivers.col(k) = receiver / norm;
            const auto u = m_receivers.col(k);
            const double cost = (u.adjoint() * m_cost * u).value().real();
            m_costs(k) = m_weights(k) * cost;
            for (Eigen::Index j = 0; j < m_users; ++j)
            {
                if (j == k)
                {
                    m_wanted(k) = Apply(m_channels.cols() ? nullptr : &m_signal[k], k, u) /
                                  m_problem.targets(k);
                }
                else
                {
                    m_coupling(k, j) = Apply(m_channels.cols() ? nullptr : &Interference(j), j, u) +
                                       m_leakage(j) * cost;
                }
            }
        }
        return m_wanted.minCoeff() > 0.0;
    }

    /**
     * \param matrix a matrix, or null for the channel of a user
     * \param user the user
     * \param u a receiver
     * \return u^H matrix u
     */
    double Apply(const CMatrix* matrix, Eigen::Index user, const CMatrix::ColXpr& u) const
    {
        return matrix ? std::max(0.0, (u.adjoint() * *matrix * u).value().real())
                      : std::norm(m_channels.col(user).dot(u));
    }

    /**
     * \param user a user
     * \return J of it
     */
    const CMatrix& Interference(Eigen::Index user) const
    {
        return m_interference.empty() ? m_signal[user] : m_interference[user];
    }

    /**
     * Scales the receivers to beams, [GCN] eqs. (22), (23).
     *
     * \param factor factor of the transpose of the coupling matrix
     * \param powers scaled uplink powers for the same receivers
     * \param [out] solution the solution
     */
    void Finish(const Eigen::PartialPivLU<RMatrix>& factor,
                const RVector& powers,
                SinrPowerSolution& solution) const
    {
        // The noise of user k is one over its gain in these units.
        const RVector beamPowers = factor.transpose().solve(m_gains.cwiseInverse());
        if (!beamPowers.allFinite() || !(beamPowers.array() > 0.0).all())
        {
            return;
        }
        solution.feasible = true;
        solution.uplinkPowers = powers.cwiseQuotient(m_gains);
        solution.power = solution.uplinkPowers.sum();
        // Receivers, costs and gains are those of the cost divided by its mean diagonal.
        const double cost = m_problem.cost.diagonal().real().sum() / m_ports;
        solution.beams = m_receivers * (beamPowers / cost).cwiseSqrt().asDiagonal();
    }

    const SinrPowerProblem& m_problem;   //!< the problem
    const Eigen::Index m_ports;          //!< R
    const Eigen::Index m_users;          //!< K
    bool m_valid;                        //!< every matrix is finite, every user has a signal
    CMatrix m_cost;                      //!< C of unit mean diagonal
    RVector m_weights;                   //!< a_k
    RVector m_gains;                     //!< gain of each user over the cost
    RVector m_leakage;                   //!< l_k over the gain
    CMatrix m_channels;                  //!< h_k, R x K, or R x 0
    std::vector<CMatrix> m_signal;       //!< S_k, or empty
    std::vector<CMatrix> m_interference; //!< J_k, or empty
    CMatrix m_receivers;                 //!< u_k, R x K
    RVector m_wanted;                    //!< see ComputeReceivers()
    RMatrix m_coupling;                  //!< see ComputeReceivers()
    RVector m_costs;                     //!< see ComputeReceivers()
};

/**
 * Aborts unless the sizes fit.
 *
 * \param problem the problem, without its S_k and J_k
 */
void
CheckSizes(const SinrPowerProblem& problem)
{
    const Eigen::Index users = problem.targets.size();
    const Eigen::Index ports = problem.cost.rows();
    NS_ABORT_MSG_IF(users == 0 || ports == 0 || problem.cost.cols() != ports,
                    "MinimisePower: needs a user and a square cost matrix, but has "
                        << users << " targets and a " << ports << " x " << problem.cost.cols()
                        << " matrix");
    NS_ABORT_MSG_IF(!problem.targets.allFinite() || !(problem.targets.minCoeff() > 0.0),
                    "MinimisePower: SINR targets must be finite and above 0, but are "
                        << problem.targets.transpose());
    NS_ABORT_MSG_IF(problem.weights.size() != 0 &&
                        (problem.weights.size() != users || !problem.weights.allFinite() ||
                         !(problem.weights.minCoeff() > 0.0)),
                    "MinimisePower: weights must be one a user, finite and above 0, but are "
                        << problem.weights.transpose());
}

} // namespace

SinrPowerSolution
MinimisePower(const SinrPowerProblem& problem)
{
    CheckSizes(problem);
    const auto users = static_cast<std::size_t>(problem.targets.size());
    const Eigen::Index ports = problem.cost.rows();
    NS_ABORT_MSG_IF(problem.signal.size() != users ||
                        (!problem.interference.empty() && problem.interference.size() != users),
                    "MinimisePower: " << users << " targets, but " << problem.signal.size()
                                      << " signal and " << problem.interference.size()
                                      << " interference matrices");
    for (const auto* matrices : {&problem.signal, &problem.interference})
    {
        for (const CMatrix& matrix : *matrices)
        {
            NS_ABORT_MSG_IF(matrix.rows() != ports || matrix.cols() != ports,
                            "MinimisePower: a matrix is " << matrix.rows() << " x " << matrix.cols()
                                                          << ", but the cost is " << ports << " x "
                                                          << ports);
        }
    }
    return Solver(problem, nullptr, RVector()).Run();
}

SinrPowerSolution
MinimisePower(const CMatrix& channel,
              const CMatrix& cost,
              const RVector& targets,
              const RVector& leakage,
              const RVector& identity)
{
    SinrPowerProblem problem;
    problem.cost = cost;
    problem.targets = targets;
    CheckSizes(problem);
    NS_ABORT_MSG_IF(channel.rows() != targets.size() || channel.cols() != cost.rows(),
                    "MinimisePower: the channel is " << channel.rows() << " x " << channel.cols()
                                                     << ", but there are " << targets.size()
                                                     << " targets and " << cost.rows() << " ports");
    for (const RVector* part : {&leakage, &identity})
    {
        NS_ABORT_MSG_IF(part->size() != 0 && (part->size() != targets.size() ||
                                              !part->allFinite() || !(part->minCoeff() >= 0.0)),
                        "MinimisePower: leakage and identity must be one finite number >= 0 a "
                        "user, but one is "
                            << part->transpose());
    }
    if (identity.size() != 0)
    {
        for (Eigen::Index k = 0; k < targets.size(); ++k)
        {
            const CMatrix outer = channel.row(k).adjoint() * channel.row(k);
            problem.signal.emplace_back(outer + identity(k) * cost);
            problem.interference.emplace_back(outer + (leakage.size() ? leakage(k) : 0.0) * cost);
        }
        SinrPowerSolution solution = Solver(problem, nullptr, RVector()).Run();
        for (Eigen::Index k = 0; k < targets.size() && solution.feasible; ++k)
        {
            const double reached = std::norm((channel.row(k) * solution.beams.col(k)).value());
            const double most = channel.row(k).squaredNorm() * solution.beams.col(k).squaredNorm();
            if (!(reached > LEAST_REACHED * most))
            {
                solution = SinrPowerSolution();
            }
        }
        return solution;
    }
    return Solver(problem, &channel, leakage).Run();
}

RVector
ComputeSinr(const SinrPowerProblem& problem, const CMatrix& beams)
{
    const auto users = static_cast<Eigen::Index>(problem.signal.size());
    NS_ABORT_MSG_IF(
        beams.cols() != users || users == 0 || beams.rows() != problem.signal[0].rows() ||
            (!problem.interference.empty() && problem.interference.size() != problem.signal.size()),
        "ComputeSinr: beams are " << beams.rows() << " x " << beams.cols() << " for " << users
                                  << " users");
    RVector sinr(users);
    for (Eigen::Index k = 0; k < users; ++k)
    {
        double disturbance = 1.0;
        double wanted = 0.0;
        for (Eigen::Index j = 0; j < users; ++j)
        {
            const CMatrix& matrix = j == k || problem.interference.empty()
                                        ? problem.signal[k]
                                        : problem.interference[k];
            const double power = (beams.col(j).adjoint() * matrix * beams.col(j)).value().real();
            (j == k ? wanted : disturbance) += power;
        }
        sinr(k) = wanted / disturbance;
    }
    return sinr;
}

} // namespace fddmimo
} // namespace ns3
