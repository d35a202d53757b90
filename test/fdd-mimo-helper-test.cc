/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "child-process.h"

#include "ns3/boolean.h"
#include "ns3/constant-position-mobility-model.h"
#include "ns3/fdd-mimo-helper.h"
#include "ns3/integer.h"
#include "ns3/nstime.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"
#include "ns3/vector.h"

#include <cmath>
#include <functional>
#include <string>
#include <vector>

namespace ns3
{
namespace fddmimo
{

namespace
{

/**
 * Runs one cell of 8 antennas and 2 users for a short time.
 *
 * \param mimo the helper, set
 * \param distance x of the users in m
 */
void
RunSmallCell(FddMimoHelper& mimo, double distance)
{
    const auto makeNode = [](double x, double y) {
        auto mobility = CreateObject<ConstantPositionMobilityModel>();
        mobility->SetPosition(Vector(x, y, 1.0));
        auto node = CreateObject<Node>();
        node->AggregateObject(mobility);
        return NodeContainer(node);
    };
    mimo.SetBsAntennas(8);
    mimo.SetNetwork("Saturated", BooleanValue(true));
    const auto bs = mimo.InstallBs(makeNode(0.0, 0.0));
    const NodeContainer users(makeNode(distance, -50.0), makeNode(distance, 50.0));
    mimo.Attach(mimo.InstallUe(users), bs.Get(0));
    mimo.AssignStreams(1);
    Simulator::Stop(MilliSeconds(6));
    Simulator::Run();
    Simulator::Destroy();
}

} // namespace

/**
 * \ingroup fdd-mimo
 * A mistake in a script ends it with a message that tells what is allowed.
 */
class HelperMistakesTestCase : public TestCase
{
  public:
    HelperMistakesTestCase()
        : TestCase("mistakes in a script end with a message that tells what is allowed")
    {
    }

