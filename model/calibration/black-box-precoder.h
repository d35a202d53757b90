/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_BLACK_BOX_PRECODER_H
#define FDDMIMO_BLACK_BOX_PRECODER_H

#include "pilot-precoder.h"

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * The fully data-driven benchmark of [CAL], section IV: one network from the received pilots of all
 * users to all beams, trained on the sum rate together with the pilots. It is fully connected,
 * where the paper modifies a convolutional network that it does not print. Its weights are for one
 * number of users K; fewer send the first of its pilots and get the first of its beams.
 */
class BlackBoxPrecoder : public PilotPrecoder
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    BlackBoxPrecoder();

    std::map<std::string, std::string> GetTrainingScenario(uint32_t streams,
                                                           uint32_t txAntennas) const override;

  protected:
    CalibrationScheme GetScheme() const override;
    std::vector<CMatrix> DesignFromPilots(
        const CalibrationModel& model,
        const std::vector<const PrecodingProblem*>& problems) const override;
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_BLACK_BOX_PRECODER_H */
