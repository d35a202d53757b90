/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "reference-channels.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/edn-csi-codec.h"
#include "ns3/edn-precoder.h"
#include "ns3/edn-trainer.h"
#include "ns3/string.h"
#include "ns3/sum-rate.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"
#include "ns3/weight-archive.h"

#include <cmath>
#include <filesystem>
#include <random>

using namespace ns3;
using namespace ns3::fddmimo;

namespace
{

constexpr uint32_t ANTENNAS = 16; //!< N of the toy
constexpr uint32_t USERS = 4;     //!< K of the toy

/// Sparse single-cell channels of the reference generator, another realisation each epoch.
class ReferenceTrainingChannels : public TrainingChannels
{
  public:
    /**
     * \param seed seed of the first epoch
     */
    explicit ReferenceTrainingChannels(uint32_t seed)
        : m_seed(seed)
    {
    }

    void StartEpoch(uint32_t epoch) override
    {
        m_draw = std::make_unique<ReferenceChannels>(m_seed + epoch);
    }

    const CRowMatrix& Next() override
    {
        m_channels = StackChannels(m_draw->DrawSparseDrop(USERS, 1, ANTENNAS, false));
        return m_channels;
    }

  private:
    uint32_t m_seed;                           //!< seed of the first epoch
    std::unique_ptr<ReferenceChannels> m_draw; //!< channels of this epoch
    CRowMatrix m_channels;                     //!< the last realisation
};

/**
 * \param epochs epochs of encoder and beamformer decoder
 * \param decoder "structured" or "dense"
 * \return a trainer of a toy
 */
Ptr<EdnTrainer>
MakeTrainer(uint32_t epochs, const std::string& decoder)
{
    auto trainer = CreateObject<EdnTrainer>();
    trainer->SetAttribute("Decoder", StringValue(decoder));
    trainer->SetAttribute("Encoder", StringValue(decoder == "dense" ? "plain" : "aligned"));
    trainer->SetAttribute("Latent", UintegerValue(12));
    trainer->SetAttribute("EncoderWidths", StringValue("64"));
    trainer->SetAttribute("DecoderWidths", StringValue(decoder == "dense" ? "128" : "64"));
    trainer->SetAttribute("ChannelDecoderWidths", StringValue("64"));
    trainer->SetAttribute("Epochs", UintegerValue(epochs));
    trainer->SetAttribute("ChannelDecoderEpochs", UintegerValue(2));
    trainer->SetAttribute("Batches", UintegerValue(decoder == "dense" ? 80 : 20));
    trainer->SetAttribute("LearningRate", DoubleValue(3e-3));
    trainer->SetAttribute("BatchSize", UintegerValue(32));
    trainer->SetAttribute("TeacherEpochs", UintegerValue(2));
    trainer->SetAttribute("AscentSteps", UintegerValue(1));
    trainer->SetAttribute("CsiErrorVariance", DoubleValue(0.0));
    trainer->SetAttribute("Bits", StringValue("1,2,4,6"));
    return trainer;
}

/**
 * Starts a toy training.
 *
 * \param trainer the trainer
 * \param checkpoint path of its checkpoint
 * \param resume go on from there
 */
void
Start(Ptr<EdnTrainer> trainer, const std::string& checkpoint, bool resume)
{
    PrecoderTrainer::Scenario scenario;
    scenario.antennas = ANTENNAS;
    scenario.users = USERS;
    scenario.minSnrDb = 15.0;
    scenario.maxSnrDb = 15.0;
    scenario.description["channel"] = "reference";
    trainer->Start(scenario,
                   std::make_shared<ReferenceTrainingChannels>(1000),
                   std::make_shared<ReferenceTrainingChannels>(1),
                   checkpoint,
                   resume);
}

/**
 * Runs epochs.
 *
 * \param trainer the trainer
 * \param epochs how many at most
 */
void
RunEpochs(Ptr<EdnTrainer> trainer, uint32_t epochs)
{
    for (uint32_t i = 0; i < epochs && !trainer->GetStatus().finished; ++i)
    {
        trainer->RunEpoch([](double, double) { return true; });
    }
}

/**
 * \param weights path of an archive
 * \param bits bits of an element
 * \return codec with these weights
 */
Ptr<EdnCsiCodec>
MakeCodec(const std::string& weights, uint32_t bits = 4)
{
    auto codec = CreateObject<EdnCsiCodec>();
    codec->SetAttribute("Weights", StringValue(weights));
    codec->SetAttribute("Bits", UintegerValue(bits));
    return codec;
}

/**
 * \param weights path of an archive
 * \return precoder with these weights
 */
Ptr<EdnPrecoder>
MakePrecoder(const std::string& weights)
{
    auto precoder = CreateObject<EdnPrecoder>();
    precoder->SetAttribute("Weights", StringValue(weights));
    return precoder;
}

/**
 * Sends channels through a codec.
 *
 * \param codec the codec
 * \param channels noise-normalised channels
 * \return the precoding problem of the base station, P = 1
 */
PrecodingProblem
Report(Ptr<CsiCodec> codec, const std::vector<CMatrix>& channels)
{
    PrecodingProblem problem;
    problem.txAntennas = channels[0].cols();
    problem.rateWeights = RVector::Ones(channels.size());
    for (const CMatrix& channel : channels)
    {
        const CsiDimensions dimensions{static_cast<uint32_t>(channel.rows()),
                                       static_cast<uint32_t>(channel.cols()),
                                       1};
        problem.csi.users.push_back(
            codec->Decode(codec->Encode({channel}).bits, dimensions).front());
    }
    return problem;
}

} // namespace

