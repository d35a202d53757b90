/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/constant-position-mobility-model.h"
#include "ns3/double.h"
#include "ns3/mimo-channel-model.h"
#include "ns3/mimo-dataset-reader.h"
#include "ns3/mimo-dataset-recorder.h"
#include "ns3/mimo-dataset-writer.h"
#include "ns3/nstime.h"
#include "ns3/recorded-channel-model.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/test.h"

#include <cstdio>
#include <cstring>
#include <fstream>
#include <sstream>

namespace ns3
{
namespace fddmimo
{

namespace
{

/**
 * A snapshot that tells by its numbers where each of them belongs. All are exact in 32 bits.
 *
 * \param rows K M
 * \param columns N
 * \param snapshot index of the snapshot
 * \return the snapshot
 */
CRowMatrix
MakeSnapshot(uint32_t rows, uint32_t columns, uint32_t snapshot)
{
    CRowMatrix channel(rows, columns);
    for (uint32_t row = 0; row < rows; ++row)
    {
        for (uint32_t column = 0; column < columns; ++column)
        {
            channel(row, column) =
                Complex(100.0 * snapshot + row + column / 64.0, -1.0 - row - 0.5 * column);
        }
    }
    return channel;
}

/**
 * \param fileName a file
 * \return its bytes
 */
std::string
ReadBytes(const std::string& fileName)
{
    std::ifstream file(fileName, std::ios::binary);
    std::ostringstream bytes;
    bytes << file.rdbuf();
    return bytes.str();
}

/**
 * \param fileName a file to write
 * \param bytes what goes into it
 */
void
WriteBytes(const std::string& fileName, const std::string& bytes)
{
    std::ofstream(fileName, std::ios::binary) << bytes;
}

/**
 * \param channel a channel
 * \return its bytes as they must stand in the file: little-endian 32-bit floats, real part first
 */
std::string
ToFloatBytes(const CRowMatrix& channel)
{
    std::string bytes;
    for (Eigen::Index i = 0; i < channel.size(); ++i)
    {
        for (double part : {channel.data()[i].real(), channel.data()[i].imag()})
        {
            const auto number = static_cast<float>(part);
            uint32_t bits;
            std::memcpy(&bits, &number, sizeof(bits));
            for (int shift = 0; shift < 32; shift += 8)
            {
                bytes += static_cast<char>(bits >> shift & 0xff);
            }
        }
    }
    return bytes;
}

/**
 * \param fileName a file that is no data set
 * \return the message of the reader, "" if it accepts the file
 */
std::string
GetReaderError(const std::string& fileName)
{
    try
    {
        MimoDatasetReader reader(fileName);
    }
    catch (const MimoDatasetError& error)
    {
        return error.what();
    }
    return "";
}

/**
 * \param text a text
 * \param part another
 * \return true if the other is in the text
 */
bool
Contains(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

/**
 * A channel model whose channels tell their time: MakeSnapshot() of the milliseconds.
 */
class ClockChannelModel : public MimoChannelModel
{
  public:
    int64_t AssignStreams(int64_t /* stream */) override
    {
        return 0;
    }

  protected:
    void DoUpdate(Time now, std::vector<std::vector<CRowMatrix>>& downlink) override
    {
        m_now = now;
        downlink[0][0] = MakeSnapshot(static_cast<uint32_t>(downlink[0][0].rows()),
                                      static_cast<uint32_t>(downlink[0][0].cols()),
                                      static_cast<uint32_t>(now.GetMilliSeconds()));
    }

    CMatrix DoGetUplink(uint32_t bs, uint32_t ue, uint32_t subband) const override
    {
        return 2.0 * GetDownlink(bs, ue, subband).transpose();
    }

    void DoRenew() override
    {
    }

  private:
    Time m_now; //!< instant of the last update
};

/**
 * Registers one base station and some users at the origin.
 *
 * \param model the model
 * \param txAntennas N
 * \param users K
 * \param rxAntennas M
 */
void
AddNodes(Ptr<MimoChannelModel> model, uint32_t txAntennas, uint32_t users, uint32_t rxAntennas)
{
    model->AddBs(CreateObject<ConstantPositionMobilityModel>(), txAntennas);
    for (uint32_t user = 0; user < users; ++user)
    {
        model->AddUe(CreateObject<ConstantPositionMobilityModel>(), rxAntennas);
    }
}

} // namespace

/**
 * \ingroup fdd-mimo
 * What is written is read back, stands in the file as the bytes that the layout promises, and
 * equal writers write equal files.
 */
class MimoDatasetRoundTripTestCase : public TestCase
{
  public:
    MimoDatasetRoundTripTestCase()
        : TestCase("data sets come back as they were written")
    {
    }

