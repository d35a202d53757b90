/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "reference-channels.h"
#include "textbook-wmmse.h"

#include "ns3/mmse-precoder.h"
#include "ns3/mrt-precoder.h"
#include "ns3/object-factory.h"
#include "ns3/pointer.h"
#include "ns3/string.h"
#include "ns3/sum-rate-ascent-precoder.h"
#include "ns3/sum-rate.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"
#include "ns3/wmmse-precoder.h"
#include "ns3/zf-precoder.h"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <numeric>

using namespace ns3;
using namespace ns3::fddmimo;

namespace
{

const uint32_t PROBLEMS = 10000; //!< random problems a precoder

/**
 * Draws a problem: mostly small, up to 128 x 32, with degenerate channels in one of two.
 *
 * \param draw random channels
 * \return the problem
 */
PrecodingProblem
DrawProblem(ReferenceChannels& draw)
{
    const bool large = draw.DrawInteger(0, 99) == 0;
    const uint32_t antennas = draw.DrawInteger(1, large ? 128 : 12);
    const uint32_t users = draw.DrawInteger(1, large ? 32 : 8);
    const bool mimo = !large && draw.DrawInteger(0, 2) == 0;
    const uint32_t flaw = draw.DrawInteger(0, 11);
    PrecodingProblem problem;
    problem.txAntennas = antennas;
    problem.maxPower = std::pow(10.0, draw.DrawUniform(-3.0, 3.0));
    problem.rateWeights.resize(users);
    for (uint32_t k = 0; k < users; ++k)
    {
        UserCsi user;
        user.rxAntennas = mimo ? draw.DrawInteger(1, 4) : 1;
        const double gain = std::pow(10.0, draw.DrawUniform(-1.0, 2.0));
        user.channel = gain * draw.DrawGaussian(user.rxAntennas, antennas);
        if (flaw == 0 && k % 2 == 1)
        {
            user.channel.setZero();
        }
        else if (flaw == 1)
        {
            user.channel.setZero();
        }
        else if (flaw == 2 && k > 0 && user.rxAntennas == problem.csi.users[0].rxAntennas)
        {
            user.channel = problem.csi.users[0].channel;
        }
        else if (flaw == 3 && user.rxAntennas > 1)
        {
            // rank one
            user.channel = draw.DrawGaussian(user.rxAntennas, 1) * user.channel.row(0).eval();
        }
        else if (flaw == 4)
        {
            user.channel *= k % 2 == 0 ? 1e8 : 1e-8;
        }
        else if (flaw == 5)
        {
            user.channel *= 1e-8;
        }
        else if (flaw == 6 && k == 0)
        {
            user.channel(0, 0) = std::numeric_limits<double>::quiet_NaN();
        }
        problem.rateWeights[k] = flaw == 7 && k % 2 == 1 ? 0.0 : draw.DrawUniform(0.1, 2.0);
        problem.csi.users.push_back(user);
    }
    return problem;
}

/**
 * \param problem a problem
 * \return its number of streams
 */
uint32_t
CountStreams(const PrecodingProblem& problem)
{
    return std::accumulate(problem.csi.users.begin(),
                           problem.csi.users.end(),
                           0U,
                           [](uint32_t sum, const UserCsi& user) { return sum + user.rxAntennas; });
}

} // namespace

/**
 * What every precoder guarantees (precoder.h), on random problems. One instance for each type of
 * precoder that is registered and can be made without arguments.
 */
class InvariantsTestCase : public TestCase
{
  public:
    /**
     * \param type type of the precoder
     */
    explicit InvariantsTestCase(TypeId type)
        : TestCase("Invariants of " + type.GetName()),
          m_type(type)
    {
    }

