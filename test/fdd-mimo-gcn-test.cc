/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "exhaustive-greedy.h"
#include "no-training-channels.h"
#include "reference-channels.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/gcn-design.h"
#include "ns3/gcn-examples.h"
#include "ns3/gcn-network.h"
#include "ns3/gcn-precoder.h"
#include "ns3/gcn-trainer.h"
#include "ns3/outage-constraints.h"
#include "ns3/sinr-power-minimisation.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"
#include "ns3/virtual-downlink.h"
#include "ns3/weight-archive.h"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <string>

using namespace ns3;
using namespace ns3::fddmimo;

namespace
{

/**
 * \param draw random numbers
 * \param ports R
 * \param users K
 * \return virtual channels whose targets can be held
 */
VirtualChannels
DrawVirtual(ReferenceChannels& draw, uint32_t ports, uint32_t users)
{
    VirtualChannels v;
    v.known = draw.DrawGaussian(ports, users);
    const CMatrix root = draw.DrawGaussian(ports, ports);
    v.cost = root * root.adjoint() / ports + CMatrix::Identity(ports, ports);
    v.wanted.resize(users);
    v.interference.resize(users);
    v.leakage.resize(users);
    v.identity.resize(users);
    v.targets.resize(users);
    for (uint32_t k = 0; k < users; ++k)
    {
        v.wanted(k) = draw.DrawUniform(0.5, 1.5);
        v.interference(k) = draw.DrawUniform(0.5, 1.5);
        v.leakage(k) = draw.DrawUniform(0.001, 0.03);
        v.identity(k) = draw.DrawUniform(0.001, 0.3);
        v.targets(k) = draw.DrawUniform(0.5, 4.0);
    }
    return v;
}

/**
 * Central difference of a function.
 *
 * \param function the function
 * \param [in,out] variable what it depends on; as it was in the end
 * \param relative step over the variable
 * \return its derivative
 */
double
Differentiate(const std::function<double()>& function, double& variable, double relative = 1e-6)
{
    const double start = variable;
    const double step = relative * std::max(0.01, std::abs(start));
    variable = start + step;
    const double above = function();
    variable = start - step;
    const double below = function();
    variable = start;
    return (above - below) / (2.0 * step);
}

} // namespace

/**
 * Derivatives of the digital stage against central differences, and against the compact KKT system
 * of [GCN] eqs. (41)-(48) solved densely (with a rank-one term in the place of the gauge).
 */
class VirtualDownlinkTestCase : public TestCase
{
  public:
    VirtualDownlinkTestCase()
        : TestCase("Derivatives of the digital stage against differences and the KKT system")
    {
    }

