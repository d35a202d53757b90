/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "feedback-channel.h"

#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/ns3-compat.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoFeedbackChannel");
NS_OBJECT_ENSURE_REGISTERED(FeedbackChannel);

TypeId
FeedbackChannel::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::FeedbackChannel")
            .SetParent<Object>()
            .SetGroupName("FddMimo")
            .AddConstructor<FeedbackChannel>()
            .AddAttribute("DataRate",
                          "Rate of each user's feedback channel; 0bps: unlimited.",
                          DataRateValue(DataRate("2Mbps")),
                          MakeDataRateAccessor(&FeedbackChannel::m_dataRate),
                          MakeDataRateChecker())
            .AddAttribute("Delay",
                          "Time from the end of a transmission to the arrival.",
                          TimeValue(MicroSeconds(200)),
                          MakeTimeAccessor(&FeedbackChannel::m_delay),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("MaxBacklog",
                          "A report that would have to wait longer than this for its user's "
                          "channel is dropped: a newer one is worth more.",
                          TimeValue(MilliSeconds(100)),
                          MakeTimeAccessor(&FeedbackChannel::m_maxBacklog),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("BitErrorRate",
                          "Probability that a bit is flipped.",
                          DoubleValue(0.0),
                          MakeDoubleAccessor(&FeedbackChannel::m_bitErrorRate),
                          MakeDoubleChecker<double>(0.0, std::nextafter(1.0, 0.0)))
            .AddTraceSource("Drop",
                            "A report was dropped, because its user's channel was busy for too "
                            "long.",
                            MakeTraceSourceAccessor(&FeedbackChannel::m_dropTrace),
                            "ns3::fddmimo::FeedbackChannel::DropTracedCallback");
    return tid;
}

FeedbackChannel::FeedbackChannel()
    : m_uniform(CreateObject<UniformRandomVariable>())
{
    NS_LOG_FUNCTION(this);
}

void
FeedbackChannel::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_uniform = nullptr;
    m_freeAt.clear();
    Object::DoDispose();
}

int64_t
FeedbackChannel::AssignStreams(int64_t stream)
{
    NS_LOG_FUNCTION(this << stream);
    m_uniform->SetStream(stream);
    return 1;
}

uint64_t
FeedbackChannel::GetSentBits() const
{
    return m_sentBits;
}

uint64_t
FeedbackChannel::GetDropped() const
{
    return m_dropped;
}

bool
FeedbackChannel::Send(uint32_t user, Ptr<Packet> packet, Receiver receiver)
{
    NS_LOG_FUNCTION(this << user << packet);
    const Time now = Simulator::Now();
    Time arrival = m_delay;
    if (m_dataRate.GetBitRate() > 0)
    {
        Time& freeAt = m_freeAt[user];
        const Time start = std::max(now, freeAt);
        if (start - now > m_maxBacklog)
        {
            ++m_dropped;
            m_dropTrace(user, packet);
            return false;
        }
        freeAt = start + m_dataRate.CalculateBytesTxTime(packet->GetSize());
        arrival += freeAt - now;
    }
    m_sentBits += uint64_t{8} * packet->GetSize();
    Ptr<Packet> received = AddErrors(packet);
    ScheduleFunction(arrival, [receiver, received]() { receiver(received); });
    return true;
}

uint64_t
FeedbackChannel::DrawGap()
{
    // P(gap >= n) = (1 - p)^n, inverted at a uniform variable in (0, 1].
    const double gap =
        std::floor(std::log(1.0 - m_uniform->GetValue()) / std::log1p(-m_bitErrorRate));
    return gap < 1e18 ? static_cast<uint64_t>(gap) : std::numeric_limits<uint64_t>::max() / 2;
}

Ptr<Packet>
FeedbackChannel::AddErrors(Ptr<Packet> packet)
{
    if (m_bitErrorRate == 0.0)
    {
        return packet;
    }
    const uint64_t bits = uint64_t{8} * packet->GetSize();
    uint64_t position = DrawGap();
    if (position >= bits)
    {
        return packet;
    }
    std::vector<uint8_t> bytes(packet->GetSize());
    packet->CopyData(bytes.data(), static_cast<uint32_t>(bytes.size()));
    for (; position < bits; position += 1 + DrawGap())
    {
        bytes[position / 8] ^= static_cast<uint8_t>(0x80 >> (position % 8));
    }
    return Create<Packet>(bytes.data(), static_cast<uint32_t>(bytes.size()));
}

} // namespace fddmimo
} // namespace ns3
