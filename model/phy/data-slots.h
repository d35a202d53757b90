/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_DATA_SLOTS_H
#define FDDMIMO_DATA_SLOTS_H

#include "ns3/downlink-cell.h"
#include "ns3/downlink-reception.h"
#include "ns3/fdd-mimo-bs-net-device.h"
#include "ns3/fdd-mimo-ue-net-device.h"
#include "ns3/mimo-channel-model.h"
#include "ns3/random-variable-stream.h"
#include "ns3/transport-channel.h"
#include "ns3/uplink-cell.h"

#include <functional>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/// A base station of a network.
struct NetworkBs
{
    Ptr<FddMimoBsNetDevice> device; //!< device
    Ptr<DownlinkCell> downlink;     //!< its downlink
    Ptr<UplinkCell> uplink;         //!< its uplink
    std::vector<uint32_t> ues;      //!< users by index in the cell
};

/// A user of a network.
struct NetworkUe
{
    Ptr<FddMimoUeNetDevice> device; //!< device
    bool attached{false};           //!< it has a base station
    uint32_t user{0};               //!< index in its cell
    double interference{0.0};       //!< mean inter-cell interference in W a subband
    bool interferenceKnown{false};  //!< it was measured at least once
};

/// What the trace source SlotTransmitted tells, once a slot and block.
struct SlotTransmittedInfo
{
    bool downlink{true}; //!< direction
    uint32_t cell{0};    //!< cell
    uint32_t ue{0};      //!< user (index in the channel model)
    BlockReport block;   //!< SINR, MCS, size, attempt, outcome
};

/**
 * \ingroup fdd-mimo
 * The data slots of all cells, in both directions: blocks go out, are decoded, and their packets
 * are handed to the receiving devices.
 */
class DataSlots
{
  public:
    DataSlots();

    /**
     * Starts a slot.
     *
     * \param bss base stations, their users scheduled and beams designed
     * \param channel the channels, updated to the interval
     * \param symbols symbols a subband
     * \param uplinkSnr transmit power of a user over the noise of a base station
     */
    void Start(std::vector<NetworkBs>& bss,
               const MimoChannelModel& channel,
               double symbols,
               double uplinkSnr);

    /**
     * Ends the slot.
     *
     * \param bss base stations
     * \param ues users
     * \param received what each user receives in this interval, [ue]
     * \param trace told of every block
     */
    void End(std::vector<NetworkBs>& bss,
             const std::vector<NetworkUe>& ues,
             const std::vector<UserReception>& received,
             const std::function<void(const SlotTransmittedInfo&)>& trace);

    /**
     * \param stream first stream index to use
     * \return how many random streams were taken
     */
    int64_t AssignStreams(int64_t stream);

  private:
    /**
     * Hands the packets that have arrived to the receiver, in the context of its node.
     *
     * \param channel where they have arrived
     * \param device the receiver
     */
    static void Deliver(Ptr<TransportChannel> channel, Ptr<FddMimoNetDevice> device);

    Ptr<UniformRandomVariable> m_draw; //!< block errors
    uint64_t m_slot{0};                //!< current slot since the start
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_DATA_SLOTS_H */