  private:
    /**
     * \param v virtual channels
     * \param beams their solution
     * \param powers powers of the uplink
     * \param seed derivative of the loss with respect to the beams
     * \return derivatives with respect to a, c, l and e, K x 4
     */
    static RMatrix SolveKkt(const VirtualChannels& v,
                            const CMatrix& beams,
                            const RVector& powers,
                            const CMatrix& seed)
    {
        const Eigen::Index users = v.known.cols();
        const Eigen::Index ports = v.known.rows();
        const Eigen::Index size = 2 * ports * users;
        std::vector<CMatrix> signal;
        std::vector<CMatrix> interference;
        for (Eigen::Index k = 0; k < users; ++k)
        {
            const CMatrix outer = v.known.col(k) * v.known.col(k).adjoint();
            signal.push_back(v.wanted(k) * outer + v.identity(k) * v.cost);
            interference.push_back(v.interference(k) * outer + v.leakage(k) * v.cost);
        }
        const auto realVector = [ports](const CVector& z) {
            RVector result(2 * ports);
            result << z.real(), z.imag();
            return result;
        };
        RMatrix system = RMatrix::Zero(size + users, size + users);
        RVector right = RVector::Zero(size + users);
        for (Eigen::Index k = 0; k < users; ++k)
        {
            CMatrix z = v.cost - powers(k) / v.targets(k) * signal[k];
            for (Eigen::Index j = 0; j < users; ++j)
            {
                z += (j == k ? 0.0 : powers(j)) * interference[j];
            }
            auto block = system.block(2 * ports * k, 2 * ports * k, 2 * ports, 2 * ports);
            block << z.real(), -z.imag(), z.imag(), z.real();
            const RVector phase =
                realVector(Complex(0.0, 1.0) * beams.col(k)) / beams.col(k).norm();
            block += block.trace() / (2.0 * ports) * phase * phase.transpose();
            right.segment(2 * ports * k, 2 * ports) = realVector(seed.col(k));
            for (Eigen::Index j = 0; j < users; ++j)
            {
                const CVector image = j == k ? CVector(signal[k] * beams.col(k) / v.targets(k))
                                             : CVector(-interference[j] * beams.col(k));
                system.block(2 * ports * k, size + j, 2 * ports, 1) =
                    2.0 * powers(j) * realVector(image);
                system.block(size + j, 2 * ports * k, 1, 2 * ports) =
                    -realVector(image).transpose();
            }
        }
        const RVector solution = system.fullPivLu().solve(right);
        RMatrix result = RMatrix::Zero(users, 4);
        for (Eigen::Index k = 0; k < users; ++k)
        {
            const auto adjoint = [&](Eigen::Index i) {
                CVector y(ports);
                y.real() = solution.segment(2 * ports * i, ports);
                y.imag() = solution.segment(2 * ports * i + ports, ports);
                return y;
            };
            const double eta = solution(size + k);
            const auto quadratic = [&](const CVector& y, const CMatrix& matrix, Eigen::Index i) {
                return y.dot(matrix * beams.col(i)).real();
            };
            const CMatrix outer = v.known.col(k) * v.known.col(k).adjoint();
            const auto own = [&](const CMatrix& matrix) {
                return powers(k) / v.targets(k) *
                       (quadratic(adjoint(k), matrix, k) -
                        eta * quadratic(beams.col(k), matrix, k));
            };
            result(k, 0) = own(outer);
            result(k, 3) = own(v.cost);
            for (Eigen::Index j = 0; j < users; ++j)
            {
                if (j != k)
                {
                    const auto both = [&](const CMatrix& matrix) {
                        return -powers(k) * (quadratic(adjoint(j), matrix, j) -
                                             eta * quadratic(beams.col(j), matrix, j));
                    };
                    result(k, 1) += both(outer);
                    result(k, 2) += both(v.cost);
                }
            }
        }
        return result;
    }

