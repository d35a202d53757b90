/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fdd-mimo-network.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/trace-source-accessor.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoNetwork");

NS_OBJECT_ENSURE_REGISTERED(FddMimoNetwork);

TypeId
FddMimoNetwork::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::FddMimoNetwork")
            .SetParent<Object>()
            .SetGroupName("FddMimo")
            .AddConstructor<FddMimoNetwork>()
            .AddAttribute("Channel",
                          "Channels between all base stations and users",
                          PointerValue(),
                          MakePointerAccessor(&FddMimoNetwork::m_channel),
                          MakePointerChecker<MimoChannelModel>())
            .AddAttribute("Frame",
                          "Timing of the coherence interval",
                          PointerValue(),
                          MakePointerAccessor(&FddMimoNetwork::m_frame),
                          MakePointerChecker<FddMimoFrame>())
            .AddAttribute("Csi",
                          "Estimation and feedback of the channels",
                          PointerValue(),
                          MakePointerAccessor(&FddMimoNetwork::m_csi),
                          MakePointerChecker<CsiAcquisition>())
            .AddAttribute("Precoder",
                          "Designs the beams of all cells",
                          PointerValue(),
                          MakePointerAccessor(&FddMimoNetwork::m_precoder),
                          MakePointerChecker<Precoder>())
            .AddAttribute("LinkModel",
                          "From SINR to block sizes and errors",
                          PointerValue(),
                          MakePointerAccessor(&FddMimoNetwork::m_linkModel),
                          MakePointerChecker<LinkModel>())
            .AddAttribute("LinkBudget",
                          "Powers, noise and bandwidth",
                          PointerValue(),
                          MakePointerAccessor(&FddMimoNetwork::m_budget),
                          MakePointerChecker<LinkBudget>())
            .AddAttribute(
                "MaxStreams",
                "Most streams that a cell sends at a time; 0: as many as antennas; more than "
                "those is for precoders that can serve them",
                UintegerValue(0),
                MakeUintegerAccessor(&FddMimoNetwork::m_maxStreams),
                MakeUintegerChecker<uint32_t>())
            .AddAttribute("AveragingWindow",
                          "Intervals over which mean throughput (proportional fair) and measured "
                          "interference are averaged, exponentially",
                          DoubleValue(20.0),
                          MakeDoubleAccessor(&FddMimoNetwork::m_averagingWindow),
                          MakeDoubleChecker<double>(1.0))
            .AddAttribute("Saturated",
                          "The downlink of every user always has data; blocks carry no packets",
                          BooleanValue(false),
                          MakeBooleanAccessor(&FddMimoNetwork::m_saturated),
                          MakeBooleanChecker())
            .AddTraceSource("BeamsDesigned",
                            "The beams of a cell were designed",
                            MakeTraceSourceAccessor(&FddMimoNetwork::m_beamsTrace),
                            "ns3::fddmimo::FddMimoNetwork::BeamsDesignedCallback")
            .AddTraceSource("SlotTransmitted",
                            "A block was sent and decoded, or not",
                            MakeTraceSourceAccessor(&FddMimoNetwork::m_slotTrace),
                            "ns3::fddmimo::FddMimoNetwork::SlotTransmittedCallback");
    return tid;
}

FddMimoNetwork::FddMimoNetwork()
    : m_noiseDraw(CreateObject<NormalRandomVariable>())
{
}

void
FddMimoNetwork::DoDispose()
{
    m_event.Cancel();
    for (auto& bs : m_bss)
    {
        bs.downlink->Dispose();
        bs.uplink->Dispose();
    }
    if (m_csi)
    {
        m_csi->Dispose();
    }
    m_bss.clear();
    m_ues.clear();
    m_channel = nullptr;
    m_hybrid = nullptr;
    m_frame = nullptr;
    m_budget = nullptr;
    m_csi = nullptr;
    m_precoder = nullptr;
    m_linkModel = nullptr;
    Object::DoDispose();
}

