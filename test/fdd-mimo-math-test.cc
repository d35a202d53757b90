/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "reference-channels.h"

#include "ns3/planar-matrix.h"
#include "ns3/sum-rate-ascent.h"
#include "ns3/sum-rate.h"
#include "ns3/test.h"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <string>

using namespace ns3;
using namespace ns3::fddmimo;

namespace
{

/// Sizes of a problem: antennas of each user, antennas of the base station.
struct TestPoint
{
    std::vector<uint32_t> users; //!< M_k
    uint32_t antennas;           //!< N
    double snrDb;                //!< SNR in dB
};

const std::vector<TestPoint> POINTS = {{{1}, 1, 0.0},
                                       {{1, 1, 1}, 4, 10.0},
                                       {{1, 1, 1, 1, 1, 1}, 4, 15.0},
                                       {{2, 2}, 8, 10.0},
                                       {{1, 3, 2}, 5, 20.0},
                                       {{4, 4, 4, 4}, 16, 5.0}}; //!< points of the tests below

/**
 * \param point a test point
 * \param channels random channels
 * \return noise-normalised channels of the point
 */
std::vector<CMatrix>
DrawChannels(const TestPoint& point, ReferenceChannels& channels)
{
    std::vector<CMatrix> result;
    for (uint32_t m : point.users)
    {
        result.push_back(std::pow(10.0, point.snrDb / 20.0) *
                         channels.DrawGaussian(m, point.antennas));
    }
    return result;
}

} // namespace

/**
 * Rates against log2 det(I + Q^-1 H W W^H H^H) with an explicit inverse, SINRs of the MMSE receiver
 * against z^H Q^-1 z, and the single-antenna functions against the general ones.
 */
class RateTestCase : public TestCase
{
  public:
    RateTestCase()
        : TestCase("Rates and SINRs against their definitions")
    {
    }

  private:
    void DoRun() override
    {
        ReferenceChannels draw(1);
        for (const auto& point : POINTS)
        {
            const auto channels = DrawChannels(point, draw);
            Eigen::Index streams = 0;
            for (uint32_t m : point.users)
            {
                streams += m;
            }
            const CMatrix weights = draw.DrawGaussian(point.antennas, streams);
            const RVector rates = ComputeRates(channels, weights);
            const RVector sinr = ComputeStreamSinr(channels, weights);
            Eigen::Index first = 0;
            for (std::size_t k = 0; k < channels.size(); ++k)
            {
                const Eigen::Index m = channels[k].rows();
                const CMatrix z = channels[k] * weights;
                const CMatrix mine = z.middleCols(first, m);
                const CMatrix all = CMatrix::Identity(m, m) + z * z.adjoint();
                const CMatrix rest = all - mine * mine.adjoint();
                const double rate =
                    std::log2((CMatrix::Identity(m, m) + rest.inverse() * mine * mine.adjoint())
                                  .determinant()
                                  .real());
                NS_TEST_EXPECT_MSG_EQ_TOL(rates[k], rate, 1e-9 * (1.0 + rate), "rate of " << k);
                double streamRates = 0.0;
                for (Eigen::Index s = 0; s < m; ++s)
                {
                    const CVector stream = mine.col(s);
                    const CMatrix q = all - stream * stream.adjoint();
                    const double expected = (stream.adjoint() * q.inverse() * stream)(0).real();
                    NS_TEST_EXPECT_MSG_EQ_TOL(sinr[first + s],
                                              expected,
                                              1e-9 * (1.0 + expected),
                                              "SINR of " << k << "," << s);
                    streamRates += std::log2(1.0 + expected);
                }
                NS_TEST_EXPECT_MSG_LT_OR_EQ(streamRates,
                                            rate + 1e-9,
                                            "linear receivers cannot beat joint decoding");
                first += m;
            }
            if (streams == static_cast<Eigen::Index>(channels.size()))
            {
                const CMatrix stacked = StackChannels(channels);
                NS_TEST_EXPECT_MSG_LT((ComputeRates(stacked, weights) - rates).norm(),
                                      1e-9,
                                      "single-antenna rates");
                NS_TEST_EXPECT_MSG_LT((ComputeSinr(stacked, weights) - sinr).norm(),
                                      1e-9 * (1.0 + sinr.norm()),
                                      "single-antenna SINRs");
            }
        }
    }
};

