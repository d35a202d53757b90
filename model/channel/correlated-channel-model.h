/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_CORRELATED_CHANNEL_MODEL_H
#define FDDMIMO_CORRELATED_CHANNEL_MODEL_H

#include "ns3/path-mimo-channel-model.h"
#include "ns3/planar-correlation.h"
#include "ns3/random-variable-stream.h"

#include <map>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Correlated Rayleigh fading of a planar array at the base station, [GCN] section 5.1.1: rows of H
 * are independent with E[h h^H] = R (h^H being a row), R by PlanarCorrelation, times the path gain.
 *
 * The mean angles of azimuth (columns) and elevation (rows) are uniform in +-MaxAngle, drawn anew
 * with the paths, or those of the line of sight (Directions). Ageing is that of
 * RayleighChannelModel: a sum of S independent terms with the Doppler shifts of equally spaced
 * arrival angles; a link that does not move has one term.
 */
class CorrelatedChannelModel : public PathMimoChannelModel
{
  public:
    /// Where the mean angles come from.
    enum Directions
    {
        RANDOM,  //!< uniform, whatever the positions
        POSITION //!< line of sight, as seen from the broadside of the array
    };

    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    CorrelatedChannelModel();

    uint32_t GetArrayRows(uint32_t antennas) const override;
    int64_t AssignStreams(int64_t stream) override;

    /**
     * Aborts if the model has not drawn the link's paths itself (before the first Update(), or with
     * paths from a LinkPathStore).
     *
     * \param bs base station
     * \param ue user
     * \return E[h h^H] of the link over its path gain, N x N
     */
    const PlanarCorrelation& GetCorrelation(uint32_t bs, uint32_t ue) const;

    /**
     * Aborts as GetCorrelation() does.
     *
     * \param bs base station
     * \param ue user
     * \return E[h h^H] of the link, N x N, path gain included
     */
    CMatrix GetCovariance(uint32_t bs, uint32_t ue) override;
    bool KnowsCovariance() const override;

  protected:
    LinkPaths DrawPaths(uint32_t bs, uint32_t ue) override;

  private:
    uint32_t m_rows;                      //!< rows of the arrays, 0: nearest to a square
    double m_spread;                      //!< angular spread in rad
    double m_maxAngle;                    //!< bound of the random angles in rad
    Directions m_directions;              //!< where the mean angles come from
    double m_boresight;                   //!< azimuth that the arrays look to in rad
    uint32_t m_oscillators;               //!< S
    double m_delaySpread;                 //!< mean delay in s
    Ptr<NormalRandomVariable> m_normal;   //!< gains
    Ptr<UniformRandomVariable> m_uniform; //!< angles, phases, delays
    std::map<std::pair<uint32_t, uint32_t>, PlanarCorrelation> m_correlations; //!< of each link
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_CORRELATED_CHANNEL_MODEL_H */
