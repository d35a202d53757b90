/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_COMBINATION_CODER_H
#define FDDMIMO_COMBINATION_CODER_H

#include "ns3/bit-buffer.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Codes a set of k out of n indices with ceil(log2 C(n, k)) bits, as 3GPP codes the beams of a
 * Type-II report (TS 38.214, 5.2.2.2.3): the set c_1 < ... < c_k has the number
 * sum_i C(c_i, i), between 0 and C(n, k) - 1.
 *
 * Where C(n, k) does not fit into 120 bits, every index takes ceil(log2 n) bits instead.
 */
class CombinationCoder
{
  public:
    /**
     * \param n size of the whole, 1 to 65536
     * \param k size of the set, 0 to n; aborts otherwise
     */
    CombinationCoder(uint32_t n, uint32_t k);

    /**
     * \return bits that a set takes
     */
    uint32_t GetBits() const;

    /**
     * \param indices the set: k indices below n, strictly increasing
     * \param [out] bits where the code is appended
     */
    void Encode(const std::vector<uint32_t>& indices, BitBuffer& bits) const;

    /**
     * \param bits the code
     * \param [out] indices k indices below n in increasing order. A code that no set has gives
     * some set (in which, without the binomial code, indices can repeat).
     */
    void Decode(BitReader& bits, std::vector<uint32_t>& indices) const;

    /**
     * \param values number of values
     * \return ceil(log2 values), the bits that one of them takes
     */
    static uint32_t GetIndexBits(uint64_t values);

  private:
    __extension__ using Number = unsigned __int128; //!< number of a set

    /**
     * \param n size of the whole
     * \param k size of the set, at most m_k
     * \return C(n, k)
     */
    Number GetBinomial(uint32_t n, uint32_t k) const;

    uint32_t m_n;                    //!< size of the whole
    uint32_t m_k;                    //!< size of the set
    uint32_t m_bits;                 //!< bits that a set takes
    std::vector<Number> m_binomials; //!< C(c, i) at c (k + 1) + i, c <= n, i <= k; empty: the
                                     //!< binomial code is not used
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_COMBINATION_CODER_H */
