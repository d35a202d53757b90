/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "link-level-recorder.h"

#include "ns3/string.h"

#include <algorithm>

namespace ns3
{
namespace fddmimo
{

LinkLevelRecorder::LinkLevelRecorder(const ChannelSource& source,
                                     const std::string& channelsFile,
                                     const std::string& beamsFile)
    : m_source(source)
{
    const ChannelSource::Settings& size = source.GetSettings();
    const bool isHybrid = source.GetHybrid() != nullptr;
    const std::string name = size.channel + (isHybrid ? " behind " + size.analog : "");
    if (!channelsFile.empty())
    {
        m_channels = CreateObject<MimoDatasetRecorder>();
        m_channels->SetAttribute("FileName", StringValue(channelsFile));
        if (isHybrid)
        {
            m_channels->SetAttribute("Source", StringValue(name));
        }
        m_channels->SetChannel(source.GetModel());
    }
    if (!beamsFile.empty())
    {
        MimoDatasetInfo info;
        info.users = size.users;
        info.rxAntennas = size.rxAntennas;
        info.txAntennas = size.antennas;
        info.source = name;
        info.frequency = source.GetModel()->GetFrequency();
        info.uplinkFrequency = source.GetModel()->GetUplinkFrequency();
        m_beams = std::make_unique<MimoDatasetWriter>(beamsFile, info);
    }
}

void
LinkLevelRecorder::RecordChannels(const LinkLevelStudy& study)
{
    if (m_channels)
    {
        m_channels->Record();
    }
    if (m_beams)
    {
        const auto& results = study.GetResults();
        m_severalCodecs = std::any_of(results.begin(), results.end(), [&](const auto& result) {
            return result.methods.codec != results.front().methods.codec;
        });
        m_beams->Append(
            m_source.GetAntennaDownlink(),
            RVector::Constant(m_source.GetSettings().users, results.front().noiseVariance));
    }
}

LinkLevelStudy::BeamsSink
LinkLevelRecorder::GetSink()
{
    if (!m_beams)
    {
        return nullptr;
    }
    return [this](const LinkLevelStudy::Result& result,
                  const PrecodingProblem& problem,
                  const Beamformer& beams) {
        const MethodPair& methods = result.methods;
        m_beams->AppendBeams(m_severalCodecs ? methods.precoder + "+" + methods.codec
                                             : methods.precoder,
                             result.snrDb,
                             result.noiseVariance,
                             problem.maxPower,
                             {beams.weights, beams.analog, beams.digital, problem.sinrTargets});
    };
}

void
LinkLevelRecorder::Close()
{
    if (m_channels)
    {
        m_channels->Close();
    }
    if (m_beams && m_beams->GetNSnapshots() > 0)
    {
        m_beams->Close();
    }
}

} // namespace fddmimo
} // namespace ns3
