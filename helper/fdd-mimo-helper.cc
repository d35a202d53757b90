/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fdd-mimo-helper.h"

#include "codebook-array.h"
#include "option-error.h"
#include "start-checks.h"
#include "type-names.h"

#include "ns3/abort.h"
#include "ns3/hybrid-channel-model.h"
#include "ns3/log.h"
#include "ns3/ns3-compat.h"
#include "ns3/output-stream-wrapper.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <iomanip>
#include <limits>
#include <stdexcept>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoHelper");

namespace
{

/**
 * \param fileName a trace file
 * \param header its first line
 * \return the opened file
 */
Ptr<OutputStreamWrapper>
OpenTrace(const std::string& fileName, const std::string& header)
{
    auto stream = Create<OutputStreamWrapper>(fileName, std::ios::out);
    *stream->GetStream() << header << "\n" << std::setprecision(9);
    return stream;
}

/**
 * \param stream trace file
 * \return the file, with the time written
 */
std::ostream&
StartLine(Ptr<OutputStreamWrapper> stream)
{
    return *stream->GetStream() << Simulator::Now().GetSeconds() << ",";
}

} // namespace

FddMimoHelper::FddMimoHelper()
{
    m_channel.SetTypeId("ns3::fddmimo::SparseChannelModel");
    m_estimator.SetTypeId("ns3::fddmimo::PerfectChannelEstimator");
    m_codec.SetTypeId("ns3::fddmimo::PerfectCsiCodec");
    m_feedback.SetTypeId("ns3::fddmimo::FeedbackChannel");
    m_precoder.SetTypeId("ns3::fddmimo::MmsePrecoder");
    m_scheduler.SetTypeId("ns3::fddmimo::RoundRobinUserScheduler");
    m_linkModel.SetTypeId("ns3::fddmimo::ShannonLinkModel");
    m_frame.SetTypeId("ns3::fddmimo::FddMimoFrame");
    m_budget.SetTypeId("ns3::fddmimo::LinkBudget");
    m_networkFactory.SetTypeId("ns3::fddmimo::FddMimoNetwork");
    m_bsDevice.SetTypeId("ns3::fddmimo::FddMimoBsNetDevice");
    m_ueDevice.SetTypeId("ns3::fddmimo::FddMimoUeNetDevice");
    SetBsAntennas(64);
}

FddMimoHelper::~FddMimoHelper() = default;

void
FddMimoHelper::CheckNotInstalled() const
{
    NS_ABORT_MSG_IF(m_network, "FddMimoHelper: call the Set methods before Install");
}

void
FddMimoHelper::SetChannel(Ptr<MimoChannelModel> channel)
{
    CheckNotInstalled();
    m_givenChannel = channel;
}

void
FddMimoHelper::SetAnalogBeamformer(Ptr<AnalogBeamformer> analog)
{
    CheckNotInstalled();
    m_givenAnalog = analog;
}

void
FddMimoHelper::SetPrecoder(Ptr<Precoder> precoder)
{
    CheckNotInstalled();
    m_givenPrecoder = precoder;
}

void
FddMimoHelper::SetCsiCodec(Ptr<CsiCodec> codec)
{
    CheckNotInstalled();
    m_givenCodec = codec;
}

ObjectFactory
FddMimoHelper::MakeFactory(TypeId base, const std::string& type)
{
    if (type == base.GetName())
    {
        ObjectFactory factory;
        factory.SetTypeId(base);
        return factory;
    }
    std::string problem;
    try
    {
        return ParseFactory(base, base.GetName(), type);
    }
    catch (const OptionError& error)
    {
        problem = error.GetProblem();
    }
    NS_ABORT_MSG("FddMimoHelper: " << problem);
}

void
FddMimoHelper::SetOneAttribute(ObjectFactory& factory,
                               const std::string& attribute,
                               const AttributeValue& value)
{
    std::string problem;
    try
    {
        SetFactoryAttribute(factory, factory.GetTypeId().GetName(), attribute, value);
        return;
    }
    catch (const std::invalid_argument& error)
    {
        problem = error.what();
    }
    NS_ABORT_MSG("FddMimoHelper: " << problem);
}

void
FddMimoHelper::SetBsAntennas(uint32_t antennas)
{
    CheckNotInstalled();
    SetAttributes(m_bsDevice, "Antennas", UintegerValue(antennas));
    m_bsAntennas = antennas;
}

void
FddMimoHelper::SetUeAntennas(uint32_t antennas)
{
    CheckNotInstalled();
    SetAttributes(m_ueDevice, "Antennas", UintegerValue(antennas));
}

