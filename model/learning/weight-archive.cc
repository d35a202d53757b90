/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "weight-archive.h"

#include "../channel/hdf5-private.h"

#include "ns3/log.h"

#include <algorithm>
#include <boost/crc.hpp>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <system_error>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoWeightArchive");

namespace
{

const char* const FORMAT = "fdd-mimo weights 1"; //!< attribute "format" of every archive
constexpr std::size_t CRC_BYTES = 4;             //!< at the end of the file
constexpr std::size_t SMALLEST_COMPRESSED = 256; //!< values of an array that is worth it

/**
 * \param ok result of a step
 * \param fileName the file
 * \param what what is wrong if it failed
 */
void
Require(bool ok, const std::string& fileName, const std::string& what)
{
    if (!ok)
    {
        throw WeightArchiveError(fileName + ": " + what);
    }
}

/**
 * \param fileName path
 * \return what is in the file, empty if it cannot be read
 */
std::string
ReadBytes(const std::string& fileName)
{
    std::error_code ignored;
    if (std::filesystem::is_directory(fileName, ignored))
    {
        return ""; // reading it would throw
    }
    std::ifstream file(fileName, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/**
 * \param bytes bytes
 * \param count how many of them
 * \return their CRC-32
 */
uint32_t
ComputeCrc(const std::string& bytes, std::size_t count)
{
    boost::crc_32_type crc;
    crc.process_bytes(bytes.data(), count);
    return crc.checksum();
}

/**
 * \param bytes CRC_BYTES bytes, the lowest first
 * \return the CRC that they hold
 */
uint32_t
ReadCrc(const std::string& bytes)
{
    uint32_t crc = 0;
    for (std::size_t i = 0; i < CRC_BYTES; ++i)
    {
        crc |= uint32_t{static_cast<uint8_t>(bytes[i])} << (8 * i);
    }
    return crc;
}

/**
 * \return the type of a half-precision number in a file (IEEE 754 binary16, as in NumPy)
 */
Hdf5Handle
MakeHalfType()
{
    Hdf5Handle type(H5Tcopy(H5T_IEEE_F32LE), H5Tclose);
    H5Tset_fields(type, 15, 10, 5, 0, 10);
    H5Tset_size(type, 2);
    H5Tset_ebias(type, 15);
    return type;
}

/**
 * Notes an item that H5Literate or H5Aiterate found.
 * \param name name of the item
 * \param data the vector of names
 * \return 0: go on
 */
herr_t
CollectLink(hid_t /* location */, const char* name, const H5L_info_t* /* info */, void* data)
{
    static_cast<std::vector<std::string>*>(data)->emplace_back(name);
    return 0;
}

/**
 * As CollectLink, for attributes.
 *
 * \param name name of the attribute
 * \param data the vector of names
 * \return 0: go on
 */
herr_t
CollectAttribute(hid_t /* location */, const char* name, const H5A_info_t* /* info */, void* data)
{
    static_cast<std::vector<std::string>*>(data)->emplace_back(name);
    return 0;
}

} // namespace

const std::string&
WeightArchive::GetFileName() const
{
    return m_fileName;
}

const std::string&
WeightArchive::GetText(const std::string& name) const
{
    const auto found = attributes.find(name);
    Require(found != attributes.end(), m_fileName, "has no attribute " + name);
    return found->second;
}

double
WeightArchive::GetNumber(const std::string& name) const
{
    const std::string& text = GetText(name);
    char* end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    Require(!text.empty() && *end == '\0' && std::isfinite(value),
            m_fileName,
            "attribute " + name + " is \"" + text + "\", not a number");
    return value;
}

const WeightArchive::Array&
WeightArchive::GetArray(const std::string& name) const
{
    const auto found = arrays.find(name);
    Require(found != arrays.end(), m_fileName, "has no array " + name);
    return found->second;
}

void
WeightArchive::SetNumber(const std::string& name, double value)
{
    char text[32];
    std::snprintf(text, sizeof(text), "%.9g", value);
    attributes[name] = text;
}

WeightArchive
WeightArchive::Read(const std::string& fileName)
{
    NS_LOG_FUNCTION(fileName);
    const Hdf5Silence silence;
    WeightArchive archive;
    archive.m_fileName = fileName;
    // HDF5 trusts what it reads.
    const std::string bytes = ReadBytes(fileName);
    Require(!bytes.empty(), fileName, "is missing or empty");
    Require(bytes.size() > CRC_BYTES && ComputeCrc(bytes, bytes.size() - CRC_BYTES) ==
                                            ReadCrc(bytes.substr(bytes.size() - CRC_BYTES)),
            fileName,
            "is truncated, damaged or no weight archive (its CRC is wrong)");
    const Hdf5Handle file(H5Fopen(fileName.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
    Require(file.IsValid(), fileName, "is no weight archive (HDF5)");

    std::vector<std::string> names;
    Require(H5Aiterate2(file, H5_INDEX_NAME, H5_ITER_INC, nullptr, CollectAttribute, &names) >= 0,
            fileName,
            "its attributes are damaged");
    for (const std::string& name : names)
    {
        const Hdf5Handle attribute(H5Aopen(file, name.c_str(), H5P_DEFAULT), H5Aclose);
        const Hdf5Handle type(H5Aget_type(attribute), H5Tclose);
        Require(H5Tget_class(type) == H5T_STRING && H5Tis_variable_str(type) == 0,
                fileName,
                "attribute " + name + " is no text of fixed length");
        std::string text(H5Tget_size(type), '\0');
        Require(H5Aread(attribute, type, text.data()) >= 0,
                fileName,
                "attribute " + name + " is damaged");
        text.resize(std::min(text.size(), text.find('\0')));
        archive.attributes[name] = text;
    }
    const auto format = archive.attributes.find("format");
    Require(format != archive.attributes.end() && format->second == FORMAT,
            fileName,
            "is no weight archive (attribute format is not \"" + std::string(FORMAT) + "\")");

    names.clear();
    Require(H5Literate(file, H5_INDEX_NAME, H5_ITER_INC, nullptr, CollectLink, &names) >= 0,
            fileName,
            "its index is damaged");
    for (const std::string& name : names)
    {
        const Hdf5Handle dataset(H5Dopen2(file, name.c_str(), H5P_DEFAULT), H5Dclose);
        const Hdf5Handle space(dataset.IsValid() ? H5Dget_space(dataset) : -1, H5Sclose);
        const int rank = space.IsValid() ? H5Sget_simple_extent_ndims(space) : -1;
        Require(rank >= 0, fileName, "array " + name + " is damaged");
        std::vector<hsize_t> extents(rank);
        H5Sget_simple_extent_dims(space, extents.data(), nullptr);
        Array array;
        array.shape.assign(extents.begin(), extents.end());
        array.values.resize(H5Sget_simple_extent_npoints(space));
        Require(H5Dread(dataset,
                        H5T_NATIVE_FLOAT,
                        H5S_ALL,
                        H5S_ALL,
                        H5P_DEFAULT,
                        array.values.data()) >= 0,
                fileName,
                "array " + name + " is damaged");
        Require(std::all_of(array.values.begin(),
                            array.values.end(),
                            [](float value) { return std::isfinite(value); }),
                fileName,
                "array " + name + " holds numbers that are not finite");
        archive.arrays[name] = std::move(array);
    }
    return archive;
}

void
WeightArchive::Write(const std::string& fileName, bool half) const
{
    NS_LOG_FUNCTION(this << fileName << half);
    const Hdf5Silence silence;
    const std::string temporary = fileName + ".tmp";
    Hdf5Handle file(H5Fcreate(temporary.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT),
                    H5Fclose);
    Require(file.IsValid(), temporary, "cannot be written");
    bool ok = true;

    std::map<std::string, std::string> texts = attributes;
    texts["format"] = FORMAT;
    for (const auto& [name, text] : texts)
    {
        const Hdf5Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
        H5Tset_size(type, text.size() + 1);
        H5Tset_cset(type, H5T_CSET_UTF8);
        const Hdf5Handle space(H5Screate(H5S_SCALAR), H5Sclose);
        const Hdf5Handle attribute(
            H5Acreate2(file, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT),
            H5Aclose);
        ok = ok && H5Awrite(attribute, type, text.c_str()) >= 0;
    }
    const Hdf5Handle halfType = MakeHalfType();
    const bool compresses = H5Zfilter_avail(H5Z_FILTER_DEFLATE) > 0;
    for (const auto& [name, array] : arrays)
    {
        std::vector<hsize_t> extents(array.shape.begin(), array.shape.end());
        const Hdf5Handle options(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
        H5Pset_obj_track_times(options, false);
        if (array.values.size() >= SMALLEST_COMPRESSED && compresses)
        {
            // Bytes of one significance together: those of the exponents repeat.
            H5Pset_chunk(options, static_cast<int>(extents.size()), extents.data());
            H5Pset_shuffle(options);
            H5Pset_deflate(options, 9);
        }
        const Hdf5Handle space(
            extents.empty()
                ? H5Screate(H5S_SCALAR)
                : H5Screate_simple(static_cast<int>(extents.size()), extents.data(), nullptr),
            H5Sclose);
        const Hdf5Handle dataset(H5Dcreate2(file,
                                            name.c_str(),
                                            half ? static_cast<hid_t>(halfType) : H5T_IEEE_F32LE,
                                            space,
                                            H5P_DEFAULT,
                                            options,
                                            H5P_DEFAULT),
                                 H5Dclose);
        ok = ok && H5Dwrite(dataset,
                            H5T_NATIVE_FLOAT,
                            H5S_ALL,
                            H5S_ALL,
                            H5P_DEFAULT,
                            array.values.data()) >= 0;
    }
    ok = ok && H5Fflush(file, H5F_SCOPE_GLOBAL) >= 0;
    ok = file.Close() && ok;
    const std::string bytes = ReadBytes(temporary);
    std::ofstream end(temporary, std::ios::binary | std::ios::app);
    const uint32_t crc = ComputeCrc(bytes, bytes.size());
    for (int shift = 0; shift < 32; shift += 8)
    {
        end.put(static_cast<char>(crc >> shift & 0xff));
    }
    end.close();
    ok = ok && end.good();
    if (!ok || std::rename(temporary.c_str(), fileName.c_str()) != 0)
    {
        std::remove(temporary.c_str());
        Require(false, fileName, "cannot be written");
    }
}

std::string
FindWeights(const std::string& name)
{
    const bool isPath = name.find('/') != std::string::npos ||
                        (name.size() > 3 && name.compare(name.size() - 3, 3, ".h5") == 0);
    if (isPath)
    {
        return name;
    }
    const char* chosen = std::getenv("FDDMIMO_DATA");
    const std::filesystem::path folder = chosen ? chosen : FDDMIMO_DATA_DIR;
    const std::filesystem::path file = folder / (name + ".h5");
    std::error_code error;
    if (std::filesystem::exists(file, error))
    {
        return file.string();
    }
    std::set<std::string> names; // in the order of the alphabet, which folders do not have
    for (const auto& entry : std::filesystem::directory_iterator(folder, error))
    {
        if (entry.path().extension() == ".h5")
        {
            names.insert(entry.path().stem().string());
        }
    }
    std::string known;
    for (const std::string& one : names)
    {
        known += (known.empty() ? "" : ", ") + one;
    }
    throw WeightArchiveError("no weights are called " + name + " in " + folder.string() +
                             " (there are: " + (known.empty() ? "none" : known) +
                             "); train-precoder makes some");
}

} // namespace fddmimo
} // namespace ns3
