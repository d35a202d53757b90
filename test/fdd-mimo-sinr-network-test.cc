/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/boolean.h"
#include "ns3/constant-position-mobility-model.h"
#include "ns3/double.h"
#include "ns3/fdd-mimo-helper.h"
#include "ns3/greedy-hybrid-precoder.h"
#include "ns3/mobility-helper.h"
#include "ns3/network-kpis.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <cmath>
#include <vector>

using namespace ns3;
using namespace ns3::fddmimo;

namespace
{

/// Remembers what it was asked and what it answered.
class MeteredPrecoder : public GreedyHybridPrecoder
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId()
    {
        static TypeId tid =
            TypeId("ns3::fddmimo::test::MeteredPrecoder").SetParent<GreedyHybridPrecoder>();
        return tid;
    }

    std::vector<double> powers;          //!< power of every design in W
    std::vector<PrecodingProblem> asked; //!< problems

  protected:
    Beamformer DoDesign(const PrecodingProblem& problem) override
    {
        const Beamformer beams = GreedyHybridPrecoder::DoDesign(problem);
        powers.push_back(beams.weights.squaredNorm());
        asked.push_back(problem);
        return beams;
    }
};

} // namespace

/**
 * One cell with SINR targets, perfect channel knowledge and users that stand still: the targets are
 * met, the power is that of the precoder's beams and below that of the base station, and what the
 * KPIs say is what the trace and the precoder say. Targets that cannot be held: the policy's beams,
 * traced as infeasible.
 */
class SinrNetworkTestCase : public TestCase
{
  public:
    SinrNetworkTestCase()
        : TestCase("Network of users with SINR targets: power, energy, outage, infeasible designs")
    {
    }

  private:
    /// What a run gave.
    struct Outcome
    {
        Ptr<MeteredPrecoder> precoder;         //!< the precoder
        std::vector<BeamsDesignedInfo> traced; //!< trace of the designs
        double energy{0.0};                    //!< of the KPIs in J
        double power{0.0};                     //!< of the KPIs in W
        double outage{0.0};                    //!< of the KPIs
        double infeasible{0.0};                //!< of the KPIs
    };

    /**
     * \param targetDb SINR target of the users in dB
     * \param policy InfeasiblePolicy
     * \return what it gave
     */
    static Outcome RunCell(double targetDb, const std::string& policy)
    {
        RngSeedManager::SetRun(1);
        NodeContainer bsNode(1);
        NodeContainer ueNodes(4);
        MobilityHelper mobility;
        mobility.Install(bsNode);
        mobility.Install(ueNodes);
        for (uint32_t user = 0; user < 4; ++user)
        {
            ueNodes.Get(user)->GetObject<MobilityModel>()->SetPosition(Vector(100, 20.0 * user, 0));
        }
        Outcome outcome;
        outcome.precoder = CreateObject<MeteredPrecoder>();
        outcome.precoder->SetAttribute("InfeasiblePolicy", StringValue(policy));
        FddMimoHelper helper;
        helper.SetChannel("ns3::fddmimo::CorrelatedChannelModel",
                          "PropagationLoss",
                          StringValue("ns3::LogDistancePropagationLossModel"));
        helper.SetPrecoder(outcome.precoder);
        helper.SetBsAntennas(64);
        helper.SetNetwork("Saturated", BooleanValue(true));
        helper.InstallBs(bsNode);
        const NetDeviceContainer ueDevices = helper.InstallUe(ueNodes);
        helper.AttachToClosestBs(ueDevices);
        helper.AssignStreams(1);
        const Ptr<FddMimoNetwork> network = helper.GetNetwork();
        for (uint32_t user = 0; user < 4; ++user)
        {
            network->SetSinrTarget(user, user == 3 ? 0.0 : std::pow(10.0, targetDb / 10.0));
        }
        network->TraceConnectWithoutContext("BeamsDesigned",
                                            MakeCallback(+[](std::vector<BeamsDesignedInfo>* traced,
                                                             const BeamsDesignedInfo& info) {
                                                traced->push_back(info);
                                            }).Bind(&outcome.traced));
        const NetworkKpis kpis(network, Seconds(0));
        Simulator::Stop(MilliSeconds(52));
        Simulator::Run();
        outcome.energy = kpis.GetRadiatedEnergy();
        outcome.power = kpis.GetMeanPower();
        outcome.outage = kpis.GetSinrOutage();
        outcome.infeasible = kpis.GetInfeasibleShare();
        Simulator::Destroy();
        return outcome;
    }

