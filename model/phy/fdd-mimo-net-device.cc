/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fdd-mimo-net-device.h"

#include "ns3/abort.h"
#include "ns3/ethernet-header.h"
#include "ns3/log.h"
#include "ns3/trace-source-accessor.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoNetDevice");

NS_OBJECT_ENSURE_REGISTERED(FddMimoNetDevice);

TypeId
FddMimoNetDevice::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::FddMimoNetDevice")
            .SetParent<NetDevice>()
            .SetGroupName("FddMimo")
            .AddAttribute("Antennas",
                          "Number of antennas",
                          TypeId::ATTR_GET | TypeId::ATTR_CONSTRUCT,
                          UintegerValue(1),
                          MakeUintegerAccessor(&FddMimoNetDevice::m_antennas),
                          MakeUintegerChecker<uint32_t>(1, 4096))
            .AddAttribute("Mtu",
                          "Largest payload in bytes",
                          UintegerValue(1500),
                          MakeUintegerAccessor(&FddMimoNetDevice::m_mtu),
                          MakeUintegerChecker<uint16_t>(68))
            .AddTraceSource("MacTx",
                            "A packet has come from the network stack",
                            MakeTraceSourceAccessor(&FddMimoNetDevice::m_txTrace),
                            "ns3::Packet::TracedCallback")
            .AddTraceSource("MacTxDrop",
                            "A packet was dropped before transmission (queue full, no such user)",
                            MakeTraceSourceAccessor(&FddMimoNetDevice::m_dropTrace),
                            "ns3::Packet::TracedCallback")
            .AddTraceSource("MacRx",
                            "A packet goes up to the network stack",
                            MakeTraceSourceAccessor(&FddMimoNetDevice::m_rxTrace),
                            "ns3::Packet::TracedCallback");
    return tid;
}

FddMimoNetDevice::FddMimoNetDevice()
    : m_address(Mac48Address::Allocate())
{
}

void
FddMimoNetDevice::DoDispose()
{
    m_node = nullptr;
    m_cell = nullptr;
    m_receive = ReceiveCallback();
    m_promisc = PromiscReceiveCallback();
    NetDevice::DoDispose();
}

uint32_t
FddMimoNetDevice::GetAntennas() const
{
    return m_antennas;
}

void
FddMimoNetDevice::SetCell(Ptr<CellChannel> cell)
{
    m_cell = cell;
    m_cell->Add(this);
}

void
FddMimoNetDevice::SetIfIndex(const uint32_t index)
{
    m_ifIndex = index;
}

uint32_t
FddMimoNetDevice::GetIfIndex() const
{
    return m_ifIndex;
}

Ptr<Channel>
FddMimoNetDevice::GetChannel() const
{
    return m_cell;
}

void
FddMimoNetDevice::SetAddress(Address address)
{
    NS_ABORT_MSG_IF(m_cell,
                    "FddMimoNetDevice: set the address before the device is attached to a cell");
    m_address = Mac48Address::ConvertFrom(address);
}

Address
FddMimoNetDevice::GetAddress() const
{
    return m_address;
}

bool
FddMimoNetDevice::SetMtu(const uint16_t mtu)
{
    m_mtu = mtu;
    return true;
}

uint16_t
FddMimoNetDevice::GetMtu() const
{
    return m_mtu;
}

bool
FddMimoNetDevice::IsLinkUp() const
{
    return m_cell != nullptr;
}

void
FddMimoNetDevice::AddLinkChangeCallback(Callback<void> /* callback */)
{
    // Devices are attached before the simulation starts and stay so: the link never changes.
}

bool
FddMimoNetDevice::IsBroadcast() const
{
    return true;
}

Address
FddMimoNetDevice::GetBroadcast() const
{
    return Mac48Address::GetBroadcast();
}

bool
FddMimoNetDevice::IsMulticast() const
{
    return true;
}

Address
FddMimoNetDevice::GetMulticast(Ipv4Address multicastGroup) const
{
    return Mac48Address::GetMulticast(multicastGroup);
}

Address
FddMimoNetDevice::GetMulticast(Ipv6Address addr) const
{
    return Mac48Address::GetMulticast(addr);
}

bool
FddMimoNetDevice::IsBridge() const
{
    return false;
}

bool
FddMimoNetDevice::IsPointToPoint() const
{
    return false;
}

bool
FddMimoNetDevice::Send(Ptr<Packet> packet, const Address& dest, uint16_t protocolNumber)
{
    return SendFrom(packet, m_address, dest, protocolNumber);
}

bool
FddMimoNetDevice::SendFrom(Ptr<Packet> packet,
                           const Address& source,
                           const Address& dest,
                           uint16_t protocolNumber)
{
    NS_LOG_FUNCTION(this << packet << dest << protocolNumber);
    EthernetHeader header(false);
    header.SetSource(Mac48Address::ConvertFrom(source));
    header.SetDestination(Mac48Address::ConvertFrom(dest));
    header.SetLengthType(protocolNumber);
    packet->AddHeader(header);
    m_txTrace(packet);
    return Transmit(packet, header.GetDestination());
}

Ptr<Node>
FddMimoNetDevice::GetNode() const
{
    return m_node;
}

void
FddMimoNetDevice::SetNode(Ptr<Node> node)
{
    m_node = node;
}

bool
FddMimoNetDevice::NeedsArp() const
{
    return true;
}

void
FddMimoNetDevice::SetReceiveCallback(ReceiveCallback cb)
{
    m_receive = cb;
}

void
FddMimoNetDevice::SetPromiscReceiveCallback(PromiscReceiveCallback cb)
{
    m_promisc = cb;
}

bool
FddMimoNetDevice::SupportsSendFrom() const
{
    return true;
}

void
FddMimoNetDevice::ForwardUp(Ptr<Packet> packet)
{
    NS_LOG_FUNCTION(this << packet);
    EthernetHeader header(false);
    packet->RemoveHeader(header);
    const Mac48Address destination = header.GetDestination();
    PacketType type = PACKET_OTHERHOST;
    if (destination == m_address)
    {
        type = PACKET_HOST;
    }
    else if (destination.IsBroadcast())
    {
        type = PACKET_BROADCAST;
    }
    else if (destination.IsGroup())
    {
        type = PACKET_MULTICAST;
    }
    if (!m_promisc.IsNull())
    {
        m_promisc(this, packet, header.GetLengthType(), header.GetSource(), destination, type);
    }
    if (type != PACKET_OTHERHOST && !m_receive.IsNull())
    {
        m_rxTrace(packet);
        m_receive(this, packet, header.GetLengthType(), header.GetSource());
    }
}

} // namespace fddmimo
} // namespace ns3
