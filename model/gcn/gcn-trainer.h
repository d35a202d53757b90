/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_GCN_TRAINER_H
#define FDDMIMO_GCN_TRAINER_H

#include "ns3/greedy-beam-selector.h"
#include "ns3/precoder-trainer.h"

#include <memory>
#include <string>

namespace ns3
{
namespace fddmimo
{

struct GcnExample;

/**
 * \ingroup fdd-mimo
 * Trains a GcnNetwork for GcnPrecoder: least mean power such that in each group of problems (kinds
 * of channel knowledge, numbers of users) a user's SINR on the true channel misses its target with
 * probability Outage, [GCN] section 4.4.
 *
 * The loss is L = mean(P) + sum_g mu_g g_g, eq. (49), minimised over the weights by AdamW with
 * AutoClip and maximised over the multipliers, mu_g <- max(0, mu_g + DualStep g_g), eq. (50). The
 * constraint g_g is annealed, eqs. (51), (52): the step function of the outage is a sigmoid of the
 * slack log(SINR / target), whose steepness tau_g follows the quantile of the slacks; or the
 * quantile itself, eq. (53). Validation is eq. (54), on examples that are never trained on, with
 * the step function: the figure is minus the mean power (noise units) less the penalty
 * ValidationWeight for each outage above the one asked for.
 *
 * Examples are numbered from 0 to Instances - 1; those with number modulo Folds equal to Fold are
 * for validation. By default the trainer draws correlated channels itself, because MMSE estimates
 * need their covariance (the channels and SNRs of the program are not used then); Channels=Given
 * takes the given ones.
 */
class GcnTrainer : public PrecoderTrainer
{
  public:
    /// Forms of the outage constraint.
    enum Constraint
    {
        ANNEALED, //!< sigmoid of growing steepness
        QUANTILE  //!< quantile of the slack
    };

    /// Kinds of channel knowledge.
    enum Knowledge
    {
        PILOTS,  //!< MMSE estimates
        FEEDBACK //!< reports of a Type-II-like codec
    };

    /// Where channels come from.
    enum Channels
    {
        CORRELATED, //!< drawn by the trainer
        GIVEN       //!< those of the program
    };

    /// What the analog beams are chosen from.
    enum AnalogCsi
    {
        INSTANTANEOUS, //!< the channels as they are known
        STATISTICAL,   //!< their covariances
        TWO_STAGE      //!< virtual covariances that a network makes
    };

    /// What is minimised.
    enum Objective
    {
        POWER,   //!< the mean power
        RELATIVE //!< the power over that of its group at first, mean over the groups
    };

    /// What the multipliers follow.
    enum Dual
    {
        EXACT,    //!< the outage
        SURROGATE //!< the constraint that the gradient is of
    };

    /// Features of a user that are those of all, by how many there are.
    enum GroupFeatures
    {
        NO_GROUP_FEATURES, //!< none, as in the paper
        COUNT,             //!< number of users
        COUNT_AND_QUALITY  //!< and the mean of log UserCsi::quality
    };

    /// Which weights are exported.
    enum Keep
    {
        BEST, //!< those of the best validation
        LAST  //!< those of the last epoch
    };

    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    GcnTrainer();
    ~GcnTrainer() override;

    std::vector<Figure> GetFigures() const override;

  protected:
    void DoDispose() override;
    void DoStart(uint32_t seed) override;
    std::vector<uint32_t> GetPhases() const override;
    std::string GetPhaseName(uint32_t phase) const override;
    void DoStartPhase(uint32_t phase) override;
    void DoStartEpoch(uint32_t seed, uint32_t epoch) override;
    double DoTrain(const Batch& batch, double learningRate) override;
    double DoValidate(const Batch& batch) override;
    void DoKeepBest() override;
    void DoSave(const std::string& fileName, const Counters& counters) override;
    Counters DoLoad(const std::string& fileName) override;
    void DoExport(const std::string& fileName,
                  bool half,
                  const std::vector<Batch>& training) override;

  private:
    struct Private;

    /**
     * \param index number of an example
     * \param truth its true channels, or null
     * \return the example, with its analog beams if they are chosen from covariances
     */
    GcnExample MakeExample(uint64_t index, const CRowMatrix* truth);

    /**
     * \return how analog beams are chosen
     */
    GreedyBeamSelector::Settings GetSelectorSettings() const;

    uint32_t m_epochs;                  //!< epochs
    uint32_t m_minUsers;                //!< fewest users, 0: as many as most
    std::string m_qualities;            //!< list of kinds of channel knowledge
    Knowledge m_knowledge;              //!< what they are
    Channels m_channels;                //!< where channels come from
    double m_spread;                    //!< angular spread in rad
    double m_maxAngle;                  //!< bound of the directions in rad
    double m_minTargetDb;               //!< least SINR target
    double m_maxTargetDb;               //!< largest SINR target
    double m_maxPowerDb;                //!< power allowed in noise units
    uint32_t m_rows;                    //!< rows of the array, 0: nearest to a square
    uint32_t m_rfChains;                //!< R, 0: fully digital
    uint32_t m_oversampling;            //!< O of the codebook
    uint32_t m_selections;              //!< corrections of a chain
    AnalogCsi m_analogCsi;              //!< what the analog beams are chosen from
    double m_sharpness;                 //!< beta of the choice
    std::string m_initial;              //!< archive to start from, or empty
    std::string m_hidden;               //!< widths of hidden layers
    uint32_t m_degree;                  //!< F
    GroupFeatures m_groupFeatures;      //!< what a user is told of all
    bool m_wantedIdentity;              //!< log b_k is an output
    double m_bound;                     //!< bound on the logarithms of the coefficients
    double m_outage;                    //!< outage asked for
    Constraint m_constraint;            //!< form of the constraint
    Dual m_dual;                        //!< what the multipliers follow
    uint32_t m_averaging;               //!< steps that weights are averaged over, 0: one
    Keep m_keep;                        //!< which weights are exported
    double m_annealing;                 //!< kappa of eq. (52)
    double m_maxSteepness;              //!< tau_max of eq. (52)
    double m_multiplier;                //!< multipliers at first
    double m_dualStep;                  //!< eta of eq. (50)
    bool m_dualDecay;                   //!< that step falls with the learning rate
    double m_maxMultiplier;             //!< bound on multipliers of relative powers
    double m_weightDecay;               //!< of AdamW
    double m_clipQuantile;              //!< of AutoClip
    Objective m_objective;              //!< what is minimised
    bool m_constant;                    //!< only the last biases are trained
    double m_validationWeight;          //!< of eq. (54)
    uint32_t m_validationExamples;      //!< examples of a validation
    uint32_t m_instances;               //!< number of examples
    uint32_t m_folds;                   //!< parts that they are divided into
    uint32_t m_fold;                    //!< part for validation
    std::unique_ptr<Private> m_private; //!< network, optimiser, examples
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_GCN_TRAINER_H */
