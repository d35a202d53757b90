/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "mimo-dataset-recorder.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/mimo-dataset-writer.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <limits>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoDatasetRecorder");

NS_OBJECT_ENSURE_REGISTERED(MimoDatasetRecorder);

TypeId
MimoDatasetRecorder::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::MimoDatasetRecorder")
            .SetParent<Object>()
            .SetGroupName("FddMimo")
            .AddConstructor<MimoDatasetRecorder>()
            .AddAttribute("FileName",
                          "Path of the data set (HDF5).",
                          StringValue("channels.h5"),
                          MakeStringAccessor(&MimoDatasetRecorder::m_fileName),
                          MakeStringChecker())
            .AddAttribute("Source",
                          "Text for the attribute source; empty: the type of the channel model.",
                          StringValue(""),
                          MakeStringAccessor(&MimoDatasetRecorder::m_source),
                          MakeStringChecker())
            .AddAttribute(
                "ArrayGeometry",
                "Text for the attribute array_geometry: the antennas of the base station.",
                StringValue(""),
                MakeStringAccessor(&MimoDatasetRecorder::m_arrayGeometry),
                MakeStringChecker())
            .AddAttribute("Interval",
                          "Distance of two snapshots.",
                          TimeValue(MilliSeconds(5)),
                          MakeTimeAccessor(&MimoDatasetRecorder::m_interval),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("NoiseVariance",
                          "Noise variance at each user in W, above 0, written beside the channels. "
                          "1 W stands for channels without path loss, to be scaled at will.",
                          DoubleValue(1.0),
                          MakeDoubleAccessor(&MimoDatasetRecorder::m_noiseVariance),
                          MakeDoubleChecker<double>(std::numeric_limits<double>::min()))
            .AddAttribute("Bs",
                          "Index of the base station whose channels are recorded.",
                          UintegerValue(0),
                          MakeUintegerAccessor(&MimoDatasetRecorder::m_bs),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("Subband",
                          "Index of the subband whose channels are recorded.",
                          UintegerValue(0),
                          MakeUintegerAccessor(&MimoDatasetRecorder::m_subband),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("Uplink",
                          "Record uplink channels too.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&MimoDatasetRecorder::m_uplink),
                          MakeBooleanChecker());
    return tid;
}

MimoDatasetRecorder::MimoDatasetRecorder()
{
    NS_LOG_FUNCTION(this);
}

MimoDatasetRecorder::~MimoDatasetRecorder()
{
    NS_LOG_FUNCTION(this);
}

void
MimoDatasetRecorder::DoDispose()
{
    NS_LOG_FUNCTION(this);
    Close();
    m_channel = nullptr;
    Object::DoDispose();
}

void
MimoDatasetRecorder::SetChannel(Ptr<MimoChannelModel> channel)
{
    NS_LOG_FUNCTION(this << channel);
    m_channel = channel;
}

void
MimoDatasetRecorder::Start(Time delay)
{
    NS_LOG_FUNCTION(this << delay);
    m_event.Cancel();
    m_event = Simulator::Schedule(delay, &MimoDatasetRecorder::RecordPeriodically, this);
    // The simulation may end without anyone disposing of the recorder.
    Simulator::ScheduleDestroy(&MimoDatasetRecorder::Close, Ptr<MimoDatasetRecorder>(this));
}

void
MimoDatasetRecorder::RecordPeriodically()
{
    NS_LOG_FUNCTION(this);
    NS_ABORT_MSG_IF(!m_channel, "MimoDatasetRecorder: call SetChannel() first");
    m_channel->Update(Simulator::Now());
    Record();
    m_event = Simulator::Schedule(m_interval, &MimoDatasetRecorder::RecordPeriodically, this);
}

MimoDatasetInfo
MimoDatasetRecorder::MakeInfo() const
{
    NS_ABORT_MSG_IF(!m_channel, "MimoDatasetRecorder: call SetChannel() first");
    NS_ABORT_MSG_IF(m_bs >= m_channel->GetNBs(),
                    "MimoDatasetRecorder: attribute Bs is " << m_bs << ", but the model has "
                                                            << m_channel->GetNBs()
                                                            << " base stations");
    NS_ABORT_MSG_IF(m_subband >= m_channel->GetNSubbands(),
                    "MimoDatasetRecorder: attribute Subband is "
                        << m_subband << ", but the model has " << m_channel->GetNSubbands());
    NS_ABORT_MSG_IF(m_channel->GetNUes() == 0, "MimoDatasetRecorder: the model has no users");
    MimoDatasetInfo info;
    info.users = m_channel->GetNUes();
    info.rxAntennas = m_channel->GetUeAntennas(0);
    info.txAntennas = m_channel->GetBsAntennas(m_bs);
    info.hasUplink = m_uplink;
    info.frequency = m_channel->GetFrequency();
    info.uplinkFrequency = m_channel->GetUplinkFrequency();
    info.source = m_source.empty() ? m_channel->GetInstanceTypeId().GetName() : m_source;
    info.arrayGeometry = m_arrayGeometry;
    for (uint32_t ue = 0; ue < info.users; ++ue)
    {
        NS_ABORT_MSG_IF(m_channel->GetUeAntennas(ue) != info.rxAntennas,
                        "MimoDatasetRecorder: user "
                            << ue << " has " << m_channel->GetUeAntennas(ue)
                            << " antennas and user 0 has " << info.rxAntennas
                            << "; a data set needs the same for all");
    }
    return info;
}

void
MimoDatasetRecorder::Record()
{
    NS_LOG_FUNCTION(this);
    try
    {
        if (!m_writer)
        {
            m_writer = std::make_unique<MimoDatasetWriter>(m_fileName, MakeInfo());
        }
        const RVector noise = RVector::Constant(m_channel->GetNUes(), m_noiseVariance);
        const CRowMatrix& downlink = m_channel->GetDownlinkOfCell(m_bs, m_subband);
        if (!m_uplink)
        {
            m_writer->Append(downlink, noise);
            return;
        }
        CRowMatrix uplink(downlink.rows(), downlink.cols());
        for (uint32_t ue = 0; ue < m_channel->GetNUes(); ++ue)
        {
            uplink.middleRows(m_channel->GetRowOffset(ue), m_channel->GetUeAntennas(ue)) =
                m_channel->GetUplink(m_bs, ue, m_subband).transpose();
        }
        m_writer->Append(downlink, noise, &uplink);
    }
    catch (const MimoDatasetError& error)
    {
        NS_ABORT_MSG("MimoDatasetRecorder: " << error.what());
    }
}

void
MimoDatasetRecorder::Close()
{
    NS_LOG_FUNCTION(this);
    m_event.Cancel();
    if (m_writer)
    {
        try
        {
            m_writer->Close();
        }
        catch (const MimoDatasetError& error)
        {
            NS_ABORT_MSG("MimoDatasetRecorder: " << error.what());
        }
        m_writer.reset();
    }
}

uint64_t
MimoDatasetRecorder::GetNSnapshots() const
{
    return m_writer ? m_writer->GetNSnapshots() : 0;
}

} // namespace fddmimo
} // namespace ns3
