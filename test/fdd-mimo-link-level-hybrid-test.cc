/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/channel-source.h"
#include "ns3/link-level-study.h"
#include "ns3/option-error.h"
#include "ns3/perfect-channel-estimator.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/sum-rate.h"
#include "ns3/test.h"

#include <cmath>

namespace ns3
{
namespace fddmimo
{

namespace
{

/**
 * Runs a study with the MMSE precoder and perfect CSI at N = 64, K = 16.
 *
 * \param channel channel model
 * \param drop drop of the users
 * \param analog analog stage
 * \param samples realisations
 * \param sink receives the beams
 * \return mean sum rates at 5, 10, 15 and 20 dB
 */
std::vector<double>
RunMmse(const std::string& channel,
        const std::string& drop,
        const std::string& analog,
        uint32_t samples,
        const LinkLevelStudy::BeamsSink& sink = nullptr)
{
    RngSeedManager::SetRun(1);
    ChannelSource::Settings settings;
    settings.channel = channel;
    settings.drop = drop;
    settings.analog = analog;
    settings.antennas = 64;
    settings.users = 16;
    settings.rxAntennas = 1;
    ChannelSource source(settings);
    LinkLevelStudy study(source,
                         {{"mmse", "perfect"}},
                         CreateObject<PerfectChannelEstimator>(),
                         {5, 10, 15, 20});
    study.AssignStreams(1 + source.AssignStreams(1));
    for (uint32_t i = 0; i < samples; ++i)
    {
        source.Next();
        study.Run(sink);
    }
    std::vector<double> rates;
    for (const auto& result : study.GetResults())
    {
        rates.push_back(result.sumRate.GetMean());
    }
    return rates;
}

/**
 * \ingroup fdd-mimo
 * Sum rates of hybrid beamforming against an independent implementation (NumPy, 300 draws, other
 * random numbers), at 2 %.
 */
class HybridSumRateTestCase : public TestCase
{
  public:
    HybridSumRateTestCase()
        : TestCase("Sum rates of hybrid beamforming against references")
    {
    }

  private:
    void DoRun() override
    {
        struct TestPoint
        {
            const char* channel; //!< channel model
            const char* drop;    //!< drop of the users
            const char* analog;  //!< analog stage
            double rates[4];     //!< reference at 5, 10, 15, 20 dB in bit/s/Hz
        };

        const TestPoint points[] = {
            {"sparse", "single-cell", "steering[Regulariser=printed]", {21.3, 32.4, 44.9, 58.6}},
            {"sparse",
             "spatial-division",
             "steering[Geography=spatial-division|Regulariser=printed]",
             {22.4, 36.1, 52.5, 71.1}},
            {"sparse",
             "spatial-division",
             "steering[Geography=spatial-division]",
             {23.3, 37.0, 53.3, 71.8}},
            {"near-field", "near-field", "ttd[Regulariser=printed]", {40.9, 60.3, 81.7, 104.2}},
            {"near-field", "near-field", "ttd", {43.5, 63.4, 85.5, 109.0}},
            {"near-field",
             "near-field[Geography=spatial-division]",
             "ttd[Regulariser=printed]",
             {46.3, 67.9, 91.3, 115.7}},
            {"near-field",
             "near-field[Geography=spatial-division]",
             "ttd",
             {47.6, 69.4, 93.2, 118.2}},
        };
        for (const TestPoint& point : points)
        {
            // The standard error of the far-field references is 0.7 %.
            const auto rates = RunMmse(point.channel, point.drop, point.analog, 800);
            for (uint32_t i = 0; i < 4; ++i)
            {
                NS_TEST_EXPECT_MSG_EQ_TOL(rates[i],
                                          point.rates[i],
                                          0.02 * point.rates[i],
                                          point.analog << " on " << point.drop << ", " << 5 + 5 * i
                                                       << " dB");
            }
        }
        // In the near field every channel is one of the matched beams: the hybrid base station
        // loses nothing.
        for (const char* drop : {"near-field", "near-field[Geography=spatial-division]"})
        {
            const auto hybrid = RunMmse("near-field", drop, "ttd", 50);
            const auto digital = RunMmse("near-field", drop, "none", 50);
            for (uint32_t i = 0; i < 4; ++i)
            {
                NS_TEST_EXPECT_MSG_EQ_TOL(hybrid[i], digital[i], 1e-6 * digital[i], drop);
            }
        }
    }
};

/**
 * \ingroup fdd-mimo
 * What a study hands out for saving: both stages and their product, whose rates and power can be
 * recomputed from the channels of the antennas.
 */
class HybridBeamsTestCase : public TestCase
{
  public:
    HybridBeamsTestCase()
        : TestCase("Saved beams of hybrid base stations")
    {
    }

