/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "exhaustive-greedy.h"

#include "ns3/greedy-beam-selector.h"
#include "ns3/greedy-hybrid-precoder.h"
#include "ns3/rank-one-power-search.h"
#include "ns3/sinr-power-minimisation.h"
#include "ns3/string.h"
#include "ns3/sum-rate.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <Eigen/QR>
#include <algorithm>
#include <cmath>

using namespace ns3;
using namespace ns3::fddmimo;

namespace
{

/**
 * \param codebook a codebook
 * \return all beams, N x M
 */
CMatrix
GetBeams(const PlanarBeamCodebook& codebook)
{
    CMatrix beams(codebook.GetAntennas(), codebook.GetSize());
    for (uint32_t m = 0; m < codebook.GetSize(); ++m)
    {
        beams.col(m) = codebook.GetBeam(m);
    }
    return beams;
}

} // namespace

/**
 * Beams of the codebook against their definition, products and correlations against explicit ones.
 */
class PlanarBeamCodebookTestCase : public TestCase
{
  public:
    PlanarBeamCodebookTestCase()
        : TestCase("Codebook of a planar array")
    {
    }

  private:
    void DoRun() override
    {
        ReferenceChannels draw(51);
        for (const auto& [rows, columns, oversampling] :
             {std::make_tuple(8, 8, 1), {8, 4, 2}, {1, 6, 3}, {5, 1, 1}, {1, 1, 4}})
        {
            const PlanarBeamCodebook codebook(rows, columns, oversampling);
            const uint32_t size =
                (rows > 1 ? rows * oversampling : 1) * (columns > 1 ? columns * oversampling : 1);
            NS_TEST_ASSERT_MSG_EQ(codebook.GetSize(), size, "beams");
            const CMatrix beams = GetBeams(codebook);
            for (uint32_t m = 0; m < size; ++m)
            {
                const uint32_t perRow = columns > 1 ? columns * oversampling : 1;
                const double row = rows > 1 ? static_cast<double>(m / perRow) / oversampling : 0.0;
                const double column =
                    columns > 1 ? static_cast<double>(m % perRow) / oversampling : 0.0;
                for (int n = 0; n < rows * columns; ++n)
                {
                    const double angle =
                        2.0 * M_PI *
                        (row * (n / columns) / rows + column * (n % columns) / columns);
                    const Complex expected =
                        std::polar(1.0 / std::sqrt(static_cast<double>(rows * columns)), angle);
                    NS_TEST_ASSERT_MSG_LT(std::abs(beams(n, m) - expected), 1e-12, "definition");
                }
            }
            const CMatrix channel = draw.DrawGaussian(3, rows * columns);
            RMatrix re;
            RMatrix im;
            codebook.Project(channel, re, im);
            const CMatrix products = (channel * beams).transpose();
            NS_TEST_EXPECT_MSG_LT((re - products.real()).norm() + (im - products.imag()).norm(),
                                  1e-10,
                                  "products");
            const CMatrix gram = beams.adjoint() * beams;
            for (uint32_t m = 0; m < size; ++m)
            {
                RVector rowRe;
                RVector rowIm;
                codebook.Correlate(m, rowRe, rowIm);
                for (uint32_t j = 0; j < size; ++j)
                {
                    const Complex both(rowRe(j), rowIm(j));
                    NS_TEST_ASSERT_MSG_LT(std::abs(both - gram(m, j)), 1e-12, "correlations");
                    NS_TEST_ASSERT_MSG_LT(std::abs(codebook.Correlate(m, j) - both),
                                          1e-12,
                                          "correlation");
                }
            }
        }
    }
};

/**
 * The search against solving each candidate with MinimisePower(): with and without leakage, few and
 * many users, feasible or not.
 */
class RankOnePowerSearchTestCase : public TestCase
{
  public:
    RankOnePowerSearchTestCase()
        : TestCase("Search among rank-one changes against solving each")
    {
    }