/**
 * \ingroup fdd-mimo
 * A toy of each decoder learns, is the same when its training is stopped and resumed, and works
 * from its archive in codec and precoder.
 */
class EdnTrainingTestCase : public TestCase
{
  public:
    /**
     * \param decoder "structured" or "dense"
     */
    explicit EdnTrainingTestCase(const std::string& decoder)
        : TestCase("Training, resumption and use of the " + decoder + " decoder"),
          m_decoder(decoder)
    {
    }

  private:
    void DoRun() override
    {
        const std::string straight = CreateTempDirFilename(m_decoder + "-straight");
        const std::string stopped = CreateTempDirFilename(m_decoder + "-stopped");
        auto trainer = MakeTrainer(6, m_decoder);
        Start(trainer, straight, false);
        const std::string weights = CreateTempDirFilename(m_decoder + ".h5");
        RunEpochs(trainer, 100);
        trainer->Export(weights, false);
        NS_TEST_EXPECT_MSG_EQ(trainer->GetStatus().finished, true, "finished");
        NS_TEST_EXPECT_MSG_EQ(trainer->GetStatus().epoch, 8U, "epochs");

        // Stopped in the middle of an epoch, and between the phases.
        auto part = MakeTrainer(6, m_decoder);
        Start(part, stopped, false);
        RunEpochs(part, 3);
        int batches = 0;
        part->RunEpoch([&batches](double, double) { return ++batches < 5; });
        auto rest = MakeTrainer(6, m_decoder);
        Start(rest, stopped, true);
        NS_TEST_EXPECT_MSG_EQ(rest->GetStatus().epoch, 3U, "goes on after the last whole epoch");
        RunEpochs(rest, 3);
        auto end = MakeTrainer(6, m_decoder);
        Start(end, stopped, true);
        RunEpochs(end, 100);
        const std::string again = CreateTempDirFilename(m_decoder + "-again.h5");
        end->Export(again, false);
        const WeightArchive a = WeightArchive::Read(weights);
        const WeightArchive b = WeightArchive::Read(again);
        NS_TEST_ASSERT_MSG_EQ(a.arrays.size(), b.arrays.size(), "arrays");
        for (const auto& [name, array] : a.arrays)
        {
            NS_TEST_EXPECT_MSG_EQ((array.values == b.GetArray(name).values),
                                  true,
                                  name << " after resumption");
        }

        // Other settings, a damaged checkpoint.
        auto other = MakeTrainer(7, m_decoder);
        bool refused = false;
        try
        {
            Start(other, stopped, true);
        }
        catch (const std::runtime_error&)
        {
            refused = true;
        }
        NS_TEST_EXPECT_MSG_EQ(refused, true, "a checkpoint of other settings");
        std::filesystem::resize_file(stopped, std::filesystem::file_size(stopped) / 2);
        refused = false;
        try
        {
            Start(MakeTrainer(6, m_decoder), stopped, true);
        }
        catch (const std::runtime_error&)
        {
            refused = true;
        }
        NS_TEST_EXPECT_MSG_EQ(refused, true, "half a checkpoint");

        // On channels of its own.
        ReferenceChannels draw(77);
        const auto codec = MakeCodec(weights);
        const auto precoder = MakePrecoder(weights);
        double learned = 0.0;
        double untrained = 0.0;
        for (int i = 0; i < 40; ++i)
        {
            std::vector<CMatrix> channels = draw.DrawSparseDrop(USERS, 1, ANTENNAS, false);
            for (CMatrix& channel : channels)
            {
                channel *= std::pow(10.0, 0.75);
            }
            const PrecodingProblem problem = Report(codec, channels);
            const Beamformer beams = precoder->Design(problem);
            NS_TEST_EXPECT_MSG_EQ_TOL(beams.weights.squaredNorm(), 1.0, 1e-6, "power");
            learned += ComputeSumRate(channels, beams.weights) / 40;
            const CMatrix random = draw.DrawGaussian(ANTENNAS, USERS);
            untrained += ComputeSumRate(channels, random / random.norm()) / 40;
        }
        NS_TEST_EXPECT_MSG_GT(learned, 1.3 * untrained, "better than random beams");
    }

