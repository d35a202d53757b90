/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "bit-buffer.h"

#include "ns3/abort.h"

#include <algorithm>

namespace ns3
{
namespace fddmimo
{

BitBuffer::BitBuffer(std::vector<uint8_t> bytes, uint32_t size)
    : m_bytes(std::move(bytes)),
      m_size(size)
{
    const std::size_t needed = (static_cast<std::size_t>(size) + 7) / 8;
    NS_ABORT_MSG_IF(needed > m_bytes.size(),
                    "BitBuffer: " << size << " bits do not fit into " << m_bytes.size()
                                  << " bytes");
    m_bytes.resize(needed);
    if (size % 8 != 0)
    {
        m_bytes.back() &= static_cast<uint8_t>(0xff << (8 - size % 8));
    }
}

void
BitBuffer::Reserve(uint32_t bits)
{
    m_bytes.reserve((static_cast<std::size_t>(bits) + 7) / 8);
}

void
BitBuffer::Write(uint64_t value, uint32_t bits)
{
    NS_ABORT_MSG_IF(bits > 64, "BitBuffer: cannot write " << bits << " bits, allowed are 0 to 64");
    while (bits > 0)
    {
        const uint32_t used = m_size % 8;
        if (used == 0)
        {
            m_bytes.push_back(0);
        }
        const uint32_t count = std::min(bits, 8 - used);
        const uint64_t chunk = (value >> (bits - count)) & ((1U << count) - 1);
        m_bytes.back() |= static_cast<uint8_t>(chunk << (8 - used - count));
        m_size += count;
        bits -= count;
    }
}

uint32_t
BitBuffer::GetSize() const
{
    return m_size;
}

const std::vector<uint8_t>&
BitBuffer::GetBytes() const
{
    return m_bytes;
}

BitReader::BitReader(const BitBuffer& buffer)
    : m_buffer(buffer)
{
}

uint64_t
BitReader::Read(uint32_t bits)
{
    NS_ABORT_MSG_IF(bits > 64, "BitReader: cannot read " << bits << " bits, allowed are 0 to 64");
    const std::vector<uint8_t>& bytes = m_buffer.GetBytes();
    uint64_t value = 0;
    while (bits > 0)
    {
        const uint32_t used = m_position % 8;
        const uint32_t count = std::min(bits, 8 - used);
        const uint64_t index = m_position / 8;
        // The padding of the last byte is zero, so whole bytes can be read up to its end.
        const uint32_t byte = index < bytes.size() ? bytes[index] : 0;
        value = (value << count) | ((byte >> (8 - used - count)) & ((1U << count) - 1));
        m_position += count;
        bits -= count;
    }
    return value;
}

bool
BitReader::HasOverrun() const
{
    return m_position > m_buffer.GetSize();
}

} // namespace fddmimo
} // namespace ns3
