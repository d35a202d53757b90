/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../model/transformer/span-network-private.h"
#include "reference-channels.h"
#include "transformer-training-test-util.h"

#include "ns3/beamspace.h"
#include "ns3/mmse-precoder.h"
#include "ns3/span-model.h"
#include "ns3/string.h"
#include "ns3/sum-rate-ascent.h"
#include "ns3/sum-rate.h"
#include "ns3/test.h"
#include "ns3/transformer-precoder.h"
#include "ns3/uinteger.h"
#include "ns3/uplink-dual.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

using namespace ns3;
using namespace ns3::fddmimo;
using namespace ns3::fddmimo::test;

namespace
{

/**
 * A network with random weights, its head's too.
 *
 * \param robust for channel knowledge with errors
 * \return the network
 */
SpanNetwork
MakeRandomNetwork(bool robust)
{
    torch::manual_seed(5);
    SpanSizes sizes;
    sizes.layers = 3;
    sizes.width = 20; // no multiple of a vector register
    sizes.heads = 2;
    sizes.hidden = 27;
    sizes.robust = robust;
    sizes.beamspace = robust;
    SpanNetwork network(sizes);
    const torch::NoGradGuard guard;
    for (auto& item : network->named_parameters())
    {
        if (item.key().find("head.") != std::string::npos)
        {
            item.value().normal_(0.0, 0.2);
        }
        else if (item.key().find("norm") != std::string::npos)
        {
            item.value().add_(at::randn_like(item.value()) * 0.2);
        }
    }
    return network;
}

/**
 * \param network a network
 * \return its archive
 */
WeightArchive
MakeArchive(SpanNetwork& network)
{
    WeightArchive archive;
    network->GetSizes().Store(archive);
    for (const auto& item : network->named_parameters())
    {
        const at::Tensor values = item.value().detach().contiguous();
        WeightArchive::Array& array = archive.arrays[item.key()];
        array.shape = values.sizes().vec();
        array.values.assign(values.data_ptr<float>(), values.data_ptr<float>() + values.numel());
    }
    return archive;
}

/**
 * \param channels channels of problems of one size
 * \return the problems as the network in LibTorch takes them
 */
SpanBatch
MakeBatch(const std::vector<CMatrix>& channels)
{
    SpanBatch batch;
    batch.gram = std::vector<PlanarMatrix>(channels.size());
    for (std::size_t i = 0; i < channels.size(); ++i)
    {
        MakeGram(channels[i], batch.gram[i]);
    }
    batch.weights = at::ones({static_cast<int64_t>(channels.size()), channels[0].rows()});
    batch.ComputeFeatures();
    return batch;
}

} // namespace

/**
 * \ingroup fdd-mimo
 * The network in LibTorch: derivatives of the error matrix, rates of its beams.
 */
class SpanNetworkTestCase : public TestCase
{
  public:
    SpanNetworkTestCase()
        : TestCase("Span network in LibTorch: derivatives and rates")
    {
    }

