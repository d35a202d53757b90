/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_OUTAGE_CONSTRAINTS_H
#define FDDMIMO_OUTAGE_CONSTRAINTS_H

#include "ns3/matrix-types.h"

#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Power and outage of groups of problems as one loss, [GCN] eqs. (49)-(53): L = mean power + sum_g
 * mu_g g_g, with the annealed outage or the quantile of the slacks log(SINR / target) as the
 * constraint g_g <= 0, and multipliers mu_g that rise where it is missed.
 *
 * With Settings::relative the loss is the mean over the groups of (P_g / P_g0 + mu_g g_g) /
 * (1 + mu_g), where P_g0 is the reference of the group: groups of little power count as much as
 * those of much, and those with large multipliers do not drown the others. A network that tells the
 * groups apart has the same saddle point for any such factors.
 *
 * The annealed outage differs from the true one as long as its steepness is finite, and more so in
 * small batches; multipliers that follow it settle at another outage than the one asked for. With
 * Settings::exact they follow the step function of eq. (10) instead, and the annealed constraint
 * gives the gradient alone (a proxy Lagrangian).
 */
class OutageConstraints
{
  public:
    /// How power and outage make a loss.
    struct Settings
    {
        double outage{0.1};         //!< outage asked for
        bool quantile{false};       //!< eq. (53) instead of eqs. (51), (52)
        bool relative{false};       //!< each group's power counts over its reference
        bool exact{true};           //!< multipliers follow the step function of the outage
        double annealing{0.02};     //!< smoothing of the steepness, eq. (52)
        double maxSteepness{50.0};  //!< largest steepness
        double multiplier{20.0};    //!< multipliers at first
        double dualStep{2.0};       //!< step size of the multipliers, eq. (50)
        double maxMultiplier{50.0}; //!< bound on multipliers of relative powers
    };

    /// What a batch gave in one group.
    struct Group
    {
        std::vector<double> slacks; //!< of the users of its feasible examples
        double users{0.0};          //!< users of all its examples
        double power{0.0};          //!< sum over all its examples
        double examples{0.0};       //!< number of them
    };

    /**
     * Starts.
     *
     * \param settings settings
     * \param groups number of groups
     */
    void Reset(const Settings& settings, std::size_t groups);

    /**
     * Goes on from another training, after Reset().
     *
     * \param values multipliers of the groups
     * \param powers references that they are relative to, 0 where there is none yet; empty: those
     * of the batches to come
     * \param slopes steepness of the groups; empty: 1, and the first steps hold more than is asked
     */
    void SetMultipliers(const RVector& values, const RVector& powers, const RVector& slopes);

    /**
     * Computes the loss of a batch and its derivatives, and moves steepness and references.
     *
     * \param batch groups of the batch
     * \return loss
     */
    double Evaluate(const std::vector<Group>& batch);

    /**
     * \param group number of a group
     * \return derivative of the loss with respect to the power of one of its examples
     */
    double GetPowerSlope(std::size_t group) const;

    /**
     * \param group number of a group
     * \return derivatives of the loss with respect to its slacks, in their order
     */
    const std::vector<double>& GetSlackSlopes(std::size_t group) const;

    /**
     * Moves the multipliers by the constraints of the batch, eq. (50), or by its exact outages: by
     * dualStep g, or with relative powers by the factor exp(dualStep g), because the multipliers of
     * the groups then differ by orders of magnitude.
     *
     * \param share of dualStep, above 0
     */
    void StepMultipliers(double share = 1.0);

    RVector multipliers; //!< mu_g
    RVector steepness;   //!< tau_g
    /// Mean power of each group in its first batches, when the coefficients are those of untrained
    /// weights: a scale that does not move with what is trained. Multipliers mean nothing without
    /// it.
    RVector references;
    RVector counts; //!< batches that are in the references

  private:
    /**
     * \param group number of a group
     * \param part what the batch gave in it; its slopes are set
     */
    void EvaluateConstraint(std::size_t group, const Group& part);

    Settings m_settings;                       //!< settings
    std::vector<double> m_powerSlopes;         //!< of an example, by group
    std::vector<std::vector<double>> m_slopes; //!< with respect to the slacks, by group
    RVector m_constraints;                     //!< g_g of the batch
    RVector m_excess;                          //!< outage of the batch above the one asked for
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_OUTAGE_CONSTRAINTS_H */