  private:
    void DoRun() override
    {
        ReferenceChannels draw(11);
        ObjectFactory factory;
        factory.SetTypeId(m_type);
        const auto precoder = factory.Create<Precoder>();
        if (precoder->GetCsiNeed() != CSI_CHANNEL)
        {
            return; // those of learned precoders are checked with their own CSI
        }
        // Invariants hold after any number of iterations.
        precoder->SetAttributeFailSafe("Iterations", UintegerValue(100));
        precoder->SetAttributeFailSafe("LstmSteps", UintegerValue(1));
        std::vector<PrecodingProblem> batch;
        std::vector<Beamformer> singles;
        for (uint32_t i = 0; i < PROBLEMS; ++i)
        {
            const PrecodingProblem problem = DrawProblem(draw);
            const Beamformer beamformer = precoder->Design(problem);
            const CMatrix& w = beamformer.weights;
            NS_TEST_ASSERT_MSG_EQ(w.rows(), problem.txAntennas, "rows in problem " << i);
            NS_TEST_ASSERT_MSG_EQ(w.cols(), CountStreams(problem), "columns in problem " << i);
            NS_TEST_ASSERT_MSG_EQ(w.allFinite(), true, "finite in problem " << i);
            NS_TEST_ASSERT_MSG_LT_OR_EQ(w.squaredNorm(),
                                        problem.maxPower * (1.0 + 1e-6),
                                        "power in problem " << i);
            const bool allZero =
                std::all_of(problem.csi.users.begin(),
                            problem.csi.users.end(),
                            [](const UserCsi& user) {
                                return !user.channel.allFinite() || user.channel.isZero(0.0);
                            });
            if (allZero)
            {
                NS_TEST_ASSERT_MSG_EQ((beamformer.status == BeamformerStatus::Infeasible),
                                      true,
                                      "no channel at all in problem " << i);
            }
            else if (beamformer.status == BeamformerStatus::Ok)
            {
                NS_TEST_ASSERT_MSG_GT(w.squaredNorm(), 0.0, "beams in problem " << i);
            }
            if (i < 50)
            {
                batch.push_back(problem);
                singles.push_back(beamformer);
            }
            if (i % 10 == 0)
            {
                CheckRelabelling(precoder, problem, beamformer, i);
            }
        }
        const auto together = precoder->DesignBatch(batch);
        NS_TEST_ASSERT_MSG_EQ(together.size(), batch.size(), "one result a problem");
        for (std::size_t i = 0; i < batch.size(); ++i)
        {
            NS_TEST_ASSERT_MSG_LT_OR_EQ((together[i].weights - singles[i].weights).norm(),
                                        1e-9 * std::sqrt(batch[i].maxPower),
                                        "a batch designs what single calls do");
        }
    }

    /**
     * Relabels the users: the beams must be relabelled alike. Compared are powers received, which
     * the conditioning of a problem disturbs less than beams, and only where the channels are
     * neither degenerate nor more than the antennas can separate.
     *
     * \param precoder the precoder
     * \param problem a problem
     * \param beamformer its beams
     * \param number number of the problem, for messages
     */
    void CheckRelabelling(Ptr<Precoder> precoder,
                          const PrecodingProblem& problem,
                          const Beamformer& beamformer,
                          uint32_t number)
    {
        const std::size_t users = problem.csi.users.size();
        CMatrix stacked(CountStreams(problem), problem.txAntennas);
        Eigen::Index row = 0;
        for (const auto& user : problem.csi.users)
        {
            stacked.middleRows(row, user.rxAntennas) = user.channel;
            row += user.rxAntennas;
        }
        if (stacked.rows() > stacked.cols() || !stacked.allFinite() ||
            stacked.rowwise().norm().minCoeff() < 1e-3 || stacked.rowwise().norm().maxCoeff() > 1e6)
        {
            return;
        }
        const CMatrix rows = stacked.rowwise().normalized();
        const Eigen::PartialPivLU<CMatrix> gram(rows * rows.adjoint());
        if (!(gram.rcond() >= 1e-6)) // NaN for an exactly singular matrix
        {
            return;
        }
        PrecodingProblem turned = problem;
        std::rotate(turned.csi.users.begin(), turned.csi.users.begin() + 1, turned.csi.users.end());
        std::rotate(turned.rateWeights.begin(),
                    turned.rateWeights.begin() + 1,
                    turned.rateWeights.end());
        const CMatrix other = precoder->Design(turned).weights;
        const uint32_t first = problem.csi.users[0].rxAntennas;
        CMatrix expected(other.rows(), other.cols());
        expected << beamformer.weights.rightCols(other.cols() - first),
            beamformer.weights.leftCols(first);
        NS_TEST_ASSERT_MSG_LT((other - expected).norm(),
                              1e-5 * std::sqrt(problem.maxPower),
                              "relabelling " << users << " users of problem " << number);
    }