  private:
    /**
     * \param fileName file to write: 5 snapshots of 3 users, 2 x 4, with beams of two methods
     */
    void WriteFile(const std::string& fileName)
    {
        MimoDatasetInfo info;
        info.users = 3;
        info.rxAntennas = 2;
        info.txAntennas = 4;
        info.hasUplink = true;
        info.source = "a test";
        info.arrayGeometry = "linear, half a wavelength";
        info.frequency = 3.5e9;
        info.uplinkFrequency = 3.3e9;
        MimoDatasetWriter writer(fileName, info);
        for (uint32_t s = 0; s < 5; ++s)
        {
            const CRowMatrix uplink = MakeSnapshot(6, 4, 50 + s);
            writer.Append(MakeSnapshot(6, 4, s), RVector::Constant(3, 0.1 * (s + 1)), &uplink);
            MimoDatasetBeams beams;
            beams.weights = MakeSnapshot(4, 6, 20 + s);
            writer.AppendBeams("mmse", 5, 0.25, 1, beams);
            writer.AppendBeams("mmse", -2.5, 0.5, 1, beams);
            beams.analog = CMatrix::Ones(4, 2);
            beams.digital = CMatrix::Ones(2, 6);
            beams.sinrTargets = RVector::Ones(3);
            writer.AppendBeams("hybrid", 5, 0.25, 2, beams);
        }
        NS_TEST_EXPECT_MSG_EQ(std::ifstream(fileName).good(),
                              false,
                              "the file has its name only once it is complete");
        writer.Close();
    }

    void DoRun() override
    {
        const std::string name = CreateTempDirFilename("round-trip.h5");
        const std::string second = CreateTempDirFilename("round-trip-2.h5");
        WriteFile(name);
        WriteFile(second);
        const std::string bytes = ReadBytes(name);
        NS_TEST_ASSERT_MSG_GT(bytes.size(), 1000U, "there is a file");
        NS_TEST_EXPECT_MSG_EQ((bytes == ReadBytes(second)), true, "equal runs, equal bytes");
        NS_TEST_EXPECT_MSG_EQ(std::ifstream(name + ".tmp").good(), false, "no trace is left");

        const MimoDatasetReader reader(name);
        NS_TEST_EXPECT_MSG_EQ(reader.GetNSnapshots(), 5U, "snapshots");
        NS_TEST_EXPECT_MSG_EQ(reader.GetInfo().users, 3U, "users");
        NS_TEST_EXPECT_MSG_EQ(reader.GetInfo().rxAntennas, 2U, "rx antennas");
        NS_TEST_EXPECT_MSG_EQ(reader.GetInfo().txAntennas, 4U, "tx antennas");
        NS_TEST_EXPECT_MSG_EQ(reader.GetInfo().hasUplink, true, "uplink");
        NS_TEST_EXPECT_MSG_EQ(reader.GetInfo().source, "a test", "source");
        NS_TEST_EXPECT_MSG_EQ(reader.GetInfo().arrayGeometry,
                              "linear, half a wavelength",
                              "array geometry");
        NS_TEST_EXPECT_MSG_EQ(reader.GetInfo().frequency, 3.5e9, "downlink carrier");
        NS_TEST_EXPECT_MSG_EQ(reader.GetInfo().uplinkFrequency, 3.3e9, "uplink carrier");
        for (uint32_t s : {4U, 0U, 2U})
        {
            NS_TEST_EXPECT_MSG_EQ((reader.ReadDownlink(s) == MakeSnapshot(6, 4, s)),
                                  true,
                                  "downlink of snapshot " << s);
            NS_TEST_EXPECT_MSG_EQ((reader.ReadUplink(s) == MakeSnapshot(6, 4, 50 + s)),
                                  true,
                                  "uplink of snapshot " << s);
            NS_TEST_EXPECT_MSG_EQ_TOL(reader.ReadNoiseVariance(s)(2),
                                      0.1 * (s + 1),
                                      1e-15,
                                      "noise variance of snapshot " << s);
            NS_TEST_EXPECT_MSG_EQ(Contains(bytes, ToFloatBytes(MakeSnapshot(6, 4, s))),
                                  true,
                                  "the downlink stands in the file as complex64");
            NS_TEST_EXPECT_MSG_EQ(Contains(bytes, ToFloatBytes(MakeSnapshot(4, 6, 20 + s))),
                                  true,
                                  "the beams stand in the file as complex64");
        }
        for (const char* part : {"beams", "hybrid", "sinr_targets", "analog", "digital", "-2.5"})
        {
            NS_TEST_EXPECT_MSG_EQ(Contains(bytes, part), true, part << " stands in the file");
        }
        std::string message;
        try
        {
            reader.ReadDownlink(5);
        }
        catch (const MimoDatasetError& error)
        {
            message = error.what();
        }
        NS_TEST_EXPECT_MSG_EQ(Contains(message, name), true, "past the end, the file is named");
    }
};

/**
 * \ingroup fdd-mimo
 * Files that are no data sets are refused with a message that names the file and what was expected.
 */
class MimoDatasetBadFileTestCase : public TestCase
{
  public:
    MimoDatasetBadFileTestCase()
        : TestCase("truncated, foreign and contradictory files are refused")
    {
    }

