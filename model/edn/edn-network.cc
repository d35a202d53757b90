/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "edn-network-private.h"

#include <cmath>

namespace ns3
{
namespace fddmimo
{

namespace
{

constexpr double SNR_CENTRE_DB = 12.5; //!< middle of the SNRs of [EDN]
constexpr double SNR_SCALE_DB = 10.0;  //!< a unit of the feature
constexpr double STEP_CENTRE = -1.5;   //!< middle of log2(step) for 1 to 4 bits
constexpr double STEP_SCALE = 1.5;     //!< a unit of the feature

/// What follows a hidden layer.
enum class Regulariser
{
    NONE,
    DROPOUT,   //!< dropout of 0.2 after the activation, [EDN] section III-B
    BATCH_NORM //!< batch normalisation before the activation, [EDN] section III-C
};

/**
 * \param in inputs
 * \param hidden widths of the hidden layers
 * \param out outputs
 * \param regulariser what follows a hidden layer
 * \return fully connected layers with LeakyReLU between them
 */
torch::nn::Sequential
MakeFullyConnected(int64_t in,
                   const std::vector<int64_t>& hidden,
                   int64_t out,
                   Regulariser regulariser)
{
    torch::nn::Sequential layers;
    for (int64_t width : hidden)
    {
        layers->push_back(torch::nn::Linear(in, width));
        if (regulariser == Regulariser::BATCH_NORM)
        {
            layers->push_back(torch::nn::BatchNorm1d(width));
        }
        layers->push_back(torch::nn::LeakyReLU());
        if (regulariser == Regulariser::DROPOUT)
        {
            layers->push_back(torch::nn::Dropout(0.2));
        }
        in = width;
    }
    layers->push_back(torch::nn::Linear(in, out));
    return layers;
}

/**
 * \param turns whole numbers
 * \param period turns in a full circle
 * \return exp(j 2 pi turns / period), complex
 */
at::Tensor
MakePhases(const at::Tensor& turns, int64_t period)
{
    const at::Tensor angle = at::remainder(turns, period).to(at::kFloat) * (2.0 * M_PI / period);
    return at::complex(angle.cos(), angle.sin());
}

/**
 * \param complex any tensor of complex numbers
 * \return |z|^2
 */
at::Tensor
SquaredModulus(const at::Tensor& complex)
{
    return at::real(complex).square() + at::imag(complex).square();
}

} // namespace

at::Tensor
MakeEdnContext(const at::Tensor& snrDb, const at::Tensor& step)
{
    return at::stack(
        {(snrDb - SNR_CENTRE_DB) / SNR_SCALE_DB, (step.log2() - STEP_CENTRE) / STEP_SCALE},
        -1);
}

at::Tensor
ToEdnReal(const at::Tensor& channels)
{
    return at::stack({at::real(channels), at::imag(channels)}, 1).reshape({channels.size(0), -1});
}

at::Tensor
ToEdnComplex(const at::Tensor& real, int64_t rxAntennas)
{
    const at::Tensor parts = real.reshape({real.size(0), 2, rxAntennas, -1});
    return at::complex(parts.select(1, 0).contiguous(), parts.select(1, 1).contiguous());
}

EdnAlignment
FindEdnAlignment(const at::Tensor& channels)
{
    const int64_t n = channels.size(2);
    // H e_b with e_b = exp(j 2 pi n b / 4N): the channel's rows hold a_N(theta)^H.
    const at::Tensor beams = MakePhases(at::arange(n, at::kLong).unsqueeze(1) *
                                            at::arange(4 * n, at::kLong).unsqueeze(0),
                                        4 * n);
    const at::Tensor seen = at::matmul(channels, beams); // [R, M, 4 N]
    EdnAlignment alignment;
    alignment.beam = SquaredModulus(seen).sum(1).argmax(1);
    const at::Tensor index =
        alignment.beam.view({-1, 1, 1}).expand({channels.size(0), channels.size(1), 1});
    const at::Tensor coefficients = seen.gather(2, index).squeeze(2); // [R, M]
    // Of the strongest receive antenna.
    const at::Tensor strongest = SquaredModulus(coefficients).argmax(1, true);
    const at::Tensor reference = coefficients.gather(1, strongest).squeeze(1);
    alignment.phase = reference / SquaredModulus(reference).sqrt().clamp_min(1e-20);
    return alignment;
}

at::Tensor
AlignEdnChannels(const at::Tensor& channels, const EdnAlignment& alignment)
{
    const int64_t n = channels.size(2);
    const at::Tensor antennas = at::arange(n, at::kLong);
    const at::Tensor ramp = MakePhases(alignment.beam.unsqueeze(1) * antennas.unsqueeze(0), 4 * n);
    const at::Tensor dft =
        MakePhases(antennas.unsqueeze(1) * antennas.unsqueeze(0), n) / std::sqrt(1.0 * n);
    return at::matmul(channels * ramp.unsqueeze(1) * alignment.phase.conj().view({-1, 1, 1}), dft);
}

at::Tensor
RestoreEdnChannels(const at::Tensor& aligned, const at::Tensor& beam)
{
    const int64_t n = aligned.size(2);
    const at::Tensor antennas = at::arange(n, at::kLong);
    const at::Tensor ramp = MakePhases(beam.unsqueeze(1) * antennas.unsqueeze(0), 4 * n);
    const at::Tensor dft =
        MakePhases(antennas.unsqueeze(1) * antennas.unsqueeze(0), n) / std::sqrt(1.0 * n);
    return at::matmul(aligned, dft.conj().resolve_conj().t()) * ramp.conj().unsqueeze(1);
}

EdnNetworkImpl::EdnNetworkImpl(const EdnSizes& sizes)
    : m_sizes(sizes)
{
    const int64_t reals = 2 * sizes.rxAntennas * sizes.antennas;
    const int64_t known = sizes.latent + EdnSizes::CONTEXT;
    encoder =
        register_module("encoder",
                        MakeFullyConnected(reals, sizes.encoder, sizes.latent, Regulariser::NONE));
    decoder = register_module("decoder",
                              sizes.structured ? MakeFullyConnected(known,
                                                                    sizes.decoder,
                                                                    reals + 2 * sizes.rxAntennas,
                                                                    Regulariser::NONE)
                                               : MakeFullyConnected(sizes.users * known,
                                                                    sizes.decoder,
                                                                    sizes.users * reals,
                                                                    Regulariser::DROPOUT));
    channelDecoder = register_module(
        "channel_decoder",
        MakeFullyConnected(sizes.latent, sizes.channelDecoder, reals, Regulariser::BATCH_NORM));
}

at::Tensor
EdnNetworkImpl::Encode(const at::Tensor& channels)
{
    return at::tanh(encoder->forward(channels));
}

EdnCalibration
EdnNetworkImpl::Calibrate(const at::Tensor& latents)
{
    const int64_t m = m_sizes.rxAntennas;
    const int64_t reals = 2 * m * m_sizes.antennas;
    const at::Tensor output = decoder->forward(latents);
    EdnCalibration calibration;
    const at::Tensor channels = output.slice(1, 0, reals);
    const at::Tensor norm = channels.square().sum(1, true).clamp_min(1e-12).sqrt();
    calibration.channels = channels * (std::sqrt(0.5 * reals) / norm);
    calibration.loading = output.slice(1, reals, reals + m).clamp(-12.0, 12.0);
    calibration.power = output.slice(1, reals + m, reals + 2 * m).clamp(-12.0, 12.0);
    return calibration;
}

at::Tensor
EdnNetworkImpl::DesignBeams(const at::Tensor& latents, const at::Tensor& beam)
{
    const int64_t batch = latents.size(0);
    const int64_t users = latents.size(1);
    const int64_t m = m_sizes.rxAntennas;
    const int64_t n = m_sizes.antennas;
    const int64_t streams = users * m;
    if (!m_sizes.structured)
    {
        const at::Tensor output = decoder->forward(latents.reshape({batch, -1}));
        const at::Tensor parts = output.view({batch, 2, n, streams});
        const at::Tensor norm = output.square().sum(1).clamp_min(1e-30).sqrt().view({-1, 1, 1});
        return at::complex(parts.select(1, 0) / norm, parts.select(1, 1) / norm);
    }
    const EdnCalibration calibration = Calibrate(latents.reshape({batch * users, -1}));
    at::Tensor channels = ToEdnComplex(calibration.channels, m);
    if (m_sizes.aligned)
    {
        channels = RestoreEdnChannels(channels, beam);
    }
    channels = channels.reshape({batch, streams, n});
    // ln(K M / SNR), the loading of the MMSE precoder for channels of unit mean gain.
    const at::Tensor snrDb = latents.select(2, m_sizes.latent) * SNR_SCALE_DB + SNR_CENTRE_DB;
    const at::Tensor usual =
        (std::log(static_cast<double>(streams)) - snrDb * (std::log(10.0) / 10.0)).unsqueeze(2);
    const at::Tensor loading =
        (usual + calibration.loading.view({batch, users, m})).exp().view({batch, streams});
    const at::Tensor adjoint = channels.conj().transpose(1, 2);
    const at::Tensor gram = at::matmul(channels, adjoint) +
                            at::diag_embed(at::complex(loading, at::zeros_like(loading)));
    const at::Tensor directions = at::matmul(adjoint, at::linalg_inv(gram));
    const at::Tensor norms = SquaredModulus(directions).sum(1).clamp_min(1e-30);
    const at::Tensor power = at::softmax(calibration.power.view({batch, streams}), 1);
    return directions * (power / norms).sqrt().unsqueeze(1);
}

at::Tensor
EdnNetworkImpl::DecodeChannel(const at::Tensor& latents)
{
    return channelDecoder->forward(latents);
}

const EdnSizes&
EdnNetworkImpl::GetSizes() const
{
    return m_sizes;
}

} // namespace fddmimo
} // namespace ns3