  private:
    void DoRun() override
    {
        ReferenceChannels draw(32);
        std::vector<CMatrix> channels;
        for (int i = 0; i < 4; ++i)
        {
            channels.push_back(DrawChannel(draw, 6, 5, 10.0, 10.0));
        }
        SpanBatch batch = MakeBatch(channels);
        torch::manual_seed(1);
        at::Tensor x = (at::randn({4, 6}) * 0.7).log_softmax(1);
        x.requires_grad_(true);
        const SpanError error = ComputeSpanError(batch, x);
        ComputeSpanRate(batch, error).sum().backward();
        const at::Tensor power = x.detach().exp().to(at::kDouble);
        for (int i = 0; i < 4; ++i)
        {
            PlanarMatrix planes;
            RMatrix squares;
            const Eigen::Map<const RVector> lambda(power.data_ptr<double>() + 6 * i, 6);
            ComputeDualError(batch.gram[i], lambda, planes);
            ComputeDualSquares(planes, squares);
            const RVector gradient = ComputeDualGradient(squares, RVector::Ones(6));
            for (int k = 0; k < 6; ++k)
            {
                NS_TEST_ASSERT_MSG_EQ_TOL(x.grad()[i][k].item<double>(),
                                          gradient(k),
                                          1e-4,
                                          "gradient through the error matrix");
            }
            const double mmse = ComputeSumRate(
                channels[i],
                CreateObject<MmsePrecoder>()->Design(MakeMisoProblem(channels[i])).weights);
            NS_TEST_ASSERT_MSG_EQ_TOL(ComputeSpanMmseRate(batch)[i].item<double>() / M_LN2,
                                      mmse,
                                      1e-3,
                                      "rate of the linear MMSE precoder");
        }

        // Rates on true channels that differ from those known, and their derivatives.
        std::vector<CMatrix> known;
        batch.crossRe = at::empty({4, 6, 6});
        batch.crossIm = at::empty({4, 6, 6});
        for (int i = 0; i < 4; ++i)
        {
            known.push_back(channels[i] + 0.7 * draw.DrawGaussian(6, 5));
            MakeGram(known[i], batch.gram[i]);
            const CMatrix cross = channels[i] * known[i].adjoint();
            for (int k = 0; k < 6; ++k)
            {
                for (int j = 0; j < 6; ++j)
                {
                    batch.crossRe[i][k][j] = cross(k, j).real();
                    batch.crossIm[i][k][j] = cross(k, j).imag();
                }
            }
        }
        batch.ComputeFeatures();
        SpanState state;
        state.logPower = x.detach();
        state.load = at::full({4, 1}, -0.8);
        state.powers = at::randn({4, 6}) * 0.3;
        const at::Tensor rates = ComputeSpanTrueRate(batch, state);
        for (int i = 0; i < 4; ++i)
        {
            const Eigen::Map<const RVector> lambda(power.data_ptr<double>() + 6 * i, 6);
            const RVector loaded = lambda * std::exp(-0.8);
            PlanarMatrix planes;
            RMatrix squares;
            ComputeDualError(batch.gram[i], loaded, planes);
            ComputeDualSquares(planes, squares);
            RVector loads = ComputeDualLoads(squares, loaded);
            for (int k = 0; k < 6; ++k)
            {
                loads(k) *= std::exp(state.powers[i][k].item<double>());
            }
            const CMatrix beams = known[i].adjoint() * loaded.cwiseSqrt().asDiagonal() *
                                  planes.ToComplex() * loads.cwiseSqrt().asDiagonal();
            NS_TEST_ASSERT_MSG_EQ_TOL(rates[i].item<double>() / M_LN2,
                                      ComputeSumRate(channels[i], ProjectPower(beams, 1.0)),
                                      1e-3,
                                      "rate on the true channel");
        }
        state.logPower.requires_grad_(true);
        ComputeSpanTrueRate(batch, state).sum().backward();
        const at::Tensor gradient = state.logPower.grad().clone();
        const torch::NoGradGuard guard;
        for (int k = 0; k < 6; ++k)
        {
            const double step = 0.01;
            double rate[2];
            for (int side = 0; side < 2; ++side)
            {
                SpanState moved = state;
                moved.logPower = state.logPower.detach().clone();
                moved.logPower.select(1, k).add_(side == 0 ? -step : step);
                rate[side] = ComputeSpanTrueRate(batch, moved).to(at::kDouble).sum().item<double>();
            }
            NS_TEST_ASSERT_MSG_EQ_TOL(gradient.select(1, k).sum().item<double>(),
                                      (rate[1] - rate[0]) / (2.0 * step),
                                      5e-3,
                                      "gradient through beams and true channels");
        }
    }
};

/**
 * \ingroup fdd-mimo
 * The fused inference is the network in LibTorch; a batch of any sizes is its problems one by one.
 */
class SpanModelTestCase : public TestCase
{
  public:
    /**
     * \param robust with the outputs for channel knowledge with errors
     */
    explicit SpanModelTestCase(bool robust)
        : TestCase(std::string("Fused inference against LibTorch") + (robust ? ", robust" : "")),
          m_robust(robust)
    {
    }

