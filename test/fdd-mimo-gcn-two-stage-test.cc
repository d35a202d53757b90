/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "exhaustive-greedy.h"
#include "no-training-channels.h"
#include "reference-channels.h"

#include "ns3/beam-choice.h"
#include "ns3/covariance-beam-selector.h"
#include "ns3/covariance-power-search.h"
#include "ns3/double.h"
#include "ns3/gcn-network.h"
#include "ns3/gcn-precoder.h"
#include "ns3/gcn-trainer.h"
#include "ns3/sinr-power-minimisation.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"
#include "ns3/virtual-covariances.h"
#include "ns3/weight-archive.h"

#include <cmath>
#include <limits>

using namespace ns3;
using namespace ns3::fddmimo;

namespace
{

/**
 * \param draw random numbers
 * \param size size
 * \param rank rank
 * \return Hermitian positive semidefinite matrix
 */
CMatrix
DrawPsd(ReferenceChannels& draw, uint32_t size, uint32_t rank)
{
    const CMatrix root = draw.DrawGaussian(size, rank);
    return root * root.adjoint() / rank;
}

/**
 * \param draw random numbers
 * \param users K
 * \return covariances of users of an array of 4 x 4 antennas, of full rank
 */
std::vector<CMatrix>
DrawCovariances(ReferenceChannels& draw, uint32_t users)
{
    std::vector<CMatrix> covariances;
    for (uint32_t k = 0; k < users; ++k)
    {
        const CMatrix channels = DrawCorrelated(draw, 6, 4, 4);
        covariances.emplace_back(channels.adjoint() * channels / 6 +
                                 0.01 * CMatrix::Identity(16, 16));
    }
    return covariances;
}

/**
 * The same problem, written out.
 *
 * \param matrices M_k
 * \param cost C
 * \param targets t_k
 * \param leakage l_k
 * \return solution
 */
SinrPowerSolution
SolveWrittenOut(const std::vector<CMatrix>& matrices,
                const CMatrix& cost,
                const RVector& targets,
                const RVector& leakage)
{
    SinrPowerProblem problem;
    problem.signal = matrices;
    problem.cost = cost;
    problem.targets = targets;
    for (std::size_t k = 0; k < matrices.size(); ++k)
    {
        problem.interference.emplace_back(matrices[k] + leakage(k) * cost);
    }
    return MinimisePower(problem);
}

} // namespace

/**
 * The search among covariances: powers against MinimisePower, what is ruled out needs the bound,
 * derivatives against differences.
 */
class CovarianceSearchTestCase : public TestCase
{
  public:
    CovarianceSearchTestCase()
        : TestCase("Least power with matrices of any rank, bounds and derivatives")
    {
    }

