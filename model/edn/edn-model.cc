/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "edn-model.h"

#include "../learning/torch-training-private.h"
#include "edn-network-private.h"

#include "ns3/log.h"
#include "ns3/model-cache.h"

#include <ATen/Parallel.h>
#include <boost/crc.hpp>
#include <cmath>
#include <map>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoEdnModel");

namespace
{

constexpr uint32_t MAX_BITS = EdnSizes::MAX_BITS; //!< finest quantiser

/**
 * \param matrix R x n
 * \return tensor over the same memory, [R, n]
 */
at::Tensor
ToTensor(const EdnModel::Matrix& matrix)
{
    return at::from_blob(const_cast<float*>(matrix.data()),
                         {matrix.rows(), matrix.cols()},
                         at::kFloat);
}

/**
 * \param tensor [R, n]
 * \return the same
 */
EdnModel::Matrix
ToMatrix(const at::Tensor& tensor)
{
    const at::Tensor values = tensor.contiguous();
    return Eigen::Map<const EdnModel::Matrix>(values.data_ptr<float>(),
                                              values.size(0),
                                              values.size(1));
}

/**
 * \param channels R of M x N
 * \return [R, M, N] complex
 */
at::Tensor
ToTensor(const std::vector<CMatrix>& channels)
{
    const auto rows = static_cast<int64_t>(channels.size());
    at::Tensor tensor =
        at::empty({rows, channels[0].rows(), channels[0].cols()}, at::kComplexDouble);
    auto* data = static_cast<Complex*>(tensor.data_ptr());
    for (const CMatrix& channel : channels)
    {
        Eigen::Map<CRowMatrix>(data, channel.rows(), channel.cols()) = channel;
        data += channel.size();
    }
    return tensor.to(at::kComplexFloat);
}

/**
 * \param tensor [R, m, n] complex
 * \return R of m x n
 */
std::vector<CMatrix>
ToMatrices(const at::Tensor& tensor)
{
    const at::Tensor values = tensor.to(at::kComplexDouble).contiguous();
    const auto* data = static_cast<const Complex*>(values.data_ptr());
    std::vector<CMatrix> matrices;
    for (int64_t i = 0; i < values.size(0); ++i)
    {
        matrices.emplace_back(Eigen::Map<const CRowMatrix>(data, values.size(1), values.size(2)));
        data += values.size(1) * values.size(2);
    }
    return matrices;
}

/**
 * \param numbers whole numbers
 * \return [R]
 */
at::Tensor
ToTensor(const std::vector<uint32_t>& numbers)
{
    at::Tensor tensor = at::empty({static_cast<int64_t>(numbers.size())}, at::kLong);
    std::copy(numbers.begin(), numbers.end(), tensor.data_ptr<int64_t>());
    return tensor;
}

/**
 * \param archive an archive
 * \param name name of an array of probabilities
 * \param levels symbols
 * \param count models
 * \return the models
 */
std::vector<SymbolModel>
LoadModels(const WeightArchive& archive,
           const std::string& name,
           std::size_t levels,
           std::size_t count)
{
    const WeightArchive::Array& array = archive.GetArray("probabilities." + name);
    if (array.values.size() != count * levels)
    {
        throw WeightArchiveError(archive.GetFileName() + ": array probabilities." + name +
                                 " has the wrong size");
    }
    std::vector<SymbolModel> models;
    for (std::size_t i = 0; i < count; ++i)
    {
        std::vector<uint64_t> histogram;
        for (std::size_t level = 0; level < levels; ++level)
        {
            const double p = array.values[i * levels + level];
            histogram.push_back(std::llround(std::max(0.0, std::min(p, 1.0)) * 65536));
        }
        models.push_back(SymbolModel::Fit(histogram));
    }
    return models;
}

} // namespace

/**
 * The networks.
 */
struct EdnModel::Private
{
    EdnNetwork network{nullptr};                   //!< networks
    std::vector<std::vector<SymbolModel>> symbols; //!< models of 1 to MAX_BITS bits
    std::vector<SymbolModel> beam;                 //!< model of the beams; empty without
    std::map<std::string, std::string> record;     //!< attributes of the archive
    float id{0.0F};                                //!< tells these weights from others
};

std::shared_ptr<const EdnModel>
EdnModel::Get(const std::string& weights, uint32_t antennas, uint32_t rxAntennas)
{
    NS_LOG_FUNCTION(weights << antennas << rxAntennas);
    const std::string size = std::to_string(antennas) + "x" + std::to_string(rxAntennas);
    const std::string file = FindWeights(weights == "auto" ? "edn-" + size : weights);
    std::shared_ptr<const EdnModel> model = LoadShared<EdnModel>(file);
    const EdnSizes& sizes = model->GetSizes();
    if (sizes.antennas != antennas || sizes.rxAntennas != rxAntennas)
    {
        throw WeightArchiveError(file + ": is for " + std::to_string(sizes.antennas) +
                                 " antennas and " + std::to_string(sizes.rxAntennas) +
                                 " at a user, but the channels have " + std::to_string(antennas) +
                                 " and " + std::to_string(rxAntennas));
    }
    return model;
}

