/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/channel-source.h"
#include "ns3/codebook-array.h"
#include "ns3/common-options.h"
#include "ns3/link-level-study.h"
#include "ns3/mimo-dataset-writer.h"
#include "ns3/option-error.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/sum-rate.h"
#include "ns3/test.h"
#include "ns3/type-names.h"
#include "ns3/uinteger.h"

#include <cmath>
#include <functional>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * A codec whose reports hold no channel: only a learned precoder could use them.
 */
class LatentOnlyCsiCodec : public CsiCodec
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("ns3::fddmimo::LatentOnlyCsiCodec")
                                .SetParent<CsiCodec>()
                                .AddConstructor<LatentOnlyCsiCodec>();
        return tid;
    }

    EncodedCsi Encode(const std::vector<CMatrix>& /* channel */) override
    {
        return {BitBuffer(), 0};
    }

    std::vector<UserCsi> Decode(const BitBuffer& /* bits */,
                                const CsiDimensions& /* dimensions */) override
    {
        return {};
    }

    CsiMask GetCsiContent() const override
    {
        return CSI_LATENT;
    }
};

NS_OBJECT_ENSURE_REGISTERED(LatentOnlyCsiCodec);

namespace
{

/**
 * Runs a study on i.i.d. Rayleigh channels.
 *
 * \param settings size and number of realisations; the channel is set here
 * \param precoders names of precoders
 * \param snrDb SNRs in dB
 * \param sink receives the beams
 * \return the results
 */
std::vector<LinkLevelStudy::Result>
RunRayleigh(ChannelSource::Settings settings,
            const std::vector<std::string>& precoders,
            const std::vector<double>& snrDb,
            const LinkLevelStudy::BeamsSink& sink = nullptr)
{
    settings.channel = "rayleigh";
    ChannelSource source(settings);
    LinkLevelStudy study(source,
                         MatchMethods(precoders, {"perfect"}),
                         MakeObject<ChannelEstimator>("estimator", "gaussian-error"),
                         snrDb);
    const int64_t taken = source.AssignStreams(100);
    study.AssignStreams(100 + taken);
    for (uint64_t sample = 0; sample < settings.samples; ++sample)
    {
        source.Next();
        study.Run(sink);
    }
    return study.GetResults();
}

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

} // namespace

/**
 * \ingroup fdd-mimo
 * One user, one receive antenna, MRT, perfect CSI: the rate's mean is the integral of log2(1 + g x)
 * over the Gamma(N, 1) density of x.
 */
class LinkLevelRateTestCase : public TestCase
{
  public:
    LinkLevelRateTestCase()
        : TestCase("the mean rate of one user with MRT follows its integral")
    {
    }

  private:
    void DoRun() override
    {
        RngSeedManager::SetSeed(1);
        RngSeedManager::SetRun(1);
        constexpr uint32_t N = 4;
        ChannelSource::Settings settings;
        settings.channel = "rayleigh";
        settings.antennas = N;
        settings.users = 1;
        settings.rxAntennas = 1;
        settings.samples = 4000;
        ChannelSource source(settings);
        LinkLevelStudy study(source,
                             MatchMethods({"mrt"}, {"perfect"}),
                             MakeObject<ChannelEstimator>("estimator", "perfect"),
                             {-10, 0, 15});
        source.AssignStreams(1);
        for (uint64_t sample = 0; sample < settings.samples; ++sample)
        {
            source.Next();
            study.Run(nullptr);
        }
        for (const LinkLevelStudy::Result& result : study.GetResults())
        {
            double expected = 0;
            const double step = 1e-3;
            for (double x = step / 2; x < 60; x += step)
            {
                const double density = std::pow(x, N - 1) * std::exp(-x) / std::tgamma(N);
                expected += step * density * std::log2(1 + std::pow(10, result.snrDb / 10) * x);
            }
            // Rejects a right program in less than 1 of 10,000 streams (3.9 standard errors).
            NS_TEST_EXPECT_MSG_EQ_TOL(result.sumRate.GetMean(),
                                      expected,
                                      3.9 * result.sumRate.GetStandardError(),
                                      "at " << result.snrDb << " dB");
            NS_TEST_EXPECT_MSG_LT(result.sumRate.GetStandardError(),
                                  0.02,
                                  "and the error is small enough to tell");
        }
    }
};

/**
 * \ingroup fdd-mimo
 * What other methods run beside does not change what a method sees; equal runs are equal.
 */
class LinkLevelSameChannelsTestCase : public TestCase
{
  public:
    LinkLevelSameChannelsTestCase()
        : TestCase("all methods of a run see the same channels and estimates")
    {
    }