uint32_t
FddMimoNetwork::AddBs(Ptr<FddMimoBsNetDevice> device, Ptr<UserScheduler> scheduler)
{
    NS_LOG_FUNCTION(this << device << scheduler);
    const auto mobility = device->GetNode()->GetObject<MobilityModel>();
    NS_ABORT_MSG_IF(!mobility,
                    "FddMimoNetwork: node " << device->GetNode()->GetId()
                                            << " of a base station has no MobilityModel; install "
                                               "one before the device");
    const uint32_t index = m_channel->AddBs(mobility, device->GetAntennas());
    NetworkBs bs;
    bs.device = device;
    bs.downlink = CreateObject<DownlinkCell>();
    bs.downlink->Configure(m_channel->GetBsAntennas(index), scheduler);
    bs.uplink = CreateObject<UplinkCell>();
    bs.uplink->Configure(index, m_channel->GetBsAntennas(index));
    device->SetCell(CreateObject<CellChannel>());
    m_bss.push_back(bs);
    if (index == 0)
    {
        m_hybrid = DynamicCast<HybridChannelModel>(m_channel);
        m_event = Simulator::Schedule(Seconds(0), &FddMimoNetwork::Start, this);
    }
    return index;
}

uint32_t
FddMimoNetwork::AddUe(Ptr<FddMimoUeNetDevice> device)
{
    NS_LOG_FUNCTION(this << device);
    const auto mobility = device->GetNode()->GetObject<MobilityModel>();
    NS_ABORT_MSG_IF(!mobility,
                    "FddMimoNetwork: node " << device->GetNode()->GetId()
                                            << " of a user has no MobilityModel; install one "
                                               "before the device");
    device->GetUplink()->SetLinkModel(m_linkModel);
    NetworkUe ue;
    ue.device = device;
    m_ues.push_back(ue);
    m_serving.push_back(0);
    const uint32_t index = m_csi->AddUser();
    NS_ABORT_IF(m_channel->AddUe(mobility, device->GetAntennas()) != index);
    return index;
}

void
FddMimoNetwork::Attach(uint32_t ueIndex, uint32_t bsIndex)
{
    NS_LOG_FUNCTION(this << ueIndex << bsIndex);
    NetworkUe& ue = m_ues.at(ueIndex);
    NetworkBs& bs = m_bss.at(bsIndex);
    NS_ABORT_MSG_IF(ue.attached,
                    "FddMimoNetwork: user " << ueIndex << " is attached to base station "
                                            << m_serving[ueIndex] << " already");
    NS_ABORT_MSG_IF(m_started, "FddMimoNetwork: attach users before the simulation starts");
    const auto address = Mac48Address::ConvertFrom(ue.device->GetAddress());
    ue.attached = true;
    ue.user = bs.device->AddUser(address);
    m_serving[ueIndex] = bsIndex;
    if (m_hybrid)
    {
        m_hybrid->SetServingBs(ueIndex, bsIndex);
    }
    auto downlink = bs.device->GetDownlink(ue.user);
    downlink->SetLinkModel(m_linkModel);
    downlink->SetSaturated(m_saturated);
    bs.downlink->AddUser(ueIndex, ue.device->GetAntennas(), downlink);
    bs.uplink->AddUser(ueIndex, ue.device->GetUplink());
    bs.ues.push_back(ueIndex);
    const auto cell = DynamicCast<CellChannel>(bs.device->GetChannel());
    ue.device->SetCell(cell);
}

uint32_t
FddMimoNetwork::GetBsIndex(Ptr<const NetDevice> device) const
{
    const auto found = std::find_if(m_bss.begin(), m_bss.end(), [&](const NetworkBs& bs) {
        return bs.device == device;
    });
    NS_ABORT_MSG_IF(found == m_bss.end(), "FddMimoNetwork: not a base station of this network");
    return std::distance(m_bss.begin(), found);
}

