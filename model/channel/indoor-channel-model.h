/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_INDOOR_CHANNEL_MODEL_H
#define FDDMIMO_INDOOR_CHANNEL_MODEL_H

#include "ns3/link-paths.h"
#include "ns3/mimo-channel-model.h"
#include "ns3/vector.h"

#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Rays in a rectangular room: line of sight and mirror images of the user in walls, floor and
 * ceiling up to Order reflections, of which the L_p strongest count. Eq. (1) of [CAL]: both bands
 * share angles, delays and distances, and differ in the phase of each path,
 *
 * h_i = sum_l alpha_il exp(-j 2 pi f_i d_l / c) a(theta_l),  alpha_il = g_l c / (4 pi f_i d_l),
 * a(theta) = [1, exp(j pi sin theta), ..., exp(j pi (N - 1) sin theta)]^T,
 *
 * with d_l from the base station to image l, g_l the product of the reflection coefficients on the
 * way (times ExcessLoss), and theta_l the angle of the image off the broadside (Boresight) of a
 * linear array that starts at the base station's position and runs towards larger azimuths. All is
 * a function of the two positions, nothing is drawn: that makes the downlink predictable from the
 * uplink. A downlink row is h_dl^T, the uplink column h_ul; [CAL] writes h_dl^H, with conjugate
 * channels and beams of the same rates.
 *
 * In a convex room every image is seen, so no path has to be checked for shadowing. Positions are
 * those of every Update(), so that movement turns phases. A user outside the room counts as the
 * nearest point inside; distances below 1 cm count as 1 cm. Antennas of a user are points, half a
 * wavelength of the downlink apart along the array. In another subband the phase is that of its
 * centre.
 */
class IndoorChannelModel : public MimoChannelModel
{
  public:
    /// Spacing of the antennas in the uplink.
    enum ArraySpacing
    {
        OWN_WAVELENGTH,     //!< half the wavelength of each band, as in DeepMIMO: same responses
        DOWNLINK_WAVELENGTH //!< half that of the downlink in both bands, one physical array
    };

    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    /**
     * \param position a position
     * \return true if it is in the room, its walls included
     */
    bool IsInside(const Vector& position) const;

    double GetFrequency() const override;
    double GetUplinkFrequency() const override;

    /// Takes no random stream.
    int64_t AssignStreams(int64_t stream) override;

  protected:
    void DoDispose() override;
    void DoUpdate(Time now, std::vector<std::vector<CRowMatrix>>& downlink) override;
    CMatrix DoGetUplink(uint32_t bs, uint32_t ue, uint32_t subband) const override;
    void DoRenew() override;

  private:
    /// A mirror image of a coordinate or of a point.
    template <class T>
    struct Image
    {
        T position;           //!< where it is
        double coefficient;   //!< product of the reflection coefficients
        uint32_t reflections; //!< how many
    };

    /// What both bands share of a link.
    struct Rays
    {
        RMatrix distance;    //!< d_l for each antenna of the user, M x L_p, in m
        RVector coefficient; //!< g_l, L_p
        RVector sine;        //!< sin theta_l, L_p
    };

    /**
     * \param coordinate coordinate of a point in the room
     * \param low wall at smaller coordinates
     * \param high wall at larger ones
     * \param lowCoefficient reflection coefficient of the one
     * \param highCoefficient reflection coefficient of the other
     * \return images with up to Order reflections in these two walls, and the point itself
     */
    std::vector<Image<double>> MirrorCoordinate(double coordinate,
                                                double low,
                                                double high,
                                                double lowCoefficient,
                                                double highCoefficient) const;

    /**
     * \param point point in the room
     * \return its images with up to Order reflections and a coefficient that is not zero; the
     * point itself first
     */
    std::vector<Image<Vector>> Mirror(const Vector& point) const;

    /**
     * \param bs base station
     * \param ue user
     * \return the strongest rays between their present positions
     */
    Rays Trace(uint32_t bs, uint32_t ue) const;

    /**
     * \param rays rays of a link
     * \param frequency carrier in Hz
     * \param spacing distance of the antennas in m
     * \return its paths at this carrier; their delays turn the subbands
     */
    LinkPaths MakePaths(const Rays& rays, double frequency, double spacing) const;

    /**
     * \param rays rays of a link
     * \param paths its paths
     * \param offset centre of the subband beside the carrier in Hz
     * \param antennas N
     * \return channel, M x N
     */
    static CRowMatrix Sum(const Rays& rays,
                          const LinkPaths& paths,
                          double offset,
                          uint32_t antennas);

    double m_carrier;          //!< downlink carrier in Hz, or 0
    Vector m_minimum;          //!< corner of the room at the smallest coordinates, in m
    Vector m_maximum;          //!< corner at the largest
    double m_backWall;         //!< reflection coefficient of the wall at the smallest x
    double m_frontWall;        //!< of that at the largest x
    double m_rightWall;        //!< of that at the smallest y
    double m_leftWall;         //!< of that at the largest y
    double m_floor;            //!< of the floor
    double m_ceiling;          //!< of the ceiling
    uint32_t m_order;          //!< most reflections of a path
    uint32_t m_nPaths;         //!< L_p
    double m_excessLossDb;     //!< loss of every path beside free space and reflections
    double m_boresight;        //!< azimuth of the arrays' broadside in rad
    ArraySpacing m_spacing;    //!< spacing of the antennas in the uplink
    std::vector<Rays> m_links; //!< [bs * users + ue], at the last Update()
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_INDOOR_CHANNEL_MODEL_H */
