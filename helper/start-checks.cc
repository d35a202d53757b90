/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "start-checks.h"

#include "common-options.h"
#include "training-scenario.h"
#include "type-names.h"

#include "ns3/link-budget.h"
#include "ns3/pointer.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>

namespace ns3
{
namespace fddmimo
{

namespace
{

const double ABSURD_SNR_DB = 80.0; //!< of the weakest user, at one antenna

/**
 * Most channel models have unit gain unless they are given a path loss.
 *
 * \param network the network
 * \param channel channels between antennas
 */
void
WarnOfAbsurdSnr(Ptr<FddMimoNetwork> network, Ptr<MimoChannelModel> channel)
{
    PointerValue value;
    network->GetAttribute("LinkBudget", value);
    const auto budget = value.Get<LinkBudget>();
    const uint32_t subbands = channel->GetNSubbands();
    double weakest = std::numeric_limits<double>::infinity();
    for (uint32_t ue = 0; ue < channel->GetNUes(); ++ue)
    {
        const CMatrix link = channel->GetDownlink(network->GetServingBs(ue), ue, 0);
        weakest = std::min(weakest, link.squaredNorm() / static_cast<double>(link.size()));
    }
    const double snrDb =
        10.0 * std::log10(weakest * budget->GetBsPower(subbands) / budget->GetUeNoise(subbands));
    if (snrDb > ABSURD_SNR_DB)
    {
        std::ostringstream text;
        text << "warning: even the weakest user has an SNR of " << std::lround(snrDb)
             << " dB: " << channel->GetInstanceTypeId().GetName()
             << " seems to have no path loss; set its PropagationLoss, where it has one, or a "
                "power of the LinkBudget that fits a gain of 1";
        WarnOnce(text.str());
    }
}

/**
 * \param network the network
 * \param channel channels between antennas
 * \param precoder a precoder; null: no look at it
 * \param codec a CSI codec; null: no look at it
 */
void
WarnOfOtherChannel(Ptr<FddMimoNetwork> network,
                   Ptr<MimoChannelModel> channel,
                   Ptr<const Precoder> precoder,
                   Ptr<const CsiCodec> codec)
{
    // By its name, as a build may leave the class out.
    const TypeId model = channel->GetInstanceTypeId();
    if (model.GetName() == "ns3::fddmimo::RecordedChannelModel")
    {
        return; // nothing to compare with
    }
    const std::map<std::string, std::string> used{
        {"channel", GetShortName(model, MimoChannelModel::GetTypeId())}};
    const auto warn = [&used](const std::string& name, std::map<std::string, std::string> trained) {
        // Attributes of a model that is made already cannot be compared.
        std::string& trainedOn = trained["channel"];
        trainedOn = IsDatasetName(trainedOn) ? trainedOn : trainedOn.substr(0, trainedOn.find('['));
        if (!trainedOn.empty())
        {
            WarnOfOtherScenario(name, trained, used);
        }
    };
    const Ptr<MimoChannelModel> seen = network->GetChannelModel();
    const uint32_t ports = seen->GetBsAntennas(0);
    if (codec)
    {
        if (codec->GetMisfit({seen->GetUeAntennas(0), ports, seen->GetNSubbands()}).empty())
        {
            warn(GetShortName(codec->GetInstanceTypeId(), CsiCodec::GetTypeId()),
                 codec->GetTrainingScenario());
        }
    }
    if (precoder)
    {
        uint32_t streams = 0;
        for (uint32_t ue = 0; ue < seen->GetNUes(); ++ue)
        {
            streams += seen->GetUeAntennas(ue);
        }
        UintegerValue limit;
        network->GetAttribute("MaxStreams", limit);
        streams = std::min<uint32_t>(streams, limit.Get() == 0 ? ports : limit.Get());
        warn(GetShortName(precoder->GetInstanceTypeId(), Precoder::GetTypeId()),
             precoder->GetTrainingScenario(streams, ports));
    }
}

} // namespace

void
WarnAtStart(Ptr<FddMimoNetwork> network,
            Ptr<MimoChannelModel> channel,
            Ptr<const Precoder> precoder,
            Ptr<const CsiCodec> codec)
{
    if (channel->GetNUes() > 0 && channel->GetNBs() > 0)
    {
        WarnOfAbsurdSnr(network, channel);
        WarnOfOtherChannel(network, channel, precoder, codec);
    }
}

} // namespace fddmimo
} // namespace ns3
