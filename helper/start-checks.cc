/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "start-checks.h"

#include "training-scenario.h"
#include "type-names.h"

#include "ns3/link-budget.h"
#include "ns3/pointer.h"

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

} // namespace

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
             << " has no path loss; set its PropagationLoss, where it has one, or a power of the "
                "LinkBudget that fits a gain of 1";
        WarnOnce(text.str());
    }
}

void
WarnOfOtherChannel(Ptr<MimoChannelModel> channel,
                   Ptr<const Precoder> precoder,
                   Ptr<const CsiCodec> codec,
                   uint32_t ports)
{
    const std::map<std::string, std::string> scenario{
        {"channel", GetShortName(channel->GetInstanceTypeId(), MimoChannelModel::GetTypeId())}};
    if (codec)
    {
        WarnOfOtherScenario(GetShortName(codec->GetInstanceTypeId(), CsiCodec::GetTypeId()),
                            codec->GetTrainingScenario(),
                            scenario);
    }
    if (precoder)
    {
        uint32_t streams = 0;
        for (uint32_t ue = 0; ue < channel->GetNUes(); ++ue)
        {
            streams += channel->GetUeAntennas(ue);
        }
        WarnOfOtherScenario(GetShortName(precoder->GetInstanceTypeId(), Precoder::GetTypeId()),
                            precoder->GetTrainingScenario(std::min(streams, ports), ports),
                            scenario);
    }
}

} // namespace fddmimo
} // namespace ns3
