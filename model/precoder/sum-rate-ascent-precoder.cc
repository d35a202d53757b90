/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sum-rate-ascent-precoder.h"

#include "ns3/abort.h"
#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/pointer.h"
#include "ns3/string.h"
#include "ns3/sum-rate-ascent.h"
#include "ns3/uinteger.h"

#include <limits>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoSumRateAscentPrecoder");

NS_OBJECT_ENSURE_REGISTERED(SumRateAscentPrecoder);

TypeId
SumRateAscentPrecoder::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::SumRateAscentPrecoder")
            .SetParent<Precoder>()
            .SetGroupName("FddMimo")
            .AddConstructor<SumRateAscentPrecoder>()
            .AddAttribute("Initial",
                          "The precoder whose beams are refined: a pointer, or a string such as "
                          "ns3::fddmimo::MmsePrecoder[PowerAllocation=WaterFilling]",
                          StringValue("ns3::fddmimo::MmsePrecoder"),
                          MakePointerAccessor(&SumRateAscentPrecoder::m_initial),
                          MakePointerChecker<Precoder>())
            .AddAttribute("Steps",
                          "Number of gradient steps Q",
                          UintegerValue(10),
                          MakeUintegerAccessor(&SumRateAscentPrecoder::m_steps),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("StepSize",
                          "Step size at 15 dB; scaled by 10^((15 - SNR in dB) / 10)",
                          DoubleValue(3e-4),
                          MakeDoubleAccessor(&SumRateAscentPrecoder::m_stepSize),
                          MakeDoubleChecker<double>(std::numeric_limits<double>::min(), 1.0))
            .AddAttribute("Halvings",
                          "How often, in all, a step that would lower the rate is halved before "
                          "the ascent ends; with 0 every step is taken and the rate may fall",
                          UintegerValue(5),
                          MakeUintegerAccessor(&SumRateAscentPrecoder::m_halvings),
                          MakeUintegerChecker<uint32_t>(0, 1000));
    return tid;
}

SumRateAscentPrecoder::SumRateAscentPrecoder()
{
    NS_LOG_FUNCTION(this);
}

void
SumRateAscentPrecoder::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_initial = nullptr;
    Precoder::DoDispose();
}

CsiMask
SumRateAscentPrecoder::GetCsiNeed() const
{
    NS_ABORT_MSG_IF(!m_initial,
                    "Initial of ns3::fddmimo::SumRateAscentPrecoder is null; set it to a precoder");
    return m_initial->GetCsiNeed() | CSI_CHANNEL;
}

uint32_t
SumRateAscentPrecoder::GetMaxStreams(uint32_t txAntennas) const
{
    return m_initial->GetMaxStreams(txAntennas);
}

CMatrix
SumRateAscentPrecoder::GetUplinkPilots(uint32_t streams, uint32_t txAntennas) const
{
    return m_initial->GetUplinkPilots(streams, txAntennas);
}

std::string
SumRateAscentPrecoder::GetMisfit(uint32_t streams, uint32_t txAntennas) const
{
    return m_initial->GetMisfit(streams, txAntennas);
}

std::map<std::string, std::string>
SumRateAscentPrecoder::GetTrainingScenario(uint32_t streams, uint32_t txAntennas) const
{
    return m_initial->GetTrainingScenario(streams, txAntennas);
}

int64_t
SumRateAscentPrecoder::AssignStreams(int64_t streams)
{
    NS_LOG_FUNCTION(this << streams);
    return m_initial->AssignStreams(streams);
}

void
SumRateAscentPrecoder::Refine(const PrecodingProblem& problem, Beamformer& beams) const
{
    if (beams.status == BeamformerStatus::Infeasible)
    {
        return;
    }
    std::vector<CMatrix> channels;
    channels.reserve(problem.csi.users.size());
    for (const auto& user : problem.csi.users)
    {
        channels.push_back(user.channel);
    }
    const SumRateAscent ascent(m_steps, m_stepSize, m_halvings);
    beams.weights = ascent.Ascend(channels, beams.weights, problem.maxPower, problem.rateWeights);
    // Refined beams are fully digital: no analog stage realises them any more.
    beams.analog.resize(0, 0);
    beams.digital.resize(0, 0);
}

Beamformer
SumRateAscentPrecoder::DoDesign(const PrecodingProblem& problem)
{
    NS_LOG_FUNCTION(this);
    Beamformer beams = m_initial->Design(problem);
    Refine(problem, beams);
    return beams;
}

std::vector<Beamformer>
SumRateAscentPrecoder::DoDesignBatch(const std::vector<PrecodingProblem>& problems)
{
    NS_LOG_FUNCTION(this << problems.size());
    std::vector<Beamformer> beams = m_initial->DesignBatch(problems);
    for (std::size_t i = 0; i < problems.size(); ++i)
    {
        Refine(problems[i], beams[i]);
    }
    return beams;
}

} // namespace fddmimo
} // namespace ns3
