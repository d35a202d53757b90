/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/csv-writer.h"
#include "ns3/double.h"
#include "ns3/object.h"
#include "ns3/option-error.h"
#include "ns3/output-folder.h"
#include "ns3/program-options.h"
#include "ns3/progress.h"
#include "ns3/running-statistics.h"
#include "ns3/test.h"
#include "ns3/type-names.h"
#include "ns3/uinteger.h"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Base class of the methods that the tests of names know.
 */
class TestMethodBase : public Object
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("ns3::fddmimo::TestMethodBase").SetParent<Object>();
        return tid;
    }
};

/**
 * \ingroup fdd-mimo
 * A method with attributes.
 */
class SlowAscentMethodBase : public TestMethodBase
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId()
    {
        static TypeId tid =
            TypeId("ns3::fddmimo::SlowAscentMethodBase")
                .SetParent<TestMethodBase>()
                .AddConstructor<SlowAscentMethodBase>()
                .AddAttribute("Steps",
                              "Number of steps.",
                              UintegerValue(3),
                              MakeUintegerAccessor(&SlowAscentMethodBase::m_steps),
                              MakeUintegerChecker<uint32_t>(1, 100))
                .AddAttribute("Tolerance",
                              "Relative change to stop at.",
                              DoubleValue(0.5),
                              MakeDoubleAccessor(&SlowAscentMethodBase::m_tolerance),
                              MakeDoubleChecker<double>(0, 1));
        return tid;
    }

    uint32_t m_steps;   //!< number of steps
    double m_tolerance; //!< relative change to stop at
};

/**
 * \ingroup fdd-mimo
 * A method of a user, outside the module's namespace as far as its name goes.
 */
class UserMethod : public TestMethodBase
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId()
    {
        static TypeId tid =
            TypeId("Type2TestBase").SetParent<TestMethodBase>().AddConstructor<UserMethod>();
        return tid;
    }
};

NS_OBJECT_ENSURE_REGISTERED(TestMethodBase);
NS_OBJECT_ENSURE_REGISTERED(SlowAscentMethodBase);
NS_OBJECT_ENSURE_REGISTERED(UserMethod);

namespace
{

/**
 * \param action something that may throw
 * \return the message of what it throws, "" if it does not
 */
std::string
GetError(const std::function<void()>& action)
{
    try
    {
        action();
    }
    catch (const std::exception& error)
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

} // namespace

/**
 * \ingroup fdd-mimo
 * Short names come from TypeIds, and objects from names.
 */
class TypeNamesTestCase : public TestCase
{
  public:
    TypeNamesTestCase()
        : TestCase("methods are known by short names made from their TypeIds")
    {
    }

  private:
    void DoRun() override
    {
        const TypeId base = TestMethodBase::GetTypeId();
        NS_TEST_EXPECT_MSG_EQ(GetShortName(SlowAscentMethodBase::GetTypeId(), base),
                              "slow-ascent",
                              "words become lower case with hyphens");
        NS_TEST_EXPECT_MSG_EQ(GetShortName(UserMethod::GetTypeId(), base),
                              "type2-test",
                              "digits stay with their word; only shared words at the end go");
        const auto names = ListNames(base);
        NS_TEST_ASSERT_MSG_EQ(names.size(), 2U, "the base itself cannot be constructed");
        NS_TEST_EXPECT_MSG_EQ(names[0], "slow-ascent", "sorted");
        NS_TEST_EXPECT_MSG_EQ(names[1], "type2-test", "sorted");

        auto plain = MakeObject<TestMethodBase>("methods", "slow-ascent");
        NS_TEST_EXPECT_MSG_EQ(DynamicCast<SlowAscentMethodBase>(plain)->m_steps, 3U, "default");
        auto full = MakeObject<TestMethodBase>("methods", "ns3::fddmimo::SlowAscentMethodBase");
        NS_TEST_EXPECT_MSG_EQ((DynamicCast<SlowAscentMethodBase>(full) != nullptr),
                              true,
                              "full names are known too");
        auto set = DynamicCast<SlowAscentMethodBase>(
            MakeObject<TestMethodBase>("methods", "slow-ascent[Steps=7|Tolerance=1e-3]"));
        NS_TEST_EXPECT_MSG_EQ(set->m_steps, 7U, "first attribute");
        NS_TEST_EXPECT_MSG_EQ(set->m_tolerance, 1e-3, "second attribute");

        struct Point
        {
            std::string text;     //!< what the user gives
            std::string expected; //!< part of the message
        };

        for (const Point& point :
             {Point{"fast", "--methods=fast: unknown name \"fast\"; known are slow-ascent, type2"},
              Point{"", "unknown name \"\""},
              Point{"ns3::Object", "ns3::Object is no TestMethodBase; known are slow-ascent"},
              Point{"slow-ascent[Steps=7", "must end with \"]\""},
              Point{"slow-ascent[Step=7]", "no attribute \"Step\"; it has Steps, Tolerance"},
              Point{"slow-ascent[Steps]", "\"Steps\" has no value"},
              Point{"slow-ascent[Steps=0]", "attribute Steps of slow-ascent cannot be \"0\""},
              Point{"slow-ascent[Steps=-1]", "cannot be \"-1\"; allowed is uint32_t 1:100"},
              Point{"slow-ascent[Tolerance=nan]", "cannot be \"nan\""}})
        {
            const std::string message =
                GetError([&] { MakeObject<TestMethodBase>("methods", point.text); });
            NS_TEST_EXPECT_MSG_EQ(Contains(message, point.expected),
                                  true,
                                  "\"" << message << "\" says \"" << point.expected << "\"");
        }

        const std::string leftOut = "fast-method-base=libfast-dev,edn-network=libtorch-dev,"
                                    "slow-base=libhdf5-dev libtorch-dev,";
        for (const Point& point : {Point{"fast", "libfast-dev"},
                                   Point{"ns3::fddmimo::FastMethodBase", "libfast-dev"},
                                   Point{"slow", "libhdf5-dev libtorch-dev"},
                                   Point{"slo", ""},
                                   Point{"edn", ""}})
        {
            NS_TEST_EXPECT_MSG_EQ(FindMissingPackages(base, point.text, leftOut),
                                  point.expected,
                                  "packages that " << point.text << " needs");
        }
    }
};

/**
 * \ingroup fdd-mimo
 * Commas split a list, but not inside brackets.
 */
class SplitListTestCase : public TestCase
{
  public:
    SplitListTestCase()
        : TestCase("lists are split at commas outside brackets")
    {
    }

