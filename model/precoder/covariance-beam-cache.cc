/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "covariance-beam-cache.h"

#include "covariance-beam-selector.h"

#include <functional>
#include <string_view>

namespace ns3
{
namespace fddmimo
{

namespace
{

const std::size_t MOST_CHOICES = 100000; //!< choices of beams that are remembered

} // namespace

CovarianceBeamCache::CovarianceBeamCache(const PlanarBeamCodebook& codebook)
    : m_codebook(codebook)
{
}

const std::vector<uint32_t>&
CovarianceBeamCache::Select(const GreedyBeamSelector::Settings& settings,
                            const std::vector<CMatrix>& covariances,
                            const RVector& targets,
                            const RVector& leakage)
{
    std::size_t key = 0;
    const auto add = [&key](const void* data, std::size_t size) {
        const std::string_view bytes(static_cast<const char*>(data), size);
        key = key * 0x9e3779b97f4a7c15 + std::hash<std::string_view>()(bytes);
    };
    const auto addVector = [&add](const RVector& vector) {
        add(vector.data(), vector.size() * sizeof(double));
    };
    for (const CMatrix& covariance : covariances)
    {
        add(covariance.data(), covariance.size() * sizeof(Complex));
    }
    addVector(targets);
    addVector(leakage);
    addVector((RVector(4) << settings.rfChains,
               settings.selections,
               settings.maxCorrelation,
               settings.measure)
                  .finished());
    if (m_choices.size() >= MOST_CHOICES)
    {
        m_choices.clear();
    }
    const auto [choice, isNew] = m_choices.try_emplace(key);
    if (isNew)
    {
        choice->second = CovarianceBeamSelector(m_codebook, settings)
                             .Select(covariances, targets, leakage)
                             .beams;
    }
    return choice->second;
}

} // namespace fddmimo
} // namespace ns3