    void DoRun() override
    {
        // Beams that would count on the identity part alone, away from a channel that others share.
        VirtualChannels shared;
        shared.known = CMatrix::Zero(3, 2);
        shared.known(0, 0) = 1.0;
        shared.known(0, 1) = 0.7;
        shared.cost = CMatrix::Identity(3, 3);
        shared.wanted = RVector::Ones(2);
        shared.interference = RVector::Ones(2);
        shared.leakage = RVector::Constant(2, 0.02);
        shared.identity = RVector::Constant(2, 0.5);
        shared.targets = RVector::Constant(2, 10.0);
        NS_TEST_EXPECT_MSG_EQ(MinimisePower(shared.known.adjoint(),
                                            shared.cost,
                                            shared.targets,
                                            shared.leakage,
                                            shared.identity)
                                  .feasible,
                              false,
                              "collinear channels");
        NS_TEST_EXPECT_MSG_EQ(VirtualDownlink().Solve(shared), false, "collinear channels");

        ReferenceChannels draw(81);
        for (int i = 0; i < 40; ++i)
        {
            const uint32_t users = draw.DrawInteger(1, 4);
            const uint32_t ports = users + draw.DrawInteger(0, 2);
            VirtualChannels v = DrawVirtual(draw, ports, users);
            const bool plain = i % 4 == 3; // S_k of rank one
            if (plain)
            {
                v.identity.resize(0);
            }
            const CMatrix truth = draw.DrawGaussian(ports, users);
            const RMatrix weights = draw.DrawGaussian(users, users).real();
            const auto compute = [&](CMatrix* beams) {
                VirtualDownlink downlink;
                downlink.Solve(v);
                const CMatrix received = truth.adjoint() * downlink.GetBeams();
                if (beams)
                {
                    *beams = 2.0 * truth * weights.cast<Complex>().cwiseProduct(received);
                }
                return weights.cwiseProduct(received.cwiseAbs2()).sum();
            };
            VirtualDownlink downlink;
            NS_TEST_ASSERT_MSG_EQ(downlink.Solve(v), true, "problem " << i);
            CMatrix seed;
            compute(&seed);
            VirtualDownlink::Gradient gradient;
            NS_TEST_ASSERT_MSG_EQ(downlink.Backpropagate(seed, gradient), true, "derivatives");
            const double scale = gradient.wanted.norm() + gradient.leakage.norm() + 1e-3;
            const auto loss = [&] { return compute(nullptr); };
            for (uint32_t k = 0; k < users; ++k)
            {
                NS_TEST_ASSERT_MSG_EQ_TOL(Differentiate(loss, v.wanted(k)),
                                          gradient.wanted(k),
                                          1e-6 * scale,
                                          "a, problem " << i);
                NS_TEST_ASSERT_MSG_EQ_TOL(Differentiate(loss, v.interference(k)),
                                          gradient.interference(k),
                                          1e-6 * scale,
                                          "c, problem " << i);
                NS_TEST_ASSERT_MSG_EQ_TOL(Differentiate(loss, v.leakage(k)),
                                          gradient.leakage(k),
                                          1e-6 * scale,
                                          "l, problem " << i);
                if (!plain)
                {
                    NS_TEST_ASSERT_MSG_EQ_TOL(Differentiate(loss, v.identity(k)),
                                              gradient.identity(k),
                                              1e-6 * scale,
                                              "e, problem " << i);
                }
                for (uint32_t r = 0; r < ports; ++r)
                {
                    auto* entry = reinterpret_cast<double*>(&v.known(r, k));
                    NS_TEST_ASSERT_MSG_EQ_TOL(Differentiate(loss, entry[0]),
                                              gradient.known(r, k).real(),
                                              1e-6 * scale,
                                              "Re s, problem " << i);
                    NS_TEST_ASSERT_MSG_EQ_TOL(Differentiate(loss, entry[1]),
                                              gradient.known(r, k).imag(),
                                              1e-6 * scale,
                                              "Im s, problem " << i);
                }
            }
            // A Hermitian direction of C.
            const CMatrix root = draw.DrawGaussian(ports, ports);
            const CMatrix direction = root + root.adjoint();
            const CMatrix cost = v.cost;
            double along = 0.0;
            const auto move = [&] {
                v.cost = cost + along * direction;
                const double value = loss();
                v.cost = cost;
                return value;
            };
            NS_TEST_ASSERT_MSG_EQ_TOL(Differentiate(move, along),
                                      (gradient.cost * direction).trace().real(),
                                      1e-5 * scale,
                                      "C, problem " << i);
            VirtualDownlink::Gradient envelope;
            NS_TEST_ASSERT_MSG_EQ(downlink.DifferentiatePower(envelope), true, "power");
            const auto power = [&] {
                VirtualDownlink trial;
                trial.Solve(v);
                return trial.GetPower();
            };
            for (uint32_t k = 0; k < users; ++k)
            {
                const double tolerance = 1e-6 * (1.0 + envelope.leakage.norm());
                NS_TEST_ASSERT_MSG_EQ_TOL(Differentiate(power, v.wanted(k)),
                                          envelope.wanted(k),
                                          tolerance,
                                          "dP/da");
                NS_TEST_ASSERT_MSG_EQ_TOL(Differentiate(power, v.interference(k)),
                                          envelope.interference(k),
                                          tolerance,
                                          "dP/dc");
                NS_TEST_ASSERT_MSG_EQ_TOL(Differentiate(power, v.leakage(k)),
                                          envelope.leakage(k),
                                          tolerance,
                                          "dP/dl");
                if (!plain)
                {
                    NS_TEST_ASSERT_MSG_EQ_TOL(Differentiate(power, v.identity(k)),
                                              envelope.identity(k),
                                              tolerance,
                                              "dP/de");
                }
            }
            if (plain)
            {
                v.identity.setZero(users); // the same problem
            }
            const RMatrix kkt = SolveKkt(v, downlink.GetBeams(), downlink.GetUplinkPowers(), seed);
            NS_TEST_ASSERT_MSG_LT((kkt.col(0) - gradient.wanted).norm(), 1e-8 * scale, "KKT, a");
            NS_TEST_ASSERT_MSG_LT((kkt.col(1) - gradient.interference).norm(),
                                  1e-8 * scale,
                                  "KKT, c");
            NS_TEST_ASSERT_MSG_LT((kkt.col(2) - gradient.leakage).norm(), 1e-8 * scale, "KKT, l");
            NS_TEST_ASSERT_MSG_LT((kkt.col(3) - gradient.identity).norm(), 1e-8 * scale, "KKT, e");
        }
    }
};

