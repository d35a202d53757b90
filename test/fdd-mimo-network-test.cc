/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/boolean.h"
#include "ns3/bulk-send-helper.h"
#include "ns3/config.h"
#include "ns3/constant-velocity-mobility-model.h"
#include "ns3/double.h"
#include "ns3/fdd-mimo-helper.h"
#include "ns3/inet-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-generator.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4-global-routing-helper.h"
#include "ns3/mobility-helper.h"
#include "ns3/mobility-model.h"
#include "ns3/network-kpis.h"
#include "ns3/packet-sink-helper.h"
#include "ns3/packet-sink.h"
#include "ns3/perfect-csi-codec.h"
#include "ns3/random-variable-stream.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/udp-client-server-helper.h"
#include "ns3/udp-echo-helper.h"
#include "ns3/uinteger.h"
#include "ns3/zf-precoder.h"

#include <Eigen/LU>
#include <cmath>
#include <functional>
#include <vector>

using namespace ns3;
using namespace ns3::fddmimo;

namespace
{

/// A network of a few cells with IP, for the tests below.
class TestNetwork
{
  public:
    /**
     * \param cells number of cells, 400 m apart
     * \param users users a cell
     * \param configure sets up the helper before the devices are installed
     */
    TestNetwork(uint32_t cells,
                uint32_t users,
                const std::function<void(FddMimoHelper&)>& configure)
    {
        RngSeedManager::SetRun(1);
        bsNodes.Create(cells);
        ueNodes.Create(cells * users);
        MobilityHelper mobility;
        mobility.Install(bsNodes);
        mobility.Install(ueNodes);
        for (uint32_t cell = 0; cell < cells; ++cell)
        {
            bsNodes.Get(cell)->GetObject<MobilityModel>()->SetPosition(Vector(0, 400.0 * cell, 0));
            for (uint32_t user = 0; user < users; ++user)
            {
                const double angle = (user + 0.5) / users * 2.0 - 1.0;
                ueNodes.Get(cell * users + user)
                    ->GetObject<MobilityModel>()
                    ->SetPosition(
                        Vector(100 * std::cos(angle), 400.0 * cell + 100 * std::sin(angle), 0));
            }
        }
        helper.SetChannel("ns3::fddmimo::SparseChannelModel",
                          "PropagationLoss",
                          StringValue("ns3::LogDistancePropagationLossModel"));
        helper.SetBsAntennas(16);
        configure(helper);
        bsDevices = helper.InstallBs(bsNodes);
        ueDevices = helper.InstallUe(ueNodes);
        helper.AttachToClosestBs(ueDevices);
        helper.AssignStreams(1);
        InternetStackHelper internet;
        internet.Install(NodeContainer(bsNodes, ueNodes));
        internet.AssignStreams(NodeContainer(bsNodes, ueNodes), 1000);
        Ipv4AddressHelper addresses("10.1.0.0", "255.255.255.0");
        for (uint32_t cell = 0; cell < cells; ++cell)
        {
            bsInterfaces.Add(addresses.Assign(NetDeviceContainer(bsDevices.Get(cell))));
            for (uint32_t user = 0; user < users; ++user)
            {
                ueInterfaces.Add(
                    addresses.Assign(NetDeviceContainer(ueDevices.Get(cell * users + user))));
            }
            addresses.NewNetwork();
        }
    }

    ~TestNetwork()
    {
        Simulator::Destroy();
        Ipv4AddressGenerator::Reset();
    }

    /**
     * \param seconds simulated time
     */
    void Run(double seconds)
    {
        Simulator::Stop(Seconds(seconds));
        Simulator::Run();
    }

