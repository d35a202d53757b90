/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_CALIBRATION_NETWORK_PRIVATE_H
#define FDDMIMO_CALIBRATION_NETWORK_PRIVATE_H

#include "calibration-sizes.h"

#include <torch/nn.h>

/**
 * \file
 * The differentiable graph of [CAL], section III: pilots, LS estimate, shared network, ZF layer.
 *
 * Shapes: B problems of K users and N antennas, R = B K users, pilots of L symbols. Channels of the
 * uplink are rows, h_k^T, as those of the downlink: they differ in the phases of paths only.
 */

namespace ns3
{
namespace fddmimo
{

/// LS estimates as a network sees them.
struct CalibrationInput
{
    at::Tensor features; //!< [R, inputs], real
    at::Tensor beams;    //!< aligned beams of unit mean power an antenna, [R, beams] complex
    at::Tensor phase;    //!< phase factor by which they were turned, [R, 1] complex
    at::Tensor norm;     //!< amplitude of an antenna that was taken away, [R, 1]
};

/**
 * Inputs of the shared network. On antennas, as in [CAL]: real and imaginary parts of the estimate,
 * divided by the reference. On beams: the estimate through oversampled DFT beams, scaled to unit
 * power and turned so that the strongest beam is real (no rate depends on a user's phase); what
 * the phases of paths do not change, moduli and products of neighbours; gain and noise of the
 * estimate beside the reference as context.
 *
 * \param estimates LS estimates, [R, N] complex
 * \param noise variance of the noise of an entry, [R]
 * \param reference root mean square of the entries of the channels in training
 * \param sizes sizes
 * \return the inputs
 */
CalibrationInput MakeCalibrationInput(const at::Tensor& estimates,
                                      const at::Tensor& noise,
                                      double reference,
                                      const CalibrationSizes& sizes);

/**
 * Calibrated channels. On antennas: the outputs are their real and imaginary parts. On beams: gains
 * of the beams and something added to them, back to antennas, and a scale for the user; with the
 * outputs 0 this is the estimate of unit power.
 *
 * \param input inputs
 * \param outputs outputs of the network, [R, outputs]
 * \param reference as for MakeCalibrationInput()
 * \param sizes sizes; for CHANNEL_MAPPING the channels have their own scale and phase
 * \return [R, N] complex
 */
at::Tensor MakeCalibrationOutput(const CalibrationInput& input,
                                 const at::Tensor& outputs,
                                 double reference,
                                 const CalibrationSizes& sizes);

/**
 * Fully connected layers with batch normalisation and rectifiers, and the pilots.
 */
class CalibrationNetworkImpl : public torch::nn::Module
{
  public:
    /**
     * \param sizes sizes
     */
    explicit CalibrationNetworkImpl(const CalibrationSizes& sizes);

    /**
     * \param users K, from sizes.minUsers to sizes.users
     * \return pilots of unit mean power a symbol, [K, L] complex: rows of the weights, normalised
     */
    at::Tensor GetPilots(int64_t users) const;

    /**
     * \param features [R, inputs] real
     * \return [R, outputs] real
     */
    at::Tensor Forward(const at::Tensor& features);

    /**
     * \return weights and biases of the layers with the batch normalisation folded into them, [out,
     * in] and [out] in turns
     */
    std::vector<at::Tensor> Fold() const;

    /**
     * \return the sizes
     */
    const CalibrationSizes& GetSizes() const;

    /**
     * \return parameters of the pilots
     */
    std::vector<at::Tensor> GetPilotParameters() const;

  private:
    CalibrationSizes m_sizes;                        //!< the sizes
    std::vector<torch::nn::Linear> m_linear;         //!< layers
    std::vector<torch::nn::BatchNorm1d> m_batchNorm; //!< after each, may be null
    std::vector<at::Tensor> m_pilots;                //!< [2, K, L] of each K
};

TORCH_MODULE(CalibrationNetwork);

/**
 * \param pilots X, [K, L] complex
 * \param received Y^T, [L, C] complex
 * \return (X X^H)^-T conj(X) Y^T, the LS estimates of the K users, [K, C]: table I of [CAL]
 */
at::Tensor EstimateLeastSquares(const at::Tensor& pilots, const at::Tensor& received);

/**
 * \param pilots X, [K, L] complex
 * \return diagonal of (X X^H)^-1: variance of the estimates for unit noise, [K]
 */
at::Tensor ComputeLeastSquaresNoise(const at::Tensor& pilots);

/**
 * The ZF layer, see ApplyZfLayer(), with unit power.
 *
 * \param channels X, [B, K, N] complex
 * \param loading loading
 * \return V, [B, N, K] complex double
 */
at::Tensor ApplyZfLayerTensor(const at::Tensor& channels, double loading);

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_CALIBRATION_NETWORK_PRIVATE_H */
