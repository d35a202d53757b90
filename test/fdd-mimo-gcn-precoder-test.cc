/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "reference-channels.h"

#include "ns3/double.h"
#include "ns3/gcn-design.h"
#include "ns3/gcn-examples.h"
#include "ns3/gcn-network.h"
#include "ns3/gcn-precoder.h"
#include "ns3/sum-rate.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <cmath>
#include <memory>

using namespace ns3;
using namespace ns3::fddmimo;

namespace
{

/**
 * \param example an example of the training
 * \param maxPower power allowed
 * \return the problem that the precoder has to solve
 */
PrecodingProblem
MakeProblemOf(const GcnExample& example, double maxPower)
{
    std::vector<CMatrix> channels;
    for (Eigen::Index k = 0; k < example.known.rows(); ++k)
    {
        channels.emplace_back(example.known.row(k));
    }
    PrecodingProblem problem = MakeProblem(channels, 0.0);
    problem.maxPower = maxPower;
    problem.sinrTargets = example.targets;
    for (Eigen::Index k = 0; k < example.known.rows(); ++k)
    {
        problem.csi.users[k].quality = example.quality(k);
    }
    return problem;
}

/**
 * \param a a_k
 * \param c c_k
 * \param d d_k
 * \param b b_k, or 0: none
 * \return a network of these outputs, whatever its input is
 */
std::shared_ptr<const GcnNetwork>
MakeConstant(double a, double c, double d, double b = 0.0)
{
    GcnNetwork::Sizes sizes;
    sizes.outputs += b > 0.0 ? 1 : 0;
    auto network = std::make_shared<GcnNetwork>(sizes, 1);
    network->GetWeights().setZero();
    const RMatrix start =
        network->Forward(RMatrix::Zero(1, GcnNetwork::FEATURES), RMatrix::Zero(1, 1), nullptr);
    const double bound = GcnNetwork::Sizes().bound;
    const double wanted[] = {std::log(a), std::log(c), std::log(d), std::log(b)};
    for (Eigen::Index i = 0; i < sizes.outputs; ++i)
    {
        network->GetWeights().tail(sizes.outputs)(i) =
            bound * (std::atanh(wanted[i] / bound) - std::atanh(start(0, i) / bound));
    }
    return network;
}

} // namespace

/**
 * \ingroup fdd-mimo
 * The precoder against the design that its network is trained with, and against greedy hybrid
 * precoding with the same coefficients for all.
 */
class GcnPrecoderTestCase : public TestCase
{
  public:
    GcnPrecoderTestCase()
        : TestCase("Precoder against the design of the training and constant coefficients")
    {
    }

  private:
    void DoRun() override
    {
        GcnExamples::Settings what;
        what.minUsers = 2;
        what.qualities = GcnExamples::ParseQualities("0,10");
        GcnExamples examples(what);
        const PlanarBeamCodebook codebook(8, 8, 1);
        uint32_t lowered = 0;
        uint32_t identity = 0;
        uint32_t constant = 0;
        for (int i = 0; i < 60; ++i)
        {
            const GcnExample example = examples.Make(i, nullptr);
            const Eigen::Index users = example.targets.size();
            // Leakage of which a part cannot be held
            const double d = i % 2 ? 0.05 : 1.0;
            const double maxPower = 100.0;
            const uint32_t chains = i % 3 == 2 ? 0 : 5;
            const double b = i % 4 < 2 ? 0.0 : 0.05;
            const auto network = MakeConstant(0.5, 0.8, d, b);
            auto precoder = CreateObject<GcnPrecoder>();
            precoder->SetNetwork(network);
            precoder->SetAttribute("Rows", UintegerValue(8));
            precoder->SetAttribute("RfChains", UintegerValue(chains));
            const PrecodingProblem problem = MakeProblemOf(example, maxPower);
            const Beamformer beams = precoder->Design(problem);

            GcnDesign::Settings settings;
            settings.selector.rfChains = chains;
            settings.maxPower = maxPower;
            settings.relax = true;
            GcnDesign design(codebook, settings);
            const RMatrix outputs = network->Forward(
                GcnNetwork::GetFeatures(example.known, example.targets, example.quality),
                GcnNetwork::GetGraph(example.known),
                nullptr);
            NS_TEST_EXPECT_MSG_EQ_TOL(std::exp(outputs(0, 0)), 0.5, 1e-9, "a");
            NS_TEST_EXPECT_MSG_EQ_TOL(std::exp(outputs(0, 2)), d, 1e-9, "d");
            NS_TEST_ASSERT_MSG_EQ(design.Forward(example, outputs), true, "training");
            NS_TEST_EXPECT_MSG_EQ_TOL(beams.weights.squaredNorm(),
                                      design.GetPower(),
                                      1e-4 * design.GetPower(),
                                      "power, example " << i);
            const RVector sinr = ComputeSinr(example.truth, beams.weights);
            for (Eigen::Index k = 0; k < users; ++k)
            {
                NS_TEST_EXPECT_MSG_EQ_TOL(std::log(sinr(k) / example.targets(k)),
                                          design.GetSlack()(k),
                                          1e-3,
                                          "slack, example " << i);
            }
            if (beams.weights.squaredNorm() > maxPower * (1.0 - 1e-6))
            {
                ++lowered; // all of the power allowed is used
                continue;
            }
            if (b > 0.0)
            {
                ++identity;
                continue;
            }
            // a and c are a factor on the targets, and d / c what is left of the leakage.
            auto greedy = CreateObject<GreedyHybridPrecoder>();
            greedy->SetAttribute("Rows", UintegerValue(8));
            greedy->SetAttribute("RfChains", UintegerValue(chains));
            greedy->SetAttribute("Margin", DoubleValue(10.0 * std::log10(2.0)));
            greedy->SetAttribute("Leakage", DoubleValue(d));
            precoder->SetNetwork(MakeConstant(0.5, 1.0, d));
            const CMatrix difference =
                greedy->Design(problem).weights - precoder->Design(problem).weights;
            NS_TEST_EXPECT_MSG_LT(difference.norm(),
                                  1e-6 * beams.weights.norm(),
                                  "constant coefficients, example " << i);
            ++constant;
        }
        NS_TEST_EXPECT_MSG_GT(lowered, 10, "some virtual targets cannot be held");
        NS_TEST_EXPECT_MSG_GT(identity,
                              10,
                              "some can, with an identity part of the wanted signals");
        NS_TEST_EXPECT_MSG_GT(constant, 10, "some can, without");
    }
};

/// Tests of the precoder with a graph convolutional network.
class FddMimoGcnPrecoderTestSuite : public TestSuite
{
  public:
    FddMimoGcnPrecoderTestSuite()
        : TestSuite("fdd-mimo-gcn-precoder", Type::UNIT)
    {
        AddTestCase(new GcnPrecoderTestCase);
    }
};

static FddMimoGcnPrecoderTestSuite g_fddMimoGcnPrecoderTestSuite; //!< the suite
