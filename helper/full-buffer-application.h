/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_FULL_BUFFER_APPLICATION_H
#define FDDMIMO_FULL_BUFFER_APPLICATION_H

#include "ns3/address.h"
#include "ns3/application.h"
#include "ns3/event-id.h"
#include "ns3/socket.h"
#include "ns3/transmit-queue.h"

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * A UDP source that always has data and never floods: it keeps Window packets in the queue below it
 * and sends the next one whenever one has left. Offered load follows the capacity of the link, so
 * no simulation time is spent on packets that a full queue would drop.
 */
class FullBufferApplication : public Application
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    /**
     * \param queue the queue that the packets wait in, on this node; before the application starts
     */
    void SetQueue(Ptr<TransmitQueue> queue);

  protected:
    void DoDispose() override;

  private:
    void StartApplication() override;
    void StopApplication() override;

    /**
     * Sends packets until Window of them wait.
     */
    void Fill();

    /**
     * A packet has left the queue.
     * \param packet the packet
     */
    void NotifyDequeue(Ptr<const Packet> packet);

    Address m_remote;           //!< destination
    uint32_t m_packetSize;      //!< payload of a packet in bytes
    uint32_t m_window;          //!< packets kept waiting
    Ptr<TransmitQueue> m_queue; //!< queue watched
    Ptr<Socket> m_socket;       //!< socket
    EventId m_fill;             //!< next Fill()
    bool m_running{false};      //!< between start and stop
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_FULL_BUFFER_APPLICATION_H */
