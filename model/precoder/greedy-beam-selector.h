/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_GREEDY_BEAM_SELECTOR_H
#define FDDMIMO_GREEDY_BEAM_SELECTOR_H

#include "ns3/matrix-types.h"
#include "ns3/planar-beam-codebook.h"
#include "ns3/rank-one-power-search.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Chooses the analog beams V = [v_1 ... v_R] of a hybrid precoder from a codebook such that the
 * SINR targets of all users cost little power: [GCN] eqs. (13)-(15), (18)-(21), (34), Algorithm 2
 * of Hegde et al.
 *
 * It starts with the beams that collect most of the users' channels, each user weighted alike, and
 * with no two of them correlated by more than 0.7 as long as there are such. Then it corrects one
 * RF chain after the other: the beam is replaced by that one of the codebook that needs the least
 * power, if it needs less than the present one. The power never rises.
 *
 * Only the space that V spans matters for radiated power, so a candidate counts through the part of
 * it that is orthogonal to the other beams; the trial is a rank-one change of a K x K matrix (see
 * RankOnePowerSearch).
 */
class GreedyBeamSelector
{
  public:
    /// Which power is minimised.
    enum PowerMeasure
    {
        RADIATED, //!< ||V w||^2
        BASEBAND  //!< ||w||^2
    };

    /// How beams are chosen.
    struct Settings
    {
        uint32_t rfChains{5};           //!< R, 1 to the number of antennas
        uint32_t selections{5};         //!< corrections of one chain
        double maxCorrelation{0.95};    //!< bound on |v_i^H v_j|, above 0, at most 1
        PowerMeasure measure{RADIATED}; //!< which power is minimised
    };

    /// The beams chosen.
    struct Selection
    {
        std::vector<uint32_t> beams; //!< R beams of the codebook
        bool feasible{false};        //!< they hold the targets at some power
        RVector uplinkPowers;        //!< q_k in W, if feasible
        double power{0.0};           //!< least power in W, if feasible
        /// Power of the initial beams and after each correction, infinite where infeasible.
        std::vector<double> history;
    };

    /// The exchanges that a correction chose from.
    struct Trials
    {
        uint32_t chain{0};           //!< chain that was corrected
        std::vector<uint32_t> beams; //!< beams after it
        /// Candidates for the chain with their powers, those that need little.
        std::vector<RankOnePowerSearch::Sensitivity> candidates;
    };

    /**
     * \param codebook the codebook; must outlive the selector
     * \param settings how beams are chosen; aborts if they are not as said there
     */
    GreedyBeamSelector(const PlanarBeamCodebook& codebook, const Settings& settings);

    /**
     * \param channel noise-normalised channels, K x N, row k is h_k^H; finite, K <= 32
     * \param targets K SINR targets (linear), > 0
     * \param leakage l_k of RankOnePowerSearch, in 1/W; empty: 0. Only for radiated power.
     * \param trials receives, for each correction, the candidates that need less than \p factor
     * times the best one's power; may be null
     * \param factor see \p trials
     * \return the beams
     */
    Selection Select(const CMatrix& channel,
                     const RVector& targets,
                     const RVector& leakage = RVector(),
                     std::vector<Trials>* trials = nullptr,
                     double factor = 1.0);

    /**
     * \param beams beams of the codebook
     * \return V, N x R
     */
    CMatrix GetAnalog(const std::vector<uint32_t>& beams) const;

    /**
     * \return work done by all selections so far
     */
    const RankOnePowerSearch::Counters& GetCounters() const;

  private:
    /**
     * Chooses the initial beams, eq. (34).
     *
     * \param channel K x N
     * \return R beams
     */
    std::vector<uint32_t> Initialise(const CMatrix& channel) const;

    /**
     * Describes every beam by what it adds to the other beams.
     *
     * \param beams present beams
     * \param chain chain whose beam is to be replaced
     * \return Gram matrix of the channels behind the other beams, K x K
     */
    CMatrix PrepareCandidates(const std::vector<uint32_t>& beams, uint32_t chain);

    /**
     * \param beams present beams
     * \return Gram matrix of the channels behind them, K x K
     */
    CMatrix ComputeGram(const std::vector<uint32_t>& beams) const;

    /**
     * Reads the correlations of a chain's beam with all others.
     *
     * \param chain the chain
     * \param beam its beam
     */
    void SetBeam(uint32_t chain, uint32_t beam);

    const PlanarBeamCodebook& m_codebook;        //!< the codebook
    Settings m_settings;                         //!< how beams are chosen
    RankOnePowerSearch::Counters m_counters;     //!< work done
    RMatrix m_re;                                //!< h_k^H v_m, real part, M x K
    RMatrix m_im;                                //!< imaginary part
    std::vector<RVector> m_correlationRe;        //!< v_r^H v_m of each chain, real part, M
    std::vector<RVector> m_correlationIm;        //!< imaginary part
    std::vector<RVector> m_partRe;               //!< part of v_m along each other beam, real part
    std::vector<RVector> m_partIm;               //!< imaginary part
    RVector m_rest;                              //!< squared norm of what is left of v_m, M
    RVector m_largest;                           //!< largest squared correlation of v_m, M
    RankOnePowerSearch::Candidates m_candidates; //!< candidates of a correction
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_GREEDY_BEAM_SELECTOR_H */
