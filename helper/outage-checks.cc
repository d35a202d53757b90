/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "outage-checks.h"

#include "option-error.h"

namespace ns3
{
namespace fddmimo
{

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
    const std::string misfit = precoder->GetMisfit(size.users, size.antennas);
    if (!misfit.empty())
    {
        throw OptionError("precoders", name, misfit);
    }
}

} // namespace fddmimo
} // namespace ns3
