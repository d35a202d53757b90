/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "reference-channels.h"
#include "transformer-test-util.h"

#include "ns3/learned-baseline-precoder.h"
#include "ns3/mmse-precoder.h"
#include "ns3/mrt-precoder.h"
#include "ns3/string.h"
#include "ns3/sum-rate.h"
#include "ns3/test.h"
#include "ns3/transformer-precoder.h"
#include "ns3/uplink-dual.h"
#include "ns3/wmmse-precoder.h"

#include <Eigen/LU>
#include <Eigen/QR>
#include <algorithm>
#include <cmath>

using namespace ns3;
using namespace ns3::fddmimo;
using namespace ns3::fddmimo::test;

/**
 * \ingroup fdd-mimo
 * The dual uplink (uplink-dual.h) against the downlink computed from beams, and its gradient
 * against differences.
 */
class UplinkDualTestCase : public TestCase
{
  public:
    UplinkDualTestCase()
        : TestCase("Dual uplink against the downlink, and its gradient against differences")
    {
    }

  private:
    void DoRun() override
    {
        ReferenceChannels draw(31);
        for (int trial = 0; trial < 30; ++trial)
        {
            const uint32_t users = draw.DrawInteger(1, 9);
            const uint32_t antennas = draw.DrawInteger(1, 12);
            const CMatrix h = DrawChannel(draw, users, antennas, draw.DrawUniform(-10.0, 30.0), 10);
            RVector power(users);
            RVector weights(users);
            for (uint32_t k = 0; k < users; ++k)
            {
                power(k) = draw.DrawUniform(0.05, 1.0);
                weights(k) = draw.DrawUniform(0.2, 2.0);
            }
            power /= power.sum();
            PlanarMatrix gram;
            PlanarMatrix error;
            RMatrix squares;
            const auto evaluate = [&](const RVector& lambda) {
                NS_TEST_ASSERT_MSG_EQ(ComputeDualError(gram, lambda, error), true, "finite");
                ComputeDualSquares(error, squares);
            };
            MakeGram(h, gram);
            evaluate(power);
            const RVector uplink = squares.diagonal().cwiseSqrt().cwiseInverse().array() - 1.0;
            // SINRs of MMSE receivers in the uplink, from their definition.
            for (uint32_t k = 0; k < users; ++k)
            {
                CMatrix covariance = CMatrix::Identity(antennas, antennas);
                for (uint32_t j = 0; j < users; ++j)
                {
                    if (j != k)
                    {
                        covariance += power(j) * h.row(j).adjoint() * h.row(j);
                    }
                }
                const CVector own = h.row(k).adjoint();
                const double sinr = power(k) * own.dot(covariance.partialPivLu().solve(own)).real();
                NS_TEST_ASSERT_MSG_EQ_TOL(uplink(k), sinr, 1e-7 * (1.0 + sinr), "uplink SINR");
            }
            // The same in the downlink, with the same total power.
            const RVector loads = ComputeDualLoads(squares, power);
            const auto makeBeams = [&](const RVector& y) {
                return CMatrix(h.adjoint() * power.cwiseSqrt().asDiagonal() * error.ToComplex() *
                               y.cwiseSqrt().asDiagonal());
            };
            const CMatrix beams = makeBeams(loads);
            NS_TEST_ASSERT_MSG_EQ_TOL(beams.squaredNorm(), 1.0, 1e-6, "power");
            const RVector downlink = ComputeSinr(h, beams);
            const RVector predicted = ComputeLoadSinr(squares, power, loads);
            for (uint32_t k = 0; k < users; ++k)
            {
                const double tolerance = 1e-5 * (1.0 + uplink(k));
                NS_TEST_ASSERT_MSG_EQ_TOL(downlink(k), uplink(k), tolerance, "downlink SINR");
                NS_TEST_ASSERT_MSG_EQ_TOL(predicted(k), uplink(k), tolerance, "its formula");
            }
            // Equal powers of beams.
            const CMatrix equal = makeBeams(ComputeEqualLoads(squares));
            NS_TEST_ASSERT_MSG_EQ_TOL(equal.colwise().norm().minCoeff(),
                                      equal.colwise().norm().maxCoeff(),
                                      1e-6,
                                      "equal powers");
            const RVector gradient = ComputeDualGradient(squares, weights);
            for (uint32_t k = 0; k < users; ++k)
            {
                const double step = 1e-5;
                double rate[2];
                for (int side = 0; side < 2; ++side)
                {
                    RVector moved = power;
                    moved(k) *= std::exp(side == 0 ? -step : step);
                    evaluate(moved);
                    rate[side] = -0.5 * weights.dot(RVector(squares.diagonal().array().log()));
                }
                NS_TEST_ASSERT_MSG_EQ_TOL(gradient(k),
                                          (rate[1] - rate[0]) / (2.0 * step),
                                          1e-5,
                                          "gradient");
            }
        }
    }
};

