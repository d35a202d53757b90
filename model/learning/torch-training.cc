/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "torch-training-private.h"

#include <ATen/Context.h>
#include <stdexcept>
#include <torch/cuda.h>
#include <torch/optim.h>

namespace ns3
{
namespace fddmimo
{

namespace
{

const std::string COUNTER = "counter_"; //!< what the names of counters in a checkpoint begin with

} // namespace

at::Device
FindTrainingDevice(bool cuda)
{
    if (cuda && !torch::cuda::is_available())
    {
        throw std::runtime_error(
            "--device=cuda: LibTorch finds no GPU, was built without CUDA, or its libtorch_cuda.so "
            "is not loaded (LD_PRELOAD=.../libtorch_cuda.so loads it); allowed is cpu");
    }
    if (cuda)
    {
        // What single precision loses in matrix products is far below the noise of a training.
        at::globalContext().setAllowTF32CuBLAS(true);
    }
    return cuda ? at::kCUDA : at::kCPU;
}

std::vector<at::Tensor>
GetNetworkState(const torch::nn::Module& network)
{
    std::vector<at::Tensor> state = network.parameters();
    for (const at::Tensor& buffer : network.buffers())
    {
        state.push_back(buffer);
    }
    return state;
}

std::vector<at::Tensor>
CopyTensors(const std::vector<at::Tensor>& tensors)
{
    std::vector<at::Tensor> copies;
    for (const at::Tensor& tensor : tensors)
    {
        copies.push_back(tensor.detach().clone());
    }
    return copies;
}

void
SetNetworkState(torch::nn::Module& network, const std::vector<at::Tensor>& state)
{
    const torch::NoGradGuard guard;
    const std::vector<at::Tensor> own = GetNetworkState(network);
    for (std::size_t i = 0; i < own.size(); ++i)
    {
        own[i].copy_(state[i]);
    }
}

void
SetLearningRate(torch::optim::Optimizer& optimiser, double learningRate)
{
    for (auto& group : optimiser.param_groups())
    {
        group.options().set_lr(learningRate);
    }
}

void
ComputeGradients(torch::nn::Module& network, const at::Tensor& loss)
{
    network.zero_grad(true);
    loss.backward();
}

void
ClipGradients(const std::vector<at::Tensor>& parameters, double largest)
{
    const torch::NoGradGuard guard;
    std::vector<at::Tensor> gradients;
    std::vector<at::Tensor> norms;
    for (const at::Tensor& parameter : parameters)
    {
        if (parameter.grad().defined())
        {
            gradients.push_back(parameter.grad());
            norms.push_back(parameter.grad().norm());
        }
    }
    if (gradients.empty())
    {
        return;
    }
    const at::Tensor factor = (largest / (at::stack(norms).norm() + 1e-6)).clamp_max(1.0);
    for (at::Tensor& gradient : gradients)
    {
        gradient.mul_(factor);
    }
}

void
StoreTensor(WeightArchive& archive, const std::string& name, const at::Tensor& tensor)
{
    const at::Tensor values = tensor.detach().to(at::kCPU, at::kFloat).contiguous();
    WeightArchive::Array& array = archive.arrays[name];
    array.shape = values.sizes().vec();
    array.values.assign(values.data_ptr<float>(), values.data_ptr<float>() + values.numel());
}

void
ReadTensor(const WeightArchive& archive, const std::string& name, at::Tensor& tensor)
{
    const torch::NoGradGuard guard;
    const WeightArchive::Array& array = archive.GetArray(name);
    if (array.shape != tensor.sizes().vec())
    {
        throw WeightArchiveError(archive.GetFileName() + ": array " + name +
                                 " has not the shape that its sizes ask for");
    }
    tensor.copy_(
        at::from_blob(const_cast<float*>(array.values.data()), tensor.sizes(), at::kFloat));
}

void
WriteCheckpointState(torch::serialize::OutputArchive& archive,
                     const std::vector<at::Tensor>& best,
                     const std::map<std::string, double>& counters)
{
    for (std::size_t i = 0; i < best.size(); ++i)
    {
        archive.write("best" + std::to_string(i), best[i]);
    }
    for (const auto& [name, value] : counters)
    {
        archive.write(COUNTER + name, at::scalar_tensor(value, at::kDouble));
    }
}

std::map<std::string, double>
ReadCheckpointState(torch::serialize::InputArchive& archive, std::vector<at::Tensor>& best)
{
    for (std::size_t i = 0; i < best.size(); ++i)
    {
        archive.read("best" + std::to_string(i), best[i]);
    }
    std::map<std::string, double> counters;
    for (const std::string& key : archive.keys())
    {
        if (key.compare(0, COUNTER.size(), COUNTER) == 0)
        {
            at::Tensor value;
            archive.read(key, value);
            counters[key.substr(COUNTER.size())] = value.item<double>();
        }
    }
    return counters;
}

} // namespace fddmimo
} // namespace ns3
