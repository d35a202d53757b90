/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_TRANSPORT_CHANNEL_H
#define FDDMIMO_TRANSPORT_CHANNEL_H

#include "ns3/link-model.h"
#include "ns3/object.h"
#include "ns3/transmit-queue.h"

#include <deque>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/// What became of the block that a transport channel sent in a slot.
struct BlockReport
{
    uint32_t mcs{0};     //!< modulation and coding
    uint32_t bits{0};    //!< information bits of the block; 0: nothing was sent
    uint32_t attempt{0}; //!< 1: first transmission, 2: first retransmission, ...
    bool ok{false};      //!< the block was decoded
    bool lost{false};    //!< the block failed in its last attempt
    double sinrDb{0.0};  //!< effective SINR in dB: equal-rate mean over the resources
};

/**
 * \ingroup fdd-mimo
 * One direction between a base station and one user: queue, segmentation, link adaptation with an
 * outer loop, HARQ with retransmissions up to a limit, and reassembly.
 *
 * HARQ processes run in parallel: while a failed block waits for its acknowledgement (HarqDelay
 * slots), new blocks go out.
 */
class TransportChannel : public Object
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    TransportChannel();

    /**
     * \param linkModel modulation, coding and block errors
     */
    void SetLinkModel(Ptr<LinkModel> linkModel);

    /**
     * \param saturated true: every new block is full of bits that belong to no packet
     */
    void SetSaturated(bool saturated);

    /**
     * \return the queue of packets
     */
    Ptr<TransmitQueue> GetQueue() const;

    /**
     * \return true if a new block or a retransmission waits
     */
    bool HasData() const;

    /**
     * Starts a slot: a retransmission that is due, else a new block at the rate that the predicted
     * SINR and the outer loop allow. Nothing is sent where no SINR above 0 is predicted, for up to
     * MaxWait slots: a precoder may give a user no beam.
     *
     * \param slot number of the slot, increasing
     * \param predictedSinr SINR (linear) of each resource as the sender knows it
     * \param symbols symbols on each resource
     */
    void StartSlot(uint64_t slot, const std::vector<double>& predictedSinr, double symbols);

    /**
     * Ends the slot: the block is decoded at the SINR it really met.
     *
     * \param sinr SINR (linear) of each resource
     * \param draw a number drawn from [0, 1): the block fails if it lies below the error
     * probability \return what became of the block
     */
    BlockReport EndSlot(const std::vector<double>& sinr, double draw);

    /**
     * \return packets that have arrived, in order
     */
    std::vector<Ptr<const Packet>> TakePackets();

    /**
     * \return packets lost after the last HARQ attempt
     */
    uint64_t GetNLostPackets() const;

  protected:
    void DoDispose() override;

  private:
    /// A block in flight or waiting for retransmission.
    struct Block
    {
        TransportFormat format;           //!< its format
        std::vector<Segment> segments;    //!< what it carries
        std::vector<HarqAttempt> history; //!< failed attempts
        uint64_t dueSlot{0};              //!< first slot in which it may be sent again
        bool full{true};                  //!< as large as the predicted SINR allows
    };

    Ptr<LinkModel> m_linkModel; //!< modulation, coding and block errors
    Ptr<TransmitQueue> m_queue; //!< waiting packets
    Reassembler m_reassembler;  //!< the receiver's side
    std::deque<Block> m_failed; //!< blocks to be sent again, oldest first
    Block m_block;              //!< block in flight
    bool m_inFlight{false};     //!< a block is in flight
    uint64_t m_slot{0};         //!< the current slot
    double m_offsetDb{0.0};     //!< outer-loop offset of the predicted SINR in dB
    bool m_saturated{false};    //!< blocks need no packets
    uint32_t m_maxAttempts;     //!< transmissions of a block in all
    uint32_t m_harqDelay;       //!< slots from a transmission to its retransmission
    uint32_t m_maxWait;         //!< slots that a retransmission waits for a beam
    double m_targetBler;        //!< aim of the outer loop for first transmissions
    double m_outerLoopStepDb;   //!< decrease of the offset after a failure in dB; 0: no outer loop
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_TRANSPORT_CHANNEL_H */