/**
 * The network: derivatives against differences, relabelling, any number of users, the archive.
 */
class GcnNetworkTestCase : public TestCase
{
  public:
    GcnNetworkTestCase()
        : TestCase("Network: derivatives, relabelling, archive")
    {
    }

  private:
    void DoRun() override
    {
        ReferenceChannels draw(83);
        for (const uint32_t degree : {0U, 1U, 2U})
        {
            GcnNetwork::Sizes sizes;
            sizes.hidden = {5, 4};
            sizes.degree = degree;
            sizes.features -= degree == 1; // without the number of users
            sizes.outputs += degree == 2;  // with log b
            GcnNetwork network(sizes, 3);
            network.SetMoments(draw.DrawGaussian(50, GcnNetwork::FEATURES).real());
            const CMatrix channel = draw.DrawGaussian(3, 8);
            const RVector targets = RVector::Constant(3, 10.0);
            const RVector quality = (RVector(3) << 0.5, 1.0, 2.0).finished();
            const RMatrix features = 0.3 * GcnNetwork::GetFeatures(channel, targets, quality);
            const RMatrix graph = GcnNetwork::GetGraph(channel);
            const RMatrix seed = draw.DrawGaussian(3, sizes.outputs).real();
            GcnNetwork::Cache cache;
            const RMatrix outputs = network.Forward(features, graph, &cache);
            RVector gradient = RVector::Zero(network.GetWeights().size());
            network.Backward(cache, seed, gradient);
            const auto loss = [&] {
                return network.Forward(features, graph, nullptr).cwiseProduct(seed).sum();
            };
            for (Eigen::Index i = 0; i < gradient.size(); ++i)
            {
                NS_TEST_ASSERT_MSG_EQ_TOL(Differentiate(loss, network.GetWeights()(i)),
                                          gradient(i),
                                          1e-6 * (1.0 + gradient.norm()),
                                          "weight " << i << ", degree " << degree);
            }
            // Users 2, 0, 1
            const Eigen::PermutationMatrix<3> turn(Eigen::Vector3i(1, 2, 0));
            const CMatrix turned = turn * channel;
            const RMatrix other =
                network.Forward(turn * features, GcnNetwork::GetGraph(turned), nullptr);
            NS_TEST_EXPECT_MSG_LT((other - turn * outputs).norm(), 1e-12, "relabelling");
            WeightArchive archive;
            network.Store(archive);
            const GcnNetwork read(archive);
            NS_TEST_EXPECT_MSG_LT((read.Forward(features, graph, nullptr) - outputs).norm(),
                                  1e-5,
                                  "archive");
        }
        const RMatrix features = GcnNetwork::GetFeatures(draw.DrawGaussian(3, 8),
                                                         RVector::Constant(3, 10.0),
                                                         (RVector(3) << 0.5, 1.0, 4.0).finished());
        for (Eigen::Index k = 0; k < 3; ++k)
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(features(k, 3), std::log(3.0), 1e-12, "number of users");
            NS_TEST_EXPECT_MSG_EQ_TOL(features(k, 4), std::log(2.0) / 3.0, 1e-12, "mean quality");
        }
        // Nothing that is not finite comes out.
        const GcnNetwork network(GcnNetwork::Sizes(), 1);
        CMatrix zero = CMatrix::Zero(2, 4);
        const RMatrix outputs =
            network.Forward(GcnNetwork::GetFeatures(zero, RVector::Ones(2), RVector::Zero(2)),
                            GcnNetwork::GetGraph(zero),
                            nullptr);
        NS_TEST_EXPECT_MSG_EQ(outputs.allFinite(), true, "zero channels");
        NS_TEST_EXPECT_MSG_LT_OR_EQ(outputs.cwiseAbs().maxCoeff(), 6.0, "bounded");
    }
};