  private:
    void DoRun() override
    {
        ReferenceChannels draw(95);
        uint32_t infeasible = 0;
        uint32_t ruledOut = 0;
        const double infinite = std::numeric_limits<double>::infinity();
        for (int i = 0; i < 200; ++i)
        {
            const uint32_t users = draw.DrawInteger(1, 4);
            const RVector targets = RVector::Constant(users, draw.DrawUniform(0.1, 2.5));
            RVector leakage(users);
            for (double& entry : leakage)
            {
                entry = i % 2 ? draw.DrawUniform(0.0, 0.2) : 0.0;
            }
            CovariancePowerSearch search(targets, leakage);
            double bound = infinite;
            const CMatrix cost = DrawPsd(draw, 5, 12);
            // Candidates that have nothing in common still share the powers that they start from.
            for (int candidate = 0; candidate < 4; ++candidate)
            {
                std::vector<CMatrix> matrices;
                for (uint32_t k = 0; k < users; ++k)
                {
                    matrices.push_back(DrawPsd(draw, 5, draw.DrawInteger(1, 5)));
                }
                const auto expected = SolveWrittenOut(matrices, cost, targets, leakage);
                const bool better = search.Solve(matrices, cost, bound);
                const bool isBetter = expected.feasible && expected.power < bound;
                NS_TEST_ASSERT_MSG_EQ(better, isBetter, "problem " << i);
                infeasible += !expected.feasible;
                ruledOut += expected.feasible && !better;
                if (!better)
                {
                    continue;
                }
                bound = search.GetPowers().sum();
                NS_TEST_ASSERT_MSG_EQ_TOL(bound,
                                          expected.power,
                                          1e-8 * expected.power,
                                          "power, problem " << i);
                if (bound > 100.0)
                {
                    continue; // differences are of little use where targets are nearly out of reach
                }
                RankOnePowerSearch::Sensitivity sensitivity;
                search.Differentiate(matrices, cost, sensitivity);
                for (uint32_t k = 0; k < users; ++k)
                {
                    const double step = 1e-4;
                    const auto difference = [&](const auto& move) {
                        double power[2];
                        for (int side = 0; side < 2; ++side)
                        {
                            SinrPowerProblem problem;
                            problem.signal = matrices;
                            problem.cost = cost;
                            problem.targets = targets;
                            for (uint32_t j = 0; j < users; ++j)
                            {
                                problem.interference.emplace_back(matrices[j] + leakage(j) * cost);
                            }
                            move(problem, side ? -step : step);
                            power[side] = MinimisePower(problem).power;
                        }
                        return (power[0] - power[1]) / (2.0 * step);
                    };
                    const double tolerance =
                        1e-5 * (bound + sensitivity.targets.norm() + sensitivity.leakage.norm());
                    const double wanted = difference([k](SinrPowerProblem& problem, double s) {
                        problem.targets(k) *= std::exp(-s);
                    });
                    NS_TEST_ASSERT_MSG_EQ_TOL(sensitivity.targets(k), wanted, tolerance, "t " << i);
                    const double signal = difference([&](SinrPowerProblem& problem, double s) {
                        problem.interference[k] += (std::exp(s) - 1.0) * matrices[k];
                    });
                    NS_TEST_ASSERT_MSG_EQ_TOL(sensitivity.signals(k), signal, tolerance, "J " << i);
                    const double leaked = difference([&](SinrPowerProblem& problem, double s) {
                        problem.interference[k] += s * cost;
                    });
                    NS_TEST_ASSERT_MSG_EQ_TOL(sensitivity.leakage(k), leaked, tolerance, "l " << i);
                }
            }
        }
        NS_TEST_EXPECT_MSG_GT(infeasible, 20, "some are infeasible");
        NS_TEST_EXPECT_MSG_GT(ruledOut, 50, "some are ruled out");
    }
};

/**
 * The choice of beams from virtual covariances: derivatives of its softmin with respect to the
 * outputs of a network, against differences of the softmin with trial powers written out.
 */
class BeamChoiceTestCase : public TestCase
{
  public:
    BeamChoiceTestCase()
        : TestCase("Derivatives of the choice of beams from virtual covariances")
    {
    }