    FddMimoHelper helper;                //!< helper
    NodeContainer bsNodes;               //!< base stations
    NodeContainer ueNodes;               //!< users
    NetDeviceContainer bsDevices;        //!< their devices
    NetDeviceContainer ueDevices;        //!< their devices
    Ipv4InterfaceContainer bsInterfaces; //!< their addresses
    Ipv4InterfaceContainer ueInterfaces; //!< their addresses
};

/// Zero forcing on channels estimated from uplink pilots, as if the two bands were reciprocal.
class UplinkPilotPrecoder : public Precoder
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("ns3::fddmimo::test::UplinkPilotPrecoder").SetParent<Precoder>();
        return tid;
    }

    CsiMask GetCsiNeed() const override
    {
        return CSI_UPLINK_PILOTS;
    }

    uint32_t designs{0}; //!< designs with pilots of the right size

  private:
    Beamformer DoDesign(const PrecodingProblem& problem) override
    {
        const uint32_t users = problem.csi.users.size();
        const CMatrix pilots = GetUplinkPilots(users, problem.txAntennas);
        const CMatrix& received = problem.csi.uplinkPilots;
        designs += received.rows() == problem.txAntennas && received.cols() == pilots.cols();
        const CMatrix estimate =
            received * pilots.adjoint() * (pilots * pilots.adjoint()).inverse();
        Beamformer beamformer;
        beamformer.weights =
            estimate.conjugate() * (estimate.transpose() * estimate.conjugate()).inverse();
        beamformer.weights *= std::sqrt(problem.maxPower) / beamformer.weights.norm();
        return beamformer;
    }
};

} // namespace

/**
 * Times of the echoes of one packet after the other. (Not with ns-3's ping, whose names and traces
 * depend on the release.)
 */
struct RoundTrips
{
    Time sent;                   //!< when the last packet went out
    std::vector<double> seconds; //!< times until packets came back

    /**
     * \param self the times
     */
    static void Sent(RoundTrips* self, Ptr<const Packet>)
    {
        self->sent = Simulator::Now();
    }

    /**
     * \param self the times
     */
    static void Received(RoundTrips* self, Ptr<const Packet>)
    {
        self->seconds.push_back((Simulator::Now() - self->sent).GetSeconds());
    }
};

/**
 * UDP at low load arrives complete, echoes come back, users of a cell reach each other through
 * their base station, and global routing works over the cell.
 */
class IpTestCase : public TestCase
{
  public:
    IpTestCase()
        : TestCase("UDP, echoes and relaying between users under a normal IP stack")
    {
    }

  private:
    void DoRun() override
    {
        // Packets that wait for an address are ARP's, not ours, to lose.
        Config::SetDefault("ns3::ArpCache::PendingQueueSize", UintegerValue(100));
        TestNetwork network(2, 3, [](FddMimoHelper&) {});
        Ipv4GlobalRoutingHelper::PopulateRoutingTables();
        UdpServerHelper server(9);
        const auto servers = server.Install(network.ueNodes);
        for (uint32_t ue = 0; ue < 6; ++ue)
        {
            UdpClientHelper client(network.ueInterfaces.GetAddress(ue), 9);
            client.SetAttribute("Interval", TimeValue(MilliSeconds(2)));
            client.SetAttribute("MaxPackets", UintegerValue(100));
            client.SetAttribute("PacketSize", UintegerValue(1400));
            // User 1 sends to user 0 over the air twice; all others are served by their cell.
            const Ptr<Node> source = ue == 0 ? network.ueNodes.Get(1) : network.bsNodes.Get(ue / 3);
            client.Install(source).Start(MilliSeconds(20));
        }
        UdpEchoServerHelper echoServer(7);
        echoServer.Install(network.bsNodes.Get(1));
        UdpEchoClientHelper echo(network.bsInterfaces.GetAddress(1), 7);
        echo.SetAttribute("Interval", TimeValue(MilliSeconds(50)));
        echo.SetAttribute("MaxPackets", UintegerValue(100));
        auto echoes = echo.Install(network.ueNodes.Get(4));
        echoes.Start(MilliSeconds(20));
        RoundTrips roundTrips;
        echoes.Get(0)->TraceConnectWithoutContext(
            "Tx",
            MakeBoundCallback(&RoundTrips::Sent, &roundTrips));
        echoes.Get(0)->TraceConnectWithoutContext(
            "Rx",
            MakeBoundCallback(&RoundTrips::Received, &roundTrips));
        network.Run(0.5);
        for (uint32_t ue = 0; ue < 6; ++ue)
        {
            NS_TEST_EXPECT_MSG_EQ(DynamicCast<UdpServer>(servers.Get(ue))->GetReceived(),
                                  100,
                                  "packets of user " << ue);
        }
        NS_TEST_EXPECT_MSG_GT_OR_EQ(roundTrips.seconds.size(), 8, "echoes that came back");
        for (double rtt : roundTrips.seconds)
        {
            NS_TEST_EXPECT_MSG_GT(rtt, 0.0015, "two slots at least");
            NS_TEST_EXPECT_MSG_LT(rtt, 0.03, "a few slots at most");
        }
    }
};

