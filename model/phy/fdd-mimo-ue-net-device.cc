/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fdd-mimo-ue-net-device.h"

#include "ns3/log.h"
#include "ns3/pointer.h"

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoUeNetDevice");

NS_OBJECT_ENSURE_REGISTERED(FddMimoUeNetDevice);

TypeId
FddMimoUeNetDevice::GetTypeId()
{
    static TypeId tid = TypeId("ns3::fddmimo::FddMimoUeNetDevice")
                            .SetParent<FddMimoNetDevice>()
                            .SetGroupName("FddMimo")
                            .AddConstructor<FddMimoUeNetDevice>()
                            .AddAttribute("Uplink",
                                          "The transport channel to the base station",
                                          TypeId::ATTR_GET,
                                          PointerValue(),
                                          MakePointerAccessor(&FddMimoUeNetDevice::m_uplink),
                                          MakePointerChecker<TransportChannel>());
    return tid;
}

FddMimoUeNetDevice::FddMimoUeNetDevice()
    : m_uplink(CreateObject<TransportChannel>())
{
}

void
FddMimoUeNetDevice::DoDispose()
{
    m_uplink->Dispose();
    FddMimoNetDevice::DoDispose();
}

Ptr<TransportChannel>
FddMimoUeNetDevice::GetUplink() const
{
    return m_uplink;
}

bool
FddMimoUeNetDevice::Transmit(Ptr<Packet> packet, Mac48Address /* destination */)
{
    if (!m_uplink->GetQueue()->Enqueue(packet))
    {
        m_dropTrace(packet);
        return false;
    }
    return true;
}

void
FddMimoUeNetDevice::ReceiveFromAir(Ptr<Packet> packet)
{
    ForwardUp(packet);
}

} // namespace fddmimo
} // namespace ns3
