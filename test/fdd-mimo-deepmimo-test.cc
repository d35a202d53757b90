/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/deepmimo-scenario.h"
#include "ns3/mimo-dataset.h"
#include "ns3/test.h"

#include <boost/crc.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <matio.h>

using namespace ns3;
using namespace ns3::fddmimo;

namespace
{

/**
 * \param value a number
 * \param bytes how many bytes it takes
 * \return them, the lowest first
 */
std::string
ToBytes(uint64_t value, int bytes)
{
    std::string text;
    for (int i = 0; i < bytes; ++i)
    {
        text += static_cast<char>(value >> (8 * i) & 0xff);
    }
    return text;
}

/**
 * Writes a .npz file as NumPy does: the local header says 0xffffffff and zip64 for both sizes; what
 * they are stands in the central directory.
 *
 * \param fileName path
 * \param matrix matrix
 * \param fortran columns one after the other
 * \param isSingle float32 instead of float64
 */
void
WriteNpz(const std::string& fileName, const RMatrix& matrix, bool fortran, bool isSingle)
{
    std::string header = std::string("{'descr': '") + (isSingle ? "<f4" : "<f8") +
                         "', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': (" +
                         std::to_string(matrix.rows()) + ", " + std::to_string(matrix.cols()) +
                         "), }";
    header.resize(128 - 10 - 1, ' ');
    header += '\n';
    std::string array = std::string("\x93NUMPY\x01") + '\0' + ToBytes(header.size(), 2) + header;
    const auto add = [&](double value) {
        const auto single = static_cast<float>(value);
        array.append(isSingle ? reinterpret_cast<const char*>(&single)
                              : reinterpret_cast<const char*>(&value),
                     isSingle ? 4 : 8);
    };
    for (Eigen::Index i = 0; i < matrix.size(); ++i)
    {
        add(fortran ? matrix(i % matrix.rows(), i / matrix.rows())
                    : matrix(i / matrix.cols(), i % matrix.cols()));
    }
    boost::crc_32_type crc;
    crc.process_bytes(array.data(), array.size());
    const std::string name = "arr_0.npy";
    const std::string common = ToBytes(0, 2) + ToBytes(0, 2) + ToBytes(0, 2) + ToBytes(33, 2) +
                               ToBytes(crc.checksum(), 4); // flags, stored, time, date, CRC
    const std::string zip64 =
        ToBytes(1, 2) + ToBytes(16, 2) + ToBytes(array.size(), 8) + ToBytes(array.size(), 8);
    const std::string local = "PK\x03\x04" + ToBytes(45, 2) + common + ToBytes(0xffffffff, 4) +
                              ToBytes(0xffffffff, 4) + ToBytes(name.size(), 2) +
                              ToBytes(zip64.size(), 2) + name + zip64;
    const std::string central =
        "PK\x01\x02" + ToBytes(45, 2) + ToBytes(45, 2) + common + ToBytes(array.size(), 4) +
        ToBytes(array.size(), 4) + ToBytes(name.size(), 2) + ToBytes(0, 2) + ToBytes(0, 2) +
        ToBytes(0, 2) + ToBytes(0, 2) + ToBytes(0, 4) + ToBytes(0, 4) + name;
    const std::string end = "PK\x05\x06" + ToBytes(0, 2) + ToBytes(0, 2) + ToBytes(1, 2) +
                            ToBytes(1, 2) + ToBytes(central.size(), 4) +
                            ToBytes(local.size() + array.size(), 4) + ToBytes(0, 2);
    std::ofstream(fileName, std::ios::binary) << local << array << central << end;
}

/**
 * \param fileName path of a .mat file (level 5)
 * \param matrix matrix
 */
void
WriteMat(const std::string& fileName, const RMatrix& matrix)
{
    mat_t* file = Mat_CreateVer(fileName.c_str(), nullptr, MAT_FT_MAT5);
    std::size_t sizes[] = {static_cast<std::size_t>(matrix.rows()),
                           static_cast<std::size_t>(matrix.cols())};
    const Eigen::MatrixXf values = matrix.cast<float>();
    matvar_t* variable = Mat_VarCreate("data",
                                       MAT_C_SINGLE,
                                       MAT_T_SINGLE,
                                       2,
                                       sizes,
                                       const_cast<float*>(values.data()),
                                       0);
    Mat_VarWrite(file, variable, MAT_COMPRESSION_ZLIB);
    Mat_VarFree(variable);
    Mat_Close(file);
}

/**
 * \ingroup fdd-mimo
 * Channels of small scenarios in both kinds of files, and what is refused.
 */
class DeepMimoTestCase : public TestCase
{
  public:
    DeepMimoTestCase()
        : TestCase("Scenarios in .mat and .npz files")
    {
    }

  private:
    /**
     * \param folder a folder
     * \param link a link
     * \return what is wrong with the scenario, or nothing
     */
    static std::string GetError(const std::string& folder, const std::string& link)
    {
        try
        {
            const DeepMimoScenario scenario(folder, link);
        }
        catch (const MimoDatasetError& error)
        {
            return error.what();
        }
        return "";
    }