    TypeId m_type; //!< type of the precoder
};

/**
 * Sum rates at the sizes and SNRs of reference tables computed independently (NumPy, 300 draws of
 * 100 to 300 there; seeds differ): sparse channel of [EDN], 64 antennas, 16 users; Gaussian
 * channels.
 */
class ReferenceTestCase : public TestCase
{
  public:
    ReferenceTestCase()
        : TestCase("Mean sum rates against independent reference values")
    {
    }

  private:
    /**
     * \param precoder a precoder
     * \param channels channels of every draw
     * \param snrDb SNR in dB
     * \return mean sum rate in bit/s/Hz
     */
    static double GetMeanRate(Ptr<Precoder> precoder,
                              const std::vector<std::vector<CMatrix>>& channels,
                              double snrDb)
    {
        double sum = 0.0;
        for (const auto& drop : channels)
        {
            const auto problem = MakeProblem(drop, snrDb);
            sum += ComputeSumRate(GetChannels(problem), precoder->Design(problem).weights);
        }
        return sum / channels.size();
    }

    void DoRun() override
    {
        const auto mmse = CreateObject<MmsePrecoder>();
        const auto zf = CreateObject<ZfPrecoder>();
        zf->SetAttribute("PowerAllocation", StringValue("TotalPower")); // as in the reference
        const auto wmmse = CreateObject<WmmsePrecoder>();
        ReferenceChannels draw(21);
        std::vector<std::vector<CMatrix>> singleCell;
        std::vector<std::vector<CMatrix>> division;
        std::vector<std::vector<CMatrix>> multiAntenna;
        for (int i = 0; i < 300; ++i)
        {
            singleCell.push_back(draw.DrawSparseDrop(16, 1, 64, false));
            division.push_back(draw.DrawSparseDrop(16, 1, 64, true));
            if (i < 100)
            {
                multiAntenna.push_back(draw.DrawSparseDrop(4, 4, 64, false));
            }
        }

        /// A reference value.
        struct Reference
        {
            Ptr<Precoder> precoder;                            //!< precoder
            const std::vector<std::vector<CMatrix>>* channels; //!< channels
            double snrDb;                                      //!< SNR
            double rate;                                       //!< sum rate in bit/s/Hz
            double tolerance;                                  //!< relative
        };

        // A draw's sum rate deviates by about 6 % (MISO) and 12 % (MIMO); two means over 300 (100)
        // draws differ by less than 3 sigma = 1.5 % (5 %), ZF with its outliers by less than 4 %.
        const Reference references[] = {
            {mmse, &singleCell, 5.0, 51.6, 0.015},
            {mmse, &singleCell, 15.0, 100.8, 0.015},
            {wmmse, &singleCell, 5.0, 51.8, 0.015},
            {wmmse, &singleCell, 15.0, 100.9, 0.015},
            {zf, &singleCell, 5.0, 47.5, 0.04},
            {zf, &singleCell, 20.0, 124.1, 0.04},
            {mmse, &division, 5.0, 52.1, 0.015},
            {mmse, &division, 20.0, 126.6, 0.015},
            {wmmse, &division, 5.0, 53.3, 0.015},
            {zf, &division, 10.0, 64.9, 0.04},
            {mmse, &multiAntenna, 15.0, 25.1, 0.06},
            {wmmse, &multiAntenna, 5.0, 35.2, 0.05},
            {wmmse, &multiAntenna, 15.0, 59.6, 0.05},
        };
        for (const auto& reference : references)
        {
            const double rate =
                GetMeanRate(reference.precoder, *reference.channels, reference.snrDb);
            NS_TEST_EXPECT_MSG_EQ_TOL(rate,
                                      reference.rate,
                                      reference.tolerance * reference.rate,
                                      reference.precoder->GetInstanceTypeId().GetName()
                                          << " at " << reference.snrDb << " dB");
        }

        std::vector<std::vector<CMatrix>> square;
        std::vector<std::vector<CMatrix>> overloaded;
        for (int i = 0; i < 60; ++i)
        {
            square.emplace_back();
            overloaded.emplace_back();
            for (int k = 0; k < 16; ++k)
            {
                square.back().push_back(draw.DrawGaussian(1, 16));
            }
            for (int k = 0; k < 40; ++k)
            {
                overloaded.back().push_back(draw.DrawGaussian(1, 28));
            }
        }
        NS_TEST_EXPECT_MSG_EQ_TOL(GetMeanRate(mmse, square, 15.0), 43.8, 0.04 * 43.8, "16 x 16");
        NS_TEST_EXPECT_MSG_EQ_TOL(GetMeanRate(wmmse, square, 15.0), 51.8, 0.04 * 51.8, "16 x 16");
        NS_TEST_EXPECT_MSG_EQ_TOL(GetMeanRate(wmmse, overloaded, 15.0),
                                  92.5,
                                  0.04 * 92.5,
                                  "40 users, 28 antennas");
    }
};