/**
 * TCP in both directions over a feedback channel that loses reports, with the LTE link model.
 */
class TcpTestCase : public TestCase
{
  public:
    TcpTestCase()
        : TestCase("TCP both ways over a lossy feedback channel")
    {
    }

  private:
    void DoRun() override
    {
        TestNetwork network(1, 2, [](FddMimoHelper& helper) {
            helper.SetCsiCodec("ns3::fddmimo::ScalarCsiCodec");
            helper.SetFeedbackChannel("BitErrorRate", DoubleValue(1e-3));
            helper.SetLinkModel("ns3::fddmimo::LteLinkModel");
        });
        NetworkKpis kpis(network.helper.GetNetwork(), Seconds(0));
        const auto bulk = [](Ptr<Node> from, Ptr<Node> to, Ipv4Address address) {
            const InetSocketAddress remote(address, 5000);
            BulkSendHelper source("ns3::TcpSocketFactory", remote);
            source.SetAttribute("MaxBytes", UintegerValue(500000));
            source.Install(from).Start(MilliSeconds(20));
            PacketSinkHelper sink("ns3::TcpSocketFactory",
                                  InetSocketAddress(Ipv4Address::GetAny(), 5000));
            return DynamicCast<PacketSink>(sink.Install(to).Get(0));
        };
        const auto bs = network.bsNodes.Get(0);
        const auto down = bulk(bs, network.ueNodes.Get(0), network.ueInterfaces.GetAddress(0));
        const auto up = bulk(network.ueNodes.Get(1), bs, network.bsInterfaces.GetAddress(0));
        network.Run(3.0);
        NS_TEST_EXPECT_MSG_EQ(down->GetTotalRx(), 500000, "bytes received in the downlink");
        NS_TEST_EXPECT_MSG_EQ(up->GetTotalRx(), 500000, "bytes received in the uplink");
        NS_TEST_EXPECT_MSG_GT(kpis.GetReportsLost(), 0, "reports were lost");
        NS_TEST_EXPECT_MSG_LT(kpis.GetReportsLost(), kpis.GetReportsSent(), "but not all");
    }
};

/**
 * A saturated cell: what the traces say agrees with itself and with the frame.
 */
class SaturatedTestCase : public TestCase
{
  public:
    SaturatedTestCase()
        : TestCase("Saturated traffic: throughput, overhead, interference and repeatability")
    {
    }

  private:
    /// What a run gave.
    struct Outcome
    {
        double sumRate;    //!< of cell 0, bit/s/Hz
        double netSumRate; //!< of cell 0, bit/s/Hz
        double predicted;  //!< of cell 0, bit/s/Hz
        uint64_t bits;     //!< decoded, all users
        uint64_t feedback; //!< feedback bits
    };

    /**
     * \param cells number of cells
     * \param configure sets up the helper
     * \return what the run gave
     */
    static Outcome Simulate(uint32_t cells, const std::function<void(FddMimoHelper&)>& configure)
    {
        TestNetwork network(cells, 4, [&](FddMimoHelper& helper) {
            helper.SetNetwork("Saturated", BooleanValue(true));
            configure(helper);
        });
        NetworkKpis kpis(network.helper.GetNetwork(), Seconds(0));
        network.Run(0.25);
        Outcome outcome{};
        outcome.sumRate = kpis.GetCellRates()[0].sumRate;
        outcome.netSumRate = kpis.GetCellRates()[0].netSumRate;
        outcome.predicted = kpis.GetCellRates()[0].predictedSumRate;
        for (uint64_t bits : kpis.GetDecodedBits())
        {
            outcome.bits += bits;
        }
        outcome.feedback = kpis.GetFeedbackBits();
        return outcome;
    }