/**
 * The closed-form gradient against central differences, in random directions of unit norm. With
 * step h the error of the difference is of order h^2 |R'''| + eps R / h; h = 1e-5 leaves about
 * 1e-9.
 */
class GradientTestCase : public TestCase
{
  public:
    GradientTestCase()
        : TestCase("Gradient of the weighted sum rate against finite differences")
    {
    }

  private:
    void DoRun() override
    {
        ReferenceChannels draw(3);
        const double h = 1e-5;
        for (const auto& point : POINTS)
        {
            const auto channels = DrawChannels(point, draw);
            Eigen::Index streams = 0;
            for (uint32_t m : point.users)
            {
                streams += m;
            }
            RVector rateWeights(channels.size());
            for (Eigen::Index k = 0; k < rateWeights.size(); ++k)
            {
                rateWeights[k] = draw.DrawUniform(0.0, 2.0);
            }
            const CMatrix weights =
                draw.DrawGaussian(point.antennas, streams) / std::sqrt(point.antennas * streams);
            const CMatrix gradient = ComputeSumRateGradient(channels, weights, rateWeights);
            for (int i = 0; i < 10; ++i)
            {
                const CMatrix direction = draw.DrawGaussian(point.antennas, streams).normalized();
                const double forward =
                    ComputeSumRate(channels, weights + h * direction, rateWeights);
                const double backward =
                    ComputeSumRate(channels, weights - h * direction, rateWeights);
                const double slope = (forward - backward) / (2.0 * h);
                const double expected = (gradient.conjugate().cwiseProduct(direction)).sum().real();
                NS_TEST_EXPECT_MSG_EQ_TOL(expected,
                                          slope,
                                          1e-6 * (1.0 + gradient.norm()),
                                          "slope at N = " << point.antennas);
            }
        }
    }
};

/**
 * Ascent with backtracking never lowers the rate and keeps the power; ProjectPower scales to P.
 */
class AscentTestCase : public TestCase
{
  public:
    AscentTestCase()
        : TestCase("Gradient ascent: monotone, power kept")
    {
    }

  private:
    void DoRun() override
    {
        ReferenceChannels draw(5);
        for (const auto& point : POINTS)
        {
            const auto channels = DrawChannels(point, draw);
            Eigen::Index streams = 0;
            for (uint32_t m : point.users)
            {
                streams += m;
            }
            const double power = draw.DrawUniform(0.1, 10.0);
            const RVector rateWeights = RVector::Ones(channels.size());
            CMatrix weights = ProjectPower(draw.DrawGaussian(point.antennas, streams), power);
            NS_TEST_EXPECT_MSG_EQ_TOL(weights.squaredNorm(), power, 1e-9 * power, "projected");
            double last = ComputeSumRate(channels, weights, rateWeights);
            const double start = last;
            const SumRateAscent ascent(1, 3e-4, 20);
            for (int step = 0; step < 20; ++step)
            {
                weights = ascent.Ascend(channels, weights, power, rateWeights);
                const double rate = ComputeSumRate(channels, weights, rateWeights);
                NS_TEST_EXPECT_MSG_GT_OR_EQ(rate, last - 1e-9, "monotone");
                NS_TEST_EXPECT_MSG_EQ_TOL(weights.squaredNorm(), power, 1e-9 * power, "power");
                last = rate;
            }
            if (streams > 1)
            {
                NS_TEST_EXPECT_MSG_GT(last, start, "a random start can be improved");
            }
        }
    }
};

/**
 * The loops of PlanarMatrix that this processor runs against Eigen, for sizes below, at and between
 * multiples of a vector register; tolerance 1e-12 relative to the norms that go in.
 */
class PlanarMatrixTestCase : public TestCase
{
  public:
    PlanarMatrixTestCase()
        : TestCase("PlanarMatrix against Eigen")
    {
    }

