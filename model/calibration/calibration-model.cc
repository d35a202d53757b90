/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "calibration-model.h"

#include "calibration-weights-private.h"

#include "ns3/log.h"
#include "ns3/model-cache.h"

#include <ATen/Parallel.h>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoCalibrationModel");

namespace
{

constexpr uint32_t MOST_USERS = 64; //!< up to which archives of the black box are looked for

/**
 * \param matrix R x N
 * \return the same, [R, N] complex
 */
at::Tensor
ToTensor(const CRowMatrix& matrix)
{
    return at::from_blob(const_cast<Complex*>(matrix.data()),
                         {matrix.rows(), matrix.cols()},
                         at::kComplexDouble)
        .to(at::kComplexFloat);
}

} // namespace

/**
 * The network, folded.
 */
struct CalibrationModel::Private
{
    CalibrationSizes sizes;                    //!< sizes
    double reference{1.0};                     //!< see MakeCalibrationInput()
    std::vector<at::Tensor> layers;            //!< [in, out] and [out] in turns
    std::vector<CMatrix> pilots;               //!< of each K from minUsers
    std::map<std::string, std::string> record; //!< attributes of the archive

    /**
     * \param features [R, inputs]
     * \return [R, outputs]
     */
    at::Tensor Forward(const at::Tensor& features) const
    {
        at::Tensor x = features;
        for (std::size_t i = 0; i < layers.size(); i += 2)
        {
            x = at::addmm(layers[i + 1], x, layers[i]);
            if (i + 2 < layers.size())
            {
                x.relu_();
            }
        }
        return x;
    }
};

std::shared_ptr<const CalibrationModel>
CalibrationModel::Get(const std::string& weights,
                      CalibrationScheme scheme,
                      uint32_t antennas,
                      uint32_t streams)
{
    NS_LOG_FUNCTION(weights << antennas << streams);
    const std::string name = CalibrationSizes::GetSchemeName(scheme);
    std::string file;
    if (weights != "auto")
    {
        file = FindWeights(weights);
    }
    else if (scheme != BLACK_BOX)
    {
        file = FindWeights(name + "-" + std::to_string(antennas));
    }
    else
    {
        const auto makeName = [&](uint32_t users) {
            return name + "-" + std::to_string(antennas) + "x" + std::to_string(users);
        };
        for (uint32_t users = streams; users <= MOST_USERS && file.empty(); ++users)
        {
            try
            {
                file = FindWeights(makeName(users));
            }
            catch (const WeightArchiveError&)
            {
                continue;
            }
        }
        file = file.empty() ? FindWeights(makeName(streams)) : file;
    }
    std::shared_ptr<const CalibrationModel> model = LoadShared<CalibrationModel>(file);
    const CalibrationSizes& sizes = model->GetSizes();
    if (sizes.scheme != scheme)
    {
        throw WeightArchiveError(file + ": holds weights of the method " +
                                 CalibrationSizes::GetSchemeName(sizes.scheme) + ", not of " +
                                 name);
    }
    if (sizes.antennas != antennas)
    {
        throw WeightArchiveError(file + ": is for " + std::to_string(sizes.antennas) +
                                 " antennas, but the channels have " + std::to_string(antennas));
    }
    if (scheme == BLACK_BOX && streams > sizes.users)
    {
        throw WeightArchiveError(file + ": is for " + std::to_string(sizes.users) +
                                 " users, but there are " + std::to_string(streams));
    }
    return model;
}

CalibrationModel::CalibrationModel(const WeightArchive& archive)
    : m_private(std::make_unique<Private>())
{
    // The same numbers, whatever the number of processors.
    at::set_num_threads(1);
    const torch::NoGradGuard guard;
    Private& p = *m_private;
    p.sizes = CalibrationSizes::Load(archive);
    CalibrationNetwork network(p.sizes);
    p.reference = LoadCalibrationWeights(archive, network);
    p.record = archive.attributes;
    for (const at::Tensor& tensor : network->Fold())
    {
        p.layers.push_back(tensor.dim() == 2 ? tensor.t() : tensor);
    }
    for (int64_t users = p.sizes.minUsers; users <= p.sizes.users; ++users)
    {
        const at::Tensor pilots = network->GetPilots(users).to(at::kComplexDouble).contiguous();
        p.pilots.emplace_back(
            Eigen::Map<const CRowMatrix>(static_cast<const Complex*>(pilots.data_ptr()),
                                         pilots.size(0),
                                         pilots.size(1)));
    }
}

CalibrationModel::~CalibrationModel() = default;

const CalibrationSizes&
CalibrationModel::GetSizes() const
{
    return m_private->sizes;
}

const std::map<std::string, std::string>&
CalibrationModel::GetRecord() const
{
    return m_private->record;
}

CMatrix
CalibrationModel::GetPilots(uint32_t streams) const
{
    const Private& p = *m_private;
    if (p.sizes.scheme == BLACK_BOX)
    {
        return streams <= p.sizes.users ? CMatrix(p.pilots.front().topRows(streams)) : CMatrix();
    }
    if (streams < p.sizes.minUsers || streams > p.sizes.users)
    {
        return {};
    }
    return p.pilots[streams - p.sizes.minUsers];
}

CRowMatrix
CalibrationModel::Calibrate(const CRowMatrix& estimates, const RVector& noise) const
{
    const torch::NoGradGuard guard;
    const Private& p = *m_private;
    const at::Tensor variance =
        at::from_blob(const_cast<double*>(noise.data()), {noise.size()}, at::kDouble);
    const CalibrationInput input =
        MakeCalibrationInput(ToTensor(estimates), variance, p.reference, p.sizes);
    const at::Tensor channels =
        MakeCalibrationOutput(input, p.Forward(input.features), p.reference, p.sizes)
            .to(at::kComplexDouble)
            .contiguous();
    return Eigen::Map<const CRowMatrix>(static_cast<const Complex*>(channels.data_ptr()),
                                        estimates.rows(),
                                        estimates.cols());
}

std::vector<CMatrix>
CalibrationModel::DesignBeams(const std::vector<CMatrix>& received) const
{
    const torch::NoGradGuard guard;
    const Private& p = *m_private;
    std::vector<at::Tensor> all;
    for (const CMatrix& one : received)
    {
        // Columns after one another are rows of the transpose, L x N.
        all.push_back(at::from_blob(const_cast<Complex*>(one.data()),
                                    {one.cols(), one.rows()},
                                    at::kComplexDouble)
                          .to(at::kComplexFloat));
    }
    const at::Tensor beams =
        DesignBlackBox(p.Forward(MakeBlackBoxInput(at::stack(all), p.reference)), p.sizes)
            .contiguous();
    std::vector<CMatrix> results;
    const auto* data = static_cast<const Complex*>(beams.data_ptr());
    for (std::size_t i = 0; i < received.size(); ++i)
    {
        results.emplace_back(Eigen::Map<const CRowMatrix>(data, p.sizes.antennas, p.sizes.users));
        data += p.sizes.antennas * p.sizes.users;
    }
    return results;
}

} // namespace fddmimo
} // namespace ns3
