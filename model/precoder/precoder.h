/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_PRECODER_H
#define FDDMIMO_PRECODER_H

#include "ns3/matrix-types.h"
#include "ns3/object.h"
#include "ns3/user-csi.h"

#include <map>
#include <string>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * One cell, one subband, one instant: everything a precoder may use to design beams.
 */
struct PrecodingProblem
{
    CsiSnapshot csi;        //!< channel knowledge of the K scheduled users
    uint32_t txAntennas{0}; //!< N: antennas of the base station, or its ports (HybridChannelModel)
    double maxPower{1.0};   //!< P: bound on ||W||_F^2, in W, > 0
    RVector rateWeights;    //!< K weights of the users' rates, >= 0; empty means all 1
    RVector sinrTargets; //!< K SINR targets (linear), for methods that minimise power; may be empty
};

/// How a design ended.
enum class BeamformerStatus
{
    Ok,        //!< beams hold every constraint of the method
    Infeasible //!< no beams can (all channels zero, targets out of reach): weights are valid, maybe
               //!< zero
};

/**
 * \ingroup fdd-mimo
 * The beams of one cell in one subband.
 */
struct Beamformer
{
    /// N x S beams in sqrt(W). The columns of user k follow those of user k - 1, rxAntennas each.
    CMatrix weights;
    CMatrix analog;  //!< N x N_RF analog stage of a hybrid method, else empty
    CMatrix digital; //!< N_RF x S digital stage of a hybrid method (weights = analog * digital),
                     //!< else empty
    BeamformerStatus status{BeamformerStatus::Ok}; //!< how the design ended
};

/**
 * \ingroup fdd-mimo
 * Base class of all multi-user precoders: from channel knowledge to beams.
 *
 * A new precoder derives from this class, registers a TypeId and overrides DoDesign; nothing else
 * in the module needs to know of it. What every precoder guarantees:
 * - total power ||W||_F^2 <= P (1 + 1e-6);
 * - finite output for finite input; rank-deficient, zero or duplicate channels give valid beams or
 *   BeamformerStatus::Infeasible, never NaN;
 * - relabelling the users relabels the beams, where the method is permutation equivariant.
 */
class Precoder : public Object
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    /**
     * Designs the beams of one problem.
     *
     * Aborts with a message if the problem's dimensions contradict each other or a needed kind of
     * CSI is missing: both are errors of the caller. Non-finite CSI counts as a zero channel.
     *
     * \param problem channel knowledge and constraints
     * \return beams, N x S, see Beamformer
     */
    Beamformer Design(const PrecodingProblem& problem);

    /**
     * Designs the beams of many problems, one result a problem in the same order. All cells and
     * subbands of an instant come in one call, so that a method can share work among them.
     *
     * \param problems the problems, of any sizes
     * \return the beams
     */
    std::vector<Beamformer> DesignBatch(const std::vector<PrecodingProblem>& problems);

    /**
     * \return the kinds of CSI that this precoder cannot do without (a mask of CsiKind)
     */
    virtual CsiMask GetCsiNeed() const;

    /**
     * The most streams that the method can serve at once. With more, Design still returns valid
     * beams, but not those that the method promises: a program should refuse such a setting.
     *
     * \param txAntennas N
     * \return largest S; the default is the largest uint32_t (no limit)
     */
    virtual uint32_t GetMaxStreams(uint32_t txAntennas) const;

    /**
     * Pilots that the users send in the uplink, for precoders that need CSI_UPLINK_PILOTS.
     *
     * \param streams number of antennas that send them, K for users with one antenna
     * \param txAntennas N
     * \return K x L pilots of unit mean power a symbol; the default is an orthogonal (DFT) set, L =
     * K
     */
    virtual CMatrix GetUplinkPilots(uint32_t streams, uint32_t txAntennas) const;

    /**
     * \param streams largest S that it will be asked for
     * \param txAntennas N
     * \return what is wrong with the method for this size, for a message: weights that are missing
     * or for another one; empty (the default) if nothing is
     */
    virtual std::string GetMisfit(uint32_t streams, uint32_t txAntennas) const;

    /**
     * \param streams largest S that it will be asked for
     * \param txAntennas N
     * \return what a learned method was trained on ("channel", "drop", ..., and "streams" where it
     * is for one S); empty for all others
     */
    virtual std::map<std::string, std::string> GetTrainingScenario(uint32_t streams,
                                                                   uint32_t txAntennas) const;

    /**
     * \param streams first stream index to use
     * \return how many random streams the precoder took (0 by default)
     */
    virtual int64_t AssignStreams(int64_t streams);

  protected:
    /**
     * Designs the beams of one problem that has passed the checks: K >= 1, N >= 1, P > 0, the kinds
     * of CSI from GetCsiNeed present and finite, rateWeights of length K.
     *
     * \param problem channel knowledge and constraints
     * \return beams
     */
    virtual Beamformer DoDesign(const PrecodingProblem& problem) = 0;

    /**
     * Designs the beams of many problems that have passed the checks. Calls DoDesign for each
     * unless overridden.
     *
     * \param problems the problems
     * \return the beams
     */
    virtual std::vector<Beamformer> DoDesignBatch(const std::vector<PrecodingProblem>& problems);
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_PRECODER_H */
