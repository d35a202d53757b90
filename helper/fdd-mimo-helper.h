/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_HELPER_H
#define FDDMIMO_HELPER_H

#include "ns3/analog-beamformer.h"
#include "ns3/attribute.h"
#include "ns3/fdd-mimo-network.h"
#include "ns3/net-device-container.h"
#include "ns3/node-container.h"
#include "ns3/object-factory.h"

#include <string>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Builds an FDD massive MIMO network, in the manner of ns-3's wifi helper:
 *
 * \code
 *   FddMimoHelper mimo;
 *   mimo.SetChannel("ns3::fddmimo::SparseChannelModel");
 *   mimo.SetPrecoder("ns3::fddmimo::WmmsePrecoder", "Iterations", UintegerValue(20));
 *   mimo.SetCsiCodec("ns3::fddmimo::Type2CsiCodec", "Coefficients", UintegerValue(6));
 *   NetDeviceContainer bs = mimo.InstallBs(bsNodes);
 *   NetDeviceContainer ues = mimo.InstallUe(ueNodes);
 *   mimo.AttachToClosestBs(ues);
 * \endcode
 *
 * All Set methods come before the first Install. Each accepts any number of attribute name and
 * value pairs. Nodes need a MobilityModel before Install.
 */
class FddMimoHelper
{
  public:
    FddMimoHelper();
    ~FddMimoHelper();

    // One network a helper: copies would share it by accident.
    FddMimoHelper(const FddMimoHelper&) = delete;
    FddMimoHelper& operator=(const FddMimoHelper&) = delete;

    /**
     * \tparam Args attribute names and values
     * \param type type of the channel model (SparseChannelModel by default)
     * \param args attribute names and values
     */
    template <typename... Args>
    void SetChannel(const std::string& type, Args&&... args)
    {
        Configure(m_channel, MimoChannelModel::GetTypeId(), type, std::forward<Args>(args)...);
    }

    /**
     * \param channel a channel model made elsewhere, with no base station or user yet
     */
    void SetChannel(Ptr<MimoChannelModel> channel);

    /**
     * Makes the base stations hybrid: N antennas behind an analog stage with N_RF RF chains.
     * Pilots, reports, the precoder and the uplink then work with the channels of N_RF ports, see
     * HybridChannelModel.
     *
     * \tparam Args attribute names and values
     * \param type type of the analog stage (none by default)
     * \param args attribute names and values
     */
    template <typename... Args>
    void SetAnalogBeamformer(const std::string& type, Args&&... args)
    {
        Configure(m_analog, AnalogBeamformer::GetTypeId(), type, std::forward<Args>(args)...);
        m_isHybrid = true;
    }

    /**
     * \param analog an analog stage made elsewhere; null: none
     */
    void SetAnalogBeamformer(Ptr<AnalogBeamformer> analog);

    /**
     * \tparam Args attribute names and values
     * \param type type of the channel estimator at the users (PerfectChannelEstimator by default)
     * \param args attribute names and values
     */
    template <typename... Args>
    void SetEstimator(const std::string& type, Args&&... args)
    {
        Configure(m_estimator, ChannelEstimator::GetTypeId(), type, std::forward<Args>(args)...);
    }

    /**
     * \param factory factory of the channel estimator
     */
    void SetEstimator(const ObjectFactory& factory)
    {
        CheckNotInstalled();
        m_estimator = factory;
    }

    /**
     * \tparam Args attribute names and values
     * \param type type of the CSI codec (PerfectCsiCodec by default); a DFT codebook left at its
     * default array gets that of the channel model (a line of ports behind an analog stage)
     * \param args attribute names and values
     */
    template <typename... Args>
    void SetCsiCodec(const std::string& type, Args&&... args)
    {
        Configure(m_codec, CsiCodec::GetTypeId(), type, std::forward<Args>(args)...);
    }

    /**
     * \tparam Args attribute names and values
     * \param args attribute names and values of the FeedbackChannel (rate, delay, bit errors)
     */
    template <typename... Args>
    void SetFeedbackChannel(Args&&... args)
    {
        Configure(m_feedback,
                  FeedbackChannel::GetTypeId(),
                  "ns3::fddmimo::FeedbackChannel",
                  std::forward<Args>(args)...);
    }

