/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_LINEAR_PRECODER_H
#define FDDMIMO_LINEAR_PRECODER_H

#include "ns3/channel-stack.h"
#include "ns3/precoder.h"

#include <string>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Base of the precoders in closed form: directions from a formula, then a division of the power.
 *
 * The attribute PowerAllocation of the derived classes takes one of
 * - "TotalPower": one factor for all beams, W = sqrt(P) V / ||V||_F, so that strong columns of V
 *   keep their strength;
 * - "EqualPower": the same power for every user, W_k = sqrt(P / K) V_k / ||V_k||_F (the Frobenius
 *   norm: with the spectral norm printed in [EDN] the power would exceed P for MIMO users);
 * - "EqualStreamPower": the same power for every stream;
 * - "WaterFilling": the powers p_s of the unit-norm columns maximise
 *   sum_s alpha_s log2(1 + p_s g_s), sum_s p_s = P, with alpha_s the rate weight of the user and
 *   g_s the gain of stream s over noise plus the interference that equal powers would make. For ZF
 *   there is no interference and the result is optimal for its directions; else it is a heuristic.
 *
 * Users with a zero channel get zero beams; the others share all of P. Rate weights matter with
 * "WaterFilling" only.
 */
class LinearPrecoder : public Precoder
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    /**
     * Aborts on an unknown name, and lists the known ones.
     *
     * \param allocation how the power is divided, see above
     */
    void SetPowerAllocation(std::string allocation);

    /**
     * \return how the power is divided
     */
    std::string GetPowerAllocation() const;

  protected:
    /// How the power is divided.
    enum class PowerAllocation
    {
        TotalPower,       //!< one factor for all beams
        EqualPower,       //!< equal power a user
        EqualStreamPower, //!< equal power a stream
        WaterFilling      //!< water filling over the streams
    };

    /**
     * \param stack the channels
     * \return directions V, N x S, of any length; zero for a zero channel
     */
    virtual CMatrix GetDirections(const ChannelStack& stack) const = 0;

    Beamformer DoDesign(const PrecodingProblem& problem) override;

    PowerAllocation m_allocation{PowerAllocation::TotalPower}; //!< how the power is divided

  private:
    /**
     * Scales the columns so that they have power P in all.
     *
     * \param stack the channels
     * \param rateWeights K rate weights
     * \param maxPower P
     * \param [in,out] weights directions on input, beams on output
     */
    void AllocatePower(const ChannelStack& stack,
                       const RVector& rateWeights,
                       double maxPower,
                       CMatrix& weights) const;

    /**
     * \param gains gain over noise and interference of each unit-power stream; 0 gets no power
     * \param streamWeights rate weight of each stream
     * \return powers, summing to 1; all 0 if no stream has both gain and weight
     */
    static RVector FillWater(const RVector& gains, const RVector& streamWeights);
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_LINEAR_PRECODER_H */
