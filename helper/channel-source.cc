/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "channel-source.h"

#include "ns3/analog-option.h"
#include "ns3/common-options.h"
#include "ns3/constant-position-mobility-model.h"
#include "ns3/indoor-channel-model.h"
#include "ns3/log.h"
#include "ns3/mimo-dataset-reader.h"
#include "ns3/near-field-channel-model.h"
#include "ns3/node.h"
#include "ns3/option-error.h"
#include "ns3/recorded-channel-model.h"
#include "ns3/string.h"
#include "ns3/training-scenario.h"
#include "ns3/type-names.h"
#include "ns3/uinteger.h"

#include <cmath>
#include <memory>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoChannelSource");

ChannelSource::ChannelSource(const Settings& settings)
    : m_settings(settings)
{
    NS_LOG_FUNCTION(this << settings.channel);
    if (IsDatasetName(settings.channel))
    {
        OpenDataset();
    }
    else
    {
        MakeModel();
    }
    AddAnalogStage();
    AddNodes();
    m_scale = RVector::Ones(m_settings.users);
    Gain& gain = m_settings.gain;
    const bool isDataset = !m_drop;
    if (isDataset && (gain == Gain::Average || gain == Gain::Auto))
    {
        m_averageGain = ComputeAverageGain();
    }
    if (gain == Gain::Auto)
    {
        // What was drawn with unit gain is replayed as it is, and gives the same rates again.
        const double gainDb = 10 * std::log10(m_averageGain);
        gain = std::abs(gainDb) > 1 ? Gain::Average : Gain::Keep;
    }
}

ChannelSource::~ChannelSource()
{
    NS_LOG_FUNCTION(this);
    m_model->Dispose();
}

void
ChannelSource::OpenDataset()
{
    const std::string& name = m_settings.channel;
    std::unique_ptr<MimoDatasetReader> reader;
    try
    {
        reader = std::make_unique<MimoDatasetReader>(name);
    }
    catch (const MimoDatasetError& error)
    {
        throw OptionError("channel", name, error.what());
    }
    const MimoDatasetInfo& info = reader->GetInfo();
    auto take = [&name](const char* option, uint32_t& wanted, uint32_t there) {
        if (wanted != 0 && wanted != there)
        {
            throw OptionError(option,
                              std::to_string(wanted),
                              "data set " + name + " has " + std::to_string(there));
        }
        wanted = there;
    };
    take("antennas", m_settings.antennas, info.txAntennas);
    take("users", m_settings.users, info.users);
    take("rx-antennas", m_settings.rxAntennas, info.rxAntennas);
    if (m_settings.samples == 0)
    {
        m_settings.samples = reader->GetNSnapshots();
    }
    if (m_settings.samples > reader->GetNSnapshots())
    {
        throw OptionError("samples",
                          std::to_string(m_settings.samples),
                          "data set " + name + " has " + std::to_string(reader->GetNSnapshots()) +
                              " snapshots");
    }
    m_hasUplink = info.hasUplink;
    m_model = CreateObject<RecordedChannelModel>();
    m_model->SetAttribute("FileName", StringValue(name));
}

void
ChannelSource::MakeModel()
{
    m_model = MakeObject<MimoChannelModel>("channel", m_settings.channel);
    CheckSubArrays(m_model, "channel", m_settings.channel, m_settings.antennas);
    if (auto recorded = DynamicCast<RecordedChannelModel>(m_model))
    {
        recorded
            ->GetInfo(); // a data set that is missing stops the program before it writes anything
    }
    ObjectFactory drop = ParseFactory(PositionAllocator::GetTypeId(), "drop", m_settings.drop);
    m_drop = drop.Create<PositionAllocator>();
    // A drop with one sector a user has to know how many there are.
    m_drop->SetAttributeFailSafe("Sectors", UintegerValue(m_settings.users));
    if (DynamicCast<NearFieldChannelModel>(m_model))
    {
        // [EDN] (35) has the array and the users in one plane.
        m_settings.bsHeight = m_settings.ueHeight;
    }
    if (DynamicCast<IndoorChannelModel>(m_model))
    {
        m_settings.bsHeight = 2.5;
        m_settings.ueHeight = 1.0;
    }
    if (m_settings.gain == Gain::Average)
    {
        throw OptionError("gain", "average", "is for data sets, whose snapshots are known");
    }
}

void
ChannelSource::AddAnalogStage()
{
    const auto analog = MakeAnalogBeamformer(m_settings.analog,
                                             m_settings.users,
                                             m_settings.users * m_settings.rxAntennas,
                                             m_settings.antennas);
    if (!analog)
    {
        return;
    }
    if (analog->NeedsPositions() && !m_drop)
    {
        throw OptionError("analog",
                          m_settings.analog,
                          "points at the users, whose positions data set " + m_settings.channel +
                              " does not hold; record its effective channels instead, with "
                              "--record and --analog in one run");
    }
    const uint32_t streams = m_settings.users * m_settings.rxAntennas;
    if (streams > analog->GetRfChains())
    {
        throw OptionError("analog",
                          m_settings.analog,
                          "RfChains is " + std::to_string(analog->GetRfChains()) + ", but " +
                              std::to_string(streams) + " streams need at least as many");
    }
    m_hybrid = CreateObject<HybridChannelModel>(m_model, analog);
    m_model = m_hybrid;
}