    std::string m_decoder; //!< "structured" or "dense"
};

/**
 * \ingroup fdd-mimo
 * Codec and precoder with weights of an untrained toy: what holds for any weights.
 */
class EdnCodecTestCase : public TestCase
{
  public:
    EdnCodecTestCase()
        : TestCase("Codec and precoder: bits, damage, phases, labels, zero channels, misfits")
    {
    }

  private:
    void DoRun() override
    {
        const std::string weights = CreateTempDirFilename("toy.h5");
        auto trainer = MakeTrainer(1, "structured");
        Start(trainer, CreateTempDirFilename("toy.pt"), false);
        RunEpochs(trainer, 100);
        trainer->Export(weights, true);

        ReferenceChannels draw(7);
        const CsiDimensions dimensions{1, ANTENNAS, 1};
        for (uint32_t bits : {1U, 2U, 4U, 6U})
        {
            const auto codec = MakeCodec(weights, bits);
            for (int i = 0; i < 100; ++i)
            {
                const CMatrix channel =
                    std::pow(10.0, i / 20.0 - 2.0) * draw.DrawGaussian(1, ANTENNAS);
                const EncodedCsi report = codec->Encode({channel});
                // Gain, beam (64 of them), latent.
                NS_TEST_EXPECT_MSG_EQ(report.bitsBeforeCoding, 8 + 4 + 12 * bits, "bits");
                NS_TEST_EXPECT_MSG_LT_OR_EQ(report.bits.GetSize(),
                                            report.bitsBeforeCoding + 1,
                                            "bits after coding");
                const auto csi = codec->Decode(report.bits, dimensions);
                NS_TEST_ASSERT_MSG_EQ(csi.size(), 1U, "one subband");
                NS_TEST_EXPECT_MSG_EQ_TOL(csi[0].latent(12),
                                          20.0 * std::log10(channel.norm() / 4.0),
                                          0.4,
                                          "gain in dB");
                // A common phase costs nothing, and changes nothing.
                const EncodedCsi turned = codec->Encode({channel * std::polar(1.0, 0.1 * i)});
                NS_TEST_EXPECT_MSG_EQ((turned.bits.GetBytes() == report.bits.GetBytes()),
                                      true,
                                      "the same report at another phase");
            }
        }

        // 1,000 damaged reports: some finite CSI, or none.
        const auto codec = MakeCodec(weights);
        const auto precoder = MakePrecoder(weights);
        std::mt19937 random(3);
        for (int i = 0; i < 1000; ++i)
        {
            const EncodedCsi report = codec->Encode({draw.DrawGaussian(1, ANTENNAS)});
            std::vector<uint8_t> bytes = report.bits.GetBytes();
            const uint32_t bit = random() % report.bits.GetSize();
            bytes[bit / 8] ^= 1 << bit % 8;
            const auto csi = codec->Decode(BitBuffer(bytes, report.bits.GetSize()), dimensions);
            if (!csi.empty())
            {
                PrecodingProblem problem;
                problem.txAntennas = ANTENNAS;
                problem.csi.users = csi;
                const Beamformer beams = precoder->Design(problem);
                NS_TEST_EXPECT_MSG_EQ((csi[0].channel.allFinite() && beams.weights.allFinite()),
                                      true,
                                      "finite after a flip of bit " << bit);
            }
        }

        // Labels, powers, absent channels.
        std::vector<CMatrix> channels = draw.DrawSparseDrop(3, 1, ANTENNAS, false);
        PrecodingProblem problem = Report(codec, channels);
        problem.maxPower = 20.0;
        const CMatrix beams = precoder->Design(problem).weights;
        NS_TEST_EXPECT_MSG_EQ_TOL(beams.squaredNorm(), 20.0, 1e-6, "power");
        std::swap(problem.csi.users[0], problem.csi.users[2]);
        const CMatrix swapped = precoder->Design(problem).weights;
        NS_TEST_EXPECT_MSG_LT((swapped.col(0) - beams.col(2)).norm() +
                                  (swapped.col(1) - beams.col(1)).norm(),
                              1e-4,
                              "relabelled users");
        channels[1].setZero();
        problem = Report(codec, channels);
        NS_TEST_EXPECT_MSG_EQ(problem.csi.users[1].channel.norm(), 0.0, "zero is reported as zero");
        const CMatrix without = precoder->Design(problem).weights;
        NS_TEST_EXPECT_MSG_EQ(without.col(1).norm(), 0.0, "no beam without a channel");
        NS_TEST_EXPECT_MSG_EQ_TOL(without.squaredNorm(), 1.0, 1e-6, "the others share the power");
        problem = Report(codec, {CMatrix::Zero(1, ANTENNAS)});
        NS_TEST_EXPECT_MSG_EQ((precoder->Design(problem).status == BeamformerStatus::Infeasible),
                              true,
                              "no channel at all");
        problem = Report(codec, {CMatrix::Constant(1, ANTENNAS, Complex(NAN, 0))});
        NS_TEST_EXPECT_MSG_EQ(precoder->Design(problem).weights.allFinite(), true, "no NaN");

        // What does not fit.
        const std::string wrongSize = codec->GetMisfit({1, ANTENNAS + 1, 1});
        NS_TEST_EXPECT_MSG_NE(wrongSize.find("16 antennas"), std::string::npos, wrongSize);
        NS_TEST_EXPECT_MSG_NE(wrongSize.find("17"), std::string::npos, wrongSize);
        const std::string missing = MakeCodec("no-such-weights")->GetMisfit(dimensions);
        NS_TEST_EXPECT_MSG_NE(missing.find("no-such-weights"), std::string::npos, missing);
        NS_TEST_EXPECT_MSG_EQ(codec->GetMisfit(dimensions), "", "fits");
    }
};

