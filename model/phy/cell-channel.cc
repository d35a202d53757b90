/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "cell-channel.h"

#include "ns3/net-device.h"

namespace ns3
{
namespace fddmimo
{

NS_OBJECT_ENSURE_REGISTERED(CellChannel);

TypeId
CellChannel::GetTypeId()
{
    static TypeId tid = TypeId("ns3::fddmimo::CellChannel")
                            .SetParent<Channel>()
                            .SetGroupName("FddMimo")
                            .AddConstructor<CellChannel>();
    return tid;
}

void
CellChannel::DoDispose()
{
    m_devices.clear();
    Channel::DoDispose();
}

void
CellChannel::Add(Ptr<NetDevice> device)
{
    m_devices.push_back(device);
}

std::size_t
CellChannel::GetNDevices() const
{
    return m_devices.size();
}

Ptr<NetDevice>
CellChannel::GetDevice(std::size_t i) const
{
    return m_devices.at(i);
}

} // namespace fddmimo
} // namespace ns3