uint32_t
FddMimoNetwork::GetUeIndex(Ptr<const NetDevice> device) const
{
    const auto found = std::find_if(m_ues.begin(), m_ues.end(), [&](const NetworkUe& ue) {
        return ue.device == device;
    });
    NS_ABORT_MSG_IF(found == m_ues.end(), "FddMimoNetwork: not a user of this network");
    return std::distance(m_ues.begin(), found);
}

uint32_t
FddMimoNetwork::GetServingBs(uint32_t ue) const
{
    return m_serving.at(ue);
}

void
FddMimoNetwork::SetRateWeight(uint32_t ueIndex, double weight)
{
    const NetworkUe& ue = m_ues.at(ueIndex);
    NS_ABORT_MSG_IF(!ue.attached, "FddMimoNetwork: attach user " << ueIndex << " first");
    NS_ABORT_MSG_IF(!(weight >= 0.0), "FddMimoNetwork: rate weight " << weight << " must be >= 0");
    m_bss[m_serving[ueIndex]].downlink->GetUsers()[ue.user].rateWeight = weight;
}

void
FddMimoNetwork::SetSinrTarget(uint32_t ueIndex, double target)
{
    const NetworkUe& ue = m_ues.at(ueIndex);
    NS_ABORT_MSG_IF(!ue.attached, "FddMimoNetwork: attach user " << ueIndex << " first");
    NS_ABORT_MSG_IF(!(target >= 0.0) || !std::isfinite(target),
                    "FddMimoNetwork: SINR target " << target << " must be finite and >= 0");
    m_bss[m_serving[ueIndex]].downlink->GetUsers()[ue.user].sinrTarget = target;
}

Ptr<CsiAcquisition>
FddMimoNetwork::GetCsiAcquisition() const
{
    return m_csi;
}

Ptr<MimoChannelModel>
FddMimoNetwork::GetChannelModel() const
{
    return m_channel;
}

std::string
FddMimoNetwork::CheckCsi(Ptr<const Precoder> precoder, Ptr<const CsiCodec> codec)
{
    // Covariances are averages over reported channels.
    CsiMask need = precoder->GetCsiNeed() & ~CSI_UPLINK_PILOTS;
    need = need & CSI_COVARIANCE ? (need & ~CSI_COVARIANCE) | CSI_CHANNEL : need;
    const CsiMask missing = need & ~codec->GetCsiContent();
    if (missing == 0)
    {
        return "";
    }
    return precoder->GetInstanceTypeId().GetName() + " needs " + CsiMaskToString(missing) +
           " of each user, but " + codec->GetInstanceTypeId().GetName() + " gives " +
           CsiMaskToString(codec->GetCsiContent()) + "; set a codec that gives " +
           CsiMaskToString(need);
}

int64_t
FddMimoNetwork::AssignStreams(int64_t stream)
{
    NS_LOG_FUNCTION(this << stream);
    const int64_t first = stream;
    stream += m_dataSlots.AssignStreams(stream);
    m_noiseDraw->SetStream(stream++);
    stream += m_csi->AssignStreams(stream);
    stream += m_precoder->AssignStreams(stream);
    stream += m_channel->AssignStreams(stream);
    // Last, so that the channels of a comparison do not depend on the codec.
    stream += m_csi->GetCodec()->AssignStreams(stream);
    return stream - first;
}

void
FddMimoNetwork::Start()
{
    NS_LOG_FUNCTION(this);
    NS_ABORT_MSG_IF(m_ues.empty(), "FddMimoNetwork: there are base stations, but no users");
    for (uint32_t ue = 0; ue < m_ues.size(); ++ue)
    {
        NS_ABORT_MSG_IF(!m_ues[ue].attached,
                        "FddMimoNetwork: user " << ue << " is attached to no base station");
    }
    const std::string misfit = CheckCsi(m_precoder, m_csi->GetCodec());
    NS_ABORT_MSG_IF(!misfit.empty(), misfit);
    if (m_precoder->GetCsiNeed() & CSI_COVARIANCE)
    {
        m_csi->KeepCovariances();
    }
    m_needsReports = (m_precoder->GetCsiNeed() & ~CSI_UPLINK_PILOTS) != 0;
    m_started = true;
    m_beams.resize(m_bss.size());
    StartInterval();
}