/**
 * \ingroup fdd-mimo
 * The encoder of ports: relabelling ports relabels those of the decoded channel; the feedback error
 * of the paper: its variance.
 */
class EdnPortsTestCase : public TestCase
{
  public:
    EdnPortsTestCase()
        : TestCase("Alignment to ports; Gaussian feedback error")
    {
    }

  private:
    void DoRun() override
    {
        const std::string weights = CreateTempDirFilename("ports.h5");
        auto trainer = MakeTrainer(1, "structured");
        trainer->SetAttribute("Encoder", StringValue("ports"));
        Start(trainer, CreateTempDirFilename("ports.pt"), false);
        RunEpochs(trainer, 100);
        trainer->Export(weights, false);

        ReferenceChannels draw(8);
        const auto codec = MakeCodec(weights, 6);
        const CMatrix channel = draw.DrawGaussian(1, ANTENNAS);
        constexpr Eigen::Index SHIFT = 5;
        CMatrix moved(1, ANTENNAS);
        for (Eigen::Index n = 0; n < ANTENNAS; ++n)
        {
            moved(0, (n + SHIFT) % ANTENNAS) = channel(0, n);
        }
        const CMatrix decoded = Report(codec, {channel}).csi.users[0].channel;
        const CMatrix decodedMoved = Report(codec, {moved}).csi.users[0].channel;
        for (Eigen::Index n = 0; n < ANTENNAS; ++n)
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(
                std::abs(decodedMoved(0, (n + SHIFT) % ANTENNAS) - decoded(0, n)),
                0.0,
                1e-5 * decoded.norm(),
                "port " << n);
        }

