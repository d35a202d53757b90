/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_EDN_NETWORK_PRIVATE_H
#define FDDMIMO_EDN_NETWORK_PRIVATE_H

#include "edn-sizes.h"

#include <torch/nn.h>

/**
 * \file
 * The networks of [EDN], section III, and the structured beamformer decoder.
 */

namespace ns3
{
namespace fddmimo
{

/**
 * Alignment of channels before they are encoded. The sum rate does not depend on a common phase of
 * a user's channel, and a codebook beam tells in a few bits where its energy is: what is left for
 * the network to describe is the same wherever the user is.
 *
 * The strongest of 4 N DFT beams is moved to broadside, the phase seen through it is taken away,
 * and the result is transformed to the N orthogonal beams around it. All of this is unitary.
 */
struct EdnAlignment
{
    at::Tensor beam;  //!< index of the beam, [R], 64-bit integers
    at::Tensor phase; //!< phase factor that was taken away, [R] complex of modulus 1
};

/**
 * \param channels channels, [R, M, N] complex
 * \return their alignment
 */
EdnAlignment FindEdnAlignment(const at::Tensor& channels);

/**
 * \param channels channels, [R, M, N] complex
 * \param alignment alignment of each
 * \return aligned channels, [R, M, N] complex
 */
at::Tensor AlignEdnChannels(const at::Tensor& channels, const EdnAlignment& alignment);

/**
 * Undoes AlignEdnChannels, but for the phase.
 *
 * \param aligned aligned channels, [R, M, N] complex
 * \param beam index of the beam, [R]
 * \return channels, [R, M, N] complex
 */
at::Tensor RestoreEdnChannels(const at::Tensor& aligned, const at::Tensor& beam);

/**
 * \param channels [R, M, N] complex
 * \return [R, 2 M N]: real part, then imaginary part, each M x N in row-major order
 */
at::Tensor ToEdnReal(const at::Tensor& channels);

/**
 * \param real [R, 2 M N], see ToEdnReal()
 * \param rxAntennas M
 * \return [R, M, N] complex
 */
at::Tensor ToEdnComplex(const at::Tensor& real, int64_t rxAntennas);

/// What the structured decoder makes of the users' latents, before its MMSE layer.
struct EdnCalibration
{
    at::Tensor channels; //!< calibrated (aligned) channels of unit mean gain, [R, 2 M N]
    at::Tensor loading;  //!< logarithm of the loading beside that of the MMSE precoder, [R, M]
    at::Tensor power;    //!< logarithm of the power of a stream, up to a common constant, [R, M]
};

/**
 * Encoder, beamformer decoder and channel decoder. R stands for any number of users.
 */
class EdnNetworkImpl : public torch::nn::Module
{
  public:
    /**
     * \param sizes sizes of the networks
     */
    explicit EdnNetworkImpl(const EdnSizes& sizes);

    /**
     * \param channels (aligned) channels of unit mean gain, [R, 2 M N]
     * \return latents in (-1, 1), [R, d]
     */
    at::Tensor Encode(const at::Tensor& channels);

    /**
     * \param latents latents with context, [R, d + CONTEXT]
     * \return what goes into the MMSE layer; structured decoder only
     */
    EdnCalibration Calibrate(const at::Tensor& latents);

    /**
     * The beamformer decoder: the dense network, or Calibrate() and the MMSE layer
     * V = A^H (A A^H + Lambda^-1)^-1, w_s = sqrt(p_s) v_s / ||v_s||.
     *
     * \param latents latents with context of all users, [B, K, d + CONTEXT]
     * \param beam beams of their alignment, [B K]; not used without alignment
     * \return beams of unit power, [B, N, K M] complex
     */
    at::Tensor DesignBeams(const at::Tensor& latents, const at::Tensor& beam);

    /**
     * \param latents latents, [R, d]
     * \return (aligned) channels of about unit mean gain, [R, 2 M N]
     */
    at::Tensor DecodeChannel(const at::Tensor& latents);

    /**
     * \return the sizes
     */
    const EdnSizes& GetSizes() const;

    torch::nn::Sequential encoder{nullptr};        //!< G_phi
    torch::nn::Sequential decoder{nullptr};        //!< F_theta
    torch::nn::Sequential channelDecoder{nullptr}; //!< J_psi

  private:
    EdnSizes m_sizes; //!< the sizes
};

TORCH_MODULE(EdnNetwork);

/**
 * \param snrDb gain of a user in dB
 * \param step step of its quantiser
 * \return the context features of the decoders
 */
at::Tensor MakeEdnContext(const at::Tensor& snrDb, const at::Tensor& step);

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_EDN_NETWORK_PRIVATE_H */
