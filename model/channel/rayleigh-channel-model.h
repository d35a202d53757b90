/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_RAYLEIGH_CHANNEL_MODEL_H
#define FDDMIMO_RAYLEIGH_CHANNEL_MODEL_H

#include "ns3/path-mimo-channel-model.h"
#include "ns3/random-variable-stream.h"

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * i.i.d. Rayleigh fading: the entries of H are independent CN(0, 1) (times the path gain).
 *
 * A moving user's channel is H(t) = S^(-1/2) sum_{s<S} G_s exp(j 2 pi f_D cos(phi_s) t), with
 * independent Gaussian matrices G_s and arrival angles phi_s spaced equally from a random start.
 * Each entry stays exactly CN(0, 1), and its autocorrelation is that of Jakes, J_0(2 pi f_D t), as
 * long as 2 pi f_D t is below about S. Delays are exponential with mean DelaySpread. In the uplink
 * every term has another random phase, which makes the two links uncorrelated.
 */
class RayleighChannelModel : public PathMimoChannelModel
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    RayleighChannelModel();

    int64_t AssignStreams(int64_t stream) override;

  protected:
    LinkPaths DrawPaths(uint32_t bs, uint32_t ue) override;

  private:
    uint32_t m_oscillators;               //!< S
    double m_delaySpread;                 //!< mean delay in s
    Ptr<NormalRandomVariable> m_normal;   //!< gains
    Ptr<UniformRandomVariable> m_uniform; //!< angles, phases, delays
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_RAYLEIGH_CHANNEL_MODEL_H */
