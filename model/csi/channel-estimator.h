/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_CHANNEL_ESTIMATOR_H
#define FDDMIMO_CHANNEL_ESTIMATOR_H

#include "ns3/matrix-types.h"
#include "ns3/object.h"

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * How a user estimates its channel from downlink pilots.
 *
 * The base station sends a pilot matrix X, N x tau, and the user receives Y = H X + Z with Z of
 * unit variance (channels are noise-normalised).
 */
class ChannelEstimator : public Object
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    /**
     * Estimates one channel.
     *
     * \param channel true noise-normalised channel, M x N
     * \param pilotPower total transmit power of a pilot symbol in W, > 0
     * \return the estimate, M x N
     */
    virtual CMatrix Estimate(const CMatrix& channel, double pilotPower) = 0;

    /**
     * \param txAntennas N
     * \return tau, the pilot symbols that an estimate costs in each coherence block (0: none)
     */
    virtual uint32_t GetPilotLength(uint32_t txAntennas) const = 0;

    /**
     * \param stream first stream index to use
     * \return how many random streams the estimator took
     */
    virtual int64_t AssignStreams(int64_t stream);
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_CHANNEL_ESTIMATOR_H */
