/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_BS_NET_DEVICE_H
#define FDDMIMO_BS_NET_DEVICE_H

#include "ns3/fdd-mimo-net-device.h"
#include "ns3/transport-channel.h"

#include <map>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Device of a base station: one transport channel a user. Broadcast and multicast frames go to
 * every user as copies, and frames from one user to another (or to all) are relayed.
 */
class FddMimoBsNetDevice : public FddMimoNetDevice
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    /**
     * \param address address of a user's device
     * \return its index in this cell, from 0 on
     */
    uint32_t AddUser(Mac48Address address);

    /**
     * \return number of users
     */
    uint32_t GetNUsers() const;

    /**
     * \param user index in this cell
     * \return the transport channel to the user
     */
    Ptr<TransportChannel> GetDownlink(uint32_t user) const;

    void ReceiveFromAir(Ptr<Packet> packet) override;

  protected:
    void DoDispose() override;
    bool Transmit(Ptr<Packet> packet, Mac48Address destination) override;

  private:
    /**
     * \param packet a frame
     * \param user user that it is for
     * \return false if it was dropped
     */
    bool Enqueue(Ptr<Packet> packet, uint32_t user);

    std::map<Mac48Address, uint32_t> m_users;       //!< index of a user's address
    std::vector<Ptr<TransportChannel>> m_downlinks; //!< one a user
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_BS_NET_DEVICE_H */
