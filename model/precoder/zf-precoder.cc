/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "zf-precoder.h"

#include "ns3/log.h"
#include "ns3/string.h"

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoZfPrecoder");

NS_OBJECT_ENSURE_REGISTERED(ZfPrecoder);

TypeId
ZfPrecoder::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::ZfPrecoder")
            .SetParent<LinearPrecoder>()
            .SetGroupName("FddMimo")
            .AddConstructor<ZfPrecoder>()
            .AddAttribute("PowerAllocation",
                          "How the power is divided: TotalPower, EqualPower (a user), "
                          "EqualStreamPower or WaterFilling, see LinearPrecoder",
                          StringValue("EqualPower"),
                          MakeStringAccessor(&ZfPrecoder::SetPowerAllocation,
                                             &ZfPrecoder::GetPowerAllocation),
                          MakeStringChecker());
    return tid;
}

ZfPrecoder::ZfPrecoder()
{
    NS_LOG_FUNCTION(this);
}

uint32_t
ZfPrecoder::GetMaxStreams(uint32_t txAntennas) const
{
    return txAntennas;
}

CMatrix
ZfPrecoder::GetDirections(const ChannelStack& stack) const
{
    NS_LOG_FUNCTION(this);
    return InvertChannels(stack.adjoint, 0.0);
}

} // namespace fddmimo
} // namespace ns3
