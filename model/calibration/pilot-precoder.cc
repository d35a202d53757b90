/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "pilot-precoder.h"

#include "ns3/abort.h"
#include "ns3/log.h"
#include "ns3/string.h"

#include <cmath>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoPilotPrecoder");

NS_OBJECT_ENSURE_REGISTERED(PilotPrecoder);

TypeId
PilotPrecoder::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::PilotPrecoder")
            .SetParent<Precoder>()
            .SetGroupName("FddMimo")
            .AddAttribute("Weights",
                          "Weight archive: a path, or a name in the module's data folder; "
                          "\"auto\": the one for the number of antennas",
                          StringValue("auto"),
                          MakeStringAccessor(&PilotPrecoder::m_weights),
                          MakeStringChecker());
    return tid;
}

CsiMask
PilotPrecoder::GetCsiNeed() const
{
    return CSI_UPLINK_PILOTS;
}

void
PilotPrecoder::SetModel(std::shared_ptr<const CalibrationModel> model)
{
    m_model = std::move(model);
}

std::shared_ptr<const CalibrationModel>
PilotPrecoder::GetModel(uint32_t streams, uint32_t txAntennas) const
{
    m_last = m_model ? m_model : CalibrationModel::Get(m_weights, GetScheme(), txAntennas, streams);
    return m_last;
}

uint32_t
PilotPrecoder::GetMaxStreams(uint32_t txAntennas) const
{
    return txAntennas;
}

std::string
PilotPrecoder::GetMisfit(uint32_t streams, uint32_t txAntennas) const
{
    try
    {
        const auto model = GetModel(streams, txAntennas);
        return "";
    }
    catch (const WeightArchiveError& error)
    {
        return error.what();
    }
}

std::map<std::string, std::string>
PilotPrecoder::GetTrainingScenario(uint32_t streams, uint32_t txAntennas) const
{
    try
    {
        return GetModel(streams, txAntennas)->GetRecord();
    }
    catch (const WeightArchiveError&)
    {
        return {}; // GetMisfit says what is wrong
    }
}

CMatrix
PilotPrecoder::GetUplinkPilots(uint32_t streams, uint32_t txAntennas) const
{
    std::string misfit;
    try
    {
        const CMatrix pilots = GetModel(streams, txAntennas)->GetPilots(streams);
        return pilots.size() > 0 ? pilots : Precoder::GetUplinkPilots(streams, txAntennas);
    }
    catch (const WeightArchiveError& error)
    {
        misfit = error.what();
    }
    NS_ABORT_MSG(GetInstanceTypeId() << ": " << misfit);
    return {};
}

uint32_t
PilotPrecoder::CountStreams(const PrecodingProblem& problem)
{
    uint32_t streams = 0;
    for (const UserCsi& user : problem.csi.users)
    {
        streams += user.rxAntennas;
    }
    return streams;
}

std::shared_ptr<const CalibrationModel>
PilotPrecoder::Check(const PrecodingProblem& problem) const
{
    const uint32_t streams = CountStreams(problem);
    std::shared_ptr<const CalibrationModel> model;
    std::string misfit;
    try
    {
        model = GetModel(streams, problem.txAntennas);
    }
    catch (const WeightArchiveError& error)
    {
        misfit = error.what();
    }
    NS_ABORT_MSG_IF(!model, GetInstanceTypeId() << ": " << misfit);
    NS_ABORT_MSG_IF(model->GetSizes().antennas != problem.txAntennas,
                    GetInstanceTypeId() << ": the weights are for " << model->GetSizes().antennas
                                        << " antennas, but txAntennas is " << problem.txAntennas);
    const double snr = problem.csi.pilotSnr;
    NS_ABORT_MSG_IF(!(snr > 0.0) || !std::isfinite(snr),
                    GetInstanceTypeId()
                        << ": pilotSnr is " << snr << "; pilots need a power above 0");
    const CMatrix pilots = model->GetPilots(streams);
    const Eigen::Index length = pilots.size() > 0 ? pilots.cols() : streams;
    NS_ABORT_MSG_IF(problem.csi.uplinkPilots.cols() != length,
                    GetInstanceTypeId()
                        << ": received pilots have " << problem.csi.uplinkPilots.cols()
                        << " symbols, but those of GetUplinkPilots() for " << streams
                        << " users have " << length
                        << (problem.csi.uplinkPilots.cols() < streams
                                ? "; fewer symbols than users cannot tell them apart"
                                : ""));
    return model;
}

Beamformer
PilotPrecoder::DoDesign(const PrecodingProblem& problem)
{
    return DoDesignBatch({problem}).front();
}

std::vector<Beamformer>
PilotPrecoder::DoDesignBatch(const std::vector<PrecodingProblem>& problems)
{
    NS_LOG_FUNCTION(this << problems.size());
    // Problems of one size share a call of the network.
    std::map<std::shared_ptr<const CalibrationModel>, std::vector<std::size_t>> places;
    for (std::size_t i = 0; i < problems.size(); ++i)
    {
        places[Check(problems[i])].push_back(i);
    }
    std::vector<Beamformer> results(problems.size());
    for (const auto& [model, indices] : places)
    {
        std::vector<const PrecodingProblem*> batch;
        for (std::size_t i : indices)
        {
            batch.push_back(&problems[i]);
        }
        std::vector<CMatrix> beams = DesignFromPilots(*model, batch);
        for (std::size_t i = 0; i < indices.size(); ++i)
        {
            Beamformer& result = results[indices[i]];
            result.weights = std::move(beams[i]);
            if (!(result.weights.norm() > 0.0) || !result.weights.allFinite())
            {
                result.weights.setZero();
                result.status = BeamformerStatus::Infeasible;
            }
        }
    }
    return results;
}

} // namespace fddmimo
} // namespace ns3
