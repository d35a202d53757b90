/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "training-channel-source.h"

#include "common-options.h"
#include "option-error.h"

#include "ns3/log.h"

#include <algorithm>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoTrainingChannelSource");

namespace
{

constexpr int64_t EPOCH_STREAMS = int64_t{1} << 47; //!< from the streams of one epoch to the next
constexpr int64_t VALIDATION_STREAM = int64_t{1} << 62; //!< streams of the validation

} // namespace

TrainingChannelSource::TrainingChannelSource(const ChannelSource::Settings& settings, Use use)
    : m_settings(settings),
      m_use(use)
{
    NS_LOG_FUNCTION(this << settings.channel);
    if (!IsDatasetName(m_settings.channel))
    {
        m_settings.samples = 1;
        m_ports = ChannelSource(m_settings).GetPorts();
        return;
    }
    m_settings.samples = 0; // all
    ChannelSource source(m_settings);
    const uint64_t count = source.GetSettings().samples;
    m_ports = source.GetPorts();
    const uint64_t held = std::max<uint64_t>(1, count / 10);
    if (count < 2)
    {
        throw OptionError("channel", m_settings.channel, "holds less than two snapshots");
    }
    for (uint64_t i = 0; i < count; ++i)
    {
        source.Next();
        if ((i >= count - held) == (m_use == Use::Validation))
        {
            m_snapshots.push_back(source.GetDownlink());
            m_uplinks.push_back(StackUplink(source));
        }
    }
}

uint32_t
TrainingChannelSource::GetPorts() const
{
    return m_ports;
}

void
TrainingChannelSource::StartEpoch(uint32_t epoch)
{
    NS_LOG_FUNCTION(this << epoch);
    if (!m_snapshots.empty())
    {
        m_next = m_use == Use::Validation ? 0 : epoch * std::size_t{7919};
        return;
    }
    // A new source, because some random variables remember more than the place in their stream.
    m_source = std::make_unique<ChannelSource>(m_settings);
    m_source->AssignStreams(m_use == Use::Validation ? VALIDATION_STREAM
                                                     : (epoch + 1) * EPOCH_STREAMS);
}

const CRowMatrix&
TrainingChannelSource::Next()
{
    if (!m_snapshots.empty())
    {
        m_last = m_next++ % m_snapshots.size();
        return m_snapshots[m_last];
    }
    m_source->Next();
    return m_source->GetDownlink();
}

const CRowMatrix&
TrainingChannelSource::GetUplink() const
{
    if (!m_uplinks.empty())
    {
        return m_uplinks[m_last];
    }
    m_uplink = StackUplink(*m_source);
    return m_uplink;
}

CRowMatrix
TrainingChannelSource::StackUplink(const ChannelSource& source)
{
    if (!source.HasUplink())
    {
        return {};
    }
    const ChannelSource::Settings& size = source.GetSettings();
    CRowMatrix uplink(size.users * size.rxAntennas, source.GetPorts());
    for (uint32_t user = 0; user < size.users; ++user)
    {
        uplink.middleRows(user * size.rxAntennas, size.rxAntennas) =
            source.GetUplink(user).transpose();
    }
    return uplink;
}

} // namespace fddmimo
} // namespace ns3
