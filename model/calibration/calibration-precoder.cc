/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "calibration-precoder.h"

#include "zf-layer.h"

#include "ns3/log.h"

#include <cmath>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoCalibrationPrecoder");

NS_OBJECT_ENSURE_REGISTERED(CalibrationPrecoder);
NS_OBJECT_ENSURE_REGISTERED(ChannelMappingPrecoder);

TypeId
CalibrationPrecoder::GetTypeId()
{
    static TypeId tid = TypeId("ns3::fddmimo::CalibrationPrecoder")
                            .SetParent<PilotPrecoder>()
                            .SetGroupName("FddMimo")
                            .AddConstructor<CalibrationPrecoder>();
    return tid;
}

CalibrationPrecoder::CalibrationPrecoder()
{
    NS_LOG_FUNCTION(this);
}

CalibrationScheme
CalibrationPrecoder::GetScheme() const
{
    return CALIBRATION;
}

const UplinkLeastSquares&
CalibrationPrecoder::GetLeastSquares(const CalibrationModel& model, uint32_t streams) const
{
    if (m_owner != &model)
    {
        m_owner = &model;
        m_leastSquares.clear();
    }
    const auto found = m_leastSquares.find(streams);
    if (found != m_leastSquares.end())
    {
        return found->second;
    }
    UplinkLeastSquares& least = m_leastSquares[streams];
    least = UplinkLeastSquares(GetUplinkPilots(streams, model.GetSizes().antennas));
    return least;
}

std::vector<CMatrix>
CalibrationPrecoder::DesignFromPilots(const CalibrationModel& model,
                                      const std::vector<const PrecodingProblem*>& problems) const
{
    Eigen::Index rows = 0;
    for (const PrecodingProblem* problem : problems)
    {
        rows += CountStreams(*problem);
    }
    CRowMatrix estimates(rows, model.GetSizes().antennas);
    RVector noise(rows);
    Eigen::Index row = 0;
    for (const PrecodingProblem* problem : problems)
    {
        const uint32_t streams = CountStreams(*problem);
        const UplinkLeastSquares& least = GetLeastSquares(model, streams);
        least.Estimate(problem->csi.uplinkPilots, estimates.middleRows(row, streams));
        const Eigen::Index first = row;
        for (const UserCsi& user : problem->csi.users)
        {
            // The antennas of a user share its power.
            const double snr = problem->csi.pilotSnr / user.rxAntennas;
            estimates.middleRows(row, user.rxAntennas) /= std::sqrt(snr);
            noise.segment(row, user.rxAntennas) =
                least.GetNoise().segment(row - first, user.rxAntennas) / snr;
            row += user.rxAntennas;
        }
    }
    const CRowMatrix channels = model.Calibrate(estimates, noise);
    std::vector<CMatrix> results;
    row = 0;
    for (const PrecodingProblem* problem : problems)
    {
        const uint32_t streams = CountStreams(*problem);
        results.push_back(ApplyZfLayer(channels.middleRows(row, streams),
                                       problem->maxPower,
                                       model.GetSizes().loading));
        row += streams;
    }
    return results;
}

TypeId
ChannelMappingPrecoder::GetTypeId()
{
    static TypeId tid = TypeId("ns3::fddmimo::ChannelMappingPrecoder")
                            .SetParent<CalibrationPrecoder>()
                            .SetGroupName("FddMimo")
                            .AddConstructor<ChannelMappingPrecoder>();
    return tid;
}

ChannelMappingPrecoder::ChannelMappingPrecoder()
{
    NS_LOG_FUNCTION(this);
}

CalibrationScheme
ChannelMappingPrecoder::GetScheme() const
{
    return CHANNEL_MAPPING;
}

} // namespace fddmimo
} // namespace ns3
