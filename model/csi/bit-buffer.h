/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_BIT_BUFFER_H
#define FDDMIMO_BIT_BUFFER_H

#include <cstdint>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * A sequence of bits, most significant bit first, packed into bytes (the last one padded with 0).
 */
class BitBuffer
{
  public:
    BitBuffer() = default;

    /**
     * \param bytes packed bits
     * \param size number of bits, at most 8 bytes.size()
     */
    BitBuffer(std::vector<uint8_t> bytes, uint32_t size);

    /**
     * Makes room, so that writing does not have to move the bits.
     * \param bits number of bits expected in all
     */
    void Reserve(uint32_t bits);

    /**
     * Appends the lowest bits of a value, the most significant of them first.
     * \param value the value
     * \param bits how many of its lowest bits, 0 to 64
     */
    void Write(uint64_t value, uint32_t bits);

    /**
     * \return number of bits
     */
    uint32_t GetSize() const;

    /**
     * \return the packed bits
     */
    const std::vector<uint8_t>& GetBytes() const;

  private:
    std::vector<uint8_t> m_bytes; //!< packed bits
    uint32_t m_size{0};           //!< number of bits
};

/**
 * \ingroup fdd-mimo
 * Reads a BitBuffer from its start. Past the end every bit reads as 0 and HasOverrun() turns true.
 */
class BitReader
{
  public:
    /**
     * \param buffer the bits; must outlive the reader
     */
    explicit BitReader(const BitBuffer& buffer);

    /**
     * \param bits how many bits, 0 to 64
     * \return their value, first bit read most significant
     */
    uint64_t Read(uint32_t bits);

    /**
     * \return true if a read went past the end
     */
    bool HasOverrun() const;

  private:
    const BitBuffer& m_buffer; //!< the bits
    uint64_t m_position{0};    //!< next bit
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_BIT_BUFFER_H */
