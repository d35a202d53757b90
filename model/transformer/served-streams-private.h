/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_SERVED_STREAMS_PRIVATE_H
#define FDDMIMO_SERVED_STREAMS_PRIVATE_H

#include "ns3/channel-stack.h"

#include <functional>
#include <string>
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

/**
 * \param weights name of the weights of a network for a limited number of users and antennas
 * \param most the most of both
 * \param streams S
 * \param txAntennas N
 * \return what is too large for the network, for a message; empty if nothing is
 */
std::string DescribeExcess(const std::string& weights,
                           Eigen::Index most,
                           uint32_t streams,
                           uint32_t txAntennas);

/// Takes a channel K x N, rate weights, a network's beams and those of the linear MMSE precoder;
/// true if the network's are good.
using BeamComparison =
    std::function<bool(const CRowMatrix&, const RVector&, const CMatrix&, const CMatrix&)>;

/**
 * Designs beams with a network for a limited number of users and antennas.
 *
 * \param problems problems that passed the checks of Precoder
 * \param most the most served streams, and antennas, that the network takes
 * \param network gives the beams N x K of power 1 of channels K x N that are not larger
 * \param accept tells whether the network's beams are used
 * \return beams of all streams within the power of each problem, N x S; those of the linear MMSE
 * precoder where the network's are not accepted or the problem is too large for it
 */
std::vector<CMatrix> DesignWithin(
    const std::vector<PrecodingProblem>& problems,
    Eigen::Index most,
    const std::function<std::vector<CMatrix>(const std::vector<CRowMatrix>&)>& network,
    const BeamComparison& accept);

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_SERVED_STREAMS_PRIVATE_H */
