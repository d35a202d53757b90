/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "gcn-precoder.h"

#include "ns3/abort.h"
#include "ns3/log.h"
#include "ns3/string.h"
#include "ns3/virtual-covariances.h"
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
GcnPrecoder::SetNetwork(std::shared_ptr<const GcnNetwork> network,
                        std::shared_ptr<const GcnNetwork> analogNetwork)
{
    m_network = network;
    m_analogNetwork = analogNetwork;
}

void
GcnPrecoder::Load() const
{
    if (m_network)
    {
        return;
    }
    const WeightArchive archive = WeightArchive::Read(FindWeights(m_weights));
    const auto kind = archive.attributes.find("kind");
    if (kind == archive.attributes.end() || kind->second != "gcn")
    {
        const auto method = archive.attributes.find("method");
        throw WeightArchiveError("the weights " + m_weights + " are of method " +
                                 (method == archive.attributes.end() ? "unknown" : method->second) +
                                 ", not of gcn");
    }
    const auto network = std::make_shared<GcnNetwork>(archive);
    m_analogNetwork = archive.arrays.count(std::string(ANALOG_PREFIX) + "weights") > 0
                          ? std::make_shared<GcnNetwork>(archive, ANALOG_PREFIX)
                          : nullptr;
    m_network = network;
}

std::string
GcnPrecoder::DescribeMissingCovariances() const
{
    return "the weights " + m_weights +
           " choose analog beams from covariances; set AnalogCsi=Statistical, and RfChains above 0";
}

std::string
GcnPrecoder::GetMisfit(uint32_t, uint32_t) const
{
    try
    {
        Load();
    }
    catch (const WeightArchiveError& error)
    {
        return error.what();
    }
    return m_analogNetwork && !(GetCsiNeed() & CSI_COVARIANCE) ? DescribeMissingCovariances() : "";
}

bool
GcnPrecoder::LowersConstraints() const
{
    return true;
}

GreedyHybridPrecoder::Constraints
GcnPrecoder::GetConstraints(const CMatrix& channel,
                            const RVector& targets,
                            const RVector& quality,
                            const std::vector<CMatrix>& covariances) const
{
    try
    {
        Load();
    }
    catch (const WeightArchiveError& error)
    {
        NS_ABORT_MSG("GcnPrecoder: attribute Weights: " << error.what());
    }
    NS_ABORT_MSG_IF(m_analogNetwork && covariances.empty(),
                    "GcnPrecoder: " << DescribeMissingCovariances());
    const RMatrix outputs = m_network->Forward(GcnNetwork::GetFeatures(channel, targets, quality),
                                               GcnNetwork::GetGraph(channel),
                                               nullptr);
    const RMatrix factors = outputs.array().exp(); // a, c, d, b
    const RVector gains = channel.rowwise().squaredNorm() / static_cast<double>(channel.cols());
    const RVector ratios = factors.col(1).cwiseQuotient(factors.col(0));
    Constraints constraints;
    constraints.channel = factors.col(1).cwiseSqrt().asDiagonal() * channel;
    constraints.targets = targets.cwiseProduct(ratios);
    constraints.leakage = factors.col(2).cwiseProduct(gains);
    if (factors.cols() > GcnNetwork::OUTPUTS)
    {
        constraints.identity = factors.col(3).cwiseProduct(gains).cwiseProduct(ratios);
    }
    constraints.covariances = covariances;
    constraints.averageTargets = targets;
    if (m_analogNetwork)
    {
        const VirtualCovariances average(
            covariances,
            targets,
            m_analogNetwork->Forward(GcnNetwork::GetFeatures(covariances, targets, quality),
                                     GcnNetwork::GetGraph(covariances),
                                     nullptr));
        constraints.covariances = average.matrices;
        constraints.averageTargets = average.targets;
        constraints.averageLeakage = average.leakage;
    }
    return constraints;
}

} // namespace fddmimo
} // namespace ns3
