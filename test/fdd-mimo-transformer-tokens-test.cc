/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../model/learning/sum-rate-tensor-private.h"
#include "../model/transformer/baseline-network-private.h"
#include "../model/transformer/token-network-private.h"
#include "reference-channels.h"
#include "transformer-training-test-util.h"

#include "ns3/boolean.h"
#include "ns3/mmse-precoder.h"
#include "ns3/string.h"
#include "ns3/sum-rate-ascent.h"
#include "ns3/sum-rate.h"
#include "ns3/test.h"
#include "ns3/token-model.h"
#include "ns3/transformer-precoder.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <functional>
#include <stdexcept>

using namespace ns3;
using namespace ns3::fddmimo;
using namespace ns3::fddmimo::test;

namespace
{

/**
 * \param sizes sizes
 * \param deviation of what is added to all weights
 * \return a network with random weights
 */
TokenNetwork
MakeRandomTokenNetwork(const TokenSizes& sizes, double deviation)
{
    const torch::NoGradGuard guard;
    torch::manual_seed(3);
    TokenNetwork network(sizes);
    for (at::Tensor& tensor : network->parameters())
    {
        tensor.add_(at::randn_like(tensor) * deviation);
    }
    return network;
}

/**
 * \param network a network
 * \return its archive
 */
WeightArchive
MakeTokenArchive(TokenNetwork& network)
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
 * \param padded beams, [L, L]
 * \param beams beams, N x K
 * \return largest difference of entries
 */
double
GetDistance(const at::Tensor& padded, const CMatrix& beams)
{
    const at::Tensor wide = padded.to(at::kComplexDouble).contiguous();
    const auto* data = static_cast<const Complex*>(wide.data_ptr());
    double distance = 0.0;
    for (Eigen::Index n = 0; n < beams.rows(); ++n)
    {
        for (Eigen::Index k = 0; k < beams.cols(); ++k)
        {
            distance = std::max(distance, std::abs(data[n * padded.size(1) + k] - beams(n, k)));
        }
    }
    return distance;
}

} // namespace

/**
 * \ingroup fdd-mimo
 * The network of the paper: its size, its start, its masks and its power.
 */
class TokenNetworkTestCase : public TestCase
{
  public:
    TokenNetworkTestCase()
        : TestCase("Token Transformer: size, start, masks, power")
    {
    }

