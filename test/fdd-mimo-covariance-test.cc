/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "exhaustive-greedy.h"

#include "ns3/boolean.h"
#include "ns3/config.h"
#include "ns3/constant-velocity-mobility-model.h"
#include "ns3/covariance-beam-selector.h"
#include "ns3/fdd-mimo-helper.h"
#include "ns3/greedy-hybrid-precoder.h"
#include "ns3/mobility-helper.h"
#include "ns3/perfect-csi-codec.h"
#include "ns3/simulator.h"
#include "ns3/sinr-power-minimisation.h"
#include "ns3/string.h"
#include "ns3/sum-rate.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <cmath>

using namespace ns3;
using namespace ns3::fddmimo;

namespace
{

/**
 * \param draw random numbers
 * \param rank number of channels that are averaged
 * \return covariance of a user of an array of 8 x 8 antennas, 64 x 64
 */
CMatrix
DrawCovariance(ReferenceChannels& draw, uint32_t rank)
{
    const CMatrix channels = DrawCorrelated(draw, rank, 8, 8);
    return channels.adjoint() * channels / rank;
}

/// Remembers the covariances of one user and what they should be.
class CovarianceProbe : public Precoder
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("ns3::fddmimo::test::CovarianceProbe").SetParent<Precoder>();
        return tid;
    }

    CsiMask GetCsiNeed() const override
    {
        return CSI_CHANNEL | CSI_COVARIANCE;
    }

    uint32_t memory{1};  //!< reports in an average
    uint32_t designs{0}; //!< designs so far
    double error{0.0};   //!< largest relative error of a covariance
    double turn{0.0};    //!< how far the last channel is from the covariance, relative

  private:
    Beamformer DoDesign(const PrecodingProblem& problem) override
    {
        const UserCsi& user = problem.csi.users.front();
        const CMatrix outer = user.channel.adjoint() * user.channel;
        ++designs;
        expected = designs == 1
                       ? outer
                       : CMatrix(expected + (outer - expected) / std::min<double>(designs, memory));
        error = std::max(error, (user.covariance - expected).norm() / expected.norm());
        turn = (outer - expected).norm() / expected.norm();
        Beamformer beams;
        beams.weights = user.channel.adjoint() * std::sqrt(problem.maxPower) / user.channel.norm();
        return beams;
    }

    CMatrix expected; //!< the average
};

} // namespace

/**
 * Beams chosen from covariances: those of rank one as channels, those of any rank at the power that
 * MinimisePower gives for the matrices written out, and degenerate ones.
 */
class CovarianceSelectionTestCase : public TestCase
{
  public:
    CovarianceSelectionTestCase()
        : TestCase("Analog beams from covariances")
    {
    }

