/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_COVARIANCE_BEAM_CACHE_H
#define FDDMIMO_COVARIANCE_BEAM_CACHE_H

#include "ns3/greedy-beam-selector.h"

#include <unordered_map>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * CovarianceBeamSelector that remembers its choices: covariances stay while the fading changes, and
 * a search takes far longer than all else of a hybrid precoder.
 */
class CovarianceBeamCache
{
  public:
    /**
     * \param codebook the codebook; must outlive the cache
     */
    explicit CovarianceBeamCache(const PlanarBeamCodebook& codebook);

    /**
     * Searches only if it has not done so for the same arguments. They are told apart by a 64-bit
     * hash; after 100,000 choices it forgets all and starts anew.
     *
     * \param settings how beams are chosen
     * \param covariances see CovarianceBeamSelector::Select()
     * \param targets see there
     * \param leakage see there
     * \return the beams, numbers in the codebook; valid until the next call
     */
    const std::vector<uint32_t>& Select(const GreedyBeamSelector::Settings& settings,
                                        const std::vector<CMatrix>& covariances,
                                        const RVector& targets,
                                        const RVector& leakage);

  private:
    const PlanarBeamCodebook& m_codebook;                             //!< the codebook
    std::unordered_map<std::size_t, std::vector<uint32_t>> m_choices; //!< beams by the hash
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_COVARIANCE_BEAM_CACHE_H */
