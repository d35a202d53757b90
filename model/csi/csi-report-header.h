/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_CSI_REPORT_HEADER_H
#define FDDMIMO_CSI_REPORT_HEADER_H

#include "ns3/bit-buffer.h"
#include "ns3/header.h"
#include "ns3/nstime.h"

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * A CSI report on its way from a user to the base station.
 *
 * In network byte order: user 2 bytes | sequence number 2 | time of the measurement 6 (ns) | number
 * of payload bits 3 | payload, padded to bytes with 0 | CRC-32 (IEEE 802.3) of all that 4.
 *
 * Deserialize() reads nothing beyond what is there. A report that was damaged on its way has
 * IsValid() false; its other fields then mean nothing. Damage that leaves the size of the report as
 * it is and changes 1 bit is always found; whoever knows the size of the packet must compare it
 * with GetSerializedSize(), because a changed number of bits changes what the CRC covers
 * (CsiReportReceiver does so).
 */
class CsiReportHeader : public Header
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    CsiReportHeader();

    /**
     * \param ueId number of the user
     */
    void SetUeId(uint16_t ueId);

    /**
     * \return number of the user
     */
    uint16_t GetUeId() const;

    /**
     * \param sequence sequence number; wraps around
     */
    void SetSequence(uint16_t sequence);

    /**
     * \return sequence number
     */
    uint16_t GetSequence() const;

    /**
     * \param time when the user measured the channel; 0 to 2^48 - 1 ns (78 hours), aborts otherwise
     */
    void SetMeasuredAt(Time time);

    /**
     * \return when the user measured the channel
     */
    Time GetMeasuredAt() const;

    /**
     * \param bits what the codec encoded, at most 2^24 - 1 bits; aborts otherwise
     */
    void SetPayload(BitBuffer bits);

    /**
     * \return what the codec encoded
     */
    const BitBuffer& GetPayload() const;

    /**
     * \return false if the last Deserialize() found a report cut short or a wrong CRC
     */
    bool IsValid() const;

    TypeId GetInstanceTypeId() const override;
    void Print(std::ostream& os) const override;
    uint32_t GetSerializedSize() const override;
    void Serialize(Buffer::Iterator start) const override;

    /**
     * \param start where the report starts
     * \return bytes that belong to the report; all that remain if it was cut short
     */
    uint32_t Deserialize(Buffer::Iterator start) override;

  private:
    uint16_t m_ueId{0};       //!< number of the user
    uint16_t m_sequence{0};   //!< sequence number
    uint64_t m_measuredAt{0}; //!< when the user measured the channel, in ns
    BitBuffer m_payload;      //!< what the codec encoded
    bool m_valid{true};       //!< the last Deserialize() found nothing wrong
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_CSI_REPORT_HEADER_H */