/**
 * The chain from the network's outputs to power and slacks: derivatives against differences while
 * the choice of beams stays, with and without the bound on the power; those of the choice against
 * differences of its softmin.
 */
class GcnDesignTestCase : public TestCase
{
  public:
    GcnDesignTestCase()
        : TestCase("Derivatives of power and slacks with respect to the outputs of the network")
    {
    }

  private:
    void DoRun() override
    {
        ReferenceChannels draw(87);
        const PlanarBeamCodebook codebook(8, 8, 1);
        GcnExamples::Settings settings;
        settings.qualities = GcnExamples::ParseQualities("0,5:10");
        settings.minUsers = 1;
        GcnExamples examples(settings);
        uint32_t compared = 0;
        uint32_t soft = 0;
        uint32_t rescued = 0;
        for (int i = 0; i < 60; ++i)
        {
            const GcnExample example = examples.Make(i, nullptr);
            const Eigen::Index users = example.targets.size();
            const Eigen::Index columns = i % 2 ? 4 : 3; // with log b or without
            RMatrix outputs = 0.3 * draw.DrawGaussian(users, columns).real();
            outputs.rightCols(columns - 2).array() -= 4.0;
            GcnDesign::Settings design;
            design.selector.rfChains = i % 3 == 2 ? 0 : 5;
            design.sharpness = 0.0;
            design.maxPower = i % 5 == 4 ? 0.5 : 1e3;
            GcnDesign hard(codebook, design);
            if (!hard.Forward(example, outputs))
            {
                continue;
            }
            const double powerSeed = draw.DrawUniform(-1.0, 1.0);
            const RVector slackSeed = draw.DrawGaussian(users, 1).real();
            const RMatrix gradient = hard.Backward(powerSeed, slackSeed);
            const auto loss = [&] {
                hard.Forward(example, outputs);
                return powerSeed * hard.GetPower() + slackSeed.dot(hard.GetSlack());
            };
            for (double* entry = outputs.data(); entry != outputs.data() + outputs.size(); ++entry)
            {
                const double expected = gradient.data()[entry - outputs.data()];
                NS_TEST_ASSERT_MSG_EQ_TOL(Differentiate(loss, *entry),
                                          expected,
                                          1e-5 * (1.0 + gradient.norm()),
                                          "example " << i);
                ++compared;
            }
            // What the choice adds must not be zero, and be finite.
            design.sharpness = 5.0;
            GcnDesign choosing(codebook, design);
            choosing.Forward(example, outputs);
            const RMatrix with = choosing.Backward(powerSeed, slackSeed);
            NS_TEST_ASSERT_MSG_EQ(with.allFinite(), true, "finite");
            soft += (with - gradient).norm() > 1e-9;
            // Virtual targets that cannot be held are lowered if asked for.
            RMatrix greedy = outputs;
            greedy.col(0).array() -= 3.0;
            greedy.rightCols(columns - 2).array() += 6.0;
            design.sharpness = 0.0;
            GcnDesign strict(codebook, design);
            if (users == 1 || strict.Forward(example, greedy))
            {
                continue;
            }
            design.relax = true;
            GcnDesign relaxed(codebook, design);
            NS_TEST_ASSERT_MSG_EQ(relaxed.Forward(example, greedy), true, "relaxed");
            NS_TEST_ASSERT_MSG_EQ_TOL(relaxed.GetPower(),
                                      design.maxPower,
                                      1e-4 * design.maxPower,
                                      "power allowed");
            // The analog beams stay with small changes: derivatives are those of the digital stage.
            const RMatrix kept = relaxed.Backward(powerSeed, slackSeed);
            const double slope = Differentiate(
                [&] {
                    relaxed.Forward(example, greedy);
                    return slackSeed.dot(relaxed.GetSlack());
                },
                greedy(i % users, i % columns),
                1e-3);
            NS_TEST_ASSERT_MSG_EQ_TOL(slope,
                                      kept(i % users, i % columns),
                                      5e-3 * (0.1 + kept.norm()),
                                      "example " << i << " with lowered targets");
            NS_TEST_ASSERT_MSG_EQ_TOL(kept.col(2).sum(),
                                      kept.col(0).sum() + kept.rightCols(columns - 3).sum(),
                                      1e-6 * (0.1 + kept.norm()),
                                      "more margin for all changes nothing");
            ++rescued;
        }
        NS_TEST_EXPECT_MSG_GT(compared, 200, "most examples can be held");
        NS_TEST_EXPECT_MSG_GT(soft, 20, "the choice has derivatives");
        NS_TEST_EXPECT_MSG_GT(rescued, 10, "some cannot be held as they are");
    }
};