    void DoRun() override
    {
        const auto perfect = Simulate(1, [](FddMimoHelper& helper) {
            helper.SetLinkModel("ns3::fddmimo::ShannonLinkModel",
                                "GapDb",
                                DoubleValue(0.0),
                                "MaxEfficiency",
                                DoubleValue(100.0));
        });
        NS_TEST_EXPECT_MSG_EQ_TOL(perfect.predicted,
                                  perfect.sumRate,
                                  1e-6 * perfect.sumRate,
                                  "perfect CSI in one cell predicts the rate");
        NS_TEST_EXPECT_MSG_EQ_TOL(perfect.netSumRate,
                                  perfect.sumRate,
                                  1e-9,
                                  "perfect CSI costs nothing");
        NS_TEST_EXPECT_MSG_EQ(perfect.feedback, 0, "and no bits");
        // With no gap and static channels only the outer loop keeps the throughput from bandwidth *
        // efficiency * sum rate: it makes a tenth of the first transmissions fail.
        const double capacity = perfect.netSumRate * 20e6 * 0.84 * 0.25;
        NS_TEST_EXPECT_MSG_LT(perfect.bits, capacity, "throughput below capacity");
        NS_TEST_EXPECT_MSG_GT(perfect.bits, 0.85 * capacity, "and near it");

        const auto again = Simulate(1, [](FddMimoHelper& helper) {
            helper.SetLinkModel("ns3::fddmimo::ShannonLinkModel",
                                "GapDb",
                                DoubleValue(0.0),
                                "MaxEfficiency",
                                DoubleValue(100.0));
        });
        NS_TEST_EXPECT_MSG_EQ(again.bits, perfect.bits, "the same seed, the same run");

        const auto two = Simulate(2, [](FddMimoHelper&) {});
        NS_TEST_EXPECT_MSG_LT(two.sumRate, perfect.sumRate, "a second cell interferes");

        const auto quantised = Simulate(1, [](FddMimoHelper& helper) {
            helper.SetEstimator("ns3::fddmimo::LsChannelEstimator");
            helper.SetCsiCodec("ns3::fddmimo::ScalarCsiCodec", "Bits", UintegerValue(3));
        });
        NS_TEST_EXPECT_MSG_GT(quantised.feedback, 0, "reports cost bits");
        NS_TEST_EXPECT_MSG_LT(quantised.sumRate, perfect.sumRate, "quantisation costs rate");
        NS_TEST_EXPECT_MSG_GT(quantised.sumRate, 0.3 * perfect.sumRate, "but not all of it");
        // 16 pilots of 5 ms * 360 kHz = 1800 symbols and 0.5 ms of 5 ms.
        NS_TEST_EXPECT_MSG_EQ_TOL(quantised.netSumRate / quantised.sumRate,
                                  1.0 - 16.0 / 1800.0 - 0.1,
                                  1e-6,
                                  "overhead of pilots and feedback window");
    }
};

/**
 * A precoder that works from uplink pilots alone runs without any feedback.
 */
class UplinkPilotTestCase : public TestCase
{
  public:
    UplinkPilotTestCase()
        : TestCase("Uplink pilots: no feedback, pilots of the right size, L symbols of overhead")
    {
    }

  private:
    void DoRun() override
    {
        auto precoder = CreateObject<UplinkPilotPrecoder>();
        TestNetwork network(1, 4, [&](FddMimoHelper& helper) {
            helper.SetNetwork("Saturated", BooleanValue(true));
            helper.SetPrecoder(precoder);
        });
        NetworkKpis kpis(network.helper.GetNetwork(), Seconds(0));
        network.Run(0.1);
        NS_TEST_EXPECT_MSG_EQ(precoder->designs, 20, "designs");
        NS_TEST_EXPECT_MSG_EQ(kpis.GetReportsSent(), 0, "no reports");
        const auto& rates = kpis.GetCellRates().front();
        NS_TEST_EXPECT_MSG_GT(rates.sumRate, 0.0, "some rate");
        NS_TEST_EXPECT_MSG_EQ_TOL(rates.netSumRate / rates.sumRate,
                                  1.0 - 4.0 / 1800.0,
                                  1e-6,
                                  "4 pilot symbols of overhead");
    }
};

/**
 * Feedback that is late is old: the rate falls with the delay when users move.
 */
class AgeingTestCase : public TestCase
{
  public:
    AgeingTestCase()
        : TestCase("Late feedback costs rate when users move, and none when they stand")
    {
    }