void
FddMimoNetwork::StartInterval()
{
    NS_LOG_FUNCTION(this);
    m_intervalStart = Simulator::Now();
    if (m_hybrid)
    {
        m_hybrid->Steer();
    }
    m_channel->Update(m_intervalStart);
    uint32_t pilots = 0;
    bool feedback = false;
    if (m_needsReports)
    {
        for (uint32_t bs = 0; bs < m_bss.size(); ++bs)
        {
            const auto estimator = m_csi->GetEstimator();
            pilots = std::max(pilots,
                              m_frame->GetPilotReuse() *
                                  estimator->GetPilotLength(m_channel->GetBsAntennas(bs)));
        }
        feedback = !m_csi->GetCodec()->IsTransparent();
    }
    const double power = m_budget->GetBsPower(1);
    if (m_precoder->GetCsiNeed() & CSI_UPLINK_PILOTS)
    {
        // Only scheduled users send pilots, so they are chosen before.
        for (uint32_t cell = 0; cell < m_bss.size(); ++cell)
        {
            auto& bs = m_bss[cell];
            bs.downlink->Select(m_needsReports ? m_csi : nullptr, m_maxStreams, power);
            uint32_t antennas = 0;
            for (uint32_t user : bs.downlink->GetScheduled())
            {
                antennas += bs.downlink->GetUsers()[user].streams;
            }
            if (antennas > 0)
            {
                const uint32_t ports = m_channel->GetBsAntennas(cell);
                const auto length = m_precoder->GetUplinkPilots(antennas, ports).cols();
                pilots = std::max<uint32_t>(pilots, length);
            }
        }
    }
    m_designOffset = m_frame->GetDesignOffset(pilots, feedback);
    if (m_needsReports)
    {
        // Reports leave when the pilots are over.
        m_event =
            Simulator::Schedule(m_frame->GetPilotDuration(pilots), &FddMimoNetwork::Measure, this);
    }
    else
    {
        m_event = Simulator::Schedule(m_designOffset, &FddMimoNetwork::Design, this);
    }
}

void
FddMimoNetwork::Measure()
{
    NS_LOG_FUNCTION(this);
    const uint32_t subbands = m_channel->GetNSubbands();
    const double noise = m_budget->GetUeNoise(subbands);
    const double pilotPower = m_budget->GetBsPower(subbands);
    std::vector<CMatrix> channel(subbands);
    for (uint32_t ue = 0; ue < m_ues.size(); ++ue)
    {
        const double total = noise + m_ues[ue].interference;
        // What disturbs the pilots, and what the reported channel is normalised by.
        const double pilotNoise = m_frame->GetPilotReuse() == 1 ? total : noise;
        for (uint32_t subband = 0; subband < subbands; ++subband)
        {
            channel[subband] =
                m_channel->GetDownlink(m_serving[ue], ue, subband) / std::sqrt(pilotNoise);
        }
        m_csi->Measure(ue, channel, pilotPower, std::sqrt(pilotNoise / total), m_intervalStart);
    }
    m_event = Simulator::Schedule(m_intervalStart + m_designOffset - Simulator::Now(),
                                  &FddMimoNetwork::Design,
                                  this);
}

CMatrix
FddMimoNetwork::ReceiveUplinkPilots(uint32_t cell, uint32_t subband)
{
    const uint32_t antennas = m_channel->GetBsAntennas(cell);
    auto& users = m_bss[cell].downlink->GetUsers();
    uint32_t streams = 0;
    for (uint32_t user : m_bss[cell].downlink->GetScheduled())
    {
        streams += users[user].streams;
    }
    const CMatrix pilots = m_precoder->GetUplinkPilots(streams, antennas);
    CMatrix received = CMatrix::Zero(antennas, pilots.cols());
    uint32_t row = 0;
    for (uint32_t user : m_bss[cell].downlink->GetScheduled())
    {
        const uint32_t m = users[user].streams;
        const double amplitude = std::sqrt(m_budget->GetUplinkSnr() / m);
        received.noalias() += amplitude * m_channel->GetUplink(cell, users[user].ue, subband) *
                              pilots.middleRows(row, m);
        row += m;
    }
    for (Eigen::Index i = 0; i < received.size(); ++i)
    {
        const double re = m_noiseDraw->GetValue(0.0, 0.5);
        const double im = m_noiseDraw->GetValue(0.0, 0.5);
        received(i) += Complex(re, im);
    }
    return received;
}

