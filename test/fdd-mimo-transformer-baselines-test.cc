/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../model/learning/torch-training-private.h"
#include "../model/transformer/baseline-network-private.h"
#include "reference-channels.h"
#include "transformer-training-test-util.h"

#include "ns3/baseline-model.h"
#include "ns3/learned-baseline-precoder.h"
#include "ns3/mmse-precoder.h"
#include "ns3/string.h"
#include "ns3/sum-rate.h"
#include "ns3/test.h"

#include <stdexcept>

using namespace ns3;
using namespace ns3::fddmimo;
using namespace ns3::fddmimo::test;

/**
 * \ingroup fdd-mimo
 * A method that the Transformer is compared with learns, works from its archive, and has valid
 * beams far from what it was trained on.
 */
class LearnedBaselineTestCase : public TestCase
{
  public:
    /**
     * \param variant "fnn", "residual-fnn" or "lstm"
     * \param gain rate over that of MMSE that it reaches
     */
    LearnedBaselineTestCase(const std::string& variant, double gain)
        : TestCase("Training and use of the variant " + variant),
          m_variant(variant),
          m_gain(gain)
    {
    }

  private:
    void DoRun() override
    {
        auto trainer = MakeTrainer(m_variant == "lstm" ? 3 : 6, 0);
        trainer->SetAttribute("Variant", StringValue(m_variant));
        trainer->SetAttribute("AscentSteps", UintegerValue(4));
        trainer->SetAttribute("MinUsers", UintegerValue(4));
        trainer->SetAttribute("MinAntennas", UintegerValue(8));
        trainer->SetAttribute("Hidden", UintegerValue(m_variant == "lstm" ? 8 : 128));
        trainer->SetAttribute("BatchSize", UintegerValue(16));
        Start(trainer, CreateTempDirFilename("baseline"), false);
        RunEpochs(trainer, 1);
        const double first = trainer->GetStatus().validation;
        RunEpochs(trainer, 100);
        NS_TEST_EXPECT_MSG_GT(trainer->GetStatus().best, first, "it learns");
        NS_TEST_EXPECT_MSG_GT(trainer->GetStatus().best, m_gain, "rate over that of MMSE");
        const std::string file = CreateTempDirFilename(m_variant + ".h5");
        trainer->Export(file, false);

        auto precoder = CreateObject<LearnedBaselinePrecoder>();
        precoder->SetAttribute("Weights", StringValue(file));
        NS_TEST_EXPECT_MSG_EQ(precoder->GetMaxStreams(10), 10, "most streams");
        NS_TEST_EXPECT_MSG_EQ(precoder->GetMaxStreams(11), 0, "too many antennas");
        const auto mmse = CreateObject<MmsePrecoder>();
        ReferenceChannels draw(51);
        double gain = 0.0;
        for (int i = 0; i < 50; ++i)
        {
            const CMatrix h = DrawChannel(draw, 6, 9, 10.0);
            const PrecodingProblem problem = MakeMisoProblem(h, 2.0);
            const CMatrix beams = precoder->Design(problem).weights;
            NS_TEST_ASSERT_MSG_EQ_TOL(beams.squaredNorm(), 2.0, 1e-9, "power");
            gain +=
                ComputeSumRate(h, beams) / ComputeSumRate(h, mmse->Design(problem).weights) / 50.0;
        }
        NS_TEST_EXPECT_MSG_GT(gain, 0.9 * m_gain, "rate over that of MMSE in use");
        for (double snrDb = -60.0; snrDb < 160.0; snrDb += 10.0)
        {
            const PrecodingProblem problem = MakeMisoProblem(
                DrawChannel(draw, draw.DrawInteger(1, 10), draw.DrawInteger(1, 10), snrDb, 30.0));
            const CMatrix beams = precoder->Design(problem).weights;
            NS_TEST_EXPECT_MSG_EQ_TOL(beams.squaredNorm(), 1.0, 1e-9, "power at " << snrDb);
        }

        WeightArchive archive = WeightArchive::Read(file);
        CompareWithTorch(archive, draw);
        NS_TEST_EXPECT_MSG_EQ(IsRefused(archive), false, "the whole archive");
        archive.arrays.erase("out.weight");
        NS_TEST_EXPECT_MSG_EQ(IsRefused(archive), true, "an array is missing");
        archive.attributes["method"] = "edn";
        NS_TEST_EXPECT_MSG_EQ(IsRefused(archive), true, "another method");

        auto windowed = MakeTrainer(1, 1);
        windowed->SetAttribute("Variant", StringValue(m_variant));
        bool refused = false;
        try
        {
            Start(windowed, CreateTempDirFilename("windowed"), false);
        }
        catch (const std::runtime_error&)
        {
            refused = true;
        }
        NS_TEST_EXPECT_MSG_EQ(refused, true, "no window over layers that are trained together");
    }

    /**
     * The network for its use, which is written by hand, against that in LibTorch.
     *
     * \param archive trained weights
     * \param draw random numbers
     */
    void CompareWithTorch(const WeightArchive& archive, ReferenceChannels& draw)
    {
        const torch::NoGradGuard guard;
        const BaselineModel model(archive);
        BaselineNetwork network(model.GetSizes());
        for (auto& item : network->named_parameters())
        {
            ReadTensor(archive, item.key(), item.value());
        }
        for (int i = 0; i < 10; ++i)
        {
            const CRowMatrix channel =
                DrawChannel(draw, draw.DrawInteger(1, 10), draw.DrawInteger(1, 10), 12.0, 5.0);
            const CMatrix beams = model.Design({channel}, 3).front();
            const at::Tensor expected = network->Design(MakeTokenBatch({channel}), 3)
                                            .back()[0]
                                            .to(at::kComplexDouble)
                                            .contiguous();
            const Eigen::Map<const CRowMatrix> other(
                static_cast<const Complex*>(expected.data_ptr()),
                beams.rows(),
                beams.cols());
            NS_TEST_EXPECT_MSG_LT((beams - other).norm(), 1e-4, "against LibTorch, problem " << i);
        }
    }

    /**
     * \param archive an archive
     * \return true if no network can be made of it
     */
    static bool IsRefused(const WeightArchive& archive)
    {
        try
        {
            const BaselineModel model(archive);
        }
        catch (const WeightArchiveError&)
        {
            return true;
        }
        return false;
    }

    std::string m_variant; //!< which method
    double m_gain;         //!< rate over that of MMSE that it reaches
};

/**
 * \ingroup fdd-mimo
 * Suite of the learned methods that the Transformer is compared with.
 */
class TransformerBaselinesTestSuite : public TestSuite
{
  public:
    TransformerBaselinesTestSuite()
        : TestSuite("fdd-mimo-transformer-baselines", Type::UNIT)
    {
        AddTestCase(new LearnedBaselineTestCase("fnn", 0.12));
        AddTestCase(new LearnedBaselineTestCase("residual-fnn", 0.99));
        AddTestCase(new LearnedBaselineTestCase("lstm", 0.99));
    }
};

static TransformerBaselinesTestSuite g_transformerBaselinesTestSuite; //!< the suite
