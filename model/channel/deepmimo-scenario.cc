/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Boost's property trees use placeholders in the old way, and would say so in every build.
#ifndef BOOST_BIND_GLOBAL_PLACEHOLDERS
#define BOOST_BIND_GLOBAL_PLACEHOLDERS
#endif

#include "deepmimo-scenario.h"

#include "ns3/log.h"
#include "ns3/mimo-dataset.h"

#include <algorithm>
#include <boost/property_tree/json_parser.hpp>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <matio.h>
#include <memory>
#include <regex>
#include <set>
#include <vector>
#include <zip.h>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoDeepMimoScenario");

namespace
{

/**
 * \param ok what must hold
 * \param fileName the file
 * \param what what is wrong otherwise
 */
void
Require(bool ok, const std::string& fileName, const std::string& what)
{
    if (!ok)
    {
        throw MimoDatasetError(fileName + ": " + what);
    }
}

/**
 * \param data numbers in memory
 * \param rows rows
 * \param columns columns
 * \param columnMajor true if columns come one after the other
 * \return the matrix
 */
template <class T>
RMatrix
ToMatrix(const void* data, Eigen::Index rows, Eigen::Index columns, bool columnMajor)
{
    // Files need not align their numbers.
    std::vector<T> values(rows * columns);
    std::memcpy(values.data(), data, values.size() * sizeof(T));
    using Column = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;
    using Row = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    if (columnMajor)
    {
        return Eigen::Map<const Column>(values.data(), rows, columns).template cast<double>();
    }
    return Eigen::Map<const Row>(values.data(), rows, columns).template cast<double>();
}

/**
 * \param fileName path of a .mat file
 * \return its first variable
 */
RMatrix
ReadMat(const std::string& fileName)
{
    const std::unique_ptr<mat_t, int (*)(mat_t*)> file(Mat_Open(fileName.c_str(), MAT_ACC_RDONLY),
                                                       Mat_Close);
    Require(file != nullptr, fileName, "is no MATLAB file");
    const std::unique_ptr<matvar_t, void (*)(matvar_t*)> variable(Mat_VarReadNext(file.get()),
                                                                  Mat_VarFree);
    Require(variable && variable->data, fileName, "holds no variable, or is damaged");
    Require(variable->rank == 2 && !variable->isComplex &&
                (variable->class_type == MAT_C_SINGLE || variable->class_type == MAT_C_DOUBLE),
            fileName,
            "its variable is no real matrix of single or double precision");
    const auto rows = static_cast<Eigen::Index>(variable->dims[0]);
    const auto columns = static_cast<Eigen::Index>(variable->dims[1]);
    return variable->class_type == MAT_C_SINGLE
               ? ToMatrix<float>(variable->data, rows, columns, true)
               : ToMatrix<double>(variable->data, rows, columns, true);
}

/**
 * \param fileName path of an .npz file
 * \return its first array
 */
RMatrix
ReadNpz(const std::string& fileName)
{
    // libzip takes the sizes from the central directory: NumPy's local headers do not tell them.
    int code = 0;
    const std::unique_ptr<zip_t, void (*)(zip_t*)> archive(
        zip_open(fileName.c_str(), ZIP_RDONLY, &code),
        zip_discard);
    Require(archive != nullptr, fileName, "is no zip archive");
    zip_stat_t status;
    Require(zip_get_num_entries(archive.get(), 0) > 0 &&
                zip_stat_index(archive.get(), 0, 0, &status) == 0 &&
                (status.valid & ZIP_STAT_SIZE) != 0,
            fileName,
            "holds no array");
    const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> member(
        zip_fopen_index(archive.get(), 0, 0),
        zip_fclose);
    std::string bytes(status.size, '\0');
    Require(member && zip_fread(member.get(), bytes.data(), bytes.size()) ==
                          static_cast<zip_int64_t>(bytes.size()),
            fileName,
            "is damaged");

    // The header of a .npy file: magic, version, length, a Python dictionary.
    const std::string magic = "\x93NUMPY";
    Require(bytes.size() > 12 && bytes.compare(0, magic.size(), magic) == 0,
            fileName,
            "holds no NumPy array");
    const auto byte = [&bytes](std::size_t i) {
        return std::size_t{static_cast<uint8_t>(bytes[i])};
    };
    const bool first = bytes[6] == 1;
    const std::size_t start = first ? 10 : 12;
    const std::size_t length =
        byte(8) + (byte(9) << 8) + (first ? 0 : (byte(10) << 16) + (byte(11) << 24));
    Require(bytes.size() >= start + length, fileName, "is damaged");
    const std::string header = bytes.substr(start, length);
    std::smatch type;
    std::smatch order;
    std::smatch shape;
    Require(std::regex_search(header, type, std::regex("'descr': *'<(f[48])'")) &&
                std::regex_search(header, order, std::regex("'fortran_order': *(True|False)")) &&
                std::regex_search(header,
                                  shape,
                                  std::regex("'shape': *\\(([0-9]{1,9}), *([0-9]{1,9})\\)")),
            fileName,
            "its array is no matrix of little-endian float32 or float64");
    const auto rows = static_cast<Eigen::Index>(std::stol(shape[1]));
    const auto columns = static_cast<Eigen::Index>(std::stol(shape[2]));
    const bool isSingle = type[1] == "f4";
    const std::size_t size = isSingle ? 4 : 8;
    Require((bytes.size() - start - length) / size == static_cast<std::size_t>(rows * columns),
            fileName,
            "its array is shorter than its shape says");
    const char* data = bytes.data() + start + length;
    const bool columnMajor = order[1] == "True";
    return isSingle ? ToMatrix<float>(data, rows, columns, columnMajor)
                    : ToMatrix<double>(data, rows, columns, columnMajor);
}

/**
 * \param folder the scenario's folder
 * \return links that have powers
 */
std::set<std::string>
ListLinks(const std::string& folder)
{
    std::set<std::string> links;
    std::error_code error;
    const std::regex pattern("power_(t[0-9]+_tx[0-9]+_r[0-9]+)\\.(mat|npz)");
    for (const auto& entry : std::filesystem::directory_iterator(folder, error))
    {
        const std::string name = entry.path().filename().string();
        std::smatch match;
        if (std::regex_match(name, match, pattern))
        {
            links.insert(match[1]);
        }
    }
    Require(!error, folder, "is no folder that can be read");
    return links;
}

/**
 * \param tree a JSON value
 * \return the first number called "frequency" in it, or 0
 */
double
FindFrequency(const boost::property_tree::ptree& tree)
{
    for (const auto& [name, value] : tree)
    {
        const double inside =
            name == "frequency" ? value.get_value<double>(0.0) : FindFrequency(value);
        if (inside > 0.0)
        {
            return inside;
        }
    }
    return 0.0;
}

/**
 * \param folder the scenario's folder
 * \return carrier in Hz, or 0
 */
double
ReadFrequency(const std::string& folder)
{
    const std::string fileName = folder + "/params.json";
    std::error_code error;
    if (!std::filesystem::exists(fileName, error))
    {
        return 0.0;
    }
    boost::property_tree::ptree tree;
    try
    {
        boost::property_tree::read_json(fileName, tree);
    }
    catch (const boost::property_tree::json_parser_error&)
    {
        Require(false, fileName, "is no JSON file");
    }
    return FindFrequency(tree);
}

} // namespace