  private:
    void DoRun() override
    {
        SpanNetwork network = MakeRandomNetwork(m_robust);
        const SpanModel model(MakeArchive(network));
        ReferenceChannels draw(33);
        std::vector<SpanModel::Problem> all(12);
        for (int size = 0; size < 3; ++size)
        {
            const uint32_t users = (std::vector<uint32_t>{5, 17, 33})[size];
            std::vector<CMatrix> channels;
            for (int i = 0; i < 4; ++i)
            {
                channels.push_back(DrawChannel(draw, users, 20, 12.0, 15.0));
            }
            SpanBatch batch = MakeBatch(channels);
            const torch::NoGradGuard guard;
            SpanState state = network->Start(batch);
            for (int64_t t = 0; t < network->GetSizes().layers; ++t)
            {
                const SpanError error =
                    ComputeSpanError(batch, SpanNetworkImpl::GetLoadedPower(state));
                state = network->Step(t, batch, error, state);
            }
            std::vector<SpanModel::Problem> problems(4);
            for (int i = 0; i < 4; ++i)
            {
                for (SpanModel::Problem* problem : {&problems[i], &all[3 * i + size]})
                {
                    MakeGram(channels[i], problem->gram);
                    problem->weights = RVector::Ones(users);
                }
            }
            model.Run(problems);
            const at::Tensor expected = SpanNetworkImpl::GetLoadedPower(state);
            for (int i = 0; i < 4; ++i)
            {
                for (uint32_t k = 0; k < users; ++k)
                {
                    NS_TEST_ASSERT_MSG_EQ_TOL(std::log(problems[i].power(k)),
                                              expected[i][k].item<double>(),
                                              1e-4,
                                              "logarithm of a power, K = " << users);
                    const double correction = m_robust ? state.powers[i][k].item<double>() : 0.0;
                    NS_TEST_ASSERT_MSG_EQ_TOL(problems[i].correction(k),
                                              correction,
                                              1e-4,
                                              "correction of a power");
                }
                m_powers[3 * i + size] = problems[i].power;
            }
        }
        if (m_robust)
        {
            CheckBeamspace(network, model, draw);
        }
        model.Run(all);
        for (int i = 0; i < 12; ++i)
        {
            NS_TEST_ASSERT_MSG_EQ((all[i].power - m_powers[i]).cwiseAbs().maxCoeff(),
                                  0.0,
                                  "other sizes in the batch change nothing");
        }
    }

    /**
     * The beamspace keeps a channel whose beams have gain 1, finds a single path in one beam, and
     * its perceptron is that of LibTorch.
     *
     * \param network the network
     * \param model the same
     * \param draw random numbers
     */
    void CheckBeamspace(SpanNetwork& network, const SpanModel& model, ReferenceChannels& draw)
    {
        for (const int antennas : {1, 2, 8, 15})
        {
            const CRowMatrix channel = draw.DrawGaussian(3, antennas);
            PlanarMatrix adjoint(antennas, 3);
            for (int k = 0; k < 3; ++k)
            {
                adjoint.SetColumnConjugate(k, channel.data() + k * antennas, 1);
            }
            const Beamspace beamspace(adjoint);
            NS_TEST_ASSERT_MSG_EQ_TOL(beamspace.GetBeams().norm(),
                                      channel.norm(),
                                      1e-9,
                                      "beams are orthonormal");
            std::vector<float> features(3 * antennas * Beamspace::FEATURES);
            beamspace.FillFeatures(features.data());
            const torch::NoGradGuard guard;
            const at::Tensor gains =
                network
                    ->ShrinkBeams(
                        at::from_blob(features.data(), {3 * antennas, Beamspace::FEATURES}))
                    .contiguous();
            PlanarMatrix expected;
            beamspace.Restore(gains.data_ptr<float>(), expected);
            model.Shrink(adjoint);
            NS_TEST_ASSERT_MSG_LT((adjoint.ToComplex() - expected.ToComplex()).norm(),
                                  1e-5,
                                  "perceptron of the beamspace");
            beamspace.Restore(std::vector<float>(3 * antennas, 1.0F).data(), adjoint);
            NS_TEST_ASSERT_MSG_LT((adjoint.ToComplex().adjoint() - channel).norm(),
                                  1e-6,
                                  "gains of 1 change nothing");
        }
        CRowMatrix path(1, 16);
        for (int n = 0; n < 16; ++n)
        {
            path(0, n) = std::polar(1.0, 2.0 * M_PI * 3 * n / 16);
        }
        PlanarMatrix adjoint(16, 1);
        adjoint.SetColumnConjugate(0, path.data(), 1);
        NS_TEST_ASSERT_MSG_EQ_TOL(Beamspace(adjoint).GetBeams().cwiseAbs().maxCoeff(),
                                  4.0,
                                  1e-9,
                                  "a path in the direction of a beam");
    }

