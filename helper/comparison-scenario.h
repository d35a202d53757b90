/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_COMPARISON_SCENARIO_H
#define FDDMIMO_COMPARISON_SCENARIO_H

#include "ns3/ptr.h"
#include "ns3/running-statistics.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace ns3
{
namespace fddmimo
{

class LinkPathStore;

/// What a network of a comparison looks like; the same for every precoder and codec. What is not
/// in it are the defaults of the attributes of frame, feedback channel, link budget and network.
struct ComparisonScenario
{
    uint32_t cells{7};                    //!< base stations on a hexagonal grid
    uint32_t users{10};                   //!< users a cell
    uint32_t antennas{64};                //!< antennas of a base station
    uint32_t rxAntennas{1};               //!< antennas of a user
    std::string channel{"uma"};           //!< uma, umi, inh, or the name of a channel model
    std::string analog{"none"};           //!< analog stage, see analog-option.h
    double frequency{3.5e9};              //!< downlink carrier in Hz
    double bandwidth{20e6};               //!< in Hz
    uint32_t subbands{1};                 //!< subbands
    double interSiteDistance{500.0};      //!< in m
    double speed{0.83};                   //!< of the users in m/s
    double duration{1.0};                 //!< simulated time that counts in s
    double warmUp{0.1};                   //!< simulated time before it in s
    std::string traffic{"mixed"};         //!< saturated, udp, tcp or mixed
    std::string scheduler{"round-robin"}; //!< user scheduler
    std::string linkModel{"shannon"};     //!< link model
    std::string estimator{"ls"};          //!< channel estimator
    double feedbackBer{0.0};              //!< bit error rate of the reports
    double sinrTargetDb{NO_SINR_TARGET};  //!< SINR target of all users in dB, or none
    uint32_t run{1};                      //!< RngRun

    static constexpr double NO_SINR_TARGET = -1000.0; //!< stands for none
};

/// What one run of it gave.
struct ComparisonResult
{
    RunningStatistics cellThroughputMbps;   //!< over the cells
    std::vector<double> userThroughputMbps; //!< by user
    std::vector<uint32_t> servingCell;      //!< by user
    RunningStatistics sumRate;              //!< over the cells, bit/s/Hz before overhead
    RunningStatistics netSumRate;           //!< over the cells, bit/s/Hz after overhead
    RunningStatistics predictedSumRate;  //!< over the cells, bit/s/Hz, as the base station expected
    double blockErrorRate{0.0};          //!< failed over all downlink transmissions
    double residualBlockErrorRate{0.0};  //!< lost over all downlink blocks
    bool hasDelay{false};                //!< packets flowed
    double meanDelayMs{0.0};             //!< of downlink packets
    double feedbackBitsPerInterval{0.0}; //!< of all users of a cell, mean over cells
    double meanReportAgeMs{0.0};         //!< at arrival
    uint64_t reportsSent{0};             //!< reports sent
    uint64_t reportsLost{0};             //!< reports lost to bit errors
    double radiatedPower{0.0};           //!< of a cell's beams in W, mean
    double energyPerBit{0.0};            //!< radiated energy over bits that arrived in J, 0: none
    double sinrOutage{0.0};              //!< share of users served below their SINR target
    double infeasibleShare{0.0};         //!< designs that ended as Infeasible
    uint64_t designs{0};                 //!< DesignBatch calls
    double designTime{0.0};              //!< their wall time in s
    double wallTime{0.0};                //!< wall time of the run in s
    bool interrupted{false};             //!< the run was stopped before its end
};

/**
 * \param sample numbers
 * \param fraction in [0, 1]
 * \return the quantile, with linear interpolation; 0 for an empty sample
 */
double GetQuantile(std::vector<double> sample, double fraction);

/**
 * \ingroup fdd-mimo
 * Runs the network of a scenario once for each precoder and codec, over the same channels: what the
 * 38.901 model draws in the first run is kept for the others.
 */
class ComparisonRunner
{
  public:
    /**
     * \param scenario the network
     */
    explicit ComparisonRunner(const ComparisonScenario& scenario);
    ~ComparisonRunner();

    /**
     * Runs the network.
     *
     * \param precoder precoder, as type-names.h reads it
     * \param codec CSI codec, as type-names.h reads it
     * \param progress called now and then with the simulated time in s; false stops the run
     * \return what it gave
     */
    ComparisonResult Run(const std::string& precoder,
                         const std::string& codec,
                         const std::function<bool(double)>& progress);

    /**
     * \return simulated time of one run in s
     */
    double GetRunTime() const;

  private:
    ComparisonScenario m_scenario; //!< the network
    Ptr<LinkPathStore> m_store;    //!< paths drawn so far
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_COMPARISON_SCENARIO_H */