  private:
    void DoRun() override
    {
        struct Point
        {
            std::string text;               //!< a list
            std::vector<std::string> items; //!< its items
        };

        for (const Point& point : std::vector<Point>{{"", {}},
                                                     {"a", {"a"}},
                                                     {"a, b ,c", {"a", "b", "c"}},
                                                     {"a[x=1,2|y=3],b", {"a[x=1,2|y=3]", "b"}},
                                                     {"a,", {"a", ""}},
                                                     {",", {"", ""}},
                                                     {"a],b", {"a]", "b"}}})
        {
            NS_TEST_EXPECT_MSG_EQ((SplitList(point.text) == point.items),
                                  true,
                                  "\"" << point.text << "\"");
        }
    }
};

/**
 * \ingroup fdd-mimo
 * Options are read into variables, and every mistake is one line that names the option.
 */
class ProgramOptionsTestCase : public TestCase
{
  public:
    ProgramOptionsTestCase()
        : TestCase("options are read, and mistakes named in one line")
    {
    }

  private:
    /// Variables of a program.
    struct Variables
    {
        uint32_t antennas{64};                           //!< whole number
        std::vector<double> snrDb{5, 10};                //!< list of numbers
        std::vector<uint32_t> sizes{1};                  //!< list of whole numbers
        std::vector<std::string> methods{"slow-ascent"}; //!< list of methods
        std::string drop{"none"};                        //!< one of some words
        std::string output{"results"};                   //!< text
        bool fast{false};                                //!< flag
    };

    /**
     * \param arguments command line without the program's name
     * \param [out] v what it says
     */
    static void Parse(const std::vector<std::string>& arguments, Variables& v)
    {
        ProgramOptions options(__FILE__, "A test.");
        options.AddCount("antennas", "N", &v.antennas, 1, 1024);
        options.AddRealList("snr", "SNR in dB", &v.snrDb, -100, 100, "dB");
        options.AddCountList("sizes", "sizes", &v.sizes, 1, 9);
        options.AddMethodList("methods", "methods", &v.methods, TestMethodBase::GetTypeId());
        options.AddChoice("drop", "where users stand", &v.drop, {"none", "cell"});
        options.AddText("output", "folder", &v.output);
        options.AddFlag("fast", "be quick", &v.fast);
        std::vector<std::string> copies{"program"};
        copies.insert(copies.end(), arguments.begin(), arguments.end());
        std::vector<char*> argv;
        for (std::string& copy : copies)
        {
            argv.push_back(copy.data());
        }
        options.Parse(static_cast<int>(argv.size()), argv.data());
    }