  private:
    void DoRun() override
    {
        ChannelSource::Settings settings;
        settings.antennas = 8;
        settings.users = 3;
        settings.rxAntennas = 2;
        settings.samples = 5;
        const std::vector<double> snrDb{0, 20};
        uint32_t problems = 0;
        auto sink = [&](const LinkLevelStudy::Result&,
                        const PrecodingProblem& problem,
                        const Beamformer& beams) {
            ++problems;
            NS_TEST_EXPECT_MSG_EQ_TOL(beams.weights.squaredNorm(), 1.0, 1e-6, "full power");
            NS_TEST_EXPECT_MSG_EQ(problem.csi.users.size(), 3U, "all users");
        };
        const auto both = RunRayleigh(settings, {"mrt", "zf"}, snrDb, sink);
        const auto alone = RunRayleigh(settings, {"zf"}, snrDb);
        NS_TEST_EXPECT_MSG_EQ(problems, 20U, "5 realisations, 2 precoders, 2 SNRs");
        NS_TEST_ASSERT_MSG_EQ(both.size(), 4U, "2 precoders, 2 SNRs");
        NS_TEST_ASSERT_MSG_EQ(alone.size(), 2U, "1 precoder, 2 SNRs");
        for (uint32_t i = 0; i < 2; ++i)
        {
            NS_TEST_EXPECT_MSG_EQ(both[2 + i].sumRate.GetMean(),
                                  alone[i].sumRate.GetMean(),
                                  "same rate, to the last bit");
            NS_TEST_EXPECT_MSG_EQ((both[i].sumRate.GetMean() != alone[i].sumRate.GetMean()),
                                  true,
                                  "different precoders differ");
        }
    }
};

/**
 * \ingroup fdd-mimo
 * A DFT codebook that was left at its default gets the shape of the channel's array.
 */
class CodebookArrayTestCase : public TestCase
{
  public:
    CodebookArrayTestCase()
        : TestCase("codebooks fit the array of the channel")
    {
    }

  private:
    void DoRun() override
    {
        const auto planar = MakeObject<MimoChannelModel>("channel", "three-gpp");
        const auto linear = MakeObject<MimoChannelModel>("channel", "sparse");
        const auto getRows = [](Ptr<CsiCodec> codec) {
            UintegerValue rows;
            codec->GetAttribute("Rows", rows);
            return rows.Get();
        };
        auto codec = MakeObject<CsiCodec>("codecs", "type2");
        MatchCodebookToArray(codec, linear, 64);
        NS_TEST_EXPECT_MSG_EQ(getRows(codec), 1U, "a linear array");
        MatchCodebookToArray(codec, planar, 64);
        NS_TEST_EXPECT_MSG_EQ(getRows(codec), 1U, "the columns were set: stays as it is");
        codec = MakeObject<CsiCodec>("codecs", "type2");
        MatchCodebookToArray(codec, planar, 64);
        NS_TEST_EXPECT_MSG_EQ(getRows(codec), 8U, "8 x 8");
        // A planar array's codebook describes a plane wave over it better than a linear one does.
        ChannelSource::Settings settings;
        settings.channel = "three-gpp";
        settings.antennas = 64;
        settings.users = 1;
        settings.rxAntennas = 1;
        settings.gain = ChannelSource::Gain::User;
        ChannelSource source(settings);
        LinkLevelStudy study(source,
                             MatchMethods({"mrt"}, {"type1"}),
                             MakeObject<ChannelEstimator>("estimator", "perfect"),
                             {10});
        source.AssignStreams(1);
        auto unmatched = MakeObject<CsiCodec>("codecs", "type1");
        double unmatchedRate = 0;
        for (int sample = 0; sample < 30; ++sample)
        {
            source.Next();
            study.Run(nullptr);
            const CMatrix channel = source.GetDownlink() * std::sqrt(10.0);
            const auto known =
                unmatched->Decode(unmatched->Encode({channel}).bits, CsiDimensions{1, 64});
            const CMatrix beam = known.front().channel.adjoint().normalized();
            unmatchedRate += ComputeSumRate({channel}, beam) / 30;
        }
        NS_TEST_EXPECT_MSG_GT(study.GetResults()[0].sumRate.GetMean(),
                              unmatchedRate + 0.1,
                              "bit/s/Hz");
    }
};

/**
 * \ingroup fdd-mimo
 * Precoders and codecs are paired where they fit, and refused where nothing fits.
 */
class MatchMethodsTestCase : public TestCase
{
  public:
    MatchMethodsTestCase()
        : TestCase("precoders are paired with codecs that they can use")
    {
    }

  private:
    void DoRun() override
    {
        const auto pairs = MatchMethods({"mrt", "zf"}, {"perfect", "scalar"});
        NS_TEST_ASSERT_MSG_EQ(pairs.size(), 4U, "all of them");
        NS_TEST_EXPECT_MSG_EQ(pairs[1].precoder + pairs[1].codec, "mrtscalar", "codec by codec");
        ChannelSource::Settings crowd;
        crowd.channel = "rayleigh";
        crowd.antennas = 4;
        crowd.users = 3;
        crowd.rxAntennas = 2;
        const ChannelSource source(crowd);
        NS_TEST_EXPECT_MSG_EQ(GetError([&] { CheckMethods({"mrt"}, {"perfect"}, source); }),
                              "",
                              "no limit");
        const std::string crowded = GetError([&] { CheckMethods({"zf"}, {"perfect"}, source); });
        NS_TEST_EXPECT_MSG_EQ((crowded.find("--users=3: zf serves at most 4 streams") == 0),
                              true,
                              "\"" << crowded << "\"");
        const std::string useless = GetError([] { MatchMethods({"zf"}, {"latent-only"}); });
        for (const char* part : {"--codecs=latent-only", "zf", "channel", "perfect"})
        {
            NS_TEST_EXPECT_MSG_EQ((useless.find(part) != std::string::npos),
                                  true,
                                  "\"" << useless << "\" names " << part);
        }
        const std::string lonely = GetError([] {
            MatchMethods({"zf"}, {"perfect", "latent-only"});
        });
        NS_TEST_EXPECT_MSG_EQ((lonely.find("none of the precoders") != std::string::npos),
                              true,
                              "\"" << lonely << "\"");
    }
};

