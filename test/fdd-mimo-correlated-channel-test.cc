/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/constant-velocity-mobility-model.h"
#include "ns3/correlated-channel-model.h"
#include "ns3/double.h"
#include "ns3/mmse-channel-estimator.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <Eigen/Cholesky>
#include <cmath>

using namespace ns3;
using namespace ns3::fddmimo;

namespace
{

/**
 * Adds a base station at the origin and users at (100, 0, 0).
 *
 * \param channel the model
 * \param antennas N
 * \param users users of one antenna each
 * \param speed their speed in m/s
 */
void
Populate(Ptr<CorrelatedChannelModel> channel, uint32_t antennas, uint32_t users, double speed)
{
    channel->AddBs(CreateObject<ConstantVelocityMobilityModel>(), antennas);
    for (uint32_t u = 0; u < users; ++u)
    {
        auto mobility = CreateObject<ConstantVelocityMobilityModel>();
        mobility->SetPosition(Vector(100.0, 0.0, 0.0));
        mobility->SetVelocity(Vector(0.0, speed, 0.0));
        channel->AddUe(mobility, 1);
    }
    channel->AssignStreams(71);
}

} // namespace

/**
 * Moments of the correlated model: the sample covariance of the users of one direction against R
 * from its definition, mean power, autocorrelation. Products of two channel entries of unit power
 * have a variance of at most 1; we reject at 4 standard deviations of a mean over the users.
 */
class CorrelatedMomentsTestCase : public TestCase
{
  public:
    CorrelatedMomentsTestCase()
        : TestCase("Covariance, power and autocorrelation of correlated channels")
    {
    }

  private:
    void DoRun() override
    {
        RngSeedManager::SetRun(1);
        const uint32_t users = 4000;
        const double tolerance = 4.0 / std::sqrt(users);
        auto channel = CreateObject<CorrelatedChannelModel>();
        channel->SetAttribute("Directions", StringValue("Position"));
        channel->SetAttribute("Boresight", DoubleValue(-0.5)); // azimuth 0.5, elevation 0
        channel->SetAttribute("Rows", UintegerValue(2));
        const double speed = 10.0;
        Populate(channel, 6, users, speed);
        channel->Update(Seconds(0));
        const CRowMatrix start = channel->GetDownlinkOfCell(0, 0);
        const CMatrix sample = start.adjoint() * start / users; // E[h h^H], h^H being a row
        const double spread = M_PI / 18.0;
        CMatrix expected(6, 6);
        for (int m = 0; m < 6; ++m)
        {
            for (int n = 0; n < 6; ++n)
            {
                const double rows = M_PI * (m / 3 - n / 3) * spread;
                const double columns = M_PI * (m % 3 - n % 3);
                const double width = columns * spread * std::cos(0.5);
                expected(m, n) = std::polar(1.0, columns * std::sin(0.5)) /
                                 (1.0 + 0.5 * rows * rows) / (1.0 + 0.5 * width * width);
            }
        }
        NS_TEST_EXPECT_MSG_LT((channel->GetCovariance(0, 7) - expected).cwiseAbs().maxCoeff(),
                              1e-12,
                              "covariance by its definition");
        NS_TEST_EXPECT_MSG_LT((sample - expected).cwiseAbs().maxCoeff(),
                              tolerance * M_SQRT2,
                              "covariance of the channels");
        const double doppler = speed * channel->GetFrequency() / 299792458.0;
        for (double phase : {0.3, 1.0, 2.405, 5.0})
        {
            channel->Update(Seconds(phase / (2.0 * M_PI * doppler)));
            const CRowMatrix& later = channel->GetDownlinkOfCell(0, 0);
            const Complex correlation = start.conjugate().cwiseProduct(later).sum() / (users * 6.0);
            NS_TEST_EXPECT_MSG_EQ_TOL(correlation.real(),
                                      std::cyl_bessel_j(0, phase),
                                      tolerance,
                                      "autocorrelation at " << phase);
        }
        auto random = CreateObject<CorrelatedChannelModel>();
        Populate(random, 64, 500, 0.0);
        random->Update(Seconds(0));
        NS_TEST_EXPECT_MSG_EQ(random->GetArrayRows(64), 8, "square array");
        // E||h||^4 <= 2 N^2 and more for correlated entries: at most N^2 of variance.
        NS_TEST_EXPECT_MSG_EQ_TOL(random->GetDownlinkOfCell(0, 0).squaredNorm() / (500 * 64.0),
                                  1.0,
                                  4.0 / std::sqrt(500.0),
                                  "mean power");
        const CMatrix first = random->GetCovariance(0, 0);
        random->Renew();
        random->Update(Seconds(0));
        NS_TEST_EXPECT_MSG_GT((random->GetCovariance(0, 0) - first).norm(), 0.1, "new direction");
    }
};

