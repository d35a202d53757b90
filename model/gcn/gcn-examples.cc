/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "gcn-examples.h"

#include "ns3/planar-correlation.h"
#include "ns3/uinteger.h"

#include <cmath>
#include <sstream>
#include <stdexcept>

namespace ns3
{
namespace fddmimo
{

namespace
{

const uint64_t MOMENT_EXAMPLES = 1000; //!< examples that the features' moments are taken of

/**
 * \param random random numbers
 * \param low smallest value
 * \param high largest value
 * \return a number uniform in between
 */
double
DrawUniform(std::mt19937_64& random, double low, double high)
{
    return low + (high - low) * (random() >> 11) * 0x1p-53;
}

} // namespace

GcnExamples::GcnExamples(const Settings& settings)
    : m_settings(settings),
      m_codec(CreateObject<Type2CsiCodec>())
{
    m_codec->SetAttribute("Rows", UintegerValue(settings.rows));
    m_codec->SetAttribute("Columns", UintegerValue(settings.columns));
}

std::vector<GcnExamples::Quality>
GcnExamples::ParseQualities(const std::string& text)
{
    std::vector<Quality> qualities;
    std::istringstream list(text);
    for (std::string item; std::getline(list, item, ',');)
    {
        const auto colon = item.find(':');
        const auto parse = [&item](const std::string& part) {
            std::size_t used = 0;
            const double value = part.empty() ? NAN : std::stod(part, &used);
            if (used != part.size() || !std::isfinite(value))
            {
                throw std::invalid_argument(item);
            }
            return value;
        };
        Quality quality;
        quality.low = parse(item.substr(0, colon));
        quality.high = colon == std::string::npos ? quality.low : parse(item.substr(colon + 1));
        if (quality.high < quality.low)
        {
            throw std::invalid_argument(item);
        }
        qualities.push_back(quality);
    }
    if (qualities.empty())
    {
        throw std::invalid_argument(text);
    }
    return qualities;
}

std::size_t
GcnExamples::GetGroups() const
{
    return m_settings.qualities.size() * (m_settings.maxUsers - m_settings.minUsers + 1);
}

std::string
GcnExamples::GetGroupName(std::size_t group) const
{
    const std::size_t kinds = m_settings.qualities.size();
    const Quality& quality = m_settings.qualities[group % kinds];
    std::ostringstream name;
    name << m_settings.minUsers + group / kinds << " users "
         << (m_settings.pilots ? "pilots:" : "coefficients:") << quality.low;
    if (quality.high > quality.low)
    {
        name << ':' << quality.high;
    }
    return name.str();
}

CVector
GcnExamples::DrawWhite(std::mt19937_64& random) const
{
    CVector white(m_settings.rows * m_settings.columns);
    for (Complex& entry : white)
    {
        // Box and Muller: one complex number of unit variance
        const double radius = std::sqrt(-std::log(DrawUniform(random, 0.0, 1.0) + 0x1p-54));
        entry = std::polar(radius, DrawUniform(random, 0.0, 2.0 * M_PI));
    }
    return white;
}

GcnExample
GcnExamples::Make(uint64_t index, const CRowMatrix* truth)
{
    const Settings& s = m_settings;
    std::mt19937_64 random(index * 0x9e3779b97f4a7c15 + s.seed);
    GcnExample example;
    example.group = random() % GetGroups();
    const std::size_t kinds = s.qualities.size();
    const Quality& quality = s.qualities[example.group % kinds];
    const auto users = static_cast<Eigen::Index>(s.minUsers + example.group / kinds);
    const Eigen::Index antennas = s.rows * s.columns;
    example.truth.resize(users, antennas);
    example.known.resize(users, antennas);
    example.targets.resize(users);
    example.quality.resize(users);
    for (Eigen::Index k = 0; k < users; ++k)
    {
        const double azimuth = DrawUniform(random, -s.maxAngle, s.maxAngle);
        const double elevation = DrawUniform(random, -s.maxAngle, s.maxAngle);
        PlanarCorrelation correlation;
        if (truth)
        {
            example.truth.row(k) = truth->row(k);
        }
        else
        {
            correlation = PlanarCorrelation(s.rows, s.columns, elevation, azimuth, s.spread);
            example.truth.row(k) = correlation.Colour(DrawWhite(random)).adjoint();
            if (s.covariances)
            {
                example.covariances.push_back(correlation.GetCovariance());
            }
        }
        example.targets(k) =
            std::pow(10.0, DrawUniform(random, s.minTargetDb, s.maxTargetDb) / 10.0);
        const double level = DrawUniform(random, quality.low, quality.high);
        if (s.pilots)
        {
            const double power = std::pow(10.0, level / 10.0);
            const CVector received =
                CVector(example.truth.row(k).adjoint()) + DrawWhite(random) / std::sqrt(power);
            // Without a covariance the prior is white, of the gain that the channel has.
            const double gain = example.truth.row(k).squaredNorm() / antennas;
            example.known.row(k) =
                truth ? CVector(received * (power * gain / (power * gain + 1.0))).adjoint()
                      : correlation.Estimate(received, power).adjoint();
            example.quality(k) = power;
            continue;
        }
        const auto coefficients = static_cast<uint32_t>(std::lround(level));
        m_codec->SetAttribute("Coefficients", UintegerValue(std::max(1U, coefficients)));
        const EncodedCsi encoded = m_codec->Encode({example.truth.row(k)});
        const auto decoded = m_codec->Decode(encoded.bits, {1, static_cast<uint32_t>(antennas), 1});
        example.known.row(k).setZero();
        if (!decoded.empty())
        {
            example.known.row(k) = decoded.front().channel;
            example.quality(k) = decoded.front().quality;
        }
    }
    return example;
}

void
GcnExamples::SetMoments(GcnNetwork& network, GcnNetwork* analogNetwork)
{
    const auto most = static_cast<Eigen::Index>(MOMENT_EXAMPLES * m_settings.maxUsers);
    RMatrix features(most, GcnNetwork::FEATURES);
    RMatrix analogFeatures(most, GcnNetwork::FEATURES);
    Eigen::Index count = 0;
    for (uint64_t i = 0; i < MOMENT_EXAMPLES; ++i)
    {
        const GcnExample example = Make(i, nullptr);
        const Eigen::Index users = example.targets.size();
        features.middleRows(count, users) =
            GcnNetwork::GetFeatures(example.known, example.targets, example.quality);
        if (analogNetwork)
        {
            analogFeatures.middleRows(count, users) =
                GcnNetwork::GetFeatures(example.covariances, example.targets, example.quality);
        }
        count += users;
    }
    network.SetMoments(features.topRows(count));
    if (analogNetwork)
    {
        analogNetwork->SetMoments(analogFeatures.topRows(count));
    }
}

} // namespace fddmimo
} // namespace ns3
