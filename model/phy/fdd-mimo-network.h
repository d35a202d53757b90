/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_NETWORK_H
#define FDDMIMO_NETWORK_H

#include "ns3/csi-acquisition.h"
#include "ns3/data-slots.h"
#include "ns3/downlink-reception.h"
#include "ns3/event-id.h"
#include "ns3/fdd-mimo-frame.h"
#include "ns3/hybrid-channel-model.h"
#include "ns3/link-budget.h"
#include "ns3/mimo-channel-model.h"
#include "ns3/precoder.h"
#include "ns3/random-variable-stream.h"
#include "ns3/traced-callback.h"

#include <string>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/// What the trace source BeamsDesigned tells, once an interval and cell.
struct BeamsDesignedInfo
{
    uint32_t cell{0};             //!< cell
    std::vector<uint32_t> ues;    //!< users served (indices in the channel model)
    bool infeasible{false};       //!< a subband ended with BeamformerStatus::Infeasible
    double designTime{0.0};       //!< wall time of the DesignBatch call for all cells, in s
    double predictedSumRate{0.0}; //!< from the channel knowledge, bit/s/Hz
    /// From the true channels, with inter-cell interference, in bit/s/Hz; mean over the updates of
    /// the channels within the interval.
    double sumRate{0.0};
    double netSumRate{0.0}; //!< sumRate times the fraction of the interval left for data
    double power{0.0};      //!< power of the beams in W, over all subbands
    double dataTime{0.0};   //!< time in s that they are on
    uint32_t targeted{0};   //!< users served that have an SINR target
    /// Share of these whose SINR is below their target, on the true channels with inter-cell
    /// interference (first stream, mean over subbands and updates of the channels). A user whose
    /// beam is zero, because the precoder dropped it, counts.
    double outage{0.0};
};

/**
 * \ingroup fdd-mimo
 * All cells that share a band, and the frame that drives them.
 *
 * Every coherence interval: the channels move on; users estimate them from pilots and send reports
 * (or send uplink pilots, where the precoder asks for them); all cells' and subbands' precoding
 * problems go to the precoder in one DesignBatch call; the data slots run at the SINRs that the
 * true channels and the beams of all cells give.
 *
 * A Channel of type HybridChannelModel makes the base stations hybrid: pilots, reports, precoders
 * and the uplink see the channels of its ports, whose beams are pointed at the start of each
 * interval.
 *
 * Channels in CSI are normalised by noise plus the inter-cell interference that the user has
 * measured (exponential mean), so that precoder and link adaptation see what the user sees.
 */
