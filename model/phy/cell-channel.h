/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_CELL_CHANNEL_H
#define FDDMIMO_CELL_CHANNEL_H

#include "ns3/channel.h"

#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * The devices of one cell as ns-3's topology code (global routing, for one) expects to find them: a
 * broadcast link of the base station and its users. The radio channel itself is a MimoChannelModel.
 */
class CellChannel : public Channel
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    /**
     * \param device a device of the cell
     */
    void Add(Ptr<NetDevice> device);

    std::size_t GetNDevices() const override;
    Ptr<NetDevice> GetDevice(std::size_t i) const override;

  protected:
    void DoDispose() override;

  private:
    std::vector<Ptr<NetDevice>> m_devices; //!< devices of the cell, the base station first
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_CELL_CHANNEL_H */