  private:
    void DoRun() override
    {
        ReferenceChannels draw(53);
        uint32_t found = 0;
        for (int i = 0; i < 300; ++i)
        {
            const uint32_t users = draw.DrawInteger(1, i % 10 == 0 ? 9 : 5);
            const uint32_t ports = draw.DrawInteger(1, users + 2); // of the other beams
            const uint32_t count = draw.DrawInteger(1, 40);
            const bool leaks = i % 3 == 0;
            CMatrix channel = draw.DrawGaussian(users, ports);
            RVector targets(users);
            RVector leakage(leaks ? users : 0);
            for (uint32_t k = 0; k < users; ++k)
            {
                channel.row(k) *= std::pow(10.0, draw.DrawUniform(-1.0, 1.0));
                targets(k) = std::pow(10.0, draw.DrawUniform(-1.0, 1.5));
                if (leaks)
                {
                    leakage(k) = 0.01 * draw.DrawUniform(0.0, 1.0) * channel.row(k).squaredNorm();
                }
            }
            RankOnePowerSearch::Candidates candidates;
            candidates.re.resize(count, users);
            candidates.im.resize(count, users);
            double least = std::numeric_limits<double>::infinity();
            uint32_t best = count;
            for (uint32_t m = 0; m < count; ++m)
            {
                const CMatrix column = draw.DrawUniform(0.0, 2.0) * draw.DrawGaussian(users, 1);
                candidates.re.row(m) = column.col(0).real();
                candidates.im.row(m) = column.col(0).imag();
                if (m % 7 == 3)
                {
                    continue; // not allowed
                }
                candidates.allowed.push_back(m);
                CMatrix all(users, ports + 1);
                all << channel, column;
                const SinrPowerSolution solution =
                    MinimisePower(all, CMatrix::Identity(ports + 1, ports + 1), targets, leakage);
                if (solution.feasible && solution.power < least)
                {
                    least = solution.power;
                    best = m;
                }
            }
            RankOnePowerSearch search(targets, leakage);
            const CMatrix gram = channel * channel.adjoint();
            const double infinite = std::numeric_limits<double>::infinity();
            const auto result = search.Find(gram, candidates, infinite, RVector());
            const bool feasible = best < count;
            NS_TEST_ASSERT_MSG_EQ((result.index >= 0), feasible, "feasible, problem " << i);
            if (!feasible)
            {
                continue;
            }
            ++found;
            NS_TEST_ASSERT_MSG_EQ(result.index, best, "best candidate, problem " << i);
            NS_TEST_ASSERT_MSG_EQ_TOL(result.power, least, 1e-7 * least, "power, problem " << i);
            NS_TEST_ASSERT_MSG_EQ_TOL(result.powers.sum(), least, 1e-7 * least, "powers");
            // All candidates up to half as much again, and the derivatives of their powers.
            for (const auto& listed : search.List(gram, candidates, 1.5 * least, result.powers))
            {
                const auto m = listed.result.index;
                CMatrix all(users, ports + 1);
                all.leftCols(ports) = channel;
                all.col(ports).real() = candidates.re.row(m);
                all.col(ports).imag() = candidates.im.row(m);
                SinrPowerProblem problem;
                problem.cost = CMatrix::Identity(ports + 1, ports + 1);
                problem.targets = targets;
                const auto solve = [&](uint32_t changed, double wanted, double heard, double leak) {
                    problem.signal.clear();
                    problem.interference.clear();
                    for (uint32_t k = 0; k < users; ++k)
                    {
                        const CMatrix outer = all.row(k).adjoint() * all.row(k);
                        const bool change = k == changed;
                        const double own = leaks ? leakage(k) : 0.0;
                        problem.signal.push_back((change ? wanted : 1.0) * outer);
                        problem.interference.push_back((change ? heard : 1.0) * outer +
                                                       (own + (change ? leak : 0.0)) *
                                                           problem.cost);
                    }
                    return MinimisePower(problem).power;
                };
                const double power = solve(users, 1.0, 1.0, 0.0);
                NS_TEST_ASSERT_MSG_EQ_TOL(listed.result.power, power, 1e-7 * power, "listed");
                const uint32_t k = i % users;
                const double step = 1e-5;
                const double wanted =
                    (solve(k, 1.0 + step, 1.0, 0.0) - solve(k, 1.0 - step, 1.0, 0.0)) / (2 * step);
                const double heard =
                    (solve(k, 1.0, 1.0 + step, 0.0) - solve(k, 1.0, 1.0 - step, 0.0)) / (2 * step);
                NS_TEST_ASSERT_MSG_EQ_TOL(listed.targets(k), wanted, 1e-4 * power, "dP/da " << i);
                NS_TEST_ASSERT_MSG_EQ_TOL(listed.signals(k), heard, 1e-4 * power, "dP/dc " << i);
                if (leaks)
                {
                    const double change = step * leakage(k);
                    const double leaked =
                        (solve(k, 1.0, 1.0, change) - solve(k, 1.0, 1.0, -change)) / (2 * step);
                    NS_TEST_ASSERT_MSG_EQ_TOL(listed.leakage(k) * leakage(k),
                                              leaked,
                                              1e-4 * power,
                                              "dP/dl " << i);
                }
                break;
            }
            // Whatever the start; and nothing is found below the best.
            const RVector start = result.powers * std::pow(10.0, draw.DrawUniform(-3.0, 3.0));
            NS_TEST_ASSERT_MSG_EQ(search.Find(gram, candidates, infinite, start).index,
                                  best,
                                  "from elsewhere, problem " << i);
            NS_TEST_ASSERT_MSG_EQ(search.Find(gram, candidates, 1.001 * least, start).index,
                                  best,
                                  "with a bound, problem " << i);
            NS_TEST_ASSERT_MSG_EQ(search.Find(gram, candidates, 0.999 * least, start).index,
                                  -1,
                                  "below the best, problem " << i);
        }
        NS_TEST_EXPECT_MSG_GT(found, 150, "most problems have a solution");
    }
};

