/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "mimo-dataset-writer.h"

#include "hdf5-private.h"

#include "ns3/log.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <sstream>
#include <vector>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoDatasetWriter");

namespace
{

using Shape = std::vector<hsize_t>; //!< extent of each dimension

/// Bytes of a chunk that is worth a disk access.
constexpr hsize_t CHUNK_BYTES = 262144;

/**
 * \param fileName the file
 * \param what what is wrong and what was expected
 * \throws MimoDatasetError always
 */
[[noreturn]] void
Fail(const std::string& fileName, const std::string& what)
{
    throw MimoDatasetError("data set " + fileName + ": " + what);
}

/**
 * One growing part of the file: a first dimension without limit, for the snapshots.
 */
struct Part
{
    Hdf5Handle dataset;    //!< the part
    Hdf5Handle type;       //!< type of a number in memory
    Shape shape;           //!< shape of one snapshot
    uint64_t snapshots{0}; //!< how many are there
};

/**
 * Creates an empty part. Time stamps are left out: equal runs give equal files.
 *
 * \param location file or group
 * \param name name in it
 * \param complex complex numbers, else real ones
 * \param shape shape of one snapshot
 * \return the part; its dataset is not valid if HDF5 refused
 */
Part
CreatePart(hid_t location, const char* name, bool complex, const Shape& shape)
{
    Part part;
    part.shape = shape;
    part.type =
        complex ? MakeHdf5ComplexMemoryType() : Hdf5Handle(H5Tcopy(H5T_NATIVE_DOUBLE), H5Tclose);
    Hdf5Handle fileType =
        complex ? MakeHdf5ComplexFileType() : Hdf5Handle(H5Tcopy(H5T_IEEE_F64LE), H5Tclose);
    Shape size{0};
    Shape limit{H5S_UNLIMITED};
    Shape chunk{1};
    hsize_t bytes = 8;
    for (hsize_t extent : shape)
    {
        size.push_back(extent);
        limit.push_back(extent);
        chunk.push_back(extent);
        bytes *= extent;
    }
    chunk[0] = std::clamp<hsize_t>(CHUNK_BYTES / bytes, 1, 1024);
    Hdf5Handle space(H5Screate_simple(static_cast<int>(size.size()), size.data(), limit.data()),
                     H5Sclose);
    Hdf5Handle options(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
    H5Pset_chunk(options, static_cast<int>(chunk.size()), chunk.data());
    H5Pset_obj_track_times(options, false);
    part.dataset =
        Hdf5Handle(H5Dcreate2(location, name, fileType, space, H5P_DEFAULT, options, H5P_DEFAULT),
                   H5Dclose);
    return part;
}

/**
 * Appends one snapshot to a part.
 *
 * \param part the part
 * \param values all numbers of the snapshot, in the order of its shape
 * \return true unless HDF5 reports an error
 */
bool
AppendTo(Part& part, const void* values)
{
    Shape size{part.snapshots + 1};
    Shape start{part.snapshots};
    Shape count{1};
    for (hsize_t extent : part.shape)
    {
        size.push_back(extent);
        start.push_back(0);
        count.push_back(extent);
    }
    if (H5Dset_extent(part.dataset, size.data()) < 0)
    {
        return false;
    }
    Hdf5Handle to(H5Dget_space(part.dataset), H5Sclose);
    Hdf5Handle from(H5Screate_simple(static_cast<int>(count.size()), count.data(), nullptr),
                    H5Sclose);
    ++part.snapshots;
    return H5Sselect_hyperslab(to, H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr) >=
               0 &&
           H5Dwrite(part.dataset, part.type, from, to, H5P_DEFAULT, values) >= 0;
}

/**
 * \param location file or group
 * \param name name of the attribute
 * \param value its value
 */
void
WriteNumber(hid_t location, const char* name, double value)
{
    Hdf5Handle space(H5Screate(H5S_SCALAR), H5Sclose);
    Hdf5Handle attribute(
        H5Acreate2(location, name, H5T_IEEE_F64LE, space, H5P_DEFAULT, H5P_DEFAULT),
        H5Aclose);
    H5Awrite(attribute, H5T_NATIVE_DOUBLE, &value);
}

/**
 * \param location file or group
 * \param name name of the attribute
 * \param value its value, UTF-8
 */
void
WriteText(hid_t location, const char* name, const std::string& value)
{
    Hdf5Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
    H5Tset_size(type, H5T_VARIABLE); // what h5py reads as str
    H5Tset_cset(type, H5T_CSET_UTF8);
    Hdf5Handle space(H5Screate(H5S_SCALAR), H5Sclose);
    Hdf5Handle attribute(H5Acreate2(location, name, type, space, H5P_DEFAULT, H5P_DEFAULT),
                         H5Aclose);
    const char* text = value.c_str();
    H5Awrite(attribute, type, &text);
}

/// The parts of one group of beams.
struct BeamsGroup
{
    Part weights; //!< weights
    Part analog;  //!< analog, not valid if the method has none
    Part digital; //!< digital, not valid if the method has none
    Part targets; //!< sinr_targets, not valid if the method has none
};

} // namespace

/**
 * HDF5's identifiers of a data set that is being written.
 */
struct MimoDatasetWriter::Private
{
    std::string temporaryName;               //!< FILE.tmp
    Hdf5Handle file;                         //!< the file
    Part downlink;                           //!< /downlink
    Part uplink;                             //!< /uplink, if announced
    Part noise;                              //!< /noise_variance
    std::map<std::string, BeamsGroup> beams; //!< groups by path
};

MimoDatasetWriter::MimoDatasetWriter(const std::string& fileName, const MimoDatasetInfo& info)
    : m_private(std::make_unique<Private>()),
      m_fileName(fileName),
      m_info(info)
{
    NS_LOG_FUNCTION(this << fileName);
    const uint32_t sizes[] = {info.users, info.rxAntennas, info.txAntennas};
    if (*std::min_element(sizes, sizes + 3) < 1 || *std::max_element(sizes, sizes + 3) > 65535)
    {
        std::ostringstream text;
        text << info.users << " users, " << info.rxAntennas << " rx antennas, " << info.txAntennas
             << " tx antennas cannot be written (expected 1 to 65535 of each)";
        Fail(fileName, text.str());
    }
    Hdf5Silence silence;
    Private& p = *m_private;
    p.temporaryName = fileName + ".tmp";
    p.file = Hdf5Handle(H5Fcreate(p.temporaryName.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT),
                        H5Fclose);
    if (!p.file.IsValid())
    {
        Fail(fileName, "cannot be written: " + p.temporaryName + " cannot be created");
    }
    const Shape shape{info.users, info.rxAntennas, info.txAntennas};
    p.downlink = CreatePart(p.file, "downlink", true, shape);
    p.noise = CreatePart(p.file, "noise_variance", false, {info.users});
    bool good = p.downlink.dataset.IsValid() && p.noise.dataset.IsValid();
    if (info.hasUplink)
    {
        p.uplink = CreatePart(p.file, "uplink", true, shape);
        good = good && p.uplink.dataset.IsValid();
    }
    if (!good)
    {
        std::remove(p.temporaryName.c_str());
        Fail(fileName, "cannot be written: HDF5 refuses to create its parts");
    }
    WriteText(p.file, "source", info.source);
    WriteText(p.file, "array_geometry", info.arrayGeometry);
    WriteNumber(p.file, "carrier_frequency_hz", info.frequency);
    WriteNumber(p.file, "uplink_carrier_frequency_hz", info.uplinkFrequency);
}

MimoDatasetWriter::~MimoDatasetWriter()
{
    if (m_private && m_private->file.IsValid())
    {
        Hdf5Silence silence;
        const std::string name = m_private->temporaryName;
        m_private.reset();
        std::remove(name.c_str());
    }
}

void
MimoDatasetWriter::Append(const CRowMatrix& downlink,
                          const RVector& noiseVariance,
                          const CRowMatrix* uplink)
{
    NS_LOG_FUNCTION(this);
    const auto rows = static_cast<Eigen::Index>(m_info.users) * m_info.rxAntennas;
    auto fits = [&](const CRowMatrix& channel, const char* name) {
        if (channel.rows() != rows || channel.cols() != m_info.txAntennas || !channel.allFinite())
        {
            std::ostringstream text;
            text << "a snapshot of " << name << " is " << channel.rows() << " x " << channel.cols()
                 << (channel.allFinite() ? "" : " and holds nan or infinity") << " (expected "
                 << rows << " x " << m_info.txAntennas << ", finite)";
            Fail(m_fileName, text.str());
        }
    };
    fits(downlink, "/downlink");
    if ((uplink != nullptr) != m_info.hasUplink)
    {
        Fail(m_fileName,
             m_info.hasUplink ? "a snapshot lacks its uplink channels"
                              : "a snapshot has uplink channels, but none were announced");
    }
    if (uplink)
    {
        fits(*uplink, "/uplink");
    }
    if (noiseVariance.size() != m_info.users || !noiseVariance.allFinite() ||
        noiseVariance.minCoeff() <= 0)
    {
        Fail(m_fileName,
             "a snapshot of /noise_variance has " + std::to_string(noiseVariance.size()) +
                 " numbers (expected " + std::to_string(m_info.users) + ", each above 0)");
    }
    Hdf5Silence silence;
    Private& p = *m_private;
    if (!AppendTo(p.downlink, downlink.data()) || !AppendTo(p.noise, noiseVariance.data()) ||
        (uplink && !AppendTo(p.uplink, uplink->data())))
    {
        Fail(m_fileName, "cannot be written: is the disk full?");
    }
    ++m_snapshots;
}

void
MimoDatasetWriter::AppendBeams(const std::string& method,
                               double snrDb,
                               double noiseVariance,
                               double maxPower,
                               const MimoDatasetBeams& beams)
{
    NS_LOG_FUNCTION(this << method << snrDb);
    Hdf5Silence silence;
    std::string name = method;
    std::replace(name.begin(), name.end(), '/', '_');
    std::ostringstream text;
    text << "/beams/" << name << "/" << snrDb;
    const std::string path = text.str();

    // A matrix of the file is row-major; real parts come as one row.
    const CRowMatrix weights = beams.weights;
    const CRowMatrix analog = beams.analog;
    const CRowMatrix digital = beams.digital;
    auto shape = [](const CRowMatrix& m) {
        return Shape{static_cast<hsize_t>(m.rows()), static_cast<hsize_t>(m.cols())};
    };
    const Shape targetShape{static_cast<hsize_t>(beams.sinrTargets.size())};
    if (weights.rows() != m_info.txAntennas || weights.cols() < 1)
    {
        Fail(m_fileName,
             path + "/weights: beams have " + std::to_string(weights.rows()) +
                 " rows (expected one for each of " + std::to_string(m_info.txAntennas) +
                 " tx antennas)");
    }

    auto found = m_private->beams.find(path);
    if (found == m_private->beams.end())
    {
        Hdf5Handle parents(H5Pcreate(H5P_LINK_CREATE), H5Pclose);
        H5Pset_create_intermediate_group(parents, 1);
        Hdf5Handle group(
            H5Gcreate2(m_private->file, path.c_str(), parents, H5P_DEFAULT, H5P_DEFAULT),
            H5Gclose);
        if (!group.IsValid())
        {
            Fail(m_fileName, "group " + path + " cannot be created");
        }
        WriteNumber(group, "noise_variance", noiseVariance);
        WriteNumber(group, "max_power", maxPower);
        BeamsGroup parts;
        parts.weights = CreatePart(group, "weights", true, shape(weights));
        if (analog.size() > 0)
        {
            parts.analog = CreatePart(group, "analog", true, shape(analog));
        }
        if (digital.size() > 0)
        {
            parts.digital = CreatePart(group, "digital", true, shape(digital));
        }
        if (beams.sinrTargets.size() > 0)
        {
            parts.targets = CreatePart(group, "sinr_targets", false, targetShape);
        }
        found = m_private->beams.emplace(path, std::move(parts)).first;
    }
    BeamsGroup& group = found->second;
    auto append = [&](Part& part, const char* what, const Shape& size, const void* values) {
        const bool present = std::find(size.begin(), size.end(), 0U) == size.end();
        if (present != part.dataset.IsValid() || (present && size != part.shape))
        {
            Fail(m_fileName, path + "/" + what + ": sizes differ from those of the first snapshot");
        }
        if (present && !AppendTo(part, values))
        {
            Fail(m_fileName, "cannot be written: is the disk full?");
        }
    };
    append(group.weights, "weights", shape(weights), weights.data());
    append(group.analog, "analog", shape(analog), analog.data());
    append(group.digital, "digital", shape(digital), digital.data());
    append(group.targets, "sinr_targets", targetShape, beams.sinrTargets.data());
}

uint64_t
MimoDatasetWriter::GetNSnapshots() const
{
    return m_snapshots;
}

void
MimoDatasetWriter::Close()
{
    NS_LOG_FUNCTION(this);
    Private& p = *m_private;
    if (m_snapshots == 0)
    {
        Fail(m_fileName, "holds no snapshot and is not written");
    }
    for (const auto& [path, group] : p.beams)
    {
        if (group.weights.snapshots != m_snapshots)
        {
            Fail(m_fileName,
                 path + " holds beams for " + std::to_string(group.weights.snapshots) + " of " +
                     std::to_string(m_snapshots) + " snapshots");
        }
    }
    Hdf5Silence silence;
    // Parts first: the file is only complete when nothing of it is open.
    p.downlink = Part();
    p.uplink = Part();
    p.noise = Part();
    p.beams.clear();
    const bool flushed = H5Fflush(p.file, H5F_SCOPE_GLOBAL) >= 0;
    if (!p.file.Close() || !flushed ||
        std::rename(p.temporaryName.c_str(), m_fileName.c_str()) != 0)
    {
        std::remove(p.temporaryName.c_str());
        Fail(m_fileName, "cannot be written: is the disk full?");
    }
}

} // namespace fddmimo
} // namespace ns3