void
ChannelSource::AddNodes()
{
    // The 38.901 model tells its links apart by their nodes.
    const auto makeNode = [] {
        auto mobility = CreateObject<ConstantPositionMobilityModel>();
        CreateObject<ns3::Node>()->AggregateObject(mobility);
        return mobility;
    };
    auto bs = makeNode();
    bs->SetPosition(Vector(0, 0, m_settings.bsHeight));
    m_model->AddBs(bs, m_settings.antennas);
    for (uint32_t user = 0; user < m_settings.users; ++user)
    {
        m_ues.push_back(makeNode());
        m_model->AddUe(m_ues.back(), m_settings.rxAntennas);
    }
}

void
ChannelSource::WarnOfWalls(const Vector& position) const
{
    const auto indoor =
        DynamicCast<IndoorChannelModel>(m_hybrid ? m_hybrid->GetAntennaChannel() : m_model);
    if (indoor && !indoor->IsInside(position))
    {
        WarnOnce("warning: --drop=" + m_settings.drop +
                 " drops users outside of the room of --channel=" + m_settings.channel +
                 ", where they count as standing at its walls; --drop=room drops them inside");
    }
}

double
ChannelSource::ComputeAverageGain() const
{
    const MimoDatasetReader reader(m_settings.channel);
    double sum = 0;
    for (uint64_t snapshot = 0; snapshot < m_settings.samples; ++snapshot)
    {
        const CRowMatrix channel = reader.ReadDownlink(snapshot);
        sum += channel.squaredNorm() / static_cast<double>(channel.size());
    }
    if (!(sum > 0))
    {
        throw MimoDatasetError("data set " + m_settings.channel + ": all channels are zero");
    }
    return sum / static_cast<double>(m_settings.samples);
}

int64_t
ChannelSource::AssignStreams(int64_t stream)
{
    NS_LOG_FUNCTION(this << stream);
    int64_t taken = m_model->AssignStreams(stream);
    if (m_drop)
    {
        taken += m_drop->AssignStreams(stream + taken);
    }
    return taken;
}

void
ChannelSource::Next()
{
    NS_LOG_FUNCTION(this);
    if (m_drop)
    {
        for (const Ptr<MobilityModel>& ue : m_ues)
        {
            Vector position = m_drop->GetNext();
            position.z = m_settings.ueHeight;
            ue->SetPosition(position);
            WarnOfWalls(position);
        }
    }
    if (m_started)
    {
        m_model->Renew();
    }
    m_started = true;
    m_model->Update(Seconds(0));
    const MimoChannelModel& antennas = m_hybrid ? *m_hybrid->GetAntennaChannel() : *m_model;
    const CRowMatrix& unscaled = antennas.GetDownlinkOfCell(0, 0);
    const auto size = static_cast<double>(unscaled.size());
    m_meanGain = unscaled.squaredNorm() / size;

    // A zero channel stays what it is, whatever its gain should be.
    auto toScale = [](double gain) { return gain > 0 ? 1 / std::sqrt(gain) : 1.0; };
    switch (m_settings.gain)
    {
    case Gain::Auto:
    case Gain::Keep:
        break;
    case Gain::Average:
        m_scale.setConstant(toScale(m_averageGain));
        break;
    case Gain::Snapshot:
        m_scale.setConstant(toScale(m_meanGain));
        break;
    case Gain::User:
        for (uint32_t user = 0; user < m_settings.users; ++user)
        {
            const double sum =
                unscaled.middleRows(m_model->GetRowOffset(user), m_settings.rxAntennas)
                    .squaredNorm();
            m_scale(user) = toScale(sum / size * m_settings.users);
        }
        break;
    }
    m_downlink = m_model->GetDownlinkOfCell(0, 0);
    Scale(m_downlink);
}

void
ChannelSource::Scale(CRowMatrix& channel) const
{
    for (uint32_t user = 0; user < m_settings.users; ++user)
    {
        channel.middleRows(m_model->GetRowOffset(user), m_settings.rxAntennas) *= m_scale(user);
    }
}

uint32_t
ChannelSource::GetPorts() const
{
    return m_model->GetBsAntennas(0);
}

CRowMatrix
ChannelSource::GetAntennaDownlink() const
{
    if (!m_hybrid)
    {
        return m_downlink;
    }
    CRowMatrix channel = m_hybrid->GetAntennaChannel()->GetDownlinkOfCell(0, 0);
    Scale(channel);
    return channel;
}

Ptr<HybridChannelModel>
ChannelSource::GetHybrid() const
{
    return m_hybrid;
}

const CRowMatrix&
ChannelSource::GetDownlink() const
{
    return m_downlink;
}

CMatrix
ChannelSource::GetUplink(uint32_t user) const
{
    return m_scale(user) * m_model->GetUplink(0, user, 0);
}

CMatrix
ChannelSource::GetCovariance(uint32_t user) const
{
    return m_scale(user) * m_scale(user) * m_model->GetCovariance(0, user);
}

bool
ChannelSource::KnowsCovariance() const
{
    return m_model->KnowsCovariance();
}

bool
ChannelSource::HasUplink() const
{
    return m_hasUplink;
}

double
ChannelSource::GetMeanGain() const
{
    return m_meanGain;
}

Ptr<MimoChannelModel>
ChannelSource::GetModel() const
{
    return m_model;
}

const ChannelSource::Settings&
ChannelSource::GetSettings() const
{
    return m_settings;
}

} // namespace fddmimo
} // namespace ns3