  private:
    void DoRun() override
    {
        ReferenceChannels draw(96);
        const PlanarBeamCodebook codebook(4, 4, 1);
        const double sharpness = 5.0;
        GreedyBeamSelector::Settings settings;
        settings.rfChains = 3;
        settings.selections = 3;
        const CovarianceBeamSelector selector(codebook, settings);
        uint32_t moved = 0;
        for (int i = 0; i < 15; ++i)
        {
            const uint32_t users = draw.DrawInteger(1, 3);
            const auto covariances = DrawCovariances(draw, users);
            const RVector targets = RVector::Constant(users, draw.DrawUniform(1.0, 5.0));
            RMatrix outputs = 0.3 * draw.DrawGaussian(users, 3).real();
            outputs.col(1).array() -= 3.0;
            outputs.col(2).array() -= 3.0;
            const VirtualCovariances average(covariances, targets, outputs);
            std::vector<GreedyBeamSelector::Trials> trials;
            const auto selection = selector.Select(average.matrices,
                                                   average.targets,
                                                   average.leakage,
                                                   &trials,
                                                   GetChoiceRange(sharpness));
            NS_TEST_ASSERT_MSG_EQ(selection.feasible, true, "instance " << i);
            NS_TEST_ASSERT_MSG_EQ(trials.size(), 3, "instance " << i);
            const CMatrix analog = draw.DrawGaussian(16, 3);
            const RMatrix gradient =
                DifferentiateBeamChoice(codebook, trials, sharpness, analog, average.leakage);
            // Re tr(analog^H V), each column the mean of its candidates; the scale stays.
            std::vector<double> least;
            const auto soften = [&] {
                const VirtualCovariances present(covariances, targets, outputs);
                double sum = 0.0;
                for (std::size_t r = 0; r < trials.size(); ++r)
                {
                    double weights = 0.0;
                    double mean = 0.0;
                    std::vector<double> powers;
                    for (const auto& candidate : trials[r].candidates)
                    {
                        std::vector<uint32_t> beams = trials[r].beams;
                        beams[trials[r].chain] = candidate.result.index;
                        CMatrix stage(16, 3);
                        for (int j = 0; j < 3; ++j)
                        {
                            stage.col(j) = codebook.GetBeam(beams[j]);
                        }
                        std::vector<CMatrix> matrices;
                        for (const CMatrix& matrix : present.matrices)
                        {
                            matrices.emplace_back(stage.adjoint() * matrix * stage);
                        }
                        const auto solution = SolveWrittenOut(matrices,
                                                              stage.adjoint() * stage,
                                                              present.targets,
                                                              present.leakage);
                        powers.push_back(solution.power);
                    }
                    if (least.size() <= r)
                    {
                        least.push_back(*std::min_element(powers.begin(), powers.end()));
                    }
                    for (std::size_t c = 0; c < powers.size(); ++c)
                    {
                        const double weight = std::exp(-sharpness * (powers[c] / least[r] - 1.0));
                        weights += weight;
                        const CVector beam = codebook.GetBeam(trials[r].candidates[c].result.index);
                        mean += weight * analog.col(trials[r].chain).dot(beam).real();
                    }
                    sum += mean / weights;
                }
                return sum;
            };
            soften();
            for (Eigen::Index entry = 0; entry < outputs.size(); ++entry)
            {
                const double start = outputs.data()[entry];
                const double step = 1e-5;
                outputs.data()[entry] = start + step;
                const double above = soften();
                outputs.data()[entry] = start - step;
                const double below = soften();
                outputs.data()[entry] = start;
                NS_TEST_ASSERT_MSG_EQ_TOL(gradient.data()[entry],
                                          (above - below) / (2.0 * step),
                                          1e-5 * (1.0 + gradient.norm()),
                                          "output " << entry << ", instance " << i);
            }
            moved += gradient.norm() > 1e-3;
        }
        NS_TEST_EXPECT_MSG_GT(moved, 8, "most choices have derivatives");
    }
};

/**
 * Two networks: what covariances look like to the first one, training, resumption, and the precoder
 * that uses both.
 */
class TwoStageTestCase : public TestCase
{
  public:
    TwoStageTestCase()
        : TestCase("A network for covariances and one for channels")
    {
    }

  private:
    /**
     * \param name name of its checkpoint and archive
     * \param resume go on from it
     * \param epochs epochs to run
     * \return the archive
     */
    WeightArchive Train(const std::string& name, bool resume, uint32_t epochs)
    {
        auto trainer = CreateObject<GcnTrainer>();
        trainer->SetAttribute("AnalogCsi", StringValue("TwoStage"));
        trainer->SetAttribute("Epochs", UintegerValue(2));
        trainer->SetAttribute("Batches", UintegerValue(3));
        trainer->SetAttribute("BatchSize", UintegerValue(16));
        trainer->SetAttribute("ValidationExamples", UintegerValue(20));
        trainer->SetAttribute("ValidationBatches", UintegerValue(1));
        trainer->SetAttribute("RfChains", UintegerValue(3));
        trainer->SetAttribute("Keep", StringValue("Last"));
        trainer->SetAttribute("LearningRate", DoubleValue(3e-3));
        PrecoderTrainer::Scenario scenario;
        scenario.antennas = 16;
        scenario.users = 2;
        trainer->Start(scenario,
                       std::make_shared<test::NoTrainingChannels>(),
                       std::make_shared<test::NoTrainingChannels>(),
                       CreateTempDirFilename(name),
                       resume);
        for (uint32_t i = 0; i < epochs; ++i)
        {
            trainer->RunEpoch([](double, double) { return true; });
        }
        trainer->Export(CreateTempDirFilename(name + ".h5"), false);
        return WeightArchive::Read(CreateTempDirFilename(name + ".h5"));
    }

