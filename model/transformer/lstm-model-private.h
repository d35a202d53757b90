/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_LSTM_MODEL_PRIVATE_H
#define FDDMIMO_LSTM_MODEL_PRIVATE_H

#include "baseline-sizes.h"
#include "transformer-layers-private.h"

#include "ns3/matrix-types.h"

#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * The LSTM of BaselineSizes for its use, without LibTorch. All coordinates of a problem take a step
 * together: one product a layer makes the gates of all of them, TILE coordinates at a time.
 */
class LstmModel
{
  public:
    /**
     * \param archive trained weights; throws WeightArchiveError if they are incomplete
     * \param sizes their sizes
     */
    LstmModel(const WeightArchive& archive, const BaselineSizes& sizes);

    /**
     * \param channel noise-normalised channels times sqrt(P), K x N
     * \param steps steps
     * \return beams of power 1, N x K
     */
    CMatrix Design(const CRowMatrix& channel, uint32_t steps) const;

  private:
    /// Memory of one problem. P are its coordinates, rounded up to a multiple of TILE.
    struct Memory
    {
        std::vector<float> inputs;              //!< by tile: features x TILE, then room for units
        std::vector<std::vector<float>> hidden; //!< of each layer, by tile: units x TILE
        std::vector<std::vector<float>> cell;   //!< likewise
        std::vector<float> gates;               //!< of a tile, 4 units x TILE
        std::vector<float> moves;               //!< outputs, P
    };

    /**
     * \param [in,out] memory features in its inputs; the moves of all coordinates afterwards
     * \param tiles tiles in use
     */
    void Step(Memory& memory, long tiles) const;

    /// A layer: gates of its inputs and of its own last output.
    struct Layer
    {
        WeightMatrix ofInput;  //!< 4 units x inputs
        WeightMatrix ofHidden; //!< 4 units x units
        Eigen::VectorXf bias;  //!< 4 units
    };

    long m_units;                //!< hidden units
    std::vector<Layer> m_layers; //!< layers
    LinearLayer m_out;           //!< last layer
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_LSTM_MODEL_PRIVATE_H */
