/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "csi-test-util.h"

#include "ns3/double.h"
#include "ns3/gaussian-error-channel-estimator.h"
#include "ns3/ls-channel-estimator.h"
#include "ns3/mmse-channel-estimator.h"
#include "ns3/perfect-channel-estimator.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <Eigen/Cholesky>
#include <cmath>

using namespace ns3;
using namespace ns3::fddmimo;
using namespace ns3::fddmimo::test;

namespace
{
/**
 * Sample mean of independent values and its standard error.
 */
class Mean
{
  public:
    /**
     * \param value a value
     */
    void Add(double value)
    {
        m_sum += value;
        m_squares += value * value;
        ++m_count;
    }

    /**
     * \return the mean
     */
    double Get() const
    {
        return m_sum / m_count;
    }

    /**
     * \return its standard error
     */
    double GetError() const
    {
        return std::sqrt((m_squares / m_count - Get() * Get()) / m_count);
    }

  private:
    double m_sum{0.0};     //!< sum of the values
    double m_squares{0.0}; //!< sum of their squares
    double m_count{0.0};   //!< number of values
};

} // namespace

/**
 * \ingroup fdd-mimo-tests
 * Mean square error of the LS and MMSE estimators against their closed forms.
 */
class PilotEstimatorTestCase : public TestCase
{
  public:
    /**
     * \param antennas N
     * \param length tau, 0: N
     * \param snrDb g P, in dB
     */
    PilotEstimatorTestCase(uint32_t antennas, uint32_t length, double snrDb)
        : TestCase("LS and MMSE, N = " + std::to_string(antennas) +
                   ", tau = " + std::to_string(length) + ", " + std::to_string(snrDb) + " dB"),
          m_antennas(antennas),
          m_length(length),
          m_snrDb(snrDb)
    {
    }

  private:
    void DoRun() override
    {
        const double power = 0.2;
        const double snr = std::pow(10.0, m_snrDb / 10.0);
        const double gain = snr / power;
        const double n = m_antennas;
        const double tau = m_length == 0 ? n : m_length;
        const double seen = std::min(tau / n, 1.0);
        const double pilots = std::max(tau / n, 1.0) * snr; // g c
        const double expectedLs = 1.0 - seen + seen / pilots;
        const double expectedMmse = 1.0 - seen * pilots / (1.0 + pilots);

        Drawer drawer;
        auto ls = CreateObject<LsChannelEstimator>();
        auto mmse = CreateObject<MmseChannelEstimator>();
        ls->SetAttribute("PilotLength", UintegerValue(m_length));
        mmse->SetAttribute("PilotLength", UintegerValue(m_length));
        NS_TEST_EXPECT_MSG_EQ(ls->AssignStreams(10), 1, "streams");
        NS_TEST_EXPECT_MSG_EQ(mmse->AssignStreams(11), 1, "streams");
        NS_TEST_EXPECT_MSG_EQ(ls->GetPilotLength(m_antennas), tau, "pilots");
        Mean lsError;
        Mean mmseError;
        for (uint32_t run = 0; run < 1500; ++run)
        {
            // Every direction is as likely as any other, and the gain is what the user knows.
            CMatrix channel = drawer.Gaussian(2, m_antennas);
            channel *= std::sqrt(gain * 2.0 * n) / channel.norm();
            lsError.Add((ls->Estimate(channel, power) - channel).squaredNorm() / (2.0 * n * gain));
            mmseError.Add((mmse->Estimate(channel, power) - channel).squaredNorm() /
                          (2.0 * n * gain));
        }
        // We reject the closed forms at a level of 1e-6 (4.9 standard errors).
        NS_TEST_EXPECT_MSG_EQ_TOL(lsError.Get(), expectedLs, 4.9 * lsError.GetError(), "LS");
        NS_TEST_EXPECT_MSG_EQ_TOL(mmseError.Get(),
                                  expectedMmse,
                                  4.9 * mmseError.GetError(),
                                  "MMSE");
        NS_TEST_EXPECT_MSG_LT(lsError.GetError(), 0.02 * expectedLs, "a test that can fail");
        NS_TEST_EXPECT_MSG_LT(mmseError.GetError(), 0.02 * expectedMmse, "a test that can fail");
    }

