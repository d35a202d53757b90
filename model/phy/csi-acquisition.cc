/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "csi-acquisition.h"

#include "ns3/abort.h"
#include "ns3/csi-report-header.h"
#include "ns3/log.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/trace-source-accessor.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoCsiAcquisition");

NS_OBJECT_ENSURE_REGISTERED(CsiAcquisition);

namespace
{

const double PERFECT_QUALITY = 1e10; //!< pilot power that stands for an estimate without error

} // namespace

TypeId
CsiAcquisition::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::CsiAcquisition")
            .SetParent<Object>()
            .SetGroupName("FddMimo")
            .AddConstructor<CsiAcquisition>()
            .AddAttribute("Estimator",
                          "Channel estimator at the users",
                          PointerValue(),
                          MakePointerAccessor(&CsiAcquisition::m_estimator),
                          MakePointerChecker<ChannelEstimator>())
            .AddAttribute("Codec",
                          "CSI codec",
                          PointerValue(),
                          MakePointerAccessor(&CsiAcquisition::m_codec),
                          MakePointerChecker<CsiCodec>())
            .AddAttribute("Feedback",
                          "Feedback channel that carries the reports",
                          PointerValue(),
                          MakePointerAccessor(&CsiAcquisition::m_feedback),
                          MakePointerChecker<FeedbackChannel>())
            .AddAttribute("CovarianceMemory",
                          "Reports over which a covariance is averaged, with exponential weights "
                          "once there are as many, for precoders that need one",
                          UintegerValue(50),
                          MakeUintegerAccessor(&CsiAcquisition::m_memory),
                          MakeUintegerChecker<uint32_t>(1))
            .AddTraceSource("ReportSent",
                            "A user sent a report",
                            MakeTraceSourceAccessor(&CsiAcquisition::m_sentTrace),
                            "ns3::fddmimo::CsiAcquisition::SentCallback")
            .AddTraceSource("ReportReceived",
                            "A report arrived and was decoded",
                            MakeTraceSourceAccessor(&CsiAcquisition::m_receivedTrace),
                            "ns3::fddmimo::CsiAcquisition::ReceivedCallback")
            .AddTraceSource("ReportLost",
                            "A report arrived with bit errors, or could not be decoded, and was "
                            "dropped",
                            MakeTraceSourceAccessor(&CsiAcquisition::m_lostTrace),
                            "ns3::fddmimo::CsiAcquisition::LostCallback");
    return tid;
}

void
CsiAcquisition::DoDispose()
{
    m_estimator = nullptr;
    m_codec = nullptr;
    m_feedback = nullptr;
    m_users.clear();
    Object::DoDispose();
}

uint32_t
CsiAcquisition::AddUser()
{
    m_users.emplace_back();
    return m_users.size() - 1;
}

void
CsiAcquisition::KeepCovariances()
{
    m_covariances = true;
}

void
CsiAcquisition::Store(User& user, std::vector<UserCsi> report) const
{
    if (m_covariances)
    {
        user.averaged = std::min(user.averaged + 1, m_memory);
        for (std::size_t i = 0; i < report.size(); ++i)
        {
            const CMatrix& channel = report[i].channel;
            CMatrix& covariance = report[i].covariance;
            covariance = channel.adjoint() * channel / channel.rows();
            if (i < user.latest.size() && user.averaged > 1)
            {
                covariance = user.latest[i].covariance +
                             (covariance - user.latest[i].covariance) / user.averaged;
            }
        }
    }
    user.latest = std::move(report);
}

Ptr<ChannelEstimator>
CsiAcquisition::GetEstimator() const
{
    return m_estimator;
}

Ptr<CsiCodec>
CsiAcquisition::GetCodec() const
{
    return m_codec;
}

int64_t
CsiAcquisition::AssignStreams(int64_t stream)
{
    const int64_t first = stream;
    stream += m_estimator->AssignStreams(stream);
    stream += m_feedback->AssignStreams(stream);
    return stream - first;
}

const std::vector<UserCsi>*
CsiAcquisition::GetLatest(uint32_t ue) const
{
    const auto& latest = m_users.at(ue).latest;
    return latest.empty() ? nullptr : &latest;
}

void
CsiAcquisition::Measure(uint32_t ue,
                        const std::vector<CMatrix>& channel,
                        double pilotPower,
                        double scale,
                        Time measuredAt)
{
    NS_LOG_FUNCTION(this << ue << pilotPower << scale << measuredAt);
    User& user = m_users.at(ue);
    std::vector<CMatrix> estimate;
    estimate.reserve(channel.size());
    for (const auto& subband : channel)
    {
        estimate.push_back(scale * m_estimator->Estimate(subband, pilotPower));
    }
    if (m_codec->IsTransparent())
    {
        std::vector<UserCsi> report(estimate.size());
        for (std::size_t subband = 0; subband < estimate.size(); ++subband)
        {
            UserCsi& csi = report[subband];
            csi.rxAntennas = estimate[subband].rows();
            csi.measuredAt = measuredAt;
            csi.channel = m_codec->HandOver(estimate[subband], CMatrix());
            // What the pilots were over the noise, seen by the user: [GCN]'s pilot power
            const double symbols = m_estimator->GetPilotLength(csi.channel.cols());
            csi.quality = symbols > 0.0 ? pilotPower * symbols / csi.channel.cols() *
                                              csi.channel.squaredNorm() / csi.channel.size()
                                        : PERFECT_QUALITY;
        }
        Store(user, std::move(report));
        return;
    }
    user.dimensions.rxAntennas = estimate.front().rows();
    user.dimensions.txAntennas = estimate.front().cols();
    user.dimensions.subbands = estimate.size();
    const EncodedCsi encoded = m_codec->Encode(estimate);
    CsiReportHeader header;
    header.SetUeId(ue);
    header.SetSequence(user.sequence++);
    header.SetMeasuredAt(measuredAt);
    header.SetPayload(encoded.bits);
    auto report = Create<Packet>();
    report->AddHeader(header);
    m_sentTrace(ue, 8 * report->GetSize(), encoded.bits.GetSize());
    const uint32_t bits = 8 * report->GetSize();
    if (!m_feedback->Send(ue, report, MakeCallback(&CsiAcquisition::Receive, this).Bind(ue)))
    {
        m_lostTrace(ue, bits);
    }
}

void
CsiAcquisition::Receive(uint32_t ue, Ptr<Packet> report)
{
    NS_LOG_FUNCTION(this << ue << report);
    const uint32_t bits = 8 * report->GetSize();
    if (m_users.empty())
    {
        return; // disposed of while the report was under way
    }
    User& user = m_users.at(ue);
    CsiReportHeader header;
    report->RemoveHeader(header);
    std::vector<UserCsi> decoded;
    if (header.IsValid() && header.GetUeId() == ue)
    {
        decoded = m_codec->Decode(header.GetPayload(), user.dimensions);
    }
    if (decoded.empty())
    {
        m_lostTrace(ue, bits);
        return;
    }
    for (auto& csi : decoded)
    {
        csi.measuredAt = header.GetMeasuredAt();
    }
    Store(user, std::move(decoded));
    m_receivedTrace(ue, bits, Simulator::Now() - header.GetMeasuredAt());
}

} // namespace fddmimo
} // namespace ns3