DeepMimoScenario::DeepMimoScenario(const std::string& folder, const std::string& link)
    : m_link(link)
{
    NS_LOG_FUNCTION(this << folder << link);
    if (m_link.empty())
    {
        const std::set<std::string> links = ListLinks(folder);
        std::string all;
        for (const std::string& one : links)
        {
            all += (all.empty() ? "" : ", ") + one;
        }
        Require(links.size() == 1,
                folder,
                links.empty() ? "holds no power_<link>.mat or .npz: it is no DeepMIMO v4 scenario"
                              : "holds several links, of which one has to be named: " + all);
        m_link = *links.begin();
    }
    const auto read = [&](const std::string& key) {
        const std::string stem = folder + "/" + key + "_" + m_link;
        std::error_code error;
        const bool isMat = std::filesystem::exists(stem + ".mat", error);
        Require(isMat || std::filesystem::exists(stem + ".npz", error),
                stem + ".mat or .npz",
                "is missing");
        const RMatrix matrix = isMat ? ReadMat(stem + ".mat") : ReadNpz(stem + ".npz");
        Require(key == "power" ||
                    (matrix.rows() == m_powerDb.rows() && matrix.cols() == m_powerDb.cols()),
                stem,
                "is " + std::to_string(matrix.rows()) + " x " + std::to_string(matrix.cols()) +
                    ", but the powers are " + std::to_string(m_powerDb.rows()) + " x " +
                    std::to_string(m_powerDb.cols()));
        return matrix;
    };
    m_powerDb = read("power");
    m_phase = read("phase") * (M_PI / 180.0);
    m_azimuth = read("aod_az") * (M_PI / 180.0);
    m_zenith = read("aod_el") * (M_PI / 180.0);
    m_frequency = ReadFrequency(folder);
}

Eigen::Index
DeepMimoScenario::GetNUsers() const
{
    return m_powerDb.rows();
}

double
DeepMimoScenario::GetFrequency() const
{
    return m_frequency;
}

const std::string&
DeepMimoScenario::GetLink() const
{
    return m_link;
}

Eigen::Index
DeepMimoScenario::CountPaths(Eigen::Index user) const
{
    Eigen::Index count = 0;
    for (Eigen::Index l = 0; l < m_powerDb.cols(); ++l)
    {
        count += std::isfinite(m_powerDb(user, l) + m_phase(user, l) + m_azimuth(user, l) +
                               m_zenith(user, l));
    }
    return count;
}

CRowMatrix
DeepMimoScenario::MakeChannel(Eigen::Index user, uint32_t antennas, uint32_t paths) const
{
    std::vector<std::pair<double, Eigen::Index>> order; // of falling power
    for (Eigen::Index l = 0; l < m_powerDb.cols(); ++l)
    {
        if (std::isfinite(m_powerDb(user, l) + m_phase(user, l) + m_azimuth(user, l) +
                          m_zenith(user, l)))
        {
            order.emplace_back(-m_powerDb(user, l), l);
        }
    }
    std::sort(order.begin(), order.end());
    if (paths > 0 && order.size() > paths)
    {
        order.resize(paths);
    }
    CRowMatrix channel = CRowMatrix::Zero(1, antennas);
    for (const auto& [attenuation, l] : order)
    {
        const double turn = M_PI * std::sin(m_zenith(user, l)) * std::sin(m_azimuth(user, l));
        for (uint32_t n = 0; n < antennas; ++n)
        {
            channel(n) +=
                std::polar(std::pow(10.0, -0.05 * attenuation), m_phase(user, l) + n * turn);
        }
    }
    return channel;
}

} // namespace fddmimo
} // namespace ns3