    void DoRun() override
    {
        Variables v;
        Parse({}, v);
        NS_TEST_EXPECT_MSG_EQ(v.antennas, 64U, "default");
        NS_TEST_EXPECT_MSG_EQ((v.snrDb == std::vector<double>{5, 10}), true, "default");
        Parse({"--antennas=128",
               "--snr=-5,2.5, 1e1",
               "--methods=type2-test,slow-ascent[Steps=2|Tolerance=0.5]",
               "--drop=cell",
               "--output=my results",
               "--fast",
               "--sizes=1,9"},
              v);
        NS_TEST_EXPECT_MSG_EQ(v.antennas, 128U, "whole number");
        NS_TEST_EXPECT_MSG_EQ((v.snrDb == std::vector<double>{-5, 2.5, 10}), true, "numbers");
        NS_TEST_EXPECT_MSG_EQ((v.sizes == std::vector<uint32_t>{1, 9}), true, "whole numbers");
        NS_TEST_ASSERT_MSG_EQ(v.methods.size(), 2U, "methods");
        NS_TEST_EXPECT_MSG_EQ(v.methods[1], "slow-ascent[Steps=2|Tolerance=0.5]", "methods");
        NS_TEST_EXPECT_MSG_EQ(v.drop, "cell", "word");
        NS_TEST_EXPECT_MSG_EQ(v.output, "my results", "text with a blank");
        NS_TEST_EXPECT_MSG_EQ(v.fast, true, "flag");

        struct Point
        {
            std::string argument; //!< a wrong argument
            std::string expected; //!< part of the message
        };

        for (const Point& point : std::vector<Point>{
                 {"--snr=nan", "--snr=nan: must be a finite number of dB in [-100, 100]"},
                 {"--snr=inf", "must be a finite number of dB in [-100, 100]"},
                 {"--snr=5,,6", "must be a list of numbers"},
                 {"--snr=", "must be a list of numbers"},
                 {"--snr=5,5.0", "names 5 twice"},
                 {"--snr=5x", "must be a finite number"},
                 {"--snr=1e400", "must be a finite number"},
                 {"--antennas=0", "--antennas=0: must be a whole number in [1, 1024]"},
                 {"--antennas=-4", "must be a whole number in [1, 1024]"},
                 {"--antennas=2.5", "must be a whole number in [1, 1024]"},
                 {"--antennas=1025", "must be a whole number in [1, 1024]"},
                 {"--antennas=99999999999999999999", "must be a whole number in [1, 1024]"},
                 {"--antennas", "must be a whole number in [1, 1024]"},
                 {"--sizes=10", "must be a whole number in [1, 9]"},
                 {"--methods=fast", "known are slow-ascent, type2-test"},
                 {"--methods=slow-ascent,slow-ascent", "names slow-ascent twice"},
                 {"--drop=street", "must be one of none, cell"},
                 {"--fast=maybe", "must be true or false"},
                 {"--antenas=4", "--antenas=4: unknown option"},
                 {"--RngRun=-1", "--RngRun=-1: allowed is"},
                 {"--RngRun=x", "--RngRun=x: allowed is"},
                 {"--ns3::fddmimo::SlowAscentMethodBase::Steps=0", "allowed is"},
                 {"--ns3::fddmimo::SlowAscentMethodBase::Step=1", "unknown option"},
                 {"antennas=4", "\"antennas=4\" is no option"}})
        {
            const std::string message = GetError([&] { Parse({point.argument}, v); });
            NS_TEST_EXPECT_MSG_EQ(Contains(message, point.expected),
                                  true,
                                  point.argument << ": \"" << message << "\" says \""
                                                 << point.expected << "\"");
            NS_TEST_EXPECT_MSG_EQ(Contains(message, "\n"), false, "one line");
        }
    }
};

/**
 * \ingroup fdd-mimo
 * Mean and standard error against the textbook's formulas.
 */
class RunningStatisticsTestCase : public TestCase
{
  public:
    RunningStatisticsTestCase()
        : TestCase("mean and standard error follow their definitions")
    {
    }

  private:
    void DoRun() override
    {
        RunningStatistics none;
        NS_TEST_EXPECT_MSG_EQ(none.GetMean(), 0, "no numbers");
        NS_TEST_EXPECT_MSG_EQ(none.GetStandardError(), 0, "no numbers");
        RunningStatistics one;
        one.Add(7);
        NS_TEST_EXPECT_MSG_EQ(one.GetMean(), 7, "one number");
        NS_TEST_EXPECT_MSG_EQ(one.GetStandardError(), 0, "one number");
        // 1 to 5: variance 2.5. The offset would eat all digits of a sum of squares.
        for (double offset : {0.0, 1e9})
        {
            RunningStatistics five;
            for (int i = 1; i <= 5; ++i)
            {
                five.Add(offset + i);
            }
            NS_TEST_EXPECT_MSG_EQ(five.GetCount(), 5U, "count");
            NS_TEST_EXPECT_MSG_EQ_TOL(five.GetMean(), offset + 3, 1e-6, "mean");
            NS_TEST_EXPECT_MSG_EQ_TOL(five.GetVariance(), 2.5, 1e-6, "variance");
            NS_TEST_EXPECT_MSG_EQ_TOL(five.GetStandardError(), std::sqrt(0.5), 1e-6, "error");
        }
    }
};

/**
 * \ingroup fdd-mimo
 * CSV files are valid after every row and the same on every run; folders are checked first.
 */
class OutputTestCase : public TestCase
{
  public:
    OutputTestCase()
        : TestCase("CSV rows reach the file one by one; folders are checked")
    {
    }

