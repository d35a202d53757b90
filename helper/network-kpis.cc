/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "network-kpis.h"

#include "ns3/simulator.h"

namespace ns3
{
namespace fddmimo
{

namespace
{

/**
 * \param sum a sum
 * \param count how many terms
 * \return their mean, 0 if there are none
 */
double
Mean(double sum, uint64_t count)
{
    return count == 0 ? 0.0 : sum / count;
}

} // namespace

NetworkKpis::NetworkKpis(Ptr<FddMimoNetwork> network, Time warmUp)
    : m_warmUp(warmUp)
{
    network->TraceConnectWithoutContext("BeamsDesigned",
                                        MakeCallback(&NetworkKpis::CountBeams, this));
    network->TraceConnectWithoutContext("SlotTransmitted",
                                        MakeCallback(&NetworkKpis::CountSlot, this));
    const auto csi = network->GetCsiAcquisition();
    csi->TraceConnectWithoutContext("ReportSent", MakeCallback(&NetworkKpis::CountSent, this));
    csi->TraceConnectWithoutContext("ReportReceived",
                                    MakeCallback(&NetworkKpis::CountReceived, this));
    csi->TraceConnectWithoutContext("ReportLost", MakeCallback(&NetworkKpis::CountLost, this));
}

bool
NetworkKpis::IsCounting() const
{
    return Simulator::Now() >= m_warmUp;
}

void
NetworkKpis::CountBeams(const BeamsDesignedInfo& info)
{
    if (!IsCounting())
    {
        return;
    }
    if (m_cells.size() <= info.cell)
    {
        m_cells.resize(info.cell + 1);
    }
    CellRates& cell = m_cells[info.cell];
    ++cell.intervals;
    cell.sumRate += (info.sumRate - cell.sumRate) / cell.intervals;
    cell.netSumRate += (info.netSumRate - cell.netSumRate) / cell.intervals;
    cell.predictedSumRate += (info.predictedSumRate - cell.predictedSumRate) / cell.intervals;
    ++m_beams;
    m_infeasible += info.infeasible;
    m_power += info.power;
    m_energy += info.power * info.dataTime;
    m_targeted += info.targeted;
    m_missed += info.outage * info.targeted;
    // One DesignBatch call serves all cells, and each of them reports its time.
    if (info.cell == 0)
    {
        ++m_designs;
        m_designTime += info.designTime;
    }
}

void
NetworkKpis::CountSlot(const SlotTransmittedInfo& info)
{
    if (!IsCounting() || !info.downlink)
    {
        return;
    }
    ++m_transmissions;
    m_failures += info.block.ok ? 0 : 1;
    m_blocks += info.block.ok || info.block.lost ? 1 : 0;
    m_lostBlocks += info.block.lost ? 1 : 0;
    if (m_bits.size() <= info.ue)
    {
        m_bits.resize(info.ue + 1, 0);
    }
    m_bits[info.ue] += info.block.ok ? info.block.bits : 0;
}

void
NetworkKpis::CountSent(uint32_t /* ue */, uint32_t bits, uint32_t /* payloadBits */)
{
    if (IsCounting())
    {
        ++m_reportsSent;
        m_feedbackBits += bits;
    }
}

void
NetworkKpis::CountReceived(uint32_t /* ue */, uint32_t /* bits */, Time age)
{
    if (IsCounting())
    {
        ++m_reportsReceived;
        m_age += age.GetSeconds();
    }
}

void
NetworkKpis::CountLost(uint32_t /* ue */, uint32_t /* bits */)
{
    m_reportsLost += IsCounting() ? 1 : 0;
}

const std::vector<NetworkKpis::CellRates>&
NetworkKpis::GetCellRates() const
{
    return m_cells;
}

double
NetworkKpis::GetBlockErrorRate() const
{
    return Mean(m_failures, m_transmissions);
}

double
NetworkKpis::GetResidualBlockErrorRate() const
{
    return Mean(m_lostBlocks, m_blocks);
}

const std::vector<uint64_t>&
NetworkKpis::GetDecodedBits() const
{
    return m_bits;
}

uint64_t
NetworkKpis::GetFeedbackBits() const
{
    return m_feedbackBits;
}

uint64_t
NetworkKpis::GetReportsSent() const
{
    return m_reportsSent;
}

uint64_t
NetworkKpis::GetReportsLost() const
{
    return m_reportsLost;
}

double
NetworkKpis::GetMeanReportAge() const
{
    return Mean(m_age, m_reportsReceived);
}

uint64_t
NetworkKpis::GetDesigns() const
{
    return m_designs;
}

double
NetworkKpis::GetRadiatedEnergy() const
{
    return m_energy;
}

double
NetworkKpis::GetMeanPower() const
{
    return Mean(m_power, m_beams);
}

double
NetworkKpis::GetSinrOutage() const
{
    return Mean(m_missed, m_targeted);
}

double
NetworkKpis::GetInfeasibleShare() const
{
    return Mean(static_cast<double>(m_infeasible), m_beams);
}

double
NetworkKpis::GetDesignTime() const
{
    return m_designTime;
}

} // namespace fddmimo
} // namespace ns3
