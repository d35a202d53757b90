/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../learning/sum-rate-tensor-private.h"
#include "../learning/torch-training-private.h"
#include "calibration-weights-private.h"

#include <cmath>

namespace ns3
{
namespace fddmimo
{

namespace
{

constexpr double LARGEST_NOISE = 1e6; //!< of LS estimates; pilots beyond it count as singular

/**
 * \param tensor weights
 * \return false for batch normalisation's count of batches, which no archive holds
 */
bool
IsStored(const at::Tensor& tensor)
{
    return tensor.dim() > 0;
}

} // namespace

void
StoreCalibrationWeights(WeightArchive& archive, const CalibrationNetwork& network, double reference)
{
    network->GetSizes().Store(archive);
    archive.SetNumber("reference", reference);
    for (const auto& item : network->named_parameters())
    {
        StoreTensor(archive, item.key(), item.value());
    }
    for (const auto& item : network->named_buffers())
    {
        if (IsStored(item.value()))
        {
            StoreTensor(archive, item.key(), item.value());
        }
    }
}

double
LoadCalibrationWeights(const WeightArchive& archive, CalibrationNetwork& network)
{
    const CalibrationSizes& sizes = network->GetSizes();
    WeightArchive wanted;
    sizes.Store(wanted);
    const CalibrationSizes there = CalibrationSizes::Load(archive);
    there.Store(wanted);
    WeightArchive own;
    sizes.Store(own);
    for (const auto& [name, value] : own.attributes)
    {
        if (name != "loading" && wanted.attributes.at(name) != value)
        {
            throw WeightArchiveError(archive.GetFileName() + ": " + name + " is " +
                                     wanted.attributes.at(name) + ", but " + value + " is needed");
        }
    }
    const torch::NoGradGuard guard;
    const auto copy = [&archive](const std::string& name, at::Tensor& tensor) {
        if (IsStored(tensor))
        {
            ReadTensor(archive, name, tensor);
        }
    };
    for (auto& item : network->named_parameters())
    {
        copy(item.key(), item.value());
    }
    for (auto& item : network->named_buffers())
    {
        copy(item.key(), item.value());
    }
    for (int64_t users = sizes.minUsers; users <= sizes.users && sizes.scheme != BLACK_BOX; ++users)
    {
        const at::Tensor pilots = network->GetPilots(users).to(at::kCPU).to(at::kComplexDouble);
        const at::Tensor gram = at::matmul(pilots, pilots.conj().transpose(0, 1));
        const at::Tensor energies = at::linalg_eigvalsh(gram);
        if (!(energies.min().item<double>() * LARGEST_NOISE > 1.0))
        {
            throw WeightArchiveError(archive.GetFileName() + ": the pilots of " +
                                     std::to_string(users) +
                                     " users are singular: no LS estimate can tell them apart");
        }
    }
    const double reference = archive.GetNumber("reference");
    if (!(reference > 0.0))
    {
        throw WeightArchiveError(archive.GetFileName() + ": reference is " +
                                 archive.GetText("reference") + "; it must be above 0");
    }
    return reference;
}

at::Tensor
MakeBlackBoxInput(const at::Tensor& received, double reference)
{
    const at::Tensor flat = (received / reference).reshape({received.size(0), -1});
    // Of the mean power of a channel: L symbols come from K = L users.
    const double scale = 1.0 / std::sqrt(static_cast<double>(received.size(1)));
    return at::cat({at::real(flat), at::imag(flat)}, 1) * scale;
}

at::Tensor
DesignBlackBox(const at::Tensor& outputs, const CalibrationSizes& sizes)
{
    const at::Tensor halves =
        outputs.to(at::kDouble).view({outputs.size(0), 2, sizes.antennas, sizes.users});
    return ScaleToPower(
        at::complex(halves.select(1, 0).contiguous(), halves.select(1, 1).contiguous()),
        at::ones({1}, halves.options()));
}

} // namespace fddmimo
} // namespace ns3
