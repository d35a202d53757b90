/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_FRAME_H
#define FDDMIMO_FRAME_H

#include "ns3/nstime.h"
#include "ns3/object.h"

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * What one coherence interval is spent on.
 *
 * An interval of length T_c starts with tau pilot symbols, goes on with the feedback window in
 * which reports travel in the uplink, and gives the rest to data, in slots of equal length. Pilots
 * repeat in every coherence bandwidth B_c, so that tau of the T_c B_c symbols of a coherence block
 * are pilots, whatever the system bandwidth.
 */
class FddMimoFrame : public Object
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    /**
     * \return T_c
     */
    Time GetInterval() const;

    /**
     * \return data slots in an interval
     */
    uint32_t GetSlots() const;

    /**
     * \return how often the channels move on while data is sent, 1 to GetSlots(); 1 is block
     * fading: they stay as they were at the start of the interval
     */
    uint32_t GetChannelUpdates() const;

    /**
     * \return cells that share the downlink pilots' symbols without disturbing each other
     */
    uint32_t GetPilotReuse() const;

    /**
     * \param pilotSymbols tau, pilot symbols in each coherence block
     * \return time that the pilots take
     */
    Time GetPilotDuration(uint32_t pilotSymbols) const;

    /**
     * \param pilotSymbols tau, pilot symbols in each coherence block
     * \param feedback true if the beams wait for reports (the feedback window)
     * \return true if pilots and feedback window leave some of the interval for data
     */
    bool HasTimeForData(uint32_t pilotSymbols, bool feedback) const;

    /**
     * Time from the start of an interval to the design of its beams. Aborts with a message if no
     * time is left for data.
     *
     * \param pilotSymbols tau, pilot symbols in each coherence block
     * \param feedback true if the beams wait for reports (the feedback window)
     * \return time of pilots and feedback window
     */
    Time GetDesignOffset(uint32_t pilotSymbols, bool feedback) const;

    /**
     * \param pilotSymbols tau, pilot symbols in each coherence block
     * \param feedback true if the beams wait for reports
     * \return fraction of the interval left for data, in (0, 1]: net rate = fraction * gross rate
     */
    double GetDataFraction(uint32_t pilotSymbols, bool feedback) const;

  private:
    Time m_interval;             //!< T_c
    uint32_t m_slots;            //!< data slots in an interval
    uint32_t m_channelUpdates;   //!< how often the channels move on while data is sent
    double m_coherenceBandwidth; //!< B_c in Hz
    uint32_t m_pilotReuse;       //!< pilot sets of different cells that are orthogonal
    Time m_feedbackWindow;       //!< time reserved for reports
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_FRAME_H */
