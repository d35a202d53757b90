/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../learning/sum-rate-tensor-private.h"
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
constexpr double LATENT_DEVIATION =
    0.6;                            //!< of the largest element of a linear code before its tanh
constexpr double SCALE_RATE = 10.0; //!< scale and shift learn faster than the layers

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
 * \param n how many
 * \param place a tensor of the device to put them on
 * \return 0 to n - 1
 */
at::Tensor
MakeIndices(int64_t n, const at::Tensor& place)
{
    return at::arange(n, place.options().dtype(at::kLong));
}

/**
 * \param n N
 * \param place a tensor of the device to put it on
 * \return unitary DFT matrix, [N, N] complex
 */
at::Tensor
MakeDft(int64_t n, const at::Tensor& place)
{
    const at::Tensor index = MakeIndices(n, place);
    return MakePhases(index.unsqueeze(1) * index.unsqueeze(0), n) / std::sqrt(1.0 * n);
}

/**
 * \param channels [R, M, N] complex
 * \param first entry that comes to the first place, [R], modulo N
 * \return channels whose columns are moved round, [R, M, N] complex
 */
at::Tensor
Roll(const at::Tensor& channels, const at::Tensor& first)
{
    const int64_t n = channels.size(2);
    const at::Tensor source =
        at::remainder(first.unsqueeze(1) + MakeIndices(n, first).unsqueeze(0), n);
    return channels.gather(2, source.unsqueeze(1).expand(channels.sizes()));
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
FindEdnAlignment(const at::Tensor& channels, const EdnSizes& sizes)
{
    const int64_t n = channels.size(2);
    const int64_t nBeams = sizes.GetNBeams();
    // H e_b with e_b = exp(j 2 pi n b / O N): the channel's rows hold a_N(theta)^H.
    const at::Tensor seen =
        sizes.ports ? channels
                    : at::matmul(channels,
                                 MakePhases(MakeIndices(n, channels).unsqueeze(1) *
                                                MakeIndices(nBeams, channels).unsqueeze(0),
                                            nBeams)); // [R, M, beams]
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
AlignEdnChannels(const at::Tensor& channels, const EdnAlignment& alignment, const EdnSizes& sizes)
{
    const int64_t n = channels.size(2);
    const at::Tensor antennas = MakeIndices(n, channels);
    const at::Tensor shifted =
        sizes.ports ? Roll(channels, alignment.beam)
                    : channels * MakePhases(alignment.beam.unsqueeze(1) * antennas.unsqueeze(0),
                                            sizes.GetNBeams())
                                     .unsqueeze(1);
    const at::Tensor aligned = shifted * alignment.phase.conj().view({-1, 1, 1});
    return sizes.ports ? aligned : at::matmul(aligned, MakeDft(n, aligned));
}

at::Tensor
RestoreEdnChannels(const at::Tensor& aligned, const at::Tensor& beam, const EdnSizes& sizes)
{
    if (sizes.ports)
    {
        return Roll(aligned, -beam);
    }
    const int64_t n = aligned.size(2);
    const at::Tensor antennas = MakeIndices(n, beam);
    const at::Tensor ramp =
        MakePhases(beam.unsqueeze(1) * antennas.unsqueeze(0), sizes.GetNBeams());
    return at::matmul(aligned, MakeDft(n, aligned).conj().resolve_conj().t()) *
           ramp.conj().unsqueeze(1);
}

EdnLayersImpl::EdnLayersImpl(int64_t in,
                             const std::vector<int64_t>& hidden,
                             int64_t out,
                             EdnRegulariser regulariser,
                             bool linear)
{
    int64_t width = in;
    for (int64_t next : hidden)
    {
        m_layers->push_back(torch::nn::Linear(width, next));
        if (regulariser == EdnRegulariser::BATCH_NORM)
        {
            m_layers->push_back(torch::nn::BatchNorm1d(next));
        }
        m_layers->push_back(torch::nn::LeakyReLU());
        if (regulariser == EdnRegulariser::DROPOUT)
        {
            m_layers->push_back(torch::nn::Dropout(0.2));
        }
        width = next;
    }
    m_layers->push_back(torch::nn::Linear(width, out));
    register_module("layers", m_layers);
    if (linear)
    {
        m_linear =
            register_module("linear",
                            torch::nn::Linear(torch::nn::LinearOptions(in, out).bias(false)));
    }
}

at::Tensor
EdnLayersImpl::forward(const at::Tensor& input)
{
    const bool single = input.size(0) == 1 && !at::GradMode::is_enabled();
    at::Tensor output = input;
    for (torch::nn::AnyModule& layer : *m_layers)
    {
        const auto* linear = layer.ptr()->as<torch::nn::Linear>();
        // A product of matrices reads the weights of a single row several times slower.
        output = single && linear
                     ? at::addmv(linear->bias, linear->weight, output.view(-1)).unsqueeze(0)
                     : layer.forward(output);
    }
    return m_linear ? output + m_linear->forward(input) : output;
}

void
EdnLayersImpl::StartLinear(const at::Tensor& weight)
{
    const torch::NoGradGuard guard;
    m_linear->weight.copy_(weight);
    for (const at::Tensor& parameter : m_layers->children().back()->parameters())
    {
        parameter.zero_();
    }
}

EdnNetworkImpl::EdnNetworkImpl(const EdnSizes& sizes)
    : m_sizes(sizes)
{
    const int64_t reals = 2 * sizes.rxAntennas * sizes.antennas;
    const int64_t known = sizes.latent + EdnSizes::CONTEXT;
    encoder = register_module(
        "encoder",
        EdnLayers(reals, sizes.encoder, sizes.latent, EdnRegulariser::NONE, sizes.aligned));
    decoder = register_module("decoder",
                              sizes.structured ? EdnLayers(known,
                                                           sizes.decoder,
                                                           reals + 2 * sizes.rxAntennas,
                                                           EdnRegulariser::NONE,
                                                           true)
                                               : EdnLayers(sizes.users * known,
                                                           sizes.decoder,
                                                           sizes.users * reals,
                                                           EdnRegulariser::DROPOUT,
                                                           false));
    channelDecoder = register_module("channel_decoder",
                                     EdnLayers(sizes.latent,
                                               sizes.channelDecoder,
                                               reals,
                                               EdnRegulariser::BATCH_NORM,
                                               sizes.structured));
    if (sizes.aligned)
    {
        const at::Tensor zero = at::zeros({EdnSizes::MAX_BITS + 1, sizes.latent});
        m_scale = register_parameter("scale", zero.clone());
        m_shift = register_parameter("shift", zero.clone());
    }
}

void
EdnNetworkImpl::StartLinear(const at::Tensor& channels, bool spread)
{
    const int64_t reals = channels.size(1);
    const int64_t latent = m_sizes.latent;
    const int64_t used = std::min(latent, reals);
    const auto [energies, components] =
        at::linalg_eigh(at::matmul(channels.t(), channels) / channels.size(0));
    const at::Tensor energy = energies.flip(0).slice(0, 0, used).clamp_min(1e-12);
    const at::Tensor rows = components.t().flip(0).slice(0, 0, used);
    at::Tensor encode = at::zeros({latent, reals}, channels.options());
    at::Tensor decode = at::zeros({reals, latent}, channels.options());
    if (spread)
    {
        const at::Tensor gain = energy.pow(-0.25) * (energy > 1e-3 * energy[0]);
        const double power = (gain.square() * energy).sum().item<double>() / latent;
        const double factor = LATENT_DEVIATION / std::sqrt(power);
        const at::Tensor frame =
            std::get<0>(at::linalg_qr(at::randn({latent, used}, channels.options())));
        encode.copy_(at::matmul(frame, rows * (factor * gain).unsqueeze(1)));
        const at::Tensor inverse = (energy > 1e-3 * energy[0]) * energy.pow(0.25) / factor;
        decode.copy_(at::matmul(frame, rows * inverse.unsqueeze(1)).t());
    }
    else
    {
        const double factor = LATENT_DEVIATION / std::sqrt(energy[0].item<double>());
        encode.slice(0, 0, used).copy_(rows * factor);
        decode.slice(1, 0, used).copy_(rows.t() / factor);
    }
    encoder->StartLinear(encode);
    channelDecoder->StartLinear(decode);
    at::Tensor calibration =
        at::zeros({reals + 2 * m_sizes.rxAntennas, latent + EdnSizes::CONTEXT}, channels.options());
    calibration.slice(0, 0, reals).slice(1, 0, latent).copy_(decode);
    decoder->StartLinear(calibration);
}

at::Tensor
EdnNetworkImpl::Encode(const at::Tensor& channels, const at::Tensor& bits)
{
    at::Tensor code = encoder->forward(channels);
    if (m_sizes.aligned)
    {
        code = code * (SCALE_RATE * m_scale.index_select(0, bits)).exp() +
               SCALE_RATE * m_shift.index_select(0, bits);
    }
    return at::tanh(code);
}

at::Tensor
EdnNetworkImpl::Unscale(const at::Tensor& latents, const at::Tensor& bits) const
{
    if (!m_sizes.aligned)
    {
        return latents;
    }
    const at::Tensor code = (latents.slice(1, 0, m_sizes.latent) -
                             (SCALE_RATE * m_shift.index_select(0, bits)).tanh()) *
                            (-SCALE_RATE * m_scale.index_select(0, bits)).exp();
    return at::cat({code, latents.slice(1, m_sizes.latent)}, 1);
}

EdnCalibration
EdnNetworkImpl::Calibrate(const at::Tensor& latents, const at::Tensor& bits)
{
    const int64_t m = m_sizes.rxAntennas;
    const int64_t reals = 2 * m * m_sizes.antennas;
    const at::Tensor output = decoder->forward(Unscale(latents, bits));
    EdnCalibration calibration;
    const at::Tensor channels = output.slice(1, 0, reals);
    const at::Tensor norm = channels.square().sum(1, true).clamp_min(1e-12).sqrt();
    calibration.channels = channels * (std::sqrt(0.5 * reals) / norm);
    calibration.loading = output.slice(1, reals, reals + m).clamp(-12.0, 12.0);
    calibration.power = output.slice(1, reals + m, reals + 2 * m).clamp(-12.0, 12.0);
    return calibration;
}

at::Tensor
EdnNetworkImpl::DesignBeams(const at::Tensor& latents,
                            const at::Tensor& bits,
                            const at::Tensor& beam)
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
    const EdnCalibration calibration = Calibrate(latents.reshape({batch * users, -1}), bits);
    at::Tensor channels = ToEdnComplex(calibration.channels, m);
    if (m_sizes.aligned)
    {
        channels = RestoreEdnChannels(channels, beam, m_sizes);
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
    const at::Tensor directions = at::matmul(adjoint, InvertTensor(gram));
    const at::Tensor norms = SquaredModulus(directions).sum(1).clamp_min(1e-30);
    const at::Tensor power = at::softmax(calibration.power.view({batch, streams}), 1);
    return directions * (power / norms).sqrt().unsqueeze(1);
}

at::Tensor
EdnNetworkImpl::DecodeChannel(const at::Tensor& latents, const at::Tensor& bits)
{
    return channelDecoder->forward(Unscale(latents, bits));
}

const EdnSizes&
EdnNetworkImpl::GetSizes() const
{
    return m_sizes;
}

} // namespace fddmimo
} // namespace ns3