/**
 * \ingroup fdd-mimo
 * A data set decides what the user leaves open, is scaled as asked, and contradictions are refused.
 */
class ChannelSourceDatasetTestCase : public TestCase
{
  public:
    ChannelSourceDatasetTestCase()
        : TestCase("data sets bring their sizes, and are scaled as asked")
    {
    }

  private:
    /**
     * \param gain scaling
     * \param snapshot which snapshot
     * \return squared norm of each user's channel in it
     */
    RVector GetNorms(ChannelSource::Gain gain, uint32_t snapshot) const
    {
        ChannelSource::Settings settings;
        settings.channel = m_name;
        settings.samples = 0;
        settings.gain = gain;
        ChannelSource source(settings);
        for (uint32_t i = 0; i <= snapshot; ++i)
        {
            source.Next();
        }
        return source.GetDownlink().rowwise().squaredNorm();
    }

    void DoRun() override
    {
        // Two snapshots of two users with 4 antennas. Gains 1e-6 x {1, 3; 2, 10}: mean 4e-6.
        m_name = CreateTempDirFilename("source.h5");
        MimoDatasetInfo info;
        info.users = 2;
        info.rxAntennas = 1;
        info.txAntennas = 4;
        {
            MimoDatasetWriter writer(m_name, info);
            const double gains[2][2] = {{1, 3}, {2, 10}};
            for (const auto& gain : gains)
            {
                CRowMatrix channel = CRowMatrix::Ones(2, 4);
                channel.row(0) *= 1e-3 * std::sqrt(gain[0]);
                channel.row(1) *= 1e-3 * std::sqrt(gain[1]);
                writer.Append(channel, RVector::Ones(2));
            }
            writer.Close();
        }

        struct Point
        {
            ChannelSource::Gain gain; //!< scaling
            double user0;             //!< squared norm of user 0 in snapshot 1
            double user1;             //!< squared norm of user 1 in snapshot 1
        };

        for (const Point& point : {Point{ChannelSource::Gain::Keep, 8e-6, 40e-6},
                                   Point{ChannelSource::Gain::Average, 2, 10},
                                   Point{ChannelSource::Gain::Auto, 2, 10},
                                   Point{ChannelSource::Gain::Snapshot, 8.0 / 6, 40.0 / 6},
                                   Point{ChannelSource::Gain::User, 4, 4}})
        {
            // 32-bit floats in the file: seven digits.
            const RVector norms = GetNorms(point.gain, 1);
            NS_TEST_EXPECT_MSG_EQ_TOL(norms(0), point.user0, 1e-6 * point.user0, "user 0");
            NS_TEST_EXPECT_MSG_EQ_TOL(norms(1), point.user1, 1e-6 * point.user1, "user 1");
        }

        auto getError = [this](uint32_t antennas, uint32_t users, uint64_t samples) {
            ChannelSource::Settings settings;
            settings.channel = m_name;
            settings.antennas = antennas;
            settings.users = users;
            settings.samples = samples;
            return GetError([&] { ChannelSource source(settings); });
        };
        NS_TEST_EXPECT_MSG_EQ(getError(4, 2, 2), "", "sizes that agree");
        NS_TEST_EXPECT_MSG_EQ(getError(8, 0, 1),
                              "--antennas=8: data set " + m_name + " has 4",
                              "antennas");
        NS_TEST_EXPECT_MSG_EQ(getError(0, 3, 1),
                              "--users=3: data set " + m_name + " has 2",
                              "users");
        NS_TEST_EXPECT_MSG_EQ(getError(0, 0, 3),
                              "--samples=3: data set " + m_name + " has 2 snapshots",
                              "samples");
    }

    std::string m_name; //!< path of the data set
};

/**
 * \ingroup fdd-mimo
 * Link-level studies.
 */
class FddMimoLinkLevelTestSuite : public TestSuite
{
  public:
    FddMimoLinkLevelTestSuite()
        : TestSuite("fdd-mimo-link-level", Type::UNIT)
    {
        AddTestCase(new LinkLevelRateTestCase);
        AddTestCase(new LinkLevelSameChannelsTestCase);
        AddTestCase(new CodebookArrayTestCase);
        AddTestCase(new MatchMethodsTestCase);
        AddTestCase(new ChannelSourceDatasetTestCase);
    }
};

static FddMimoLinkLevelTestSuite g_fddMimoLinkLevelTestSuite; //!< registers the suite

} // namespace fddmimo
} // namespace ns3
