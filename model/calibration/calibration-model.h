/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_CALIBRATION_MODEL_H
#define FDDMIMO_CALIBRATION_MODEL_H

#include "calibration-sizes.h"

#include "ns3/matrix-types.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * The trained network of [CAL], or of one of its learned benchmarks, in use: batch normalisation is
 * folded into the layers, so that a layer is one product for all users of all cells.
 */
class CalibrationModel
{
  public:
    /**
     * Finds the weights for a size, and loads them unless they are in use already. Throws
     * WeightArchiveError if there are none, they are damaged, or for another scheme or size.
     *
     * \param weights name or path of an archive; "auto": {scheme}-{N}, for the black box
     * {scheme}-{N}x{K} with the fewest K that suffice, of the module's data folder
     * \param scheme what the weights are for
     * \param antennas N
     * \param streams K
     * \return the model
     */
    static std::shared_ptr<const CalibrationModel> Get(const std::string& weights,
                                                       CalibrationScheme scheme,
                                                       uint32_t antennas,
                                                       uint32_t streams);

    /**
     * \param archive trained weights; throws WeightArchiveError if they are incomplete
     */
    explicit CalibrationModel(const WeightArchive& archive);
    ~CalibrationModel();

    /**
     * \return the sizes
     */
    const CalibrationSizes& GetSizes() const;

    /**
     * \return attributes of the archive: what it was trained on, how, and what it reached
     */
    const std::map<std::string, std::string>& GetRecord() const;

    /**
     * \param streams K
     * \return trained pilots, K x L, rows of squared norm L; of a black box the first K of all;
     * empty if there are none for this K
     */
    CMatrix GetPilots(uint32_t streams) const;

    /**
     * The shared network; not for the black box.
     *
     * \param estimates LS estimates of uplink channels, rows h_k^T in amplitude gains, R x N
     * \param noise variance of the noise of an entry, R
     * \return calibrated downlink channels, R x N; for CHANNEL_MAPPING in amplitude gains, else of
     * any scale
     */
    CRowMatrix Calibrate(const CRowMatrix& estimates, const RVector& noise) const;

    /**
     * \param received received pilots over the square root of their power, B of N x L; black box
     * only \return beams of unit power, B of N x K
     */
    std::vector<CMatrix> DesignBeams(const std::vector<CMatrix>& received) const;

  private:
    struct Private;
    std::unique_ptr<Private> m_private; //!< network
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_CALIBRATION_MODEL_H */