  private:
    void DoRun() override
    {
        const std::string good = CreateTempDirFilename("good.h5");
        const std::string bad = CreateTempDirFilename("bad.h5");
        MimoDatasetInfo info;
        info.users = 2;
        info.rxAntennas = 1;
        info.txAntennas = 8;
        {
            MimoDatasetWriter writer(good, info);
            for (uint32_t s = 0; s < 300; ++s)
            {
                writer.Append(MakeSnapshot(2, 8, s), RVector::Ones(2));
            }
            writer.Close();
        }
        NS_TEST_ASSERT_MSG_EQ(GetReaderError(good), "", "the whole file is fine");
        const std::string bytes = ReadBytes(good);

        struct Point
        {
            std::string what;     //!< what is wrong with the file
            std::string bytes;    //!< the file
            std::string expected; //!< part of the message
        };

        // A name inside the file is changed to one of the same length: the part is missing then.
        auto rename = [&bytes](const std::string& from, const std::string& to) {
            std::string changed = bytes;
            for (auto at = changed.find(from); at != std::string::npos; at = changed.find(from, at))
            {
                changed.replace(at, from.size(), to);
            }
            return changed;
        };
        const std::vector<Point> points = {
            {"empty", "", "not an HDF5 file"},
            {"text", "sample,rate\n1,2\n", "not an HDF5 file"},
            {"only the signature", bytes.substr(0, 8), "damaged, truncated"},
            {"half of it", bytes.substr(0, bytes.size() / 2), "damaged, truncated"},
            {"last byte missing", bytes.substr(0, bytes.size() - 1), "damaged, truncated"},
            {"no /downlink", rename("downlink", "downlynk"), "/downlink is missing"},
            {"no /noise_variance",
             rename("noise_variance", "noise_varianze"),
             "/noise_variance is missing"},
        };
        for (const Point& point : points)
        {
            WriteBytes(bad, point.bytes);
            const std::string message = GetReaderError(bad);
            NS_TEST_EXPECT_MSG_EQ(Contains(message, bad), true, point.what << ": names the file");
            NS_TEST_EXPECT_MSG_EQ(Contains(message, point.expected),
                                  true,
                                  point.what << ": \"" << message << "\" says \"" << point.expected
                                             << "\"");
        }
        const std::string missing = CreateTempDirFilename("missing.h5");
        NS_TEST_EXPECT_MSG_EQ(Contains(GetReaderError(missing), "No such file"),
                              true,
                              "a file that does not exist");
    }
};

/**
 * \ingroup fdd-mimo
 * The writer refuses what does not fit, and leaves nothing half-written.
 */
class MimoDatasetBadSnapshotTestCase : public TestCase
{
  public:
    MimoDatasetBadSnapshotTestCase()
        : TestCase("the writer refuses what does not fit and leaves nothing half-written")
    {
    }

  private:
    void DoRun() override
    {
        const std::string name = CreateTempDirFilename("bad-snapshot.h5");
        MimoDatasetInfo info;
        info.users = 2;
        info.rxAntennas = 1;
        info.txAntennas = 4;
        auto isRefused = [&](const CRowMatrix& channel, const RVector& noise, bool uplink) {
            MimoDatasetWriter writer(name, info);
            try
            {
                writer.Append(channel, noise, uplink ? &channel : nullptr);
            }
            catch (const MimoDatasetError& error)
            {
                return Contains(error.what(), name);
            }
            return false;
        };
        CRowMatrix notFinite = MakeSnapshot(2, 4, 0);
        notFinite(1, 1) = Complex(NAN, 0);
        const RVector noise = RVector::Ones(2);
        NS_TEST_EXPECT_MSG_EQ(isRefused(MakeSnapshot(2, 4, 0), noise, false), false, "fits");
        NS_TEST_EXPECT_MSG_EQ(isRefused(MakeSnapshot(3, 4, 0), noise, false), true, "users");
        NS_TEST_EXPECT_MSG_EQ(isRefused(MakeSnapshot(2, 5, 0), noise, false), true, "antennas");
        NS_TEST_EXPECT_MSG_EQ(isRefused(notFinite, noise, false), true, "nan");
        NS_TEST_EXPECT_MSG_EQ(isRefused(MakeSnapshot(2, 4, 0), RVector::Zero(2), false),
                              true,
                              "no noise");
        NS_TEST_EXPECT_MSG_EQ(isRefused(MakeSnapshot(2, 4, 0), noise, true), true, "uplink");
        NS_TEST_EXPECT_MSG_EQ(std::ifstream(name).good(), false, "no file without Close()");
        NS_TEST_EXPECT_MSG_EQ(std::ifstream(name + ".tmp").good(), false, "nor a temporary one");

        bool refused = false;
        try
        {
            MimoDatasetWriter writer(name, info);
            writer.Append(MakeSnapshot(2, 4, 0), noise);
            MimoDatasetBeams beams;
            beams.weights = CMatrix::Ones(4, 2);
            writer.AppendBeams("mmse", 5, 1, 1, beams);
            beams.weights = CMatrix::Ones(4, 3);
            writer.AppendBeams("mmse", 5, 1, 1, beams);
        }
        catch (const MimoDatasetError& error)
        {
            refused = Contains(error.what(), "/beams/mmse/5/weights");
        }
        NS_TEST_EXPECT_MSG_EQ(refused, true, "beams of another size");
    }
};

/**
 * \ingroup fdd-mimo
 * What the recorder takes from one channel model, RecordedChannelModel gives back at its time.
 */
class RecordedChannelModelTestCase : public TestCase
{
  public:
    RecordedChannelModelTestCase()
        : TestCase("recorded channels are replayed at their time")
    {
    }

