/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_NET_DEVICE_H
#define FDDMIMO_NET_DEVICE_H

#include "ns3/cell-channel.h"
#include "ns3/mac48-address.h"
#include "ns3/net-device.h"
#include "ns3/node.h"
#include "ns3/traced-callback.h"

#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * What the devices of base stations and users have in common: an Ethernet-like device (48-bit
 * addresses, ARP, broadcast, multicast) below any ns-3 network stack.
 */
class FddMimoNetDevice : public NetDevice
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    FddMimoNetDevice();

    /**
     * \return number of antennas
     */
    uint32_t GetAntennas() const;

    /**
     * \param cell the cell that the device belongs to
     */
    void SetCell(Ptr<CellChannel> cell);

    /**
     * A packet has come over the air.
     * \param packet the packet with its MAC header
     */
    virtual void ReceiveFromAir(Ptr<Packet> packet) = 0;

    // Inherited from NetDevice
    void SetIfIndex(const uint32_t index) override;
    uint32_t GetIfIndex() const override;
    Ptr<Channel> GetChannel() const override;
    void SetAddress(Address address) override;
    Address GetAddress() const override;
    bool SetMtu(const uint16_t mtu) override;
    uint16_t GetMtu() const override;
    bool IsLinkUp() const override;
    void AddLinkChangeCallback(Callback<void> callback) override;
    bool IsBroadcast() const override;
    Address GetBroadcast() const override;
    bool IsMulticast() const override;
    Address GetMulticast(Ipv4Address multicastGroup) const override;
    Address GetMulticast(Ipv6Address addr) const override;
    bool IsBridge() const override;
    bool IsPointToPoint() const override;
    bool Send(Ptr<Packet> packet, const Address& dest, uint16_t protocolNumber) override;
    bool SendFrom(Ptr<Packet> packet,
                  const Address& source,
                  const Address& dest,
                  uint16_t protocolNumber) override;
    Ptr<Node> GetNode() const override;
    void SetNode(Ptr<Node> node) override;
    bool NeedsArp() const override;
    void SetReceiveCallback(ReceiveCallback cb) override;
    void SetPromiscReceiveCallback(PromiscReceiveCallback cb) override;
    bool SupportsSendFrom() const override;

  protected:
    void DoDispose() override;

    /**
     * Sends a frame towards its destination.
     *
     * \param packet the packet with its MAC header
     * \param destination where it goes
     * \return false if it was dropped
     */
    virtual bool Transmit(Ptr<Packet> packet, Mac48Address destination) = 0;

    /**
     * Hands a packet to the network stack, as its addresses demand.
     * \param packet the packet with its MAC header
     */
    void ForwardUp(Ptr<Packet> packet);

    TracedCallback<Ptr<const Packet>> m_dropTrace; //!< packets dropped by this device

  private:
    Ptr<Node> m_node;                 //!< node
    Ptr<CellChannel> m_cell;          //!< cell
    Mac48Address m_address;           //!< address
    uint32_t m_ifIndex{0};            //!< interface index
    uint32_t m_antennas;              //!< number of antennas
    uint16_t m_mtu;                   //!< largest payload in bytes
    ReceiveCallback m_receive;        //!< network stack
    PromiscReceiveCallback m_promisc; //!< promiscuous listener

    TracedCallback<Ptr<const Packet>> m_txTrace; //!< packets from the stack
    TracedCallback<Ptr<const Packet>> m_rxTrace; //!< packets to the stack
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_NET_DEVICE_H */