void
FddMimoNetwork::NormalisePower(const std::vector<std::size_t>& firstProblem,
                               std::vector<Beamformer>& beamformers) const
{
    for (uint32_t cell = 0; m_hybrid && cell < m_bss.size(); ++cell)
    {
        const std::size_t end =
            cell + 1 < m_bss.size() ? firstProblem[cell + 1] : beamformers.size();
        for (std::size_t i = firstProblem[cell]; i < end; ++i)
        {
            m_hybrid->NormalisePower(cell, i - firstProblem[cell], beamformers[i]);
        }
    }
}

void
FddMimoNetwork::Design()
{
    NS_LOG_FUNCTION(this);
    const uint32_t subbands = m_channel->GetNSubbands();
    const double totalPower = m_budget->GetBsPower(1);
    const double power = m_budget->GetBsPower(subbands);
    const bool uplinkPilots = m_precoder->GetCsiNeed() & CSI_UPLINK_PILOTS;
    const Ptr<const CsiAcquisition> csi = m_needsReports ? m_csi : nullptr;

    std::vector<PrecodingProblem> problems;
    std::vector<std::size_t> firstProblem;
    for (uint32_t cell = 0; cell < m_bss.size(); ++cell)
    {
        auto& downlink = m_bss[cell].downlink;
        if (!uplinkPilots)
        {
            downlink->Select(csi, m_maxStreams, totalPower);
        }
        firstProblem.push_back(problems.size());
        downlink->AppendProblems(csi, subbands, power, problems);
        for (std::size_t i = firstProblem.back(); uplinkPilots && i < problems.size(); ++i)
        {
            problems[i].csi.uplinkPilots = ReceiveUplinkPilots(cell, i - firstProblem.back());
            problems[i].csi.pilotSnr = m_budget->GetUplinkSnr();
        }
    }

    const auto before = std::chrono::steady_clock::now();
    std::vector<Beamformer> beamformers = m_precoder->DesignBatch(problems);
    const std::chrono::duration<double> designTime = std::chrono::steady_clock::now() - before;
    NormalisePower(firstProblem, beamformers);

    std::vector<double> predicted(m_bss.size(), 0.0);
    for (uint32_t cell = 0; cell < m_bss.size(); ++cell)
    {
        auto& downlink = m_bss[cell].downlink;
        if (downlink->GetScheduled().empty())
        {
            downlink->Silence();
        }
        else
        {
            predicted[cell] = downlink->TakeBeams(&problems[firstProblem[cell]],
                                                  &beamformers[firstProblem[cell]],
                                                  subbands);
        }
        m_beams[cell] = downlink->GetBeams();
    }
    m_designs.assign(m_bss.size(), BeamsDesignedInfo());
    for (uint32_t cell = 0; cell < m_bss.size(); ++cell)
    {
        BeamsDesignedInfo& info = m_designs[cell];
        info.cell = cell;
        info.ues = m_beams[cell].ues;
        info.designTime = designTime.count();
        info.predictedSumRate = predicted[cell];
        for (const auto& beams : m_beams[cell].beams)
        {
            info.infeasible = info.infeasible || beams.status != BeamformerStatus::Ok;
            info.power += beams.weights.squaredNorm();
        }
        info.dataTime = (m_frame->GetInterval() - m_designOffset).GetSeconds();
        for (const uint32_t user : m_bss[cell].downlink->GetScheduled())
        {
            info.targeted += m_bss[cell].downlink->GetUsers()[user].sinrTarget > 0.0;
        }
        m_bss[cell].uplink->StartInterval();
    }
    m_channelUpdates = 0;
    m_slotInInterval = 0;
    StartSlot();
}

