/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_COVARIANCE_BEAM_SELECTOR_H
#define FDDMIMO_COVARIANCE_BEAM_SELECTOR_H

#include "ns3/greedy-beam-selector.h"

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Chooses the analog beams of a hybrid precoder as GreedyBeamSelector does, but from covariances
 * R_k = E[h_k h_k^H] instead of channels ([GCN] section 5.5): beams that can stay while the fading
 * changes.
 *
 * Mean interference is more than what beams for known channels leave, so the targets may be out of
 * reach with covariances alone. Then all of them are lowered by 3 dB, and again, up to 30 dB, until
 * they can be held.
 *
 * Each candidate is a power minimisation with S_k = V^H R_k V of any rank, by
 * CovariancePowerSearch, for M candidates and each correction.
 */
class CovarianceBeamSelector
{
  public:
    /**
     * \param codebook the codebook; must outlive the selector
     * \param settings how beams are chosen; aborts if they are not as said there
     */
    CovarianceBeamSelector(const PlanarBeamCodebook& codebook,
                           const GreedyBeamSelector::Settings& settings);

    /**
     * \param covariances R_k, N x N, Hermitian positive semidefinite, in 1/W, at least one
     * \param targets K SINR targets (linear) of the SINR with these covariances, > 0
     * \param leakage l_k, J_k = V^H R_k V + l_k V^H V, in 1/W; empty: 0. Only for radiated power.
     * \param trials receives, for each correction, the candidates that need less than \p factor
     * times the best one's power, for the lowered targets; may be null
     * \param factor see \p trials
     * \return the beams; powers are those with these covariances and the lowered targets
     */
    GreedyBeamSelector::Selection Select(const std::vector<CMatrix>& covariances,
                                         const RVector& targets,
                                         const RVector& leakage = RVector(),
                                         std::vector<GreedyBeamSelector::Trials>* trials = nullptr,
                                         double factor = 1.0) const;

  private:
    class Exchange;

    /**
     * \param exchange beams and what users see of them; left with the beams chosen
     * \param targets targets, as they are
     * \param leakage see Select()
     * \param trials see Select()
     * \param factor see Select()
     * \return the beams
     */
    GreedyBeamSelector::Selection SelectOnce(Exchange& exchange,
                                             const RVector& targets,
                                             const RVector& leakage,
                                             std::vector<GreedyBeamSelector::Trials>* trials,
                                             double factor) const;

    const PlanarBeamCodebook& m_codebook;    //!< the codebook
    GreedyBeamSelector::Settings m_settings; //!< how beams are chosen
    CMatrix m_beams;                         //!< all beams, N x M
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_COVARIANCE_BEAM_SELECTOR_H */