Ptr<FddMimoNetwork>
FddMimoHelper::GetNetwork()
{
    if (!m_network)
    {
        m_realChannel = m_givenChannel ? m_givenChannel : m_channel.Create<MimoChannelModel>();
        Ptr<MimoChannelModel> channel = m_realChannel;
        uint32_t ports = m_bsAntennas;
        Ptr<AnalogBeamformer> analog = m_givenAnalog;
        if (!analog && m_isHybrid)
        {
            analog = m_analog.Create<AnalogBeamformer>();
        }
        if (analog)
        {
            channel = CreateObject<HybridChannelModel>(m_realChannel, analog);
            ports = analog->GetRfChains();
        }
        auto codec = m_givenCodec ? m_givenCodec : m_codec.Create<CsiCodec>();
        MatchCodebookToArray(codec, channel, ports);
        auto csi = CreateObject<CsiAcquisition>();
        csi->SetAttribute("Estimator", PointerValue(m_estimator.Create()));
        csi->SetAttribute("Codec", PointerValue(codec));
        csi->SetAttribute("Feedback", PointerValue(m_feedback.Create()));
        auto precoder = m_givenPrecoder ? m_givenPrecoder : m_precoder.Create<Precoder>();
        MatchCodebookToArray(precoder, channel, ports);
        m_networkFactory.Set("Channel", PointerValue(channel));
        m_networkFactory.Set("Csi", PointerValue(csi));
        m_networkFactory.Set("Precoder", PointerValue(precoder));
        m_networkFactory.Set("LinkModel", PointerValue(m_linkModel.Create()));
        m_networkFactory.Set("Frame", PointerValue(m_frame.Create()));
        m_networkFactory.Set("LinkBudget", PointerValue(m_budget.Create()));
        m_network = m_networkFactory.Create<FddMimoNetwork>();
        // Methods made elsewhere are not checked: who makes them knows what they were trained on.
        const Ptr<Precoder> madePrecoder = m_givenPrecoder ? nullptr : precoder;
        const Ptr<CsiCodec> madeCodec = m_givenCodec ? nullptr : codec;
        ScheduleFunction(TimeStep(1), // when channels are known
                         [network = m_network, real = m_realChannel, madePrecoder, madeCodec]() {
                             WarnAtStart(network, real, madePrecoder, madeCodec);
                         });
        // Devices and network hold each other: let the simulator's end break the ring.
        Simulator::ScheduleDestroy(&FddMimoNetwork::Dispose, m_network);
    }
    return m_network;
}

NetDeviceContainer
FddMimoHelper::InstallBs(const NodeContainer& nodes)
{
    NetDeviceContainer devices;
    for (uint32_t i = 0; i < nodes.GetN(); ++i)
    {
        auto device = m_bsDevice.Create<FddMimoBsNetDevice>();
        nodes.Get(i)->AddDevice(device);
        GetNetwork()->AddBs(device, m_scheduler.Create<UserScheduler>());
        devices.Add(device);
    }
    m_bsDevices.Add(devices);
    return devices;
}

NetDeviceContainer
FddMimoHelper::InstallUe(const NodeContainer& nodes)
{
    NetDeviceContainer devices;
    for (uint32_t i = 0; i < nodes.GetN(); ++i)
    {
        auto device = m_ueDevice.Create<FddMimoUeNetDevice>();
        nodes.Get(i)->AddDevice(device);
        GetNetwork()->AddUe(device);
        devices.Add(device);
    }
    return devices;
}

void
FddMimoHelper::Attach(const NetDeviceContainer& ues, Ptr<NetDevice> bs)
{
    auto network = GetNetwork();
    for (uint32_t i = 0; i < ues.GetN(); ++i)
    {
        network->Attach(network->GetUeIndex(ues.Get(i)), network->GetBsIndex(bs));
    }
}

void
FddMimoHelper::AttachToClosestBs(const NetDeviceContainer& ues)
{
    NS_ABORT_MSG_IF(m_bsDevices.GetN() == 0,
                    "FddMimoHelper: install base stations before attaching users");
    for (uint32_t i = 0; i < ues.GetN(); ++i)
    {
        const auto position = ues.Get(i)->GetNode()->GetObject<MobilityModel>();
        Ptr<NetDevice> closest;
        double best = std::numeric_limits<double>::infinity();
        for (uint32_t j = 0; j < m_bsDevices.GetN(); ++j)
        {
            const auto bs = m_bsDevices.Get(j)->GetNode()->GetObject<MobilityModel>();
            const double distance = position->GetDistanceFrom(bs);
            if (distance < best)
            {
                best = distance;
                closest = m_bsDevices.Get(j);
            }
        }
        NS_ABORT_MSG_IF(!closest,
                        "FddMimoHelper: user " << i << " is at " << position->GetPosition()
                                               << ", which is at no distance from any base "
                                                  "station; positions must be finite");
        Attach(NetDeviceContainer(ues.Get(i)), closest);
    }
}