  private:
    void DoRun() override
    {
        TokenSizes paper;
        paper.condition = false;
        // SPEC of the paper: 1 039 280 weights a layer, with all biases.
        NS_TEST_EXPECT_MSG_EQ(paper.CountWeights(), 10392800, "weights of the paper's network");
        const torch::NoGradGuard guard;
        torch::manual_seed(3);
        TokenSizes sizes;
        sizes.most = 8;
        sizes.layers = 3;
        sizes.embedding = 16;
        sizes.width = 24;
        sizes.heads = 3;
        for (const auto& [lift, directions] :
             std::vector<std::pair<bool, TokenSizes::Directions>>{{true, TokenSizes::NONE},
                                                                  {false, TokenSizes::NONE},
                                                                  {true, TokenSizes::GRADIENT},
                                                                  {true, TokenSizes::WMMSE}})
        {
            sizes.lift = lift;
            sizes.directions = directions;
            TokenNetwork network(sizes);
            int64_t weights = 0;
            for (const at::Tensor& tensor : network->parameters())
            {
                weights += tensor.numel();
            }
            NS_TEST_EXPECT_MSG_EQ(weights, sizes.CountWeights(), "weights, lift " << lift);

            ReferenceChannels draw(37);
            std::vector<CRowMatrix> channels;
            for (const auto& [users, antennas] :
                 std::vector<std::pair<int, int>>{{8, 8}, {5, 7}, {6, 4}, {1, 1}})
            {
                channels.emplace_back(DrawChannel(draw, users, antennas, 12.0, 5.0));
            }
            const TokenBatch batch = MakeTokenBatch(channels);
            const auto run = [&](const TokenBatch& problems) {
                TokenState state = network->Start(problems);
                for (int64_t layer = 0; layer < 3; ++layer)
                {
                    state = network->Step(layer, problems, state, 2);
                }
                return state.beams;
            };
            // Before it has learned anything: linear MMSE beams, then 6 gradient steps.
            const auto mmse = CreateObject<MmsePrecoder>();
            const at::Tensor first = run(batch);
            for (std::size_t i = 0; i < channels.size(); ++i)
            {
                const PrecodingProblem problem = MakeMisoProblem(channels[i]);
                std::vector<CMatrix> each;
                for (const UserCsi& user : problem.csi.users)
                {
                    each.push_back(user.channel);
                }
                const CMatrix expected = SumRateAscent(6, sizes.ascentStep, 0)
                                             .Ascend(each, mmse->Design(problem).weights, 1.0);
                NS_TEST_EXPECT_MSG_LT(GetDistance(first[i], expected),
                                      1e-4,
                                      "untrained, problem " << i);
            }
            // With random weights: companions of other sizes change nothing, nor does what stands
            // in absent places; power is exact.
            for (at::Tensor& tensor : network->parameters())
            {
                tensor.add_(at::randn_like(tensor) * 0.1);
            }
            const at::Tensor together = run(batch);
            NS_TEST_EXPECT_MSG_GT((together - first).abs().max().item<double>(),
                                  0.01,
                                  "the weights matter");
            for (std::size_t i = 0; i < channels.size(); ++i)
            {
                NS_TEST_EXPECT_MSG_EQ_TOL(together[i].abs().square().sum().item<double>(),
                                          1.0,
                                          1e-5,
                                          "power of problem " << i);
                const at::Tensor alone = run(MakeTokenBatch({channels[i]}))[0];
                const at::Tensor present =
                    together[i].slice(0, 0, alone.size(0)).slice(1, 0, alone.size(1));
                NS_TEST_EXPECT_MSG_LT((present - alone).abs().max().item<double>(),
                                      1e-5,
                                      "alone and in a batch, problem " << i);
                const at::Tensor outside = together[i].abs() * (1.0 - batch.entries[i].t());
                NS_TEST_EXPECT_MSG_EQ(outside.max().item<double>(), 0.0, "absent places");
            }
            const std::vector<CMatrix> used =
                TokenModel(MakeTokenArchive(network)).Design(channels, 2);
            for (std::size_t i = 0; i < channels.size(); ++i)
            {
                NS_TEST_EXPECT_MSG_LT(GetDistance(together[i], used[i]),
                                      1e-5,
                                      "from an archive, problem " << i);
            }
        }
    }
};

/**
 * \ingroup fdd-mimo
 * The network for its use, which is written by hand, against that in LibTorch.
 */
class TokenModelTestCase : public TestCase
{
  public:
    TokenModelTestCase()
        : TestCase("Token Transformer without LibTorch against LibTorch, random sizes")
    {
    }

  private:
    void DoRun() override
    {
        for (const bool lift : {true, false})
        {
            TokenSizes sizes;
            sizes.most = 11;
            sizes.layers = 3;
            sizes.embedding = 21; // no multiples of a vector register
            sizes.width = 36;
            sizes.heads = 3;
            sizes.lift = lift;
            sizes.condition = lift;
            Compare(sizes, 20, 0.1);
        }
        for (const auto directions : {TokenSizes::GRADIENT, TokenSizes::WMMSE})
        {
            TokenSizes sizes;
            sizes.most = 9;
            sizes.layers = 3;
            sizes.embedding = 21;
            sizes.width = 36;
            sizes.heads = 3;
            sizes.directions = directions;
            sizes.condition = directions == TokenSizes::WMMSE;
            // Directions of WMMSE need an inverse, which LibTorch has in single precision.
            Compare(sizes, 20, 0.1, 1e-4);
        }
        TokenSizes paper;
        paper.layers = 1;
        Compare(paper, 3, 0.02);
    }

