/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_MIMO_DATASET_READER_H
#define FDDMIMO_MIMO_DATASET_READER_H

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
 * Reads a data set of channels, one snapshot at a time: the file may be larger than the memory.
 *
 * Every method throws MimoDatasetError, which names the file, when it cannot do what it says.
 */
class MimoDatasetReader
{
  public:
    /**
     * Opens a file and checks that it is a data set: that it is HDF5 and complete, and that type
     * and shape of each part are those of the layout (see mimo-dataset.h). Numbers of any floating
     * point width are taken.
     *
     * \param fileName path of the file
     */
    explicit MimoDatasetReader(const std::string& fileName);
    ~MimoDatasetReader();
    MimoDatasetReader(const MimoDatasetReader&) = delete;
    MimoDatasetReader& operator=(const MimoDatasetReader&) = delete;

    /**
     * \return path of the file
     */
    const std::string& GetFileName() const;

    /**
     * \return sizes and attributes
     */
    const MimoDatasetInfo& GetInfo() const;

    /**
     * \return number of snapshots, >= 1
     */
    uint64_t GetNSnapshots() const;

    /**
     * \param snapshot index, below GetNSnapshots()
     * \return downlink channels of all users, (K M) x N: row u M + m is antenna m of user u
     */
    CRowMatrix ReadDownlink(uint64_t snapshot) const;

    /**
     * \param snapshot index, below GetNSnapshots()
     * \return uplink channels of all users, (K M) x N: the row of antenna m of user u is what the
     * base station's antennas receive from it
     */
    CRowMatrix ReadUplink(uint64_t snapshot) const;

    /**
     * \param snapshot index, below GetNSnapshots()
     * \return noise variance at each user in W, length K
     */
    RVector ReadNoiseVariance(uint64_t snapshot) const;

  private:
    struct Private;                     //!< HDF5's identifiers
    std::unique_ptr<Private> m_private; //!< HDF5's identifiers
    std::string m_fileName;             //!< path
    MimoDatasetInfo m_info;             //!< sizes and attributes
    uint64_t m_snapshots{0};            //!< number of snapshots
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_MIMO_DATASET_READER_H */