/**
 * \ingroup fdd-mimo
 * Loss of power and outage: derivatives against finite differences, and the multipliers' steps.
 */
class OutageConstraintsTestCase : public TestCase
{
  public:
    OutageConstraintsTestCase()
        : TestCase("Loss of power and outage against finite differences")
    {
    }

  private:
    void DoRun() override
    {
        std::vector<OutageConstraints::Group> batch(3);
        batch[0] = {{-0.4, 0.3, 0.1, -0.05, 0.8}, 6.0, 7.0, 2.0};
        batch[2] = {{0.2, -0.1}, 2.0, 0.5, 1.0};
        for (bool quantile : {false, true})
        {
            for (bool relative : {false, true})
            {
                OutageConstraints::Settings settings;
                settings.outage = 0.3;
                settings.quantile = quantile;
                settings.relative = relative;
                settings.annealing = 0.0; // the steepness stays as it is
                const auto evaluate = [&settings](const auto& groups) {
                    OutageConstraints constraints;
                    constraints.Reset(settings, groups.size());
                    constraints.steepness.setConstant(3.0);
                    constraints.references << 2.0, 1.0, 0.7;
                    constraints.counts << 1.0, 30.0, 30.0;
                    return std::make_pair(constraints.Evaluate(groups), constraints);
                };
                const auto [loss, constraints] = evaluate(batch);
                const double delta = 1e-6;
                for (std::size_t g : {0, 2})
                {
                    for (std::size_t i = 0; i < batch[g].slacks.size(); ++i)
                    {
                        auto above = batch;
                        auto below = batch;
                        above[g].slacks[i] += delta;
                        below[g].slacks[i] -= delta;
                        const double slope =
                            (evaluate(above).first - evaluate(below).first) / (2.0 * delta);
                        NS_TEST_EXPECT_MSG_EQ_TOL(constraints.GetSlackSlopes(g)[i],
                                                  slope,
                                                  1e-7,
                                                  "slack " << i << " of group " << g);
                    }
                    const double weight = constraints.GetPowerSlope(g);
                    const double mean = batch[g].power / batch[g].examples;
                    const double share = 0.5 / (1.0 + settings.multiplier);
                    const double expected =
                        relative ? share / (batch[g].examples * constraints.references(g))
                                 : 1.0 / 3.0;
                    NS_TEST_EXPECT_MSG_EQ_TOL(weight, expected, 1e-12, "power of group " << g);
                    const double before = g == 0 ? 2.0 : 0.7;
                    const double after = relative && g == 0 ? 0.5 * (before + mean) : before;
                    NS_TEST_EXPECT_MSG_EQ_TOL(constraints.references(g),
                                              after,
                                              1e-12,
                                              "reference " << g);
                }
                // Going on from another training, references stay those of its multipliers.
                OutageConstraints second;
                second.Reset(settings, 3);
                second.SetMultipliers(constraints.multipliers,
                                      constraints.references,
                                      constraints.steepness);
                NS_TEST_EXPECT_MSG_EQ(second.steepness(0), 3.0, "steepness of the other training");
                second.Evaluate(batch);
                NS_TEST_EXPECT_MSG_EQ((second.references - constraints.references).norm(),
                                      0.0,
                                      "references of the other training");
                const auto step = [&settings, relative](double missed) {
                    const double move = settings.dualStep * missed;
                    return relative ? settings.multiplier * std::exp(move)
                                    : settings.multiplier + move;
                };
                OutageConstraints moved = constraints;
                moved.StepMultipliers();
                NS_TEST_EXPECT_MSG_EQ(moved.multipliers(1), settings.multiplier, "an empty group");
                // 3 of 6 users are out with one whose example is infeasible, and 1 of 2.
                NS_TEST_EXPECT_MSG_EQ_TOL(moved.multipliers(0), step(0.2), 1e-12, "missed");
                NS_TEST_EXPECT_MSG_EQ_TOL(moved.multipliers(2), step(0.2), 1e-12, "missed");
                OutageConstraints half = constraints;
                half.StepMultipliers(0.5);
                NS_TEST_EXPECT_MSG_EQ_TOL(half.multipliers(0), step(0.1), 1e-12, "half a step");
                settings.exact = false;
                OutageConstraints surrogate = evaluate(batch).second;
                surrogate.StepMultipliers();
                NS_TEST_EXPECT_MSG_NE(surrogate.multipliers(0), step(0.2), "surrogate");
            }
        }
    }
};

