/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_NETWORK_KPIS_H
#define FDDMIMO_NETWORK_KPIS_H

#include "ns3/fdd-mimo-network.h"
#include "ns3/nstime.h"
#include "ns3/ptr.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Counts what a network does, from its trace sources, over the part of a run that follows a
 * warm-up.
 */
class NetworkKpis
{
  public:
    /**
     * \param network the network; this object must outlive its run
     * \param warmUp events before this time do not count
     */
    NetworkKpis(Ptr<FddMimoNetwork> network, Time warmUp);

    // The trace sources keep its address.
    NetworkKpis(const NetworkKpis&) = delete;
    NetworkKpis& operator=(const NetworkKpis&) = delete;

    /// Means over the intervals of one cell.
    struct CellRates
    {
        uint64_t intervals{0};        //!< how many
        double sumRate{0.0};          //!< before overhead, bit/s/Hz
        double netSumRate{0.0};       //!< after overhead, bit/s/Hz
        double predictedSumRate{0.0}; //!< as the base station expected it, bit/s/Hz
    };

    /**
     * \return mean rates of each cell, [bs]
     */
    const std::vector<CellRates>& GetCellRates() const;

    /**
     * \return failed downlink transmissions over all downlink transmissions
     */
    double GetBlockErrorRate() const;

    /**
     * \return downlink blocks lost after their last attempt over all downlink blocks
     */
    double GetResidualBlockErrorRate() const;

    /**
     * \return bits decoded by each user, [ue]
     */
    const std::vector<uint64_t>& GetDecodedBits() const;

    /**
     * \return bits of all reports sent
     */
    uint64_t GetFeedbackBits() const;

    /**
     * \return reports sent
     */
    uint64_t GetReportsSent() const;

    /**
     * \return reports lost to bit errors
     */
    uint64_t GetReportsLost() const;

    /**
     * \return mean age of the reports at their arrival in s, 0 without reports
     */
    double GetMeanReportAge() const;

    /**
     * \return DesignBatch calls
     */
    uint64_t GetDesigns() const;

    /**
     * \return wall time of all DesignBatch calls in s
     */
    double GetDesignTime() const;

    /**
     * \return energy of all beams in J, while data is sent
     */
    double GetRadiatedEnergy() const;

    /**
     * \return mean power of a cell's beams in W
     */
    double GetMeanPower() const;

    /**
     * \return share of the served users with an SINR target that missed it; 0 without targets
     */
    double GetSinrOutage() const;

    /**
     * \return share of the designs that ended as Infeasible
     */
    double GetInfeasibleShare() const;

  private:
    /**
     * \return true if events count
     */
    bool IsCounting() const;

    /**
     * \param info beams designed
     */
    void CountBeams(const BeamsDesignedInfo& info);

    /**
     * \param info block transmitted
     */
    void CountSlot(const SlotTransmittedInfo& info);

    /**
     * \param ue user
     * \param bits bits of the report
     * \param payloadBits bits of the encoded CSI
     */
    void CountSent(uint32_t ue, uint32_t bits, uint32_t payloadBits);

    /**
     * \param ue user
     * \param bits bits of the report
     * \param age its age
     */
    void CountReceived(uint32_t ue, uint32_t bits, Time age);

    /**
     * \param ue user
     * \param bits bits of the report
     */
    void CountLost(uint32_t ue, uint32_t bits);

    Time m_warmUp;                  //!< events before do not count
    std::vector<CellRates> m_cells; //!< mean rates of each cell
    uint64_t m_transmissions{0};    //!< downlink transmissions
    uint64_t m_failures{0};         //!< failed ones
    uint64_t m_blocks{0};           //!< downlink blocks
    uint64_t m_lostBlocks{0};       //!< lost ones
    std::vector<uint64_t> m_bits;   //!< decoded bits of each user
    uint64_t m_feedbackBits{0};     //!< bits of all reports sent
    uint64_t m_reportsSent{0};      //!< reports sent
    uint64_t m_reportsReceived{0};  //!< reports received
    uint64_t m_reportsLost{0};      //!< reports lost
    double m_age{0.0};              //!< sum of the ages of received reports in s
    uint64_t m_designs{0};          //!< DesignBatch calls
    double m_designTime{0.0};       //!< their wall time in s
    uint64_t m_beams{0};            //!< designs of all cells
    uint64_t m_infeasible{0};       //!< of these, Infeasible
    double m_power{0.0};            //!< sum of their powers in W
    double m_energy{0.0};           //!< sum of their energies in J
    uint64_t m_targeted{0};         //!< users served with an SINR target
    double m_missed{0.0};           //!< of these, in outage
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_NETWORK_KPIS_H */