    bool m_robust;        //!< kind of network
    RVector m_powers[12]; //!< results
};

/**
 * \ingroup fdd-mimo
 * Before it has learned anything the network is the linear MMSE precoder, then ascent steps.
 */
class InitialTransformerTestCase : public TestCase
{
  public:
    InitialTransformerTestCase()
        : TestCase("An untrained network has the beams of MMSE, up to their powers")
    {
    }

  private:
    void DoRun() override
    {
        torch::manual_seed(1);
        SpanNetwork network{SpanSizes()};
        const std::string file = CreateTempDirFilename("untrained.h5");
        MakeArchive(network).Write(file, false);
        auto precoder = CreateObject<TransformerPrecoder>();
        precoder->SetAttribute("Weights", StringValue(file));
        auto stepped = CreateObject<TransformerPrecoder>();
        stepped->SetAttribute("Weights", StringValue(file));
        stepped->SetAttribute("Steps", UintegerValue(7));
        const auto mmse = CreateObject<MmsePrecoder>();
        ReferenceChannels draw(34);
        for (int trial = 0; trial < 20; ++trial)
        {
            const CMatrix h = DrawChannel(draw, 6, draw.DrawInteger(4, 9), 15.0, 10.0);
            const PrecodingProblem problem = MakeMisoProblem(h, 2.0);
            const CMatrix own = precoder->Design(problem).weights;
            const CMatrix linear = mmse->Design(problem).weights;
            for (Eigen::Index k = 0; k < own.cols(); ++k)
            {
                const double cosine = std::abs(own.col(k).dot(linear.col(k))) /
                                      (own.col(k).norm() * linear.col(k).norm());
                NS_TEST_ASSERT_MSG_EQ_TOL(cosine, 1.0, 1e-9, "direction of beam " << k);
            }
            NS_TEST_ASSERT_MSG_EQ_TOL(own.squaredNorm(), 2.0, 1e-9, "power");
            NS_TEST_ASSERT_MSG_GT_OR_EQ(ComputeSumRate(h, own),
                                        ComputeSumRate(h, linear) - 1e-9,
                                        "not below MMSE");
            std::vector<CMatrix> channels;
            for (const UserCsi& user : problem.csi.users)
            {
                channels.push_back(user.channel);
            }
            const CMatrix steps = SumRateAscent(7, 3e-4, 5).Ascend(channels, own, 2.0);
            NS_TEST_ASSERT_MSG_LT((stepped->Design(problem).weights - steps).norm(),
                                  1e-9,
                                  "gradient steps");
        }
    }
};

/**
 * \ingroup fdd-mimo
 * A small network learns, is the same when its training is stopped and resumed, trains no layer but
 * those of its window, and works from its archive; other archives are refused.
 */
class TransformerTrainingTestCase : public TestCase
{
  public:
    TransformerTrainingTestCase()
        : TestCase("Training, resumption, window and archive")
    {
    }