    void DoRun() override
    {
        ReferenceChannels draw(97);
        // Covariances of rank one look as the channels do.
        const CMatrix channel = draw.DrawGaussian(3, 16);
        std::vector<CMatrix> covariances;
        for (int k = 0; k < 3; ++k)
        {
            covariances.emplace_back(channel.row(k).adjoint() * channel.row(k));
        }
        const RVector ones = RVector::Ones(3);
        NS_TEST_EXPECT_MSG_LT(
            (GcnNetwork::GetGraph(covariances) - GcnNetwork::GetGraph(channel)).norm(),
            1e-12,
            "graph");
        NS_TEST_EXPECT_MSG_LT((GcnNetwork::GetFeatures(covariances, ones, ones) -
                               GcnNetwork::GetFeatures(channel, ones, ones))
                                  .norm(),
                              1e-12,
                              "features");

        const WeightArchive whole = Train("whole", false, 2);
        Train("part", false, 1);
        const WeightArchive resumed = Train("part", true, 1);
        GcnNetwork::Sizes sizes;
        for (const std::string prefix : {"", "analog_"})
        {
            const GcnNetwork one(whole, prefix);
            const GcnNetwork other(resumed, prefix);
            NS_TEST_EXPECT_MSG_EQ((one.GetWeights() - other.GetWeights()).norm(),
                                  0.0,
                                  "resumed, " << prefix);
            const GcnNetwork untrained(sizes, prefix.empty() ? 1 : 2);
            const RVector change = one.GetWeights() - untrained.GetWeights();
            NS_TEST_EXPECT_MSG_GT(change.head(change.size() - 3).norm(),
                                  1e-3,
                                  "trained, " << prefix);
        }

        const auto precoder = CreateObject<GcnPrecoder>();
        precoder->SetAttribute("Weights", StringValue(CreateTempDirFilename("whole.h5")));
        precoder->SetAttribute("AnalogCsi", StringValue("Statistical"));
        precoder->SetAttribute("RfChains", UintegerValue(3));
        precoder->SetAttribute("Rows", UintegerValue(4));
        PrecodingProblem problem =
            MakeProblem({draw.DrawGaussian(1, 16), draw.DrawGaussian(1, 16)}, 0.0);
        problem.maxPower = 100.0;
        problem.sinrTargets = RVector::Constant(2, 5.0);
        const auto known = DrawCovariances(draw, 2);
        RVector quality(2);
        for (int k = 0; k < 2; ++k)
        {
            problem.csi.users[k].covariance = known[k];
            quality(k) = problem.csi.users[k].quality;
        }
        const Beamformer beams = precoder->Design(problem);
        NS_TEST_EXPECT_MSG_EQ(beams.weights.allFinite(), true, "finite");
        NS_TEST_EXPECT_MSG_GT(beams.weights.norm(), 0.0, "beams");
        // Its analog beams are those of the virtual covariances.
        const GcnNetwork analog(whole, "analog_");
        const VirtualCovariances average(
            known,
            problem.sinrTargets,
            analog.Forward(GcnNetwork::GetFeatures(known, problem.sinrTargets, quality),
                           GcnNetwork::GetGraph(known),
                           nullptr));
        const PlanarBeamCodebook codebook(4, 4, 1);
        GreedyBeamSelector::Settings settings;
        settings.rfChains = 3;
        const auto selection = CovarianceBeamSelector(codebook, settings)
                                   .Select(average.matrices, average.targets, average.leakage);
        for (int r = 0; r < 3; ++r)
        {
            NS_TEST_EXPECT_MSG_LT(
                (beams.analog.col(r) - codebook.GetBeam(selection.beams[r])).norm(),
                1e-12,
                "beam of chain " << r);
        }
    }
};

/// Tests of analog beams that a network chooses from covariances.
class FddMimoGcnTwoStageTestSuite : public TestSuite
{
  public:
    FddMimoGcnTwoStageTestSuite()
        : TestSuite("fdd-mimo-gcn-two-stage", Type::UNIT)
    {
        AddTestCase(new CovarianceSearchTestCase);
        AddTestCase(new BeamChoiceTestCase);
        AddTestCase(new TwoStageTestCase);
    }
};

static FddMimoGcnTwoStageTestSuite g_fddMimoGcnTwoStageTestSuite; //!< the suite
