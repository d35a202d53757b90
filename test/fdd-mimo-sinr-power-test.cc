/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "reference-channels.h"

#include "ns3/sinr-power-minimisation.h"
#include "ns3/test.h"

#include <Eigen/Eigenvalues>
#include <Eigen/LU>
#include <cmath>
#include <limits>
#include <string>

using namespace ns3;
using namespace ns3::fddmimo;

namespace
{

/**
 * \param beams beams, R x K
 * \param cost C
 * \param weights weights of the beams' powers, or empty
 * \return sum_k a_k w_k^H C w_k
 */
double
ComputeCost(const CMatrix& beams, const CMatrix& cost, const RVector& weights)
{
    double sum = 0.0;
    for (Eigen::Index k = 0; k < beams.cols(); ++k)
    {
        sum += (weights.size() ? weights(k) : 1.0) *
               (beams.col(k).adjoint() * cost * beams.col(k)).value().real();
    }
    return sum;
}

/**
 * Draws a problem whose S_k and J_k are different, of random rank and with an identity part.
 *
 * \param draw random numbers
 * \param users K
 * \param ports R
 * \return the problem
 */
SinrPowerProblem
DrawGeneral(ReferenceChannels& draw, uint32_t users, uint32_t ports)
{
    SinrPowerProblem problem;
    problem.targets.resize(users);
    problem.weights.resize(users);
    const CMatrix root = draw.DrawGaussian(ports, ports);
    problem.cost = root * root.adjoint() + 0.1 * CMatrix::Identity(ports, ports);
    for (uint32_t k = 0; k < users; ++k)
    {
        const CMatrix channels = draw.DrawGaussian(ports, draw.DrawInteger(1, 3));
        const double gain = std::pow(10.0, draw.DrawUniform(-2.0, 2.0));
        problem.signal.push_back(gain * channels * channels.adjoint());
        problem.interference.push_back(0.2 * problem.signal.back() +
                                       0.01 * gain * CMatrix::Identity(ports, ports));
        problem.targets(k) = std::pow(10.0, draw.DrawUniform(-1.0, 0.6));
        problem.weights(k) = draw.DrawUniform(0.5, 2.0);
    }
    return problem;
}

} // namespace

/**
 * Strong duality, active constraints and the KKT conditions on random problems: with
 * Z_k = a_k C + sum_{j != k} q_j J_j - (q_k / t_k) S_k, Z_k w_k = 0 and Z_k >= 0 prove the optimum
 * of the convex form, [GCN] eqs. (37)-(40).
 */
class SinrPowerOptimumTestCase : public TestCase
{
  public:
    SinrPowerOptimumTestCase()
        : TestCase("Strong duality, active constraints and KKT conditions")
    {
    }

  private:
    /**
     * \param problem a problem
     * \param solution its solution
     * \param name name for messages
     */
    void Check(const SinrPowerProblem& problem,
               const SinrPowerSolution& solution,
               const std::string& name)
    {
        const Eigen::Index users = problem.targets.size();
        const double cost = ComputeCost(solution.beams, problem.cost, problem.weights);
        NS_TEST_ASSERT_MSG_EQ_TOL(solution.uplinkPowers.sum(), cost, 1e-8 * cost, name);
        NS_TEST_ASSERT_MSG_EQ_TOL(solution.power, cost, 1e-8 * cost, name);
        const RVector sinr = ComputeSinr(problem, solution.beams);
        const auto& interference =
            problem.interference.empty() ? problem.signal : problem.interference;
        for (Eigen::Index k = 0; k < users; ++k)
        {
            NS_TEST_ASSERT_MSG_EQ_TOL(sinr(k) / problem.targets(k), 1.0, 1e-8, name);
            NS_TEST_ASSERT_MSG_GT(solution.uplinkPowers(k), 0.0, name);
            CMatrix z = problem.cost * (problem.weights.size() ? problem.weights(k) : 1.0);
            for (Eigen::Index j = 0; j < users; ++j)
            {
                if (j != k)
                {
                    z += solution.uplinkPowers(j) * interference[j];
                }
            }
            const double scale = z.norm();
            z -= solution.uplinkPowers(k) / problem.targets(k) * problem.signal[k];
            NS_TEST_ASSERT_MSG_LT((z * solution.beams.col(k)).norm(),
                                  1e-7 * scale * solution.beams.col(k).norm(),
                                  name << ": stationary");
            const Eigen::SelfAdjointEigenSolver<CMatrix> eigen(z, Eigen::EigenvaluesOnly);
            NS_TEST_ASSERT_MSG_GT(eigen.eigenvalues()(0), -1e-8 * scale, name << ": Z >= 0");
        }
    }

