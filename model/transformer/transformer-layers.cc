/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "transformer-kernels.h"
#include "transformer-layers-private.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace fddmimo
{

void
LinearLayer::Pack()
{
    const Eigen::Index block = TransformerKernels::BLOCK;
    packed = WeightMatrix::Zero(weight.cols(), (weight.rows() + block - 1) / block * block);
    packed.leftCols(weight.rows()) = weight.transpose();
}

void
LinearLayer::Multiply(const float* input, long rows, bool accumulate, float* output) const
{
    TransformerKernels::Get().multiplyLinear(input,
                                             packed.rows(),
                                             1,
                                             packed.data(),
                                             packed.cols(),
                                             rows,
                                             packed.rows(),
                                             weight.rows(),
                                             accumulate,
                                             output,
                                             weight.rows());
}

LayerReader::LayerReader(const WeightArchive& archive, const std::string& prefix)
    : m_archive(archive),
      m_prefix(prefix)
{
}

WeightMatrix
LayerReader::Read(const std::string& name, int64_t rows, int64_t columns) const
{
    const WeightArchive::Array& array = m_archive.GetArray(m_prefix + name);
    const std::vector<int64_t> shape =
        columns == 0 ? std::vector<int64_t>{rows} : std::vector<int64_t>{rows, columns};
    if (array.shape != shape)
    {
        throw WeightArchiveError(m_archive.GetFileName() + ": array " + m_prefix + name +
                                 " has not the shape that its sizes ask for");
    }
    return Eigen::Map<const WeightMatrix>(array.values.data(), rows, std::max<int64_t>(1, columns));
}

LinearLayer
LayerReader::ReadLinear(const std::string& name, int64_t out, int64_t in) const
{
    return {Read(name + ".weight", out, in), Read(name + ".bias", out, 0), WeightMatrix()};
}

LinearLayer
LayerReader::ReadNormalised(const std::string& norm,
                            const std::string& name,
                            int64_t out,
                            int64_t in) const
{
    LinearLayer linear = ReadLinear(name, out, in);
    const Eigen::VectorXf shift = Read(norm + ".bias", in, 0);
    const Eigen::VectorXf scale = Read(norm + ".weight", in, 0);
    linear.bias += linear.weight * shift;
    linear.weight *= scale.asDiagonal();
    return linear;
}

int64_t
ReadSize(const WeightArchive& archive, const std::string& name, int64_t least, int64_t most)
{
    const double value = archive.GetNumber(name);
    if (!(value >= static_cast<double>(least) && value <= static_cast<double>(most)) ||
        value != std::floor(value))
    {
        throw WeightArchiveError(archive.GetFileName() + ": " + name + " is " +
                                 archive.GetText(name) + "; it must be " + std::to_string(least) +
                                 " to " + std::to_string(most));
    }
    return static_cast<int64_t>(value);
}

float*
FloatStore::Get(std::size_t size)
{
    if (m_data.size() < size)
    {
        m_data.resize(size);
    }
    return m_data.data();
}

} // namespace fddmimo
} // namespace ns3
