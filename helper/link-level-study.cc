/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "link-level-study.h"

#include "ns3/codebook-array.h"
#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/option-error.h"
#include "ns3/sum-rate.h"
#include "ns3/training-scenario.h"
#include "ns3/type-names.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoLinkLevelStudy");

namespace
{

using Clock = std::chrono::steady_clock; //!< wall clock

/**
 * \param start a moment
 * \return microseconds since then
 */
double
GetMicrosSince(Clock::time_point start)
{
    return std::chrono::duration<double, std::micro>(Clock::now() - start).count();
}

} // namespace

LinkLevelStudy::LinkLevelStudy(const ChannelSource& source,
                               const std::vector<MethodPair>& pairs,
                               Ptr<ChannelEstimator> estimator,
                               const std::vector<double>& snrDb,
                               double pilotOffsetDb)
    : m_source(source),
      m_snrDb(snrDb),
      m_estimator(estimator),
      m_pilotOffsetDb(pilotOffsetDb),
      m_noise(CreateObject<NormalRandomVariable>())
{
    NS_LOG_FUNCTION(this);
    // Real and imaginary part of unit noise.
    m_noise->SetAttribute("Variance", DoubleValue(0.5));
    std::map<std::string, Ptr<Precoder>> precoders;
    for (const MethodPair& pair : pairs)
    {
        Ptr<Precoder>& precoder = precoders[pair.precoder];
        if (!precoder)
        {
            precoder = MakeObject<Precoder>("precoders", pair.precoder);
            MatchCodebookToArray(precoder, source.GetModel(), source.GetPorts());
        }
        m_precoders.push_back(precoder);
        Ptr<CsiCodec>& codec = m_codecs[pair.codec];
        if (!codec)
        {
            codec = MakeObject<CsiCodec>("codecs", pair.codec);
            MatchCodebookToArray(codec, source.GetModel(), source.GetPorts());
        }
        Timing timing;
        timing.methods = pair;
        m_timings.push_back(timing);
        for (double snr : snrDb)
        {
            Result result;
            result.methods = pair;
            result.snrDb = snr;
            result.noiseVariance = GetMaxPower() / std::pow(10.0, snr / 10);
            m_results.push_back(result);
        }
    }
}

int64_t
LinkLevelStudy::AssignStreams(int64_t stream)
{
    NS_LOG_FUNCTION(this << stream);
    int64_t taken = m_estimator->AssignStreams(stream);
    m_noise->SetStream(stream + taken);
    ++taken;
    // Last, so that the precoders of a run do not change what the others see.
    for (const Ptr<Precoder>& precoder : m_precoders)
    {
        taken += precoder->AssignStreams(stream + taken);
    }
    for (auto& [name, codec] : m_codecs)
    {
        taken += codec->AssignStreams(stream + taken);
    }
    return taken;
}

double
LinkLevelStudy::GetMaxPower()
{
    return 1.0;
}

double
LinkLevelStudy::GetPilotOffset() const
{
    return m_pilotOffsetDb;
}

uint32_t
LinkLevelStudy::GetPilotLength(uint32_t txAntennas) const
{
    return m_estimator->GetPilotLength(txAntennas);
}

const std::vector<LinkLevelStudy::Result>&
LinkLevelStudy::GetResults() const
{
    return m_results;
}

const std::vector<LinkLevelStudy::Timing>&
LinkLevelStudy::GetTimings() const
{
    return m_timings;
}

LinkLevelStudy::Feedback
LinkLevelStudy::SendFeedback(Ptr<CsiCodec> codec,
                             const std::vector<CMatrix>& estimates,
                             const std::vector<CMatrix>& covariances)
{
    Feedback feedback;
    const auto users = static_cast<double>(estimates.size());
    for (std::size_t user = 0; user < estimates.size(); ++user)
    {
        const CMatrix& estimate = estimates[user];
        UserCsi csi;
        if (codec->IsTransparent())
        {
            csi.channel =
                codec->HandOver(estimate, covariances.empty() ? CMatrix() : covariances[user]);
            feedback.bits += codec->GetBoundBits() / users;
            feedback.bitsBeforeCoding += codec->GetBoundBits() / users;
        }
        else
        {
            auto start = Clock::now();
            const EncodedCsi encoded = codec->Encode({estimate});
            feedback.encodeMicros += GetMicrosSince(start) / users;
            feedback.bits += encoded.bits.GetSize() / users;
            feedback.bitsBeforeCoding += static_cast<double>(encoded.bitsBeforeCoding) / users;
            CsiDimensions dimensions;
            dimensions.rxAntennas = static_cast<uint32_t>(estimate.rows());
            dimensions.txAntennas = static_cast<uint32_t>(estimate.cols());
            start = Clock::now();
            std::vector<UserCsi> decoded = codec->Decode(encoded.bits, dimensions);
            feedback.decodeMicros += GetMicrosSince(start) / users;
            if (decoded.empty())
            {
                // The base station knows nothing of this user.
                csi.channel = CMatrix::Zero(estimate.rows(), estimate.cols());
            }
            else
            {
                csi = std::move(decoded.front());
            }
        }
        csi.rxAntennas = static_cast<uint32_t>(estimate.rows());
        feedback.users.push_back(std::move(csi));
    }
    return feedback;
}

