/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_SUM_RATE_ASCENT_PRECODER_H
#define FDDMIMO_SUM_RATE_ASCENT_PRECODER_H

#include "ns3/precoder.h"
#include "ns3/ptr.h"

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Any precoder, refined by projected gradient steps on the weighted sum rate (SumRateAscent).
 *
 * With Halvings > 0 the beams have at least the sum rate of the initial ones scaled to full power.
 */
class SumRateAscentPrecoder : public Precoder
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    SumRateAscentPrecoder();

    CsiMask GetCsiNeed() const override;
    uint32_t GetMaxStreams(uint32_t txAntennas) const override;
    CMatrix GetUplinkPilots(uint32_t streams, uint32_t txAntennas) const override;
    std::string GetMisfit(uint32_t streams, uint32_t txAntennas) const override;
    std::map<std::string, std::string> GetTrainingScenario(uint32_t streams,
                                                           uint32_t txAntennas) const override;
    int64_t AssignStreams(int64_t streams) override;

  protected:
    void DoDispose() override;
    Beamformer DoDesign(const PrecodingProblem& problem) override;
    std::vector<Beamformer> DoDesignBatch(const std::vector<PrecodingProblem>& problems) override;

  private:
    /**
     * \param problem the problem
     * \param [in,out] beams initial beams on input, refined beams on output
     */
    void Refine(const PrecodingProblem& problem, Beamformer& beams) const;

    Ptr<Precoder> m_initial; //!< designs the beams to start from
    uint32_t m_steps;        //!< Q
    double m_stepSize;       //!< step size at 15 dB
    uint32_t m_halvings;     //!< halvings before the ascent ends
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_SUM_RATE_ASCENT_PRECODER_H */
