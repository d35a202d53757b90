/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/boolean.h"
#include "ns3/constant-position-mobility-model.h"
#include "ns3/fdd-mimo-helper.h"
#include "ns3/hybrid-channel-model.h"
#include "ns3/mobility-helper.h"
#include "ns3/near-field-channel-model.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/type-names.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace fddmimo
{

namespace
{

constexpr uint32_t ANTENNAS = 64; //!< N of [EDN] IV-C
constexpr uint32_t USERS = 16;    //!< K = N_RF

/**
 * \param position a position
 * \return a mobility model that stays there
 */
Ptr<MobilityModel>
MakeMobility(const Vector& position)
{
    auto mobility = CreateObject<ConstantPositionMobilityModel>();
    mobility->SetPosition(position);
    return mobility;
}

/**
 * \ingroup fdd-mimo
 * The channels of the ports: power, mapping to the antennas, uplink, dependent and idle beams.
 */
class HybridChannelTestCase : public TestCase
{
  public:
    HybridChannelTestCase()
        : TestCase("Channels behind an analog stage")
    {
    }

  private:
    /**
     * \param analog analog stage, as type-names.h reads it
     * \param users positions of the users
     * \param antennas antennas of a user
     * \return near-field channels behind it, updated
     */
    Ptr<HybridChannelModel> Make(const std::string& analog,
                                 const std::vector<Vector>& users,
                                 uint32_t antennas = 1)
    {
        auto inner = CreateObject<NearFieldChannelModel>();
        auto hybrid =
            CreateObject<HybridChannelModel>(inner, MakeObject<AnalogBeamformer>("analog", analog));
        hybrid->AssignStreams(1);
        hybrid->AddBs(MakeMobility(Vector(0, 0, 0)), ANTENNAS);
        for (const Vector& user : users)
        {
            hybrid->AddUe(MakeMobility(user), antennas);
        }
        hybrid->Update(Seconds(0));
        return hybrid;
    }

    void DoRun() override
    {
        const std::vector<Vector> users{Vector(3, 0.5, 0), Vector(2, -1, 0), Vector(3, 0.52, 0)};
        for (const std::string analog : {"ttd[RfChains=3]",
                                         "ttd[RfChains=5]",
                                         "steering[RfChains=3]",
                                         "ttd[RfChains=3|Regulariser=printed]",
                                         "steering[RfChains=8|Regulariser=printed]"})
        {
            const auto hybrid = Make(analog, users);
            const auto antennas = hybrid->GetAntennaChannel();
            const uint32_t ports = hybrid->GetBsAntennas(0);
            NS_TEST_EXPECT_MSG_EQ(antennas->GetBsAntennas(0), ANTENNAS, analog);
            NS_TEST_EXPECT_MSG_EQ_TOL(hybrid->GetFrequency(),
                                      antennas->GetFrequency(),
                                      1.0,
                                      "the carrier is that of the channel");
            Beamformer beams;
            beams.weights = CMatrix::Random(ports, 3);
            const double chosen = beams.weights.squaredNorm();
            hybrid->NormalisePower(0, 0, beams);
            const Beamformer sent = hybrid->ToAntennas(0, 0, beams);
            NS_TEST_EXPECT_MSG_EQ_TOL(sent.weights.squaredNorm(),
                                      chosen,
                                      1e-9 * chosen,
                                      analog << ": (24) keeps the power");
            NS_TEST_EXPECT_MSG_LT((sent.analog * sent.digital - sent.weights).norm(),
                                  1e-9 * sent.weights.norm(),
                                  analog << ": W = W_a W_d");
            const CMatrix received = antennas->GetDownlinkOfCell(0, 0) * sent.weights;
            NS_TEST_EXPECT_MSG_LT(
                (hybrid->GetDownlinkOfCell(0, 0) * beams.weights - received).norm(),
                1e-9 * received.norm(),
                analog << ": G W_p = H W");
            const CMatrix up = hybrid->GetUplink(0, 1, 0);
            NS_TEST_EXPECT_MSG_EQ(up.rows(), ports, analog << ": uplink ports");
        }

        // Two users in one place: one direction less, and the power stays bounded.
        const auto twins = Make("ttd[RfChains=3]", {users[0], users[1], users[0]});
        Beamformer beams;
        beams.weights = CMatrix::Identity(3, 3);
        const Beamformer sent = twins->ToAntennas(0, 0, beams);
        NS_TEST_EXPECT_MSG_EQ_TOL(sent.weights.squaredNorm(), 2.0, 1e-6, "two directions");
        NS_TEST_EXPECT_MSG_EQ(sent.digital.allFinite(), true, "finite weights");
        NS_TEST_EXPECT_MSG_EQ_TOL(std::abs(sent.weights.col(0).dot(sent.weights.col(2))),
                                  0.5,
                                  1e-6,
                                  "twin ports share a direction");
        // From ports that radiate nothing no power can be restored.
        const auto idle = Make("ttd[RfChains=4]", {users[0]});
        beams.weights = CMatrix::Zero(4, 1);
        beams.weights(3, 0) = 1.0;
        idle->NormalisePower(0, 0, beams);
        NS_TEST_EXPECT_MSG_EQ_TOL(beams.weights.norm(), 1.0, 1e-12, "a dead port");
        NS_TEST_EXPECT_MSG_EQ_TOL(idle->ToAntennas(0, 0, beams).weights.norm(), 0.0, 0.0, "silent");
        // A user on top of the array.
        const auto close = Make("ttd[RfChains=2]", {Vector(0, 0, 0), Vector(0, 0.003, 0)});
        NS_TEST_EXPECT_MSG_EQ(close->GetDownlinkOfCell(0, 0).allFinite(), true, "distance 0");

        // Beams are pointed by the first update, and held until Steer().
        const auto moving = Make("ttd[RfChains=1]", {users[0]});
        const double full = moving->GetDownlinkOfCell(0, 0).norm();
        const auto mobility = MakeMobility(users[0]);
        auto held = CreateObject<HybridChannelModel>(
            CreateObject<NearFieldChannelModel>(),
            MakeObject<AnalogBeamformer>("analog", "ttd[RfChains=1]"));
        held->AssignStreams(1);
        held->AddBs(MakeMobility(Vector(0, 0, 0)), ANTENNAS);
        held->AddUe(mobility, 1);
        held->Update(Seconds(0));
        NS_TEST_EXPECT_MSG_EQ_TOL(held->GetDownlinkOfCell(0, 0).norm(), full, 1e-9, "focus");
        mobility->SetPosition(Vector(2, 2, 0));
        held->Update(Seconds(1));
        NS_TEST_EXPECT_MSG_LT(held->GetDownlinkOfCell(0, 0).norm(), 0.5 * full, "held");
        held->Steer();
        held->Update(Seconds(2));
        NS_TEST_EXPECT_MSG_EQ_TOL(held->GetDownlinkOfCell(0, 0).norm(), full, 1e-9, "focus again");
    }
};

/**
 * \ingroup fdd-mimo
 * Every precoder of the module that works on channels, behind an analog stage, on random, zero,
 * duplicate and near-identical channels: power, no NaN.
 */
class HybridPrecoderTestCase : public TestCase
{
  public:
    HybridPrecoderTestCase()
        : TestCase("Any precoder behind an analog stage")
    {
    }

  private:
    void DoRun() override
    {
        uint32_t tried = 0;
        for (const std::string& name : ListNames(Precoder::GetTypeId()))
        {
            const auto precoder = MakeObject<Precoder>("precoders", name);
            if (precoder->GetCsiNeed() != CSI_CHANNEL)
            {
                continue;
            }
            ++tried;
            precoder->AssignStreams(1);
            for (const std::string analog : {"ttd", "ttd[Regulariser=printed]", "steering"})
            {
                for (uint32_t variant = 0; variant < 4; ++variant)
                {
                    const std::string what = name + " behind " + analog;
                    auto hybrid = CreateObject<HybridChannelModel>(
                        CreateObject<NearFieldChannelModel>(),
                        MakeObject<AnalogBeamformer>("analog", analog));
                    hybrid->AssignStreams(7);
                    hybrid->AddBs(MakeMobility(Vector(0, 0, 0)), ANTENNAS);
                    for (uint32_t ue = 0; ue < USERS; ++ue)
                    {
                        // 1: all in one place; 2: 0.1 mm apart
                        const double y = variant == 1 ? 0.0 : variant == 2 ? 1e-4 * ue : 0.15 * ue;
                        hybrid->AddUe(MakeMobility(Vector(3, y, 0)), 1);
                    }
                    hybrid->Update(Seconds(0));
                    PrecodingProblem problem;
                    problem.txAntennas = USERS;
                    problem.maxPower = 2.5;
                    for (uint32_t ue = 0; ue < USERS; ++ue)
                    {
                        UserCsi csi;
                        csi.channel = 10.0 * hybrid->GetDownlink(0, ue, 0);
                        if (variant == 3 && ue % 2 == 0)
                        {
                            csi.channel.setZero();
                        }
                        problem.csi.users.push_back(csi);
                    }
                    Beamformer beams = precoder->Design(problem);
                    hybrid->NormalisePower(0, 0, beams);
                    const Beamformer sent = hybrid->ToAntennas(0, 0, beams);
                    NS_TEST_ASSERT_MSG_EQ(sent.weights.allFinite(), true, what);
                    NS_TEST_EXPECT_MSG_LT(sent.weights.squaredNorm(), 2.5 * (1.0 + 1e-6), what);
                    if (variant == 0)
                    {
                        NS_TEST_EXPECT_MSG_EQ_TOL((sent.analog * sent.digital).squaredNorm(),
                                                  2.5,
                                                  1e-6,
                                                  what << ": all power is used");
                    }
                }
            }
        }
        NS_TEST_EXPECT_MSG_GT(tried, 4U, "precoders that were tried");
    }
};

/**
 * \ingroup fdd-mimo
 * A hybrid network: focusing beams give what a fully digital base station gives, with a quarter of
 * the pilots; reports are those of the ports.
 */
class HybridNetworkTestCase : public TestCase
{
  public:
    HybridNetworkTestCase()
        : TestCase("Network of hybrid base stations")
    {
    }

  private:
    /// What a run gave.
    struct Result
    {
        double sumRate{0};       //!< bit/s/Hz, mean over intervals and cells
        double netSumRate{0};    //!< the same after overhead
        double predicted{0};     //!< the same as the base station expected
        uint32_t designs{0};     //!< number of them
        uint32_t reportBits{0};  //!< payload of the last report
        uint32_t mostStreams{0}; //!< most users served at a time
    };

    /**
     * Runs a saturated network of two rooms.
     *
     * \param analog analog stage, empty for none
     * \param estimator channel estimator
     * \param codec CSI codec
     * \return what it gave
     */
    Result RunNetwork(const std::string& analog,
                      const std::string& estimator,
                      const std::string& codec)
    {
        RngSeedManager::SetRun(1);
        NodeContainer bsNodes(2);
        NodeContainer ueNodes(8);
        MobilityHelper mobility;
        mobility.Install(bsNodes);
        mobility.Install(ueNodes);
        for (uint32_t cell = 0; cell < 2; ++cell)
        {
            bsNodes.Get(cell)->GetObject<MobilityModel>()->SetPosition(Vector(0, 30.0 * cell, 0));
            for (uint32_t user = 0; user < 4; ++user)
            {
                ueNodes.Get(4 * cell + user)
                    ->GetObject<MobilityModel>()
                    ->SetPosition(Vector(2.0 + 0.5 * user, 30.0 * cell - 1.5 + user, 0));
            }
        }
        FddMimoHelper mimo;
        mimo.SetChannel("near-field",
                        "PropagationLoss",
                        StringValue("ns3::LogDistancePropagationLossModel[Exponent=3|"
                                    "ReferenceLoss=100]"));
        if (!analog.empty())
        {
            mimo.SetAnalogBeamformer(analog, "RfChains", UintegerValue(4));
        }
        mimo.SetEstimator(estimator);
        mimo.SetCsiCodec(codec);
        mimo.SetPrecoder("mmse");
        mimo.SetNetwork("Saturated", BooleanValue(true));
        mimo.InstallBs(bsNodes);
        const auto ues = mimo.InstallUe(ueNodes);
        mimo.AssignStreams(1);
        mimo.AttachToStrongestBs(ues);
        Result result;
        mimo.GetNetwork()->TraceConnectWithoutContext(
            "BeamsDesigned",
            MakeCallback(+[](Result* sum, const BeamsDesignedInfo& info) {
                sum->sumRate += info.sumRate;
                sum->netSumRate += info.netSumRate;
                sum->predicted += info.predictedSumRate;
                sum->mostStreams = std::max<uint32_t>(sum->mostStreams, info.ues.size());
                ++sum->designs;
            }).Bind(&result));
        mimo.GetNetwork()->GetCsiAcquisition()->TraceConnectWithoutContext(
            "ReportSent",
            MakeCallback(+[](Result* last, uint32_t, uint32_t, uint32_t payload) {
                last->reportBits = payload;
            }).Bind(&result));
        Simulator::Stop(MilliSeconds(52));
        Simulator::Run();
        Simulator::Destroy();
        result.sumRate /= result.designs;
        result.netSumRate /= result.designs;
        result.predicted /= result.designs;
        return result;
    }

    void DoRun() override
    {
        const Result digital = RunNetwork("", "perfect", "perfect");
        const Result focused = RunNetwork("ttd", "perfect", "perfect");
        NS_TEST_EXPECT_MSG_GT(focused.designs, 10U, "intervals");
        NS_TEST_EXPECT_MSG_EQ(focused.mostStreams, 4U, "users served");
        NS_TEST_EXPECT_MSG_GT(focused.sumRate, 5.0, "rate");
        NS_TEST_EXPECT_MSG_EQ_TOL(focused.sumRate,
                                  digital.sumRate,
                                  1e-6 * digital.sumRate,
                                  "matched beams lose nothing");
        NS_TEST_EXPECT_MSG_EQ_TOL(focused.predicted,
                                  digital.predicted,
                                  1e-6 * digital.predicted,
                                  "nor does the prediction");

        const Result steered = RunNetwork("steering", "perfect", "perfect");
        NS_TEST_EXPECT_MSG_GT(steered.sumRate, 0.0, "far-field beams carry something");
        NS_TEST_EXPECT_MSG_LT(steered.sumRate, 0.7 * focused.sumRate, "but less");

        // 64 antennas take 64 pilots, 4 ports 4; reports have 16 times as many entries.
        const Result digitalReports = RunNetwork("", "ls", "scalar");
        const Result hybridReports = RunNetwork("ttd", "ls", "scalar");
        NS_TEST_EXPECT_MSG_GT(hybridReports.netSumRate / hybridReports.sumRate,
                              1.02 * digitalReports.netSumRate / digitalReports.sumRate,
                              "fewer pilots");
        NS_TEST_EXPECT_MSG_LT(8 * hybridReports.reportBits,
                              digitalReports.reportBits,
                              "shorter reports");
        NS_TEST_EXPECT_MSG_GT(hybridReports.sumRate, 0.0, "rate with reports");
    }
};

} // namespace

/**
 * \ingroup fdd-mimo
 * Hybrid beamforming.
 */
class FddMimoHybridTestSuite : public TestSuite
{
  public:
    FddMimoHybridTestSuite()
        : TestSuite("fdd-mimo-hybrid", Type::UNIT)
    {
        AddTestCase(new HybridChannelTestCase);
        AddTestCase(new HybridPrecoderTestCase);
        AddTestCase(new HybridNetworkTestCase);
    }
};

static FddMimoHybridTestSuite g_fddMimoHybridTestSuite; //!< registers the suite

} // namespace fddmimo
} // namespace ns3
