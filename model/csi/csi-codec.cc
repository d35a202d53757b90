/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "csi-codec.h"

namespace ns3
{
namespace fddmimo
{

NS_OBJECT_ENSURE_REGISTERED(CsiCodec);

TypeId
CsiCodec::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::CsiCodec").SetParent<Object>().SetGroupName("FddMimo");
    return tid;
}

CsiMask
CsiCodec::GetCsiContent() const
{
    return CSI_CHANNEL;
}

std::string
CsiCodec::GetMisfit(const CsiDimensions& /* dimensions */) const
{
    return "";
}

bool
CsiCodec::IsTransparent() const
{
    return false;
}

std::map<std::string, std::string>
CsiCodec::GetTrainingScenario() const
{
    return {};
}

CMatrix
CsiCodec::HandOver(const CMatrix& estimate, const CMatrix& /* covariance */)
{
    return estimate;
}

double
CsiCodec::GetBoundBits() const
{
    return 0.0;
}

int64_t
CsiCodec::AssignStreams(int64_t /* stream */)
{
    return 0;
}

} // namespace fddmimo
} // namespace ns3