CMatrix
LinkLevelStudy::ReceiveUplinkPilots(Ptr<Precoder> precoder,
                                    const CMatrix& noise,
                                    double sigma) const
{
    const uint32_t users = m_source.GetSettings().users;
    const uint32_t rxAntennas = m_source.GetSettings().rxAntennas;
    const CMatrix pilots = precoder->GetUplinkPilots(users * rxAntennas, m_source.GetPorts());
    // The antennas of a user share its power.
    const double power = GetMaxPower() * std::pow(10.0, 0.1 * m_pilotOffsetDb) / rxAntennas;
    CMatrix channel(m_source.GetPorts(), users * rxAntennas);
    for (uint32_t user = 0; user < users; ++user)
    {
        channel.middleCols(user * rxAntennas, rxAntennas) = m_source.GetUplink(user);
    }
    return std::sqrt(power) / sigma * channel * pilots + noise.leftCols(pilots.cols());
}

Eigen::Index
LinkLevelStudy::GetUplinkPilotLength(Ptr<Precoder> precoder) const
{
    const ChannelSource::Settings& size = m_source.GetSettings();
    return precoder->GetUplinkPilots(size.users * size.rxAntennas, m_source.GetPorts()).cols();
}

void
LinkLevelStudy::Run(const BeamsSink& sink)
{
    NS_LOG_FUNCTION(this);
    const uint32_t users = m_source.GetSettings().users;
    const uint32_t rxAntennas = m_source.GetSettings().rxAntennas;
    const uint32_t txAntennas = m_source.GetPorts();
    const std::size_t snrs = m_snrDb.size();

    Eigen::Index pilotLength = 0;
    for (const Ptr<Precoder>& precoder : m_precoders)
    {
        if (precoder->GetCsiNeed() & CSI_UPLINK_PILOTS)
        {
            pilotLength = std::max(pilotLength, GetUplinkPilotLength(precoder));
        }
    }

    const bool needsCovariance =
        std::any_of(m_codecs.begin(),
                    m_codecs.end(),
                    [](const auto& codec) { return codec.second->GetBoundBits() > 0.0; }) ||
        std::any_of(m_precoders.begin(), m_precoders.end(), [](const auto& precoder) {
            return precoder->GetCsiNeed() & CSI_COVARIANCE;
        });

    // True channels, feedback and pilot noise at each SNR, before any precoder runs.
    std::vector<std::vector<CMatrix>> channels(snrs);
    std::map<std::string, std::vector<Feedback>> feedback;
    std::vector<std::vector<CMatrix>> covariances(snrs);
    std::vector<CMatrix> noise(snrs, CMatrix(txAntennas, pilotLength));
    for (std::size_t i = 0; i < snrs; ++i)
    {
        const double sigma = std::sqrt(m_results[i].noiseVariance);
        std::vector<CMatrix> estimates;
        for (uint32_t user = 0; user < users; ++user)
        {
            channels[i].push_back(m_source.GetDownlink().middleRows(user * rxAntennas, rxAntennas) /
                                  sigma);
            estimates.push_back(m_estimator->Estimate(channels[i].back(), GetMaxPower()));
        }
        for (uint32_t user = 0; user < users && needsCovariance; ++user)
        {
            covariances[i].push_back(m_source.GetCovariance(user) / m_results[i].noiseVariance);
        }
        for (auto& [name, codec] : m_codecs)
        {
            feedback[name].push_back(SendFeedback(codec, estimates, covariances[i]));
        }
        for (Complex& entry : noise[i].reshaped())
        {
            const double real = m_noise->GetValue();
            entry = Complex(real, m_noise->GetValue());
        }
    }

    for (std::size_t pair = 0; pair < m_precoders.size(); ++pair)
    {
        const Ptr<Precoder>& precoder = m_precoders[pair];
        Timing& timing = m_timings[pair];
        const bool needsReports = (precoder->GetCsiNeed() & ~CSI_UPLINK_PILOTS) != 0;
        std::vector<PrecodingProblem> problems(snrs);
        for (std::size_t i = 0; i < snrs; ++i)
        {
            const Feedback& known = feedback[timing.methods.codec][i];
            problems[i].csi.users = known.users;
            problems[i].txAntennas = txAntennas;
            problems[i].maxPower = GetMaxPower();
            for (uint32_t user = 0; user < users && (precoder->GetCsiNeed() & CSI_COVARIANCE);
                 ++user)
            {
                problems[i].csi.users[user].covariance = covariances[i][user];
            }
            if (precoder->GetCsiNeed() & CSI_UPLINK_PILOTS)
            {
                problems[i].csi.uplinkPilots =
                    ReceiveUplinkPilots(precoder, noise[i], std::sqrt(m_results[i].noiseVariance));
                problems[i].csi.pilotSnr = std::pow(10.0, 0.1 * (m_snrDb[i] + m_pilotOffsetDb));
            }
            timing.encodeMicros.Add(needsReports ? known.encodeMicros : 0.0);
            timing.decodeMicros.Add(needsReports ? known.decodeMicros : 0.0);
        }
        const auto start = Clock::now();
        std::vector<Beamformer> beams = precoder->DesignBatch(problems);
        timing.designMicros.Add(GetMicrosSince(start) / static_cast<double>(snrs));
        const Ptr<HybridChannelModel> hybrid = m_source.GetHybrid();
        for (std::size_t i = 0; i < snrs; ++i)
        {
            const Feedback& known = feedback[timing.methods.codec][i];
            Result& result = m_results[pair * snrs + i];
            if (hybrid)
            {
                hybrid->NormalisePower(0, 0, beams[i]);
            }
            result.sumRate.Add(ComputeSumRate(channels[i], beams[i].weights));
            result.bitsPerReport.Add(needsReports ? known.bits : 0.0);
            result.bitsBeforeCoding.Add(needsReports ? known.bitsBeforeCoding : 0.0);
            result.infeasible += beams[i].status == BeamformerStatus::Infeasible;
            if (sink)
            {
                sink(result, problems[i], hybrid ? hybrid->ToAntennas(0, 0, beams[i]) : beams[i]);
            }
        }
    }
}

