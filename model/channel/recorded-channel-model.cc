/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "recorded-channel-model.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/log.h"
#include "ns3/mimo-dataset-reader.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoRecordedChannelModel");

NS_OBJECT_ENSURE_REGISTERED(RecordedChannelModel);

TypeId
RecordedChannelModel::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::RecordedChannelModel")
            .SetParent<MimoChannelModel>()
            .SetGroupName("FddMimo")
            .AddConstructor<RecordedChannelModel>()
            .AddAttribute("FileName",
                          "Path of the data set (HDF5).",
                          StringValue(""),
                          MakeStringAccessor(&RecordedChannelModel::m_fileName),
                          MakeStringChecker())
            .AddAttribute("Interval",
                          "How long each snapshot lasts.",
                          TimeValue(MilliSeconds(5)),
                          MakeTimeAccessor(&RecordedChannelModel::m_interval),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("FirstSnapshot",
                          "Snapshot to begin with.",
                          UintegerValue(0),
                          MakeUintegerAccessor(&RecordedChannelModel::m_firstSnapshot),
                          MakeUintegerChecker<uint64_t>())
            .AddAttribute("Wrap",
                          "Start over at the end of the file; if false, running out of snapshots "
                          "ends the program with a message.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&RecordedChannelModel::m_wrap),
                          MakeBooleanChecker());
    return tid;
}

RecordedChannelModel::RecordedChannelModel()
{
    NS_LOG_FUNCTION(this);
}

RecordedChannelModel::~RecordedChannelModel()
{
    NS_LOG_FUNCTION(this);
}

void
RecordedChannelModel::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_reader.reset();
    MimoChannelModel::DoDispose();
}

void
RecordedChannelModel::Open()
{
    if (m_reader)
    {
        return;
    }
    NS_ABORT_MSG_IF(m_fileName.empty(),
                    "RecordedChannelModel: attribute FileName is empty; set it to the path of a "
                    "data set");
    try
    {
        m_reader = std::make_unique<MimoDatasetReader>(m_fileName);
    }
    catch (const MimoDatasetError& error)
    {
        NS_ABORT_MSG("RecordedChannelModel: " << error.what());
    }
    NS_ABORT_MSG_IF(m_firstSnapshot >= m_reader->GetNSnapshots(),
                    "RecordedChannelModel: attribute FirstSnapshot is "
                        << m_firstSnapshot << ", but data set " << m_fileName << " holds "
                        << m_reader->GetNSnapshots() << " snapshots");
    m_originSnapshot = m_firstSnapshot;
}

const MimoDatasetInfo&
RecordedChannelModel::GetInfo()
{
    Open();
    return m_reader->GetInfo();
}

uint64_t
RecordedChannelModel::GetNSnapshots()
{
    Open();
    return m_reader->GetNSnapshots();
}

uint64_t
RecordedChannelModel::GetSnapshot() const
{
    return m_reader ? m_current % m_reader->GetNSnapshots() : 0;
}

RVector
RecordedChannelModel::GetNoiseVariance() const
{
    NS_ABORT_MSG_IF(!m_started, "RecordedChannelModel: no snapshot before the first Update()");
    return m_reader->ReadNoiseVariance(GetSnapshot());
}

int64_t
RecordedChannelModel::AssignStreams(int64_t stream)
{
    NS_LOG_FUNCTION(this << stream);
    return 0;
}

void
RecordedChannelModel::CheckSizes() const
{
    const MimoDatasetInfo& info = m_reader->GetInfo();
    NS_ABORT_MSG_IF(GetNBs() != 1,
                    "RecordedChannelModel: data set " << m_fileName
                                                      << " holds one base station, but " << GetNBs()
                                                      << " are registered");
    NS_ABORT_MSG_IF(GetNSubbands() != 1,
                    "RecordedChannelModel: data set " << m_fileName
                                                      << " holds one subband, but the model has "
                                                      << GetNSubbands());
    NS_ABORT_MSG_IF(GetBsAntennas(0) != info.txAntennas,
                    "RecordedChannelModel: data set "
                        << m_fileName << " holds channels of " << info.txAntennas
                        << " tx antennas, but the base station has " << GetBsAntennas(0));
    NS_ABORT_MSG_IF(GetNUes() != info.users,
                    "RecordedChannelModel: data set " << m_fileName << " holds channels of "
                                                      << info.users << " users, but " << GetNUes()
                                                      << " are registered");
    for (uint32_t ue = 0; ue < GetNUes(); ++ue)
    {
        NS_ABORT_MSG_IF(GetUeAntennas(ue) != info.rxAntennas,
                        "RecordedChannelModel: data set "
                            << m_fileName << " holds users of " << info.rxAntennas
                            << " rx antennas, but user " << ue << " has " << GetUeAntennas(ue));
    }
}

void
RecordedChannelModel::DoUpdate(Time now, std::vector<std::vector<CRowMatrix>>& downlink)
{
    NS_LOG_FUNCTION(this << now);
    Open();
    if (!m_started)
    {
        CheckSizes();
        m_started = true;
        m_origin = now;
    }
    const auto passed = (now - m_origin).GetTimeStep() / m_interval.GetTimeStep();
    m_current = m_originSnapshot + static_cast<uint64_t>(passed);
    NS_ABORT_MSG_IF(!m_wrap && m_current >= m_reader->GetNSnapshots(),
                    "RecordedChannelModel: data set "
                        << m_fileName << " ends after " << m_reader->GetNSnapshots()
                        << " snapshots of " << m_interval.As(Time::MS)
                        << "; record more, or set attribute Wrap to start over");
    try
    {
        downlink[0][0] = m_reader->ReadDownlink(GetSnapshot());
    }
    catch (const MimoDatasetError& error)
    {
        NS_ABORT_MSG("RecordedChannelModel: " << error.what());
    }
}

CMatrix
RecordedChannelModel::DoGetUplink(uint32_t bs, uint32_t ue, uint32_t subband) const
{
    NS_LOG_FUNCTION(this << bs << ue << subband);
    const MimoDatasetInfo& info = m_reader->GetInfo();
    NS_ABORT_MSG_IF(!info.hasUplink,
                    "RecordedChannelModel: data set "
                        << m_fileName
                        << " holds no uplink channels (/uplink is missing), but they are needed");
    try
    {
        const CRowMatrix all = m_reader->ReadUplink(GetSnapshot());
        return all.middleRows(GetRowOffset(ue), info.rxAntennas).transpose();
    }
    catch (const MimoDatasetError& error)
    {
        NS_ABORT_MSG("RecordedChannelModel: " << error.what());
    }
    return CMatrix();
}

void
RecordedChannelModel::DoRenew()
{
    NS_LOG_FUNCTION(this);
    if (m_started)
    {
        // The next update may name any instant: it becomes the new origin of time.
        m_originSnapshot = m_current + 1;
        m_started = false;
    }
}

} // namespace fddmimo
} // namespace ns3
