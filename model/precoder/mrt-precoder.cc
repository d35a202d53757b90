/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "mrt-precoder.h"

#include "ns3/log.h"
#include "ns3/string.h"

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoMrtPrecoder");

NS_OBJECT_ENSURE_REGISTERED(MrtPrecoder);

TypeId
MrtPrecoder::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::MrtPrecoder")
            .SetParent<LinearPrecoder>()
            .SetGroupName("FddMimo")
            .AddConstructor<MrtPrecoder>()
            .AddAttribute("PowerAllocation",
                          "How the power is divided: TotalPower, EqualPower (a user), "
                          "EqualStreamPower or WaterFilling, see LinearPrecoder",
                          StringValue("EqualPower"),
                          MakeStringAccessor(&MrtPrecoder::SetPowerAllocation,
                                             &MrtPrecoder::GetPowerAllocation),
                          MakeStringChecker());
    return tid;
}

MrtPrecoder::MrtPrecoder()
{
    NS_LOG_FUNCTION(this);
}

CMatrix
MrtPrecoder::GetDirections(const ChannelStack& stack) const
{
    NS_LOG_FUNCTION(this);
    return stack.adjoint.ToComplex();
}

} // namespace fddmimo
} // namespace ns3
