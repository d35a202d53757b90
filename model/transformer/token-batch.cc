/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../learning/sum-rate-tensor-private.h"
#include "token-batch-private.h"

#include <ATen/core/grad_mode.h>
#include <algorithm>
#include <cmath>

namespace ns3
{
namespace fddmimo
{

namespace
{

/**
 * \param counts how many entries are present, [B]
 * \param most places
 * \return 1 for present entries, else 0, [B, most]
 */
at::Tensor
MakeMask(const at::Tensor& counts, int64_t most)
{
    const at::Tensor places = at::arange(most, counts.options());
    return (places.unsqueeze(0) < counts.unsqueeze(1)).to(at::kFloat);
}

/**
 * \param channels channels of B problems, K x N each, of any sizes
 * \param users most users
 * \param antennas most antennas
 * \return the channels padded with zeros, [B, users, antennas] complex, on the CPU
 */
at::Tensor
Pad(const std::vector<const CRowMatrix*>& channels, int64_t users, int64_t antennas)
{
    at::Tensor padded =
        at::zeros({static_cast<int64_t>(channels.size()), users, antennas}, at::kComplexFloat);
    auto* data = static_cast<std::complex<float>*>(padded.data_ptr());
    for (const CRowMatrix* channel : channels)
    {
        for (Eigen::Index k = 0; k < channel->rows(); ++k)
        {
            for (Eigen::Index n = 0; n < channel->cols(); ++n)
            {
                data[k * antennas + n] = std::complex<float>((*channel)(k, n));
            }
        }
        data += users * antennas;
    }
    return padded;
}

/**
 * \param channels channels of B problems, of any sizes
 * \return users, then antennas of each problem, [B] each, on the CPU
 */
std::pair<at::Tensor, at::Tensor>
CountUsersAndAntennas(const std::vector<const CRowMatrix*>& channels)
{
    const auto size = static_cast<int64_t>(channels.size());
    std::pair<at::Tensor, at::Tensor> counts{at::empty({size}, at::kLong),
                                             at::empty({size}, at::kLong)};
    for (int64_t i = 0; i < size; ++i)
    {
        counts.first.data_ptr<int64_t>()[i] = channels[i]->rows();
        counts.second.data_ptr<int64_t>()[i] = channels[i]->cols();
    }
    return counts;
}

/**
 * \param values some numbers
 * \param device where they are needed
 * \return the numbers, [values]
 */
template <class T>
at::Tensor
ToDevice(const std::vector<T>& values, const at::Device& device)
{
    return at::from_blob(const_cast<T*>(values.data()),
                         {static_cast<int64_t>(values.size())},
                         c10::CppTypeToScalarType<T>::value)
        .clone()
        .to(device);
}

} // namespace

TokenBatch
MakeTokenBatch(const at::Tensor& channels, const at::Tensor& users, const at::Tensor& antennas)
{
    TokenBatch batch;
    batch.channels = channels;
    batch.users = MakeMask(users, channels.size(1));
    batch.antennas = MakeMask(antennas, channels.size(2));
    batch.entries = batch.users.unsqueeze(2) * batch.antennas.unsqueeze(1);
    batch.count = users.to(at::kFloat).view({-1, 1, 1});
    const at::Tensor present = (users * antennas).to(at::kFloat).view({-1, 1, 1});
    batch.gain = (SquaredModulus(batch.channels).sum({1, 2}).view({-1, 1, 1}) / present)
                     .sqrt()
                     .clamp_min(1e-15);
    batch.unit = present.sqrt();
    return batch;
}

TokenBatch
MakeTokenBatch(const std::vector<CRowMatrix>& channels)
{
    std::vector<const CRowMatrix*> all;
    for (const CRowMatrix& channel : channels)
    {
        all.push_back(&channel);
    }
    const auto [users, antennas] = CountUsersAndAntennas(all);
    return MakeTokenBatch(Pad(all, users.max().item<int64_t>(), antennas.max().item<int64_t>()),
                          users,
                          antennas);
}

TokenExamples
StackExamples(const std::vector<TransformerExample>& examples, const at::Device& device)
{
    std::vector<const CRowMatrix*> channels;
    std::vector<const CRowMatrix*> known;
    for (const TransformerExample& example : examples)
    {
        channels.push_back(&example.channel);
        known.push_back(&example.known);
    }
    const auto [users, antennas] = CountUsersAndAntennas(channels);
    const auto mostUsers = users.max().item<int64_t>();
    const auto mostAntennas = antennas.max().item<int64_t>();
    return {Pad(channels, mostUsers, mostAntennas).to(device),
            Pad(known, mostUsers, mostAntennas).to(device),
            users.to(device),
            antennas.to(device)};
}

TokenExamples
DrawGaussianExamples(const TransformerSampling& sampling,
                     uint32_t count,
                     std::mt19937_64& random,
                     const at::Device& device)
{
    const TransformerSizes sizes = DrawTransformerSizes(sampling, count, random);
    const int64_t antennas = *std::max_element(sizes.antennas.begin(), sizes.antennas.end());
    const auto users = static_cast<int64_t>(sizes.users);
    TokenExamples examples;
    examples.users = at::full({static_cast<int64_t>(count)}, users, at::kLong).to(device);
    examples.antennas = ToDevice(sizes.antennas, device);
    const at::Tensor mask = MakeMask(examples.antennas, antennas).unsqueeze(1);
    const at::Tensor snrDb = ToDevice(sizes.snrDb, device).unsqueeze(1);
    const at::Tensor spreadDb = ToDevice(sizes.spreadDb, device).unsqueeze(1);
    const auto real = at::TensorOptions(at::kFloat).device(device);
    const auto complex = at::TensorOptions(at::kComplexFloat).device(device);
    const at::Tensor offsetDb = spreadDb * (at::rand({count, users}, real) - 0.5);
    const at::Tensor amplitude = at::pow(10.0, 0.05 * (snrDb + offsetDb)).unsqueeze(2) * mask;
    examples.channels = at::randn({count, users, antennas}, complex) * amplitude;
    examples.known = examples.channels;
    if (sampling.csiErrorVariance > 0.0)
    {
        examples.known = examples.channels + at::randn({count, users, antennas}, complex) *
                                                 amplitude * std::sqrt(sampling.csiErrorVariance);
    }
    return examples;
}

at::Tensor
ComputeStartBeams(const TokenBatch& batch)
{
    // In double precision: the Gram matrix of more users than antennas is singular but for the
    // load.
    const at::Tensor wide = batch.channels.to(at::kComplexDouble);
    const at::Tensor adjoint = wide.conj().transpose(1, 2);
    const at::Tensor gram =
        at::matmul(wide, adjoint) + batch.count * at::eye(wide.size(1), wide.options());
    const at::Tensor directions =
        at::matmul(adjoint, std::get<0>(at::linalg_inv_ex(gram))).to(at::kComplexFloat);
    const at::Tensor norms = SquaredModulus(directions).sum(1, true).clamp_min(1e-30);
    return ScaleToPower(directions * norms.rsqrt(), at::ones({}, norms.options()));
}

at::Tensor
AscendTokenBeams(const TokenBatch& batch, const at::Tensor& beams, int64_t steps, double stepSize)
{
    const at::Tensor power = at::ones({}, batch.gain.options());
    return AscendSumRateTensor(batch.channels,
                               beams,
                               power,
                               1,
                               steps,
                               stepSize,
                               batch.gain.square());
}

TokenGuideTensor
ComputeTokenGuideTensor(const TokenBatch& batch,
                        const at::Tensor& beams,
                        TokenSizes::Directions kind)
{
    const at::NoGradGuard guard;
    const at::Tensor& h = batch.channels;
    const at::Tensor w = beams.detach();
    const at::Tensor adjoint = h.conj().transpose(1, 2);
    const at::Tensor signal = at::matmul(h, w);
    const at::Tensor power = SquaredModulus(signal);
    const at::Tensor interference = SumInterference(power);
    const at::Tensor total = interference + power.diagonal(0, 1, 2);
    TokenGuideTensor guide;
    if (kind == TokenSizes::GRADIENT)
    {
        const at::Tensor gradient = ComputeSumRateGradientTensor(h, w, 1);
        guide.direction = ScaleToPower(gradient, batch.unit.square().view({-1}));
    }
    else
    {
        // As in WmmsePrecoder: H^H S Z F^H with S = sqrt(m) u and F = sqrt(m) of each user.
        const at::Tensor root = (total / interference).sqrt();
        const at::Tensor s = signal.diagonal(0, 1, 2) * (root / total);
        const at::Tensor load = SquaredModulus(s).sum(1).clamp_min(1e-20).view({-1, 1, 1});
        const at::Tensor scaled = adjoint * s.unsqueeze(1);
        const at::Tensor matrix = at::matmul(scaled.conj().transpose(1, 2), scaled) +
                                  load * at::eye(h.size(1), h.options());
        const at::Tensor next =
            at::matmul(scaled, std::get<0>(at::linalg_inv_ex(matrix))) * root.unsqueeze(1);
        guide.direction = (next - w) * batch.unit * batch.entries.transpose(1, 2);
    }
    // Of one problem that went wrong no other one's loss may hear; what is no number is not below.
    const at::Tensor finite =
        SquaredModulus(guide.direction).sum(at::IntArrayRef({1, 2}), true) < 1e30;
    guide.direction = guide.direction.masked_fill(finite == 0, 0.0);
    const at::Tensor share = SquaredModulus(w).sum(1) * batch.count.squeeze(2);
    guide.figures = at::stack({total.log(),
                               interference.log(),
                               (total / interference).log(),
                               (share + 1e-6).log(),
                               (SquaredModulus(h).sum(2) + 1e-6).log()},
                              2) *
                    0.3;
    return guide;
}

} // namespace fddmimo
} // namespace ns3
