/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_TOKEN_MODEL_H
#define FDDMIMO_TOKEN_MODEL_H

#include "token-sizes.h"

#include "ns3/matrix-types.h"

#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * The trained token Transformer (TokenSizes) for its use. It runs in LibTorch; problems of any
 * sizes up to L x L share a batch through masks.
 */
class TokenModel
{
  public:
    /**
     * \param archive trained weights; throws WeightArchiveError if they are incomplete or of
     * another method
     */
    explicit TokenModel(const WeightArchive& archive);
    ~TokenModel();

    /**
     * \return the sizes
     */
    const TokenSizes& GetSizes() const;

    /**
     * \param channels noise-normalised channels times sqrt(P), K x N each, of at most L users and L
     * antennas, not all zero
     * \param steps Q_i, gradient steps behind each layer
     * \return beams of power 1, N x K each
     */
    std::vector<CMatrix> Design(const std::vector<CRowMatrix>& channels, uint32_t steps) const;

  private:
    struct Private;
    std::unique_ptr<Private> m_private; //!< the network
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_TOKEN_MODEL_H */