/**
 * WMMSE in the reduced form: at least as good as the textbook iteration from the same start, and a
 * stationary point (the projected gradient vanishes).
 */
class WmmseTestCase : public TestCase
{
  public:
    WmmseTestCase()
        : TestCase("WMMSE against the textbook form and the KKT conditions")
    {
    }

  private:
    void DoRun() override
    {
        ReferenceChannels draw(31);
        auto wmmse = CreateObject<WmmsePrecoder>();
        wmmse->SetAttribute("Iterations", UintegerValue(5000));
        wmmse->SetAttribute("Tolerance", DoubleValue(1e-10));
        const auto mmse = CreateObject<MmsePrecoder>();
        for (int i = 0; i < 40; ++i)
        {
            const uint32_t antennas = draw.DrawInteger(2, 12);
            const uint32_t users = draw.DrawInteger(1, 6);
            const uint32_t rxAntennas = draw.DrawInteger(1, 2);
            std::vector<CMatrix> channels;
            for (uint32_t k = 0; k < users; ++k)
            {
                channels.push_back(draw.DrawGaussian(rxAntennas, antennas));
            }
            auto problem = MakeProblem(channels, draw.DrawUniform(0.0, 20.0));
            for (uint32_t k = 0; k < users; ++k)
            {
                problem.rateWeights[k] = draw.DrawUniform(0.2, 2.0);
            }
            const auto normalised = GetChannels(problem);
            const CMatrix weights = wmmse->Design(problem).weights;
            const double rate = ComputeSumRate(normalised, weights, problem.rateWeights);
            const CMatrix start = mmse->Design(problem).weights;
            const CMatrix oracle =
                TextbookWmmse(normalised, start, 1.0, problem.rateWeights, 1e-10, 5000);
            const double oracleRate = ComputeSumRate(normalised, oracle, problem.rateWeights);
            NS_TEST_EXPECT_MSG_GT_OR_EQ(rate, 0.999 * oracleRate, "problem " << i);
            // At a KKT point of max R s.t. ||W||^2 <= P the gradient is a multiple of W.
            const CMatrix gradient =
                ComputeSumRateGradient(normalised, weights, problem.rateWeights);
            const double multiplier =
                (weights.conjugate().cwiseProduct(gradient)).sum().real() / weights.squaredNorm();
            NS_TEST_EXPECT_MSG_LT((gradient - multiplier * weights).norm(),
                                  2e-3 * gradient.norm(),
                                  "stationary in problem " << i);
            NS_TEST_EXPECT_MSG_GT_OR_EQ(multiplier, 0.0, "power is worth something");
        }
    }
};

/**
 * What the linear precoders are by definition: ZF nulls, MMSE's limits, MRT's direction,
 * SumRateAscent never below its start.
 */
class LinearTestCase : public TestCase
{
  public:
    LinearTestCase()
        : TestCase("ZF nulls, limits of MMSE, direction of MRT, ascent above its start")
    {
    }

