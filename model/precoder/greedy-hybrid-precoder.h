/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_GREEDY_HYBRID_PRECODER_H
#define FDDMIMO_GREEDY_HYBRID_PRECODER_H

#include "ns3/covariance-beam-cache.h"
#include "ns3/precoder.h"

#include <memory>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Hybrid beams of least power that hold SINR targets, W = V U with V from a codebook (G-HBF of
 * [GCN], Algorithm 2 of Hegde et al.): beams of the RF chains by GreedyBeamSelector, then the
 * optimal digital stage by uplink-downlink duality. Unlike other precoders it radiates what the
 * targets ask for, not the power that it is allowed.
 *
 * The targets are PrecodingProblem::sinrTargets, or SinrTarget where there are none, times Margin,
 * which is kept against errors of the channel knowledge. A user with several antennas gets one
 * stream along the strongest left singular vector of its channel (its other beams are zero).
 *
 * Where the targets cannot be held, at all or within the power allowed, the status is Infeasible
 * and InfeasiblePolicy says what is sent:
 * - ScaleToMaxPower: the beams that hold them scaled down to the power allowed, or, if there are
 *   none, MMSE beams of that power behind the selected analog beams;
 * - DropWorstUser: as long as it is infeasible, the user whose SINR falls shortest of its target
 *   with those beams is left out (its beams are zero), and the others are designed anew.
 *
 * Leakage d > 0 keeps another kind of margin: each user is supposed to hear the beams of the others
 * through J_k = h_k h_k^H + d ||h_k||^2 / N I, the virtual channels of [GCN] eq. (27) with
 * coefficients that are the same for all. With it, Margin stands for 1 / a_k.
 *
 * With AnalogCsi=Statistical the analog beams are chosen from the users' covariances
 * (CovarianceBeamSelector, for the targets without margin), and only the digital stage from the
 * channels. Beams that were chosen for the same covariances and targets before are not searched for
 * again.
 *
 * More than 32 users count as infeasible. The method asks for RF chains at least as many as users,
 * but works with any number of either; more chains than antennas are not used.
 */
class GreedyHybridPrecoder : public Precoder
{
  public:
    /// What is sent where the targets cannot be held.
    enum InfeasiblePolicy
    {
        SCALE_TO_MAX_POWER, //!< to all users what the power allows
        DROP_WORST_USER     //!< to those users whose targets can be held
    };

    /// What the analog beams are chosen from.
    enum AnalogCsi
    {
        INSTANTANEOUS, //!< the channels
        STATISTICAL    //!< their covariances
    };

    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    GreedyHybridPrecoder();
    ~GreedyHybridPrecoder() override;

    CsiMask GetCsiNeed() const override;
    uint32_t GetMaxStreams(uint32_t txAntennas) const override;

    /// Factor of the steps by which constraints are lowered where they cannot be held.
    static constexpr double RELAXATION = 0.5;

    /// How many of these steps there are at most.
    static constexpr uint32_t RELAXATIONS = 20;

    /// Steps by which they are raised again, each half of the one before in dB.
    static constexpr uint32_t TIGHTENINGS = 30;

  protected:
    Beamformer DoDesign(const PrecodingProblem& problem) override;
    void DoDispose() override;

    /// What the targets are to be held on.
    struct Constraints
    {
        CMatrix channel; //!< one row a user, K x N
        RVector targets; //!< K SINR targets (linear), > 0
        RVector leakage; //!< l_k in 1/W, J_k = V^H h_k h_k^H V + l_k V^H V; empty: 0
        /// e_k in 1/W, S_k = V^H h_k h_k^H V + e_k V^H V; empty: 0. The digital stage counts on
        /// it, the choice of the analog beams does not.
        RVector identity;
        /// R_k to choose the analog beams from; empty: the channels.
        std::vector<CMatrix> covariances;
        RVector averageTargets; //!< SINR targets (linear) for them
        RVector averageLeakage; //!< l_k for them; empty: 0
    };