  private:
    void DoRun() override
    {
        for (const std::string analog :
             {"ttd", "ttd[Regulariser=printed]", "steering[RfChains=12|Regulariser=printed]"})
        {
            ChannelSource::Settings settings;
            settings.channel = "near-field";
            settings.drop = "near-field";
            settings.analog = analog;
            settings.antennas = 32;
            settings.users = 8;
            settings.rxAntennas = 1;
            settings.gain = ChannelSource::Gain::User;
            ChannelSource source(settings);
            LinkLevelStudy study(source,
                                 {{"wmmse", "perfect"}},
                                 CreateObject<PerfectChannelEstimator>(),
                                 {12});
            study.AssignStreams(1 + source.AssignStreams(1));
            for (uint32_t i = 0; i < 5; ++i)
            {
                source.Next();
                const CRowMatrix channel = source.GetAntennaDownlink();
                NS_TEST_EXPECT_MSG_EQ_TOL(channel.row(3).squaredNorm(), 32.0, 1e-9, "gain");
                double rate = 0.0;
                study.Run([&](const LinkLevelStudy::Result& result,
                              const PrecodingProblem& problem,
                              const Beamformer& beams) {
                    NS_TEST_EXPECT_MSG_EQ(beams.weights.rows(), 32, analog << ": antennas");
                    NS_TEST_EXPECT_MSG_EQ(beams.analog.cols(), problem.txAntennas, analog);
                    NS_TEST_EXPECT_MSG_LT((beams.analog * beams.digital - beams.weights).norm(),
                                          1e-9,
                                          analog << ": W = W_a W_d");
                    NS_TEST_EXPECT_MSG_EQ_TOL(beams.weights.squaredNorm(), 1.0, 1e-6, analog);
                    std::vector<CMatrix> rows;
                    for (Eigen::Index k = 0; k < channel.rows(); ++k)
                    {
                        rows.push_back(channel.row(k) / std::sqrt(result.noiseVariance));
                    }
                    rate = ComputeSumRate(rows, beams.weights);
                });
                const RunningStatistics& all = study.GetResults().front().sumRate;
                if (i == 0)
                {
                    NS_TEST_EXPECT_MSG_EQ_TOL(all.GetMean(), rate, 1e-9 * rate, analog);
                }
            }
        }
        // Sizes that contradict each other
        ChannelSource::Settings settings;
        settings.channel = "sparse";
        settings.antennas = 16;
        settings.users = 8;
        settings.rxAntennas = 1;
        for (const std::string analog : {"foo",
                                         "steering[RfChains=4]",
                                         "steering[RfChains=17]",
                                         "steering[Sectors=3|Geography=spatial-division]",
                                         "ttd[SubArrays=5]"})
        {
            settings.analog = analog;
            std::string message;
            try
            {
                ChannelSource source(settings);
            }
            catch (const OptionError& error)
            {
                message = error.what();
            }
            NS_TEST_EXPECT_MSG_EQ(message.compare(0, 9 + analog.size(), "--analog=" + analog),
                                  0,
                                  analog << ": " << message);
        }
    }
};

/**
 * \ingroup fdd-mimo
 * Link-level studies of hybrid beamforming.
 */
class FddMimoLinkLevelHybridTestSuite : public TestSuite
{
  public:
    FddMimoLinkLevelHybridTestSuite()
        : TestSuite("fdd-mimo-link-level-hybrid", Type::UNIT)
    {
        AddTestCase(new HybridSumRateTestCase);
        AddTestCase(new HybridBeamsTestCase);
    }
};

static FddMimoLinkLevelHybridTestSuite g_fddMimoLinkLevelHybridTestSuite; //!< registers the suite

} // namespace

} // namespace fddmimo
} // namespace ns3
