/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "comparison-checks.h"

#include "analog-option.h"
#include "common-options.h"
#include "comparison-deployment.h"
#include "comparison-scenario.h"
#include "option-error.h"
#include "training-scenario.h"
#include "type-names.h"

#include "ns3/channel-estimator.h"
#include "ns3/csi-codec.h"
#include "ns3/fdd-mimo-frame.h"
#include "ns3/fdd-mimo-network.h"
#include "ns3/precoder.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <iostream>
#include <sstream>

namespace ns3
{
namespace fddmimo
{

namespace
{

/// Attribute that bounds the streams of a cell.
const std::string MAX_STREAMS = "FddMimoNetwork::MaxStreams";

/**
 * Checks that the pilots and the feedback window leave time for data.
 *
 * \param scenario the network
 * \param ports antennas or RF chains of a base station, which send pilots
 * \param codec codec
 * \throws OptionError if they do not
 */
void
CheckPilots(const ComparisonScenario& scenario, uint32_t ports, Ptr<CsiCodec> codec)
{
    const auto frame = CreateObject<FddMimoFrame>();
    const auto estimator = MakeObject<ChannelEstimator>("estimator", scenario.estimator);
    const uint32_t pilots =
        (scenario.cells == 1 ? 1 : frame->GetPilotReuse()) * estimator->GetPilotLength(ports);
    if (!frame->HasTimeForData(pilots, !codec->IsTransparent()))
    {
        std::ostringstream problem;
        problem << "its " << pilots << " pilot symbols leave no time for data in an interval of "
                << frame->GetInterval().As(Time::MS)
                << "; give --estimator a PilotLength, lower PilotReuse or lengthen Interval of "
                   "--FddMimoFrame";
        throw OptionError("antennas", std::to_string(scenario.antennas), problem.str());
    }
}

} // namespace

void
CheckComparison(const ComparisonScenario& scenario,
                const std::vector<std::string>& precoders,
                const std::vector<std::string>& codecs)
{
    CheckSubArrays(
        MakeChannelFactory(scenario.channel, scenario.frequency).Create<MimoChannelModel>(),
        "channel",
        scenario.channel,
        scenario.antennas);
    if (IsIndoor(scenario.channel) && scenario.cells != 1)
    {
        throw OptionError("cells",
                          std::to_string(scenario.cells),
                          "must be 1 with --channel=indoor: the room is that of one base station");
    }
    const auto analog =
        MakeAnalogStage(scenario.analog, scenario.users, scenario.rxAntennas, scenario.antennas);
    const uint32_t ports = analog ? analog->GetRfChains() : scenario.antennas;
    UintegerValue maxStreams;
    CreateObject<FddMimoNetwork>()->GetAttribute("MaxStreams", maxStreams);
    const uint32_t limit = maxStreams.Get() == 0 ? ports : maxStreams.Get();
    if (analog && analog->NeedsPositions() && scenario.cells == 1 && scenario.users > ports)
    {
        throw OptionError("analog",
                          scenario.analog,
                          "each of the " + std::to_string(scenario.users) +
                              " users needs a beam, but RfChains is " + std::to_string(ports));
    }
    if (limit > ports && analog)
    {
        throw OptionError(MAX_STREAMS,
                          std::to_string(limit),
                          "must be at most the RF chains of --analog, " + std::to_string(ports));
    }
    if (scenario.rxAntennas > limit)
    {
        throw OptionError("rx-antennas",
                          std::to_string(scenario.rxAntennas),
                          "a user takes as many streams, and a cell sends at most " +
                              std::to_string(limit));
    }
    for (const auto& name : codecs)
    {
        const auto codec = MakeObject<CsiCodec>("codecs", name);
        const std::string misfit =
            codec->GetMisfit({scenario.rxAntennas, ports, scenario.subbands});
        if (!misfit.empty())
        {
            throw OptionError("codecs", name, misfit);
        }
        WarnOfOtherScenario(name, codec->GetTrainingScenario(), {{"channel", scenario.channel}});
        if (codec->GetBoundBits() > 0.0)
        {
            throw OptionError("codecs", name, "is a limit, not a scheme: it is for sum-rate only");
        }
    }
    // Estimates of no pilots are the channels.
    const auto estimator = MakeObject<ChannelEstimator>("estimator", scenario.estimator);
    const bool isPerfect = estimator->GetPilotLength(ports) == 0 &&
                           std::any_of(codecs.begin(), codecs.end(), [](const std::string& name) {
                               return MakeObject<CsiCodec>("codecs", name)->IsTransparent();
                           });
    const uint32_t streams = std::min(limit, scenario.cells * scenario.users * scenario.rxAntennas);
    for (const auto& name : precoders)
    {
        const auto precoder = MakeObject<Precoder>("precoders", name);
        const std::string fewerStreams = "; lower --" + MAX_STREAMS;
        const std::string misfit = precoder->GetMisfit(streams, ports);
        if (!misfit.empty())
        {
            const bool helps = precoder->GetMisfit(scenario.rxAntennas, ports).empty();
            throw OptionError("precoders", name, misfit + (helps ? fewerStreams : ""));
        }
        const uint32_t most = precoder->GetMaxStreams(ports);
        if (streams > most)
        {
            throw OptionError("precoders",
                              name,
                              name + " serves at most " + std::to_string(most) + " streams with " +
                                  std::to_string(ports) + (analog ? " RF chains" : " antennas") +
                                  fewerStreams);
        }
        WarnOfOtherScenario(name,
                            precoder->GetTrainingScenario(streams, ports),
                            {{"channel", scenario.channel}, {"streams", std::to_string(streams)}});
        if (isPerfect && scenario.sinrTargetDb != ComparisonScenario::NO_SINR_TARGET)
        {
            WarnOfPerfectCsi(name, precoder);
        }
        for (const auto& codec : codecs)
        {
            if (precoder->GetCsiNeed() & ~CSI_UPLINK_PILOTS)
            {
                CheckPilots(scenario, ports, MakeObject<CsiCodec>("codecs", codec));
            }
        }
    }
}

void
WarnOfFastUsers(const ComparisonScenario& scenario)
{
    const auto frame = CreateObject<FddMimoFrame>();
    const double turns =
        scenario.speed / 3e8 * scenario.frequency * frame->GetInterval().GetSeconds();
    if (turns > 0.1 && frame->GetChannelUpdates() == 1)
    {
        std::cerr << "note: at this speed Doppler frequency times interval is " << turns
                  << ", but channels stay constant within an interval; "
                     "--FddMimoFrame::ChannelUpdates=5 lets them change"
                  << std::endl;
    }
}

} // namespace fddmimo
} // namespace ns3