  private:
    void DoRun() override
    {
        ReferenceChannels draw(41);
        for (const char* allocation :
             {"TotalPower", "EqualPower", "EqualStreamPower", "WaterFilling"})
        {
            auto zf = CreateObject<ZfPrecoder>();
            auto mmse = CreateObject<MmsePrecoder>();
            auto mrt = CreateObject<MrtPrecoder>();
            zf->SetAttribute("PowerAllocation", StringValue(allocation));
            mmse->SetAttribute("PowerAllocation", StringValue(allocation));
            mrt->SetAttribute("PowerAllocation", StringValue(allocation));
            std::vector<CMatrix> channels;
            for (int k = 0; k < 4; ++k)
            {
                channels.push_back(draw.DrawGaussian(1, 8));
            }
            const CMatrix stacked = StackChannels(channels);
            const CMatrix nulls = stacked * zf->Design(MakeProblem(channels, 10.0)).weights;
            const CMatrix leak = nulls - CMatrix(nulls.diagonal().asDiagonal());
            NS_TEST_EXPECT_MSG_LT(leak.norm(), 1e-9 * nulls.norm(), "ZF nulls, " << allocation);

            const auto correlation = [](const CVector& a, const CVector& b) {
                return std::abs(a.dot(b)) / (a.norm() * b.norm());
            };
            const CMatrix high = mmse->Design(MakeProblem(channels, 80.0)).weights;
            const CMatrix low = mmse->Design(MakeProblem(channels, -60.0)).weights;
            const CMatrix zfWeights = zf->Design(MakeProblem(channels, 80.0)).weights;
            for (int k = 0; k < 4; ++k)
            {
                NS_TEST_EXPECT_MSG_GT(correlation(high.col(k), zfWeights.col(k)),
                                      1.0 - 1e-6,
                                      "MMSE is ZF at high SNR, " << allocation);
                if (low.col(k).norm() > 0.0)
                {
                    NS_TEST_EXPECT_MSG_GT(correlation(low.col(k), stacked.row(k).adjoint()),
                                          1.0 - 1e-6,
                                          "MMSE is MRT at low SNR, " << allocation);
                }
                const CVector matched = mrt->Design(MakeProblem(channels, 10.0)).weights.col(k);
                if (matched.norm() > 0.0)
                {
                    NS_TEST_EXPECT_MSG_GT(correlation(matched, stacked.row(k).adjoint()),
                                          1.0 - 1e-9,
                                          "MRT is matched, " << allocation);
                }
            }
        }
        const auto ascent = CreateObject<SumRateAscentPrecoder>();
        PointerValue initial;
        ascent->GetAttribute("Initial", initial);
        const auto first = initial.Get<Precoder>();
        for (int i = 0; i < 20; ++i)
        {
            std::vector<CMatrix> channels;
            for (int k = 0; k < 6; ++k)
            {
                channels.push_back(draw.DrawGaussian(1, 8));
            }
            const auto problem = MakeProblem(channels, 10.0);
            const auto normalised = GetChannels(problem);
            NS_TEST_EXPECT_MSG_GT_OR_EQ(ComputeSumRate(normalised, ascent->Design(problem).weights),
                                        ComputeSumRate(normalised, first->Design(problem).weights) -
                                            1e-9,
                                        "ascent from " << first->GetInstanceTypeId().GetName());
        }
    }
};

/// Tests of the precoders.
class FddMimoPrecoderTestSuite : public TestSuite
{
  public:
    FddMimoPrecoderTestSuite()
        : TestSuite("fdd-mimo-precoder", Type::UNIT)
    {
        for (uint16_t i = 0; i < TypeId::GetRegisteredN(); ++i)
        {
            const TypeId type = TypeId::GetRegistered(i);
            if (type.IsChildOf(Precoder::GetTypeId()) && type.HasConstructor())
            {
                AddTestCase(new InvariantsTestCase(type));
            }
        }
        AddTestCase(new LinearTestCase);
        AddTestCase(new WmmseTestCase);
        AddTestCase(new ReferenceTestCase);
    }
};

static FddMimoPrecoderTestSuite g_fddMimoPrecoderTestSuite; //!< the suite