    void DoRun() override
    {
        const Outcome met = RunCell(10.0, "ScaleToMaxPower");
        NS_TEST_ASSERT_MSG_GT(met.traced.size(), 5, "intervals");
        UintegerValue rows;
        met.precoder->GetAttribute("Rows", rows);
        NS_TEST_EXPECT_MSG_EQ(rows.Get(), 8, "codebook of the channel's array");
        double energy = 0.0;
        for (std::size_t i = 0; i < met.traced.size(); ++i)
        {
            const BeamsDesignedInfo& info = met.traced[i];
            const PrecodingProblem& problem = met.precoder->asked[i];
            NS_TEST_ASSERT_MSG_EQ(problem.sinrTargets.size(), 4, "targets of all users");
            NS_TEST_EXPECT_MSG_EQ_TOL(problem.sinrTargets(0), 10.0, 1e-12, "target");
            NS_TEST_EXPECT_MSG_EQ(problem.sinrTargets(3), 1.0, "0 dB where there is none");
            NS_TEST_EXPECT_MSG_EQ(info.infeasible, false, "feasible");
            NS_TEST_EXPECT_MSG_EQ(info.targeted, 3, "users with a target");
            NS_TEST_EXPECT_MSG_EQ(info.outage, 0.0, "targets met");
            NS_TEST_EXPECT_MSG_EQ_TOL(info.power,
                                      met.precoder->powers[i],
                                      1e-9 * info.power,
                                      "power of the beams");
            NS_TEST_EXPECT_MSG_LT(info.power, 0.5 * problem.maxPower, "the rest is saved");
            energy += info.power * info.dataTime;
        }
        NS_TEST_EXPECT_MSG_EQ_TOL(met.energy, energy, 1e-9 * energy, "energy");
        NS_TEST_EXPECT_MSG_EQ(met.outage, 0.0, "outage");

        const Outcome scaled = RunCell(95.0, "ScaleToMaxPower");
        for (std::size_t i = 0; i < scaled.traced.size(); ++i)
        {
            NS_TEST_EXPECT_MSG_EQ(scaled.traced[i].infeasible, true, "infeasible is traced");
            NS_TEST_EXPECT_MSG_EQ_TOL(scaled.traced[i].power,
                                      scaled.precoder->asked[i].maxPower,
                                      1e-6 * scaled.traced[i].power,
                                      "all that is allowed");
        }
        NS_TEST_EXPECT_MSG_EQ(scaled.infeasible, 1.0, "infeasible designs");
        NS_TEST_EXPECT_MSG_EQ(scaled.outage, 1.0, "nobody has 95 dB");

        const Outcome dropped = RunCell(95.0, "DropWorstUser");
        NS_TEST_EXPECT_MSG_EQ(dropped.infeasible, 1.0, "infeasible designs");
        NS_TEST_EXPECT_MSG_EQ(dropped.outage, 1.0, "dropped users count");
    }
};

/// Tests of networks with SINR targets.
class FddMimoSinrNetworkTestSuite : public TestSuite
{
  public:
    FddMimoSinrNetworkTestSuite()
        : TestSuite("fdd-mimo-sinr-network", Type::UNIT)
    {
        AddTestCase(new SinrNetworkTestCase);
    }
};

static FddMimoSinrNetworkTestSuite g_fddMimoSinrNetworkTestSuite; //!< the suite