void
FddMimoHelper::AttachToStrongestBs(const NetDeviceContainer& ues)
{
    const auto network = GetNetwork();
    // Before users are attached, no analog beam can point at them.
    const auto channel = m_realChannel;
    channel->Update(Seconds(0));
    for (uint32_t i = 0; i < ues.GetN(); ++i)
    {
        const uint32_t ue = network->GetUeIndex(ues.Get(i));
        uint32_t strongest = 0;
        double best = -1.0;
        for (uint32_t bs = 0; bs < channel->GetNBs(); ++bs)
        {
            double gain = 0.0;
            for (uint32_t subband = 0; subband < channel->GetNSubbands(); ++subband)
            {
                gain += channel->GetDownlink(bs, ue, subband).squaredNorm();
            }
            if (gain > best)
            {
                best = gain;
                strongest = bs;
            }
        }
        network->Attach(ue, strongest);
    }
}

int64_t
FddMimoHelper::AssignStreams(int64_t stream)
{
    return GetNetwork()->AssignStreams(stream);
}

void
FddMimoHelper::EnableCsiTraces(const std::string& fileName)
{
    const auto stream = OpenTrace(fileName, "time_s,event,ue,bits,age_ms");
    const auto csi = GetNetwork()->GetCsiAcquisition();
    csi->TraceConnectWithoutContext("ReportSent",
                                    MakeCallback(+[](Ptr<OutputStreamWrapper> file,
                                                     uint32_t ue,
                                                     uint32_t bits,
                                                     uint32_t /* payloadBits */) {
                                        StartLine(file) << "sent," << ue << "," << bits << ",\n";
                                    }).Bind(stream));
    csi->TraceConnectWithoutContext(
        "ReportReceived",
        MakeCallback(+[](Ptr<OutputStreamWrapper> file, uint32_t ue, uint32_t bits, Time age) {
            StartLine(file) << "received," << ue << "," << bits << "," << age.GetSeconds() * 1e3
                            << "\n";
        }).Bind(stream));
    csi->TraceConnectWithoutContext(
        "ReportLost",
        MakeCallback(+[](Ptr<OutputStreamWrapper> file, uint32_t ue, uint32_t bits) {
            StartLine(file) << "lost," << ue << "," << bits << ",\n";
        }).Bind(stream));
}

void
FddMimoHelper::EnableBeamTraces(const std::string& fileName)
{
    const auto stream = OpenTrace(fileName,
                                  "time_s,cell,users,infeasible,predicted_sum_rate_bps_hz,"
                                  "sum_rate_bps_hz,net_sum_rate_bps_hz,power_w,sinr_outage");
    GetNetwork()->TraceConnectWithoutContext(
        "BeamsDesigned",
        MakeCallback(+[](Ptr<OutputStreamWrapper> file, const BeamsDesignedInfo& info) {
            StartLine(file) << info.cell << "," << info.ues.size() << "," << info.infeasible << ","
                            << info.predictedSumRate << "," << info.sumRate << ","
                            << info.netSumRate << "," << info.power << "," << info.outage << "\n";
        }).Bind(stream));
}

void
FddMimoHelper::EnableSlotTraces(const std::string& fileName)
{
    const auto stream = OpenTrace(fileName, "time_s,direction,cell,ue,sinr_db,mcs,bits,attempt,ok");
    GetNetwork()->TraceConnectWithoutContext(
        "SlotTransmitted",
        MakeCallback(+[](Ptr<OutputStreamWrapper> file, const SlotTransmittedInfo& info) {
            StartLine(file) << (info.downlink ? "downlink" : "uplink") << "," << info.cell << ","
                            << info.ue << "," << info.block.sinrDb << "," << info.block.mcs << ","
                            << info.block.bits << "," << info.block.attempt << "," << info.block.ok
                            << "\n";
        }).Bind(stream));
}

void
FddMimoHelper::EnableQueueTraces(const std::string& fileName, const NetDeviceContainer& devices)
{
    const auto stream = OpenTrace(fileName, "time_s,node,bytes");
    for (uint32_t i = 0; i < devices.GetN(); ++i)
    {
        devices.Get(i)->TraceConnectWithoutContext(
            "MacTxDrop",
            MakeBoundCallback(
                +[](Ptr<OutputStreamWrapper> file, uint32_t node, Ptr<const Packet> packet) {
                    StartLine(file) << node << "," << packet->GetSize() << "\n";
                },
                stream,
                devices.Get(i)->GetNode()->GetId()));
    }
}

} // namespace fddmimo
} // namespace ns3
