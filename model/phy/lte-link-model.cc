/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "lte-link-model.h"

#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/lte-amc.h"
#include "ns3/lte-mi-error-model.h"
#include "ns3/spectrum-model.h"
#include "ns3/spectrum-value.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoLteLinkModel");

NS_OBJECT_ENSURE_REGISTERED(LteLinkModel);

namespace
{

const double PAIR_SYMBOLS = 168.0;  //!< symbols of a resource-block pair
const double DATA_SYMBOLS = 138.0;  //!< of them, those left by control and reference symbols
const uint32_t PART_PAIRS = 12;     //!< most pairs in a separately coded part
const double MAX_EFFICIENCY = 5.55; //!< bits a symbol of the highest CQI (36.213, table 7.2.3-1)
const int MIN_BYTES = 7; //!< smallest block whose size ns-3's error model looks up safely

/**
 * \param mcs MCS index of LTE, 0 to 28
 * \return bits a symbol of its modulation (36.213, table 7.1.7.1-1)
 */
uint32_t
GetModulationOrder(uint32_t mcs)
{
    return mcs <= 9 ? 2 : (mcs <= 16 ? 4 : 6);
}

} // namespace

TypeId
LteLinkModel::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::LteLinkModel")
            .SetParent<LinkModel>()
            .SetGroupName("FddMimo")
            .AddConstructor<LteLinkModel>()
            .AddAttribute("Ber",
                          "Bit error rate behind the choice of the CQI: efficiency = "
                          "log2(1 + SINR / (-ln(5 Ber) / 1.5)), as in LteAmc's Piro model",
                          DoubleValue(0.00005),
                          MakeDoubleAccessor(&LteLinkModel::m_ber),
                          MakeDoubleChecker<double>(1e-9, 0.1));
    return tid;
}

LteLinkModel::LteLinkModel()
    : m_amc(CreateObject<LteAmc>())
{
}

void
LteLinkModel::DoDispose()
{
    m_amc = nullptr;
    m_spectrumModels.clear();
    LinkModel::DoDispose();
}

uint32_t
LteLinkModel::GetPairs(const TransportFormat& format, std::size_t resources)
{
    return static_cast<uint32_t>(format.symbols * resources / PAIR_SYMBOLS + 1e-6);
}

Ptr<const SpectrumModel>
LteLinkModel::GetSpectrumModel(std::size_t bands)
{
    auto& model = m_spectrumModels[bands];
    if (!model)
    {
        // Not from a list of centres: that constructor cannot make a single band.
        Bands blocks(bands);
        for (std::size_t i = 0; i < bands; ++i)
        {
            const double centre = 1e9 + 180e3 * i;
            blocks[i] = {centre - 90e3, centre, centre + 90e3};
        }
        model = Create<SpectrumModel>(blocks);
    }
    return model;
}

TransportFormat
LteLinkModel::SelectFormat(const std::vector<double>& sinr, double symbols)
{
    TransportFormat format;
    format.symbols = symbols;
    const uint32_t pairs = GetPairs(format, sinr.size());
    const double gap = GetGap();
    double efficiency = 0.0;
    for (double s : sinr)
    {
        efficiency += std::log2(1.0 + s / gap);
    }
    const int cqi =
        sinr.empty() ? 0 : m_amc->GetCqiFromSpectralEfficiency(efficiency / sinr.size());
    if (cqi == 0 || pairs == 0)
    {
        return format;
    }
    format.mcs = m_amc->GetMcsFromCqi(cqi);
    format.bits = GetBits(format.mcs, pairs);
    return format;
}

double
LteLinkModel::GetGap() const
{
    return -std::log(5.0 * m_ber) / 1.5;
}

double
LteLinkModel::GetMaxUsefulSinr() const
{
    return GetGap() * (std::exp2(MAX_EFFICIENCY) - 1.0);
}

uint32_t
LteLinkModel::GetBits(uint32_t mcs, uint32_t pairs) const
{
    uint32_t bits = 0;
    for (uint32_t left = pairs; left > 0;)
    {
        const uint32_t part = std::min(left, PART_PAIRS);
        bits += m_amc->GetDlTbSizeFromMcs(static_cast<int>(mcs), static_cast<int>(part));
        left -= part;
    }
    return bits;
}

TransportFormat
LteLinkModel::ShrinkFormat(const TransportFormat& format, std::size_t resources, uint32_t bits)
{
    const uint32_t pairs = GetPairs(format, resources);
    TransportFormat smaller = format;
    while (smaller.mcs > 0)
    {
        const uint32_t less = GetBits(smaller.mcs - 1, pairs);
        if (less < bits)
        {
            break;
        }
        --smaller.mcs;
        smaller.bits = less;
    }
    return smaller;
}

DecodingResult
LteLinkModel::Decode(const TransportFormat& format,
                     const std::vector<double>& sinr,
                     const std::vector<HarqAttempt>& history)
{
    DecodingResult result;
    SpectrumValue value(GetSpectrumModel(sinr.size()));
    std::vector<int> map(sinr.size());
    for (std::size_t i = 0; i < sinr.size(); ++i)
    {
        value[i] = sinr[i];
        map[i] = static_cast<int>(i);
    }
    const uint32_t pairs = GetPairs(format, sinr.size());
    const auto attempt = [&](uint32_t part) {
        const int bits = m_amc->GetDlTbSizeFromMcs(format.mcs, part);
        HarqProcessInfoList_t miHistory;
        for (const auto& earlier : history)
        {
            HarqProcessInfoElement_t element;
            element.m_mi = earlier.mutualInformation;
            element.m_rv = static_cast<uint8_t>(miHistory.size());
            element.m_infoBits = static_cast<uint16_t>(bits);
            element.m_codeBits =
                static_cast<uint16_t>(part * DATA_SYMBOLS * GetModulationOrder(format.mcs));
            miHistory.push_back(element);
        }
        const TbStats_t stats =
            LteMiErrorModel::GetTbDecodificationStats(value,
                                                      map,
                                                      std::max(bits / 8, MIN_BYTES),
                                                      format.mcs,
                                                      miHistory);
        result.attempt.mutualInformation = stats.mi;
        return 1.0 - std::min(std::max(stats.tbler, 0.0), 1.0);
    };
    double success = 1.0;
    if (pairs >= PART_PAIRS)
    {
        success *= std::pow(attempt(PART_PAIRS), pairs / PART_PAIRS);
    }
    if (pairs % PART_PAIRS != 0)
    {
        success *= attempt(pairs % PART_PAIRS);
    }
    result.blockErrorProbability = 1.0 - success;
    return result;
}

} // namespace fddmimo
} // namespace ns3