    /**
     * \tparam Args attribute names and values
     * \param type type of the precoder (MmsePrecoder by default)
     * \param args attribute names and values
     */
    template <typename... Args>
    void SetPrecoder(const std::string& type, Args&&... args)
    {
        Configure(m_precoder, Precoder::GetTypeId(), type, std::forward<Args>(args)...);
    }

    /**
     * \param precoder a precoder made elsewhere
     */
    void SetPrecoder(Ptr<Precoder> precoder);

    /**
     * \param codec a codec made elsewhere
     */
    void SetCsiCodec(Ptr<CsiCodec> codec);

    /**
     * \tparam Args attribute names and values
     * \param type type of the user scheduler (RoundRobinUserScheduler by default)
     * \param args attribute names and values
     */
    template <typename... Args>
    void SetScheduler(const std::string& type, Args&&... args)
    {
        Configure(m_scheduler, UserScheduler::GetTypeId(), type, std::forward<Args>(args)...);
    }

    /**
     * \param factory factory of the user scheduler
     */
    void SetScheduler(const ObjectFactory& factory)
    {
        CheckNotInstalled();
        m_scheduler = factory;
    }

    /**
     * \tparam Args attribute names and values
     * \param type type of the link model (ShannonLinkModel by default)
     * \param args attribute names and values
     */
    template <typename... Args>
    void SetLinkModel(const std::string& type, Args&&... args)
    {
        Configure(m_linkModel, LinkModel::GetTypeId(), type, std::forward<Args>(args)...);
    }

    /**
     * \param factory factory of the link model
     */
    void SetLinkModel(const ObjectFactory& factory)
    {
        CheckNotInstalled();
        m_linkModel = factory;
    }

    /**
     * \tparam Args attribute names and values
     * \param args attribute names and values of the FddMimoFrame
     */
    template <typename... Args>
    void SetFrame(Args&&... args)
    {
        Configure(m_frame,
                  FddMimoFrame::GetTypeId(),
                  "ns3::fddmimo::FddMimoFrame",
                  std::forward<Args>(args)...);
    }

    /**
     * \tparam Args attribute names and values
     * \param args attribute names and values of the LinkBudget (powers, noise figures, bandwidth)
     */
    template <typename... Args>
    void SetLinkBudget(Args&&... args)
    {
        Configure(m_budget,
                  LinkBudget::GetTypeId(),
                  "ns3::fddmimo::LinkBudget",
                  std::forward<Args>(args)...);
    }

    /**
     * \tparam Args attribute names and values
     * \param args attribute names and values of the FddMimoNetwork (powers, bandwidth,
     * Saturated...)
     */
    template <typename... Args>
    void SetNetwork(Args&&... args)
    {
        Configure(m_networkFactory,
                  FddMimoNetwork::GetTypeId(),
                  "ns3::fddmimo::FddMimoNetwork",
                  std::forward<Args>(args)...);
    }

    /**
     * \param antennas antennas of each base station (64 by default, whatever the default of the
     * device's attribute)
     */
    void SetBsAntennas(uint32_t antennas);

    /**
     * \param antennas antennas of each user (1 by default)
     */
    void SetUeAntennas(uint32_t antennas);

    /**
     * \param nodes nodes of base stations, with mobility models
     * \return their devices
     */
    NetDeviceContainer InstallBs(const NodeContainer& nodes);

    /**
     * \param nodes nodes of users, with mobility models
     * \return their devices
     */
    NetDeviceContainer InstallUe(const NodeContainer& nodes);

    /**
     * \param ues devices of users
     * \param bs device of the base station that serves them
     */
    void Attach(const NetDeviceContainer& ues, Ptr<NetDevice> bs);

    /**
     * Attaches each user to the base station nearest to it (the first one of equally near ones).
     * \param ues devices of users
     */
    void AttachToClosestBs(const NetDeviceContainer& ues);

    /**
     * Attaches each user to the base station whose channel is the strongest at the start, path loss
     * and shadowing included. To be called when all devices are installed and AssignStreams() was.
     * \param ues devices of users
     */
    void AttachToStrongestBs(const NetDeviceContainer& ues);

    /**
     * \param stream first stream index to use
     * \return how many random streams were taken
     */
    int64_t AssignStreams(int64_t stream);