  private:
    void DoRun() override
    {
        ReferenceChannels draw(91);
        const PlanarBeamCodebook codebook(8, 8, 1);
        for (const auto measure : {GreedyBeamSelector::RADIATED, GreedyBeamSelector::BASEBAND})
        {
            GreedyBeamSelector::Settings settings;
            settings.measure = measure;
            GreedyBeamSelector ofChannels(codebook, settings);
            const CovarianceBeamSelector ofCovariances(codebook, settings);
            for (int i = 0; i < 20; ++i)
            {
                const uint32_t users = draw.DrawInteger(1, 4);
                const CMatrix channel = DrawCorrelated(draw, users, 8, 8);
                const RVector targets = RVector::Constant(users, draw.DrawUniform(1.0, 10.0));
                std::vector<CMatrix> covariances;
                for (uint32_t k = 0; k < users; ++k)
                {
                    covariances.emplace_back(channel.row(k).adjoint() * channel.row(k));
                }
                const auto expected = ofChannels.Select(channel, targets);
                const auto selection = ofCovariances.Select(covariances, targets);
                NS_TEST_ASSERT_MSG_EQ((selection.beams == expected.beams), true, "rank one, " << i);
                NS_TEST_ASSERT_MSG_EQ_TOL(selection.power,
                                          expected.power,
                                          1e-6 * expected.power,
                                          "power of rank one, " << i);
            }
            for (int i = 0; i < 10; ++i)
            {
                const uint32_t users = draw.DrawInteger(1, 4);
                const RVector targets = RVector::Constant(users, draw.DrawUniform(0.05, 0.3));
                std::vector<CMatrix> covariances;
                for (uint32_t k = 0; k < users; ++k)
                {
                    covariances.push_back(DrawCovariance(draw, 10));
                }
                const auto selection = ofCovariances.Select(covariances, targets);
                NS_TEST_ASSERT_MSG_EQ(selection.feasible, true, "instance " << i);
                const CMatrix analog = ofChannels.GetAnalog(selection.beams);
                SinrPowerProblem problem;
                problem.targets = targets;
                problem.cost = measure == GreedyBeamSelector::RADIATED
                                   ? CMatrix(analog.adjoint() * analog)
                                   : CMatrix(CMatrix::Identity(5, 5));
                for (const CMatrix& covariance : covariances)
                {
                    problem.signal.emplace_back(analog.adjoint() * covariance * analog);
                }
                const double power = MinimisePower(problem).power;
                NS_TEST_ASSERT_MSG_EQ_TOL(selection.power, power, 1e-8 * power, "power, " << i);
                for (std::size_t s = 1; s < selection.history.size(); ++s)
                {
                    NS_TEST_ASSERT_MSG_LT_OR_EQ(selection.history[s],
                                                selection.history[s - 1],
                                                "monotone, " << i);
                }
                NS_TEST_ASSERT_MSG_LT(selection.power, selection.history.front(), "improved");
            }
            // Nobody's channel: no power helps. One channel for all: at lower targets.
            const RVector high = RVector::Constant(3, 10.0);
            auto selection =
                ofCovariances.Select(std::vector<CMatrix>(3, CMatrix::Zero(64, 64)), high);
            NS_TEST_EXPECT_MSG_EQ(selection.feasible, false, "zero covariances");
            NS_TEST_EXPECT_MSG_EQ(selection.beams.size(), 5, "zero covariances");
            const CMatrix one = DrawCovariance(draw, 1);
            selection = ofCovariances.Select(std::vector<CMatrix>(3, one), high);
            NS_TEST_EXPECT_MSG_EQ(selection.feasible, true, "lowered targets");
        }
    }
};

/**
 * The precoder with statistical analog beams: targets are held on the channels as they are known,
 * at a power above that of beams chosen for them.
 */
class StatisticalHybridTestCase : public TestCase
{
  public:
    StatisticalHybridTestCase()
        : TestCase("Hybrid precoder whose analog beams are chosen from covariances")
    {
    }

