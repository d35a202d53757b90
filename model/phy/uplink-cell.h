/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_UPLINK_CELL_H
#define FDDMIMO_UPLINK_CELL_H

#include "ns3/mimo-channel-model.h"
#include "ns3/object.h"
#include "ns3/transport-channel.h"

#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * The uplink of one cell: in every slot up to MaxUsers users with data send at full power, one
 * stream each from their strongest antenna, and the base station separates them with a linear MMSE
 * receiver: SINR_k = 1 / [(I + G^H G)^-1]_kk - 1, where G (N x K) holds the channels, normalised to
 * unit noise and scaled by the transmit amplitude. The base station knows the uplink channels.
 */
class UplinkCell : public Object
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    /// A user that has sent in the slot.
    struct Sender
    {
        uint32_t user;            //!< index in the cell
        std::vector<double> sinr; //!< SINR a subband
    };

    /**
     * \param bs index of the base station in the channel model
     * \param antennas its antennas
     */
    void Configure(uint32_t bs, uint32_t antennas);

    /**
     * \param ue index in the channel model
     * \param channel the transport channel from it
     * \return index in the cell
     */
    uint32_t AddUser(uint32_t ue, Ptr<TransportChannel> channel);

    /**
     * \param user index in the cell
     * \return its transport channel
     */
    Ptr<TransportChannel> GetChannel(uint32_t user) const;

    /**
     * Forgets the channels of the last interval.
     */
    void StartInterval();

    /**
     * Starts a slot: chooses the senders and has them send.
     *
     * \param slot number of the slot
     * \param channel the channels, updated to the interval
     * \param powerOverNoise transmit power of a user over noise (and interference) power, a subband
     * \param symbols symbols a subband
     */
    void StartSlot(uint64_t slot,
                   const MimoChannelModel& channel,
                   double powerOverNoise,
                   double symbols);

    /**
     * \return the users that send in this slot
     */
    const std::vector<Sender>& GetSenders() const;

  protected:
    void DoDispose() override;

  private:
    /// A user of the cell.
    struct User
    {
        uint32_t ue;                   //!< index in the channel model
        Ptr<TransportChannel> channel; //!< its transport channel
        std::vector<CVector> gains; //!< channel of its strongest antenna, a subband; may be empty
    };

    uint32_t m_bs{0};              //!< base station
    uint32_t m_antennas{0};        //!< its antennas
    uint32_t m_maxUsers;           //!< most senders in a slot
    uint32_t m_next{0};            //!< first user to consider
    std::vector<User> m_users;     //!< users
    std::vector<Sender> m_senders; //!< senders of this slot
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_UPLINK_CELL_H */
