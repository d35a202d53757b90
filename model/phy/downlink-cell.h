/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_DOWNLINK_CELL_H
#define FDDMIMO_DOWNLINK_CELL_H

#include "ns3/csi-acquisition.h"
#include "ns3/downlink-reception.h"
#include "ns3/object.h"
#include "ns3/precoder.h"
#include "ns3/transport-channel.h"
#include "ns3/user-scheduler.h"

#include <vector>

namespace ns3
{
namespace fddmimo
{

/// What the downlink of a cell knows of one of its users.
struct DownlinkUser
{
    uint32_t ue{0};                    //!< index in the channel model
    uint32_t streams{1};               //!< antennas of the user, and streams
    double rateWeight{1.0};            //!< weight of its rate in the precoding problem
    double sinrTarget{0.0};            //!< SINR target (linear), 0: none
    Ptr<TransportChannel> channel;     //!< queue, link adaptation and HARQ
    double averageRate{0.0};           //!< mean throughput in bit/s, exponential window
    uint64_t bits{0};                  //!< bits decoded in this interval
    std::vector<double> predictedSinr; //!< of the beams in use, as the base station knows it
    std::vector<double> sinr;          //!< SINR that the last interval really had
};

/**
 * \ingroup fdd-mimo
 * The downlink of one cell: who is served, the precoding problems, the prediction of the SINR.
 */
class DownlinkCell : public Object
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    /**
     * \param antennas N of the base station
     * \param scheduler this cell's own scheduler
     */
    void Configure(uint32_t antennas, Ptr<UserScheduler> scheduler);

    /**
     * \param ue index in the channel model
     * \param streams antennas of the user
     * \param channel the transport channel to it
     * \return index in the cell
     */
    uint32_t AddUser(uint32_t ue, uint32_t streams, Ptr<TransportChannel> channel);

    /**
     * \return the users
     */
    std::vector<DownlinkUser>& GetUsers();

    /**
     * \return the scheduled users (indices in the cell), in the order of their streams
     */
    const std::vector<uint32_t>& GetScheduled() const;

    /**
     * \return the beams in use
     */
    const CellBeams& GetBeams() const;

    /**
     * Chooses the users of the coming interval, among those with data.
     *
     * \param csi channel knowledge; null if the precoder needs none (uplink pilots)
     * \param maxStreams most streams; 0: as many as antennas
     * \param power transmit power in W
     */
    void Select(Ptr<const CsiAcquisition> csi, uint32_t maxStreams, double power);

    /**
     * Appends one problem a subband for the scheduled users (none if nobody is scheduled).
     *
     * \param csi channel knowledge; null if the precoder needs none
     * \param subbands number of subbands
     * \param power transmit power a subband in W
     * \param [in,out] problems where to append
     */
    void AppendProblems(Ptr<const CsiAcquisition> csi,
                        uint32_t subbands,
                        double power,
                        std::vector<PrecodingProblem>& problems) const;

    /**
     * Takes the new beams into use and predicts the SINR from the channel knowledge behind them.
     *
     * \param problem first problem of this cell; one a subband
     * \param beamformer first result of this cell
     * \param subbands number of subbands
     * \return predicted sum rate in bit/s/Hz (0 without channel knowledge)
     */
    double TakeBeams(const PrecodingProblem* problem,
                     const Beamformer* beamformer,
                     uint32_t subbands);

    /**
     * Turns the beams off: nobody is served until the next design.
     */
    void Silence();

    /**
     * Ends an interval: updates the mean throughputs.
     *
     * \param interval its length in s
     * \param window length of the exponential window in intervals
     */
    void EndInterval(double interval, double window);

  protected:
    void DoDispose() override;

  private:
    uint32_t m_antennas{0};            //!< N
    Ptr<UserScheduler> m_scheduler;    //!< who is served
    std::vector<DownlinkUser> m_users; //!< users of the cell
    std::vector<uint32_t> m_scheduled; //!< users served, indices in the cell
    CellBeams m_beams;                 //!< beams in use
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_DOWNLINK_CELL_H */
