/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "transmit-queue.h"

#include "ns3/log.h"
#include "ns3/trace-source-accessor.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoTransmitQueue");

NS_OBJECT_ENSURE_REGISTERED(TransmitQueue);

TypeId
TransmitQueue::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::TransmitQueue")
            .SetParent<Object>()
            .SetGroupName("FddMimo")
            .AddConstructor<TransmitQueue>()
            .AddAttribute("MaxBytes",
                          "Bytes that may wait; a packet that would exceed them is dropped",
                          UintegerValue(256 * 1024),
                          MakeUintegerAccessor(&TransmitQueue::m_maxBytes),
                          MakeUintegerChecker<uint32_t>(1))
            .AddTraceSource("Enqueue",
                            "A packet was taken",
                            MakeTraceSourceAccessor(&TransmitQueue::m_enqueueTrace),
                            "ns3::fddmimo::TransmitQueue::PacketCallback")
            .AddTraceSource("Dequeue",
                            "The last byte of a packet left for the first time",
                            MakeTraceSourceAccessor(&TransmitQueue::m_dequeueTrace),
                            "ns3::fddmimo::TransmitQueue::PacketCallback")
            .AddTraceSource("Drop",
                            "A packet was dropped because the queue is full",
                            MakeTraceSourceAccessor(&TransmitQueue::m_dropTrace),
                            "ns3::fddmimo::TransmitQueue::PacketCallback");
    return tid;
}

void
TransmitQueue::DoDispose()
{
    m_packets.clear();
    Object::DoDispose();
}

bool
TransmitQueue::Enqueue(Ptr<Packet> packet)
{
    NS_LOG_FUNCTION(this << packet);
    if (m_bytes + packet->GetSize() > m_maxBytes)
    {
        m_dropTrace(packet);
        return false;
    }
    m_bytes += packet->GetSize();
    m_packets.push_back(packet);
    m_enqueueTrace(packet);
    return true;
}

bool
TransmitQueue::IsEmpty() const
{
    return m_packets.empty();
}

uint32_t
TransmitQueue::GetNBytes() const
{
    return m_bytes;
}

uint32_t
TransmitQueue::GetBlockBytes() const
{
    return m_bytes + HEADER_BYTES * static_cast<uint32_t>(m_packets.size());
}

std::vector<Segment>
TransmitQueue::Fill(uint32_t bytes)
{
    std::vector<Segment> segments;
    while (!m_packets.empty() && bytes > HEADER_BYTES)
    {
        Ptr<const Packet> packet = m_packets.front();
        const uint32_t piece = std::min(packet->GetSize() - m_sent, bytes - HEADER_BYTES);
        segments.push_back({m_sequence, piece, packet});
        bytes -= piece + HEADER_BYTES;
        m_sent += piece;
        m_bytes -= piece;
        if (m_sent == packet->GetSize())
        {
            m_dequeueTrace(packet);
            m_packets.pop_front();
            ++m_sequence;
            m_sent = 0;
        }
    }
    return segments;
}

Reassembler::Entry*
Reassembler::Find(uint64_t sequence)
{
    if (sequence < m_base)
    {
        return nullptr;
    }
    const std::size_t index = sequence - m_base;
    if (index >= m_entries.size())
    {
        m_entries.resize(index + 1);
    }
    return &m_entries[index];
}

void
Reassembler::Receive(const std::vector<Segment>& segments)
{
    for (const auto& segment : segments)
    {
        if (Entry* entry = Find(segment.sequence))
        {
            entry->packet = segment.packet;
            entry->bytes += segment.bytes;
        }
    }
}

void
Reassembler::Lose(const std::vector<Segment>& segments)
{
    for (const auto& segment : segments)
    {
        Entry* entry = Find(segment.sequence);
        if (entry && !entry->lost)
        {
            entry->lost = true;
            ++m_lost;
        }
    }
}

std::vector<Ptr<const Packet>>
Reassembler::TakePackets()
{
    std::vector<Ptr<const Packet>> packets;
    while (!m_entries.empty())
    {
        const Entry& entry = m_entries.front();
        const bool complete = entry.packet && entry.bytes == entry.packet->GetSize();
        if (!entry.lost && !complete)
        {
            break;
        }
        if (!entry.lost)
        {
            packets.push_back(entry.packet);
        }
        m_entries.pop_front();
        ++m_base;
    }
    return packets;
}

uint64_t
Reassembler::GetNLost() const
{
    return m_lost;
}

} // namespace fddmimo
} // namespace ns3
