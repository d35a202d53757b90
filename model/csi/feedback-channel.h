/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_FEEDBACK_CHANNEL_H
#define FDDMIMO_FEEDBACK_CHANNEL_H

#include "ns3/callback.h"
#include "ns3/data-rate.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/packet.h"
#include "ns3/random-variable-stream.h"
#include "ns3/traced-callback.h"

#include <unordered_map>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Carries CSI reports from users to their base station: a control channel of finite rate for each
 * user, with a delay and independent bit errors.
 *
 * A report waits until its user's channel is free, is on the air for its size over DataRate, and
 * arrives Delay later. Every bit of the packet (header, payload, CRC) is flipped with probability
 * BitErrorRate.
 */
class FeedbackChannel : public Object
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    FeedbackChannel();

    /// What is called with an arriving packet.
    using Receiver = Callback<void, Ptr<Packet>>;

    /**
     * Sends a packet.
     *
     * \param user number of the user, to tell whose channel it takes
     * \param packet the packet; must not be changed afterwards
     * \param receiver called with the packet, or a copy with bit errors, when it arrives
     * \return false if the packet was dropped, because it would have had to wait for longer than
     * MaxBacklog
     */
    bool Send(uint32_t user, Ptr<Packet> packet, Receiver receiver);

    /**
     * \param stream first stream index to use
     * \return how many random streams the channel took
     */
    int64_t AssignStreams(int64_t stream);

    /**
     * \return bits sent so far, headers and CRCs included
     */
    uint64_t GetSentBits() const;

    /**
     * \return packets dropped so far because their user's channel was busy for too long
     */
    uint64_t GetDropped() const;

    /**
     * Signature of the trace "Drop".
     *
     * \param user number of the user
     * \param packet the packet
     */
    typedef void (*DropTracedCallback)(uint32_t user, Ptr<const Packet> packet);

  private:
    void DoDispose() override;

    /**
     * \param packet a packet
     * \return the packet, or a copy of it if bits were flipped
     */
    Ptr<Packet> AddErrors(Ptr<Packet> packet);

    /**
     * \return bits that stay right before the next error, a geometric variable
     */
    uint64_t DrawGap();

    DataRate m_dataRate;   //!< rate of a user's channel, 0: unlimited
    Time m_delay;          //!< from the end of the transmission to the arrival
    Time m_maxBacklog;     //!< longest wait for a free channel
    double m_bitErrorRate; //!< probability that a bit is flipped

    Ptr<UniformRandomVariable> m_uniform;                    //!< drives the bit errors
    std::unordered_map<uint32_t, Time> m_freeAt;             //!< when each user's channel is free
    uint64_t m_sentBits{0};                                  //!< bits sent so far
    uint64_t m_dropped{0};                                   //!< packets dropped so far
    TracedCallback<uint32_t, Ptr<const Packet>> m_dropTrace; //!< a packet was dropped
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_FEEDBACK_CHANNEL_H */
