/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "csi-report-receiver.h"

#include "ns3/log.h"

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoCsiReportReceiver");
NS_OBJECT_ENSURE_REGISTERED(CsiReportReceiver);

TypeId
CsiReportReceiver::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::CsiReportReceiver")
            .SetParent<Object>()
            .SetGroupName("FddMimo")
            .AddConstructor<CsiReportReceiver>()
            .AddTraceSource("Lost",
                            "A report arrived damaged and was dropped.",
                            MakeTraceSourceAccessor(&CsiReportReceiver::m_lostTrace),
                            "ns3::fddmimo::CsiReportReceiver::LostTracedCallback");
    return tid;
}

bool
CsiReportReceiver::Receive(Ptr<const Packet> packet, CsiReportHeader& report)
{
    NS_LOG_FUNCTION(this << packet);
    // The size is compared because the CRC covers what the report's own length says: where a flip
    // changes that length, the CRC alone finds it with probability 1 - 2^-32 only.
    const uint32_t size = packet->PeekHeader(report);
    if (!report.IsValid() || size != packet->GetSize())
    {
        ++m_lost;
        m_lostTrace(packet);
        return false;
    }
    ++m_received;
    return true;
}

uint64_t
CsiReportReceiver::GetReceived() const
{
    return m_received;
}

uint64_t
CsiReportReceiver::GetLost() const
{
    return m_lost;
}

} // namespace fddmimo
} // namespace ns3
