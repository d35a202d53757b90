/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "gcn-network.h"

#include "ns3/weight-archive.h"

#include <cmath>
#include <random>
#include <sstream>

namespace ns3
{
namespace fddmimo
{

namespace
{

const double SLOPE = 0.1;        //!< of a leaky rectifier below zero
const double FARTHEST = 4.0;     //!< standard deviations beyond which a feature is cut off
const double LARGEST_LOG = 40.0; //!< bound on the logarithms of features

/// What the logarithms of a, c, d and b start from: 1, 1, 0.02 and 0.001. (A larger d would make
/// most problems infeasible, and training could not start.)
const double OFFSETS[] = {0.0, 0.0, -3.912, -6.908};

/**
 * \param gains squared norms of the channels
 * \param targets SINR targets
 * \param quality numbers UserCsi::quality
 * \return features
 */
RMatrix
MakeFeatures(const RVector& gains, const RVector& targets, const RVector& quality)
{
    RMatrix features(gains.size(), GcnNetwork::FEATURES);
    features.col(0) = gains.array().log();
    features.col(1) = targets.array().log();
    features.col(2) = quality.array().log();
    features.col(3).setConstant(std::log(std::max(1.0, static_cast<double>(gains.size()))));
    // Logarithms of zero and of what is not a number end at the bounds.
    const auto bounded = [](double x) {
        return std::isnan(x) ? 0.0 : std::max(-LARGEST_LOG, std::min(LARGEST_LOG, x));
    };
    features.leftCols(4) = features.leftCols(4).unaryExpr(bounded).eval();
    features.col(4).setConstant(gains.size() > 0 ? features.col(2).mean() : 0.0);
    return features;
}

} // namespace

GcnNetwork::GcnNetwork(const Sizes& sizes, uint32_t seed)
    : m_sizes(sizes)
{
    m_weights.setZero(MakeLayers());
    m_moments.setZero(2, sizes.features);
    m_moments.row(1).setOnes();
    std::mt19937_64 random(seed);
    for (const Layer& layer : m_layers)
    {
        const Eigen::Index count = layer.in * layer.out * (m_sizes.degree + 1);
        const double limit = std::sqrt(6.0 / ((m_sizes.degree + 1.0) * (layer.in + layer.out)));
        for (Eigen::Index i = 0; i < count; ++i)
        {
            const double unit = (random() >> 11) * 0x1p-53;
            m_weights(layer.first + i) = limit * (2.0 * unit - 1.0);
        }
    }
    // Small outputs at first: the coefficients start near those of OFFSETS.
    const Layer& last = m_layers.back();
    m_weights.segment(last.first, last.in * last.out * (m_sizes.degree + 1)) *= 0.1;
}

Eigen::Index
GcnNetwork::MakeLayers()
{
    m_layers.clear();
    Eigen::Index first = 0;
    Eigen::Index in = m_sizes.features;
    std::vector<Eigen::Index> widths(m_sizes.hidden.begin(), m_sizes.hidden.end());
    widths.push_back(m_sizes.outputs);
    for (const Eigen::Index out : widths)
    {
        m_layers.push_back({in, out, first});
        first += (in * (m_sizes.degree + 1) + 1) * out;
        in = out;
    }
    return first;
}

GcnNetwork::GcnNetwork(const WeightArchive& archive, const std::string& prefix)
{
    if (archive.GetText("kind") != "gcn")
    {
        throw WeightArchiveError("weights of kind " + archive.GetText("kind") +
                                 ", but gcn is needed");
    }
    m_sizes.hidden.clear();
    std::istringstream text(archive.GetText(prefix + "hidden"));
    for (uint32_t width = 0; text >> width;)
    {
        m_sizes.hidden.push_back(width);
    }
    m_sizes.degree = static_cast<uint32_t>(archive.GetNumber(prefix + "degree"));
    m_sizes.bound = archive.GetNumber(prefix + "bound");
    const auto& weights = archive.GetArray(prefix + "weights").values;
    const auto& moments = archive.GetArray(prefix + "moments").values;
    m_sizes.features = static_cast<Eigen::Index>(moments.size()) / 2;
    if (m_sizes.features < FEATURES - 2 || m_sizes.features > FEATURES)
    {
        throw WeightArchiveError("a gcn has moments of 3 to 5 features, but here are " +
                                 std::to_string(m_sizes.features));
    }
    // Archives that do not say have no b.
    m_sizes.outputs = archive.attributes.count(prefix + "outputs") > 0
                          ? static_cast<Eigen::Index>(archive.GetNumber(prefix + "outputs"))
                          : OUTPUTS;
    if (m_sizes.outputs != OUTPUTS && (m_sizes.outputs != OUTPUTS + 1 || !prefix.empty()))
    {
        throw WeightArchiveError("a gcn has 3 outputs, or 4 but for analog beams, and here are " +
                                 std::to_string(m_sizes.outputs));
    }
    const Eigen::Index count = MakeLayers();
    if (static_cast<Eigen::Index>(weights.size()) != count)
    {
        throw WeightArchiveError("weights of a gcn are " + std::to_string(weights.size()) +
                                 " numbers, but should be " + std::to_string(count));
    }
    m_weights = Eigen::Map<const Eigen::VectorXf>(weights.data(), count).cast<double>();
    m_moments.resize(2, m_sizes.features);
    for (Eigen::Index i = 0; i < m_moments.size(); ++i)
    {
        m_moments(i / m_sizes.features, i % m_sizes.features) = moments[i];
    }
}

void
GcnNetwork::Store(WeightArchive& archive, const std::string& prefix) const
{
    archive.attributes["kind"] = "gcn";
    std::ostringstream text;
    for (const uint32_t width : m_sizes.hidden)
    {
        text << width << ' ';
    }
    archive.attributes[prefix + "hidden"] = text.str();
    archive.SetNumber(prefix + "degree", m_sizes.degree);
    archive.SetNumber(prefix + "bound", m_sizes.bound);
    archive.SetNumber(prefix + "outputs", static_cast<double>(m_sizes.outputs));
    WeightArchive::Array& weights = archive.arrays[prefix + "weights"];
    weights.shape = {m_weights.size()};
    weights.values.assign(m_weights.data(), m_weights.data() + m_weights.size());
    WeightArchive::Array& moments = archive.arrays[prefix + "moments"];
    moments.shape = {2, m_sizes.features};
    moments.values.clear();
    for (Eigen::Index i = 0; i < m_moments.size(); ++i)
    {
        const double value = m_moments(i / m_sizes.features, i % m_sizes.features);
        moments.values.push_back(static_cast<float>(value));
    }
}

RMatrix
GcnNetwork::GetFeatures(const CMatrix& channel, const RVector& targets, const RVector& quality)
{
    return MakeFeatures(channel.rowwise().squaredNorm(), targets, quality);
}

RMatrix
GcnNetwork::GetFeatures(const std::vector<CMatrix>& covariances,
                        const RVector& targets,
                        const RVector& quality)
{
    RVector gains(covariances.size());
    for (Eigen::Index k = 0; k < gains.size(); ++k)
    {
        gains(k) = covariances[k].diagonal().real().sum();
    }
    return MakeFeatures(gains, targets, quality);
}

RMatrix
GcnNetwork::GetGraph(const CMatrix& channel)
{
    const Eigen::Index users = channel.rows();
    RMatrix graph = RMatrix::Zero(users, users);
    const RVector norms = channel.rowwise().squaredNorm();
    for (Eigen::Index k = 0; k < users; ++k)
    {
        for (Eigen::Index j = 0; j < k; ++j)
        {
            const double product = norms(k) * norms(j);
            const double squared = std::norm(channel.row(j).dot(channel.row(k)));
            graph(k, j) = product > 0.0 ? std::min(1.0, squared / product) : 0.0;
            graph(j, k) = graph(k, j);
        }
    }
    return graph;
}

RMatrix
GcnNetwork::GetGraph(const std::vector<CMatrix>& covariances)
{
    const auto users = static_cast<Eigen::Index>(covariances.size());
    RMatrix graph = RMatrix::Zero(users, users);
    for (Eigen::Index k = 0; k < users; ++k)
    {
        for (Eigen::Index j = 0; j < k; ++j)
        {
            const double product = covariances[k].norm() * covariances[j].norm();
            const double common =
                covariances[k].conjugate().cwiseProduct(covariances[j]).sum().real();
            graph(k, j) = product > 0.0 ? std::max(0.0, std::min(1.0, common / product)) : 0.0;
            graph(j, k) = graph(k, j);
        }
    }
    return graph;
}

void
GcnNetwork::SetMoments(const RMatrix& features)
{
    const auto used = features.leftCols(m_sizes.features);
    m_moments.row(0) = used.colwise().mean();
    const RMatrix centred = used.rowwise() - m_moments.row(0);
    m_moments.row(1) = (centred.cwiseAbs2().colwise().mean()).cwiseSqrt();
    for (double& deviation : m_moments.row(1))
    {
        deviation = deviation > 1e-6 ? deviation : 1.0; // a feature that is constant
    }
}

RMatrix
GcnNetwork::Forward(const RMatrix& features, const RMatrix& graph, Cache* cache) const
{
    RMatrix x = features.leftCols(m_sizes.features);
    for (Eigen::Index i = 0; i < m_sizes.features; ++i)
    {
        x.col(i) = ((x.col(i).array() - m_moments(0, i)) / m_moments(1, i))
                       .cwiseMax(-FARTHEST)
                       .cwiseMin(FARTHEST);
    }
    if (cache)
    {
        cache->graph = graph;
        cache->shifted.assign(m_layers.size(), {});
        cache->inputs.resize(m_layers.size());
    }
    for (std::size_t l = 0; l < m_layers.size(); ++l)
    {
        const Layer& layer = m_layers[l];
        const Eigen::Index size = layer.in * layer.out;
        const auto bias = m_weights.segment(layer.first + size * (m_sizes.degree + 1), layer.out);
        RMatrix z = bias.transpose().replicate(x.rows(), 1);
        for (uint32_t f = 0; f <= m_sizes.degree; ++f)
        {
            if (f > 0)
            {
                x = graph * x;
            }
            const Eigen::Map<const RMatrix> theta(m_weights.data() + layer.first + f * size,
                                                  layer.in,
                                                  layer.out);
            z.noalias() += x * theta;
            if (cache)
            {
                cache->shifted[l].push_back(x);
            }
        }
        if (cache)
        {
            cache->inputs[l] = z;
        }
        if (l + 1 < m_layers.size())
        {
            x = z.cwiseMax(SLOPE * z);
            continue;
        }
        for (Eigen::Index i = 0; i < m_sizes.outputs; ++i)
        {
            z.col(i) = m_sizes.bound * ((z.col(i).array() + OFFSETS[i]) / m_sizes.bound).tanh();
        }
        x = z;
    }
    return x;
}

void
GcnNetwork::Backward(const Cache& cache, const RMatrix& outputs, RVector& gradient) const
{
    RMatrix z = outputs; // dL / d(input of the non-linearity)
    for (Eigen::Index i = 0; i < m_sizes.outputs; ++i)
    {
        const auto tanh =
            ((cache.inputs.back().col(i).array() + OFFSETS[i]) / m_sizes.bound).tanh();
        z.col(i).array() *= 1.0 - tanh.square();
    }
    for (std::size_t l = m_layers.size(); l-- > 0;)
    {
        const Layer& layer = m_layers[l];
        const Eigen::Index size = layer.in * layer.out;
        gradient.segment(layer.first + size * (m_sizes.degree + 1), layer.out) +=
            z.colwise().sum().transpose();
        RMatrix x = RMatrix::Zero(z.rows(), layer.in); // dL / d(S^f X), from the last f down
        for (uint32_t f = m_sizes.degree + 1; f-- > 0;)
        {
            const Eigen::Map<const RMatrix> theta(m_weights.data() + layer.first + f * size,
                                                  layer.in,
                                                  layer.out);
            Eigen::Map<RMatrix> thetaGradient(gradient.data() + layer.first + f * size,
                                              layer.in,
                                              layer.out);
            thetaGradient.noalias() += cache.shifted[l][f].transpose() * z;
            x.noalias() += z * theta.transpose();
            if (f > 0)
            {
                x = cache.graph.transpose() * x;
            }
        }
        if (l > 0)
        {
            z = (cache.inputs[l - 1].array() > 0.0).select(x, SLOPE * x);
        }
    }
}

const GcnNetwork::Sizes&
GcnNetwork::GetSizes() const
{
    return m_sizes;
}

RVector&
GcnNetwork::GetWeights()
{
    return m_weights;
}

const RVector&
GcnNetwork::GetWeights() const
{
    return m_weights;
}

RMatrix&
GcnNetwork::GetMoments()
{
    return m_moments;
}

} // namespace fddmimo
} // namespace ns3
