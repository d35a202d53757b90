/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "user-csi.h"

#include <utility>

namespace ns3
{
namespace fddmimo
{

std::string
CsiMaskToString(CsiMask mask)
{
    static const std::pair<CsiKind, const char*> names[] = {{CSI_CHANNEL, "channel"},
                                                            {CSI_LATENT, "latent"},
                                                            {CSI_COVARIANCE, "covariance"},
                                                            {CSI_UPLINK_PILOTS, "uplink pilots"}};
    std::string text;
    for (const auto& [kind, name] : names)
    {
        if (mask & kind)
        {
            text += (text.empty() ? "" : ", ") + std::string(name);
        }
    }
    return text.empty() ? "nothing" : text;
}

} // namespace fddmimo
} // namespace ns3
