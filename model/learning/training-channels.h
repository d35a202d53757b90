/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_TRAINING_CHANNELS_H
#define FDDMIMO_TRAINING_CHANNELS_H

#include "ns3/matrix-types.h"

#include <cstdint>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Where a trainer gets its channels: any channel model, or a data set.
 */
class TrainingChannels
{
  public:
    virtual ~TrainingChannels() = default;

    /**
     * Starts the channels of an epoch. They depend on the epoch only, not on what was drawn before,
     * so that a resumed training sees what an uninterrupted one would have seen.
     *
     * \param epoch number of the epoch
     */
    virtual void StartEpoch(uint32_t epoch) = 0;

    /**
     * \return the channels of the next realisation, (K M) x N, without noise normalisation, of unit
     * mean gain an entry; valid until the next call
     */
    virtual const CRowMatrix& Next() = 0;

    /**
     * \return the uplink channels of the realisation that Next() gave, transposed: (K M) x N, rows
     * and scaling as in the downlink; empty (the default) if they are not known. Valid until the
     * next call of Next()
     */
    virtual const CRowMatrix& GetUplink() const
    {
        static const CRowMatrix unknown;
        return unknown;
    }
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_TRAINING_CHANNELS_H */
