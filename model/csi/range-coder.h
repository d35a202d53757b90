/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_RANGE_CODER_H
#define FDDMIMO_RANGE_CODER_H

#include "ns3/bit-buffer.h"
#include "ns3/symbol-model.h"

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Arithmetic encoder with 32-bit integers and bit-wise renormalisation (Witten, Neal and Cleary,
 * "Arithmetic coding for data compression", CACM 30(6), 1987).
 *
 * The code is at most 1 bit longer than the sum of SymbolModel::GetCost(), plus what the integers
 * round away (below 2^-9 bits a symbol). It must be the last part of its buffer, because the
 * decoder looks ahead and reads 0 past the end.
 */
class RangeEncoder
{
  public:
    /**
     * \param output where the code is appended; must outlive the encoder
     */
    explicit RangeEncoder(BitBuffer& output);

    /**
     * \param symbol the symbol
     * \param model its model; aborts if the symbol is not in its alphabet
     */
    void Encode(uint32_t symbol, const SymbolModel& model);

    /**
     * Ends the code. Must be called once, after the last symbol.
     */
    void Finish();

  private:
    /**
     * Writes a bit and those that waited for it.
     * \param bit the bit
     */
    void WriteBit(uint32_t bit);

    BitBuffer& m_output;         //!< where the code goes
    uint32_t m_low{0};           //!< low end of the current interval
    uint32_t m_high{0xffffffff}; //!< high end of the current interval, included
    uint64_t m_pending{0};       //!< bits that will be the opposite of the next one
};

/**
 * \ingroup fdd-mimo
 * Decoder of RangeEncoder's codes. Any bit pattern decodes to some symbols of the models.
 */
class RangeDecoder
{
  public:
    /**
     * \param input the code; must outlive the decoder
     */
    explicit RangeDecoder(BitReader& input);

    /**
     * \param model the model that the symbol was encoded with
     * \return the symbol, within the model's alphabet
     */
    uint32_t Decode(const SymbolModel& model);

  private:
    BitReader& m_input;          //!< the code
    uint32_t m_low{0};           //!< low end of the current interval
    uint32_t m_high{0xffffffff}; //!< high end of the current interval, included
    uint32_t m_code;             //!< the next 32 bits of the code, within the interval
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_RANGE_CODER_H */