        // Several subbands, range-coded or not.
        const std::vector<CMatrix> subbands{channel, moved, draw.DrawGaussian(1, ANTENNAS)};
        for (bool coding : {true, false})
        {
            const auto several = MakeCodec(weights, 6);
            several->SetAttribute("EntropyCoding", BooleanValue(coding));
            const auto csi = several->Decode(several->Encode(subbands).bits, {1, ANTENNAS, 3});
            NS_TEST_ASSERT_MSG_EQ(csi.size(), subbands.size(), "subbands");
            for (std::size_t i = 0; i < subbands.size(); ++i)
            {
                const CMatrix alone = Report(codec, {subbands[i]}).csi.users[0].channel;
                NS_TEST_EXPECT_MSG_EQ_TOL((csi[i].channel - alone).norm(),
                                          0.0,
                                          1e-4 * alone.norm(),
                                          "subband " << i << ", coding " << coding);
            }
        }

        // The same latent with and without error; 12 elements in each of 500 reports.
        const auto noisy = MakeCodec(weights, 6);
        noisy->SetAttribute("FeedbackErrorVariance", DoubleValue(0.1));
        noisy->AssignStreams(5);
        const auto exact = MakeCodec(weights, 6);
        exact->SetAttribute("FeedbackErrorVariance", DoubleValue(1e-12));
        exact->AssignStreams(6);
        const Eigen::VectorXf sent = Report(exact, {channel}).csi.users[0].latent.head(12);
        constexpr int REPORTS = 500;
        double square = 0.0;
        for (int i = 0; i < REPORTS; ++i)
        {
            const Eigen::VectorXf latent = Report(noisy, {channel}).csi.users[0].latent.head(12);
            square += (latent - sent).squaredNorm() / (12.0 * REPORTS);
        }
        // The mean of n squares of a Gaussian has the relative standard deviation sqrt(2 / n).
        NS_TEST_EXPECT_MSG_EQ_TOL(square,
                                  0.1,
                                  4.0 * 0.1 * std::sqrt(2.0 / (12.0 * REPORTS)),
                                  "variance of the error");
    }
};

/**
 * \ingroup fdd-mimo
 * Weights that another LibTorch wrote: test/data/ has those of two releases, trained by
 * edn-tiny.conf beside them. Whichever reads them decodes the same channels and beams.
 */
class EdnArchiveTestCase : public TestCase
{
  public:
    EdnArchiveTestCase()
        : TestCase("Weights written by LibTorch 1.13 and 2.15")
    {
    }

  private:
    void DoRun() override
    {
        const std::filesystem::path root =
            std::filesystem::path(FindWeights("edn-64x1")).parent_path().parent_path();

        struct Point
        {
            const char* file;   //!< the weights
            Complex first;      //!< first entry of the second user's decoded channel
            double sumRateBits; //!< of the beams on the true channels
        };

        // Printed by this test under LibTorch 1.13; 2.15 agrees.
        for (const Point& point : {Point{"edn-libtorch-1.13.h5", {0.399958, 2.08331}, 9.01651},
                                   Point{"edn-libtorch-2.15.h5", {0.399387, 2.02422}, 9.02104}})
        {
            const std::string weights = (root / "test" / "data" / point.file).string();
            std::vector<CMatrix> channels(2, CMatrix(1, 8));
            for (int n = 0; n < 8; ++n)
            {
                channels[0](0, n) = std::polar(3.0, 0.5 * n);
                channels[1](0, n) = std::polar(2.0, 0.7 - 1.1 * n);
            }
            const auto problem = Report(MakeCodec(weights, 3), channels);
            const Complex first = problem.csi.users[1].channel(0, 0);
            const auto beams = MakePrecoder(weights)->Design(problem);
            const double rate = ComputeSumRate(channels, beams.weights);
            NS_TEST_EXPECT_MSG_EQ_TOL(std::abs(first - point.first),
                                      0.0,
                                      1e-3,
                                      point.file << ": decoded " << first);
            NS_TEST_EXPECT_MSG_EQ_TOL(rate, point.sumRateBits, 1e-3, point.file << ": sum rate");
        }
    }
};

/**
 * \ingroup fdd-mimo
 * Suite of the encoder-decoder scheme.
 */
class EdnTestSuite : public TestSuite
{
  public:
    EdnTestSuite()
        : TestSuite("fdd-mimo-edn", Type::UNIT)
    {
        AddTestCase(new EdnTrainingTestCase("structured"));
        AddTestCase(new EdnTrainingTestCase("dense"));
        AddTestCase(new EdnCodecTestCase);
        AddTestCase(new EdnPortsTestCase);
        AddTestCase(new EdnArchiveTestCase);
    }
};

static EdnTestSuite g_ednTestSuite; //!< the suite