    void DoRun() override
    {
        ReferenceChannels draw(41);
        uint32_t feasible = 0;
        for (int i = 0; i < 500; ++i)
        {
            const uint32_t ports = draw.DrawInteger(2, 8);
            const uint32_t users = draw.DrawInteger(1, ports);
            const SinrPowerProblem problem = DrawGeneral(draw, users, ports);
            const SinrPowerSolution solution = MinimisePower(problem);
            NS_TEST_ASSERT_MSG_LT_OR_EQ(solution.iterations, 200, "bounded");
            if (solution.feasible)
            {
                ++feasible;
                Check(problem, solution, "general problem " + std::to_string(i));
            }
        }
        NS_TEST_EXPECT_MSG_GT(feasible, 300, "most of these problems have a solution");

        for (int i = 0; i < 500; ++i)
        {
            const uint32_t ports = draw.DrawInteger(1, 8);
            const uint32_t users = draw.DrawInteger(1, ports);
            CMatrix channel = draw.DrawGaussian(users, ports);
            SinrPowerProblem problem;
            problem.targets.resize(users);
            const CMatrix root = draw.DrawGaussian(ports, ports);
            problem.cost = root * root.adjoint() + 0.1 * CMatrix::Identity(ports, ports);
            for (uint32_t k = 0; k < users; ++k)
            {
                channel.row(k) *= std::pow(10.0, draw.DrawUniform(-2.0, 2.0));
                problem.targets(k) = std::pow(10.0, draw.DrawUniform(-1.0, 2.0));
                problem.signal.push_back(channel.row(k).adjoint() * channel.row(k));
            }
            const std::string name = "known channels " + std::to_string(i);
            const SinrPowerSolution solution =
                MinimisePower(channel, problem.cost, problem.targets);
            NS_TEST_ASSERT_MSG_EQ(solution.feasible, true, name);
            Check(problem, solution, name);
            const SinrPowerSolution general = MinimisePower(problem);
            NS_TEST_ASSERT_MSG_EQ(general.feasible, true, name);
            NS_TEST_ASSERT_MSG_EQ_TOL(general.power, solution.power, 1e-7 * solution.power, name);
        }
    }
};

/**
 * The optimum against the plain fixed point from zero, and against what is known in closed form.
 */
class SinrPowerReferenceTestCase : public TestCase
{
  public:
    SinrPowerReferenceTestCase()
        : TestCase("Least power against the plain fixed point and closed forms")
    {
    }

  private:
    void DoRun() override
    {
        ReferenceChannels draw(43);
        for (int i = 0; i < 200; ++i)
        {
            const uint32_t ports = draw.DrawInteger(4, 8);
            const uint32_t users = draw.DrawInteger(1, 4);
            const CMatrix channel = draw.DrawGaussian(users, ports);
            const RVector targets =
                RVector::Constant(users, std::pow(10.0, draw.DrawUniform(-0.5, 1.0)));
            const CMatrix cost = CMatrix::Identity(ports, ports);
            RVector q = RVector::Zero(users);
            for (int iteration = 0; iteration < 5000; ++iteration)
            {
                RVector next(users);
                for (uint32_t k = 0; k < users; ++k)
                {
                    CMatrix noise = cost;
                    for (uint32_t j = 0; j < users; ++j)
                    {
                        noise += (j == k ? 0.0 : q(j)) * channel.row(j).adjoint() * channel.row(j);
                    }
                    const CVector h = channel.row(k).adjoint();
                    next(k) = targets(k) / h.dot(noise.inverse() * h).real();
                }
                const bool settled = (next - q).norm() <= 1e-12 * next.norm();
                q = next;
                if (settled)
                {
                    break;
                }
            }
            const SinrPowerSolution solution = MinimisePower(channel, cost, targets);
            NS_TEST_ASSERT_MSG_EQ(solution.feasible, true, "problem " << i);
            NS_TEST_ASSERT_MSG_EQ_TOL(solution.power, q.sum(), 1e-6 * q.sum(), "problem " << i);
            NS_TEST_ASSERT_MSG_LT(solution.iterations, 30, "quadratic convergence");
        }
        // One user: t / ||h||^2. Orthogonal users: the sum of these.
        const CMatrix orthogonal = (CMatrix(2, 3) << 2.0, 0.0, 0.0, 0.0, 0.0, 0.5).finished();
        const SinrPowerSolution two =
            MinimisePower(orthogonal, CMatrix::Identity(3, 3), (RVector(2) << 4.0, 1.0).finished());
        NS_TEST_EXPECT_MSG_EQ_TOL(two.power, 4.0 / 4.0 + 1.0 / 0.25, 1e-12, "orthogonal users");
        // Two identical channels can share: SINRs t1 = t2 = t need q = t / (1 - t) each.
        const CMatrix twins = CMatrix::Ones(2, 1);
        const double t = 0.6;
        const SinrPowerSolution shared =
            MinimisePower(twins, CMatrix::Identity(1, 1), RVector::Constant(2, t));
        NS_TEST_EXPECT_MSG_EQ(shared.feasible, true, "targets below 0 dB can share a direction");
        NS_TEST_EXPECT_MSG_EQ_TOL(shared.power, 2.0 * t / (1.0 - t), 1e-9, "identical users");
    }
};