    /**
     * \param sizes sizes of a network
     * \param count problems
     * \param deviation spread of its weights
     * \param tolerance largest difference of entries of the beams
     */
    void Compare(const TokenSizes& sizes, int count, double deviation, double tolerance = 1e-5)
    {
        TokenNetwork network = MakeRandomTokenNetwork(sizes, deviation);
        ReferenceChannels draw(41);
        std::vector<CRowMatrix> channels;
        for (int i = 0; i < count; ++i)
        {
            const uint32_t users = draw.DrawInteger(1, sizes.most);
            const uint32_t antennas = draw.DrawInteger(1, sizes.most);
            channels.emplace_back(
                DrawChannel(draw, users, antennas, draw.DrawUniform(-10.0, 25.0), 10.0));
        }
        const torch::NoGradGuard guard;
        const TokenBatch batch = MakeTokenBatch(channels);
        TokenState state = network->Start(batch);
        const TokenState start = state;
        for (int64_t layer = 0; layer < sizes.layers; ++layer)
        {
            state = network->Step(layer, batch, state, 2);
        }
        const TokenModel model(MakeTokenArchive(network));
        const std::vector<CMatrix> beams = model.Design(channels, 2);
        double moved = 0.0;
        for (int i = 0; i < count; ++i)
        {
            NS_TEST_EXPECT_MSG_LT(
                GetDistance(start.beams[i], TokenModel::ComputeStart(channels[i])),
                1e-5,
                "start, problem " << i);
            moved = std::max(moved, GetDistance(start.beams[i], beams[i]));
            NS_TEST_EXPECT_MSG_LT(GetDistance(state.beams[i], beams[i]),
                                  tolerance,
                                  "problem " << i);
            NS_TEST_EXPECT_MSG_EQ((model.Design({channels[i]}, 2).front() == beams[i]),
                                  true,
                                  "alone and in a batch, bit for bit, problem " << i);
        }
        NS_TEST_EXPECT_MSG_GT(moved, 0.01, "the weights matter");
    }
};

/**
 * \ingroup fdd-mimo
 * Where the network is of no use, at SNRs that it was never trained for or with weights that have
 * overflown, the precoder's beams are the linear MMSE beams it starts from.
 */
class TokenFallbackTestCase : public TestCase
{
  public:
    TokenFallbackTestCase()
        : TestCase("Token Transformer gives way to MMSE beams")
    {
    }

  private:
    void DoRun() override
    {
        TokenSizes sizes;
        sizes.most = 6;
        sizes.layers = 2;
        sizes.embedding = 16;
        sizes.width = 16;
        sizes.heads = 2;
        const auto mmse = CreateObject<MmsePrecoder>();
        ReferenceChannels draw(42);
        for (const auto& [deviation, directions] :
             std::vector<std::pair<double, TokenSizes::Directions>>{{0.1, TokenSizes::NONE},
                                                                    {1e25, TokenSizes::NONE},
                                                                    {0.1, TokenSizes::GRADIENT},
                                                                    {0.1, TokenSizes::WMMSE},
                                                                    {1e25, TokenSizes::WMMSE}})
        {
            sizes.directions = directions;
            TokenNetwork network = MakeRandomTokenNetwork(sizes, deviation);
            const std::string file = CreateTempDirFilename("overflown.h5");
            MakeTokenArchive(network).Write(file, false);
            auto precoder = CreateObject<TransformerPrecoder>();
            precoder->SetAttribute("Weights", StringValue(file));
            for (double snrDb = -40.0; snrDb < 105.0; snrDb += 3.0)
            {
                const auto users = draw.DrawInteger(1, 6);
                const CMatrix h = DrawChannel(draw, users, draw.DrawInteger(1, 6), snrDb, 10.0);
                const PrecodingProblem problem = MakeMisoProblem(h, 2.0);
                const Beamformer beams = precoder->Design(problem);
                const double floor = ComputeSumRate(h, mmse->Design(problem).weights);
                NS_TEST_EXPECT_MSG_EQ((beams.status == BeamformerStatus::Ok), true, "status");
                NS_TEST_EXPECT_MSG_EQ_TOL(beams.weights.squaredNorm(), 2.0, 1e-9, "power");
                NS_TEST_EXPECT_MSG_GT(ComputeSumRate(h, beams.weights),
                                      (1.0 - 1e-3) * floor,
                                      "rate at " << snrDb << " dB, of that of MMSE");
            }
            precoder->Dispose();
            std::filesystem::remove(file);
        }
    }
};

/**
 * \ingroup fdd-mimo
 * Problems and networks keep to one device: on LibTorch's device without memory, which refuses to
 * meet tensors of the CPU as a GPU does, a batch is drawn and passes the layers forth and back.
 */
