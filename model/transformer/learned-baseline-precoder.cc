/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "learned-baseline-precoder.h"

#include "served-streams-private.h"

#include "ns3/abort.h"
#include "ns3/log.h"
#include "ns3/model-cache.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoLearnedBaselinePrecoder");

NS_OBJECT_ENSURE_REGISTERED(LearnedBaselinePrecoder);

TypeId
LearnedBaselinePrecoder::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::LearnedBaselinePrecoder")
            .SetParent<Precoder>()
            .SetGroupName("FddMimo")
            .AddConstructor<LearnedBaselinePrecoder>()
            .AddAttribute("Weights",
                          "Weight archive: a path, or a name in the module's data folder",
                          StringValue("transformer-lstm"),
                          MakeStringAccessor(&LearnedBaselinePrecoder::m_weights),
                          MakeStringChecker())
            .AddAttribute("LstmSteps",
                          "Steps of an LSTM; 0: as many as in its training",
                          UintegerValue(0),
                          MakeUintegerAccessor(&LearnedBaselinePrecoder::m_steps),
                          MakeUintegerChecker<uint32_t>(0, 10000));
    return tid;
}

LearnedBaselinePrecoder::LearnedBaselinePrecoder()
{
    NS_LOG_FUNCTION(this);
}

std::shared_ptr<const BaselineModel>
LearnedBaselinePrecoder::Load(const std::string& weights)
{
    return LoadShared<BaselineModel>(FindWeights(weights));
}

uint32_t
LearnedBaselinePrecoder::GetMaxStreams(uint32_t txAntennas) const
{
    const auto most = static_cast<uint32_t>(Load(m_weights)->GetSizes().most);
    return txAntennas <= most ? most : 0;
}

std::string
LearnedBaselinePrecoder::GetMisfit(uint32_t streams, uint32_t txAntennas) const
{
    try
    {
        return DescribeExcess(m_weights, Load(m_weights)->GetSizes().most, streams, txAntennas);
    }
    catch (const WeightArchiveError& error)
    {
        return error.what();
    }
}

Beamformer
LearnedBaselinePrecoder::DoDesign(const PrecodingProblem& problem)
{
    return DoDesignBatch({problem}).front();
}

std::vector<Beamformer>
LearnedBaselinePrecoder::DoDesignBatch(const std::vector<PrecodingProblem>& problems)
{
    NS_LOG_FUNCTION(this << problems.size());
    if (m_loaded != m_weights || !m_model)
    {
        std::string misfit;
        try
        {
            m_model = Load(m_weights);
            m_loaded = m_weights;
        }
        catch (const WeightArchiveError& error)
        {
            misfit = error.what();
        }
        NS_ABORT_MSG_IF(!misfit.empty(), "LearnedBaselinePrecoder: " << misfit);
    }
    std::vector<CMatrix> beams = DesignWithin(
        problems,
        m_model->GetSizes().most,
        [this](const std::vector<CRowMatrix>& channels) {
            return m_model->Design(channels, m_steps);
        },
        [](const CRowMatrix&, const RVector&, const CMatrix& learned, const CMatrix&) {
            return learned.allFinite() && !learned.isZero(0.0);
        });
    std::vector<Beamformer> results(problems.size());
    for (std::size_t i = 0; i < problems.size(); ++i)
    {
        results[i].weights = std::move(beams[i]);
        if (results[i].weights.isZero(0.0))
        {
            results[i].status = BeamformerStatus::Infeasible;
        }
    }
    return results;
}

} // namespace fddmimo
} // namespace ns3
