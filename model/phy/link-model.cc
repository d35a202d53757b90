/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "link-model.h"

namespace ns3
{
namespace fddmimo
{

NS_OBJECT_ENSURE_REGISTERED(LinkModel);

TypeId
LinkModel::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::LinkModel").SetParent<Object>().SetGroupName("FddMimo");
    return tid;
}

} // namespace fddmimo
} // namespace ns3
