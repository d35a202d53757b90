/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/constant-position-mobility-model.h"
#include "ns3/double.h"
#include "ns3/random-variable-stream.h"
#include "ns3/rate-distortion-csi-codec.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/sparse-channel-model.h"
#include "ns3/test.h"

#include <Eigen/Eigenvalues>
#include <cmath>

using namespace ns3;
using namespace ns3::fddmimo;

/**
 * \ingroup fdd-mimo-tests
 * Reverse water-filling: known answers, and for random energies the bits that the distortions cost
 * and the common level of all active ones (its KKT conditions).
 */
class ReverseWaterFillingTestCase : public TestCase
{
  public:
    ReverseWaterFillingTestCase()
        : TestCase("Reverse water-filling")
    {
    }

  private:
    void DoRun() override
    {
        RVector energies(3);
        energies << 0.25, 4.0, 1.0;
        // log2(4 / 0.5) + log2(1 / 0.5) = 4 bits, and 0.25 is below the level.
        const RVector known = RateDistortionCsiCodec::ComputeDistortions(energies, 4.0);
        NS_TEST_EXPECT_MSG_EQ_TOL(known(0), 0.25, 1e-12, "inactive");
        NS_TEST_EXPECT_MSG_EQ_TOL(known(1), 0.5, 1e-12, "level");
        NS_TEST_EXPECT_MSG_EQ_TOL(known(2), 0.5, 1e-12, "level");
        const RVector none = RateDistortionCsiCodec::ComputeDistortions(energies, 0.0);
        NS_TEST_EXPECT_MSG_EQ_TOL((none - energies).norm(), 0.0, 1e-12, "no bits");
        const RVector zero = RateDistortionCsiCodec::ComputeDistortions(RVector::Zero(3), 10.0);
        NS_TEST_EXPECT_MSG_EQ(zero.norm(), 0.0, "no channel");

        auto normal = CreateObject<NormalRandomVariable>();
        normal->SetStream(1);
        for (double bits : {0.5, 3.0, 20.0, 150.0})
        {
            RVector random(40);
            for (double& energy : random)
            {
                energy = std::exp(4.0 * normal->GetValue());
            }
            const RVector distortions = RateDistortionCsiCodec::ComputeDistortions(random, bits);
            double cost = 0.0;
            for (Eigen::Index i = 0; i < random.size(); ++i)
            {
                cost += std::log2(random(i) / distortions(i));
                const bool active = distortions(i) < random(i);
                NS_TEST_EXPECT_MSG_EQ_TOL(active ? distortions(i) : distortions.maxCoeff(),
                                          distortions.maxCoeff(),
                                          1e-9 * distortions.maxCoeff(),
                                          "active ones are at the level");
            }
            NS_TEST_EXPECT_MSG_EQ_TOL(cost, bits, 1e-9 * bits, "bits");
        }
    }
};

/**
 * \ingroup fdd-mimo-tests
 * Mean distortion of channels with the covariance that is given, error and result uncorrelated; the
 * covariance of the sparse model against the mean over its channels. At four standard deviations.
 */
class RateDistortionCodecTestCase : public TestCase
{
  public:
    RateDistortionCodecTestCase()
        : TestCase("Distortion of Gaussian channels, covariance of sparse ones")
    {
    }

  private:
    void DoRun() override
    {
        RngSeedManager::SetSeed(1);
        RngSeedManager::SetRun(1);
        constexpr uint32_t ANTENNAS = 16;
        auto channel = CreateObject<SparseChannelModel>();
        const auto place = [](double x, double y) {
            auto mobility = CreateObject<ConstantPositionMobilityModel>();
            mobility->SetPosition(Vector(x, y, 0.0));
            return mobility;
        };
        channel->AddBs(place(0.0, 0.0), ANTENNAS);
        channel->AddUe(place(100.0, 40.0), 1);
        channel->AssignStreams(1);
        NS_TEST_EXPECT_MSG_EQ(channel->KnowsCovariance(), true, "known");
        channel->Update(Seconds(0));
        const CMatrix covariance = channel->GetCovariance(0, 0);

        constexpr int DRAWS = 4000;
        CMatrix sample = CMatrix::Zero(ANTENNAS, ANTENNAS);
        for (int i = 0; i < DRAWS; ++i)
        {
            channel->Renew();
            channel->Update(Seconds(0));
            const CMatrix row = channel->GetDownlink(0, 0, 0);
            sample += row.adjoint() * row / DRAWS;
        }
        // Each entry is a mean of terms of unit mean square magnitude at most about 2.
        NS_TEST_EXPECT_MSG_LT((sample - covariance).cwiseAbs().maxCoeff(),
                              4.0 * std::sqrt(2.0 / DRAWS),
                              "E[h h^H]");

        const Eigen::SelfAdjointEigenSolver<CMatrix> solver(covariance);
        const CMatrix root =
            solver.eigenvectors() * solver.eigenvalues().cwiseMax(0.0).cwiseSqrt().asDiagonal();
        auto normal = CreateObject<NormalRandomVariable>();
        normal->SetStream(7);
        for (double bits : {4.0, 20.0, 60.0})
        {
            auto codec = CreateObject<RateDistortionCsiCodec>();
            codec->SetAttribute("Bits", DoubleValue(bits));
            codec->AssignStreams(3);
            NS_TEST_EXPECT_MSG_EQ(codec->GetBoundBits(), bits, "bits");
            const double expected =
                RateDistortionCsiCodec::ComputeDistortions(solver.eigenvalues().cwiseMax(0.0), bits)
                    .sum();
            double error = 0.0;
            double square = 0.0;
            Complex product = 0.0;
            for (int i = 0; i < DRAWS; ++i)
            {
                CMatrix white(ANTENNAS, 1);
                for (Complex& entry : white.reshaped())
                {
                    const double real = std::sqrt(0.5) * normal->GetValue();
                    entry = Complex(real, std::sqrt(0.5) * normal->GetValue());
                }
                const CMatrix row = (root * white).adjoint();
                const CMatrix coded = codec->HandOver(row, covariance);
                const double energy = (row - coded).squaredNorm();
                error += energy / DRAWS;
                square += energy * energy / DRAWS;
                product += ((row - coded) * coded.adjoint())(0, 0) / double{DRAWS};
            }
            const double deviation = std::sqrt((square - error * error) / DRAWS);
            NS_TEST_EXPECT_MSG_EQ_TOL(error, expected, 4.0 * deviation, "distortion");
            NS_TEST_EXPECT_MSG_LT(std::abs(product),
                                  4.0 * ANTENNAS / std::sqrt(double{DRAWS}),
                                  "error and result are uncorrelated");
        }
        NS_TEST_EXPECT_MSG_EQ(CreateObject<RateDistortionCsiCodec>()->GetMisfit({2, 8, 1}).empty(),
                              false,
                              "for single-antenna users");
    }
};

/**
 * \ingroup fdd-mimo-tests
 * Suite of the rate-distortion limit.
 */
class RateDistortionTestSuite : public TestSuite
{
  public:
    RateDistortionTestSuite()
        : TestSuite("fdd-mimo-csi-rate-distortion", Type::UNIT)
    {
        AddTestCase(new ReverseWaterFillingTestCase);
        AddTestCase(new RateDistortionCodecTestCase);
    }
};

static RateDistortionTestSuite g_rateDistortionTestSuite; //!< the suite
