/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_GCN_LEARNER_H
#define FDDMIMO_GCN_LEARNER_H

#include "adam-w.h"
#include "gcn-design.h"
#include "gcn-network.h"
#include "outage-constraints.h"

#include <memory>
#include <vector>

namespace ns3
{
namespace fddmimo
{

class WeightArchive;

/**
 * \ingroup fdd-mimo
 * The networks of a GcnPrecoder in training: steps of the weights down the loss of power and
 * outage, and of the multipliers up it, [GCN] eqs. (49), (50).
 *
 * A second network, for covariances, makes it 2GCN (section 5.5): it chooses the analog beams, the
 * first one designs the digital stage behind them, and the loss goes back through both. The weights
 * of both are one vector, those of the digital stage first.
 */
class GcnLearner
{
  public:
    /// How it learns.
    struct Settings
    {
        GcnDesign::Settings design;              //!< how beams are designed
        OutageConstraints::Settings constraints; //!< the loss
        bool constant{false};                    //!< only the last biases are trained
        double weightDecay{1e-3};                //!< of AdamW
        double clipQuantile{0.9};                //!< of AutoClip
        uint32_t averaging{200};                 //!< steps that weights are averaged over
    };

    /// What a design came to on the true channels.
    struct Outcome
    {
        double power{0.0};  //!< power, the one allowed if infeasible
        double missed{0.0}; //!< users in outage, all if infeasible
    };

    /**
     * \param codebook the codebook; must outlive the learner
     * \param settings how it learns
     * \param network network of the digital stage, or of both stages
     * \param analogNetwork network for covariances, or null
     * \param groups groups of the outage constraints
     */
    GcnLearner(const PlanarBeamCodebook& codebook,
               const Settings& settings,
               const GcnNetwork& network,
               std::unique_ptr<GcnNetwork> analogNetwork,
               std::size_t groups);

    /**
     * One step.
     *
     * \param examples the batch; with a second network, their beams are set
     * \param learningRate learning rate
     * \param dualShare share of the step of the multipliers
     * \return loss
     */
    double Train(std::vector<GcnExample>& examples, double learningRate, double dualShare);

    /**
     * Designs beams with the averaged weights.
     *
     * \param example a problem; with a second network, its beams are set
     * \return what came of it
     */
    Outcome Evaluate(GcnExample& example);

    /**
     * \return multipliers of the groups
     */
    const RVector& GetMultipliers() const;

    /**
     * \return powers that those of the groups are relative to, 0 where there is none yet
     */
    const RVector& GetReferences() const;

    /**
     * \return steepness of the annealed outages of the groups
     */
    const RVector& GetSteepness() const;

    /**
     * \param multipliers multipliers of the groups
     * \param references powers that they are relative to, as GetReferences(); empty: those of the
     * first batches to come
     * \param steepness steepness of the annealed outages, as GetSteepness(); empty: 1
     */
    void SetMultipliers(const RVector& multipliers,
                        const RVector& references,
                        const RVector& steepness);

    /**
     * \return averaged weights
     */
    const RVector& GetAverage() const;

    /**
     * Writes the networks with other weights.
     *
     * \param weights weights
     * \param [in,out] archive receives the networks
     */
    void Store(const RVector& weights, WeightArchive& archive);

    /**
     * \param [in,out] archive receives the state, in double precision
     */
    void Save(WeightArchive& archive) const;

    /**
     * Undoes Save(). Throws WeightArchiveError if the archive does not fit.
     *
     * \param archive archive
     */
    void Load(const WeightArchive& archive);

  private:
    /// What a step needs of an example.
    struct Work
    {
        GcnNetwork::Cache cache;                        //!< of the network
        GcnNetwork::Cache analogCache;                  //!< of that for covariances
        RVector analogLeakage;                          //!< l_k of the covariances
        std::vector<GreedyBeamSelector::Trials> trials; //!< what the beams were chosen from
        std::unique_ptr<GcnDesign> design;              //!< the design
        bool feasible{false};                           //!< virtual targets can be held
    };

    /**
     * Lets the networks have weights.
     *
     * \param weights weights of all networks
     */
    void Use(const RVector& weights);

    /**
     * Designs beams.
     *
     * \param example a problem; with a second network, its beams are set
     * \param [in,out] work receives what the way back needs; its design is used
     * \param back false if there is no way back
     */
    void Design(GcnExample& example, Work& work, bool back);

    const PlanarBeamCodebook& m_codebook;        //!< the codebook
    Settings m_settings;                         //!< how it learns
    GcnNetwork m_network;                        //!< of the digital stage
    std::unique_ptr<GcnNetwork> m_analogNetwork; //!< for covariances, or null
    RVector m_weights;                           //!< of both
    RVector m_average;                           //!< averaged over steps
    AdamW m_optimiser;                           //!< of the weights
    OutageConstraints m_constraints;             //!< the loss
    std::vector<Work> m_works;                   //!< one for each example of a batch
    Work m_trial;                                //!< for Evaluate()
};

/**
 * \ingroup fdd-mimo
 * \param [in,out] archive receives numbers in double precision (archives hold floats: a double is
 * the sum of three)
 * \param name name of the array
 * \param values the numbers
 */
void StoreExactly(WeightArchive& archive, const std::string& name, const RVector& values);

/**
 * \ingroup fdd-mimo
 * Undoes StoreExactly(). Throws WeightArchiveError if there is no such array.
 *
 * \param archive the archive
 * \param name name of the array
 * \return the numbers
 */
RVector ReadExactly(const WeightArchive& archive, const std::string& name);

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_GCN_LEARNER_H */