EdnModel::EdnModel(const WeightArchive& archive)
    : m_private(std::make_unique<Private>())
{
    // The same numbers, whatever the number of processors.
    at::set_num_threads(1);
    const torch::NoGradGuard guard;
    m_private->network = EdnNetwork(EdnSizes::Load(archive));
    const auto copy = [&archive](const std::string& name, at::Tensor& tensor) {
        if (tensor.dim() > 0)
        {
            ReadTensor(archive, name, tensor);
        }
    };
    for (auto& item : m_private->network->named_parameters())
    {
        copy(item.key(), item.value());
    }
    for (auto& item : m_private->network->named_buffers())
    {
        copy(item.key(), item.value());
    }
    m_private->network->eval();
    m_private->record = archive.attributes;
    boost::crc_32_type crc;
    for (const at::Tensor& tensor : m_private->network->encoder->parameters())
    {
        crc.process_bytes(tensor.data_ptr<float>(), tensor.nbytes());
    }
    m_private->id = static_cast<float>(crc.checksum() & 0xffffff);
    const auto latent = static_cast<std::size_t>(GetSizes().latent);
    for (uint32_t bits = 1; bits <= MAX_BITS; ++bits)
    {
        m_private->symbols.push_back(
            LoadModels(archive, std::to_string(bits), std::size_t{1} << bits, latent));
    }
    if (GetSizes().aligned)
    {
        m_private->beam =
            LoadModels(archive, "beam", static_cast<std::size_t>(GetSizes().GetNBeams()), 1);
    }
}

EdnModel::~EdnModel() = default;

const EdnSizes&
EdnModel::GetSizes() const
{
    return m_private->network->GetSizes();
}

float
EdnModel::GetId() const
{
    return m_private->id;
}

const std::map<std::string, std::string>&
EdnModel::GetRecord() const
{
    return m_private->record;
}

EdnModel::Code
EdnModel::Encode(const std::vector<CMatrix>& channels, uint32_t bits) const
{
    const torch::NoGradGuard guard;
    at::Tensor tensor = ToTensor(channels);
    Code code;
    code.beam.assign(channels.size(), 0);
    code.bits.assign(channels.size(), bits);
    if (GetSizes().aligned)
    {
        const EdnAlignment alignment = FindEdnAlignment(tensor, GetSizes());
        tensor = AlignEdnChannels(tensor, alignment, GetSizes());
        const auto* beam = alignment.beam.data_ptr<int64_t>();
        code.beam.assign(beam, beam + channels.size());
    }
    code.latents = ToMatrix(m_private->network->Encode(ToEdnReal(tensor), ToTensor(code.bits)));
    return code;
}

std::vector<CMatrix>
EdnModel::DecodeChannels(const Code& code) const
{
    const torch::NoGradGuard guard;
    at::Tensor channels =
        ToEdnComplex(m_private->network->DecodeChannel(ToTensor(code.latents), ToTensor(code.bits)),
                     GetSizes().rxAntennas);
    if (GetSizes().aligned)
    {
        channels = RestoreEdnChannels(channels, ToTensor(code.beam), GetSizes());
    }
    return ToMatrices(channels);
}

EdnModel::Calibration
EdnModel::Calibrate(const Code& code) const
{
    const torch::NoGradGuard guard;
    const EdnCalibration tensors =
        m_private->network->Calibrate(ToTensor(code.latents), ToTensor(code.bits));
    at::Tensor channels = ToEdnComplex(tensors.channels, GetSizes().rxAntennas);
    if (GetSizes().aligned)
    {
        channels = RestoreEdnChannels(channels, ToTensor(code.beam), GetSizes());
    }
    Calibration calibration;
    calibration.channels = ToMatrices(channels);
    calibration.loading = ToMatrix(tensors.loading);
    calibration.power = ToMatrix(tensors.power);
    return calibration;
}

std::vector<CMatrix>
EdnModel::DesignDense(const Matrix& latents) const
{
    const torch::NoGradGuard guard;
    const EdnSizes& sizes = GetSizes();
    const at::Tensor input =
        ToTensor(latents).view({latents.rows(), sizes.users, sizes.latent + EdnSizes::CONTEXT});
    return ToMatrices(m_private->network->DesignBeams(input, at::Tensor(), at::Tensor()));
}

std::vector<float>
EdnModel::MakeContext(double snrDb, double step)
{
    const at::Tensor context =
        MakeEdnContext(at::scalar_tensor(snrDb), at::scalar_tensor(step)).contiguous();
    return {context.data_ptr<float>(), context.data_ptr<float>() + context.numel()};
}

const std::vector<SymbolModel>&
EdnModel::GetSymbolModels(uint32_t bits) const
{
    return m_private->symbols.at(bits - 1);
}

const SymbolModel*
EdnModel::GetBeamModel() const
{
    return m_private->beam.empty() ? nullptr : &m_private->beam.front();
}

uint32_t
EdnModel::GetMaxBits()
{
    return MAX_BITS;
}

} // namespace fddmimo
} // namespace ns3
