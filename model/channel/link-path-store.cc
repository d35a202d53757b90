/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "link-path-store.h"

namespace ns3
{
namespace fddmimo
{

std::shared_ptr<const LinkPaths>
LinkPathStore::Find(uint32_t bs, uint32_t ue, uint64_t epoch) const
{
    const auto found = m_paths.find(Key(epoch, bs, ue));
    return found == m_paths.end() ? nullptr : found->second;
}

void
LinkPathStore::Insert(uint32_t bs,
                      uint32_t ue,
                      uint64_t epoch,
                      std::shared_ptr<const LinkPaths> paths)
{
    m_bytes += paths->GetBytes();
    m_paths[Key(epoch, bs, ue)] = std::move(paths);
}

std::size_t
LinkPathStore::GetBytes() const
{
    return m_bytes;
}

} // namespace fddmimo
} // namespace ns3
