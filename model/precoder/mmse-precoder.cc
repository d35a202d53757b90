/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "mmse-precoder.h"

#include "ns3/log.h"
#include "ns3/string.h"

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoMmsePrecoder");

NS_OBJECT_ENSURE_REGISTERED(MmsePrecoder);

TypeId
MmsePrecoder::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::MmsePrecoder")
            .SetParent<LinearPrecoder>()
            .SetGroupName("FddMimo")
            .AddConstructor<MmsePrecoder>()
            .AddAttribute("PowerAllocation",
                          "How the power is divided: TotalPower, EqualPower (a user), "
                          "EqualStreamPower or WaterFilling, see LinearPrecoder",
                          StringValue("EqualPower"),
                          MakeStringAccessor(&MmsePrecoder::SetPowerAllocation,
                                             &MmsePrecoder::GetPowerAllocation),
                          MakeStringChecker());
    return tid;
}

MmsePrecoder::MmsePrecoder()
{
    NS_LOG_FUNCTION(this);
}

CMatrix
MmsePrecoder::GetDirections(const ChannelStack& stack) const
{
    NS_LOG_FUNCTION(this);
    return InvertChannels(stack.adjoint, stack.rxAntennas.size() / stack.snr);
}

} // namespace fddmimo
} // namespace ns3
