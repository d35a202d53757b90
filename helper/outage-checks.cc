/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "outage-checks.h"

#include "option-error.h"

#include "ns3/gcn-network.h"
#include "ns3/gcn-precoder.h"
#include "ns3/string.h"
#include "ns3/weight-archive.h"

namespace ns3
{
namespace fddmimo
{

namespace
{

/**
 * \param precoder a precoder
 * \return what is wrong with its weights, for a message; empty if nothing is or it has none
 */
std::string
FindWrongWeights(Ptr<const Precoder> precoder)
{
    if (!DynamicCast<const GcnPrecoder>(precoder))
    {
        return "";
    }
    StringValue weights;
    precoder->GetAttribute("Weights", weights);
    try
    {
        // Read here as well as by the precoder, which does so in its first design: too late, since
        // others may compute for minutes before.
        const WeightArchive archive = WeightArchive::Read(FindWeights(weights.Get()));
        const auto kind = archive.attributes.find("kind");
        if (kind == archive.attributes.end() || kind->second != "gcn")
        {
            const auto method = archive.attributes.find("method");
            return "the weights " + weights.Get() + " are of method " +
                   (method == archive.attributes.end() ? "unknown" : method->second) +
                   ", not of gcn";
        }
        const GcnNetwork network(archive);
        const std::string prefix = GcnPrecoder::ANALOG_PREFIX;
        if (archive.arrays.count(prefix + "weights") > 0)
        {
            const GcnNetwork analogNetwork(archive, prefix);
            if (!(precoder->GetCsiNeed() & CSI_COVARIANCE))
            {
                return "the weights " + weights.Get() +
                       " choose analog beams from covariances; set AnalogCsi=Statistical, and "
                       "RfChains above 0";
            }
        }
    }
    catch (const WeightArchiveError& error)
    {
        return error.what();
    }
    return "";
}

} // namespace

void
CheckOutagePrecoder(const std::string& name,
                    Ptr<const Precoder> precoder,
                    const ChannelSource& source)
{
    const ChannelSource::Settings& size = source.GetSettings();
    const CsiMask known = source.KnowsCovariance() ? CSI_CHANNEL | CSI_COVARIANCE : CSI_CHANNEL;
    if (precoder->GetCsiNeed() & ~known)
    {
        throw OptionError("precoders",
                          name,
                          "needs " + CsiMaskToString(precoder->GetCsiNeed()) +
                              ", but this program and " + size.channel + " give " +
                              CsiMaskToString(known));
    }
    const uint32_t most = precoder->GetMaxStreams(size.antennas);
    if (most < size.users)
    {
        throw OptionError("precoders",
                          name,
                          "serves at most " + std::to_string(most) + " users, but there are " +
                              std::to_string(size.users));
    }
    for (const std::string& misfit :
         {precoder->GetMisfit(size.users, size.antennas), FindWrongWeights(precoder)})
    {
        if (!misfit.empty())
        {
            throw OptionError("precoders", name, misfit);
        }
    }
}

} // namespace fddmimo
} // namespace ns3
