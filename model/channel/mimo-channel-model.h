/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_MIMO_CHANNEL_MODEL_H
#define FDDMIMO_MIMO_CHANNEL_MODEL_H

#include "ns3/matrix-types.h"
#include "ns3/mobility-model.h"
#include "ns3/nstime.h"
#include "ns3/object.h"

#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Channel matrices between all base stations and all users, at one instant.
 *
 * Base stations and users are registered once and are known by their index from then on. Update()
 * moves the whole model to an instant; between two updates every channel stays as it is (block
 * fading). Matrices are amplitude gains: received power = ||H w||^2 for transmit power ||w||^2,
 * both in W, path loss included. Without path loss E||H||_F^2 = M N.
 */
class MimoChannelModel : public Object
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    /**
     * Registers a base station. Not allowed after the first Update().
     *
     * \param mobility its position
     * \param antennas N >= 1
     * \return its index
     */
    virtual uint32_t AddBs(Ptr<MobilityModel> mobility, uint32_t antennas);

    /**
     * Registers a user. Not allowed after the first Update().
     *
     * \param mobility its position and velocity
     * \param antennas M >= 1
     * \return its index
     */
    virtual uint32_t AddUe(Ptr<MobilityModel> mobility, uint32_t antennas);

    /**
     * \return number of base stations
     */
    uint32_t GetNBs() const;

    /**
     * \return number of users
     */
    uint32_t GetNUes() const;

    /**
     * \param bs base station
     * \return its antennas N
     */
    uint32_t GetBsAntennas(uint32_t bs) const;

    /**
     * \param ue user
     * \return its antennas M
     */
    uint32_t GetUeAntennas(uint32_t ue) const;

    /**
     * \param ue user
     * \return row of its first antenna in GetDownlinkOfCell()
     */
    uint32_t GetRowOffset(uint32_t ue) const;

    /**
     * \param bs base station
     * \return its position at this moment
     */
    Vector GetBsPosition(uint32_t bs) const;

    /**
     * \param ue user
     * \return its position at this moment
     */
    Vector GetUePosition(uint32_t ue) const;

    /**
     * \param antennas antennas N of a base station
     * \return rows (vertical) of its planar array, antenna index = row * (N / rows) + column; 1: a
     * linear array, or none
     */
    virtual uint32_t GetArrayRows(uint32_t antennas) const;

    /**
     * \return number of subbands
     */
    uint32_t GetNSubbands() const;

    /**
     * \return downlink carrier frequency in Hz
     */
    virtual double GetFrequency() const;

    /**
     * \return uplink carrier frequency in Hz
     */
    virtual double GetUplinkFrequency() const;

    /**
     * \param subband subband
     * \return its centre frequency relative to the carrier in Hz
     */
    double GetSubbandOffset(uint32_t subband) const;

    /**
     * Moves the model to an instant: the downlink channels of all links are computed. Aborts if a
     * position is not finite.
     *
     * \param now the instant; must not lie before that of the last call
     */
    void Update(Time now);

    /**
     * Forgets all small-scale state: the next Update() (which may name any instant) draws
     * independent channels for the positions of that moment. For Monte-Carlo studies.
     */
    void Renew();

    /**
     * \param bs base station
     * \param subband subband
     * \return downlink channels from it to all users: row GetRowOffset(u) + m is antenna m of user
     * u
     */
    const CRowMatrix& GetDownlinkOfCell(uint32_t bs, uint32_t subband) const;

    /**
     * \param bs base station
     * \param ue user
     * \param subband subband
     * \return downlink channel, M x N
     */
    CMatrix GetDownlink(uint32_t bs, uint32_t ue, uint32_t subband) const;

    /**
     * The uplink is computed on demand, because most studies need few of its links.
     *
     * \param bs base station
     * \param ue user
     * \param subband subband
     * \return uplink channel at the instant of the last Update(), N x M
     */
    CMatrix GetUplink(uint32_t bs, uint32_t ue, uint32_t subband) const;

    /**
     * \param bs base station
     * \param ue user
     * \return E[h h^H] of a receive antenna of the link at the user's position, N x N, path gain
     * included (a row of the downlink channel is h^H); empty if the model does not know it
     */
    virtual CMatrix GetCovariance(uint32_t bs, uint32_t ue);

    /**
     * \return true if the model knows the covariance of its links
     */
    virtual bool KnowsCovariance() const;

    /**
     * \param stream first stream index to use
     * \return how many random streams the model took
     */
    virtual int64_t AssignStreams(int64_t stream) = 0;

  protected:
    /**
     * A link of the model, for subclasses.
     */
    struct Node
    {
        Ptr<MobilityModel> mobility; //!< position
        uint32_t antennas;           //!< number of antennas
        uint32_t row{0};             //!< first row in the stacked channels (users only)
    };

    /**
     * Computes the downlink channels of all links for an instant.
     *
     * \param now the instant
     * \param [out] downlink [bs][subband], each of size (sum of M) x N already; write every entry
     */
    virtual void DoUpdate(Time now, std::vector<std::vector<CRowMatrix>>& downlink) = 0;

    /**
     * \param bs base station
     * \param ue user
     * \param subband subband
     * \return uplink channel at the instant of the last DoUpdate(), N x M
     */
    virtual CMatrix DoGetUplink(uint32_t bs, uint32_t ue, uint32_t subband) const = 0;

    /**
     * Forgets all small-scale state.
     */
    virtual void DoRenew() = 0;

    void DoDispose() override;

    /**
     * \return the base stations
     */
    const std::vector<Node>& GetBsNodes() const;

    /**
     * \return the users
     */
    const std::vector<Node>& GetUeNodes() const;

  private:
    std::vector<Node> m_bs;                          //!< base stations
    std::vector<Node> m_ues;                         //!< users
    std::vector<std::vector<CRowMatrix>> m_downlink; //!< [bs][subband], (sum of M) x N
    Time m_now;                                      //!< instant of the last Update()
    bool m_started{false};                           //!< Update() was called
    double m_frequency;                              //!< downlink carrier in Hz
    double m_uplinkFrequency;                        //!< uplink carrier in Hz
    uint32_t m_subbands;                             //!< number of subbands
    double m_subbandSpacing;                         //!< distance of subband centres in Hz
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_MIMO_CHANNEL_MODEL_H */
