/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_CHANNEL_SOURCE_H
#define FDDMIMO_CHANNEL_SOURCE_H

#include "ns3/hybrid-channel-model.h"
#include "ns3/mimo-channel-model.h"
#include "ns3/position-allocator.h"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Independent channels between one base station and its users, for link-level studies: from a
 * channel model, with a new drop of the users each time, or snapshot by snapshot from a data set.
 *
 * With an analog stage these are the channels of its N_RF ports (HybridChannelModel), which take
 * the place of the N antennas for all that follows. The scaling is that of the antennas' channels,
 * so that an SNR means the same with any stage.
 */
class ChannelSource
{
  public:
    /// What scales the channels before they are used.
    enum class Gain
    {
        Auto,     //!< Average for data sets whose mean gain is more than 1 dB off 0 dB, else Keep
        Keep,     //!< nothing
        Average,  //!< one factor: unit mean gain over the snapshots used (data sets only)
        Snapshot, //!< one factor a snapshot: unit mean gain in each
        User      //!< one factor for each user and snapshot: ||H_k||_F^2 = M N
    };

    /// What to draw from.
    struct Settings
    {
        std::string channel;             //!< channel model (see type-names.h), or a data set
        std::string analog{"none"};      //!< analog stage, see MakeAnalogBeamformer()
        std::string drop{"single-cell"}; //!< PositionAllocator that drops the users of a model
        uint32_t antennas{0};            //!< N; 0: as in the data set
        uint32_t users{0};               //!< K; 0: as in the data set
        uint32_t rxAntennas{0};          //!< M; 0: as in the data set
        uint64_t samples{1};             //!< realisations wanted; 0: all of the data set
        Gain gain{Gain::Auto};           //!< scaling
        double bsHeight{25.0};           //!< height of the base station in m
        double ueHeight{1.5};            //!< height of the users in m
    };

    /**
     * Makes the model, or opens the data set. Throws OptionError, naming --channel, --drop,
     * --analog, --antennas, --users, --rx-antennas or --samples, if they contradict the data set or
     * each other.
     *
     * \param settings what to draw from
     */
    explicit ChannelSource(const Settings& settings);
    ~ChannelSource();
    ChannelSource(const ChannelSource&) = delete;
    ChannelSource& operator=(const ChannelSource&) = delete;

    /**
     * \param stream first stream index to use
     * \return how many random streams were taken
     */
    int64_t AssignStreams(int64_t stream);

    /**
     * Goes on to the next realisation.
     */
    void Next();

    /**
     * \return what stands for N in the channels: the ports of the analog stage, or the antennas
     */
    uint32_t GetPorts() const;

    /**
     * \return downlink channels of all users, (K M) x N, scaled: row u M + m is antenna m of user u
     */
    const CRowMatrix& GetDownlink() const;

    /**
     * \return the same between the antennas, in front of the analog stage
     */
    CRowMatrix GetAntennaDownlink() const;

    /**
     * \return the channel model if it has an analog stage, else null
     */
    Ptr<HybridChannelModel> GetHybrid() const;

    /**
     * \param user index of a user
     * \return its uplink channel, N x M, scaled as the downlink
     */
    CMatrix GetUplink(uint32_t user) const;

    /**
     * \param user index of a user
     * \return E[h h^H] of its channel, N x N, scaled as the downlink; empty if the channel model
     * does not know it
     */
    CMatrix GetCovariance(uint32_t user) const;

    /**
     * \return true if GetCovariance() gives more than an empty matrix
     */
    bool KnowsCovariance() const;

    /**
     * \return true if GetUplink() may be called
     */
    bool HasUplink() const;

    /**
     * \return mean gain of an entry of the antennas' channels, before scaling, of the current
     * realisation
     */
    double GetMeanGain() const;

    /**
     * \return the channel model behind it, with its analog stage if there is one
     */
    Ptr<MimoChannelModel> GetModel() const;

    /**
     * \return settings, with the sizes that a data set brought and the scaling that Gain::Auto
     * became
     */
    const Settings& GetSettings() const;

  private:
    /**
     * Makes RecordedChannelModel and takes the sizes from its file.
     */
    void OpenDataset();

    /**
     * Makes a channel model and what drops its users.
     */
    void MakeModel();

    /**
     * Puts the analog stage in front of the model.
     */
    void AddAnalogStage();

    /**
     * \param [in,out] channel channels of all users, to be scaled
     */
    void Scale(CRowMatrix& channel) const;

    /**
     * Registers the base station and the users with the model.
     */
    void AddNodes();

    /**
     * Warns, once, of a position that the channel model moves.
     *
     * \param position position of a user
     */
    void WarnOfWalls(const Vector& position) const;

    /**
     * \return mean gain over the first samples of the data set
     */
    double ComputeAverageGain() const;

    Settings m_settings;                   //!< what to draw from
    Ptr<MimoChannelModel> m_model;         //!< the model
    Ptr<HybridChannelModel> m_hybrid;      //!< the same if it has an analog stage, else null
    Ptr<PositionAllocator> m_drop;         //!< drops the users; null for data sets
    std::vector<Ptr<MobilityModel>> m_ues; //!< positions of the users
    RVector m_scale;                       //!< factor of each user's amplitudes
    double m_averageGain{1};               //!< mean gain, for Gain::Average
    double m_meanGain{0};                  //!< mean gain of the current realisation
    CRowMatrix m_downlink;                 //!< scaled channels
    bool m_hasUplink{true};                //!< the model knows its uplink
    bool m_started{false};                 //!< Next() was called
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_CHANNEL_SOURCE_H */
