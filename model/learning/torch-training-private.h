/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_TORCH_TRAINING_PRIVATE_H
#define FDDMIMO_TORCH_TRAINING_PRIVATE_H

#include "ns3/weight-archive.h"

#include <map>
#include <string>
#include <torch/nn.h>
#include <torch/serialize.h>
#include <vector>

namespace torch
{
namespace optim
{
class Optimizer;
} // namespace optim
} // namespace torch

namespace ns3
{
namespace fddmimo
{

/**
 * \file
 * What trainers and users of networks in LibTorch share: states of networks, arrays of archives,
 * parts of checkpoints.
 */

/**
 * \param cuda true for a GPU
 * \return the device; throws std::runtime_error if there is no GPU
 */
at::Device FindTrainingDevice(bool cuda);

/**
 * \param network a network
 * \return its parameters and buffers, themselves
 */
std::vector<at::Tensor> GetNetworkState(const torch::nn::Module& network);

/**
 * \param tensors some tensors
 * \return copies of them
 */
std::vector<at::Tensor> CopyTensors(const std::vector<at::Tensor>& tensors);

/**
 * \param [in,out] network the network
 * \param state what GetNetworkState() gave, or copies
 */
void SetNetworkState(torch::nn::Module& network, const std::vector<at::Tensor>& state);

/**
 * \param [in,out] optimiser receives the learning rate
 * \param learningRate learning rate
 */
void SetLearningRate(torch::optim::Optimizer& optimiser, double learningRate);

/**
 * Gradients of a loss in the place of those before. Parameters that have no part in it have none,
 * not a zero one, whatever LibTorch's version: no optimiser moves them, resumed or not.
 *
 * \param [in,out] network receives the gradients
 * \param loss the loss
 */
void ComputeGradients(torch::nn::Module& network, const at::Tensor& loss);

/**
 * Scales gradients so that the norm of all of them together does not exceed a bound, without
 * waiting for a GPU to tell it.
 *
 * \param parameters parameters; those without gradients do not count
 * \param largest largest norm
 */
void ClipGradients(const std::vector<at::Tensor>& parameters, double largest);

/**
 * \param [in,out] archive receives the tensor in single precision
 * \param name its name
 * \param tensor a tensor
 */
void StoreTensor(WeightArchive& archive, const std::string& name, const at::Tensor& tensor);

/**
 * \param archive weights; throws WeightArchiveError if it has no array of that name and shape
 * \param name name of the array
 * \param [in,out] tensor receives its values
 */
void ReadTensor(const WeightArchive& archive, const std::string& name, at::Tensor& tensor);

/**
 * \param [in,out] archive checkpoint that is written
 * \param name name of the part
 * \param what network or optimiser
 */
template <class T>
void
WriteCheckpointPart(torch::serialize::OutputArchive& archive,
                    const std::string& name,
                    const T& what)
{
    torch::serialize::OutputArchive part;
    what.save(part);
    archive.write(name, part);
}

/**
 * \param archive checkpoint that is read
 * \param name name of the part
 * \param [in,out] what network or optimiser
 */
template <class T>
void
ReadCheckpointPart(torch::serialize::InputArchive& archive, const std::string& name, T& what)
{
    torch::serialize::InputArchive part;
    archive.read(name, part);
    what.load(part);
}

/**
 * Writes what every checkpoint holds beside networks and optimisers.
 *
 * \param [in,out] archive checkpoint that is written
 * \param best weights of the best epoch
 * \param counters counters of the loop
 */
void WriteCheckpointState(torch::serialize::OutputArchive& archive,
                          const std::vector<at::Tensor>& best,
                          const std::map<std::string, double>& counters);

/**
 * \param archive checkpoint that is read
 * \param [in,out] best as many tensors as there are; receive the weights of the best epoch
 * \return counters of the loop
 */
std::map<std::string, double> ReadCheckpointState(torch::serialize::InputArchive& archive,
                                                  std::vector<at::Tensor>& best);

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_TORCH_TRAINING_PRIVATE_H */
