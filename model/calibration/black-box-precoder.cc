/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "black-box-precoder.h"

#include "ns3/log.h"
#include "ns3/sum-rate.h"

#include <cmath>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoBlackBoxPrecoder");

NS_OBJECT_ENSURE_REGISTERED(BlackBoxPrecoder);

TypeId
BlackBoxPrecoder::GetTypeId()
{
    static TypeId tid = TypeId("ns3::fddmimo::BlackBoxPrecoder")
                            .SetParent<PilotPrecoder>()
                            .SetGroupName("FddMimo")
                            .AddConstructor<BlackBoxPrecoder>();
    return tid;
}

BlackBoxPrecoder::BlackBoxPrecoder()
{
    NS_LOG_FUNCTION(this);
}

std::map<std::string, std::string>
BlackBoxPrecoder::GetTrainingScenario(uint32_t streams, uint32_t txAntennas) const
{
    auto scenario = PilotPrecoder::GetTrainingScenario(streams, txAntennas);
    const auto users = scenario.find("users");
    if (users != scenario.end())
    {
        scenario["streams"] = users->second;
    }
    return scenario;
}

CalibrationScheme
BlackBoxPrecoder::GetScheme() const
{
    return BLACK_BOX;
}

std::vector<CMatrix>
BlackBoxPrecoder::DesignFromPilots(const CalibrationModel& model,
                                   const std::vector<const PrecodingProblem*>& problems) const
{
    std::vector<CMatrix> received;
    for (const PrecodingProblem* problem : problems)
    {
        received.push_back(problem->csi.uplinkPilots / std::sqrt(problem->csi.pilotSnr));
    }
    std::vector<CMatrix> beams = model.DesignBeams(received);
    for (std::size_t i = 0; i < problems.size(); ++i)
    {
        beams[i] =
            ProjectPower(beams[i].leftCols(CountStreams(*problems[i])), problems[i]->maxPower);
    }
    return beams;
}

} // namespace fddmimo
} // namespace ns3
