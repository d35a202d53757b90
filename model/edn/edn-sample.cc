/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "edn-network-private.h"
#include "edn-sample-private.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace fddmimo
{

at::Tensor
ComputeEdnError(const at::Tensor& estimates, const at::Tensor& targets)
{
    const int64_t half = targets.size(1) / 2;
    const at::Tensor a = estimates.slice(1, 0, half);
    const at::Tensor b = estimates.slice(1, half);
    const at::Tensor c = targets.slice(1, 0, half);
    const at::Tensor d = targets.slice(1, half);
    const at::Tensor real = (a * c + b * d).sum(1);
    const at::Tensor imag = (a * d - b * c).sum(1);
    const at::Tensor energy = targets.square().sum(1);
    const at::Tensor inner = (real.square() + imag.square() + 1e-12).sqrt();
    return (energy + estimates.square().sum(1) - 2.0 * inner) / energy.clamp_min(1e-12);
}

at::Tensor
ComputeEdnTeacherError(const at::Tensor& beams,
                       const at::Tensor& teacher,
                       int64_t rxAntennas,
                       bool anyPhase)
{
    const auto energy = [](const at::Tensor& z) {
        return (at::real(z).square() + at::imag(z).square());
    };
    if (!anyPhase)
    {
        return energy(beams - teacher).sum({1, 2});
    }
    const at::Tensor products = (teacher.conj() * beams)
                                    .sum(1)
                                    .view({beams.size(0), -1, rxAntennas})
                                    .sum(2); // of each user, [B, K]
    return energy(beams).sum({1, 2}) + energy(teacher).sum({1, 2}) -
           2.0 * (energy(products) + 1e-12).sqrt().sum(1);
}

EdnSample
MakeEdnSample(const std::vector<CRowMatrix>& batch,
              const PrecoderTrainer::Scenario& scenario,
              double errorVariance,
              bool physicalError,
              const EdnSizes& sizes)
{
    const auto size = static_cast<int64_t>(batch.size());
    const int64_t users = scenario.users;
    const int64_t m = scenario.rxAntennas;
    const int64_t n = scenario.antennas;
    at::Tensor channels = at::empty({size, users, m, n}, at::kComplexDouble);
    auto* data = static_cast<Complex*>(channels.data_ptr());
    for (const CRowMatrix& realisation : batch)
    {
        data = std::copy(realisation.data(), realisation.data() + realisation.size(), data);
    }
    channels = channels.to(at::kComplexFloat);
    const at::Tensor snrDb = scenario.minSnrDb +
                             (scenario.maxSnrDb - scenario.minSnrDb) * at::rand({size, 1}) +
                             scenario.snrSpreadDb * (at::rand({size, users}) - 0.5);
    const at::Tensor amplitude = at::pow(10.0, snrDb / 20.0);
    const double deviation = std::sqrt(0.5 * errorVariance);
    at::Tensor error = at::complex(deviation * at::randn({size, users, m, n}),
                                   deviation * at::randn({size, users, m, n}));
    if (!physicalError)
    {
        error = error / amplitude.view({size, users, 1, 1});
    }
    const at::Tensor estimates = channels + error;
    const at::Tensor rms = (at::real(estimates).square() + at::imag(estimates).square())
                               .mean({2, 3})
                               .clamp_min(1e-20)
                               .sqrt();
    const at::Tensor scale = rms.view({size, users, 1, 1});
    EdnSample sample;
    at::Tensor shapes = (estimates / scale).view({size * users, m, n});
    at::Tensor targets = (channels / scale).view({size * users, m, n});
    if (sizes.aligned)
    {
        const EdnAlignment alignment = FindEdnAlignment(shapes, sizes);
        sample.beam = alignment.beam;
        shapes = AlignEdnChannels(shapes, alignment, sizes);
        targets = AlignEdnChannels(targets, alignment, sizes);
    }
    sample.shapes = ToEdnReal(shapes);
    sample.targets = ToEdnReal(targets);
    sample.snrDb = 20.0 * (amplitude * rms).log10();
    sample.channels =
        (channels * amplitude.view({size, users, 1, 1})).reshape({size, users * m, n});
    return sample;
}

void
MoveEdnSample(EdnSample& sample, const at::Device& device)
{
    for (at::Tensor* tensor : {&sample.channels,
                               &sample.shapes,
                               &sample.targets,
                               &sample.beam,
                               &sample.snrDb,
                               &sample.bits,
                               &sample.step,
                               &sample.noise})
    {
        if (tensor->defined())
        {
            *tensor = tensor->to(device);
        }
    }
}

at::Tensor
SendEdnLatents(const at::Tensor& latents, const EdnSample& sample)
{
    if (sample.noise.defined())
    {
        return latents + sample.noise;
    }
    const at::Tensor step = sample.step.unsqueeze(2);
    const at::Tensor cells =
        at::minimum(((latents + 1.0) / step).floor().clamp_min(0.0), 2.0 / step - 1.0);
    return latents + ((cells + 0.5) * step - 1.0 - latents).detach();
}

at::Tensor
ComputeEdnWeightedBits(const at::Tensor& latents, const EdnSample& sample)
{
    const int64_t latent = latents.size(2);
    const at::Tensor rows = latents.reshape({-1, latent});
    at::Tensor sum = at::zeros({}, latents.options());
    for (int64_t bits = 1; bits <= EdnSizes::MAX_BITS; ++bits)
    {
        const at::Tensor chosen = (sample.bits == bits).nonzero().squeeze(1);
        if (chosen.size(0) == 0)
        {
            continue;
        }
        const int64_t levels = int64_t{1} << bits;
        const double step = 2.0 / levels;
        const at::Tensor place = (rows.index_select(0, chosen) + 1.0) / step;
        // Costs of the cells, [d, levels].
        const at::Tensor cells = place.detach().floor().clamp(0, levels - 1).to(at::kLong);
        const at::Tensor offset = at::arange(latent, cells.options()) * levels;
        const at::Tensor counts = at::bincount((cells + offset).flatten(), {}, latent * levels);
        const at::Tensor costs =
            -((counts.to(at::kFloat) + 1.0) / (chosen.size(0) + levels)).log2();
        const at::Tensor between = (place - 0.5).clamp(0.0, levels - 1.0);
        const at::Tensor lower = between.detach().floor().clamp(0, levels - 2).to(at::kLong);
        const at::Tensor share = between - lower;
        const at::Tensor first = (lower + offset).flatten();
        const at::Tensor low = costs.index_select(0, first).view_as(share);
        const at::Tensor high = costs.index_select(0, first + 1).view_as(share);
        sum = sum + step * (low + share * (high - low)).sum();
    }
    return sum / rows.size(0);
}

void
DrawEdnFeedback(EdnSample& sample,
                int64_t latent,
                const std::vector<int64_t>& bits,
                double variance)
{
    const int64_t size = sample.snrDb.size(0);
    const int64_t users = sample.snrDb.size(1);
    if (bits.empty())
    {
        sample.bits = at::zeros({size * users}, at::kLong);
        sample.noise = std::sqrt(variance) * at::randn({size, users, latent});
        sample.step = at::full({size, users}, std::sqrt(12.0 * std::max(variance, 1e-6)));
        return;
    }
    const at::Tensor choices = at::tensor(at::ArrayRef<int64_t>(bits));
    const at::Tensor chosen =
        choices.index({at::randint(choices.size(0), {size, 1}, at::kLong)}).expand({size, users});
    sample.bits = chosen.reshape({-1}).contiguous();
    sample.step = at::pow(2.0, 1.0 - chosen.to(at::kFloat));
}

} // namespace fddmimo
} // namespace ns3
