/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_UE_NET_DEVICE_H
#define FDDMIMO_UE_NET_DEVICE_H

#include "ns3/fdd-mimo-net-device.h"
#include "ns3/transport-channel.h"

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Device of a user.
 */
class FddMimoUeNetDevice : public FddMimoNetDevice
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    FddMimoUeNetDevice();

    /**
     * \return the transport channel to the base station
     */
    Ptr<TransportChannel> GetUplink() const;

    void ReceiveFromAir(Ptr<Packet> packet) override;

  protected:
    void DoDispose() override;
    bool Transmit(Ptr<Packet> packet, Mac48Address destination) override;

  private:
    Ptr<TransportChannel> m_uplink; //!< to the base station
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_UE_NET_DEVICE_H */