/**
 * The selector against the exhaustive form on 1,000 instances at the sizes of [GCN], and against
 * all sets of beams at toy size; the power never rises.
 */
class GreedySelectionTestCase : public TestCase
{
  public:
    GreedySelectionTestCase()
        : TestCase("Greedy selection against exhaustive forms")
    {
    }

  private:
    void DoRun() override
    {
        ReferenceChannels draw(57);
        for (const uint32_t oversampling : {1U, 2U})
        {
            const PlanarBeamCodebook codebook(8, 8, oversampling);
            const CMatrix all = GetBeams(codebook);
            const int count = oversampling == 1 ? 1000 : 50;
            for (int i = 0; i < count; ++i)
            {
                const uint32_t users = i % 4 == 3 ? draw.DrawInteger(1, 3) : 4;
                const CMatrix channel = DrawCorrelated(draw, users, 8, 8);
                const RVector targets =
                    RVector::Constant(users, std::pow(10.0, draw.DrawUniform(0.0, 1.5)));
                GreedyBeamSelector::Settings settings;
                GreedyBeamSelector selector(codebook, settings);
                const auto selection = selector.Select(channel, targets);
                NS_TEST_ASSERT_MSG_EQ(selection.feasible, true, "instance " << i);
                for (std::size_t s = 1; s < selection.history.size(); ++s)
                {
                    NS_TEST_ASSERT_MSG_LT_OR_EQ(selection.history[s],
                                                selection.history[s - 1],
                                                "monotone, instance " << i);
                }
                settings.selections = 0;
                std::vector<uint32_t> beams =
                    GreedyBeamSelector(codebook, settings).Select(channel, targets).beams;
                const double power = ExhaustiveGreedy::Correct(all,
                                                               channel,
                                                               targets,
                                                               5,
                                                               settings.maxCorrelation,
                                                               ExhaustiveGreedy::POLICY_ITERATION,
                                                               1e-11,
                                                               beams);
                NS_TEST_ASSERT_MSG_EQ((beams == selection.beams), true, "beams, instance " << i);
                NS_TEST_ASSERT_MSG_EQ_TOL(selection.power, power, 1e-7 * power, "instance " << i);
            }
        }

        // All pairs of beams of an array of six antennas: many rounds of corrections end where no
        // exchange of one beam helps, and not far from the best pair.
        const PlanarBeamCodebook toy(2, 3, 1);
        const CMatrix beams = GetBeams(toy);
        double ratio = 0.0;
        for (int i = 0; i < 200; ++i)
        {
            const CMatrix channel = draw.DrawGaussian(2, 6);
            const RVector targets = RVector::Constant(2, 3.0);
            GreedyBeamSelector::Settings settings;
            settings.rfChains = 2;
            settings.selections = 40;
            GreedyBeamSelector selector(toy, settings);
            const auto selection = selector.Select(channel, targets);
            double best = std::numeric_limits<double>::infinity();
            double exchange = best;
            for (uint32_t m = 0; m < 6; ++m)
            {
                for (uint32_t n = 0; n < m; ++n)
                {
                    CMatrix analog(6, 2);
                    analog << beams.col(m), beams.col(n);
                    const double power = ExhaustiveGreedy::Solve(channel,
                                                                 analog,
                                                                 targets,
                                                                 ExhaustiveGreedy::FIXED_POINT,
                                                                 1e-12);
                    best = std::min(best, power);
                    const auto has = [&](uint32_t beam) {
                        return std::count(selection.beams.begin(), selection.beams.end(), beam) > 0;
                    };
                    exchange = has(m) || has(n) ? std::min(exchange, power) : exchange;
                }
            }
            NS_TEST_ASSERT_MSG_EQ_TOL(selection.power, exchange, 1e-6 * exchange, "instance " << i);
            NS_TEST_ASSERT_MSG_GT_OR_EQ(selection.power, best * (1.0 - 1e-6), "instance " << i);
            ratio += selection.power / best / 200;
        }
        NS_TEST_EXPECT_MSG_LT(ratio, 1.1, "mean power over that of the best pair");
    }
};

