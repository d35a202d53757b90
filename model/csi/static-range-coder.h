/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_STATIC_RANGE_CODER_H
#define FDDMIMO_STATIC_RANGE_CODER_H

#include "ns3/bit-buffer.h"
#include "ns3/symbol-model.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Lossless entropy coder of integer symbols with static models (see RangeEncoder for its distance
 * from the entropy).
 *
 * There is one model for all symbols, or one a dimension: symbol i is coded with model i mod D,
 * as a latent vector of D quantised dimensions needs it.
 */
class StaticRangeCoder
{
  public:
    /**
     * \param models D >= 1 models; aborts if there is none
     */
    explicit StaticRangeCoder(std::vector<SymbolModel> models);

    /**
     * Fits a coder with one model (add-one smoothing, SymbolModel::Fit).
     *
     * \param histogram count of every symbol
     * \return the coder
     */
    static StaticRangeCoder Fit(const std::vector<uint64_t>& histogram);

    /**
     * \param symbols symbols, each within the alphabet of its model (checked)
     * \return their code; empty if there are none
     */
    BitBuffer Encode(const std::vector<uint32_t>& symbols) const;

    /**
     * \param bits the code, or any other bits
     * \param count number of symbols
     * \return count symbols; those encoded, if bits is their code, or some within the alphabet
     */
    std::vector<uint32_t> Decode(const BitBuffer& bits, uint32_t count) const;

    /**
     * \return the models, to store and to make the same coder again
     */
    const std::vector<SymbolModel>& GetModels() const;

  private:
    std::vector<SymbolModel> m_models; //!< the models of the dimensions
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_STATIC_RANGE_CODER_H */