  private:
    void DoRun() override
    {
        const std::string name = CreateTempDirFilename("recorded.h5");
        auto clock = CreateObject<ClockChannelModel>();
        AddNodes(clock, 4, 3, 2);
        {
            auto recorder = CreateObject<MimoDatasetRecorder>();
            recorder->SetAttribute("FileName", StringValue(name));
            recorder->SetAttribute("Interval", TimeValue(MilliSeconds(10)));
            recorder->SetAttribute("Uplink", StringValue("true"));
            recorder->SetAttribute("NoiseVariance", DoubleValue(0.125));
            recorder->SetChannel(clock);
            recorder->Start(MilliSeconds(0));
            Simulator::Stop(MilliSeconds(45));
            Simulator::Run();
            NS_TEST_EXPECT_MSG_EQ(recorder->GetNSnapshots(), 5U, "0, 10, 20, 30, 40 ms");
        }
        Simulator::Destroy();

        auto replay = CreateObject<RecordedChannelModel>();
        replay->SetAttribute("FileName", StringValue(name));
        replay->SetAttribute("Interval", TimeValue(MilliSeconds(10)));
        replay->SetAttribute("Wrap", StringValue("true"));
        NS_TEST_ASSERT_MSG_EQ(replay->GetNSnapshots(), 5U, "snapshots in the file");
        AddNodes(replay, 4, 3, 2);

        struct Point
        {
            Time now;          //!< when
            uint32_t snapshot; //!< which snapshot holds
        };

        for (const Point& point : {Point{MilliSeconds(0), 0},
                                   Point{MicroSeconds(9999), 0},
                                   Point{MilliSeconds(10), 1},
                                   Point{MilliSeconds(35), 3},
                                   Point{MilliSeconds(62), 1}})
        {
            replay->Update(point.now);
            const CRowMatrix expected = MakeSnapshot(6, 4, 10 * point.snapshot);
            NS_TEST_EXPECT_MSG_EQ((replay->GetDownlinkOfCell(0, 0) == expected),
                                  true,
                                  "downlink at " << point.now.As(Time::MS));
            NS_TEST_EXPECT_MSG_EQ(
                (replay->GetUplink(0, 1, 0) == 2.0 * expected.middleRows(2, 2).transpose()),
                true,
                "uplink at " << point.now.As(Time::MS));
            NS_TEST_EXPECT_MSG_EQ(replay->GetNoiseVariance()(1), 0.125, "noise variance");
        }
        // Renew goes on to the next snapshot, at whatever time.
        for (uint32_t snapshot : {2U, 3U, 4U, 0U})
        {
            replay->Renew();
            replay->Update(Seconds(0));
            NS_TEST_EXPECT_MSG_EQ(replay->GetSnapshot(), snapshot, "snapshot after Renew");
        }
        replay->Dispose();
        clock->Dispose();
    }
};

/**
 * \ingroup fdd-mimo
 * Data sets of channels.
 */
class FddMimoDatasetTestSuite : public TestSuite
{
  public:
    FddMimoDatasetTestSuite()
        : TestSuite("fdd-mimo-dataset", Type::UNIT)
    {
        AddTestCase(new MimoDatasetRoundTripTestCase);
        AddTestCase(new MimoDatasetBadFileTestCase);
        AddTestCase(new MimoDatasetBadSnapshotTestCase);
        AddTestCase(new RecordedChannelModelTestCase);
    }
};

static FddMimoDatasetTestSuite g_fddMimoDatasetTestSuite; //!< registers the suite

} // namespace fddmimo
} // namespace ns3
