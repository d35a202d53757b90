/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fdd-mimo-frame.h"

#include "ns3/abort.h"
#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoFrame");

NS_OBJECT_ENSURE_REGISTERED(FddMimoFrame);

TypeId
FddMimoFrame::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::FddMimoFrame")
            .SetParent<Object>()
            .SetGroupName("FddMimo")
            .AddConstructor<FddMimoFrame>()
            .AddAttribute(
                "Interval",
                "Coherence interval T_c: pilots, feedback, design and data repeat with it",
                TimeValue(MilliSeconds(5)),
                MakeTimeAccessor(&FddMimoFrame::m_interval),
                MakeTimeChecker(MicroSeconds(1)))
            .AddAttribute("Slots",
                          "Data slots in an interval, each carrying one transport block a user",
                          UintegerValue(5),
                          MakeUintegerAccessor(&FddMimoFrame::m_slots),
                          MakeUintegerChecker<uint32_t>(1, 1000))
            .AddAttribute(
                "ChannelUpdates",
                "How often the channels move on while the data of an interval is sent, at "
                "most once a slot; 1: block fading, they stay as they were when the "
                "interval began",
                UintegerValue(1),
                MakeUintegerAccessor(&FddMimoFrame::m_channelUpdates),
                MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("CoherenceBandwidth",
                          "Bandwidth in Hz over which one set of pilots serves; T_c times this is "
                          "the number of symbols of which tau are pilots",
                          DoubleValue(360e3),
                          MakeDoubleAccessor(&FddMimoFrame::m_coherenceBandwidth),
                          MakeDoubleChecker<double>(1.0))
            .AddAttribute("PilotReuse",
                          "Orthogonal sets of downlink pilots. 1: all cells send theirs at once, "
                          "and the interference that users measure is noise to the pilots too. "
                          "R > 1: neighbours' pilots do not collide, users see thermal noise only, "
                          "and the pilots cost R times the symbols",
                          UintegerValue(1),
                          MakeUintegerAccessor(&FddMimoFrame::m_pilotReuse),
                          MakeUintegerChecker<uint32_t>(1, 100))
            .AddAttribute("FeedbackWindow",
                          "Time between the pilots and the design of the beams, reserved for the "
                          "reports; those that arrive later serve the next interval",
                          TimeValue(MicroSeconds(500)),
                          MakeTimeAccessor(&FddMimoFrame::m_feedbackWindow),
                          MakeTimeChecker(Seconds(0)));
    return tid;
}

Time
FddMimoFrame::GetInterval() const
{
    return m_interval;
}

uint32_t
FddMimoFrame::GetChannelUpdates() const
{
    return std::min(m_channelUpdates, m_slots);
}

uint32_t
FddMimoFrame::GetSlots() const
{
    return m_slots;
}

uint32_t
FddMimoFrame::GetPilotReuse() const
{
    return m_pilotReuse;
}

Time
FddMimoFrame::GetPilotDuration(uint32_t pilotSymbols) const
{
    return Seconds(pilotSymbols / m_coherenceBandwidth);
}

bool
FddMimoFrame::HasTimeForData(uint32_t pilotSymbols, bool feedback) const
{
    return GetPilotDuration(pilotSymbols) + (feedback ? m_feedbackWindow : Time(0)) < m_interval;
}

Time
FddMimoFrame::GetDesignOffset(uint32_t pilotSymbols, bool feedback) const
{
    NS_ABORT_MSG_IF(!HasTimeForData(pilotSymbols, feedback),
                    "FddMimoFrame: " << pilotSymbols << " pilot symbols at CoherenceBandwidth "
                                     << m_coherenceBandwidth << " Hz and a FeedbackWindow of "
                                     << m_feedbackWindow.As(Time::MS)
                                     << " leave no data in an Interval of "
                                     << m_interval.As(Time::MS)
                                     << "; lengthen Interval, shorten the pilots or the window");
    return GetPilotDuration(pilotSymbols) + (feedback ? m_feedbackWindow : Time(0));
}

double
FddMimoFrame::GetDataFraction(uint32_t pilotSymbols, bool feedback) const
{
    return 1.0 - GetDesignOffset(pilotSymbols, feedback).GetSeconds() / m_interval.GetSeconds();
}

} // namespace fddmimo
} // namespace ns3
