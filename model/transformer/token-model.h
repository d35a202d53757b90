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
 * The trained token Transformer (TokenSizes) for its use, without LibTorch. Problems of any sizes
 * up to L x L share a batch: absent users and antennas have no tokens, and masks keep the absent
 * entries of the others out of normalisation and updates. A problem's beams are the same bit for
 * bit alone and in any batch. Networks run in single precision, gradient steps in double.
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
     * \return beams of power 1, N x K each; of any rate, zero if the network made no finite ones
     */
    std::vector<CMatrix> Design(const std::vector<CRowMatrix>& channels, uint32_t steps) const;

    /**
     * \param channel noise-normalised channels times sqrt(P), K x N
     * \return what the network starts from: linear MMSE beams of equal powers, of power 1 together,
     * N x K
     */
    static CMatrix ComputeStart(const CRowMatrix& channel);

  private:
    struct Private;
    std::unique_ptr<Private> m_private; //!< the network
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_TOKEN_MODEL_H */
