/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "full-buffer-application.h"

#include "ns3/abort.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoFullBufferApplication");

NS_OBJECT_ENSURE_REGISTERED(FullBufferApplication);

TypeId
FullBufferApplication::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::FullBufferApplication")
            .SetParent<Application>()
            .SetGroupName("FddMimo")
            .AddConstructor<FullBufferApplication>()
            .AddAttribute("Remote",
                          "Destination address and port",
                          AddressValue(),
                          MakeAddressAccessor(&FullBufferApplication::m_remote),
                          MakeAddressChecker())
            .AddAttribute("PacketSize",
                          "Payload of a packet in bytes",
                          UintegerValue(1400),
                          MakeUintegerAccessor(&FullBufferApplication::m_packetSize),
                          MakeUintegerChecker<uint32_t>(1, 65507))
            .AddAttribute("Window",
                          "Packets kept waiting in the queue: more than one slot can carry",
                          UintegerValue(32),
                          MakeUintegerAccessor(&FullBufferApplication::m_window),
                          MakeUintegerChecker<uint32_t>(1));
    return tid;
}

void
FullBufferApplication::SetQueue(Ptr<TransmitQueue> queue)
{
    m_queue = queue;
}

void
FullBufferApplication::DoDispose()
{
    m_socket = nullptr;
    m_queue = nullptr;
    Application::DoDispose();
}

void
FullBufferApplication::StartApplication()
{
    NS_LOG_FUNCTION(this);
    NS_ABORT_MSG_IF(!m_queue, "FullBufferApplication: SetQueue was not called");
    m_socket = Socket::CreateSocket(GetNode(), UdpSocketFactory::GetTypeId());
    m_socket->Bind();
    m_socket->Connect(m_remote);
    m_socket->ShutdownRecv();
    m_queue->TraceConnectWithoutContext("Dequeue",
                                        MakeCallback(&FullBufferApplication::NotifyDequeue, this));
    m_running = true;
    Fill();
}

void
FullBufferApplication::StopApplication()
{
    NS_LOG_FUNCTION(this);
    m_running = false;
    m_fill.Cancel();
    if (m_socket)
    {
        m_socket->Close();
    }
}

void
FullBufferApplication::NotifyDequeue(Ptr<const Packet> /* packet */)
{
    // Not at once: the queue is being read.
    if (m_running && m_fill.IsExpired())
    {
        m_fill = Simulator::ScheduleNow(&FullBufferApplication::Fill, this);
    }
}

void
FullBufferApplication::Fill()
{
    const uint32_t limit = m_window * m_packetSize;
    const uint32_t before = m_queue->GetNBytes();
    for (uint32_t sent = 0; before + sent < limit; sent += m_packetSize)
    {
        if (m_socket->Send(Create<Packet>(m_packetSize)) < 0)
        {
            return;
        }
    }
}

} // namespace fddmimo
} // namespace ns3