    uint32_t m_antennas; //!< N
    uint32_t m_length;   //!< tau, 0: N
    double m_snrDb;      //!< g P in dB
};

/**
 * \ingroup fdd-mimo-tests
 * MMSE with a covariance against its closed form, and the average over directions against
 * reference values of a separate NumPy implementation (8 x 8 array, spread of 10 degrees).
 */
class MmseCovarianceTestCase : public TestCase
{
  public:
    /**
     * \param power pilot power P in W
     * \param length tau, 0: N
     * \param referenceDb error averaged over directions in dB, 0: none
     */
    MmseCovarianceTestCase(double power, uint32_t length, double referenceDb)
        : TestCase("MMSE with a covariance, P = " + std::to_string(power) +
                   ", tau = " + std::to_string(length)),
          m_power(power),
          m_length(length),
          m_referenceDb(referenceDb)
    {
    }

  private:
    void DoRun() override
    {
        Drawer drawer;
        auto mmse = CreateObject<MmseChannelEstimator>();
        mmse->SetAttribute("PilotLength", UintegerValue(m_length));
        mmse->AssignStreams(5);
        const uint32_t tau = mmse->GetPilotLength(64);
        const CMatrix pilots = std::sqrt(m_power) * MmseChannelEstimator::GetPilots(64, tau);
        Mean scaled; // error over its expectation
        Mean average;
        for (uint32_t user = 0; user < 40; ++user)
        {
            const double spread = 10.0 * M_PI / 180.0;
            const CMatrix azimuth = MakeCovariance(8, spread, drawer.Uniform(-M_PI / 3, M_PI / 3));
            const CMatrix elevation =
                MakeCovariance(8, spread, drawer.Uniform(-M_PI / 3, M_PI / 3));
            CMatrix covariance(64, 64);
            for (uint32_t a = 0; a < 64; ++a)
            {
                for (uint32_t b = 0; b < 64; ++b)
                {
                    covariance(a, b) = elevation(a / 8, b / 8) * azimuth(a % 8, b % 8);
                }
            }
            const CMatrix seen = covariance * pilots;
            CMatrix system = pilots.adjoint() * seen;
            system.diagonal().array() += 1.0;
            const double expected =
                64.0 - (seen * system.llt().solve(seen.adjoint())).trace().real();
            average.Add(expected / 64.0);

            mmse->SetCovariance(covariance);
            covariance.diagonal().array() += 1e-9;
            const CMatrix root = covariance.llt().matrixL();
            for (uint32_t run = 0; run < 20; ++run)
            {
                // Rows of H are h^H.
                const CMatrix channel = (root * drawer.Gaussian(64, 1)).adjoint();
                scaled.Add((mmse->Estimate(channel, m_power) - channel).squaredNorm() / expected);
            }
        }
        // We reject the closed form at a level of 1e-6.
        NS_TEST_EXPECT_MSG_EQ_TOL(scaled.Get(), 1.0, 4.9 * scaled.GetError(), "closed form");
        NS_TEST_EXPECT_MSG_LT(scaled.GetError(), 0.04, "a test that can fail");
        if (m_referenceDb < 0.0)
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(10.0 * std::log10(average.Get()),
                                      m_referenceDb,
                                      0.3,
                                      "reference");
        }
    }

    double m_power;       //!< P in W
    uint32_t m_length;    //!< tau, 0: N
    double m_referenceDb; //!< error in dB, 0: none
};

/**
 * \ingroup fdd-mimo-tests
 * Pilots, the perfect and the Gaussian estimator, random streams.
 */
class ChannelEstimatorTestCase : public TestCase
{
  public:
    ChannelEstimatorTestCase()
        : TestCase("Pilots, perfect and Gaussian estimators, streams")
    {
    }

