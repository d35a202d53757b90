/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_THREE_GPP_MIMO_CHANNEL_MODEL_H
#define FDDMIMO_THREE_GPP_MIMO_CHANNEL_MODEL_H

#include "ns3/channel-condition-model.h"
#include "ns3/path-mimo-channel-model.h"
#include "ns3/three-gpp-channel-model.h"
#include "ns3/three-gpp-propagation-loss-model.h"
#include "ns3/uniform-planar-array.h"

#include <string>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * 3GPP TR 38.901 through ns-3's own models: ThreeGppChannelModel for the clusters,
 * ThreeGppPropagationLossModel for path loss and shadowing, ChannelConditionModel for line of
 * sight.
 *
 * Base stations have a uniform planar array of half a wavelength, Rows x Columns (rows are
 * vertical, antenna index = row * Columns + column), users a uniform linear array of isotropic
 * elements. Every cluster becomes a path: its matrix from ns-3, its delay (relative to the
 * carrier), and the Doppler shift that its angles and the velocities give (38.901 eq. (7.5-22),
 * with the cluster's centre angles as in ns-3's ThreeGppSpectrumPropagationLossModel). Every
 * UpdatePeriod ns-3 draws an independent realisation for the positions of that moment;
 * line-of-sight condition and shadowing follow ns-3's own rules. The uplink has the phases that the
 * delays give at its carrier.
 *
 * Mobility models must be aggregated to ns-3 nodes, because ns-3 keeps its channels by node.
 */
class ThreeGppMimoChannelModel : public PathMimoChannelModel
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    int64_t AssignStreams(int64_t stream) override;

    /**
     * \param antennas antennas N of a base station
     * \return Rows, or the largest divisor of N that is at most sqrt(N)
     */
    uint32_t GetArrayRows(uint32_t antennas) const override;

  protected:
    void DoDispose() override;
    LinkPaths DrawPaths(uint32_t bs, uint32_t ue) override;
    double GetAmplitude(uint32_t bs, uint32_t ue) override;
    void DoRenew() override;

  private:
    /**
     * Makes ns-3's models and the arrays of all nodes.
     */
    void CreateModels();

    std::string m_scenario;                          //!< 38.901 scenario
    uint32_t m_rows;                                 //!< rows of the array, 0: near-square
    double m_bearing;                                //!< azimuth of the array's broadside in rad
    double m_downtilt;                               //!< downtilt in rad
    bool m_isotropic;                                //!< isotropic instead of 38.901 elements
    bool m_shadowing;                                //!< shadowing on
    int64_t m_stream{-1};                            //!< first random stream, -1: not assigned
    Ptr<ThreeGppChannelModel> m_clusters;            //!< ns-3's clusters
    Ptr<ThreeGppPropagationLossModel> m_loss;        //!< ns-3's path loss
    Ptr<ChannelConditionModel> m_condition;          //!< ns-3's line of sight
    std::vector<Ptr<UniformPlanarArray>> m_bsArrays; //!< arrays of the base stations
    std::vector<Ptr<UniformPlanarArray>> m_ueArrays; //!< arrays of the users
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_THREE_GPP_MIMO_CHANNEL_MODEL_H */
