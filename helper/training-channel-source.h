/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_TRAINING_CHANNEL_SOURCE_H
#define FDDMIMO_TRAINING_CHANNEL_SOURCE_H

#include "channel-source.h"

#include "ns3/training-channels.h"

#include <memory>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * The channels of a ChannelSource for a trainer. The random streams of training, validation and any
 * other run of a program differ. Of a data set, the last tenth of the snapshots is for validation
 * and the rest for training, over and over.
 */
class TrainingChannelSource : public TrainingChannels
{
  public:
    /// What the channels are for.
    enum class Use
    {
        Training,
        Validation
    };

    /**
     * \param settings where to draw from; samples is ignored
     * \param use what for
     */
    TrainingChannelSource(const ChannelSource::Settings& settings, Use use);

    /**
     * \return what stands for N in the channels: ports of the analog stage, or antennas
     */
    uint32_t GetPorts() const;

    void StartEpoch(uint32_t epoch) override;
    const CRowMatrix& Next() override;
    const CRowMatrix& GetUplink() const override;

  private:
    /**
     * \param source channels
     * \return uplink channels of its realisation, transposed; empty if it has none
     */
    static CRowMatrix StackUplink(const ChannelSource& source);

    ChannelSource::Settings m_settings;      //!< where to draw from
    Use m_use;                               //!< what for
    std::unique_ptr<ChannelSource> m_source; //!< channels of this epoch
    std::vector<CRowMatrix> m_snapshots;     //!< those of a data set
    std::vector<CRowMatrix> m_uplinks;       //!< their uplink, transposed
    mutable CRowMatrix m_uplink;             //!< uplink of the last realisation of a model
    std::size_t m_next{0};                   //!< next snapshot
    std::size_t m_last{0};                   //!< the one that Next() gave
    uint32_t m_ports{0};                     //!< ports or antennas
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_TRAINING_CHANNEL_SOURCE_H */
