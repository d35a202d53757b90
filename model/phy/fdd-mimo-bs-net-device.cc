/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fdd-mimo-bs-net-device.h"

#include "ns3/ethernet-header.h"
#include "ns3/log.h"
#include "ns3/object-vector.h"

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoBsNetDevice");

NS_OBJECT_ENSURE_REGISTERED(FddMimoBsNetDevice);

TypeId
FddMimoBsNetDevice::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::FddMimoBsNetDevice")
            .SetParent<FddMimoNetDevice>()
            .SetGroupName("FddMimo")
            .AddConstructor<FddMimoBsNetDevice>()
            .AddAttribute("Downlinks",
                          "The transport channels to the users, by index of the user",
                          ObjectVectorValue(),
                          MakeObjectVectorAccessor(&FddMimoBsNetDevice::m_downlinks),
                          MakeObjectVectorChecker<TransportChannel>());
    return tid;
}

void
FddMimoBsNetDevice::DoDispose()
{
    for (auto& downlink : m_downlinks)
    {
        downlink->Dispose();
    }
    m_downlinks.clear();
    m_users.clear();
    FddMimoNetDevice::DoDispose();
}

uint32_t
FddMimoBsNetDevice::AddUser(Mac48Address address)
{
    NS_LOG_FUNCTION(this << address);
    const uint32_t user = m_downlinks.size();
    m_users[address] = user;
    m_downlinks.push_back(CreateObject<TransportChannel>());
    return user;
}

uint32_t
FddMimoBsNetDevice::GetNUsers() const
{
    return m_downlinks.size();
}

Ptr<TransportChannel>
FddMimoBsNetDevice::GetDownlink(uint32_t user) const
{
    return m_downlinks.at(user);
}

bool
FddMimoBsNetDevice::Enqueue(Ptr<Packet> packet, uint32_t user)
{
    if (!m_downlinks[user]->GetQueue()->Enqueue(packet))
    {
        m_dropTrace(packet);
        return false;
    }
    return true;
}

bool
FddMimoBsNetDevice::Transmit(Ptr<Packet> packet, Mac48Address destination)
{
    if (destination.IsGroup())
    {
        for (uint32_t user = 0; user < m_downlinks.size(); ++user)
        {
            Enqueue(packet->Copy(), user);
        }
        return true;
    }
    const auto user = m_users.find(destination);
    if (user == m_users.end())
    {
        m_dropTrace(packet);
        return false;
    }
    return Enqueue(packet, user->second);
}

void
FddMimoBsNetDevice::ReceiveFromAir(Ptr<Packet> packet)
{
    NS_LOG_FUNCTION(this << packet);
    EthernetHeader header(false);
    packet->PeekHeader(header);
    const Mac48Address destination = header.GetDestination();
    if (destination.IsGroup())
    {
        const auto source = m_users.find(header.GetSource());
        for (uint32_t user = 0; user < m_downlinks.size(); ++user)
        {
            if (source == m_users.end() || source->second != user)
            {
                Enqueue(packet->Copy(), user);
            }
        }
    }
    else
    {
        const auto user = m_users.find(destination);
        if (user != m_users.end())
        {
            Enqueue(packet, user->second);
            return;
        }
    }
    ForwardUp(packet);
}

} // namespace fddmimo
} // namespace ns3
