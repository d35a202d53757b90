/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_EDN_SAMPLE_PRIVATE_H
#define FDDMIMO_EDN_SAMPLE_PRIVATE_H

#include "edn-sizes.h"

#include "ns3/precoder-trainer.h"

#include <ATen/ATen.h>

/**
 * \file
 * What the networks of the encoder-decoder scheme are trained on: SNRs, estimates, feedback.
 */

namespace ns3
{
namespace fddmimo
{

/**
 * A batch as the networks see it.
 */
struct EdnSample
{
    at::Tensor channels; //!< H, noise-normalised, [B, S, N] complex
    at::Tensor shapes;   //!< estimates scaled to unit mean gain, [B K, 2 M N]
    at::Tensor targets;  //!< true channels in the scale of the shapes, [B K, 2 M N]
    at::Tensor beam;     //!< beams of the alignment, [B K]; undefined without
    at::Tensor snrDb;    //!< gain of the noise-normalised estimates in dB, [B, K]
    at::Tensor bits;     //!< bits of an element of the latent, [B K]; 0: not quantised
    at::Tensor step;     //!< quantiser step, [B, K]
    at::Tensor noise;    //!< feedback error where it is Gaussian, [B, K, d], else undefined
};

/**
 * \param estimates decoded channels, [R, 2 M N]
 * \param targets true channels, [R, 2 M N]
 * \return squared error with the best phase for each user, over the energy of the targets, [R]
 */
at::Tensor ComputeEdnError(const at::Tensor& estimates, const at::Tensor& targets);

/**
 * \param beams beams, [B, N, K M]
 * \param teacher beams of the teacher, [B, N, K M]
 * \param rxAntennas M
 * \param anyPhase true to compare each user's beams at the best common phase: an aligned encoder
 * takes the phase of the channel away, and with it what decides about that of the teacher's beams
 * \return squared error, [EDN] eq. (16), [B]
 */
at::Tensor ComputeEdnTeacherError(const at::Tensor& beams,
                                  const at::Tensor& teacher,
                                  int64_t rxAntennas,
                                  bool anyPhase);

/**
 * Makes a batch out of channels: SNRs, estimation error, gains.
 *
 * \param batch channels of unit mean gain
 * \param scenario sizes and SNRs
 * \param errorVariance variance of the estimation error
 * \param physicalError it is added before the noise normalisation, else after
 * \param sizes how channels are aligned
 * \return the sample, without its feedback
 */
EdnSample MakeEdnSample(const std::vector<CRowMatrix>& batch,
                        const PrecoderTrainer::Scenario& scenario,
                        double errorVariance,
                        bool physicalError,
                        const EdnSizes& sizes);

/**
 * \param [in,out] sample the sample, all of which moves
 * \param device where to
 */
void MoveEdnSample(EdnSample& sample, const at::Device& device);

/**
 * \param latents latents as encoded, [B, K, d]
 * \param sample how they are sent
 * \return latents as received; the quantiser is passed straight-through by gradients
 */
at::Tensor SendEdnLatents(const at::Tensor& latents, const EdnSample& sample);

/**
 * What an entropy coder would make of a batch's latents: each costs -log2 of the share of its cell
 * among the same elements with the same bits, which are what the static model of the coder is
 * fitted on. Between the centres of two cells the cost is interpolated, so that the encoder learns
 * which way is cheaper; the shares themselves are constants.
 *
 * \param latents latents as encoded, [B, K, d]
 * \param sample how they are sent, with bits
 * \return bits of a user's latent times its step, mean, []
 */
at::Tensor ComputeEdnWeightedBits(const at::Tensor& latents, const EdnSample& sample);

/**
 * Draws how the latents of a batch are sent.
 *
 * \param [in,out] sample receives step and noise
 * \param latent d
 * \param bits choices of the quantiser's bits; empty: Gaussian error
 * \param variance variance of that error
 */
void DrawEdnFeedback(EdnSample& sample,
                     int64_t latent,
                     const std::vector<int64_t>& bits,
                     double variance);

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_EDN_SAMPLE_PRIVATE_H */