/**
 * Training: the penalised power of the validation falls, a resumed training ends with the weights
 * of one that was not interrupted, and the precoder designs beams with them.
 */
class GcnTrainerTestCase : public TestCase
{
  public:
    GcnTrainerTestCase()
        : TestCase("Training, resumption and use of a network")
    {
    }

  private:
    /**
     * \param name name of its checkpoint
     * \param resume go on from it
     * \param epochs epochs to run
     * \param constraint form of the outage constraint
     * \return the trainer
     */
    Ptr<GcnTrainer> Train(const std::string& name,
                          bool resume,
                          uint32_t epochs,
                          const std::string& constraint)
    {
        auto trainer = CreateObject<GcnTrainer>();
        trainer->SetAttribute("Epochs", UintegerValue(3));
        trainer->SetAttribute("Batches", UintegerValue(4));
        trainer->SetAttribute("BatchSize", UintegerValue(32));
        trainer->SetAttribute("ValidationExamples", UintegerValue(100));
        trainer->SetAttribute("ValidationBatches", UintegerValue(1));
        trainer->SetAttribute("RfChains", UintegerValue(3));
        trainer->SetAttribute("Constraint", StringValue(constraint));
        const BooleanValue more(constraint == "Quantile");
        trainer->SetAttribute("VirtualWantedIdentity", more);
        trainer->SetAttribute("DualDecay", more);
        trainer->SetAttribute("LearningRate", DoubleValue(3e-3));
        PrecoderTrainer::Scenario scenario;
        scenario.antennas = 16;
        scenario.users = 2;
        trainer->Start(scenario,
                       std::make_shared<test::NoTrainingChannels>(),
                       std::make_shared<test::NoTrainingChannels>(),
                       CreateTempDirFilename(name),
                       resume);
        for (uint32_t i = 0; i < epochs; ++i)
        {
            trainer->RunEpoch([](double, double) { return true; });
        }
        return trainer;
    }