  private:
    /**
     * \param speed of the users in m/s
     * \param delay of the feedback
     * \param updates of the channels within an interval
     * \return sum rate in bit/s/Hz
     */
    static double Simulate(double speed, Time delay, uint32_t updates = 1)
    {
        RngSeedManager::SetRun(1);
        NodeContainer bs(1);
        NodeContainer users(4);
        MobilityHelper mobility;
        mobility.Install(bs);
        mobility.SetMobilityModel("ns3::ConstantVelocityMobilityModel");
        mobility.Install(users);
        for (uint32_t i = 0; i < 4; ++i)
        {
            const auto model = users.Get(i)->GetObject<ConstantVelocityMobilityModel>();
            model->SetPosition(Vector(100.0, 50.0 * i - 75.0, 0.0));
            model->SetVelocity(Vector(speed, 0.0, 0.0));
        }
        FddMimoHelper helper;
        helper.SetChannel("ns3::fddmimo::RayleighChannelModel",
                          "PropagationLoss",
                          StringValue("ns3::LogDistancePropagationLossModel"));
        helper.SetCsiCodec("ns3::fddmimo::ScalarCsiCodec", "Bits", UintegerValue(8));
        helper.SetFeedbackChannel("Delay", TimeValue(delay), "DataRate", StringValue("0bps"));
        helper.SetFrame("ChannelUpdates", UintegerValue(updates));
        helper.SetNetwork("Saturated", BooleanValue(true));
        helper.SetBsAntennas(8);
        const auto bsDevices = helper.InstallBs(bs);
        helper.Attach(helper.InstallUe(users), bsDevices.Get(0));
        helper.AssignStreams(1);
        NetworkKpis kpis(helper.GetNetwork(), MilliSeconds(50));
        Simulator::Stop(Seconds(0.5));
        Simulator::Run();
        Simulator::Destroy();
        return kpis.GetCellRates().front().sumRate;
    }

    void DoRun() override
    {
        const double fresh = Simulate(3.0, MicroSeconds(100));
        const double late = Simulate(3.0, MilliSeconds(4));
        const double old = Simulate(3.0, MilliSeconds(30));
        const double standing = Simulate(0.0, MilliSeconds(30));
        NS_TEST_EXPECT_MSG_LT(late, fresh - 0.5, "one interval late");
        NS_TEST_EXPECT_MSG_LT(old, late - 0.5, "six intervals late");
        NS_TEST_EXPECT_MSG_GT(standing, fresh - 0.2 * fresh, "nothing ages where nobody moves");
        const double within = Simulate(3.0, MicroSeconds(100), 5);
        NS_TEST_EXPECT_MSG_LT(within, fresh - 0.5, "channels change within the interval");
        NS_TEST_EXPECT_MSG_EQ_TOL(Simulate(0.0, MicroSeconds(100), 5),
                                  Simulate(0.0, MicroSeconds(100)),
                                  1e-9,
                                  "and do not where nobody moves");
    }
};

/**
 * Precoders and codecs that do not fit are told apart with a message that names both.
 */
class MisfitTestCase : public TestCase
{
  public:
    MisfitTestCase()
        : TestCase("A precoder and a codec that do not fit are named")
    {
    }

  private:
    /// Gives a latent vector only.
    class LatentCodec : public PerfectCsiCodec
    {
      public:
        CsiMask GetCsiContent() const override
        {
            return CSI_LATENT;
        }
    };

    void DoRun() override
    {
        const auto zf = CreateObject<ZfPrecoder>();
        NS_TEST_EXPECT_MSG_EQ(FddMimoNetwork::CheckCsi(zf, CreateObject<PerfectCsiCodec>()),
                              "",
                              "ZF takes perfect CSI");
        const auto message = FddMimoNetwork::CheckCsi(zf, CreateObject<LatentCodec>());
        NS_TEST_EXPECT_MSG_NE(message.find("ZfPrecoder needs channel"), std::string::npos, message);
        NS_TEST_EXPECT_MSG_NE(message.find("gives latent"), std::string::npos, message);
        NS_TEST_EXPECT_MSG_EQ(FddMimoNetwork::CheckCsi(CreateObject<UplinkPilotPrecoder>(),
                                                       CreateObject<LatentCodec>()),
                              "",
                              "uplink pilots need no codec");
    }
};

/// Tests of whole networks.
class FddMimoNetworkTestSuite : public TestSuite
{
  public:
    FddMimoNetworkTestSuite()
        : TestSuite("fdd-mimo-network", Type::SYSTEM)
    {
        AddTestCase(new IpTestCase);
        AddTestCase(new TcpTestCase);
        AddTestCase(new SaturatedTestCase);
        AddTestCase(new UplinkPilotTestCase);
        AddTestCase(new AgeingTestCase);
        AddTestCase(new MisfitTestCase);
    }
};

static FddMimoNetworkTestSuite g_fddMimoNetworkTestSuite; //!< the suite
