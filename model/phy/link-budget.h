/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_LINK_BUDGET_H
#define FDDMIMO_LINK_BUDGET_H

#include "ns3/nstime.h"
#include "ns3/object.h"

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Powers, noise and bandwidth of a network, in the units that its parts compute with: W a subband,
 * where all subbands share power and bandwidth equally.
 */
class LinkBudget : public Object
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    /**
     * \param subbands number of subbands
     * \return transmit power of a base station in W a subband
     */
    double GetBsPower(uint32_t subbands) const;

    /**
     * \param subbands number of subbands
     * \return transmit power of a user in W a subband
     */
    double GetUePower(uint32_t subbands) const;

    /**
     * \param subbands number of subbands
     * \return noise power at an antenna of a base station in W a subband
     */
    double GetBsNoise(uint32_t subbands) const;

    /**
     * \param subbands number of subbands
     * \return noise power at an antenna of a user in W a subband
     */
    double GetUeNoise(uint32_t subbands) const;

    /**
     * \return transmit power of a user over noise and uplink interference at a base station's
     * antenna, for unit channel gain; the same in every subband
     */
    double GetUplinkSnr() const;

    /**
     * \param duration a time
     * \param subbands number of subbands
     * \return symbols that a subband carries in it
     */
    double GetSymbols(Time duration, uint32_t subbands) const;

  private:
    double m_bsTxPowerDbm;     //!< transmit power of a base station
    double m_ueTxPowerDbm;     //!< transmit power of a user
    double m_bandwidth;        //!< in Hz, each direction
    double m_bsNoiseFigureDb;  //!< of a base station
    double m_ueNoiseFigureDb;  //!< of a user
    double m_uplinkMarginDb;   //!< rise of the uplink noise by other cells
    double m_symbolEfficiency; //!< symbols per second and hertz
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_LINK_BUDGET_H */
