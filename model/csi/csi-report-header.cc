/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "csi-report-header.h"

#include "ns3/abort.h"

#include <boost/crc.hpp>

namespace ns3
{
namespace fddmimo
{

NS_OBJECT_ENSURE_REGISTERED(CsiReportHeader);

namespace
{
constexpr uint32_t FIXED_BYTES = 13;                          //!< bytes before the payload
constexpr uint32_t CRC_BYTES = 4;                             //!< bytes of the CRC
constexpr uint32_t MAX_PAYLOAD_BITS = (1U << 24) - 1;         //!< what the number of bits can say
constexpr uint64_t MAX_MEASURED_AT = (uint64_t{1} << 48) - 1; //!< what the time can say, in ns

/**
 * \param bits number of bits
 * \return bytes that hold them
 */
uint32_t
GetBytesOf(uint32_t bits)
{
    return (bits + 7) / 8;
}

/**
 * Appends an integer in network byte order.
 *
 * \param value the integer
 * \param count how many of its low bytes
 * \param [out] bytes where they are appended
 */
void
Append(uint64_t value, uint32_t count, std::vector<uint8_t>& bytes)
{
    for (uint32_t i = count; i > 0; --i)
    {
        bytes.push_back(static_cast<uint8_t>(value >> (8 * (i - 1))));
    }
}

/**
 * \param bytes an integer in network byte order
 * \param count number of bytes
 * \return the integer
 */
uint64_t
Extract(const uint8_t* bytes, uint32_t count)
{
    uint64_t value = 0;
    for (uint32_t i = 0; i < count; ++i)
    {
        value = (value << 8) | bytes[i];
    }
    return value;
}

/**
 * \param bytes data
 * \param count number of bytes
 * \return their CRC-32 (IEEE 802.3)
 */
uint32_t
ComputeCrc(const uint8_t* bytes, std::size_t count)
{
    boost::crc_32_type crc;
    crc.process_bytes(bytes, count);
    return crc.checksum();
}
} // namespace

TypeId
CsiReportHeader::GetTypeId()
{
    static TypeId tid = TypeId("ns3::fddmimo::CsiReportHeader")
                            .SetParent<Header>()
                            .SetGroupName("FddMimo")
                            .AddConstructor<CsiReportHeader>();
    return tid;
}

CsiReportHeader::CsiReportHeader() = default;

TypeId
CsiReportHeader::GetInstanceTypeId() const
{
    return GetTypeId();
}

void
CsiReportHeader::SetUeId(uint16_t ueId)
{
    m_ueId = ueId;
}

uint16_t
CsiReportHeader::GetUeId() const
{
    return m_ueId;
}

void
CsiReportHeader::SetSequence(uint16_t sequence)
{
    m_sequence = sequence;
}

uint16_t
CsiReportHeader::GetSequence() const
{
    return m_sequence;
}

void
CsiReportHeader::SetMeasuredAt(Time time)
{
    const int64_t ns = time.GetNanoSeconds();
    NS_ABORT_MSG_IF(ns < 0 || static_cast<uint64_t>(ns) > MAX_MEASURED_AT,
                    "CsiReportHeader: measured at " << time.As(Time::S)
                                                    << ", allowed are 0 to 2^48 - 1 ns");
    m_measuredAt = static_cast<uint64_t>(ns);
}

Time
CsiReportHeader::GetMeasuredAt() const
{
    return NanoSeconds(m_measuredAt);
}

void
CsiReportHeader::SetPayload(BitBuffer bits)
{
    NS_ABORT_MSG_IF(bits.GetSize() > MAX_PAYLOAD_BITS,
                    "CsiReportHeader: a payload of " << bits.GetSize() << " bits, allowed are 0 to "
                                                     << MAX_PAYLOAD_BITS);
    m_payload = std::move(bits);
}

const BitBuffer&
CsiReportHeader::GetPayload() const
{
    return m_payload;
}

bool
CsiReportHeader::IsValid() const
{
    return m_valid;
}

void
CsiReportHeader::Print(std::ostream& os) const
{
    os << "ue=" << m_ueId << " sequence=" << m_sequence << " measuredAt=" << m_measuredAt
       << "ns bits=" << m_payload.GetSize() << (m_valid ? "" : " damaged");
}

uint32_t
CsiReportHeader::GetSerializedSize() const
{
    return FIXED_BYTES + GetBytesOf(m_payload.GetSize()) + CRC_BYTES;
}

void
CsiReportHeader::Serialize(Buffer::Iterator start) const
{
    std::vector<uint8_t> bytes;
    bytes.reserve(GetSerializedSize());
    Append(m_ueId, 2, bytes);
    Append(m_sequence, 2, bytes);
    Append(m_measuredAt, 6, bytes);
    Append(m_payload.GetSize(), 3, bytes);
    bytes.insert(bytes.end(), m_payload.GetBytes().begin(), m_payload.GetBytes().end());
    Append(ComputeCrc(bytes.data(), bytes.size()), CRC_BYTES, bytes);
    start.Write(bytes.data(), static_cast<uint32_t>(bytes.size()));
}

uint32_t
CsiReportHeader::Deserialize(Buffer::Iterator start)
{
    *this = CsiReportHeader();
    m_valid = false;
    const uint32_t available = start.GetRemainingSize();
    if (available < FIXED_BYTES + CRC_BYTES)
    {
        return available;
    }
    std::vector<uint8_t> bytes(FIXED_BYTES);
    start.Read(bytes.data(), FIXED_BYTES);
    const auto bits = static_cast<uint32_t>(Extract(bytes.data() + 10, 3));
    const uint32_t covered = FIXED_BYTES + GetBytesOf(bits);
    if (available < covered + CRC_BYTES)
    {
        return available;
    }
    bytes.resize(covered + CRC_BYTES);
    start.Read(bytes.data() + FIXED_BYTES, covered + CRC_BYTES - FIXED_BYTES);
    m_ueId = static_cast<uint16_t>(Extract(bytes.data(), 2));
    m_sequence = static_cast<uint16_t>(Extract(bytes.data() + 2, 2));
    m_measuredAt = Extract(bytes.data() + 4, 6);
    m_valid = ComputeCrc(bytes.data(), covered) == Extract(bytes.data() + covered, CRC_BYTES);
    m_payload =
        BitBuffer(std::vector<uint8_t>(bytes.begin() + FIXED_BYTES, bytes.begin() + covered), bits);
    return covered + CRC_BYTES;
}

} // namespace fddmimo
} // namespace ns3