/**
 * \ingroup fdd-mimo
 * The shipped weights: rates, symmetries, extreme sizes.
 */
class ShippedTransformerTestCase : public TestCase
{
  public:
    ShippedTransformerTestCase()
        : TestCase("Shipped weights: rates beside WMMSE, symmetries, extreme sizes")
    {
    }

  private:
    void DoRun() override
    {
        const auto precoder = CreateObject<TransformerPrecoder>();
        const auto wmmse = CreateObject<WmmsePrecoder>();
        const auto mmse = CreateObject<MmsePrecoder>();
        ReferenceChannels draw(35);

        /// Sizes, SNR, and the least ratio to WMMSE.
        struct Point
        {
            uint32_t antennas; //!< N
            uint32_t users;    //!< K
            double snrDb;      //!< SNR
            double ratio;      //!< least mean rate over that of WMMSE
        };

        // Mean of 20 draws of ratios that deviate by some 0.5 %.
        const Point points[] = {{8, 8, 10.0, 0.98},
                                {23, 23, 0.0, 0.98},
                                {40, 40, 20.0, 0.98},
                                {28, 40, 15.0, 0.95},
                                {13, 9, 17.0, 0.99},
                                {40, 20, 5.0, 0.995},
                                {64, 64, 10.0, 0.97},
                                {96, 80, 12.0, 0.97}};
        for (const Point& point : points)
        {
            double rate = 0.0;
            double reference = 0.0;
            for (int i = 0; i < 20; ++i)
            {
                const CMatrix h = DrawChannel(draw, point.users, point.antennas, point.snrDb);
                const PrecodingProblem problem = MakeMisoProblem(h);
                const CMatrix beams = precoder->Design(problem).weights;
                NS_TEST_ASSERT_MSG_LT_OR_EQ(beams.squaredNorm(), 1.0 + 1e-9, "power");
                const double own = ComputeSumRate(h, beams);
                NS_TEST_ASSERT_MSG_GT_OR_EQ(own,
                                            ComputeSumRate(h, mmse->Design(problem).weights) *
                                                (1.0 - 1e-9),
                                            "not below MMSE");
                rate += own;
                reference += ComputeSumRate(h, wmmse->Design(problem).weights);
            }
            NS_TEST_EXPECT_MSG_GT(rate / reference,
                                  point.ratio,
                                  point.antennas << " x " << point.users << " at " << point.snrDb
                                                 << " dB");
        }

        // Symmetries: labels exactly, basis of the antennas and phases of users up to rounding.
        const CMatrix h = DrawChannel(draw, 12, 10, 12.0, 10.0);
        PrecodingProblem problem = MakeMisoProblem(h);
        for (Eigen::Index k = 0; k < 12; ++k)
        {
            problem.rateWeights(k) = draw.DrawUniform(0.5, 2.0);
        }
        const CMatrix beams = precoder->Design(problem).weights;
        PrecodingProblem turned = problem;
        std::rotate(turned.csi.users.begin(), turned.csi.users.begin() + 5, turned.csi.users.end());
        std::rotate(turned.rateWeights.begin(),
                    turned.rateWeights.begin() + 5,
                    turned.rateWeights.end());
        CMatrix relabelled(10, 12);
        relabelled << beams.rightCols(7), beams.leftCols(5);
        NS_TEST_EXPECT_MSG_EQ((precoder->Design(turned).weights - relabelled).norm(),
                              0.0,
                              "relabelled users");
        const CMatrix unitary =
            draw.DrawGaussian(10, 10).householderQr().householderQ() * CMatrix::Identity(10, 10);
        PrecodingProblem rotated = problem;
        for (Eigen::Index k = 0; k < 12; ++k)
        {
            const Complex phase = std::polar(1.0, draw.DrawUniform(0.0, 6.0));
            rotated.csi.users[k].channel = phase * problem.csi.users[k].channel * unitary;
        }
        const CMatrix others = unitary * precoder->Design(rotated).weights;
        for (Eigen::Index k = 0; k < 12; ++k)
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(std::abs(others.col(k).dot(beams.col(k))),
                                      beams.col(k).squaredNorm(),
                                      1e-4,
                                      "another basis and other phases, beam " << k);
        }