  private:
    void DoRun() override
    {
        struct Mistake
        {
            std::string expected;                        //!< part of the message
            std::function<void(FddMimoHelper&)> mistake; //!< what the script does
        };

        const std::vector<Mistake> mistakes{
            {"FddMimoHelper: unknown name \"wmmsee\"; known are ",
             [](FddMimoHelper& m) { m.SetPrecoder("wmmsee"); }},
            {"ns3::fddmimo::SparseChannelModel is no Precoder; known are ",
             [](FddMimoHelper& m) { m.SetPrecoder("ns3::fddmimo::SparseChannelModel"); }},
            {"ns3::fddmimo::WmmsePrecoder has no attribute \"Iteration\"; it has ",
             [](FddMimoHelper& m) { m.SetPrecoder("wmmse", "Iteration", UintegerValue(3)); }},
            {"attribute Iterations of ns3::fddmimo::WmmsePrecoder cannot be \"-1\"; allowed is",
             [](FddMimoHelper& m) { m.SetPrecoder("wmmse", "Iterations", IntegerValue(-1)); }},
            {"attribute PropagationLoss of ns3::fddmimo::SparseChannelModel cannot be \"ns3::Los",
             [](FddMimoHelper& m) {
                 m.SetChannel("sparse", "PropagationLoss", StringValue("ns3::LossModel"));
             }},
            {"attribute Initial of ns3::fddmimo::SumRateAscentPrecoder cannot be \"ns3::Node\"",
             [](FddMimoHelper& m) {
                 m.SetPrecoder("sum-rate-ascent", "Initial", StringValue("ns3::Node"));
             }},
            {"attribute Iterations of ns3::fddmimo::WmmsePrecoder cannot be \"(a value of another",
             [](FddMimoHelper& m) {
                 m.SetPrecoder("wmmse", "Iterations", VectorValue(Vector(1, 2, 3)));
             }},
            {"attribute PowerMeasure of ns3::fddmimo::GreedyHybridPrecoder cannot be \"Sent\"; "
             "allowed is Radiated|Baseband",
             [](FddMimoHelper& m) {
                 m.SetPrecoder("greedy-hybrid", "PowerMeasure", StringValue("Sent"));
             }},
            {"ns3::fddmimo::PathMimoChannelModel is a base class only; known are",
             [](FddMimoHelper& m) { m.SetChannel("ns3::fddmimo::PathMimoChannelModel"); }},
            {"attribute Interval of ns3::fddmimo::FddMimoFrame cannot be \"2parsec\"",
             [](FddMimoHelper& m) { m.SetFrame("Interval", StringValue("2parsec")); }},
            {"attribute Antennas of ns3::fddmimo::FddMimoBsNetDevice cannot be \"0\"; allowed is "
             "uint32_t 1:4096",
             [](FddMimoHelper& m) { m.SetBsAntennas(0); }},
            {"user 0 is at nan:-50:1; positions must be finite",
             [](FddMimoHelper& m) { RunSmallCell(m, NAN); }},
        };
        for (const Mistake& mistake : mistakes)
        {
            const ChildEnd end = RunInChild([&] {
                FddMimoHelper mimo;
                mistake.mistake(mimo);
            });
            NS_TEST_EXPECT_MSG_EQ(end.aborted, true, "ends with a message: " << mistake.expected);
            NS_TEST_EXPECT_MSG_EQ((end.error.find(mistake.expected) != std::string::npos),
                                  true,
                                  "\"" << end.error << "\" says \"" << mistake.expected << "\"");
        }

        // What is right is taken: by short name, from text, and of a type that ns-3 converts.
        FddMimoHelper mimo;
        mimo.SetPrecoder("sum-rate-ascent", "Initial", StringValue("zf"));
        mimo.SetFrame("Interval", StringValue("2ms"));
        mimo.SetFrame("Interval", StringValue("2e-3s"));
        mimo.SetFrame("Interval", StringValue("+20E-1ms"));
        mimo.SetCsiCodec("type2", "Coefficients", StringValue("3"));
    }
};

/**
 * \ingroup fdd-mimo
 * A network that no one has is no mistake, but something to know.
 */
class HelperWarningsTestCase : public TestCase
{
  public:
    HelperWarningsTestCase()
        : TestCase("a channel without path loss gets a warning, one with it none")
    {
    }

  private:
    void DoRun() override
    {
        const ChildEnd plain = RunInChild([] {
            FddMimoHelper mimo;
            RunSmallCell(mimo, 200.0);
        });
        NS_TEST_EXPECT_MSG_EQ(plain.normal, true, "it runs: " << plain.error);
        NS_TEST_EXPECT_MSG_EQ((plain.error.find("SparseChannelModel seems to have no path loss") !=
                               std::string::npos),
                              true,
                              "with a warning: " << plain.error);

        const ChildEnd lossy = RunInChild([] {
            FddMimoHelper mimo;
            mimo.SetChannel("sparse",
                            "PropagationLoss",
                            StringValue("ns3::LogDistancePropagationLossModel"));
            RunSmallCell(mimo, 200.0);
        });
        NS_TEST_EXPECT_MSG_EQ(lossy.normal, true, "it runs: " << lossy.error);
        NS_TEST_EXPECT_MSG_EQ((lossy.error.find("warning") == std::string::npos),
                              true,
                              "without a warning: " << lossy.error);
    }
};

/**
 * \ingroup fdd-mimo
 * What a script is told.
 */
class FddMimoHelperTestSuite : public TestSuite
{
  public:
    FddMimoHelperTestSuite()
        : TestSuite("fdd-mimo-helper", Type::UNIT)
    {
        AddTestCase(new HelperMistakesTestCase);
        AddTestCase(new HelperWarningsTestCase);
    }
};

static FddMimoHelperTestSuite g_fddMimoHelperTestSuite; //!< registers the suite

} // namespace fddmimo
} // namespace ns3
