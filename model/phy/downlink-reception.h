/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_DOWNLINK_RECEPTION_H
#define FDDMIMO_DOWNLINK_RECEPTION_H

#include "ns3/matrix-types.h"
#include "ns3/mimo-channel-model.h"
#include "ns3/precoder.h"

#include <vector>

namespace ns3
{
namespace fddmimo
{

/// The beams of one cell in one interval.
struct CellBeams
{
    std::vector<uint32_t> ues;     //!< users served (indices in the channel model), in stream order
    std::vector<Beamformer> beams; //!< one a subband; empty while the cell is silent
};

/// What one user receives in one interval.
struct UserReception
{
    /// SINR (linear) of each resource: [subband * M + stream]; empty if the user is not served.
    std::vector<double> sinr;
    double rate{0.0}; //!< mean over the subbands of log2 det(I + Q^-1 H W W^H H^H), bit/s/Hz
    double interference{0.0}; //!< inter-cell interference in W an antenna, mean over the subbands
};

/**
 * \ingroup fdd-mimo
 * SINRs of all users from the true channels of all cells and the beams that every cell really uses.
 *
 * User u of cell c with effective channels Z_b = H_bu W_b sees interference plus noise of
 * covariance Q_u = sigma^2 I + sum_{b != c} Z_b Z_b^H plus the streams of its own cell that are not
 * its own. It demodulates each stream with the MMSE receiver: SINR_s = z_s^H (Q + sum_{s' != s}
 * z_s' z_s'^H)^-1 z_s.
 */
class DownlinkReception
{
  public:
    /**
     * \param channel the channels, updated to the instant
     * \param cells beams of every cell, [bs]
     * \param servingCell serving base station of every user, [ue]
     * \param noisePower sigma^2 at a user's antenna in W a subband
     * \return one entry a user, [ue]
     */
    const std::vector<UserReception>& Evaluate(const MimoChannelModel& channel,
                                               const std::vector<CellBeams>& cells,
                                               const std::vector<uint32_t>& servingCell,
                                               double noisePower);

    /**
     * Adds the streams of one user in one subband to its reception.
     *
     * \param effective Z = H_cu W_c of its own cell, M x S
     * \param first first of its M streams
     * \param covariance noise plus inter-cell interference, M x M
     * \param subbands number of subbands (the rate is their mean)
     * \param [in,out] reception the user's reception
     */
    static void AddStreams(const CMatrix& effective,
                           uint32_t first,
                           const CMatrix& covariance,
                           uint32_t subbands,
                           UserReception& reception);

  private:
    std::vector<UserReception> m_reception; //!< result, [ue]
    CRowMatrix m_effective;                 //!< H W of one cell, all users
    std::vector<CMatrix> m_own;             //!< H W of the serving cell, [ue]
    std::vector<CMatrix> m_covariance;      //!< inter-cell interference plus noise, [ue]
    std::vector<int64_t> m_firstStream; //!< first stream of the user in its cell, -1: not served
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_DOWNLINK_RECEPTION_H */
