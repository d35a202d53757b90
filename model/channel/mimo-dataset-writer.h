/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_MIMO_DATASET_WRITER_H
#define FDDMIMO_MIMO_DATASET_WRITER_H

#include "ns3/mimo-dataset.h"

#include <cstdint>
#include <memory>
#include <string>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Writes a data set of channels, and beams if wanted, one snapshot at a time.
 *
 * Snapshots go to FILE.tmp, and Close() gives it its name: FILE is always whole, or not there. The
 * same snapshots give the same bytes. Numbers are kept as 32-bit floats.
 *
 * Every method throws MimoDatasetError, which names the file, when it cannot do what it says.
 */
class MimoDatasetWriter
{
  public:
    /**
     * Creates FILE.tmp.
     *
     * \param fileName path of the file to be; a file of that name is replaced on Close()
     * \param info sizes, all at least 1, and attributes
     */
    MimoDatasetWriter(const std::string& fileName, const MimoDatasetInfo& info);

    /// Removes FILE.tmp unless Close() was called.
    ~MimoDatasetWriter();
    MimoDatasetWriter(const MimoDatasetWriter&) = delete;
    MimoDatasetWriter& operator=(const MimoDatasetWriter&) = delete;

    /**
     * Appends a snapshot.
     *
     * \param downlink downlink channels of all users, (K M) x N, finite: row u M + m is antenna m
     * of user u
     * \param noiseVariance noise variance at each user in W, length K, > 0
     * \param uplink uplink channels in the same order, (K M) x N; given exactly if the data set
     * was announced with uplink channels
     */
    void Append(const CRowMatrix& downlink,
                const RVector& noiseVariance,
                const CRowMatrix* uplink = nullptr);

    /**
     * Appends the beams of a method to its group, /beams/METHOD/SNRDB. The first call creates
     * the group with those parts that are not empty; later calls bring the same parts in the same
     * sizes. Beams are appended once for each snapshot, in the same order.
     *
     * \param method name of the group; "/" in it is written as "_"
     * \param snrDb signal-to-noise ratio in dB, written with up to six digits
     * \param noiseVariance noise variance in W that the beams are for, at every user
     * \param maxPower bound on their total power in W
     * \param beams the beams
     */
    void AppendBeams(const std::string& method,
                     double snrDb,
                     double noiseVariance,
                     double maxPower,
                     const MimoDatasetBeams& beams);

    /**
     * \return number of snapshots so far
     */
    uint64_t GetNSnapshots() const;

    /**
     * Completes the file and gives it its name. Fails if there is no snapshot, or if a group of
     * beams does not have one entry a snapshot. No other method may be called afterwards.
     */
    void Close();

  private:
    struct Private;                     //!< HDF5's identifiers
    std::unique_ptr<Private> m_private; //!< HDF5's identifiers
    std::string m_fileName;             //!< path of the file to be
    MimoDatasetInfo m_info;             //!< sizes and attributes
    uint64_t m_snapshots{0};            //!< number of snapshots so far
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_MIMO_DATASET_WRITER_H */
