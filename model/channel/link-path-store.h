/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_LINK_PATH_STORE_H
#define FDDMIMO_LINK_PATH_STORE_H

#include "ns3/link-paths.h"
#include "ns3/simple-ref-count.h"

#include <cstdint>
#include <map>
#include <memory>
#include <tuple>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Keeps the paths that a channel model has drawn, so that further runs of the same network (one a
 * precoder compared, say) find them: drawing 38.901 channels is the costly part of a run. It
 * outlives Simulator::Destroy().
 *
 * Runs that share a store must build the same network with the same RngRun and random streams; each
 * then sees the channels that it would have drawn itself, as long as it lasts no longer than the
 * first.
 */
class LinkPathStore : public SimpleRefCount<LinkPathStore>
{
  public:
    /**
     * \param bs base station
     * \param ue user
     * \param epoch number of the update period
     * \return the paths, or null
     */
    std::shared_ptr<const LinkPaths> Find(uint32_t bs, uint32_t ue, uint64_t epoch) const;

    /**
     * \param bs base station
     * \param ue user
     * \param epoch number of the update period
     * \param paths the paths
     */
    void Insert(uint32_t bs, uint32_t ue, uint64_t epoch, std::shared_ptr<const LinkPaths> paths);

    /**
     * \return memory taken by the paths in bytes
     */
    std::size_t GetBytes() const;

  private:
    using Key = std::tuple<uint64_t, uint32_t, uint32_t>; //!< epoch, base station, user

    std::map<Key, std::shared_ptr<const LinkPaths>> m_paths; //!< paths drawn so far
    std::size_t m_bytes{0};                                  //!< their memory
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_LINK_PATH_STORE_H */