  private:
    void DoRun() override
    {
        for (const auto& [antennas, length] :
             {std::pair<uint32_t, uint32_t>{8, 8}, {8, 20}, {8, 3}, {1, 1}, {1, 5}, {12, 5}})
        {
            const CMatrix pilots = PilotChannelEstimator::GetPilots(antennas, length);
            const bool wide = length >= antennas;
            const CMatrix gram =
                wide ? CMatrix(pilots * pilots.adjoint()) : CMatrix(pilots.adjoint() * pilots);
            const double gain = wide ? static_cast<double>(length) / antennas : 1.0;
            const auto identity = CMatrix::Identity(gram.rows(), gram.cols());
            NS_TEST_EXPECT_MSG_LT((gram - gain * identity).norm(), 1e-12, "orthogonal pilots");
            NS_TEST_EXPECT_MSG_LT((pilots.colwise().norm().array() - 1.0).abs().maxCoeff(),
                                  1e-12,
                                  "power of a symbol");
        }

        Drawer drawer;
        auto perfect = CreateObject<PerfectChannelEstimator>();
        const CMatrix channel = 3.0 * drawer.Gaussian(2, 16);
        NS_TEST_EXPECT_MSG_EQ(perfect->GetPilotLength(16), 0, "pilots");
        NS_TEST_EXPECT_MSG_EQ((perfect->Estimate(channel, 1.0) == channel), true, "perfect");
        NS_TEST_EXPECT_MSG_EQ(perfect->AssignStreams(3), 0, "streams");

        for (const std::string domain : {"Relative", "Normalised"})
        {
            auto gaussian = CreateObject<GaussianErrorChannelEstimator>();
            gaussian->SetAttribute("ErrorVariance", DoubleValue(0.2));
            gaussian->SetAttribute("ErrorDomain", StringValue(domain));
            StringValue back;
            gaussian->GetAttribute("ErrorDomain", back);
            NS_TEST_EXPECT_MSG_EQ(back.Get(), domain, "attribute");
            NS_TEST_EXPECT_MSG_EQ(gaussian->GetPilotLength(16), 16, "pilots");
            gaussian->AssignStreams(4);
            Mean error;
            for (uint32_t run = 0; run < 2000; ++run)
            {
                error.Add((gaussian->Estimate(channel, 1.0) - channel).squaredNorm() / 32.0);
            }
            const double scale = domain == "Relative" ? channel.squaredNorm() / 32.0 : 1.0;
            NS_TEST_EXPECT_MSG_EQ_TOL(error.Get(), 0.2 * scale, 4.9 * error.GetError(), domain);
        }

        auto first = CreateObject<MmseChannelEstimator>();
        auto second = CreateObject<MmseChannelEstimator>();
        first->AssignStreams(9);
        second->AssignStreams(9);
        NS_TEST_EXPECT_MSG_EQ((first->Estimate(channel, 1.0) == second->Estimate(channel, 1.0)),
                              true,
                              "same stream");
        second->AssignStreams(10);
        NS_TEST_EXPECT_MSG_EQ((first->Estimate(channel, 1.0) == second->Estimate(channel, 1.0)),
                              false,
                              "other stream");
        const CMatrix nothing = CMatrix::Zero(2, 16);
        NS_TEST_EXPECT_MSG_EQ(first->Estimate(nothing, 1.0).norm(), 0.0, "zero channel");
    }
};

/**
 * \ingroup fdd-mimo-tests
 * Suite of the channel estimators.
 */
class FddMimoCsiEstimatorTestSuite : public TestSuite
{
  public:
    FddMimoCsiEstimatorTestSuite()
        : TestSuite("fdd-mimo-csi-estimator", Type::UNIT)
    {
        for (const double snrDb : {-5.0, 10.0, 25.0})
        {
            AddTestCase(new PilotEstimatorTestCase(16, 0, snrDb));
            AddTestCase(new PilotEstimatorTestCase(16, 40, snrDb));
            AddTestCase(new PilotEstimatorTestCase(16, 5, snrDb));
            AddTestCase(new PilotEstimatorTestCase(16, 1, snrDb));
            AddTestCase(new PilotEstimatorTestCase(64, 0, snrDb));
        }
        const double referenceDb[] = {-5.3, -8.1, -11.3, -14.9, -18.7, -22.8};
        for (uint32_t i = 0; i < 6; ++i)
        {
            AddTestCase(
                new MmseCovarianceTestCase(std::pow(10.0, i / 2.0 - 0.5), 0, referenceDb[i]));
        }
        AddTestCase(new MmseCovarianceTestCase(1.0, 24, 0.0));
        AddTestCase(new MmseCovarianceTestCase(1.0, 100, 0.0));
        AddTestCase(new ChannelEstimatorTestCase);
    }
};

static FddMimoCsiEstimatorTestSuite g_fddMimoCsiEstimatorTestSuite; //!< the suite
