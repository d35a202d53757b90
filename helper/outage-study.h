/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_OUTAGE_STUDY_H
#define FDDMIMO_OUTAGE_STUDY_H

#include "ns3/outage-instances.h"
#include "ns3/precoder.h"
#include "ns3/running-statistics.h"

#include <functional>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Power and outage of precoders that hold SINR targets, on instances that are kept so that all see
 * the same. A user is in outage if the SINR on its true channel is below its target by more than
 * 1e-6 of it; the outage of an instance is the share of its users, the power ||W||_F^2.
 */
class OutageStudy
{
  public:
    /// Means over the instances.
    struct Result
    {
        RunningStatistics power;  //!< radiated power, in noise units
        RunningStatistics outage; //!< share of users in outage
        uint64_t infeasible{0};   //!< instances that ended as Infeasible
        double microseconds{0.0}; //!< mean time of a design
    };

    /// Receives the beams of every instance, in order.
    using BeamsSink = std::function<void(const PrecodingProblem&, const Beamformer&)>;

    /**
     * Keeps instances that a reference solves within the power allowed, with perfect knowledge; the
     * others are left out, [GCN] section 5.1.2.
     *
     * \param source where to draw from
     * \param reference precoder that decides
     * \param count instances to keep; fewer if there are ten times as many in a row that the
     * reference cannot solve
     * \param goOn called after each instance with the number kept; returns false to stop
     */
    void Draw(OutageInstances& source,
              Ptr<Precoder> reference,
              uint64_t count,
              const std::function<bool(uint64_t)>& goOn);

    /**
     * \return the instances
     */
    const std::vector<OutageInstances::Instance>& GetInstances() const;

    /**
     * \param precoder a precoder
     * \param csi kind of knowledge, as numbered in the source's settings
     * \param sink receives the beams; may be empty
     * \return what it did on all instances
     */
    Result Measure(Ptr<Precoder> precoder, std::size_t csi, const BeamsSink& sink = nullptr) const;

    /**
     * Finds the least margin on the targets with which a precoder holds an outage: its attribute
     * Margin from -10 to 20 dB in steps of 1 dB, then by bisection.
     *
     * \param precoder a precoder with an attribute Margin; left with the margin found
     * \param csi kind of knowledge
     * \param outage the outage
     * \return the margin in dB; 20 if none holds it
     */
    double FindMargin(Ptr<Precoder> precoder, std::size_t csi, double outage) const;

  private:
    std::vector<OutageInstances::Instance> m_instances; //!< the instances
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_OUTAGE_STUDY_H */