    void DoRun() override
    {
        for (const std::string constraint : {"Annealed", "Quantile"})
        {
            const auto whole = Train("whole", false, 3, constraint);
            Train("part", false, 1, constraint);
            const auto resumed = Train("part", true, 2, constraint);
            whole->Export(CreateTempDirFilename("whole.h5"), false);
            resumed->Export(CreateTempDirFilename("resumed.h5"), false);
            const GcnNetwork one(WeightArchive::Read(CreateTempDirFilename("whole.h5")));
            const GcnNetwork other(WeightArchive::Read(CreateTempDirFilename("resumed.h5")));
            NS_TEST_EXPECT_MSG_EQ((one.GetWeights() - other.GetWeights()).norm(),
                                  0.0,
                                  "resumed, " << constraint);
            GcnNetwork::Sizes sizes;
            sizes.outputs += constraint == "Quantile" ? 1 : 0;
            const GcnNetwork untrained(sizes, 1);
            NS_TEST_ASSERT_MSG_EQ(one.GetWeights().size(),
                                  untrained.GetWeights().size(),
                                  "size, " << constraint);
            NS_TEST_EXPECT_MSG_GT((one.GetWeights() - untrained.GetWeights()).norm(),
                                  1e-3,
                                  "trained, " << constraint);
            NS_TEST_EXPECT_MSG_GT(whole->GetStatus().best, -300.0, "power and penalty");
            const auto figures = whole->GetFigures();
            NS_TEST_ASSERT_MSG_EQ(figures.size() % 3, 0, "outage, power and multiplier of groups");
            NS_TEST_ASSERT_MSG_GT(figures.size(), 0, "groups");
            for (std::size_t i = 0; i < figures.size(); ++i)
            {
                NS_TEST_EXPECT_MSG_EQ(figures[i].value, resumed->GetFigures()[i].value, "resumed");
                NS_TEST_EXPECT_MSG_EQ((figures[i].name != "outage" ||
                                       (figures[i].value >= 0.0 && figures[i].value <= 1.0)),
                                      true,
                                      "outage");
            }
        }
        const auto precoder = CreateObject<GcnPrecoder>();
        precoder->SetAttribute("Weights", StringValue(CreateTempDirFilename("whole.h5")));
        precoder->SetAttribute("RfChains", UintegerValue(3));
        precoder->SetAttribute("Rows", UintegerValue(4));
        ReferenceChannels draw(89);
        PrecodingProblem problem =
            MakeProblem({draw.DrawGaussian(1, 16), draw.DrawGaussian(1, 16)}, 0.0);
        problem.maxPower = 100.0;
        problem.sinrTargets = RVector::Constant(2, 10.0);
        const Beamformer beams = precoder->Design(problem);
        NS_TEST_EXPECT_MSG_EQ(beams.weights.allFinite(), true, "finite");
        NS_TEST_EXPECT_MSG_GT(beams.weights.norm(), 0.0, "beams");
    }
};

/// Tests of the graph convolutional network.
class FddMimoGcnTestSuite : public TestSuite
{
  public:
    FddMimoGcnTestSuite()
        : TestSuite("fdd-mimo-gcn", Type::UNIT)
    {
        AddTestCase(new VirtualDownlinkTestCase);
        AddTestCase(new GcnNetworkTestCase);
        AddTestCase(new GcnDesignTestCase);
        AddTestCase(new OutageConstraintsTestCase);
        AddTestCase(new GcnTrainerTestCase);
    }
};

static FddMimoGcnTestSuite g_fddMimoGcnTestSuite; //!< the suite
