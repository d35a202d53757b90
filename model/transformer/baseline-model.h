/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_BASELINE_MODEL_H
#define FDDMIMO_BASELINE_MODEL_H

#include "baseline-sizes.h"

#include "ns3/matrix-types.h"

#include <memory>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * A trained network of BaselineSizes for its use, without LibTorch. Networks run in single
 * precision, gradients and powers in double.
 */
class BaselineModel
{
  public:
    /**
     * \param archive trained weights; throws WeightArchiveError if they are incomplete or of
     * another method
     */
    explicit BaselineModel(const WeightArchive& archive);
    ~BaselineModel();

    /**
     * \return the sizes
     */
    const BaselineSizes& GetSizes() const;

    /**
     * \param channels noise-normalised channels times sqrt(P), K x N each, of at most L users and L
     * antennas, not all zero
     * \param steps steps of the LSTM; 0: as many as in training
     * \return beams of power 1, N x K each
     */
    std::vector<CMatrix> Design(const std::vector<CRowMatrix>& channels, uint32_t steps) const;

  private:
    struct Private;
    std::unique_ptr<Private> m_private; //!< the network
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_BASELINE_MODEL_H */