  private:
    /**
     * \param fileName a file
     * \return its text
     */
    static std::string Read(const std::string& fileName)
    {
        std::ostringstream text;
        text << std::ifstream(fileName).rdbuf();
        return text.str();
    }

    void DoRun() override
    {
        const std::string folder = CreateTempDirFilename("a/b");
        // ns-3 names temporary folders by the time of day: one of another day may be there.
        std::filesystem::remove_all(folder);
        CreateOutputFolder("output", folder);
        NS_TEST_ASSERT_MSG_EQ(std::filesystem::is_directory(folder), true, "parents are made too");
        NS_TEST_EXPECT_MSG_EQ(std::filesystem::is_empty(folder), true, "and nothing is left in it");

        const std::string name = folder + "/x.csv";
        CsvWriter csv(name, {"precoder", "rate_bps_hz", "samples"});
        NS_TEST_EXPECT_MSG_EQ(Read(name), "precoder,rate_bps_hz,samples\n", "header at once");
        csv.WriteRow({"wmmse[A=1,2]", 1.0 / 3, 7U});
        const std::string soFar = "precoder,rate_bps_hz,samples\n\"wmmse[A=1,2]\",0.333333333,7\n";
        NS_TEST_EXPECT_MSG_EQ(Read(name), soFar, "first row at once");
        csv.WriteRow({"a \"b\"", NAN, uint64_t{1} << 40});
        NS_TEST_EXPECT_MSG_EQ(Read(name),
                              soFar + "\"a \"\"b\"\"\",,1099511627776\n",
                              "quotes are doubled, nan is empty");
        NS_TEST_EXPECT_MSG_EQ(GetError([&] { csv.WriteRow({"a"}); }).empty(),
                              false,
                              "rows have a cell a column");

        NS_TEST_EXPECT_MSG_EQ(
            Contains(GetError([&] { CreateOutputFolder("output", name); }), "--output=" + name),
            true,
            "a file is no folder");
        NS_TEST_EXPECT_MSG_EQ(
            Contains(GetError([&] { CreateOutputFolder("output", name + "/c"); }), "--output="),
            true,
            "no folder in a file");
        NS_TEST_EXPECT_MSG_EQ(GetError([&] { CheckOutputFile("record", folder + "/y.h5"); }),
                              "",
                              "a file that can be made");
        NS_TEST_EXPECT_MSG_EQ(std::filesystem::exists(folder + "/y.h5"), false, "is not made");
        NS_TEST_EXPECT_MSG_EQ(
            Contains(GetError([&] { CheckOutputFile("record", folder + "/none/y.h5"); }),
                     "cannot be written"),
            true,
            "no file in a folder that is not there");

        NS_TEST_EXPECT_MSG_EQ(Progress::Format(1, 2, 12),
                              "[###############...............]  50 %, 12 s left",
                              "half done");
        NS_TEST_EXPECT_MSG_EQ(Progress::Format(0, 2, 12),
                              "[..............................]   0 %",
                              "nothing known yet");
        NS_TEST_EXPECT_MSG_EQ(Progress::Format(1, 4, 50),
                              "[#######.......................]  25 %, 2 min 30 s left",
                              "minutes");
    }
};

/**
 * \ingroup fdd-mimo
 * What the programs share.
 */
class FddMimoOptionsTestSuite : public TestSuite
{
  public:
    FddMimoOptionsTestSuite()
        : TestSuite("fdd-mimo-options", Type::UNIT)
    {
        AddTestCase(new TypeNamesTestCase);
        AddTestCase(new SplitListTestCase);
        AddTestCase(new ProgramOptionsTestCase);
        AddTestCase(new RunningStatisticsTestCase);
        AddTestCase(new OutputTestCase);
    }
};

static FddMimoOptionsTestSuite g_fddMimoOptionsTestSuite; //!< registers the suite

} // namespace fddmimo
} // namespace ns3
