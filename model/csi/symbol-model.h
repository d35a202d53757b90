/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_SYMBOL_MODEL_H
#define FDDMIMO_SYMBOL_MODEL_H

#include <cstdint>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Static probability model of integer symbols 0 ... A - 1, known to both ends of an entropy coder.
 *
 * A symbol's probability is its frequency over the sum of all. Every frequency is at least 1, so
 * that every symbol can be coded, and their sum is at most GetMaxTotal(). The table of frequencies
 * is all there is to store: SymbolModel(model.GetFrequencies()) is the same model.
 */
class SymbolModel
{
  public:
    /**
     * \param frequencies one entry a symbol, >= 1, sum at most GetMaxTotal(); aborts otherwise
     */
    explicit SymbolModel(std::vector<uint32_t> frequencies);

    /**
     * Fits a model to observed counts with add-one smoothing; large counts are halved until their
     * sum fits.
     *
     * \param histogram count of every symbol, 1 to 65536 symbols
     * \return the model
     */
    static SymbolModel Fit(const std::vector<uint64_t>& histogram);

    /**
     * \return the frequencies, one a symbol
     */
    std::vector<uint32_t> GetFrequencies() const;

    /**
     * \return A, the number of symbols
     */
    uint32_t GetSize() const;

    /**
     * \param symbol a symbol < A
     * \return its ideal code length -log2 p in bits
     */
    double GetCost(uint32_t symbol) const;

    /**
     * \return entropy of the model in bits a symbol
     */
    double GetEntropy() const;

    /**
     * \return the cumulative frequencies: entry s is the sum of the frequencies of symbols < s,
     * A + 1 entries
     */
    const std::vector<uint32_t>& GetCumulative() const;

    /**
     * \return the largest sum of frequencies, 2^20
     */
    static uint32_t GetMaxTotal();

  private:
    std::vector<uint32_t> m_cumulative; //!< cumulative frequencies, A + 1 entries
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_SYMBOL_MODEL_H */