  private:
    void DoRun() override
    {
        ReferenceChannels draw(92);
        auto instantaneous =
            CreateObjectWithAttributes<GreedyHybridPrecoder>("Rows", UintegerValue(8));
        auto statistical =
            CreateObjectWithAttributes<GreedyHybridPrecoder>("Rows",
                                                             UintegerValue(8),
                                                             "AnalogCsi",
                                                             StringValue("Statistical"));
        NS_TEST_EXPECT_MSG_EQ(statistical->GetCsiNeed(), (CSI_CHANNEL | CSI_COVARIANCE), "need");
        NS_TEST_EXPECT_MSG_EQ(instantaneous->GetCsiNeed(), CSI_CHANNEL, "need");
        double power[2] = {0.0, 0.0};
        for (int i = 0; i < 20; ++i)
        {
            PrecodingProblem problem;
            problem.txAntennas = 64;
            problem.maxPower = 1e4;
            problem.rateWeights = RVector::Ones(2);
            problem.sinrTargets = RVector::Constant(2, 10.0);
            CMatrix channel(2, 64);
            for (int k = 0; k < 2; ++k)
            {
                const CMatrix draws = DrawCorrelated(draw, 10, 8, 8);
                channel.row(k) = draws.row(0);
                UserCsi user;
                user.channel = channel.row(k);
                user.covariance = draws.adjoint() * draws / 10;
                problem.csi.users.push_back(user);
            }
            for (int which = 0; which < 2; ++which)
            {
                const Beamformer beams = (which ? statistical : instantaneous)->Design(problem);
                NS_TEST_ASSERT_MSG_EQ((beams.status == BeamformerStatus::Ok), true, "status");
                const RVector sinr = ComputeSinr(channel, beams.weights);
                NS_TEST_ASSERT_MSG_EQ_TOL(sinr.minCoeff(), 10.0, 1e-5, "targets");
                power[which] += beams.weights.squaredNorm();
            }
            // Beams that are remembered are those that a search finds.
            for (const char* selections : {"5", "2"})
            {
                for (UserCsi& user : problem.csi.users)
                {
                    user.channel = DrawCorrelated(draw, 1, 8, 8).row(0);
                }
                auto fresh =
                    CreateObjectWithAttributes<GreedyHybridPrecoder>("Rows",
                                                                     UintegerValue(8),
                                                                     "AnalogCsi",
                                                                     StringValue("Statistical"),
                                                                     "Selections",
                                                                     StringValue(selections));
                statistical->SetAttribute("Selections", StringValue(selections));
                NS_TEST_EXPECT_MSG_EQ(
                    (statistical->Design(problem).weights - fresh->Design(problem).weights).norm(),
                    0.0,
                    "remembered, " << selections << " selections");
            }
            statistical->SetAttribute("Selections", StringValue("5"));
        }
        NS_TEST_EXPECT_MSG_GT(power[1], power[0], "mean power");
    }
};

/**
 * In a network the covariance is the average of the channels that were reported.
 */
class NetworkCovarianceTestCase : public TestCase
{
  public:
    NetworkCovarianceTestCase()
        : TestCase("Covariances from the reports of a network")
    {
    }

  private:
    void DoRun() override
    {
        Config::SetDefault("ns3::fddmimo::CsiAcquisition::CovarianceMemory", UintegerValue(5));
        NodeContainer bsNodes(1);
        NodeContainer ueNodes(1);
        MobilityHelper mobility;
        mobility.Install(bsNodes);
        mobility.SetMobilityModel("ns3::ConstantVelocityMobilityModel");
        mobility.Install(ueNodes);
        const auto user = ueNodes.Get(0)->GetObject<ConstantVelocityMobilityModel>();
        user->SetPosition(Vector(100, 0, 0));
        user->SetVelocity(Vector(0, 10, 0));
        FddMimoHelper helper;
        helper.SetChannel("ns3::fddmimo::RayleighChannelModel",
                          "PropagationLoss",
                          StringValue("ns3::LogDistancePropagationLossModel"));
        helper.SetBsAntennas(4);
        auto probe = CreateObject<CovarianceProbe>();
        probe->memory = 5;
        helper.SetPrecoder(probe);
        helper.SetEstimator("ns3::fddmimo::PerfectChannelEstimator");
        helper.SetCsiCodec(CreateObject<PerfectCsiCodec>());
        helper.SetNetwork("Saturated", BooleanValue(true));
        helper.InstallBs(bsNodes);
        const auto devices = helper.InstallUe(ueNodes);
        helper.AttachToClosestBs(devices);
        helper.AssignStreams(1);
        Simulator::Stop(Seconds(0.1));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_GT(probe->designs, 15, "designs");
        NS_TEST_EXPECT_MSG_LT(probe->error, 1e-12, "running average");
        NS_TEST_EXPECT_MSG_GT(probe->turn, 0.01, "the channel changed");
        Simulator::Destroy();
        Config::Reset();
    }
};

/// Suite of what is built on covariances.
class FddMimoCovarianceTestSuite : public TestSuite
{
  public:
    FddMimoCovarianceTestSuite()
        : TestSuite("fdd-mimo-covariance", Type::UNIT)
    {
        AddTestCase(new CovarianceSelectionTestCase);
        AddTestCase(new StatisticalHybridTestCase);
        AddTestCase(new NetworkCovarianceTestCase);
    }
};

static FddMimoCovarianceTestSuite g_fddMimoCovarianceTestSuite; //!< the suite
