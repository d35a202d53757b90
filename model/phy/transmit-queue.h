/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_TRANSMIT_QUEUE_H
#define FDDMIMO_TRANSMIT_QUEUE_H

#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/packet.h"
#include "ns3/traced-callback.h"

#include <deque>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/// A piece of a packet inside a transport block.
struct Segment
{
    uint64_t sequence{0};     //!< number of the packet on its way from one device to another
    uint32_t bytes{0};        //!< bytes of the packet in this piece
    Ptr<const Packet> packet; //!< the whole packet
};

/**
 * \ingroup fdd-mimo
 * Packets that wait for transmission to one device, and their segmentation into transport blocks.
 *
 * Packets leave in order. A block is filled to the last byte: the packet at the head is cut where
 * the block ends and goes on in the next block. Every piece costs HEADER_BYTES of the block.
 */
class TransmitQueue : public Object
{
  public:
    /// Bytes that each piece costs besides its payload (sequence number, length, flags).
    static constexpr uint32_t HEADER_BYTES = 4;

    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    /**
     * \param packet a packet for the device; dropped (and traced) if the queue is full
     * \return true if it was taken
     */
    bool Enqueue(Ptr<Packet> packet);

    /**
     * \return true if nothing waits
     */
    bool IsEmpty() const;

    /**
     * \return bytes that wait
     */
    uint32_t GetNBytes() const;

    /**
     * \return bytes of a block that would carry all that waits, headers included
     */
    uint32_t GetBlockBytes() const;

    /**
     * Takes as much as fits into a block.
     *
     * \param bytes size of the block
     * \return the pieces, in order; empty if nothing waits or the block is too small for any
     */
    std::vector<Segment> Fill(uint32_t bytes);

    /**
     * Signature of the packet trace sources.
     * \param packet the packet
     */
    typedef void (*PacketCallback)(Ptr<const Packet> packet);

  protected:
    void DoDispose() override;

  private:
    std::deque<Ptr<const Packet>> m_packets; //!< waiting packets; part of the first may have left
    uint64_t m_sequence{0};                  //!< sequence number of the first waiting packet
    uint32_t m_sent{0};                      //!< bytes of it that have left
    uint32_t m_bytes{0};                     //!< bytes that wait
    uint32_t m_maxBytes;                     //!< limit of m_bytes

    TracedCallback<Ptr<const Packet>> m_enqueueTrace; //!< packets taken
    TracedCallback<Ptr<const Packet>> m_dequeueTrace; //!< packets whose last byte left
    TracedCallback<Ptr<const Packet>> m_dropTrace;    //!< packets dropped
};

/**
 * \ingroup fdd-mimo
 * Puts segments together again and hands out whole packets in the order in which they were sent.
 */
class Reassembler
{
  public:
    /**
     * \param segments pieces of a block that arrived
     */
    void Receive(const std::vector<Segment>& segments);

    /**
     * \param segments pieces of a block that is lost for good (HARQ gave up): their packets are
     * lost
     */
    void Lose(const std::vector<Segment>& segments);

    /**
     * \return packets that are complete and in order; those still waiting for earlier ones stay
     */
    std::vector<Ptr<const Packet>> TakePackets();

    /**
     * \return packets lost so far
     */
    uint64_t GetNLost() const;

  private:
    /// A packet on its way.
    struct Entry
    {
        Ptr<const Packet> packet; //!< the packet, once a piece has arrived
        uint32_t bytes{0};        //!< bytes that have arrived
        bool lost{false};         //!< a piece is lost
    };

    /**
     * \param sequence number of a packet
     * \return its entry, or null if it was handed out or given up already
     */
    Entry* Find(uint64_t sequence);

    std::deque<Entry> m_entries; //!< packets from m_base on
    uint64_t m_base{0};          //!< sequence number of the first entry
    uint64_t m_lost{0};          //!< packets lost
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_TRANSMIT_QUEUE_H */