        // One user, one antenna, more users than antennas, equal users, a lost user.
        const CMatrix single = DrawChannel(draw, 1, 7, 10.0);
        const CMatrix matched =
            CreateObject<MrtPrecoder>()->Design(MakeMisoProblem(single, 3.0)).weights;
        const CMatrix one = precoder->Design(MakeMisoProblem(single, 3.0)).weights;
        NS_TEST_EXPECT_MSG_EQ_TOL(std::abs(one.col(0).dot(matched.col(0))), 3.0, 1e-9, "K = 1");
        const CMatrix narrow = DrawChannel(draw, 5, 1, 10.0, 10.0);
        const double best = std::log2(1.0 + narrow.cwiseAbs2().maxCoeff());
        const double rate =
            ComputeSumRate(narrow, precoder->Design(MakeMisoProblem(narrow)).weights);
        NS_TEST_EXPECT_MSG_GT(rate, 0.5 * best, "N = 1");
        NS_TEST_EXPECT_MSG_LT_OR_EQ(rate, best + 1e-9, "N = 1");
        PrecodingProblem lost = problem;
        lost.csi.users[3].channel(0, 2) = NAN;
        lost.csi.users[4].channel.setZero();
        const CMatrix served = precoder->Design(lost).weights;
        NS_TEST_EXPECT_MSG_EQ(served.allFinite(), true, "lost users");
        NS_TEST_EXPECT_MSG_EQ(served.col(3).norm() + served.col(4).norm(), 0.0, "lost users");
        // Who does not count is no measure for who is too weak.
        PrecodingProblem weak = MakeMisoProblem(DrawChannel(draw, 2, 4, 10.0));
        weak.csi.users[1].channel *= 1e-7;
        weak.rateWeights(0) = 0.0;
        const CMatrix alone = precoder->Design(weak).weights;
        NS_TEST_EXPECT_MSG_EQ(alone.col(0).norm(), 0.0, "a user of weight 0");
        NS_TEST_EXPECT_MSG_EQ_TOL(alone.col(1).norm(), 1.0, 1e-9, "the only one that counts");
        // Noise that is as good as none: everybody is served all the same.
        for (uint32_t users : {1, 2, 4})
        {
            for (double snrDb : {75.0, 90.0, 105.0})
            {
                const CMatrix clean = DrawChannel(draw, users, 16, snrDb);
                const Beamformer design = precoder->Design(MakeMisoProblem(clean));
                NS_TEST_EXPECT_MSG_EQ((design.status == BeamformerStatus::Ok), true, "status");
                const double bound =
                    ComputeSumRate(clean, mmse->Design(MakeMisoProblem(clean)).weights);
                NS_TEST_EXPECT_MSG_GT(ComputeSumRate(clean, design.weights),
                                      0.999 * bound,
                                      users << " users at " << snrDb << " dB");
            }
        }
        // Absent users change nothing for the others.
        PrecodingProblem fewer = lost;
        fewer.csi.users.erase(fewer.csi.users.begin() + 3, fewer.csi.users.begin() + 5);
        fewer.rateWeights.resize(10);
        fewer.rateWeights << lost.rateWeights.head(3), lost.rateWeights.tail(7);
        const CMatrix without = precoder->Design(fewer).weights;
        CMatrix present(10, 10);
        present << served.leftCols(3), served.rightCols(7);
        NS_TEST_EXPECT_MSG_EQ((without - present).norm(), 0.0, "absent users");
    }
};

/**
 * \ingroup fdd-mimo
 * The shipped weights for estimates with errors, beside MMSE on the same estimates.
 */
class RobustTransformerTestCase : public TestCase
{
  public:
    RobustTransformerTestCase()
        : TestCase("Shipped robust weights on sparse channels with estimation errors")
    {
    }

  private:
    void DoRun() override
    {
        auto precoder = CreateObject<TransformerPrecoder>();
        precoder->SetAttribute("Weights", StringValue("transformer-robust"));
        const auto mmse = CreateObject<MmsePrecoder>();
        ReferenceChannels draw(39);
        for (const double snrDb : {10.0, 20.0})
        {
            double gain = 0.0;
            for (int i = 0; i < 20; ++i)
            {
                const CMatrix h = StackChannels(draw.DrawSparseDrop(16, 1, 64, false));
                const double amplitude = std::pow(10.0, 0.05 * snrDb);
                const CMatrix known = h + std::sqrt(0.1) * draw.DrawGaussian(16, 64);
                const PrecodingProblem problem = MakeMisoProblem(amplitude * known);
                const CMatrix beams = precoder->Design(problem).weights;
                NS_TEST_ASSERT_MSG_EQ_TOL(beams.squaredNorm(), 1.0, 1e-9, "power");
                gain += ComputeSumRate(amplitude * h, beams) /
                        ComputeSumRate(amplitude * h, mmse->Design(problem).weights) / 20.0;
            }
            NS_TEST_EXPECT_MSG_GT(gain, 1.05, "gain over MMSE at " << snrDb << " dB");
        }
        for (const auto& [users, antennas] :
             std::vector<std::pair<int, int>>{{1, 1}, {1, 9}, {7, 1}, {9, 4}})
        {
            PrecodingProblem problem =
                MakeMisoProblem(DrawChannel(draw, users, antennas, 10.0, 30.0));
            problem.csi.users.back().channel *= 1e-9;
            const CMatrix beams = precoder->Design(problem).weights;
            NS_TEST_EXPECT_MSG_EQ_TOL(beams.squaredNorm(), 1.0, 1e-9, "power at extreme sizes");
        }
    }
};

