/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_CALIBRATION_SIZES_H
#define FDDMIMO_CALIBRATION_SIZES_H

#include "ns3/weight-archive.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/// What the base station makes of uplink pilots.
enum CalibrationScheme
{
    CALIBRATION,     //!< LS, a network shared by the users, ZF; trained end to end on the sum rate
    CHANNEL_MAPPING, //!< the same parts, the network trained on the squared error of its channels
    BLACK_BOX        //!< one network from all received pilots to all beams
};

/**
 * \ingroup fdd-mimo
 * What the networks of [CAL] and of its two learned benchmarks look like.
 */
struct CalibrationSizes
{
    CalibrationScheme scheme{CALIBRATION}; //!< what the network does
    int64_t antennas{64};                  //!< N ([CAL] writes M)
    int64_t users{16};                     //!< K of BLACK_BOX; else the largest K with pilots
    int64_t minUsers{16};                  //!< smallest K with pilots of its own
    int64_t pilotLength{0};                //!< L; 0: as many as users
    std::vector<int64_t> hidden{512, 2048, 2048}; //!< hidden widths
    bool beams{false};           //!< gains of beams instead of channels, see CalibrationNetwork
    int64_t oversampling{2};     //!< beams for each antenna
    bool outputBatchNorm{false}; //!< batch normalisation after the last layer too
    double loading{1e-6};        //!< of the ZF layer, see ApplyZfLayer()

    /// Numbers that a network on beams knows of a user beside its channel: gain and noise.
    static constexpr int64_t CONTEXT = 2;

    /**
     * \return inputs of the network
     */
    int64_t GetInputs() const;

    /**
     * \return outputs of the network
     */
    int64_t GetOutputs() const;

    /**
     * \return number of beams that a network on beams works with
     */
    int64_t GetNBeams() const;

    /**
     * \param [in,out] archive receives the sizes as attributes
     */
    void Store(WeightArchive& archive) const;

    /**
     * \param archive an archive of one of the schemes; throws WeightArchiveError otherwise
     * \return its sizes
     */
    static CalibrationSizes Load(const WeightArchive& archive);

    /**
     * \param scheme a scheme
     * \return its name, as in the attribute "method" of archives
     */
    static std::string GetSchemeName(CalibrationScheme scheme);
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_CALIBRATION_SIZES_H */