  private:
    void DoRun() override
    {
        const std::string straight = CreateTempDirFilename("straight");
        const std::string stopped = CreateTempDirFilename("stopped");
        auto trainer = MakeTrainer(6, 1);
        Start(trainer, straight, false);
        RunEpochs(trainer, 6);
        const double first = trainer->GetStatus().validation;
        trainer->Export(straight + "-first.h5", false);
        RunEpochs(trainer, 100);
        trainer->Export(straight + ".h5", false);
        NS_TEST_ASSERT_MSG_EQ(trainer->GetStatus().epoch, 12, "two positions of the window");
        NS_TEST_EXPECT_MSG_GT(first, 1.05, "gain over MMSE of the first layer");
        NS_TEST_EXPECT_MSG_GT(trainer->GetStatus().best, first, "the second layer adds to it");

        auto begun = MakeTrainer(6, 1);
        Start(begun, stopped, false);
        RunEpochs(begun, 8);
        auto resumed = MakeTrainer(6, 1);
        Start(resumed, stopped, true);
        RunEpochs(resumed, 100);
        resumed->Export(stopped + ".h5", false);
        const WeightArchive a = WeightArchive::Read(straight + ".h5");
        const WeightArchive b = WeightArchive::Read(stopped + ".h5");
        const WeightArchive early = WeightArchive::Read(straight + "-first.h5");
        bool moved = false;
        for (const auto& [name, array] : a.arrays)
        {
            NS_TEST_EXPECT_MSG_EQ((array.values == b.GetArray(name).values),
                                  true,
                                  "resumed, array " << name);
            const bool same = array.values == early.GetArray(name).values;
            if (name.find("layers_0") == 0)
            {
                NS_TEST_EXPECT_MSG_EQ(same, true, "outside the window, array " << name);
            }
            moved = moved || !same;
        }
        NS_TEST_EXPECT_MSG_EQ(moved, true, "inside the window");

        auto precoder = CreateObject<TransformerPrecoder>();
        precoder->SetAttribute("Weights", StringValue(straight + ".h5"));
        const auto mmse = CreateObject<MmsePrecoder>();
        ReferenceChannels draw(36);
        double gain = 0.0;
        for (int i = 0; i < 50; ++i)
        {
            const CMatrix h = DrawChannel(draw, 8, 8, 15.0);
            const PrecodingProblem problem = MakeMisoProblem(h);
            gain += ComputeSumRate(h, precoder->Design(problem).weights) /
                    ComputeSumRate(h, mmse->Design(problem).weights) / 50.0;
        }
        // WMMSE gains 19 %.
        NS_TEST_EXPECT_MSG_GT(gain, 1.08, "gain over MMSE in use");

        // On channels known with errors it learns to trust them less than MMSE does.
        auto robust = MakeTrainer(6, 2, 0.3);
        Start(robust, stopped + "-robust", false);
        RunEpochs(robust, 100);
        NS_TEST_EXPECT_MSG_GT(robust->GetStatus().best, 1.1, "gain over MMSE with errors");

        WeightArchive foreign = a;
        foreign.attributes["method"] = "edn";
        NS_TEST_EXPECT_MSG_EQ(IsRefused(foreign), true, "another method");
        WeightArchive incomplete = a;
        incomplete.arrays.erase("layers_1.qkv.weight");
        NS_TEST_EXPECT_MSG_EQ(IsRefused(incomplete), true, "an array is missing");
        WeightArchive wrong = a;
        wrong.attributes["width"] = "24";
        NS_TEST_EXPECT_MSG_EQ(IsRefused(wrong), true, "sizes contradict each other");
        NS_TEST_EXPECT_MSG_EQ(IsRefused(a), false, "the whole archive");
    }

    /**
     * \param archive an archive
     * \return true if no network can be made of it
     */
    static bool IsRefused(const WeightArchive& archive)
    {
        try
        {
            const SpanModel model(archive);
        }
        catch (const WeightArchiveError&)
        {
            return true;
        }
        return false;
    }
};

/**
 * \ingroup fdd-mimo
 * Suite of the Transformer.
 */
class TransformerTestSuite : public TestSuite
{
  public:
    TransformerTestSuite()
        : TestSuite("fdd-mimo-transformer", Type::UNIT)
    {
        AddTestCase(new SpanNetworkTestCase);
        AddTestCase(new SpanModelTestCase(false));
        AddTestCase(new SpanModelTestCase(true));
        AddTestCase(new InitialTransformerTestCase);
        AddTestCase(new TransformerTrainingTestCase);
    }
};

static TransformerTestSuite g_transformerTestSuite; //!< the suite
