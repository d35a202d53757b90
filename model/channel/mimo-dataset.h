/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_MIMO_DATASET_H
#define FDDMIMO_MIMO_DATASET_H

#include "ns3/matrix-types.h"

#include <cstdint>
#include <stdexcept>
#include <string>

/**
 * \file
 * What readers and writers of channel data sets share.
 *
 * A data set is an HDF5 file with
 * - `/downlink` and, where known, `/uplink`: compound {float r, float i} (complex64 for h5py),
 *   shape [snapshot, user, rx antenna, tx antenna], amplitude gains, not normalised. "rx" and "tx"
 *   are those of the downlink in both, so that a reciprocal channel has the same numbers in both;
 * - `/noise_variance`: float or double, shape [snapshot, user], in W;
 * - attributes of the root: `source`, `carrier_frequency_hz`, `uplink_carrier_frequency_hz`,
 *   `array_geometry` (all optional);
 * - optionally beams, `/beams/<precoder>/<snr_db>`: `weights` [snapshot, tx antenna, stream],
 *   `analog` [snapshot, tx antenna, chain], `digital` [snapshot, chain, stream], `sinr_targets`
 *   [snapshot, user] and the attributes `noise_variance` and `max_power`.
 */

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * A data set that cannot be read or written. The message names the file, what was found and what
 * was expected. Programs turn it into one line and exit status 1, ns-3 objects into an abort.
 */
class MimoDatasetError : public std::runtime_error
{
  public:
    using std::runtime_error::runtime_error;
};

/**
 * \ingroup fdd-mimo
 * What holds for all snapshots of a data set.
 */
struct MimoDatasetInfo
{
    uint32_t users{0};         //!< K, users in each snapshot
    uint32_t rxAntennas{0};    //!< M, antennas of each user
    uint32_t txAntennas{0};    //!< N, antennas of the base station
    bool hasUplink{false};     //!< uplink channels are there too
    double frequency{0};       //!< downlink carrier in Hz, 0 where unknown
    double uplinkFrequency{0}; //!< uplink carrier in Hz, 0 where unknown
    std::string source;        //!< where the channels come from, free text
    std::string arrayGeometry; //!< antennas of the base station, free text
};

/**
 * \ingroup fdd-mimo
 * The beams of one method for one snapshot, as they stand in a data set.
 */
struct MimoDatasetBeams
{
    CMatrix weights;     //!< N x S beams in sqrt(W)
    CMatrix analog;      //!< N x N_RF analog stage, empty for digital methods
    CMatrix digital;     //!< N_RF x S digital stage, empty for digital methods
    RVector sinrTargets; //!< K SINR targets (linear), empty where the method has none
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_MIMO_DATASET_H */
