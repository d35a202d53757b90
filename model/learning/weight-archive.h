/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_WEIGHT_ARCHIVE_H
#define FDDMIMO_WEIGHT_ARCHIVE_H

#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * A weight archive cannot be read or written, or is not the one that is needed. The message names
 * the file.
 */
class WeightArchiveError : public std::runtime_error
{
  public:
    using std::runtime_error::runtime_error;
};

/**
 * \ingroup fdd-mimo
 * The trained weights of a learned precoder with all that is needed to use them: its configuration,
 * the scenario of the training and the figures reached.
 *
 * On disk it is an HDF5 file (h5py reads it): one dataset an array, compressed, in half precision
 * where wanted, one text attribute of the root an attribute; and behind it the CRC-32 of all that,
 * so that a damaged file is refused.
 */
class WeightArchive
{
  public:
    /// Numbers in row-major order.
    struct Array
    {
        std::vector<int64_t> shape; //!< extents; empty for a single number
        std::vector<float> values;  //!< as many as the shape says
    };

    std::map<std::string, std::string> attributes; //!< configuration, scenario, figures
    std::map<std::string, Array> arrays;           //!< weights by name, "encoder.0.weight"

    /**
     * Reads an archive. Throws WeightArchiveError if the file is missing, no archive, truncated or
     * damaged.
     *
     * \param fileName path
     * \return the archive
     */
    static WeightArchive Read(const std::string& fileName);

    /**
     * Writes the archive, under another name first: a program that is stopped leaves the old file
     * or the new one, never half of it. Throws WeightArchiveError if it cannot.
     *
     * \param fileName path
     * \param half true for half precision
     */
    void Write(const std::string& fileName, bool half) const;

    /**
     * \return where it was read, "weight archive" if nowhere, for messages
     */
    const std::string& GetFileName() const;

    /**
     * \param name name of an attribute
     * \return its value; throws WeightArchiveError if there is none
     */
    const std::string& GetText(const std::string& name) const;

    /**
     * \param name name of an attribute
     * \return its value as a number; throws WeightArchiveError if there is none or it is no finite
     * number
     */
    double GetNumber(const std::string& name) const;

    /**
     * \param name name of an array
     * \return the array; throws WeightArchiveError if there is none
     */
    const Array& GetArray(const std::string& name) const;

    /**
     * \param name name of an attribute
     * \param value its value
     */
    void SetNumber(const std::string& name, double value);

  private:
    std::string m_fileName{"weight archive"}; //!< where it was read, for messages
};

/**
 * \param name a path (it ends in .h5 or holds a slash), or the name of an archive in the folder
 * $FDDMIMO_DATA, else in data/ of the module's sources
 * \return path of the archive; throws WeightArchiveError, listing those known, if it is not there
 */
std::string FindWeights(const std::string& name);

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_WEIGHT_ARCHIVE_H */
