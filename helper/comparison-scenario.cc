/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "comparison-scenario.h"

#include "comparison-deployment.h"
#include "fdd-mimo-helper.h"
#include "full-buffer-application.h"
#include "network-kpis.h"
#include "option-error.h"
#include "type-names.h"

#include "ns3/application-container.h"
#include "ns3/boolean.h"
#include "ns3/bulk-send-helper.h"
#include "ns3/constant-velocity-mobility-model.h"
#include "ns3/double.h"
#include "ns3/flow-monitor-helper.h"
#include "ns3/hexagonal-position-allocator.h"
#include "ns3/inet-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-generator.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4-flow-classifier.h"
#include "ns3/link-path-store.h"
#include "ns3/mobility-helper.h"
#include "ns3/ns3-compat.h"
#include "ns3/packet-sink-helper.h"
#include "ns3/packet-sink.h"
#include "ns3/path-mimo-channel-model.h"
#include "ns3/pointer.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/room-position-allocator.h"
#include "ns3/simulator.h"
#include "ns3/single-cell-position-allocator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>

namespace ns3
{
namespace fddmimo
{

namespace
{

const uint16_t UDP_PORT = 9000; //!< port of the UDP sinks
const uint16_t TCP_PORT = 9001; //!< port of the TCP sinks

/// First random streams of the parts of a scenario, far enough apart for any size.
enum StreamBase : int64_t
{
    STREAM_POSITIONS = 0,
    STREAM_DIRECTIONS = 1000,
    STREAM_NETWORK = 100000,
    STREAM_INTERNET = 10000000
};

/// Applications of a run.
struct Traffic
{
    std::vector<Ptr<PacketSink>> sinks;  //!< one a user
    std::vector<uint64_t> bytesAtWarmUp; //!< bytes received by then
};

/**
 * Remembers what the sinks have received so far.
 * \param traffic the applications
 */
void
EndWarmUp(Traffic* traffic)
{
    for (std::size_t i = 0; i < traffic->sinks.size(); ++i)
    {
        traffic->bytesAtWarmUp[i] = traffic->sinks[i]->GetTotalRx();
    }
}

/**
 * Installs IP, sinks on all users and sources on the base stations: UDP at full buffer or TCP.
 *
 * \param scenario the network
 * \param network its cells
 * \param bsDevices devices of the base stations
 * \param ueDevices devices of the users
 * \param [out] traffic the applications
 */
void
InstallTraffic(const ComparisonScenario& scenario,
               Ptr<const FddMimoNetwork> network,
               const NetDeviceContainer& bsDevices,
               const NetDeviceContainer& ueDevices,
               Traffic& traffic)
{
    Ipv4AddressHelper addresses("10.0.0.0", "255.255.0.0");
    const Time stop = Seconds(scenario.warmUp + scenario.duration);
    traffic.sinks.resize(ueDevices.GetN());
    for (uint32_t cell = 0; cell < scenario.cells; ++cell)
    {
        addresses.Assign(NetDeviceContainer(bsDevices.Get(cell)));
        const auto bsDevice = DynamicCast<FddMimoBsNetDevice>(bsDevices.Get(cell));
        uint32_t user = 0;
        for (uint32_t ue = 0; ue < ueDevices.GetN(); ++ue)
        {
            if (network->GetServingBs(ue) != cell)
            {
                continue;
            }
            const auto interfaces = addresses.Assign(NetDeviceContainer(ueDevices.Get(ue)));
            const bool tcp =
                scenario.traffic == "tcp" || (scenario.traffic == "mixed" && user == 0);
            const InetSocketAddress remote(interfaces.GetAddress(0), tcp ? TCP_PORT : UDP_PORT);
            const std::string factory = tcp ? "ns3::TcpSocketFactory" : "ns3::UdpSocketFactory";
            PacketSinkHelper sinkHelper(factory,
                                        InetSocketAddress(Ipv4Address::GetAny(), remote.GetPort()));
            auto sinks = sinkHelper.Install(ueDevices.Get(ue)->GetNode());
            sinks.Start(Seconds(0));
            traffic.sinks[ue] = DynamicCast<PacketSink>(sinks.Get(0));
            if (tcp)
            {
                BulkSendHelper source(factory, remote);
                auto sources = source.Install(bsDevice->GetNode());
                sources.Start(MilliSeconds(1));
                sources.Stop(stop);
            }
            else
            {
                auto source = CreateObject<FullBufferApplication>();
                source->SetAttribute("Remote", AddressValue(remote));
                source->SetQueue(bsDevice->GetDownlink(user)->GetQueue());
                bsDevice->GetNode()->AddApplication(source);
                source->SetStartTime(MilliSeconds(1));
                source->SetStopTime(stop);
            }
            ++user;
        }
        addresses.NewNetwork();
    }
    traffic.bytesAtWarmUp.assign(traffic.sinks.size(), 0);
}

} // namespace

double
GetQuantile(std::vector<double> sample, double fraction)
{
    if (sample.empty())
    {
        return 0.0;
    }
    std::sort(sample.begin(), sample.end());
    const double position = fraction * (sample.size() - 1);
    const auto lower = static_cast<std::size_t>(position);
    const std::size_t upper = std::min(lower + 1, sample.size() - 1);
    return sample[lower] + (position - lower) * (sample[upper] - sample[lower]);
}

ComparisonRunner::ComparisonRunner(const ComparisonScenario& scenario)
    : m_scenario(scenario),
      m_store(Create<LinkPathStore>())
{
}

ComparisonRunner::~ComparisonRunner() = default;

double
ComparisonRunner::GetRunTime() const
{
    return m_scenario.warmUp + m_scenario.duration;
}

ComparisonResult
ComparisonRunner::Run(const std::string& precoder,
                      const std::string& codec,
                      const std::function<bool(double)>& progress)
{
    const auto started = std::chrono::steady_clock::now();
    const ComparisonScenario& s = m_scenario;
    RngSeedManager::SetRun(s.run);

    // Nodes and their movement
    NodeContainer bsNodes(s.cells);
    NodeContainer ueNodes(s.cells * s.users);
    const ComparisonDeployment deployment = GetDeployment(s.channel);
    auto sites = CreateObject<HexagonalPositionAllocator>();
    sites->SetAttribute("InterSiteDistance", DoubleValue(s.interSiteDistance));
    sites->SetAttribute("Height", DoubleValue(deployment.bsHeight));
    MobilityHelper bsMobility;
    bsMobility.SetPositionAllocator(sites);
    bsMobility.Install(bsNodes);
    auto direction = CreateObject<UniformRandomVariable>();
    direction->SetStream(STREAM_DIRECTIONS);
    int64_t stream = STREAM_POSITIONS;
    for (uint32_t cell = 0; cell < s.cells; ++cell)
    {
        const Vector site = bsNodes.Get(cell)->GetObject<MobilityModel>()->GetPosition();
        Ptr<PositionAllocator> drop = CreateObject<RoomPositionAllocator>();
        if (!IsIndoor(s.channel))
        {
            drop = CreateObject<SingleCellPositionAllocator>();
            drop->SetAttribute("SectorAngle", DoubleValue(deployment.sectorAngle));
            drop->SetAttribute(
                "MinDistance",
                DoubleValue(std::min(deployment.minDistance, s.interSiteDistance / 4)));
            drop->SetAttribute("MaxDistance", DoubleValue(s.interSiteDistance / std::sqrt(3.0)));
            drop->SetAttribute("Center", VectorValue(site));
            drop->SetAttribute("Height", DoubleValue(deployment.ueHeight));
        }
        stream += drop->AssignStreams(stream);
        MobilityHelper ueMobility;
        ueMobility.SetPositionAllocator(drop);
        ueMobility.SetMobilityModel("ns3::ConstantVelocityMobilityModel");
        for (uint32_t user = 0; user < s.users; ++user)
        {
            const Ptr<Node> node = ueNodes.Get(cell * s.users + user);
            ueMobility.Install(node);
            const double angle = direction->GetValue(0.0, 2.0 * M_PI);
            node->GetObject<ConstantVelocityMobilityModel>()->SetVelocity(
                Vector(s.speed * std::cos(angle), s.speed * std::sin(angle), 0.0));
        }
    }

    // Network
    FddMimoHelper mimo;
    ObjectFactory channelFactory = MakeChannelFactory(s.channel, s.frequency);
    channelFactory.Set("Frequency", DoubleValue(s.frequency));
    channelFactory.Set("UplinkFrequency", DoubleValue(s.frequency - 100e6));
    channelFactory.Set("Subbands", UintegerValue(s.subbands));
    channelFactory.Set("SubbandSpacing", DoubleValue(s.bandwidth / s.subbands));
    const auto channel = channelFactory.Create<MimoChannelModel>();
    if (const auto paths = DynamicCast<PathMimoChannelModel>(channel))
    {
        paths->SetPathStore(m_store);
    }
    mimo.SetChannel(channel);
    const auto analog = MakeAnalogStage(s.analog, s.users, s.rxAntennas, s.antennas);
    mimo.SetAnalogBeamformer(analog);
    mimo.SetPrecoder(MakeObject<Precoder>("precoders", precoder));
    mimo.SetCsiCodec(MakeObject<CsiCodec>("codecs", codec));
    mimo.SetEstimator(ParseFactory(ChannelEstimator::GetTypeId(), "estimator", s.estimator));
    mimo.SetScheduler(ParseFactory(UserScheduler::GetTypeId(), "scheduler", s.scheduler));
    mimo.SetLinkModel(ParseFactory(LinkModel::GetTypeId(), "link-model", s.linkModel));
    mimo.SetFeedbackChannel("BitErrorRate", DoubleValue(s.feedbackBer));
    if (s.cells == 1)
    {
        mimo.SetFrame("PilotReuse", UintegerValue(1)); // nobody's pilots collide
    }
    const bool saturated = s.traffic == "saturated";
    mimo.SetLinkBudget("Bandwidth", DoubleValue(s.bandwidth));
    mimo.SetNetwork("Saturated", BooleanValue(saturated));
    mimo.SetBsAntennas(s.antennas);
    mimo.SetUeAntennas(s.rxAntennas);
    const auto bsDevices = mimo.InstallBs(bsNodes);
    const auto ueDevices = mimo.InstallUe(ueNodes);
    mimo.AssignStreams(STREAM_NETWORK);
    mimo.AttachToStrongestBs(ueDevices);
    for (uint32_t i = 0; i < bsDevices.GetN() && analog && analog->NeedsPositions(); ++i)
    {
        const uint32_t attached = DynamicCast<FddMimoBsNetDevice>(bsDevices.Get(i))->GetNUsers();
        if (attached > analog->GetRfChains())
        {
            throw OptionError("analog",
                              s.analog,
                              "cell " + std::to_string(i) + " serves " + std::to_string(attached) +
                                  " users, each of which needs a beam, but RfChains is " +
                                  std::to_string(analog->GetRfChains()));
        }
    }
    for (uint32_t ue = 0; ue < ueDevices.GetN(); ++ue)
    {
        mimo.GetNetwork()->SetSinrTarget(
            ue,
            s.sinrTargetDb == s.NO_SINR_TARGET ? 0.0 : std::pow(10.0, s.sinrTargetDb / 10.0));
    }

    // Traffic and counters
    Traffic traffic;
    FlowMonitorHelper flowHelper;
    Ptr<FlowMonitor> flowMonitor;
    if (!saturated)
    {
        const NodeContainer nodes(bsNodes, ueNodes);
        InternetStackHelper internet;
        internet.Install(nodes);
        internet.AssignStreams(nodes, STREAM_INTERNET);
        InstallTraffic(s, mimo.GetNetwork(), bsDevices, ueDevices, traffic);
        flowMonitor = flowHelper.Install(nodes);
        flowMonitor->Start(Seconds(s.warmUp));
        Simulator::Schedule(Seconds(s.warmUp), &EndWarmUp, &traffic);
    }
    NetworkKpis kpis(mimo.GetNetwork(), Seconds(s.warmUp));
    ComparisonResult result;
    std::function<void()> report = [&]() {
        if (!progress(Simulator::Now().GetSeconds()))
        {
            result.interrupted = true;
            Simulator::Stop();
            return;
        }
        ScheduleFunction(MilliSeconds(5), [&report]() { report(); });
    };
    ScheduleFunction(Seconds(0), [&report]() { report(); });
    Simulator::Stop(Seconds(GetRunTime()));
    Simulator::Run();

    // Results
    std::vector<double> cellThroughput(s.cells, 0.0);
    std::vector<uint64_t> bits(s.cells * s.users, 0);
    if (saturated)
    {
        std::copy(kpis.GetDecodedBits().begin(), kpis.GetDecodedBits().end(), bits.begin());
    }
    for (std::size_t ue = 0; ue < traffic.sinks.size(); ++ue)
    {
        bits[ue] = 8 * (traffic.sinks[ue]->GetTotalRx() - traffic.bytesAtWarmUp[ue]);
    }
    for (std::size_t ue = 0; ue < bits.size(); ++ue)
    {
        const double throughput = bits[ue] / s.duration * 1e-6;
        result.userThroughputMbps.push_back(throughput);
        result.servingCell.push_back(mimo.GetNetwork()->GetServingBs(ue));
        cellThroughput[result.servingCell.back()] += throughput;
    }
    for (double throughput : cellThroughput)
    {
        result.cellThroughputMbps.Add(throughput);
    }
    for (const auto& cell : kpis.GetCellRates())
    {
        result.sumRate.Add(cell.sumRate);
        result.netSumRate.Add(cell.netSumRate);
        result.predictedSumRate.Add(cell.predictedSumRate);
    }
    if (flowMonitor)
    {
        flowMonitor->CheckForLostPackets();
        const auto classifier = DynamicCast<Ipv4FlowClassifier>(flowHelper.GetClassifier());
        double delay = 0.0;
        uint64_t packets = 0;
        for (const auto& [id, flow] : flowMonitor->GetFlowStats())
        {
            const uint16_t port = classifier->FindFlow(id).destinationPort;
            if (port == UDP_PORT || port == TCP_PORT)
            {
                delay += flow.delaySum.GetSeconds();
                packets += flow.rxPackets;
            }
        }
        result.hasDelay = packets > 0;
        result.meanDelayMs = packets > 0 ? 1e3 * delay / packets : 0.0;
    }
    result.blockErrorRate = kpis.GetBlockErrorRate();
    result.residualBlockErrorRate = kpis.GetResidualBlockErrorRate();
    const uint64_t intervals =
        kpis.GetCellRates().empty() ? 0 : kpis.GetCellRates().front().intervals;
    result.feedbackBitsPerInterval =
        intervals == 0 ? 0.0 : static_cast<double>(kpis.GetFeedbackBits()) / (intervals * s.cells);
    result.meanReportAgeMs = 1e3 * kpis.GetMeanReportAge();
    result.reportsSent = kpis.GetReportsSent();
    result.reportsLost = kpis.GetReportsLost();
    result.radiatedPower = kpis.GetMeanPower();
    const uint64_t arrived = std::accumulate(bits.begin(), bits.end(), uint64_t{0});
    result.energyPerBit = arrived > 0 ? kpis.GetRadiatedEnergy() / arrived : 0.0;
    result.sinrOutage = kpis.GetSinrOutage();
    result.infeasibleShare = kpis.GetInfeasibleShare();
    result.designs = kpis.GetDesigns();
    result.designTime = kpis.GetDesignTime();
    Simulator::Destroy();
    Ipv4AddressGenerator::Reset();
    const std::chrono::duration<double> wallTime = std::chrono::steady_clock::now() - started;
    result.wallTime = wallTime.count();
    return result;
}

} // namespace fddmimo
} // namespace ns3
