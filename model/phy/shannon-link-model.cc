/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "shannon-link-model.h"

#include "ns3/double.h"
#include "ns3/log.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoShannonLinkModel");

NS_OBJECT_ENSURE_REGISTERED(ShannonLinkModel);

TypeId
ShannonLinkModel::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::ShannonLinkModel")
            .SetParent<LinkModel>()
            .SetGroupName("FddMimo")
            .AddConstructor<ShannonLinkModel>()
            .AddAttribute("GapDb",
                          "Gap to capacity in dB",
                          DoubleValue(1.0),
                          MakeDoubleAccessor(&ShannonLinkModel::m_gapDb),
                          MakeDoubleChecker<double>(0.0, 30.0))
            .AddAttribute("MaxEfficiency",
                          "Most bits a symbol on one resource (256-QAM at rate 0.93: 7.4)",
                          DoubleValue(7.4),
                          MakeDoubleAccessor(&ShannonLinkModel::m_maxEfficiency),
                          MakeDoubleChecker<double>(0.0));
    return tid;
}

double
ShannonLinkModel::GetEfficiency(const std::vector<double>& sinr) const
{
    const double gap = std::pow(10.0, 0.1 * m_gapDb);
    double efficiency = 0.0;
    for (double s : sinr)
    {
        efficiency += std::min(std::log2(1.0 + s / gap), m_maxEfficiency);
    }
    return efficiency;
}

TransportFormat
ShannonLinkModel::SelectFormat(const std::vector<double>& sinr, double symbols)
{
    TransportFormat format;
    format.symbols = symbols;
    format.bits = static_cast<uint32_t>(std::min(symbols * GetEfficiency(sinr), 4e9));
    return format;
}

double
ShannonLinkModel::GetMaxUsefulSinr() const
{
    return std::pow(10.0, 0.1 * m_gapDb) * (std::exp2(m_maxEfficiency) - 1.0);
}

TransportFormat
ShannonLinkModel::ShrinkFormat(const TransportFormat& format,
                               std::size_t /* resources */,
                               uint32_t bits)
{
    TransportFormat smaller = format;
    smaller.bits = std::min(format.bits, bits);
    return smaller;
}

DecodingResult
ShannonLinkModel::Decode(const TransportFormat& format,
                         const std::vector<double>& sinr,
                         const std::vector<HarqAttempt>& history)
{
    DecodingResult result;
    result.attempt.mutualInformation = format.symbols * GetEfficiency(sinr);
    double total = result.attempt.mutualInformation;
    for (const auto& earlier : history)
    {
        total += earlier.mutualInformation;
    }
    result.blockErrorProbability = total >= format.bits ? 0.0 : 1.0;
    return result;
}

} // namespace fddmimo
} // namespace ns3
