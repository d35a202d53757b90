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
 * The strongest of O N DFT beams is moved to broadside, the phase seen through it is taken away,
 * and the result is transformed to the N orthogonal beams around it. Channels of the ports of an
 * analog stage are seen through beams already: the strongest port is moved to the first place. All
 * of this is unitary.
 */
struct EdnAlignment
{
    at::Tensor beam;  //!< index of the beam (or port), [R], 64-bit integers
    at::Tensor phase; //!< phase factor that was taken away, [R] complex of modulus 1
};

/**
 * \param channels channels, [R, M, N] complex
 * \param sizes oversampling, and whether channels are those of ports
 * \return their alignment
 */
EdnAlignment FindEdnAlignment(const at::Tensor& channels, const EdnSizes& sizes);

/**
 * \param channels channels, [R, M, N] complex
 * \param alignment alignment of each
 * \param sizes oversampling, and whether channels are those of ports
 * \return aligned channels, [R, M, N] complex
 */
at::Tensor AlignEdnChannels(const at::Tensor& channels,
                            const EdnAlignment& alignment,
                            const EdnSizes& sizes);

/**
 * Undoes AlignEdnChannels, but for the phase.
 *
 * \param aligned aligned channels, [R, M, N] complex
 * \param beam index of the beam, [R]
 * \param sizes oversampling, and whether channels are those of ports
 * \return channels, [R, M, N] complex
 */
at::Tensor RestoreEdnChannels(const at::Tensor& aligned,
                              const at::Tensor& beam,
                              const EdnSizes& sizes);

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

/// What follows a hidden layer.
enum class EdnRegulariser
{
    NONE,
    DROPOUT,   //!< dropout of 0.2 after the activation, [EDN] section III-B
    BATCH_NORM //!< batch normalisation before the activation, [EDN] section III-C
};

/**
 * Fully connected layers with LeakyReLU between them and, where asked for, a linear map beside
 * them. The best code of a Gaussian channel is linear: the layers then only have to learn what
 * differs.
 */
class EdnLayersImpl : public torch::nn::Module
{
  public:
    /**
     * \param in inputs
     * \param hidden widths of the hidden layers
     * \param out outputs
     * \param regulariser what follows a hidden layer
     * \param linear true for the linear map beside the layers
     */
    EdnLayersImpl(int64_t in,
                  const std::vector<int64_t>& hidden,
                  int64_t out,
                  EdnRegulariser regulariser,
                  bool linear);

    /**
     * \param input [R, in]
     * \return [R, out]
     */
    at::Tensor forward(const at::Tensor& input);

    /**
     * Makes the layers a linear map at first.
     *
     * \param weight its matrix, [out, in]
     */
    void StartLinear(const at::Tensor& weight);

  private:
    torch::nn::Sequential m_layers;      //!< the layers
    torch::nn::Linear m_linear{nullptr}; //!< the map beside them; null: none
};

TORCH_MODULE(EdnLayers);

/**
 * Encoder, beamformer decoder and channel decoder. R stands for any number of users. What is not as
 * in the paper, the aligned encoder and the structured decoder, has linear maps beside its layers.
 */
class EdnNetworkImpl : public torch::nn::Module
{
  public:
    /**
     * \param sizes sizes of the networks
     */
    explicit EdnNetworkImpl(const EdnSizes& sizes);

    /**
     * With alignment, z = tanh(g_B u + c_B), where u comes out of the layers and scale and shift of
     * each element belong to the bits B of its quantiser: with these the encoder places an element
     * on the quantiser's cells, and spends few bits on what is worth few.
     *
     * \param channels (aligned) channels of unit mean gain, [R, 2 M N]
     * \param bits bits of the quantiser of an element, [R], 64-bit integers; 0: not quantised
     * \return latents in (-1, 1), [R, d]
     */
    at::Tensor Encode(const at::Tensor& channels, const at::Tensor& bits);

    /**
     * \param latents latents with context, [R, d + CONTEXT]
     * \param bits bits of the quantiser of an element, [R]
     * \return what goes into the MMSE layer; structured decoder only
     */
    EdnCalibration Calibrate(const at::Tensor& latents, const at::Tensor& bits);

    /**
     * The beamformer decoder: the dense network, or Calibrate() and the MMSE layer
     * V = A^H (A A^H + Lambda^-1)^-1, w_s = sqrt(p_s) v_s / ||v_s||.
     *
     * \param latents latents with context of all users, [B, K, d + CONTEXT]
     * \param bits bits of the quantiser of an element, [B K]
     * \param beam beams of their alignment, [B K]; not used without alignment
     * \return beams of unit power, [B, N, K M] complex
     */
    at::Tensor DesignBeams(const at::Tensor& latents,
                           const at::Tensor& bits,
                           const at::Tensor& beam);

    /**
     * \param latents latents, [R, d]
     * \param bits bits of the quantiser of an element, [R]
     * \return (aligned) channels of about unit mean gain, [R, 2 M N]
     */
    at::Tensor DecodeChannel(const at::Tensor& latents, const at::Tensor& bits);

    /**
     * Starts from a linear code: the principal components of the channels, which is what loses
     * least before quantisers of one step and entropy coding; against noise, spread over all
     * elements of the latent, with powers that go with the square root of their energies. For the
     * aligned encoder and the structured decoder.
     *
     * \param channels aligned channels of unit mean gain, [R, 2 M N]
     * \param spread true against noise
     */
    void StartLinear(const at::Tensor& channels, bool spread);

    /**
     * \return the sizes
     */
    const EdnSizes& GetSizes() const;

    EdnLayers encoder{nullptr};        //!< G_phi
    EdnLayers decoder{nullptr};        //!< F_theta
    EdnLayers channelDecoder{nullptr}; //!< J_psi

  private:
    /**
     * \param latents latents as received, [R, d + ...]
     * \param bits bits of the quantiser of an element, [R]
     * \return the same with scale and shift of the encoder undone (but for its tanh)
     */
    at::Tensor Unscale(const at::Tensor& latents, const at::Tensor& bits) const;

    EdnSizes m_sizes;   //!< the sizes
    at::Tensor m_scale; //!< ln g_B, [MAX_BITS + 1, d]; with alignment only
    at::Tensor m_shift; //!< c_B, [MAX_BITS + 1, d]; with alignment only
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
