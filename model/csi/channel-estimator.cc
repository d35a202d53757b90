/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "channel-estimator.h"

namespace ns3
{
namespace fddmimo
{

NS_OBJECT_ENSURE_REGISTERED(ChannelEstimator);

TypeId
ChannelEstimator::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::ChannelEstimator").SetParent<Object>().SetGroupName("FddMimo");
    return tid;
}

int64_t
ChannelEstimator::AssignStreams(int64_t /* stream */)
{
    return 0;
}

} // namespace fddmimo
} // namespace ns3
