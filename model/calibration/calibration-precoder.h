/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_CALIBRATION_PRECODER_H
#define FDDMIMO_CALIBRATION_PRECODER_H

#include "pilot-precoder.h"
#include "uplink-least-squares.h"

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Neural calibration, [CAL] section III: received pilots Y = H X + N, LS estimates Y X^H (X
 * X^H)^-1, one network for each user that makes a downlink channel of the estimate, and the ZF
 * layer, see ApplyZfLayer(). Pilots and network are trained together on the sum rate; what the
 * network gives is no estimate of the channel but what makes ZF good.
 */
class CalibrationPrecoder : public PilotPrecoder
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    CalibrationPrecoder();

  protected:
    CalibrationScheme GetScheme() const override;
    std::vector<CMatrix> DesignFromPilots(
        const CalibrationModel& model,
        const std::vector<const PrecodingProblem*>& problems) const override;

  private:
    /**
     * \param model weights
     * \param streams S
     * \return LS for its pilots, made when it is first needed
     */
    const UplinkLeastSquares& GetLeastSquares(const CalibrationModel& model,
                                              uint32_t streams) const;

    mutable const CalibrationModel* m_owner{nullptr};              //!< whose pilots they are
    mutable std::map<uint32_t, UplinkLeastSquares> m_leastSquares; //!< by S
};

/**
 * \ingroup fdd-mimo
 * The block-by-block benchmark of [CAL], table I: LS with DFT pilots, a network trained to map the
 * estimate to the downlink channel with the least squared error, ZF.
 */
class ChannelMappingPrecoder : public CalibrationPrecoder
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    ChannelMappingPrecoder();

  protected:
    CalibrationScheme GetScheme() const override;
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_CALIBRATION_PRECODER_H */