/**
 * \ingroup fdd-mimo
 * The shipped weights of the token Transformer and of the LSTM: rates beside WMMSE.
 */
class ShippedOthersTestCase : public TestCase
{
  public:
    ShippedOthersTestCase()
        : TestCase("Shipped weights of tokens and of the LSTM: rates beside WMMSE, extreme sizes")
    {
    }

  private:
    void DoRun() override
    {
        auto tokens = CreateObject<TransformerPrecoder>();
        tokens->SetAttribute("Weights", StringValue("transformer-tokens"));
        const auto lstm = CreateObject<LearnedBaselinePrecoder>();
        const auto wmmse = CreateObject<WmmsePrecoder>();
        ReferenceChannels draw(43);

        /// Size, SNR, and the least ratios to WMMSE.
        struct Point
        {
            uint32_t antennas; //!< N
            uint32_t users;    //!< K
            double snrDb;      //!< SNR
            double tokens;     //!< least mean rate of the tokens over that of WMMSE
            double lstm;       //!< likewise of the LSTM; 0: not of it
        };

        // The LSTM was trained for 8 antennas at most.
        const Point points[] = {{8, 8, 10.0, 0.98, 0.95},
                                {6, 8, 10.0, 0.97, 0.94},
                                {19, 19, 20.0, 0.975, 0.0},
                                {40, 40, 10.0, 0.98, 0.0},
                                {28, 40, 15.0, 0.96, 0.0},
                                {33, 21, 5.0, 0.995, 0.0}};
        for (const Point& point : points)
        {
            double rates[3] = {0.0, 0.0, 0.0};
            const int draws = point.users > 20 ? 5 : 30;
            for (int i = 0; i < draws; ++i)
            {
                const CMatrix h = DrawChannel(draw, point.users, point.antennas, point.snrDb);
                const PrecodingProblem problem = MakeMisoProblem(h, 2.0);
                int place = 0;
                for (const Ptr<Precoder>& precoder :
                     std::vector<Ptr<Precoder>>{tokens, lstm, wmmse})
                {
                    if (precoder == lstm && point.antennas > 8)
                    {
                        ++place;
                        continue;
                    }
                    const CMatrix beams = precoder->Design(problem).weights;
                    NS_TEST_ASSERT_MSG_LT_OR_EQ(beams.squaredNorm(), 2.0 * (1.0 + 1e-6), "power");
                    rates[place++] += ComputeSumRate(h, beams);
                }
            }
            NS_TEST_EXPECT_MSG_GT(rates[0] / rates[2], point.tokens, "tokens over WMMSE");
            NS_TEST_EXPECT_MSG_GT_OR_EQ(rates[1] / rates[2], point.lstm, "LSTM over WMMSE");
        }
        for (const auto& [users, antennas] :
             std::vector<std::pair<int, int>>{{1, 1}, {1, 7}, {6, 1}, {8, 5}})
        {
            const PrecodingProblem problem =
                MakeMisoProblem(DrawChannel(draw, users, antennas, 10.0, 20.0));
            for (const Ptr<Precoder>& precoder : std::vector<Ptr<Precoder>>{tokens, lstm})
            {
                NS_TEST_EXPECT_MSG_EQ_TOL(precoder->Design(problem).weights.squaredNorm(),
                                          1.0,
                                          1e-9,
                                          "power at extreme sizes");
            }
        }
    }
};

/**
 * \ingroup fdd-mimo
 * Suite of what the Transformers do in use, which needs no LibTorch.
 */
class TransformerInferenceTestSuite : public TestSuite
{
  public:
    TransformerInferenceTestSuite()
        : TestSuite("fdd-mimo-transformer-inference", Type::UNIT)
    {
        AddTestCase(new UplinkDualTestCase);
        AddTestCase(new ShippedTransformerTestCase);
        AddTestCase(new RobustTransformerTestCase);
        AddTestCase(new ShippedOthersTestCase);
    }
};

static TransformerInferenceTestSuite g_transformerInferenceTestSuite; //!< the suite