    /**
     * \param folder a folder
     * \param link a link
     * \param text what the error has to say
     */
    void ExpectRefused(const std::string& folder, const std::string& link, const std::string& text)
    {
        const std::string error = GetError(folder, link);
        NS_TEST_EXPECT_MSG_NE(error.find(text), std::string::npos, "\"" << error << "\"");
    }

    void DoRun() override
    {
        const double none = std::numeric_limits<double>::quiet_NaN();
        RMatrix power(3, 3);
        power << -70.0, -60.0, -80.0, none, none, none, -65.0, none, none;
        RMatrix phase(3, 3);
        phase << 10.0, -120.0, 77.0, none, none, none, 180.0, none, none;
        RMatrix azimuth(3, 3);
        azimuth << 30.0, -45.0, 90.0, none, none, none, 60.0, none, none;
        RMatrix zenith(3, 3);
        zenith << 90.0, 80.0, 100.0, none, none, none, 45.0, none, none;
        const std::string link = "t001_tx000_r000";
        const auto makeFolder = [this](const std::string& name) {
            const std::string folder = CreateTempDirFilename(name);
            std::filesystem::create_directories(folder);
            return folder;
        };
        const auto fill = [&](const std::string& folder, const std::string& kind) {
            int i = 0;
            for (const auto& [key, matrix] : {std::pair("power", power),
                                              {"phase", phase},
                                              {"aod_az", azimuth},
                                              {"aod_el", zenith}})
            {
                const std::string stem = folder + "/" + key + "_" + link;
                if (kind == "mat")
                {
                    WriteMat(stem + ".mat", matrix);
                }
                else
                {
                    WriteNpz(stem + ".npz", matrix, i % 2 == 1, i / 2 == 1);
                }
                ++i;
            }
        };
        for (const std::string kind : {"mat", "npz"})
        {
            const std::string folder = makeFolder(kind);
            fill(folder, kind);
            std::ofstream(folder + "/params.json")
                << R"({"version": "4.0", "rt_params": {"frequency": 2.4e9}})";
            const DeepMimoScenario scenario(folder, "");
            NS_TEST_EXPECT_MSG_EQ(scenario.GetLink(), link, "the only link");
            NS_TEST_EXPECT_MSG_EQ_TOL(scenario.GetFrequency(), 2.4e9, 1.0, "carrier");
            NS_TEST_EXPECT_MSG_EQ(scenario.GetNUsers(), 3, "users");
            const Eigen::Index counts[] = {3, 0, 1};
            for (Eigen::Index user = 0; user < 3; ++user)
            {
                NS_TEST_EXPECT_MSG_EQ(scenario.CountPaths(user), counts[user], kind << ": paths");
                for (const uint32_t most : {0U, 2U})
                {
                    const CRowMatrix channel = scenario.MakeChannel(user, 8, most);
                    for (int n = 0; n < 8; ++n)
                    {
                        Complex expected = 0.0;
                        for (int l = 0; l < 3; ++l)
                        {
                            const bool weakest = user == 0 && l == 2;
                            if (std::isnan(power(user, l)) || (most == 2 && weakest))
                            {
                                continue;
                            }
                            const double degree = M_PI / 180.0;
                            expected +=
                                std::polar(std::pow(10.0, power(user, l) / 20.0),
                                           degree * phase(user, l) +
                                               M_PI * n * std::sin(degree * zenith(user, l)) *
                                                   std::sin(degree * azimuth(user, l)));
                        }
                        NS_TEST_EXPECT_MSG_LT(std::abs(channel(n) - expected),
                                              1e-5 * 1e-3,
                                              kind << ": user " << user << ", antenna " << n);
                    }
                }
            }
            std::filesystem::remove(folder + "/phase_" + link + "." + kind);
            ExpectRefused(folder, "", "phase_" + link + ".mat or .npz: is missing");
            ExpectRefused(folder, "t009_tx000_r000", "power_t009");
        }

        const std::string damaged = makeFolder("damaged");
        ExpectRefused(damaged, "", "no DeepMIMO v4 scenario");
        ExpectRefused(damaged + "/missing", "", "no folder");
        fill(damaged, "npz");
        WriteNpz(damaged + "/aod_az_" + link + ".npz", RMatrix::Zero(2, 3), false, false);
        ExpectRefused(damaged, "", "is 2 x 3, but the powers are 3 x 3");
        std::ofstream(damaged + "/aod_az_" + link + ".npz") << "PK";
        ExpectRefused(damaged, "", "no zip archive");
        std::ofstream(damaged + "/aod_az_" + link + ".mat") << "MATLAB";
        ExpectRefused(damaged, "", "no MATLAB file");
        std::ofstream(damaged + "/power_t002_tx000_r000.mat") << "";
        ExpectRefused(damaged, "", "t001_tx000_r000, t002_tx000_r000");
    }
};

/**
 * \ingroup fdd-mimo
 * Suite of the importer.
 */
class DeepMimoTestSuite : public TestSuite
{
  public:
    DeepMimoTestSuite()
        : TestSuite("fdd-mimo-deepmimo", Type::UNIT)
    {
        AddTestCase(new DeepMimoTestCase);
    }
};

static DeepMimoTestSuite g_deepMimoTestSuite; //!< the suite

} // namespace