/**
 * MMSE estimation at several pilot powers: PlanarCorrelation against MmseChannelEstimator's closed
 * form, and normalised errors of the setting of [GCN] (8 x 8 antennas, 10 degrees, directions in
 * +-60 degrees) against those of an independent implementation (NumPy).
 */
class CorrelatedEstimateTestCase : public TestCase
{
  public:
    CorrelatedEstimateTestCase()
        : TestCase("MMSE estimates of correlated channels")
    {
    }

  private:
    void DoRun() override
    {
        RngSeedManager::SetRun(1);
        auto channel = CreateObject<CorrelatedChannelModel>();
        Populate(channel, 64, 400, 0.0);
        channel->Update(Seconds(0));

        // Without noise the estimators must agree: the filter is the same.
        const PlanarCorrelation correlation(8, 8, 0.3, -0.7, M_PI / 18.0);
        auto normal = CreateObject<NormalRandomVariable>();
        normal->SetStream(75);
        CVector received(64);
        for (Complex& entry : received)
        {
            const double re = normal->GetValue();
            entry = Complex(re, normal->GetValue());
        }
        const CMatrix covariance = correlation.GetCovariance();
        for (double pilotPower : {0.1, 1.0, 100.0})
        {
            CMatrix system = covariance;
            system.diagonal().array() += 1.0 / pilotPower;
            const CVector expected = covariance * system.llt().solve(received);
            NS_TEST_EXPECT_MSG_LT((correlation.Estimate(received, pilotPower) - expected).norm(),
                                  1e-9 * expected.norm(),
                                  "filter at " << pilotPower);
        }
        NS_TEST_EXPECT_MSG_EQ(correlation.Estimate(received, 0.0).norm(), 0.0, "no pilots");

        // 400 users of independent directions: an error of the mean of about 0.1 dB.
        auto estimator = CreateObject<MmseChannelEstimator>();
        estimator->AssignStreams(76);
        const double powersDb[] = {-5.0, 0.0, 5.0, 10.0, 15.0, 20.0};
        const double expectedDb[] = {-5.3, -8.1, -11.3, -14.9, -18.7, -22.8};
        double errors[6] = {};
        for (uint32_t u = 0; u < 400; ++u)
        {
            const CMatrix truth = channel->GetDownlink(0, u, 0);
            estimator->SetCovariance(channel->GetCovariance(0, u));
            for (int p = 0; p < 6; ++p)
            {
                const CMatrix estimate =
                    estimator->Estimate(truth, std::pow(10.0, powersDb[p] / 10.0));
                errors[p] += (estimate - truth).squaredNorm() / (400 * 64.0);
            }
        }
        for (int p = 0; p < 6; ++p)
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(10.0 * std::log10(errors[p]),
                                      expectedDb[p],
                                      0.4,
                                      "error at " << powersDb[p] << " dB");
        }
    }
};

/// Tests of the correlated channel.
class FddMimoCorrelatedChannelTestSuite : public TestSuite
{
  public:
    FddMimoCorrelatedChannelTestSuite()
        : TestSuite("fdd-mimo-correlated-channel", Type::UNIT)
    {
        AddTestCase(new CorrelatedMomentsTestCase);
        AddTestCase(new CorrelatedEstimateTestCase);
    }
};

static FddMimoCorrelatedChannelTestSuite g_fddMimoCorrelatedChannelTestSuite; //!< the suite
