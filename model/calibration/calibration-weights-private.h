/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_CALIBRATION_WEIGHTS_PRIVATE_H
#define FDDMIMO_CALIBRATION_WEIGHTS_PRIVATE_H

#include "calibration-network-private.h"

/**
 * \file
 * Weights of the networks of [CAL] in archives, and the black box, which trainer and model share.
 */

namespace ns3
{
namespace fddmimo
{

/**
 * \param [in,out] archive receives sizes, weights and reference
 * \param network a network
 * \param reference see MakeCalibrationInput()
 */
void StoreCalibrationWeights(WeightArchive& archive,
                             const CalibrationNetwork& network,
                             double reference);

/**
 * Throws WeightArchiveError if the archive's sizes are not those of the network, a weight is
 * missing or of another shape, or pilots are singular.
 *
 * \param archive weights
 * \param [in,out] network receives them
 * \return the reference
 */
double LoadCalibrationWeights(const WeightArchive& archive, CalibrationNetwork& network);

/**
 * \param received received pilots over the square root of their power, [B, L, N] complex
 * \param reference see MakeCalibrationInput()
 * \return inputs of a black box, [B, 2 L N]
 */
at::Tensor MakeBlackBoxInput(const at::Tensor& received, double reference);

/**
 * \param outputs outputs of a black box, [B, 2 N K]
 * \param sizes its sizes
 * \return beams of unit power, [B, N, K] complex double
 */
at::Tensor DesignBlackBox(const at::Tensor& outputs, const CalibrationSizes& sizes);

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_CALIBRATION_WEIGHTS_PRIVATE_H */
