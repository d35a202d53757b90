/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_RANK_ONE_POWER_SEARCH_H
#define FDDMIMO_RANK_ONE_POWER_SEARCH_H

#include "ns3/matrix-types.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Which one of many candidates needs the least power to hold the SINR targets of K users.
 *
 * Candidate m gives the users the Gram matrix G_m = G + a_m a_m^H, where (G_m)_kj = s_k^H s_j for
 * the channels s_k that the users have behind the analog beams: for another beam v_m beside the
 * others, a_m holds the products of all channels with the part of v_m that is orthogonal to them.
 * The power is that of sinr-power-minimisation.h for the cost C = I and
 *
 * S_k = s_k s_k^H,  J_k = s_k s_k^H + l_k I,
 *
 * where the leakage l_k is zero for known channels (factors on s_k s_k^H as in [GCN] eq. (27) are a
 * change of target and of channel). All is done with K x K matrices: with
 * E = (I + D^1/2 G_m D^1/2)^-1, D = diag(q), the SINRs of the virtual uplink are 1 / E_kk - 1.
 *
 * No candidate is solved from scratch, and few are solved at all:
 * - a q with sum q = P at which no user of the uplink has an SINR above its target proves that a
 *   candidate needs at least P (the interference function is monotone and scalable). One inverse
 *   for the q of the best candidate so far serves all others, by the Sherman-Morrison formula;
 * - what is left is iterated from that q (policy iteration), and given up as soon as its own q,
 *   scaled to the least power so far, proves the same.
 *
 * The result is that of an exhaustive search: powers that differ by less than 1e-10 of themselves
 * count as equal.
 */
class RankOnePowerSearch
{
  public:
    /// Candidates, real and imaginary parts apart.
    struct Candidates
    {
        RMatrix re;                    //!< real part of a_m, M x K
        RMatrix im;                    //!< imaginary part
        std::vector<uint32_t> allowed; //!< the m to look at
    };

    /// A candidate and what it needs.
    struct Result
    {
        int64_t index{-1}; //!< m, or -1: no candidate needs less than the bound
        double power{0.0}; //!< sum of the powers in W
        RVector powers;    //!< q_k in W
    };

    /// A candidate, and how its least power changes with the problem.
    struct Sensitivity
    {
        Result result;   //!< what it needs
        RVector targets; //!< -dP / dlog t_k: with a factor on the wanted signal, dP / dlog of it
        RVector signals; //!< dP / dlog |s_k|^2 in the interference that others hear
        RVector leakage; //!< dP / dl_k
    };

    /// How much work was done.
    struct Counters
    {
        uint64_t candidates{0}; //!< candidates looked at
        uint64_t opened{0};     //!< of these, not ruled out by the common q
        uint64_t solved{0};     //!< of these, solved to the end
        uint64_t inverses{0};   //!< K x K inverses
    };

    /// The most users that are supported.
    static constexpr uint32_t MAX_USERS = 32;

    /**
     * \param targets K SINR targets (linear), finite and > 0, K = 1 to MAX_USERS
     * \param leakage l_k in 1/W, >= 0; empty: 0. Aborts if sizes or values are not as said.
     */
    explicit RankOnePowerSearch(const RVector& targets, const RVector& leakage = RVector());

    /**
     * Finds the candidate that needs the least power.
     *
     * \param gram G, K x K, Hermitian; finite
     * \param candidates the candidates
     * \param bound only candidates that need less are wanted, in W; may be infinite
     * \param start powers to start from, > 0; empty: those without interference
     * \return the best candidate
     */
    Result Find(const CMatrix& gram,
                const Candidates& candidates,
                double bound,
                const RVector& start);

    /**
     * Solves all candidates that need less than a bound. The derivatives of the least power are
     * those for fixed receivers, because these are optimal.
     *
     * \param gram G, K x K, Hermitian; finite
     * \param candidates the candidates
     * \param bound the bound in W, finite
     * \param start powers to start from, > 0
     * \return the candidates in the order of Candidates::allowed
     */
    std::vector<Sensitivity> List(const CMatrix& gram,
                                  const Candidates& candidates,
                                  double bound,
                                  const RVector& start);

    /**
     * Solves one problem.
     *
     * \param gram G, K x K, Hermitian; finite
     * \param start powers to start from, > 0; empty: those without interference
     * \return index 0 and the powers, or index -1 if infeasible
     */
    Result Solve(const CMatrix& gram, const RVector& start);

    /**
     * \return work done by all calls so far
     */
    const Counters& GetCounters() const;

  private:
    /**
     * The search for a number of users that is known when it is compiled, or not (0).
     */
    template <int USERS>
    struct Kernel;

    RVector m_targets;   //!< t_k
    RVector m_leakage;   //!< l_k
    bool m_leaks;        //!< some l_k is not zero
    Counters m_counters; //!< work done
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_RANK_ONE_POWER_SEARCH_H */
