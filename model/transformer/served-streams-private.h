/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_SERVED_STREAMS_PRIVATE_H
#define FDDMIMO_SERVED_STREAMS_PRIVATE_H

#include "ns3/channel-stack.h"

#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * The streams of a problem that the learned precoders of this room serve, and their channels: those
 * with a rate weight and a channel less than 100 dB below the strongest, in the order of their
 * gains.
 */
struct ServedStreams
{
    /**
     * \param problem a problem that passed the checks of Precoder
     */
    explicit ServedStreams(const PrecodingProblem& problem);

    /**
     * \return noise-normalised channels times sqrt(P), served streams x N
     */
    CRowMatrix GetChannel() const;

    /**
     * \param beams beams of the served streams, N x served streams
     * \return beams of all streams, N x S
     */
    CMatrix Place(const CMatrix& beams) const;

    ChannelStack stack;                //!< channels of all users
    PlanarMatrix adjoint;              //!< H^H of the served streams
    std::vector<Eigen::Index> streams; //!< their places among all streams
    RVector weights;                   //!< their rate weights, of mean 1
    double snr{1.0};                   //!< P over the noise power, within bounds
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_SERVED_STREAMS_PRIVATE_H */
