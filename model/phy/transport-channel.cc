/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "transport-channel.h"

#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/pointer.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoTransportChannel");

NS_OBJECT_ENSURE_REGISTERED(TransportChannel);

namespace
{

const double MIN_OFFSET_DB = -100.0; //!< lowest outer-loop offset
const double MAX_OFFSET_DB = 10.0;   //!< highest outer-loop offset

/**
 * \param sinr SINR of each resource
 * \return the SINR in dB that gives the same mean rate on every resource
 */
double
GetEffectiveSinrDb(const std::vector<double>& sinr)
{
    double rate = 0.0;
    for (double s : sinr)
    {
        rate += std::log2(1.0 + s);
    }
    const double effective = std::exp2(rate / std::max<std::size_t>(sinr.size(), 1)) - 1.0;
    return 10.0 * std::log10(std::max(effective, 1e-10));
}

} // namespace

TypeId
TransportChannel::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::TransportChannel")
            .SetParent<Object>()
            .SetGroupName("FddMimo")
            .AddConstructor<TransportChannel>()
            .AddAttribute("MaxAttempts",
                          "Transmissions of a block in all, the first one included",
                          UintegerValue(4),
                          MakeUintegerAccessor(&TransportChannel::m_maxAttempts),
                          MakeUintegerChecker<uint32_t>(1, 4))
            .AddAttribute("HarqDelay",
                          "Slots from a transmission to its retransmission",
                          UintegerValue(4),
                          MakeUintegerAccessor(&TransportChannel::m_harqDelay),
                          MakeUintegerChecker<uint32_t>(1, 1000))
            .AddAttribute("MaxWait",
                          "Slots for which a retransmission waits while its user has no beam; then "
                          "it spends an attempt",
                          UintegerValue(100),
                          MakeUintegerAccessor(&TransportChannel::m_maxWait),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("TargetBler",
                          "Block error rate of first transmissions that the outer loop aims at",
                          DoubleValue(0.1),
                          MakeDoubleAccessor(&TransportChannel::m_targetBler),
                          MakeDoubleChecker<double>(1e-6, 0.9))
            .AddAttribute("OuterLoopStepDb",
                          "How far a failed first transmission lowers the predicted SINR in dB; a "
                          "decoded one raises it by Step * TargetBler / (1 - TargetBler); 0 turns "
                          "the outer loop off",
                          DoubleValue(1.0),
                          MakeDoubleAccessor(&TransportChannel::m_outerLoopStepDb),
                          MakeDoubleChecker<double>(0.0, 10.0))
            .AddAttribute("Queue",
                          "The queue of packets",
                          TypeId::ATTR_GET,
                          PointerValue(),
                          MakePointerAccessor(&TransportChannel::m_queue),
                          MakePointerChecker<TransmitQueue>());
    return tid;
}

TransportChannel::TransportChannel()
    : m_queue(CreateObject<TransmitQueue>())
{
}

void
TransportChannel::DoDispose()
{
    m_queue->Dispose();
    m_linkModel = nullptr;
    m_failed.clear();
    m_block = Block();
    m_reassembler = Reassembler();
    Object::DoDispose();
}

void
TransportChannel::SetLinkModel(Ptr<LinkModel> linkModel)
{
    m_linkModel = linkModel;
}

void
TransportChannel::SetSaturated(bool saturated)
{
    m_saturated = saturated;
}

Ptr<TransmitQueue>
TransportChannel::GetQueue() const
{
    return m_queue;
}

bool
TransportChannel::HasData() const
{
    return m_saturated || !m_failed.empty() || !m_queue->IsEmpty();
}

void
TransportChannel::StartSlot(uint64_t slot, const std::vector<double>& predictedSinr, double symbols)
{
    m_slot = slot;
    if (!m_failed.empty() && m_failed.front().dueSlot <= slot)
    {
        const bool hasBeam = std::any_of(predictedSinr.begin(), predictedSinr.end(), [](double s) {
            return !(s <= 0.0);
        });
        if (!hasBeam && slot < m_failed.front().dueSlot + m_maxWait)
        {
            return; // the attempt would be wasted
        }
        m_block = std::move(m_failed.front());
        m_failed.pop_front();
        m_inFlight = true;
        return;
    }
    if (!m_saturated && m_queue->IsEmpty())
    {
        return;
    }
    // Quantised CSI predicts next to no interference, tens of dB too much: where a better channel
    // changes nothing, the offset must not have to make up for it.
    std::vector<double> sinr = predictedSinr;
    const double factor = std::pow(10.0, 0.1 * m_offsetDb);
    const double limit = m_linkModel->GetMaxUsefulSinr();
    std::for_each(sinr.begin(), sinr.end(), [=](double& s) { s = std::min(s, limit) * factor; });
    m_block = Block();
    m_block.format = m_linkModel->SelectFormat(sinr, symbols);
    if (m_block.format.bits == 0)
    {
        // Nothing fits: let the outer loop recover, or the channel would stay silent for good.
        m_offsetDb = std::min(m_offsetDb + m_outerLoopStepDb * m_targetBler, 0.0);
        return;
    }
    if (!m_saturated)
    {
        const uint32_t needed = 8 * m_queue->GetBlockBytes();
        m_block.full = needed >= m_block.format.bits;
        if (!m_block.full)
        {
            m_block.format = m_linkModel->ShrinkFormat(m_block.format, sinr.size(), needed);
        }
        m_block.segments = m_queue->Fill(m_block.format.bits / 8);
        if (m_block.segments.empty())
        {
            return;
        }
    }
    m_inFlight = true;
}

BlockReport
TransportChannel::EndSlot(const std::vector<double>& sinr, double draw)
{
    BlockReport report;
    if (!m_inFlight)
    {
        return report;
    }
    m_inFlight = false;
    const DecodingResult result = m_linkModel->Decode(m_block.format, sinr, m_block.history);
    report.mcs = m_block.format.mcs;
    report.bits = m_block.format.bits;
    report.attempt = m_block.history.size() + 1;
    report.ok = draw >= result.blockErrorProbability;
    report.sinrDb = GetEffectiveSinrDb(sinr);
    // That a block below the possible rate is decoded says nothing of that rate.
    if (report.attempt == 1 && (m_block.full || !report.ok))
    {
        const double step = report.ok ? m_outerLoopStepDb * m_targetBler / (1.0 - m_targetBler)
                                      : -m_outerLoopStepDb;
        m_offsetDb = std::min(std::max(m_offsetDb + step, MIN_OFFSET_DB), MAX_OFFSET_DB);
    }
    if (report.ok)
    {
        m_reassembler.Receive(m_block.segments);
    }
    else if (report.attempt < m_maxAttempts)
    {
        m_block.history.push_back(result.attempt);
        m_block.dueSlot = m_slot + m_harqDelay;
        m_failed.push_back(std::move(m_block));
    }
    else
    {
        report.lost = true;
        m_reassembler.Lose(m_block.segments);
    }
    return report;
}

std::vector<Ptr<const Packet>>
TransportChannel::TakePackets()
{
    return m_reassembler.TakePackets();
}

uint64_t
TransportChannel::GetNLostPackets() const
{
    return m_reassembler.GetNLost();
}

} // namespace fddmimo
} // namespace ns3
