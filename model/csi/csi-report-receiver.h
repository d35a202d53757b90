/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_CSI_REPORT_RECEIVER_H
#define FDDMIMO_CSI_REPORT_RECEIVER_H

#include "ns3/csi-report-header.h"
#include "ns3/object.h"
#include "ns3/packet.h"
#include "ns3/traced-callback.h"

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * The base station's end of the feedback channel: reads reports, and drops and counts damaged ones.
 */
class CsiReportReceiver : public Object
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    /**
     * Reads a packet that holds one report and nothing else.
     *
     * \param packet any packet, as it came from the feedback channel
     * \param [out] report the report; means nothing if it was damaged
     * \return false if the packet has not the size of its report or the CRC is wrong: the report
     * is lost, and what the base station knew before stays
     */
    bool Receive(Ptr<const Packet> packet, CsiReportHeader& report);

    /**
     * \return reports received so far without damage
     */
    uint64_t GetReceived() const;

    /**
     * \return reports lost so far
     */
    uint64_t GetLost() const;

    /**
     * Signature of the trace "Lost".
     *
     * \param packet the damaged packet
     */
    typedef void (*LostTracedCallback)(Ptr<const Packet> packet);

  private:
    uint64_t m_received{0};                        //!< reports without damage
    uint64_t m_lost{0};                            //!< damaged reports
    TracedCallback<Ptr<const Packet>> m_lostTrace; //!< a report was lost
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_CSI_REPORT_RECEIVER_H */
