/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "common-options.h"

#include "analog-option.h"

#include "ns3/abort.h"
#include "ns3/channel-estimator.h"
#include "ns3/csi-codec.h"
#include "ns3/mimo-channel-model.h"
#include "ns3/option-error.h"
#include "ns3/position-allocator.h"
#include "ns3/precoder.h"
#include "ns3/string.h"
#include "ns3/type-names.h"

#include <algorithm>

namespace ns3
{
namespace fddmimo
{

namespace
{

/**
 * \param need kinds of CSI
 * \param codec name of a codec
 * \return true if the codec gives all of them
 */
bool
Gives(CsiMask need, const std::string& codec)
{
    return (MakeObject<CsiCodec>("codecs", codec)->GetCsiContent() & need) == need;
}

/**
 * \param precoder name of a precoder
 * \return the kinds of CSI that it needs from a codec: uplink pilots come from the users
 * themselves, and covariances from the channel model or from many reports
 */
CsiMask
GetNeed(const std::string& precoder)
{
    return MakeObject<Precoder>("precoders", precoder)->GetCsiNeed() &
           ~CsiMask{CSI_UPLINK_PILOTS | CSI_COVARIANCE};
}

/**
 * \param precoder name of a precoder that needs latents
 * \param codec name of a codec
 * \return false if their weights differ
 */
bool
HaveSameWeights(const std::string& precoder, const std::string& codec)
{
    StringValue ofPrecoder;
    StringValue ofCodec;
    return !MakeObject<Precoder>("precoders", precoder)
                ->GetAttributeFailSafe("Weights", ofPrecoder) ||
           !MakeObject<CsiCodec>("codecs", codec)->GetAttributeFailSafe("Weights", ofCodec) ||
           ofPrecoder.Get() == ofCodec.Get();
}

/**
 * \param precoder name of a precoder
 * \param need what it needs
 * \param codec name of a codec
 * \return true if the codec serves it: latents are of use only with the weights that they are from
 */
bool
Serves(const std::string& precoder, CsiMask need, const std::string& codec)
{
    return Gives(need, codec) && (!(need & CSI_LATENT) || HaveSameWeights(precoder, codec));
}

/**
 * \param need kinds of CSI
 * \return names of the codecs that give all of them
 */
std::vector<std::string>
ListCodecsThatGive(CsiMask need)
{
    std::vector<std::string> names = ListNames(CsiCodec::GetTypeId());
    names.erase(std::remove_if(names.begin(),
                               names.end(),
                               [need](const std::string& name) { return !Gives(need, name); }),
                names.end());
    return names;
}

/**
 * \param names some names
 * \param separator what stands between them
 * \return one text
 */
std::string
Join(const std::vector<std::string>& names, const std::string& separator)
{
    std::string text;
    for (const std::string& name : names)
    {
        text += (text.empty() ? "" : separator) + name;
    }
    return text;
}

} // namespace

void
CommonOptions::AddTo(ProgramOptions& options, const std::vector<std::string>& names)
{
    for (const std::string& name : names)
    {
        if (name == "channel")
        {
            std::string known;
            for (const std::string& model : ListNames(MimoChannelModel::GetTypeId()))
            {
                known += (known.empty() ? "" : ", ") + model;
            }
            options.AddText(name, "a data set FILE.h5, or a channel model: " + known, &channel);
        }
        else if (name == "antennas")
        {
            options.AddCount(name, "antennas of a base station", &antennas, 1, 4096);
        }
        else if (name == "users")
        {
            options.AddCount(name, "users of a cell", &users, 1, 1024);
        }
        else if (name == "rx-antennas")
        {
            options.AddCount(name, "antennas of a user", &rxAntennas, 1, 64);
        }
        else if (name == "snr")
        {
            options.AddRealList(name, "signal-to-noise ratios in dB", &snrDb, -100, 100, "dB");
        }
        else if (name == "precoders")
        {
            options.AddMethodList(name, "precoders", &precoders, Precoder::GetTypeId());
        }
        else if (name == "codecs")
        {
            options.AddMethodList(name, "CSI codecs", &codecs, CsiCodec::GetTypeId());
        }
        else if (name == "estimator")
        {
            options.AddMethod(name,
                              "channel estimator of the users",
                              &estimator,
                              ChannelEstimator::GetTypeId());
        }
        else if (name == "samples")
        {
            options.AddCount(name, "channel realisations", &samples, 1, 100000000);
        }
        else if (name == "drop")
        {
            options.AddMethod(name,
                              "how the users of a channel model are dropped",
                              &drop,
                              PositionAllocator::GetTypeId(),
                              {"single-cell",
                               "spatial-division",
                               "near-field",
                               "room",
                               "uniform-disc",
                               "random-disc",
                               "random-rectangle",
                               "random-box",
                               "grid"});
        }
        else if (name == "analog")
        {
            options.AddText(name, DescribeAnalogOption(), &analog);
        }
        else if (name == "output")
        {
            options.AddText(name, "folder for results", &output);
        }
        else
        {
            NS_ABORT_MSG("CommonOptions::AddTo: no common option is called " << name);
        }
    }
}

bool
IsDatasetName(const std::string& channel)
{
    auto endsWith = [&channel](const std::string& ending) {
        return channel.size() >= ending.size() &&
               channel.compare(channel.size() - ending.size(), ending.size(), ending) == 0;
    };
    const auto bracket = channel.find('[');
    return endsWith(".h5") || endsWith(".hdf5") ||
           (bracket == std::string::npos && channel.find('/') != std::string::npos);
}

void
AddNeededCodecs(const std::vector<std::string>& precoders, std::vector<std::string>& codecs)
{
    for (const std::string& name : precoders)
    {
        const CsiMask need = GetNeed(name);
        const std::vector<std::string> known = ListCodecsThatGive(need);
        if (known.empty() || std::any_of(codecs.begin(), codecs.end(), [&](const auto& codec) {
                return Serves(name, need, codec);
            }))
        {
            continue;
        }
        std::string codec = known.front();
        StringValue weights;
        if (!Serves(name, need, codec) &&
            MakeObject<Precoder>("precoders", name)->GetAttributeFailSafe("Weights", weights))
        {
            codec += "[Weights=" + weights.Get() + "]";
        }
        codecs.push_back(codec);
    }
    // Defaults that nobody asked for go where no precoder can use them.
    std::vector<std::string> used;
    for (const std::string& codec : codecs)
    {
        if (std::any_of(precoders.begin(), precoders.end(), [&](const std::string& name) {
                return Serves(name, GetNeed(name), codec);
            }))
        {
            used.push_back(codec);
        }
    }
    if (!used.empty())
    {
        codecs = used;
    }
}

std::vector<MethodPair>
MatchMethods(const std::vector<std::string>& precoders, const std::vector<std::string>& codecs)
{
    std::vector<MethodPair> pairs;
    std::vector<bool> codecHasPartner(codecs.size(), false);
    for (const std::string& name : precoders)
    {
        const CsiMask need = GetNeed(name);
        const std::size_t before = pairs.size();
        if (need == 0 && !codecs.empty())
        {
            // Without feedback all codecs are the same; the name says so where it can.
            const bool perfect = std::count(codecs.begin(), codecs.end(), "perfect") > 0;
            pairs.push_back({name, perfect ? "perfect" : codecs.front()});
            codecHasPartner.assign(codecs.size(), true);
            continue;
        }
        for (std::size_t i = 0; i < codecs.size(); ++i)
        {
            if (Serves(name, need, codecs[i]))
            {
                codecHasPartner[i] = true;
                pairs.push_back({name, codecs[i]});
            }
        }
        if (pairs.size() == before)
        {
            const std::vector<std::string> known = ListCodecsThatGive(need);
            throw OptionError(
                "codecs",
                Join(codecs, ","),
                "precoder " + name + " needs " + CsiMaskToString(need) +
                    (need & CSI_LATENT ? " (of the same Weights)" : "") +
                    "; codecs that give it: " + (known.empty() ? "none" : Join(known, ", ")));
        }
    }
    const auto lonely = std::find(codecHasPartner.begin(), codecHasPartner.end(), false);
    if (lonely != codecHasPartner.end())
    {
        const std::string& codec = codecs[lonely - codecHasPartner.begin()];
        throw OptionError(
            "codecs",
            codec,
            "none of the precoders can use it; it gives " +
                CsiMaskToString(MakeObject<CsiCodec>("codecs", codec)->GetCsiContent()));
    }
    return pairs;
}

} // namespace fddmimo
} // namespace ns3