  private:
    void DoRun() override
    {
        ReferenceChannels draw(5);
        for (Eigen::Index rows : {1, 2, 3, 7, 8, 9, 16, 17, 33, 64})
        {
            for (Eigen::Index columns = 1; columns <= std::min<Eigen::Index>(rows, 37); ++columns)
            {
                Check(draw, rows, columns);
            }
        }
    }

    /**
     * \param draw source of random matrices
     * \param rows rows N
     * \param columns columns n
     */
    void Check(ReferenceChannels& draw, Eigen::Index rows, Eigen::Index columns)
    {
        const std::string size = std::to_string(rows) + " x " + std::to_string(columns);
        const CMatrix a = draw.DrawGaussian(rows, columns);
        const CMatrix conjugate = a.conjugate();
        const CMatrix adjoint = a.adjoint();
        PlanarMatrix planar(rows, columns);
        for (Eigen::Index j = 0; j < columns; ++j)
        {
            // Entries that follow each other, and entries of a row.
            const bool isColumn = j % 2 == 0;
            planar.SetColumnConjugate(j,
                                      isColumn ? &conjugate(0, j) : &adjoint(j, 0),
                                      isColumn ? 1 : columns);
        }
        NS_TEST_EXPECT_MSG_EQ((planar.ToComplex() - a).norm(), 0.0, size << ": entries");
        const double squares = a.squaredNorm();
        NS_TEST_EXPECT_MSG_EQ_TOL(planar.ComputeSquaredNorm(), squares, 1e-12 * squares, size);
        NS_TEST_EXPECT_MSG_EQ_TOL(ComputeSquaredNorm(a), squares, 1e-12 * squares, size);

        PlanarMatrix gram;
        ComputeGram(planar, gram);
        FillUpper(gram);
        CMatrix expected = a.adjoint() * a;
        double error = (gram.ToComplex() - expected).norm();
        NS_TEST_EXPECT_MSG_LT(error, 1e-12 * squares, size << ": Gram matrix");
        error = (Multiply(planar, gram) - a * expected).norm();
        NS_TEST_EXPECT_MSG_LT(error, 1e-12 * squares * a.norm(), size << ": product");

        const RVector left = draw.DrawGaussian(columns, 1).real();
        const RVector right = draw.DrawGaussian(columns, 1).real();
        PlanarMatrix scaled(columns, columns);
        ScaleRowsAndColumns(gram, left, right, scaled);
        const CMatrix expectedScaled = left.asDiagonal() * expected * right.asDiagonal();
        error = (scaled.ToComplex() - expectedScaled).norm();
        NS_TEST_EXPECT_MSG_LT(error, 1e-12 * expectedScaled.norm() + 1e-300, size << ": scaled");

        gram.re.diagonal().head(columns).array() += 1.0; // only the lower triangle is read
        gram.re.triangularView<Eigen::StrictlyUpper>().setConstant(7.0);
        expected.diagonal().array() += 1.0;
        NS_TEST_EXPECT_MSG_EQ(InvertHermitian(gram), true, size << ": positive definite");
        error = (gram.ToComplex() * expected - CMatrix::Identity(columns, columns)).norm();
        NS_TEST_EXPECT_MSG_LT(error, 1e-12 * expected.norm(), size << ": inverse");
        gram.re(columns - 1, columns - 1) = -1.0;
        NS_TEST_EXPECT_MSG_EQ(InvertHermitian(gram), false, size << ": not positive definite");
    }
};

/// Tests of the mathematics.
class FddMimoMathTestSuite : public TestSuite
{
  public:
    FddMimoMathTestSuite()
        : TestSuite("fdd-mimo-math", Type::UNIT)
    {
        AddTestCase(new RateTestCase);
        AddTestCase(new GradientTestCase);
        AddTestCase(new AscentTestCase);
        AddTestCase(new PlanarMatrixTestCase);
    }
};

static FddMimoMathTestSuite g_fddMimoMathTestSuite; //!< the suite