    /**
     * \return the network, for its trace sources and attributes
     */
    Ptr<FddMimoNetwork> GetNetwork();

    /**
     * Writes every CSI report (sent, received, lost) to a file: one line an event with time, event,
     * user, bits and age.
     * \param fileName the file
     */
    void EnableCsiTraces(const std::string& fileName);

    /**
     * Writes every design of beams to a file: time, cell, number of users, predicted, actual and
     * net sum rate. \param fileName the file
     */
    void EnableBeamTraces(const std::string& fileName);

    /**
     * Writes every transmitted block to a file: time, direction, cell, user, SINR, MCS, bits,
     * attempt, outcome. \param fileName the file
     */
    void EnableSlotTraces(const std::string& fileName);

    /**
     * Writes every drop of a packet at a full queue to a file: time, node, bytes.
     * \param fileName the file
     * \param devices devices to trace
     */
    void EnableQueueTraces(const std::string& fileName, const NetDeviceContainer& devices);

  private:
    /**
     * Sets a factory.
     *
     * \tparam Args attribute names and values
     * \param [out] factory the factory
     * \param base what the type must be or derive from
     * \param type type name
     * \param args attribute names and values
     */
    template <typename... Args>
    void Configure(ObjectFactory& factory, TypeId base, const std::string& type, Args&&... args)
    {
        CheckNotInstalled();
        factory = MakeFactory(base, type);
        SetAttributes(factory, std::forward<Args>(args)...);
    }

    /**
     * \param base what the type must be or derive from
     * \param type full or short name of a type; aborts, listing those known, if there is none
     * \return factory of that type
     */
    static ObjectFactory MakeFactory(TypeId base, const std::string& type);

    /**
     * \param factory a factory
     * \param attribute attribute name; aborts, listing those known, if there is none
     * \param value its value; aborts, telling what is allowed, if it cannot be that
     */
    static void SetOneAttribute(ObjectFactory& factory,
                                const std::string& attribute,
                                const AttributeValue& value);

    /**
     * \param factory the factory: no more attributes
     */
    static void SetAttributes(ObjectFactory& factory)
    {
        (void)factory;
    }

    /**
     * \tparam Args attribute names and values
     * \param factory the factory
     * \param name attribute name
     * \param value its value
     * \param args more attribute names and values
     */
    template <typename... Args>
    static void SetAttributes(ObjectFactory& factory,
                              const std::string& name,
                              const AttributeValue& value,
                              Args&&... args)
    {
        SetOneAttribute(factory, name, value);
        SetAttributes(factory, std::forward<Args>(args)...);
    }

    /**
     * Aborts with a message if a device has been installed.
     */
    void CheckNotInstalled() const;

    ObjectFactory m_channel;              //!< channel model
    ObjectFactory m_analog;               //!< analog stage
    bool m_isHybrid{false};               //!< there is one
    ObjectFactory m_estimator;            //!< channel estimator
    ObjectFactory m_codec;                //!< CSI codec
    ObjectFactory m_feedback;             //!< feedback channel
    ObjectFactory m_precoder;             //!< precoder
    ObjectFactory m_scheduler;            //!< user scheduler
    ObjectFactory m_linkModel;            //!< link model
    ObjectFactory m_frame;                //!< frame
    ObjectFactory m_budget;               //!< link budget
    ObjectFactory m_networkFactory;       //!< network
    uint32_t m_bsAntennas{0};             //!< antennas of a base station
    ObjectFactory m_bsDevice;             //!< device of a base station
    ObjectFactory m_ueDevice;             //!< device of a user
    Ptr<MimoChannelModel> m_givenChannel; //!< channel model made elsewhere
    Ptr<AnalogBeamformer> m_givenAnalog;  //!< analog stage made elsewhere
    Ptr<MimoChannelModel> m_realChannel;  //!< channels between antennas, without a stage
    Ptr<Precoder> m_givenPrecoder;        //!< precoder made elsewhere
    Ptr<CsiCodec> m_givenCodec;           //!< codec made elsewhere
    NetDeviceContainer m_bsDevices;       //!< base stations
    Ptr<FddMimoNetwork> m_network;        //!< the network, once it is made
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_HELPER_H */