class TokenDeviceTestCase : public TestCase
{
  public:
    TokenDeviceTestCase()
        : TestCase("Token Transformer and LSTM on one device")
    {
    }

  private:
    /**
     * As Module::to(), which old releases of LibTorch refuse for this device.
     *
     * \param network a network
     * \param device where its parameters go
     */
    static void MoveParameters(torch::nn::Module& network, const at::Device& device)
    {
        for (at::Tensor& parameter : network.parameters())
        {
            const at::Tensor moved = parameter.detach().to(device);
            parameter.unsafeGetTensorImpl()->shallow_copy_from(moved.getIntrusivePtr());
        }
    }

    /**
     * \param network a network
     * \param examples problems
     * \param design makes its beams
     */
    void CheckGradients(torch::nn::Module& network,
                        const TokenExamples& examples,
                        const std::function<at::Tensor()>& design)
    {
        at::Tensor beams;
        try
        {
            beams = design();
        }
        catch (const c10::NotImplementedError&)
        {
            return; // LibTorch 1.13 lacks some layers on this device
        }
        ComputeSumRateTensor(examples.channels, beams, 1).mean().backward();
        for (const at::Tensor& parameter : network.parameters())
        {
            NS_TEST_EXPECT_MSG_EQ((parameter.grad().device() == beams.device()), true, "device");
        }
    }

    void DoRun() override
    {
        const at::Device device = at::kMeta;
        TransformerSampling sampling;
        sampling.scenario.users = 7;
        sampling.scenario.antennas = 9;
        sampling.scenario.snrSpreadDb = 10.0;
        sampling.csiErrorVariance = 0.1;
        std::mt19937_64 random(5);
        const TokenExamples examples = DrawGaussianExamples(sampling, 6, random, device);
        const TokenBatch batch = MakeTokenBatch(examples.known, examples.users, examples.antennas);
        for (const auto directions : {TokenSizes::NONE, TokenSizes::GRADIENT, TokenSizes::WMMSE})
        {
            TokenSizes sizes;
            sizes.most = 9;
            sizes.layers = 2;
            sizes.embedding = 16;
            sizes.width = 16;
            sizes.heads = 2;
            sizes.directions = directions;
            TokenNetwork network(sizes);
            MoveParameters(*network, device);
            TokenState state = network->Start(batch);
            if (directions != TokenSizes::NONE)
            {
                const TokenGuideTensor guide =
                    ComputeTokenGuideTensor(batch, state.beams, directions);
                NS_TEST_EXPECT_MSG_EQ(
                    (guide.direction.device() == device && guide.figures.device() == device),
                    true,
                    "what layers see");
            }
            CheckGradients(*network, examples, [&] {
                for (int64_t layer = 0; layer < 2; ++layer)
                {
                    state = network->Step(layer, batch, state, 1);
                }
                return state.beams;
            });
        }
        for (const auto kind : {BaselineSizes::RESIDUAL_FNN, BaselineSizes::LSTM})
        {
            BaselineSizes sizes;
            sizes.kind = kind;
            sizes.most = 9;
            sizes.layers = 1;
            sizes.hidden = 8;
            BaselineNetwork network(sizes);
            MoveParameters(*network, device);
            CheckGradients(*network, examples, [&] { return network->Design(batch, 2).back(); });
        }
    }
};

/**
 * \ingroup fdd-mimo
 * A small network of the paper's kind is trained, and used from its archive.
 */
class TokenTrainingTestCase : public TestCase
{
  public:
    TokenTrainingTestCase()
        : TestCase("Training of a small token Transformer")
    {
    }

