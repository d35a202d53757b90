/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "data-slots.h"

#include "ns3/log.h"
#include "ns3/simulator.h"

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoDataSlots");

namespace
{

/**
 * \param device the receiver
 * \param packets packets for it
 */
void
Receive(Ptr<FddMimoNetDevice> device, const std::vector<Ptr<const Packet>>& packets)
{
    for (const auto& packet : packets)
    {
        device->ReceiveFromAir(packet->Copy());
    }
}

} // namespace

DataSlots::DataSlots()
    : m_draw(CreateObject<UniformRandomVariable>())
{
}

int64_t
DataSlots::AssignStreams(int64_t stream)
{
    m_draw->SetStream(stream);
    return 1;
}

void
DataSlots::Start(std::vector<NetworkBs>& bss,
                 const MimoChannelModel& channel,
                 double symbols,
                 double uplinkSnr)
{
    for (auto& bs : bss)
    {
        auto& users = bs.downlink->GetUsers();
        for (uint32_t user : bs.downlink->GetScheduled())
        {
            users[user].channel->StartSlot(m_slot, users[user].predictedSinr, symbols);
        }
        bs.uplink->StartSlot(m_slot, channel, uplinkSnr, symbols);
    }
}

void
DataSlots::End(std::vector<NetworkBs>& bss,
               const std::vector<NetworkUe>& ues,
               const std::vector<UserReception>& received,
               const std::function<void(const SlotTransmittedInfo&)>& trace)
{
    SlotTransmittedInfo info;
    for (info.cell = 0; info.cell < bss.size(); ++info.cell)
    {
        auto& bs = bss[info.cell];
        info.downlink = true;
        for (uint32_t index : bs.downlink->GetScheduled())
        {
            DownlinkUser& user = bs.downlink->GetUsers()[index];
            user.sinr = received[user.ue].sinr;
            info.ue = user.ue;
            info.block = user.channel->EndSlot(user.sinr, m_draw->GetValue());
            if (info.block.bits > 0)
            {
                user.bits += info.block.ok ? info.block.bits : 0;
                trace(info);
                Deliver(user.channel, ues[user.ue].device);
            }
        }
        info.downlink = false;
        for (const auto& sender : bs.uplink->GetSenders())
        {
            const auto channel = bs.uplink->GetChannel(sender.user);
            info.ue = bs.ues[sender.user];
            info.block = channel->EndSlot(sender.sinr, m_draw->GetValue());
            if (info.block.bits > 0)
            {
                trace(info);
                Deliver(channel, bs.device);
            }
        }
    }
    ++m_slot;
}

void
DataSlots::Deliver(Ptr<TransportChannel> channel, Ptr<FddMimoNetDevice> device)
{
    auto packets = channel->TakePackets();
    if (!packets.empty())
    {
        Simulator::ScheduleWithContext(device->GetNode()->GetId(),
                                       Seconds(0),
                                       &Receive,
                                       device,
                                       std::move(packets));
    }
}

} // namespace fddmimo
} // namespace ns3
