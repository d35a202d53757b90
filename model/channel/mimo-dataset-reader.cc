/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "mimo-dataset-reader.h"

#include "hdf5-private.h"

#include "ns3/log.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <limits>
#include <sstream>
#include <vector>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoDatasetReader");

namespace
{

using Shape = std::vector<hsize_t>; //!< extent of each dimension

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
 * \param shape a shape
 * \return "[1, 2, 3]"
 */
std::string
ToString(const Shape& shape)
{
    std::ostringstream text;
    text << "[";
    for (std::size_t i = 0; i < shape.size(); ++i)
    {
        text << (i ? ", " : "") << shape[i];
    }
    text << "]";
    return text.str();
}

/**
 * \param dataset a data set
 * \return its shape
 */
Shape
GetShape(hid_t dataset)
{
    Hdf5Handle space(H5Dget_space(dataset), H5Sclose);
    const int rank = space.IsValid() ? H5Sget_simple_extent_ndims(space) : 0;
    Shape shape(rank > 0 ? rank : 0);
    if (rank > 0)
    {
        H5Sget_simple_extent_dims(space, shape.data(), nullptr);
    }
    return shape;
}

/**
 * \param file the file
 * \param name name of a text attribute of the root
 * \return its value, "" if there is none
 */
std::string
ReadText(hid_t file, const char* name)
{
    Hdf5Handle attribute(H5Aopen(file, name, H5P_DEFAULT), H5Aclose);
    if (!attribute.IsValid())
    {
        return "";
    }
    Hdf5Handle type(H5Aget_type(attribute), H5Tclose);
    Hdf5Handle space(H5Aget_space(attribute), H5Sclose);
    if (H5Tget_class(type) != H5T_STRING || H5Sget_simple_extent_npoints(space) != 1)
    {
        return "";
    }
    std::string text;
    if (H5Tis_variable_str(type) > 0) // what h5py writes for a str
    {
        char* value = nullptr;
        Hdf5Handle memory(H5Tcopy(H5T_C_S1), H5Tclose);
        H5Tset_size(memory, H5T_VARIABLE);
        H5Tset_cset(memory, H5Tget_cset(type));
        if (H5Aread(attribute, memory, &value) >= 0 && value)
        {
            text = value;
            H5free_memory(value);
        }
        return text;
    }
    text.resize(H5Tget_size(type) + 1);
    Hdf5Handle memory(H5Tcopy(H5T_C_S1), H5Tclose);
    H5Tset_size(memory, text.size());
    H5Tset_cset(memory, H5Tget_cset(type));
    return H5Aread(attribute, memory, text.data()) >= 0 ? std::string(text.c_str()) : "";
}

/**
 * \param file the file
 * \param name name of a numeric attribute of the root
 * \return its value, 0 if there is none
 */
double
ReadNumber(hid_t file, const char* name)
{
    Hdf5Handle attribute(H5Aopen(file, name, H5P_DEFAULT), H5Aclose);
    if (!attribute.IsValid())
    {
        return 0;
    }
    Hdf5Handle space(H5Aget_space(attribute), H5Sclose);
    double value = 0;
    const bool ok = H5Sget_simple_extent_npoints(space) == 1 &&
                    H5Aread(attribute, H5T_NATIVE_DOUBLE, &value) >= 0;
    return ok ? value : 0;
}

/**
 * Reads one snapshot of a part.
 *
 * \param fileName the file, for messages
 * \param part name of the part, for messages
 * \param dataset the part, its first dimension being the snapshot
 * \param type type of a number in memory
 * \param snapshot which one
 * \param [out] values receives all numbers of the snapshot
 */
void
ReadSnapshot(const std::string& fileName,
             const char* part,
             hid_t dataset,
             hid_t type,
             uint64_t snapshot,
             void* values)
{
    Hdf5Silence silence;
    Shape count = GetShape(dataset);
    if (count.empty() || snapshot >= count[0])
    {
        Fail(fileName,
             "snapshot " + std::to_string(snapshot) + " asked for, but " + part + " holds " +
                 std::to_string(count.empty() ? 0 : count[0]));
    }
    Shape start(count.size(), 0);
    start[0] = snapshot;
    count[0] = 1;
    Hdf5Handle from(H5Dget_space(dataset), H5Sclose);
    Hdf5Handle to(H5Screate_simple(static_cast<int>(count.size()), count.data(), nullptr),
                  H5Sclose);
    if (H5Sselect_hyperslab(from, H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr) <
            0 ||
        H5Dread(dataset, type, to, from, H5P_DEFAULT, values) < 0)
    {
        Fail(fileName,
             "snapshot " + std::to_string(snapshot) + " of " + part +
                 " cannot be read: the file is damaged or truncated");
    }
}

} // namespace