void
CheckMethods(const std::vector<std::string>& precoders,
             const std::vector<std::string>& codecs,
             const ChannelSource& source)
{
    const ChannelSource::Settings& size = source.GetSettings();
    std::map<std::string, std::string> scenario{{"channel", size.channel}};
    if (!IsDatasetName(size.channel))
    {
        scenario["drop"] = size.drop;
    }
    for (const std::string& name : codecs)
    {
        const auto codec = MakeObject<CsiCodec>("codecs", name);
        const std::string misfit = codec->GetMisfit({size.rxAntennas, source.GetPorts(), 1});
        if (!misfit.empty())
        {
            throw OptionError("codecs", name, misfit);
        }
        WarnOfOtherScenario(name, codec->GetTrainingScenario(), scenario);
        if (codec->GetBoundBits() > 0.0 && !source.KnowsCovariance())
        {
            throw OptionError("codecs",
                              name,
                              "needs the users' covariances, which the channels of " +
                                  size.channel + " do not tell");
        }
    }
    for (const std::string& name : precoders)
    {
        const auto precoder = MakeObject<Precoder>("precoders", name);
        const uint32_t streams = size.users * size.rxAntennas;
        const std::string misfit = precoder->GetMisfit(streams, source.GetPorts());
        if (!misfit.empty())
        {
            throw OptionError("precoders", name, misfit);
        }
        const uint32_t most = precoder->GetMaxStreams(source.GetPorts());
        if (streams > most)
        {
            throw OptionError("users",
                              std::to_string(size.users),
                              name + " serves at most " + std::to_string(most) + " streams with " +
                                  std::to_string(source.GetPorts()) +
                                  (source.GetHybrid() ? " RF chains" : " antennas") +
                                  ", and each user has " + std::to_string(size.rxAntennas));
        }
        if ((precoder->GetCsiNeed() & CSI_COVARIANCE) && !source.KnowsCovariance())
        {
            throw OptionError("precoders",
                              name,
                              "needs the users' covariances, which the channels of " +
                                  size.channel + " do not tell");
        }
        if ((precoder->GetCsiNeed() & CSI_UPLINK_PILOTS) && !source.HasUplink())
        {
            throw OptionError("precoders",
                              name,
                              "needs uplink pilots, but " + size.channel +
                                  " holds no uplink channels");
        }
        scenario["streams"] = std::to_string(streams);
        WarnOfOtherScenario(name,
                            precoder->GetTrainingScenario(streams, source.GetPorts()),
                            scenario);
    }
}

} // namespace fddmimo
} // namespace ns3