/**
 * The precoder: targets met with equality, power below that of any other scaling of the same beams,
 * policies for infeasible problems, and mean powers beside those of an independent implementation
 * (NumPy, 60 draws; [GCN] setting, SPEC table: 8 x 8 antennas, 5 chains, 10 degrees).
 */
class GreedyHybridPrecoderTestCase : public TestCase
{
  public:
    GreedyHybridPrecoderTestCase()
        : TestCase("Hybrid precoder: targets, power, infeasible problems, reference powers")
    {
    }

  private:
    /**
     * \param channel K x N
     * \return a problem with much power
     */
    static PrecodingProblem MakeHybridProblem(const CMatrix& channel)
    {
        PrecodingProblem problem;
        problem.txAntennas = channel.cols();
        problem.maxPower = 1e4;
        for (Eigen::Index k = 0; k < channel.rows(); ++k)
        {
            UserCsi user;
            user.channel = channel.row(k);
            problem.csi.users.push_back(user);
        }
        return problem;
    }

    /**
     * \param oversampling O
     * \return a precoder for 8 x 8 antennas
     */
    static Ptr<GreedyHybridPrecoder> MakePrecoder(uint32_t oversampling)
    {
        auto precoder = CreateObject<GreedyHybridPrecoder>();
        precoder->SetAttribute("Rows", UintegerValue(8));
        precoder->SetAttribute("Columns", UintegerValue(8));
        precoder->SetAttribute("Oversampling", UintegerValue(oversampling));
        return precoder;
    }

    void DoRun() override
    {
        CheckReference();
        CheckPolicies();
    }

    void CheckReference()
    {
        /// A setting of the reference and its mean powers in dB.
        struct Reference
        {
            uint32_t users;  //!< K
            double targetDb; //!< SINR target
            double critical; //!< 64 beams
            double twofold;  //!< 256 beams
            double digital;  //!< fully digital
        };

        ReferenceChannels draw(59);
        for (const Reference& reference : {Reference{1, 10.0, -6.1, -6.5, -7.3},
                                           Reference{2, 10.0, -1.6, -2.6, -4.1},
                                           Reference{3, 10.0, 1.2, 0.0, -2.2},
                                           Reference{4, 5.0, -1.7, -2.9, -5.9},
                                           Reference{4, 10.0, 3.4, 2.1, -0.9}})
        {
            const std::vector<Ptr<GreedyHybridPrecoder>> precoders{MakePrecoder(1),
                                                                   MakePrecoder(2),
                                                                   MakePrecoder(1)};
            precoders[2]->SetAttribute("RfChains", UintegerValue(0));
            const double expected[] = {reference.critical, reference.twofold, reference.digital};
            double sum[3] = {};
            const double target = std::pow(10.0, reference.targetDb / 10.0);
            const int draws = 300;
            for (int i = 0; i < draws; ++i)
            {
                const CMatrix channel = DrawCorrelated(draw, reference.users, 8, 8);
                PrecodingProblem problem = MakeHybridProblem(channel);
                problem.sinrTargets = RVector::Constant(reference.users, target);
                for (int p = 0; p < 3; ++p)
                {
                    const Beamformer beams = precoders[p]->Design(problem);
                    NS_TEST_ASSERT_MSG_EQ((beams.status == BeamformerStatus::Ok), true, "feasible");
                    const RVector sinr = fddmimo::ComputeSinr(channel, beams.weights);
                    NS_TEST_ASSERT_MSG_LT((sinr.array() / target - 1.0).abs().maxCoeff(),
                                          1e-8,
                                          "targets met with equality");
                    if (p < 2)
                    {
                        NS_TEST_ASSERT_MSG_EQ(beams.analog.cols(), 5, "RF chains");
                        NS_TEST_ASSERT_MSG_LT((beams.analog * beams.digital - beams.weights).norm(),
                                              1e-10 * beams.weights.norm(),
                                              "W = V U");
                    }
                    sum[p] += beams.weights.squaredNorm() / draws;
                }
            }
            for (int p = 0; p < 3; ++p)
            {
                // The reference's 60 draws have a standard error of about 0.25 dB.
                NS_TEST_EXPECT_MSG_EQ_TOL(10.0 * std::log10(sum[p]),
                                          expected[p],
                                          0.7,
                                          reference.users << " users, " << reference.targetDb
                                                          << " dB, method " << p);
            }
        }
    }