/**
 * Problems without a solution, and extreme ones: a result in bounded time, never NaN.
 */
class SinrPowerInfeasibleTestCase : public TestCase
{
  public:
    SinrPowerInfeasibleTestCase()
        : TestCase("Infeasible and extreme problems end in bounded time")
    {
    }

  private:
    void DoRun() override
    {
        ReferenceChannels draw(47);
        const CMatrix one = CMatrix::Identity(1, 1);
        // Two users in one dimension: feasible exactly if t1 t2 < 1.
        for (double t : {0.9, 0.999, 0.99999, 1.00001, 1.001, 1.1, 10.0, 1e6})
        {
            const SinrPowerSolution solution =
                MinimisePower(CMatrix::Ones(2, 1), one, RVector::Constant(2, t));
            NS_TEST_EXPECT_MSG_EQ(solution.feasible,
                                  (t < 1.0),
                                  "two users, one port, target " << t);
            NS_TEST_EXPECT_MSG_LT_OR_EQ(solution.iterations, 200, "bounded");
        }
        // More users than ports: feasible exactly if sum t / (1 + t) < R for generic channels.
        for (int i = 0; i < 100; ++i)
        {
            const uint32_t ports = draw.DrawInteger(1, 4);
            const uint32_t users = ports + draw.DrawInteger(1, 3);
            const double limit = static_cast<double>(ports) / users; // of t / (1 + t)
            for (double factor : {0.95, 1.05})
            {
                const double share = factor * limit;
                const SinrPowerSolution solution =
                    MinimisePower(draw.DrawGaussian(users, ports),
                                  CMatrix::Identity(ports, ports),
                                  RVector::Constant(users, share / (1.0 - share)));
                if (share < 1.0)
                {
                    NS_TEST_EXPECT_MSG_EQ(solution.feasible,
                                          (factor < 1.0),
                                          users << " users, " << ports << " ports, " << factor);
                }
            }
        }
        for (double targetDb : {-60.0, 0.0, 60.0})
        {
            const double target = std::pow(10.0, targetDb / 10.0);
            const SinrPowerSolution solution = MinimisePower(draw.DrawGaussian(4, 5),
                                                             CMatrix::Identity(5, 5),
                                                             RVector::Constant(4, target));
            NS_TEST_EXPECT_MSG_EQ(solution.feasible, true, "target " << targetDb << " dB");
            NS_TEST_EXPECT_MSG_EQ(solution.beams.allFinite(), true, "finite");
        }
        SinrPowerProblem zero;
        zero.signal = {CMatrix::Zero(3, 3), CMatrix::Identity(3, 3)};
        zero.cost = CMatrix::Identity(3, 3);
        zero.targets = RVector::Ones(2);
        NS_TEST_EXPECT_MSG_EQ(MinimisePower(zero).feasible, false, "zero covariance");
        zero.signal[0](0, 0) = std::numeric_limits<double>::quiet_NaN();
        NS_TEST_EXPECT_MSG_EQ(MinimisePower(zero).feasible, false, "NaN");
        zero.signal[0] = CMatrix::Identity(3, 3);
        zero.cost(0, 0) = -1.0;
        NS_TEST_EXPECT_MSG_EQ(MinimisePower(zero).feasible, false, "indefinite cost");
        // Any scale.
        const CMatrix channel = draw.DrawGaussian(3, 4);
        const RVector targets = RVector::Constant(3, 10.0);
        const double power = MinimisePower(channel, CMatrix::Identity(4, 4), targets).power;
        for (double scale : {1e-60, 1e-8, 1e8, 1e60})
        {
            const SinrPowerSolution scaled =
                MinimisePower(scale * channel, CMatrix::Identity(4, 4), targets);
            NS_TEST_EXPECT_MSG_EQ(scaled.feasible, true, "scale " << scale);
            NS_TEST_EXPECT_MSG_EQ_TOL(scaled.power * scale * scale / power, 1.0, 1e-9, "scale");
        }
    }
};

/// Tests of the power minimisation.
class FddMimoSinrPowerTestSuite : public TestSuite
{
  public:
    FddMimoSinrPowerTestSuite()
        : TestSuite("fdd-mimo-sinr-power", Type::UNIT)
    {
        AddTestCase(new SinrPowerOptimumTestCase);
        AddTestCase(new SinrPowerReferenceTestCase);
        AddTestCase(new SinrPowerInfeasibleTestCase);
    }
};

static FddMimoSinrPowerTestSuite g_fddMimoSinrPowerTestSuite; //!< the suite
