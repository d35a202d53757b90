/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "link-budget.h"

#include "ns3/double.h"
#include "ns3/log.h"

#include <cmath>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoLinkBudget");

NS_OBJECT_ENSURE_REGISTERED(LinkBudget);

namespace
{

const double THERMAL_NOISE_DBM_HZ = -174.0; //!< k T at 290 K

/**
 * \param dbm power in dBm
 * \return power in W
 */
double
DbmToWatt(double dbm)
{
    return std::pow(10.0, 0.1 * (dbm - 30.0));
}

} // namespace

TypeId
LinkBudget::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::LinkBudget")
            .SetParent<Object>()
            .SetGroupName("FddMimo")
            .AddConstructor<LinkBudget>()
            .AddAttribute("BsTxPower",
                          "Transmit power of a base station in dBm, over the whole bandwidth",
                          DoubleValue(43.0),
                          MakeDoubleAccessor(&LinkBudget::m_bsTxPowerDbm),
                          MakeDoubleChecker<double>(-200.0, 100.0))
            .AddAttribute("UeTxPower",
                          "Transmit power of a user in dBm, over the whole bandwidth",
                          DoubleValue(23.0),
                          MakeDoubleAccessor(&LinkBudget::m_ueTxPowerDbm),
                          MakeDoubleChecker<double>(-200.0, 100.0))
            .AddAttribute("Bandwidth",
                          "Bandwidth in Hz of each direction, shared equally by the subbands",
                          DoubleValue(20e6),
                          MakeDoubleAccessor(&LinkBudget::m_bandwidth),
                          MakeDoubleChecker<double>(1.0))
            .AddAttribute("UeNoiseFigure",
                          "Noise figure of a user in dB",
                          DoubleValue(9.0),
                          MakeDoubleAccessor(&LinkBudget::m_ueNoiseFigureDb),
                          MakeDoubleChecker<double>(0.0, 50.0))
            .AddAttribute("BsNoiseFigure",
                          "Noise figure of a base station in dB",
                          DoubleValue(5.0),
                          MakeDoubleAccessor(&LinkBudget::m_bsNoiseFigureDb),
                          MakeDoubleChecker<double>(0.0, 50.0))
            .AddAttribute("UplinkInterferenceMargin",
                          "Rise of the noise in the uplink by the users of other cells, in dB",
                          DoubleValue(3.0),
                          MakeDoubleAccessor(&LinkBudget::m_uplinkMarginDb),
                          MakeDoubleChecker<double>(0.0, 100.0))
            .AddAttribute(
                "SymbolEfficiency",
                "Symbols per second and hertz: what guard bands and cyclic prefixes leave "
                "(100 resource blocks of LTE in 20 MHz: 0.84)",
                DoubleValue(0.84),
                MakeDoubleAccessor(&LinkBudget::m_symbolEfficiency),
                MakeDoubleChecker<double>(0.01, 1.0));
    return tid;
}

double
LinkBudget::GetBsPower(uint32_t subbands) const
{
    return DbmToWatt(m_bsTxPowerDbm) / subbands;
}

double
LinkBudget::GetUePower(uint32_t subbands) const
{
    return DbmToWatt(m_ueTxPowerDbm) / subbands;
}

double
LinkBudget::GetBsNoise(uint32_t subbands) const
{
    return DbmToWatt(THERMAL_NOISE_DBM_HZ + m_bsNoiseFigureDb) * m_bandwidth / subbands;
}

double
LinkBudget::GetUeNoise(uint32_t subbands) const
{
    return DbmToWatt(THERMAL_NOISE_DBM_HZ + m_ueNoiseFigureDb) * m_bandwidth / subbands;
}

double
LinkBudget::GetUplinkSnr() const
{
    return GetUePower(1) / GetBsNoise(1) * std::pow(10.0, -0.1 * m_uplinkMarginDb);
}

double
LinkBudget::GetSymbols(Time duration, uint32_t subbands) const
{
    return m_bandwidth * m_symbolEfficiency / subbands * duration.GetSeconds();
}

} // namespace fddmimo
} // namespace ns3
