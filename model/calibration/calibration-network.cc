/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../learning/sum-rate-tensor-private.h"
#include "calibration-network-private.h"

#include <cmath>

namespace ns3
{
namespace fddmimo
{

namespace
{

constexpr double CONTEXT_SCALE = 0.25; //!< unit of logarithms of powers as features
constexpr double CONTEXT_BOUND = 3.0;  //!< features of the context stay within this
constexpr double TINY = 1e-30;         //!< keeps zero channels from being divided by

/**
 * \param n N
 * \param beams B >= N
 * \param device where it is needed
 * \return beams of a linear array, a tight frame F F^H = I, [N, B] complex
 */
at::Tensor
MakeBeams(int64_t n, int64_t beams, const at::Device& device)
{
    const at::TensorOptions options = at::TensorOptions(at::kLong).device(device);
    const at::Tensor turns = at::arange(n, options).unsqueeze(1) * at::arange(beams, options);
    const at::Tensor angle =
        at::remainder(turns, beams).to(at::kDouble) * (-2.0 * M_PI / static_cast<double>(beams));
    return (at::complex(angle.cos(), angle.sin()) / std::sqrt(static_cast<double>(beams)))
        .to(at::kComplexFloat);
}

} // namespace

CalibrationInput
MakeCalibrationInput(const at::Tensor& estimates,
                     const at::Tensor& noise,
                     double reference,
                     const CalibrationSizes& sizes)
{
    CalibrationInput input;
    const at::Tensor scaled = estimates.to(at::kComplexFloat) / reference;
    if (!sizes.beams)
    {
        input.features = at::cat({at::real(scaled), at::imag(scaled)}, 1);
        return input;
    }
    const at::Tensor power = SquaredModulus(scaled).mean(1, true);
    input.norm = power.clamp_min(TINY).sqrt();
    const at::Tensor seen =
        at::matmul(scaled / input.norm,
                   MakeBeams(sizes.antennas, sizes.GetNBeams(), scaled.device()));
    const at::Tensor modulus = SquaredModulus(seen);
    const at::Tensor strongest = seen.gather(1, modulus.argmax(1, true));
    input.phase = strongest.conj() / SquaredModulus(strongest).clamp_min(TINY).sqrt();
    input.beams = seen * input.phase;
    const auto toFeature = [](const at::Tensor& value) {
        return (value.clamp_min(TINY).log() * CONTEXT_SCALE).clamp(-CONTEXT_BOUND, CONTEXT_BOUND);
    };
    // What the phases of the paths do not change tells where the user is: powers, and from beam to
    // beam the place of a path between them. Square roots keep the features on one scale.
    const at::Tensor pairs = input.beams * input.beams.roll(-1, 1).conj();
    const at::Tensor common = pairs / SquaredModulus(pairs).clamp_min(TINY).sqrt().sqrt();
    const at::Tensor relative = noise.to(at::kFloat).unsqueeze(1) / (reference * reference);
    input.features = at::cat({at::real(input.beams),
                              at::imag(input.beams),
                              SquaredModulus(input.beams).clamp_min(TINY).sqrt(),
                              at::real(common),
                              at::imag(common),
                              toFeature(power),
                              toFeature(relative)},
                             1);
    return input;
}

at::Tensor
MakeCalibrationOutput(const CalibrationInput& input,
                      const at::Tensor& outputs,
                      double reference,
                      const CalibrationSizes& sizes)
{
    if (!sizes.beams)
    {
        const at::Tensor channels = at::complex(outputs.narrow(1, 0, sizes.antennas),
                                                outputs.narrow(1, sizes.antennas, sizes.antennas));
        return sizes.scheme == CHANNEL_MAPPING ? channels * reference : channels;
    }
    const int64_t beams = sizes.GetNBeams();
    const at::Tensor gains =
        at::complex(outputs.narrow(1, 0, beams) + 1.0, outputs.narrow(1, beams, beams));
    const at::Tensor added =
        at::complex(outputs.narrow(1, 2 * beams, beams), outputs.narrow(1, 3 * beams, beams));
    const at::Tensor back =
        MakeBeams(sizes.antennas, beams, outputs.device()).conj().transpose(0, 1);
    const at::Tensor scale =
        outputs.narrow(1, 4 * beams, 1).clamp(-CONTEXT_BOUND, CONTEXT_BOUND).exp();
    const at::Tensor channels = at::matmul((gains * input.beams + added) * scale, back);
    return sizes.scheme == CHANNEL_MAPPING
               ? channels * (input.norm * reference) * input.phase.conj()
               : channels;
}

CalibrationNetworkImpl::CalibrationNetworkImpl(const CalibrationSizes& sizes)
    : m_sizes(sizes)
{
    std::vector<int64_t> widths{sizes.GetInputs()};
    widths.insert(widths.end(), sizes.hidden.begin(), sizes.hidden.end());
    widths.push_back(sizes.GetOutputs());
    for (std::size_t i = 0; i + 1 < widths.size(); ++i)
    {
        const std::string index = std::to_string(i);
        m_linear.push_back(
            register_module("linear" + index, torch::nn::Linear(widths[i], widths[i + 1])));
        torch::nn::BatchNorm1d batchNorm{nullptr};
        if (i + 2 < widths.size() || sizes.outputBatchNorm)
        {
            batchNorm =
                register_module("batch_norm" + index, torch::nn::BatchNorm1d(widths[i + 1]));
        }
        m_batchNorm.push_back(batchNorm);
    }
    if (sizes.beams)
    {
        // At first the calibrated channels are near the estimates.
        const torch::NoGradGuard guard;
        m_linear.back()->weight.mul_(0.1);
        m_linear.back()->bias.zero_();
    }
    for (int64_t users = sizes.minUsers; users <= sizes.users; ++users)
    {
        const int64_t length = sizes.pilotLength == 0 ? users : sizes.pilotLength;
        // Orthogonal rows: what is best for the squared error.
        const at::Tensor turns =
            at::arange(users, at::kLong).unsqueeze(1) * at::arange(length, at::kLong);
        const at::Tensor angle = at::remainder(turns, length).to(at::kFloat) *
                                 (-2.0 * M_PI / static_cast<double>(length));
        m_pilots.push_back(register_parameter("pilots" + std::to_string(users),
                                              at::stack({angle.cos(), angle.sin()})));
    }
}

at::Tensor
CalibrationNetworkImpl::GetPilots(int64_t users) const
{
    const at::Tensor& weights = m_pilots.at(users - m_sizes.minUsers);
    const at::Tensor energy = weights.square().sum(at::IntArrayRef({0, 2}), true).clamp_min(TINY);
    const at::Tensor unit = weights * (static_cast<double>(weights.size(2)) / energy).sqrt();
    return at::complex(unit.select(0, 0), unit.select(0, 1));
}

at::Tensor
CalibrationNetworkImpl::Forward(const at::Tensor& features)
{
    at::Tensor x = features;
    for (std::size_t i = 0; i < m_linear.size(); ++i)
    {
        x = m_linear[i]->forward(x);
        if (m_batchNorm[i])
        {
            x = m_batchNorm[i]->forward(x);
        }
        if (i + 1 < m_linear.size())
        {
            x = at::relu(x);
        }
    }
    return x;
}

std::vector<at::Tensor>
CalibrationNetworkImpl::Fold() const
{
    const torch::NoGradGuard guard;
    std::vector<at::Tensor> folded;
    for (std::size_t i = 0; i < m_linear.size(); ++i)
    {
        at::Tensor weight = m_linear[i]->weight.detach().clone();
        at::Tensor bias = m_linear[i]->bias.detach().clone();
        if (m_batchNorm[i])
        {
            const auto& norm = *m_batchNorm[i];
            const at::Tensor factor = norm.weight / (norm.running_var + norm.options.eps()).sqrt();
            weight = weight * factor.unsqueeze(1);
            bias = (bias - norm.running_mean) * factor + norm.bias;
        }
        folded.push_back(weight.contiguous());
        folded.push_back(bias.contiguous());
    }
    return folded;
}

const CalibrationSizes&
CalibrationNetworkImpl::GetSizes() const
{
    return m_sizes;
}

std::vector<at::Tensor>
CalibrationNetworkImpl::GetPilotParameters() const
{
    return m_pilots;
}

at::Tensor
EstimateLeastSquares(const at::Tensor& pilots, const at::Tensor& received)
{
    const at::Tensor conjugate = pilots.conj();
    const at::Tensor gram = at::matmul(conjugate, pilots.transpose(0, 1));
    return at::matmul(at::matmul(InvertTensor(gram), conjugate), received);
}

at::Tensor
ComputeLeastSquaresNoise(const at::Tensor& pilots)
{
    const at::Tensor gram = at::matmul(pilots, pilots.conj().transpose(0, 1));
    return at::real(InvertTensor(gram)).diagonal();
}

at::Tensor
ApplyZfLayerTensor(const at::Tensor& channels, double loading)
{
    const at::Tensor input = channels.to(at::kComplexDouble);
    const at::Tensor adjoint = input.conj().transpose(1, 2);
    const at::Tensor trace = SquaredModulus(input).sum({1, 2}).clamp_min(TINY);
    const int64_t users = input.size(1);
    const at::Tensor gram = at::matmul(input, adjoint) +
                            at::eye(users, input.options()) *
                                (trace * (loading / static_cast<double>(users))).view({-1, 1, 1});
    return ScaleToPower(at::matmul(adjoint, InvertTensor(gram)),
                        at::ones({1}, at::real(input).options()));
}

} // namespace fddmimo
} // namespace ns3