double
FddMimoNetwork::GetMissedShare(uint32_t ue) const
{
    const double target = m_bss[m_serving[ue]].downlink->GetUsers()[m_ues[ue].user].sinrTarget;
    if (!(target > 0.0))
    {
        return 0.0;
    }
    const std::vector<double>& sinr = (*m_received)[ue].sinr;
    const uint32_t subbands = m_channel->GetNSubbands();
    double missed = 0.0;
    for (uint32_t subband = 0; subband < subbands; ++subband)
    {
        // Rounding must not make an outage of a target that is met with equality.
        const std::size_t first = subband * sinr.size() / subbands;
        missed += sinr.empty() || sinr[first] < target * (1.0 - 1e-6);
    }
    return missed / subbands;
}

void
FddMimoNetwork::UpdateReception()
{
    NS_LOG_FUNCTION(this);
    if (m_frame->GetChannelUpdates() > 1)
    {
        m_channel->Update(Simulator::Now());
    }
    m_received = &m_reception.Evaluate(*m_channel,
                                       m_beams,
                                       m_serving,
                                       m_budget->GetUeNoise(m_channel->GetNSubbands()));
    if (m_channelUpdates++ == 0)
    {
        for (uint32_t ue = 0; ue < m_ues.size(); ++ue)
        {
            const double measured = (*m_received)[ue].interference;
            double& mean = m_ues[ue].interference;
            mean += (measured - mean) / (m_ues[ue].interferenceKnown ? m_averagingWindow : 1.0);
            m_ues[ue].interferenceKnown = true;
        }
    }
    const double dataFraction =
        1.0 - m_designOffset.GetSeconds() / m_frame->GetInterval().GetSeconds();
    for (BeamsDesignedInfo& info : m_designs)
    {
        double sumRate = 0.0;
        double missed = 0.0;
        for (uint32_t ue : info.ues)
        {
            sumRate += (*m_received)[ue].rate;
            missed += GetMissedShare(ue);
        }
        info.outage += (missed / std::max(1U, info.targeted) - info.outage) / m_channelUpdates;
        info.sumRate += (sumRate - info.sumRate) / m_channelUpdates;
        info.netSumRate = info.sumRate * dataFraction;
        if (m_channelUpdates == m_frame->GetChannelUpdates())
        {
            m_beamsTrace(info);
        }
    }
}

void
FddMimoNetwork::StartSlot()
{
    NS_LOG_FUNCTION(this << m_slotInInterval);
    const Time data = m_frame->GetInterval() - m_designOffset;
    const auto slots = static_cast<int64_t>(m_frame->GetSlots());
    if (m_slotInInterval * m_frame->GetChannelUpdates() >= m_channelUpdates * slots)
    {
        UpdateReception();
    }
    m_dataSlots.Start(m_bss,
                      *m_channel,
                      m_budget->GetSymbols(data, m_channel->GetNSubbands()) / slots,
                      m_budget->GetUplinkSnr());
    ++m_slotInInterval;
    const Time end = m_intervalStart + m_designOffset + data * m_slotInInterval / slots;
    m_event = Simulator::Schedule(end - Simulator::Now(), &FddMimoNetwork::EndSlot, this);
}

void
FddMimoNetwork::EndSlot()
{
    NS_LOG_FUNCTION(this << m_slotInInterval);
    m_dataSlots.End(m_bss, m_ues, *m_received, [this](const SlotTransmittedInfo& info) {
        m_slotTrace(info);
    });
    if (m_slotInInterval < m_frame->GetSlots())
    {
        StartSlot();
        return;
    }
    for (auto& bs : m_bss)
    {
        bs.downlink->EndInterval(m_frame->GetInterval().GetSeconds(), m_averagingWindow);
    }
    StartInterval();
}

} // namespace fddmimo
} // namespace ns3
