/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_ANALOG_BEAMFORMER_H
#define FDDMIMO_ANALOG_BEAMFORMER_H

#include "ns3/matrix-types.h"
#include "ns3/mimo-channel-model.h"
#include "ns3/object.h"

#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * The analog stage W_a of hybrid beamforming, x = W_a W_d s: N_RF beams, one for each RF chain,
 * common to all users and streams. Digital precoders are designed behind it, see
 * HybridChannelModel, which is what users of this class need.
 *
 * A new analog stage derives from this class, registers a TypeId and overrides DoGetWeights.
 */
class AnalogBeamformer : public Object
{
  public:
    /// How the digital stage knows that the analog beams are not orthogonal.
    enum Regulariser
    {
        EXACT,  //!< W_a^H W_a: ports are an orthonormal combination of the beams
        PRINTED //!< I, as in [EDN]: ports are the beams; only (24) restores the power
    };

    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    /**
     * \return N_RF, number of RF chains
     */
    uint32_t GetRfChains() const;

    /**
     * \return what the digital stage knows of W_a
     */
    Regulariser GetRegulariser() const;

    /**
     * \return true if the beams depend on where the users are
     */
    virtual bool NeedsPositions() const;

    /**
     * Points the beams of a base station for the positions of this moment.
     *
     * \param channel the channel model, which knows the antennas, the carrier and the positions
     * \param bs base station; aborts if it has less antennas than RF chains
     * \param ues its users
     * \param subband subband
     * \return W_a, N x N_RF: columns of unit norm, or zero for an RF chain that is idle
     */
    CMatrix GetWeights(const MimoChannelModel& channel,
                       uint32_t bs,
                       const std::vector<uint32_t>& ues,
                       uint32_t subband) const;

  protected:
    /**
     * \copydoc GetWeights
     */
    virtual CMatrix DoGetWeights(const MimoChannelModel& channel,
                                 uint32_t bs,
                                 const std::vector<uint32_t>& ues,
                                 uint32_t subband) const = 0;

  private:
    uint32_t m_rfChains;       //!< N_RF
    Regulariser m_regulariser; //!< what the digital stage knows of W_a
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_ANALOG_BEAMFORMER_H */
