/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "outage-instances.h"

#include "ns3/codebook-array.h"
#include "ns3/correlated-channel-model.h"
#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/option-error.h"
#include "ns3/program-options.h"
#include "ns3/type-names.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoOutageInstances");

namespace
{

/**
 * \param codec a codec
 * \return whether its reports tell the base station channels
 */
bool
ReportsChannels(Ptr<const CsiCodec> codec)
{
    return (codec->GetCsiContent() & CSI_CHANNEL) && !codec->IsTransparent();
}

/**
 * \return ", type1, type2": the codecs whose reports tell channels
 */
std::string
ListReportingCodecs()
{
    std::string text;
    for (const std::string& name : ListNames(CsiCodec::GetTypeId()))
    {
        text += ReportsChannels(MakeObject<CsiCodec>("csi", name)) ? ", " + name : "";
    }
    return text;
}

} // namespace

OutageInstances::Csi
OutageInstances::ParseCsi(const std::string& text)
{
    Csi csi;
    csi.name = text;
    const std::string pilots = "pilots:";
    if (text == "perfect")
    {
        csi.perfect = true;
    }
    else if (text.compare(0, pilots.size(), pilots) == 0)
    {
        const std::string range = text.substr(pilots.size());
        const auto colon = range.find(':');
        csi.lowDb = ParseReal("csi", range.substr(0, colon), -100, 100, "dB");
        csi.highDb = colon == std::string::npos
                         ? csi.lowDb
                         : ParseReal("csi", range.substr(colon + 1), -100, 100, "dB");
        if (csi.highDb < csi.lowDb)
        {
            throw OptionError("csi", text, "the second pilot power must not be below the first");
        }
    }
    else
    {
        if (text == "pilots")
        {
            throw OptionError("csi", text, "needs a pilot power in dB, pilots:5 or pilots:0:10");
        }
        const std::string name = text.substr(0, text.find('['));
        const TypeId codecs = CsiCodec::GetTypeId();
        const auto names = ListNames(codecs);
        TypeId type;
        if (std::count(names.begin(), names.end(), name) == 0 &&
            !TypeId::LookupByNameFailSafe(name, &type) && FindMissingPackages(codecs, name).empty())
        {
            throw OptionError("csi",
                              text,
                              "unknown kind of channel knowledge; known are perfect, pilots:RHO, "
                              "pilots:LOW:HIGH (pilot powers in dB)" +
                                  ListReportingCodecs());
        }
        csi.codec = MakeObject<CsiCodec>("csi", text);
        if (!ReportsChannels(csi.codec))
        {
            throw OptionError("csi", text, "must be a codec that reports channels, as type2 does");
        }
    }
    return csi;
}

OutageInstances::OutageInstances(const Settings& settings)
    : m_settings(settings),
      m_source(settings.source),
      m_noise(CreateObject<NormalRandomVariable>()),
      m_uniform(CreateObject<UniformRandomVariable>())
{
    m_noise->SetAttribute("Variance", DoubleValue(0.5));
    for (const Csi& csi : m_settings.csi)
    {
        if (csi.codec)
        {
            MatchCodebookToArray(csi.codec, m_source.GetModel(), m_source.GetSettings().antennas);
        }
    }
}

int64_t
OutageInstances::AssignStreams(int64_t stream)
{
    const int64_t taken = m_source.AssignStreams(stream);
    m_noise->SetStream(stream + taken);
    m_uniform->SetStream(stream + taken + 1);
    return taken + 2;
}

const ChannelSource&
OutageInstances::GetSource() const
{
    return m_source;
}

std::vector<UserCsi>
OutageInstances::Observe(const Csi& csi, const CMatrix& channel)
{
    std::vector<UserCsi> users(channel.rows());
    const auto antennas = static_cast<uint32_t>(channel.cols());
    const auto correlated = DynamicCast<CorrelatedChannelModel>(m_source.GetModel());
    for (Eigen::Index k = 0; k < channel.rows(); ++k)
    {
        UserCsi& user = users[k];
        if (csi.perfect)
        {
            user.channel = channel.row(k);
            user.quality = 1e10;
            continue;
        }
        if (csi.codec)
        {
            const EncodedCsi encoded = csi.codec->Encode({channel.row(k)});
            const auto decoded = csi.codec->Decode(encoded.bits, {1, antennas, 1});
            user.channel = CMatrix::Zero(1, antennas);
            if (!decoded.empty())
            {
                user = decoded.front();
            }
            continue;
        }
        const double powerDb =
            csi.highDb > csi.lowDb ? m_uniform->GetValue(csi.lowDb, csi.highDb) : csi.lowDb;
        user.quality = std::pow(10.0, powerDb / 10.0);
        CVector received(antennas);
        for (uint32_t n = 0; n < antennas; ++n)
        {
            const double re = m_noise->GetValue();
            received(n) = std::conj(channel(k, n)) +
                          Complex(re, m_noise->GetValue()) / std::sqrt(user.quality);
        }
        // Without a covariance the prior is white, of the gain that the channel has.
        const double gain = channel.row(k).squaredNorm() / antennas;
        const CVector estimate =
            correlated ? correlated->GetCorrelation(0, k).Estimate(received, user.quality)
                       : CVector(received * (user.quality * gain / (user.quality * gain + 1.0)));
        user.channel = estimate.adjoint();
    }
    return users;
}

const OutageInstances::Instance&
OutageInstances::Next()
{
    m_source.Next();
    m_instance.channel = m_source.GetDownlink();
    PrecodingProblem problem;
    problem.txAntennas = m_instance.channel.cols();
    problem.maxPower = m_settings.maxPower;
    problem.rateWeights = RVector::Ones(m_instance.channel.rows());
    problem.sinrTargets.resize(m_instance.channel.rows());
    for (double& target : problem.sinrTargets)
    {
        const double targetDb =
            m_settings.maxTargetDb > m_settings.minTargetDb
                ? m_uniform->GetValue(m_settings.minTargetDb, m_settings.maxTargetDb)
                : m_settings.minTargetDb;
        target = std::pow(10.0, targetDb / 10.0);
    }
    m_instance.covariances.clear();
    for (Eigen::Index k = 0; k < m_instance.channel.rows() && m_settings.covariances; ++k)
    {
        m_instance.covariances.push_back(m_source.GetCovariance(k));
    }
    m_instance.known.assign(m_settings.csi.size(), problem);
    for (std::size_t g = 0; g < m_settings.csi.size(); ++g)
    {
        m_instance.known[g].csi.users = Observe(m_settings.csi[g], m_instance.channel);
    }
    return m_instance;
}

} // namespace fddmimo
} // namespace ns3