class FddMimoNetwork : public Object
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    FddMimoNetwork();

    /**
     * \param device a base station, its node with a mobility model
     * \param scheduler the cell's own scheduler
     * \return its index
     */
    uint32_t AddBs(Ptr<FddMimoBsNetDevice> device, Ptr<UserScheduler> scheduler);

    /**
     * \param device a user, its node with a mobility model
     * \return its index
     */
    uint32_t AddUe(Ptr<FddMimoUeNetDevice> device);

    /**
     * Attaches a user to a base station, for good.
     *
     * \param ue index of the user
     * \param bs index of the base station
     */
    void Attach(uint32_t ue, uint32_t bs);

    /**
     * \param device a device of the network
     * \return its index among the base stations (or users); aborts if it is not one of them
     */
    uint32_t GetBsIndex(Ptr<const NetDevice> device) const;

    /**
     * \copydoc GetBsIndex
     */
    uint32_t GetUeIndex(Ptr<const NetDevice> device) const;

    /**
     * \param ue index of a user
     * \return index of its base station
     */
    uint32_t GetServingBs(uint32_t ue) const;

    /**
     * \param ue index of a user
     * \param weight weight of its rate in the precoding problems, >= 0 (1 by default)
     */
    void SetRateWeight(uint32_t ue, double weight);

    /**
     * Precoders that know SINR targets (GreedyHybridPrecoder) give each user the power that its
     * target asks for; all others ignore them. Users without a target that are served together with
     * such users count with 0 dB.
     *
     * \param ue index of the user
     * \param target SINR that its first stream is to have (linear), >= 0; 0: none
     */
    void SetSinrTarget(uint32_t ue, double target);

    /**
     * \return the channel knowledge
     */
    Ptr<CsiAcquisition> GetCsiAcquisition() const;

    /**
     * \return the channels; behind an analog stage those of its ports (HybridChannelModel)
     */
    Ptr<MimoChannelModel> GetChannelModel() const;

    /**
     * Says why a precoder and a CSI scheme cannot work together.
     *
     * \param precoder the precoder
     * \param codec the codec
     * \return an empty text if they can, else a message that names both and what to set
     */
    static std::string CheckCsi(Ptr<const Precoder> precoder, Ptr<const CsiCodec> codec);

    /**
     * \param stream first stream index to use
     * \return how many random streams were taken (channel, estimator, feedback, precoder, blocks)
     */
    int64_t AssignStreams(int64_t stream);

    /**
     * Signature of the trace source BeamsDesigned.
     * \param info what was designed
     */
    typedef void (*BeamsDesignedCallback)(const BeamsDesignedInfo& info);

    /**
     * Signature of the trace source SlotTransmitted.
     * \param info what was transmitted
     */
    typedef void (*SlotTransmittedCallback)(const SlotTransmittedInfo& info);

  protected:
    void DoDispose() override;

  private:
    /**
     * Checks that everything is set and fits, and computes what stays constant.
     */
    void Start();

    /**
     * Starts an interval: channels, pilots, reports.
     */
    void StartInterval();

    /**
     * The users estimate their channels and send reports.
     */
    void Measure();

    /**
     * \param cell a cell with scheduled users
     * \param subband subband
     * \return received uplink pilots, N x L, normalised to unit noise
     */
    CMatrix ReceiveUplinkPilots(uint32_t cell, uint32_t subband);

    /**
     * Restores the power of hybrid base stations.
     *
     * \param firstProblem index of each cell's first beams
     * \param [in,out] beamformers beams of all cells and subbands
     */
    void NormalisePower(const std::vector<std::size_t>& firstProblem,
                        std::vector<Beamformer>& beamformers) const;

    /**
     * Designs all beams and starts the data slots.
     */
    void Design();

    /**
     * \param ue a user that is served
     * \return share of the subbands in which it misses its SINR target; 0 without a target
     */
    double GetMissedShare(uint32_t ue) const;

    /**
     * Lets the channels move on if they do so within the interval, and computes what the users
     * receive. Traces the designs when it is done for the last time in an interval.
     */
    void UpdateReception();

    /**
     * Starts a data slot in both directions.
     */
    void StartSlot();

    /**
     * Ends a data slot: blocks are decoded, packets delivered; the next slot or interval starts.
     */
    void EndSlot();

    Ptr<MimoChannelModel> m_channel;       //!< channels
    Ptr<HybridChannelModel> m_hybrid;      //!< the same if it has an analog stage, else null
    Ptr<LinkBudget> m_budget;              //!< powers and noise
    Ptr<FddMimoFrame> m_frame;             //!< timing
    Ptr<CsiAcquisition> m_csi;             //!< channel knowledge
    Ptr<Precoder> m_precoder;              //!< beams
    Ptr<LinkModel> m_linkModel;            //!< blocks
    Ptr<NormalRandomVariable> m_noiseDraw; //!< noise on uplink pilots

    uint32_t m_maxStreams;    //!< most streams a cell, 0: antennas
    double m_averagingWindow; //!< intervals of mean throughput and interference
    bool m_saturated;         //!< downlink always has data

    std::vector<NetworkBs> m_bss;                          //!< base stations
    std::vector<NetworkUe> m_ues;                          //!< users
    std::vector<uint32_t> m_serving;                       //!< serving base station of every user
    DataSlots m_dataSlots;                                 //!< blocks and packets
    DownlinkReception m_reception;                         //!< SINRs
    const std::vector<UserReception>* m_received{nullptr}; //!< with the present channels
    std::vector<BeamsDesignedInfo> m_designs;              //!< of this interval, for the trace
    uint32_t m_channelUpdates{0};                          //!< updates of the channels in it so far
    std::vector<CellBeams> m_beams;                        //!< beams of every cell
    EventId m_event;                                       //!< next step
    bool m_started{false};                                 //!< Start() was called
    bool m_needsReports{true};    //!< the precoder needs reports (not only uplink pilots)
    Time m_intervalStart;         //!< start of this interval
    Time m_designOffset;          //!< from there to the data slots
    uint32_t m_slotInInterval{0}; //!< current slot of the interval

    TracedCallback<const BeamsDesignedInfo&> m_beamsTrace;  //!< beams designed
    TracedCallback<const SlotTransmittedInfo&> m_slotTrace; //!< block transmitted
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_NETWORK_H */