  private:
    void DoRun() override
    {
        auto trainer = MakeTrainer(5, 2);
        trainer->SetAttribute("Variant", StringValue("tokens"));
        trainer->SetAttribute("Batches", UintegerValue(8));
        trainer->SetAttribute("BatchSize", UintegerValue(16));
        trainer->SetAttribute("LearningRate", DoubleValue(1e-3));
        trainer->SetAttribute("AscentSteps", UintegerValue(2));
        Start(trainer, CreateTempDirFilename("tokens"), false);
        RunEpochs(trainer, 100);
        // Gradient steps alone make a gain; so short a training must not have spoilt it.
        NS_TEST_EXPECT_MSG_GT(trainer->GetStatus().best, 1.005, "gain over MMSE");
        const std::string file = CreateTempDirFilename("tokens.h5");
        trainer->Export(file, true);
        auto precoder = CreateObject<TransformerPrecoder>();
        precoder->SetAttribute("Weights", StringValue(file));
        NS_TEST_EXPECT_MSG_EQ(precoder->GetMaxStreams(10), 10, "most streams");
        NS_TEST_EXPECT_MSG_EQ(precoder->GetMaxStreams(11), 0, "too many antennas");
        const auto mmse = CreateObject<MmsePrecoder>();
        ReferenceChannels draw(38);
        double gain = 0.0;
        for (int i = 0; i < 50; ++i)
        {
            const CMatrix h = DrawChannel(draw, 6, 6, 15.0);
            const PrecodingProblem problem = MakeMisoProblem(h, 2.0);
            const CMatrix beams = precoder->Design(problem).weights;
            NS_TEST_ASSERT_MSG_EQ_TOL(beams.squaredNorm(), 2.0, 1e-9, "power");
            gain +=
                ComputeSumRate(h, beams) / ComputeSumRate(h, mmse->Design(problem).weights) / 50.0;
        }
        NS_TEST_EXPECT_MSG_GT(gain, 1.0, "gain over MMSE in use");
    }
};

/**
 * \ingroup fdd-mimo
 * A network with search directions learns from Gaussian problems that are drawn where it is, more
 * than gradient steps gain, and is the same when its training is stopped and resumed.
 */
class TokenDirectionsTrainingTestCase : public TestCase
{
  public:
    TokenDirectionsTrainingTestCase()
        : TestCase("Training with search directions on Gaussian problems, resumption")
    {
    }

  private:
    void DoRun() override
    {
        const auto make = [] {
            auto trainer = MakeTrainer(3, 0);
            trainer->SetAttribute("Variant", StringValue("tokens"));
            trainer->SetAttribute("Directions", StringValue("wmmse"));
            trainer->SetAttribute("GaussianProblems", UintegerValue(32));
            trainer->SetAttribute("Curriculum", BooleanValue(false));
            trainer->SetAttribute("Batches", UintegerValue(8));
            trainer->SetAttribute("BatchSize", UintegerValue(2));
            trainer->SetAttribute("ValidationBatches", UintegerValue(2));
            trainer->SetAttribute("AscentSteps", UintegerValue(0));
            return trainer;
        };
        const auto straight = make();
        Start(straight, CreateTempDirFilename("directions"), false);
        RunEpochs(straight, 3);
        NS_TEST_EXPECT_MSG_GT(straight->GetStatus().best, 1.05, "gain over MMSE");
        const std::string checkpoint = CreateTempDirFilename("directions-stopped");
        const auto stopped = make();
        Start(stopped, checkpoint, false);
        RunEpochs(stopped, 1);
        const auto resumed = make();
        Start(resumed, checkpoint, true);
        RunEpochs(resumed, 2);
        NS_TEST_EXPECT_MSG_EQ(resumed->GetStatus().validation,
                              straight->GetStatus().validation,
                              "the same as without a stop");

        const auto span = make();
        span->SetAttribute("Variant", StringValue("span"));
        bool refused = false;
        try
        {
            Start(span, CreateTempDirFilename("span"), false);
        }
        catch (const std::runtime_error&)
        {
            refused = true;
        }
        NS_TEST_EXPECT_MSG_EQ(refused, true, "no Gaussian problems for span tokens");
    }
};

/**
 * \ingroup fdd-mimo
 * Suite of the Transformer with tokens of users and antennas.
 */
class TransformerTokensTestSuite : public TestSuite
{
  public:
    TransformerTokensTestSuite()
        : TestSuite("fdd-mimo-transformer-tokens", Type::UNIT)
    {
        AddTestCase(new TokenNetworkTestCase);
        AddTestCase(new TokenModelTestCase);
        AddTestCase(new TokenFallbackTestCase);
        AddTestCase(new TokenDeviceTestCase);
        AddTestCase(new TokenTrainingTestCase);
        AddTestCase(new TokenDirectionsTrainingTestCase);
    }
};

static TransformerTokensTestSuite g_transformerTokensTestSuite; //!< the suite