/**
 * HDF5's identifiers of an open data set.
 */
struct MimoDatasetReader::Private
{
    Hdf5Handle file;        //!< the file
    Hdf5Handle downlink;    //!< /downlink
    Hdf5Handle uplink;      //!< /uplink, if there
    Hdf5Handle noise;       //!< /noise_variance
    Hdf5Handle complexType; //!< a Complex in memory
};

MimoDatasetReader::MimoDatasetReader(const std::string& fileName)
    : m_private(std::make_unique<Private>()),
      m_fileName(fileName)
{
    NS_LOG_FUNCTION(this << fileName);
    Hdf5Silence silence;
    errno = 0;
    if (!std::ifstream(fileName).good())
    {
        Fail(fileName, std::string("cannot be opened: ") + std::strerror(errno));
    }
    if (H5Fis_hdf5(fileName.c_str()) <= 0)
    {
        Fail(fileName, "is not an HDF5 file (expected an HDF5 file with /downlink)");
    }
    Private& p = *m_private;
    p.file = Hdf5Handle(H5Fopen(fileName.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
    if (!p.file.IsValid())
    {
        Fail(fileName,
             "HDF5 cannot open it: the file is damaged, truncated or still being written");
    }
    p.complexType = MakeHdf5ComplexMemoryType();

    // H5Lexists tells "not there" from "there, but unreadable".
    auto open = [&](const char* name) {
        if (H5Lexists(p.file, name, H5P_DEFAULT) <= 0)
        {
            return Hdf5Handle();
        }
        Hdf5Handle dataset(H5Dopen2(p.file, name, H5P_DEFAULT), H5Dclose);
        if (!dataset.IsValid())
        {
            Fail(fileName, std::string(name) + " is not a readable HDF5 data set");
        }
        return dataset;
    };
    auto check = [&](hid_t dataset, const char* name, bool complex, const std::string& expected) {
        Hdf5Handle type(H5Dget_type(dataset), H5Tclose);
        const bool ok = complex ? IsHdf5Complex(type) : H5Tget_class(type) == H5T_FLOAT;
        if (!ok)
        {
            Fail(fileName,
                 std::string(name) + " has the wrong type of numbers (expected " + expected + ")");
        }
    };
    const char* complexText = "compound {float r, float i}, which h5py calls complex64";

    p.downlink = open("/downlink");
    if (!p.downlink.IsValid())
    {
        Fail(fileName,
             "/downlink is missing (expected " + std::string(complexText) +
                 ", shape [snapshot, user, rx antenna, tx antenna])");
    }
    check(p.downlink, "/downlink", true, complexText);
    const Shape shape = GetShape(p.downlink);
    bool good = shape.size() == 4;
    for (hsize_t extent : shape)
    {
        good = good && extent >= 1;
    }
    for (std::size_t i = 1; i < shape.size(); ++i)
    {
        good = good && shape[i] <= std::numeric_limits<uint16_t>::max();
    }
    if (!good)
    {
        Fail(fileName,
             "/downlink has shape " + ToString(shape) +
                 " (expected [snapshot, user, rx antenna, tx antenna], each at least 1 and the "
                 "last three at most 65535)");
    }
    m_snapshots = shape[0];
    m_info.users = static_cast<uint32_t>(shape[1]);
    m_info.rxAntennas = static_cast<uint32_t>(shape[2]);
    m_info.txAntennas = static_cast<uint32_t>(shape[3]);

    p.uplink = open("/uplink");
    m_info.hasUplink = p.uplink.IsValid();
    if (m_info.hasUplink)
    {
        check(p.uplink, "/uplink", true, complexText);
        if (GetShape(p.uplink) != shape)
        {
            Fail(fileName,
                 "/uplink has shape " + ToString(GetShape(p.uplink)) + " (expected " +
                     ToString(shape) + ", that of /downlink)");
        }
    }

    p.noise = open("/noise_variance");
    const Shape noiseShape{shape[0], shape[1]};
    if (!p.noise.IsValid())
    {
        Fail(fileName,
             "/noise_variance is missing (expected float, shape " + ToString(noiseShape) +
                 " as [snapshot, user])");
    }
    check(p.noise, "/noise_variance", false, "float or double");
    if (GetShape(p.noise) != noiseShape)
    {
        Fail(fileName,
             "/noise_variance has shape " + ToString(GetShape(p.noise)) + " (expected " +
                 ToString(noiseShape) + " as [snapshot, user])");
    }

    m_info.source = ReadText(p.file, "source");
    m_info.arrayGeometry = ReadText(p.file, "array_geometry");
    m_info.frequency = ReadNumber(p.file, "carrier_frequency_hz");
    m_info.uplinkFrequency = ReadNumber(p.file, "uplink_carrier_frequency_hz");
}

MimoDatasetReader::~MimoDatasetReader() = default;

const std::string&
MimoDatasetReader::GetFileName() const
{
    return m_fileName;
}

const MimoDatasetInfo&
MimoDatasetReader::GetInfo() const
{
    return m_info;
}

uint64_t
MimoDatasetReader::GetNSnapshots() const
{
    return m_snapshots;
}

CRowMatrix
MimoDatasetReader::ReadDownlink(uint64_t snapshot) const
{
    NS_LOG_FUNCTION(this << snapshot);
    const auto rows = static_cast<Eigen::Index>(m_info.users) * m_info.rxAntennas;
    CRowMatrix channel(rows, m_info.txAntennas);
    ReadSnapshot(m_fileName,
                 "/downlink",
                 m_private->downlink,
                 m_private->complexType,
                 snapshot,
                 channel.data());
    if (!channel.allFinite())
    {
        Fail(m_fileName,
             "snapshot " + std::to_string(snapshot) +
                 " of /downlink holds nan or infinity (expected finite numbers)");
    }
    return channel;
}

CRowMatrix
MimoDatasetReader::ReadUplink(uint64_t snapshot) const
{
    NS_LOG_FUNCTION(this << snapshot);
    if (!m_info.hasUplink)
    {
        Fail(m_fileName, "/uplink is missing, but uplink channels are asked for");
    }
    const auto rows = static_cast<Eigen::Index>(m_info.users) * m_info.rxAntennas;
    CRowMatrix channel(rows, m_info.txAntennas);
    ReadSnapshot(m_fileName,
                 "/uplink",
                 m_private->uplink,
                 m_private->complexType,
                 snapshot,
                 channel.data());
    if (!channel.allFinite())
    {
        Fail(m_fileName,
             "snapshot " + std::to_string(snapshot) +
                 " of /uplink holds nan or infinity (expected finite numbers)");
    }
    return channel;
}

RVector
MimoDatasetReader::ReadNoiseVariance(uint64_t snapshot) const
{
    NS_LOG_FUNCTION(this << snapshot);
    RVector noise(m_info.users);
    ReadSnapshot(m_fileName,
                 "/noise_variance",
                 m_private->noise,
                 H5T_NATIVE_DOUBLE,
                 snapshot,
                 noise.data());
    if (!noise.allFinite() || noise.minCoeff() <= 0)
    {
        Fail(m_fileName,
             "snapshot " + std::to_string(snapshot) +
                 " of /noise_variance holds a number that is not finite and above 0");
    }
    return noise;
}

} // namespace fddmimo
} // namespace ns3
