/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_NO_TRAINING_CHANNELS_H
#define FDDMIMO_NO_TRAINING_CHANNELS_H

#include "ns3/precoder-trainer.h"

namespace ns3
{
namespace fddmimo
{
namespace test
{

/// Channels for trainers that draw their own.
class NoTrainingChannels : public TrainingChannels
{
  public:
    void StartEpoch(uint32_t) override
    {
    }

    const CRowMatrix& Next() override
    {
        return m_channel;
    }

  private:
    CRowMatrix m_channel; //!< nothing
};

} // namespace test
} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_NO_TRAINING_CHANNELS_H */