    /**
     * Chooses what the targets are to be held on: a method that knows of the errors of the channel
     * knowledge overrides this. The default is the channel as it is known, and the targets times
     * Margin.
     *
     * \param channel known channels, one row a user, K x N
     * \param targets K SINR targets (linear)
     * \param quality K numbers UserCsi::quality
     * \param covariances R_k, where the analog beams are chosen from them, or empty
     * \return the constraints
     */
    virtual Constraints GetConstraints(const CMatrix& channel,
                                       const RVector& targets,
                                       const RVector& quality,
                                       const std::vector<CMatrix>& covariances) const;

    /**
     * For a method that asks for more than the targets: constraints that cannot be held with the
     * power allowed are lowered, targets and leakages by the same factor. It falls in steps of
     * RELAXATION until they can be held, then the analog beams stay and it rises as far as it can.
     * The default has nothing to lower.
     *
     * \return true if constraints are lowered
     */
    virtual bool LowersConstraints() const;

    /**
     * \return R, 0: fully digital
     */
    uint32_t GetRfChains() const;

  private:
    /// Beams for some of the users.
    struct Stages
    {
        CMatrix analog;       //!< V, N x R, or empty: fully digital
        CMatrix digital;      //!< U, R x K
        CMatrix weights;      //!< V U, N x K
        bool feasible{false}; //!< targets are held within the power allowed
    };

    /**
     * \param constraints what to hold the targets on
     * \return the analog beams, N x R, or empty: fully digital
     */
    CMatrix ChooseAnalog(const Constraints& constraints);

    /**
     * \param constraints what to hold the targets on
     * \param analog the analog beams, as ChooseAnalog()
     * \param maxPower power allowed
     * \return beams of at most that power
     */
    Stages DesignFor(const Constraints& constraints, const CMatrix& analog, double maxPower) const;

    /**
     * \param constraints what to hold the targets on, where it cannot be held
     * \param maxPower power allowed
     * \return beams for constraints that are lowered, see LowersConstraints()
     */
    Stages DesignForLowered(Constraints constraints, double maxPower);

    /**
     * \param constraints what to hold the targets on
     * \param channel channels of the same users as they are known, K x N
     * \param targets their targets, as they are asked for
     * \param maxPower power allowed
     * \return beams, for lowered constraints where those as they are cannot be held
     */
    Stages DesignForUsers(const Constraints& constraints,
                          const CMatrix& channel,
                          const RVector& targets,
                          double maxPower);

    /**
     * \param problem the problem; aborts if its targets are not finite and above 0
     * \return K SINR targets (linear)
     */
    RVector GetTargets(const PrecodingProblem& problem) const;

    /**
     * \param users what is known of all users
     * \param served who of them is served
     * \param channel known channels of those, one row a user
     * \param targets their targets
     * \param unit what becomes the unit of the channels
     * \return GetConstraints() in that unit
     */
    Constraints ConstrainUsers(const std::vector<UserCsi>& users,
                               const std::vector<Eigen::Index>& served,
                               const CMatrix& channel,
                               const RVector& targets,
                               double unit) const;

    /**
     * \param antennas N; aborts if Rows and Columns do not fit it
     */
    void UpdateCodebook(uint32_t antennas);

    uint32_t m_rfChains;                            //!< R, 0: fully digital
    uint32_t m_rows;                                //!< rows of the array, 0: as columns say
    uint32_t m_columns;                             //!< columns of the array, likewise
    uint32_t m_oversampling;                        //!< O
    uint32_t m_selections;                          //!< corrections of a chain
    AnalogCsi m_analogCsi;                          //!< what the analog beams are chosen from
    double m_maxCorrelation;                        //!< of two beams
    GreedyBeamSelector::PowerMeasure m_measure;     //!< which power is minimised
    double m_sinrTargetDb;                          //!< target of users without one
    double m_marginDb;                              //!< added to every target
    double m_leakage;                               //!< d of the virtual channels
    InfeasiblePolicy m_policy;                      //!< what is sent if infeasible
    std::unique_ptr<PlanarBeamCodebook> m_codebook; //!< codebook of the last array
    std::unique_ptr<CovarianceBeamCache> m_chosen;  //!< its beams chosen from covariances
    uint32_t m_codebookKey[3]{0, 0, 0};             //!< rows, columns and O of m_codebook
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_GREEDY_HYBRID_PRECODER_H */
