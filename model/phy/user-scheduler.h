/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_USER_SCHEDULER_H
#define FDDMIMO_USER_SCHEDULER_H

#include "ns3/matrix-types.h"
#include "ns3/object.h"

#include <vector>

namespace ns3
{
namespace fddmimo
{

/// A user that could be served in the coming interval.
struct SchedulingCandidate
{
    uint32_t user{0};                //!< index of the user in its cell
    uint32_t streams{1};             //!< streams that it takes
    double averageRate{0.0};         //!< past mean throughput in bit/s
    const CMatrix* channel{nullptr}; //!< latest known channel (noise-normalised), may be null
    double maxPower{1.0};            //!< transmit power of the cell in W
};

/**
 * \ingroup fdd-mimo
 * Chooses who is served in a coherence interval. Every cell has a scheduler of its own.
 */
class UserScheduler : public Object
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    /**
     * \param candidates users with data and channel knowledge, in increasing order of user
     * \param maxStreams most streams in all
     * \return the chosen users (their SchedulingCandidate::user), without repetition
     */
    virtual std::vector<uint32_t> Select(const std::vector<SchedulingCandidate>& candidates,
                                         uint32_t maxStreams) = 0;
};

/**
 * \ingroup fdd-mimo
 * Users in turn, starting behind the last one served.
 */
class RoundRobinUserScheduler : public UserScheduler
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    std::vector<uint32_t> Select(const std::vector<SchedulingCandidate>& candidates,
                                 uint32_t maxStreams) override;

  private:
    uint32_t m_next{0}; //!< first user to consider
};

/**
 * \ingroup fdd-mimo
 * Proportional fair: the users with the largest ratio of the rate they would get alone on an equal
 * share of the power to their past mean throughput.
 */
class ProportionalFairUserScheduler : public UserScheduler
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    std::vector<uint32_t> Select(const std::vector<SchedulingCandidate>& candidates,
                                 uint32_t maxStreams) override;
};

/**
 * \ingroup fdd-mimo
 * Semi-orthogonal user selection (Yoo and Goldsmith, "On the optimality of multiantenna broadcast
 * scheduling using zero-forcing beamforming", IEEE JSAC 24(3), 2006): takes the user with the
 * strongest channel component orthogonal to those already chosen, and drops users whose correlation
 * with it exceeds Alpha. Users without a known channel are left out.
 */
class SemiOrthogonalUserScheduler : public UserScheduler
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    std::vector<uint32_t> Select(const std::vector<SchedulingCandidate>& candidates,
                                 uint32_t maxStreams) override;

  private:
    double m_alpha;          //!< largest correlation, in (0, 1]
    bool m_proportionalFair; //!< weigh the strength with 1 / mean throughput
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_USER_SCHEDULER_H */