    void CheckPolicies()
    {
        ReferenceChannels draw(61);
        const auto precoder = MakePrecoder(1);
        CMatrix channel = DrawCorrelated(draw, 4, 8, 8);
        PrecodingProblem problem = MakeHybridProblem(channel);
        problem.sinrTargets = RVector::Constant(4, 10.0);
        const double power = precoder->Design(problem).weights.squaredNorm();

        // Too little power: scaled, with the same directions.
        problem.maxPower = 0.5 * power;
        Beamformer beams = precoder->Design(problem);
        NS_TEST_EXPECT_MSG_EQ((beams.status == BeamformerStatus::Infeasible), true, "status");
        NS_TEST_EXPECT_MSG_EQ_TOL(beams.weights.squaredNorm(), 0.5 * power, 1e-9 * power, "scaled");
        precoder->SetAttribute("InfeasiblePolicy", StringValue("DropWorstUser"));
        beams = precoder->Design(problem);
        NS_TEST_EXPECT_MSG_EQ((beams.status == BeamformerStatus::Infeasible), true, "status");
        uint32_t held = 0;
        const RVector sinr = fddmimo::ComputeSinr(channel, beams.weights);
        for (Eigen::Index k = 0; k < 4; ++k)
        {
            const bool served = beams.weights.col(k).norm() > 0.0;
            held += served;
            NS_TEST_EXPECT_MSG_EQ_TOL(sinr(k), (served ? 10.0 : 0.0), 1e-7, "held or dropped");
        }
        NS_TEST_EXPECT_MSG_GT(held, 0, "some users are served");
        NS_TEST_EXPECT_MSG_LT(held, 4, "some user is dropped");

        // Twins cannot both have 10 dB; one of them can.
        channel.row(1) = channel.row(0);
        problem = MakeHybridProblem(channel);
        beams = precoder->Design(problem);
        NS_TEST_EXPECT_MSG_EQ((beams.status == BeamformerStatus::Infeasible), true, "twins");
        NS_TEST_EXPECT_MSG_EQ(((beams.weights.colwise().norm().array() > 0.0).count()), 3, "one");
        precoder->SetAttribute("InfeasiblePolicy", StringValue("ScaleToMaxPower"));
        beams = precoder->Design(problem);
        NS_TEST_EXPECT_MSG_EQ_TOL(beams.weights.squaredNorm(), 1e4, 1e-2, "MMSE beams");

        // More users than chains, targets of 0 and 60 dB, chains more than antennas.
        for (const double targetDb : {0.0, 60.0})
        {
            for (const uint32_t users : {1U, 5U, 6U, 12U, 40U})
            {
                problem = MakeHybridProblem(DrawCorrelated(draw, users, 8, 8));
                problem.sinrTargets = RVector::Constant(users, std::pow(10.0, targetDb / 10.0));
                beams = precoder->Design(problem);
                NS_TEST_EXPECT_MSG_EQ(beams.weights.allFinite(), true, users << " users");
                NS_TEST_EXPECT_MSG_LT_OR_EQ(beams.weights.squaredNorm(), 1e4 * (1.0 + 1e-6), users);
                if (users > 10)
                {
                    NS_TEST_EXPECT_MSG_EQ((beams.status == BeamformerStatus::Infeasible),
                                          true,
                                          users << " users, 5 chains, " << targetDb << " dB");
                }
            }
        }
        const auto small = CreateObject<GreedyHybridPrecoder>();
        beams = small->Design(MakeHybridProblem(draw.DrawGaussian(2, 3)));
        NS_TEST_EXPECT_MSG_EQ(beams.analog.cols(), 3, "no more chains than antennas");
        NS_TEST_EXPECT_MSG_EQ((beams.status == BeamformerStatus::Ok), true, "three antennas");
    }
};

/// Tests of greedy hybrid precoding.
class FddMimoGreedyHybridTestSuite : public TestSuite
{
  public:
    FddMimoGreedyHybridTestSuite()
        : TestSuite("fdd-mimo-greedy-hybrid", Type::UNIT)
    {
        AddTestCase(new PlanarBeamCodebookTestCase);
        AddTestCase(new RankOnePowerSearchTestCase);
        AddTestCase(new GreedySelectionTestCase);
        AddTestCase(new GreedyHybridPrecoderTestCase);
    }
};

static FddMimoGreedyHybridTestSuite g_fddMimoGreedyHybridTestSuite; //!< the suite
