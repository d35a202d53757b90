/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "gcn-precoder.h"

#include "ns3/abort.h"
#include "ns3/log.h"
#include "ns3/string.h"
#include "ns3/weight-archive.h"

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoGcnPrecoder");

NS_OBJECT_ENSURE_REGISTERED(GcnPrecoder);

TypeId
GcnPrecoder::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::GcnPrecoder")
            .SetParent<GreedyHybridPrecoder>()
            .SetGroupName("FddMimo")
            .AddConstructor<GcnPrecoder>()
            .AddAttribute("Weights",
                          "Weight archive: a path, or a name in the folder data/",
                          StringValue("gcn-pilots"),
                          MakeStringAccessor(&GcnPrecoder::SetWeights, &GcnPrecoder::GetWeights),
                          MakeStringChecker());
    return tid;
}

GcnPrecoder::GcnPrecoder()
{
    NS_LOG_FUNCTION(this);
}

GcnPrecoder::~GcnPrecoder()
{
    NS_LOG_FUNCTION(this);
}

void
GcnPrecoder::SetWeights(std::string name)
{
    m_weights = name;
    m_network = nullptr;
}

std::string
GcnPrecoder::GetWeights() const
{
    return m_weights;
}

void
GcnPrecoder::SetNetwork(std::shared_ptr<const GcnNetwork> network)
{
    m_network = network;
}

GreedyHybridPrecoder::Constraints
GcnPrecoder::GetConstraints(const CMatrix& channel,
                            const RVector& targets,
                            const RVector& quality) const
{
    if (!m_network)
    {
        try
        {
            m_network = std::make_shared<GcnNetwork>(WeightArchive::Read(FindWeights(m_weights)));
        }
        catch (const WeightArchiveError& error)
        {
            NS_ABORT_MSG("GcnPrecoder: attribute Weights: " << error.what());
        }
    }
    const RMatrix outputs = m_network->Forward(GcnNetwork::GetFeatures(channel, targets, quality),
                                               GcnNetwork::GetGraph(channel),
                                               nullptr);
    const RMatrix factors = outputs.array().exp(); // a, c, d
    Constraints constraints;
    constraints.channel = factors.col(1).cwiseSqrt().asDiagonal() * channel;
    constraints.targets = targets.cwiseProduct(factors.col(1)).cwiseQuotient(factors.col(0));
    constraints.leakage = factors.col(2).cwiseProduct(channel.rowwise().squaredNorm()) /
                          static_cast<double>(channel.cols());
    return constraints;
}

} // namespace fddmimo
} // namespace ns3
