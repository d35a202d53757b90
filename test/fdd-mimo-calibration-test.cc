/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/black-box-precoder.h"
#include "ns3/boolean.h"
#include "ns3/calibration-precoder.h"
#include "ns3/calibration-trainer.h"
#include "ns3/constant-position-mobility-model.h"
#include "ns3/double.h"
#include "ns3/indoor-channel-model.h"
#include "ns3/room-position-allocator.h"
#include "ns3/string.h"
#include "ns3/sum-rate.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"
#include "ns3/zf-layer.h"

#include <Eigen/LU>
#include <cmath>
#include <random>

using namespace ns3;
using namespace ns3::fddmimo;

namespace
{

constexpr uint32_t ANTENNAS = 16;      //!< N of the toy
constexpr uint32_t USERS = 4;          //!< K of the toy
constexpr double SNR_DB = 90.0;        //!< power over noise of the downlink, at the base station
constexpr double PILOT_OFFSET = -15.0; //!< of the uplink, beside it

/// Channels of the room, other positions each epoch.
class RoomChannels : public TrainingChannels
{
  public:
    /**
     * \param stream random stream of the first epoch
     */
    explicit RoomChannels(int64_t stream)
        : m_stream(stream),
          m_room(CreateObject<IndoorChannelModel>()),
          m_drop(CreateObject<RoomPositionAllocator>())
    {
        auto site = CreateObject<ConstantPositionMobilityModel>();
        site->SetPosition(Vector(0.0, 0.0, 2.5));
        m_room->AddBs(site, ANTENNAS);
        for (uint32_t k = 0; k < USERS; ++k)
        {
            m_users.push_back(CreateObject<ConstantPositionMobilityModel>());
            m_room->AddUe(m_users.back(), 1);
        }
    }

    void StartEpoch(uint32_t epoch) override
    {
        m_drop = CreateObject<RoomPositionAllocator>();
        m_drop->AssignStreams(m_stream + epoch);
    }

    const CRowMatrix& Next() override
    {
        for (const auto& user : m_users)
        {
            user->SetPosition(m_drop->GetNext());
        }
        m_room->Update(Seconds(0));
        m_uplink.resize(USERS, ANTENNAS);
        for (uint32_t k = 0; k < USERS; ++k)
        {
            m_uplink.row(k) = m_room->GetUplink(0, k, 0).transpose();
        }
        return m_room->GetDownlinkOfCell(0, 0);
    }

    const CRowMatrix& GetUplink() const override
    {
        return m_uplink;
    }

  private:
    int64_t m_stream;                                        //!< stream of the first epoch
    Ptr<IndoorChannelModel> m_room;                          //!< the room
    Ptr<RoomPositionAllocator> m_drop;                       //!< draws positions
    std::vector<Ptr<ConstantPositionMobilityModel>> m_users; //!< the users
    CRowMatrix m_uplink;                                     //!< of the last realisation
};

/**
 * \param scheme what is trained
 * \param epochs epochs
 * \return a trainer of a toy
 */
Ptr<CalibrationTrainer>
MakeTrainer(const std::string& scheme, uint32_t epochs)
{
    auto trainer = CreateObject<CalibrationTrainer>();
    trainer->SetAttribute("Scheme", StringValue(scheme));
    trainer->SetAttribute("Widths", StringValue("64"));
    trainer->SetAttribute("Epochs", UintegerValue(epochs));
    trainer->SetAttribute("Batches", UintegerValue(10));
    trainer->SetAttribute("BatchSize", UintegerValue(32));
    trainer->SetAttribute("ValidationBatches", UintegerValue(2));
    trainer->SetAttribute("LearningRate", DoubleValue(3e-3));
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
Start(Ptr<CalibrationTrainer> trainer, const std::string& checkpoint, bool resume)
{
    PrecoderTrainer::Scenario scenario;
    scenario.antennas = ANTENNAS;
    scenario.users = USERS;
    scenario.minSnrDb = SNR_DB;
    scenario.maxSnrDb = SNR_DB;
    trainer->Start(scenario,
                   std::make_shared<RoomChannels>(1000),
                   std::make_shared<RoomChannels>(1),
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
RunEpochs(Ptr<CalibrationTrainer> trainer, uint32_t epochs)
{
    for (uint32_t i = 0; i < epochs && !trainer->GetStatus().finished; ++i)
    {
        trainer->RunEpoch([](double, double) { return true; });
    }
}

/**
 * \param scheme scheme of the weights
 * \param weights path of an archive
 * \return precoder with these weights
 */
Ptr<PilotPrecoder>
MakePrecoder(const std::string& scheme, const std::string& weights)
{
    Ptr<PilotPrecoder> precoder = CreateObject<CalibrationPrecoder>();
    if (scheme == "channel-mapping")
    {
        precoder = CreateObject<ChannelMappingPrecoder>();
    }
    else if (scheme == "black-box")
    {
        precoder = CreateObject<BlackBoxPrecoder>();
    }
    precoder->SetAttribute("Weights", StringValue(weights));
    return precoder;
}

/**
 * \param precoder precoder
 * \param uplink uplink channels of the users, K x N
 * \param noise noise of the pilots, N x K, unit variance
 * \param snrDb power of a user's pilots over the noise in dB
 * \return the problem, P = 1
 */
PrecodingProblem
SendPilots(Ptr<PilotPrecoder> precoder,
           const CRowMatrix& uplink,
           const CMatrix& noise,
           double snrDb = SNR_DB + PILOT_OFFSET)
{
    PrecodingProblem problem;
    problem.txAntennas = ANTENNAS;
    problem.csi.users.resize(uplink.rows());
    problem.rateWeights = RVector::Ones(uplink.rows());
    problem.csi.pilotSnr = std::pow(10.0, 0.1 * snrDb);
    problem.csi.uplinkPilots = std::sqrt(problem.csi.pilotSnr) * uplink.transpose() *
                                   precoder->GetUplinkPilots(uplink.rows(), ANTENNAS) +
                               noise;
    return problem;
}

/**
 * \param random generator
 * \param rows rows
 * \param columns columns
 * \return entries of unit variance
 */
CMatrix
DrawGaussian(std::mt19937& random, Eigen::Index rows, Eigen::Index columns)
{
    std::normal_distribution<double> normal(0.0, std::sqrt(0.5));
    CMatrix matrix(rows, columns);
    for (Complex& entry : matrix.reshaped())
    {
        const double real = normal(random);
        entry = Complex(real, normal(random));
    }
    return matrix;
}

/**
 * \ingroup fdd-mimo
 * Theorem 1 of [CAL]: the gradient of the sum rate with respect to the input of ZF, eq. (13), and
 * that a step along it from the true channel raises the sum rate.
 */
class ZfLayerTestCase : public TestCase
{
  public:
    ZfLayerTestCase()
        : TestCase("Theorem 1: calibrating the input of ZF")
    {
    }

  private:
    void DoRun() override
    {
        std::mt19937 random(1);
        for (const auto& [users, antennas] : {std::pair(2, 4), {4, 4}, {8, 16}, {10, 64}})
        {
            const std::string size = std::to_string(users) + " x " + std::to_string(antennas);
            const CMatrix channel = 3.0 * DrawGaussian(random, users, antennas);
            const CMatrix other = channel + DrawGaussian(random, users, antennas);
            const double power = 2.0;
            const CMatrix beams = ApplyZfLayer(other, power, 0.0);
            NS_TEST_EXPECT_MSG_EQ_TOL(beams.squaredNorm(), power, 1e-9 * power, size << ": power");
            CMatrix effective = other * beams;
            effective.diagonal().array() -= effective(0, 0);
            NS_TEST_EXPECT_MSG_LT(effective.norm(), 1e-9 * other.norm(), size << ": gamma I");

            for (const bool constant : {false, true})
            {
                const CMatrix gradient = ComputeZfLayerGradient(channel, other, power, constant);
                const double gamma = std::sqrt(power) /
                                     (other.adjoint() * (other * other.adjoint()).inverse()).norm();
                const auto rate = [&](const CMatrix& input) -> double {
                    const CMatrix plain = input.adjoint() * (input * input.adjoint()).inverse();
                    return ComputeSumRate(channel,
                                          constant ? CMatrix(gamma * plain)
                                                   : ApplyZfLayer(input, power, 0.0));
                };
                for (int trial = 0; trial < 5; ++trial)
                {
                    const CMatrix direction = DrawGaussian(random, users, antennas);
                    const double step = 1e-5;
                    const double difference =
                        (rate(other + step * direction) - rate(other - step * direction)) /
                        (2.0 * step);
                    const double slope = (gradient.adjoint() * direction).trace().real();
                    NS_TEST_EXPECT_MSG_EQ_TOL(slope,
                                              difference,
                                              1e-6 * gradient.norm() * direction.norm(),
                                              size << ": gradient, gamma "
                                                   << (constant ? "constant" : "following"));
                }
            }

            // From the channel itself, within any distance.
            const CMatrix ascent = ComputeZfLayerGradient(channel, channel, power);
            NS_TEST_EXPECT_MSG_GT(ascent.norm(), 1e-6, size << ": the gradient is not zero");
            const double before = ComputeSumRate(channel, ApplyZfLayer(channel, power, 0.0));
            for (const double distance : {1e-3, 1e-4, 1e-5})
            {
                const CMatrix perturbed =
                    channel + ascent * (distance * channel.norm() / ascent.norm());
                const double after = ComputeSumRate(channel, ApplyZfLayer(perturbed, power, 0.0));
                NS_TEST_EXPECT_MSG_GT(after, before, size << ": a step of " << distance);
            }
        }
        NS_TEST_EXPECT_MSG_EQ(ApplyZfLayer(CMatrix::Zero(2, 4), 1.0, 1e-6).isZero(0.0),
                              true,
                              "no channel, no beams");
    }
};

/**
 * \ingroup fdd-mimo
 * A toy of each scheme learns, is the same when its training is stopped and resumed, and its beams
 * have the sum rate that the validation promised.
 */
class CalibrationTrainingTestCase : public TestCase
{
  public:
    /**
     * \param scheme scheme
     * \param input "beams" or "antennas"
     * \param pool realisations that are drawn once, 0: none
     */
    CalibrationTrainingTestCase(const std::string& scheme,
                                const std::string& input,
                                uint32_t pool = 0)
        : TestCase("Training, resumption and use of " + scheme + " on " + input +
                   (pool > 0 ? ", from a pool" : "")),
          m_scheme(scheme),
          m_input(input),
          m_pool(pool)
    {
    }

  private:
    /**
     * \return a trainer
     */
    Ptr<CalibrationTrainer> Make()
    {
        auto trainer = MakeTrainer(m_scheme, 4);
        trainer->SetAttribute("Input", StringValue(m_input));
        trainer->SetAttribute("Pool", UintegerValue(m_pool));
        // Pilots of a number of users that no batch since the resumption had must stay as they are.
        trainer->SetAttribute("MinUsers", UintegerValue(m_pool > 0 ? 2 : 0));
        return trainer;
    }

    void DoRun() override
    {
        const std::string name = m_scheme + "-" + m_input + "-" + std::to_string(m_pool);
        auto trainer = Make();
        Start(trainer, CreateTempDirFilename(name + "-straight"), false);
        RunEpochs(trainer, 1);
        const double first = trainer->GetStatus().validation;
        RunEpochs(trainer, 100);
        NS_TEST_EXPECT_MSG_GT(trainer->GetStatus().best, first, "learns");
        const std::string weights = CreateTempDirFilename(name + ".h5");
        trainer->Export(weights, false);

        const std::string stopped = CreateTempDirFilename(name + "-stopped");
        auto part = Make();
        Start(part, stopped, false);
        if (m_pool > 0)
        {
            // Part of the pool is there then, and nothing is trained.
            part->RunEpoch([](double, double) { return false; });
            NS_TEST_EXPECT_MSG_EQ(part->GetStatus().epoch, 0, "an epoch that was stopped");
        }
        RunEpochs(part, 2);
        auto rest = Make();
        Start(rest, stopped, true);
        RunEpochs(rest, 100);
        const std::string again = CreateTempDirFilename(name + "-again.h5");
        rest->Export(again, false);
        const WeightArchive a = WeightArchive::Read(weights);
        const WeightArchive b = WeightArchive::Read(again);
        for (const auto& [array, values] : a.arrays)
        {
            NS_TEST_EXPECT_MSG_EQ((values.values == b.GetArray(array).values),
                                  true,
                                  array << " after resumption");
        }

        if (m_scheme == "channel-mapping")
        {
            return; // its validation is an error, not a rate
        }
        // The precoder folds batch normalisation, estimates and inverts in double precision.
        const auto precoder = MakePrecoder(m_scheme, weights);
        RoomChannels channels(1);
        channels.StartEpoch(0);
        std::mt19937 random(2);
        std::vector<PrecodingProblem> problems;
        std::vector<CMatrix> truth;
        for (int i = 0; i < 64; ++i)
        {
            truth.push_back(channels.Next() * std::pow(10.0, 0.05 * SNR_DB));
            problems.push_back(
                SendPilots(precoder, channels.GetUplink(), DrawGaussian(random, ANTENNAS, USERS)));
        }
        const std::vector<Beamformer> beams = precoder->DesignBatch(problems);
        double sum = 0.0;
        for (std::size_t i = 0; i < truth.size(); ++i)
        {
            sum += ComputeSumRate(truth[i], beams[i].weights) / static_cast<double>(truth.size());
            NS_TEST_EXPECT_MSG_EQ_TOL(beams[i].weights.squaredNorm(), 1.0, 1e-6, "power");
            const Beamformer alone = precoder->Design(problems[i]);
            NS_TEST_EXPECT_MSG_LT((alone.weights - beams[i].weights).norm(),
                                  1e-4,
                                  "the same alone as in a batch");
        }
        // The same positions with other noise.
        NS_TEST_EXPECT_MSG_EQ_TOL(sum,
                                  trainer->GetStatus().best,
                                  0.06 * sum,
                                  "as in the validation");
    }

    std::string m_scheme; //!< scheme
    std::string m_input;  //!< what the network works on
    uint32_t m_pool;      //!< realisations that are drawn once
};

/**
 * \ingroup fdd-mimo
 * Pilots of several numbers of users in one archive, permutations, and input that is out of the
 * ordinary.
 */
class CalibrationInputTestCase : public TestCase
{
  public:
    CalibrationInputTestCase()
        : TestCase("Any number of users, permutations, input out of the ordinary")
    {
    }

  private:
    /**
     * \param archive an archive
     * \param text what the error has to say
     */
    void ExpectRefused(const WeightArchive& archive, const std::string& text)
    {
        std::string message;
        try
        {
            const CalibrationModel model(archive);
        }
        catch (const WeightArchiveError& error)
        {
            message = error.what();
        }
        NS_TEST_EXPECT_MSG_NE(message.find(text),
                              std::string::npos,
                              "\"" << message << "\" should say " << text);
    }

    void DoRun() override
    {
        auto trainer = MakeTrainer("calibration", 2);
        trainer->SetAttribute("MinUsers", UintegerValue(2));
        Start(trainer, CreateTempDirFilename("users"), false);
        RunEpochs(trainer, 100);
        const std::string weights = CreateTempDirFilename("users.h5");
        trainer->Export(weights, true);
        const auto precoder = MakePrecoder("calibration", weights);

        RoomChannels channels(5);
        channels.StartEpoch(0);
        const CRowMatrix downlink = channels.Next();
        const CRowMatrix uplink = channels.GetUplink();
        std::mt19937 random(3);
        for (uint32_t users = 1; users <= 6; ++users)
        {
            const CMatrix pilots = precoder->GetUplinkPilots(users, ANTENNAS);
            NS_TEST_EXPECT_MSG_EQ(pilots.rows(), users, "users");
            NS_TEST_EXPECT_MSG_EQ(pilots.cols(), users, "as many symbols");
            for (uint32_t k = 0; k < users; ++k)
            {
                NS_TEST_EXPECT_MSG_EQ_TOL(pilots.row(k).squaredNorm(), users, 1e-3, "power");
            }
            CRowMatrix rows(users, ANTENNAS);
            for (uint32_t k = 0; k < users; ++k)
            {
                rows.row(k) = uplink.row(k % USERS); // the fifth stands where the first does
            }
            const Beamformer beams =
                precoder->Design(SendPilots(precoder, rows, DrawGaussian(random, ANTENNAS, users)));
            NS_TEST_EXPECT_MSG_EQ_TOL(beams.weights.squaredNorm(), 1.0, 1e-6, "power of beams");
        }

        // Without noise the users' order does not matter, whatever pilot a user sends.
        const CMatrix silence = CMatrix::Zero(ANTENNAS, USERS);
        const CMatrix straight = precoder->Design(SendPilots(precoder, uplink, silence)).weights;
        const CMatrix turned =
            precoder->Design(SendPilots(precoder, uplink.colwise().reverse(), silence)).weights;
        NS_TEST_EXPECT_MSG_LT((turned.rowwise().reverse() - straight).norm(), 1e-3, "permutation");

        // Far below the noise of the training, no user at all, all in one place.
        for (const double snrDb : {SNR_DB - 100.0, 10.0, -100.0, 300.0})
        {
            const Beamformer beams = precoder->Design(
                SendPilots(precoder, uplink, DrawGaussian(random, ANTENNAS, USERS), snrDb));
            NS_TEST_EXPECT_MSG_EQ(beams.weights.allFinite(), true, snrDb << " dB");
            NS_TEST_EXPECT_MSG_LT(beams.weights.squaredNorm(), 1.0 + 1e-6, snrDb << " dB");
        }
        PrecodingProblem problem = SendPilots(precoder, uplink, silence);
        problem.csi.uplinkPilots.setZero();
        NS_TEST_EXPECT_MSG_EQ(precoder->Design(problem).weights.allFinite(), true, "no pilots");
        problem.csi.uplinkPilots.setConstant(NAN);
        NS_TEST_EXPECT_MSG_EQ(precoder->Design(problem).weights.allFinite(), true, "no numbers");
        CRowMatrix together = uplink;
        together.rowwise() = uplink.row(0);
        const Beamformer same = precoder->Design(SendPilots(precoder, together, silence));
        NS_TEST_EXPECT_MSG_EQ_TOL(same.weights.squaredNorm(), 1.0, 1e-6, "one place");

        // What is refused, and how.
        NS_TEST_EXPECT_MSG_NE(precoder->GetMisfit(4, 32).find("16 antennas"),
                              std::string::npos,
                              precoder->GetMisfit(4, 32));
        NS_TEST_EXPECT_MSG_EQ(precoder->GetMisfit(4, ANTENNAS), "", "fits");
        NS_TEST_EXPECT_MSG_NE(
            MakePrecoder("black-box", weights)->GetMisfit(4, ANTENNAS).find("not of black-box"),
            std::string::npos,
            "another scheme");
        WeightArchive archive = WeightArchive::Read(weights);
        auto& pilots = archive.arrays["pilots3"].values;
        std::fill(pilots.begin(), pilots.end(), 1.0F);
        ExpectRefused(archive, "singular");
        archive.attributes["pilot_length"] = "3";
        ExpectRefused(archive, "pilot_length must be at least users");
        archive.attributes["antennas"] = "0";
        ExpectRefused(archive, "antennas");
        archive.attributes["method"] = "edn";
        ExpectRefused(archive, "edn");

        const auto expectNoStart = [this](const std::string& attribute,
                                          const AttributeValue& value,
                                          const std::string& text) {
            auto wrong = MakeTrainer("calibration", 1);
            wrong->SetAttribute(attribute, value);
            std::string message;
            try
            {
                Start(wrong, CreateTempDirFilename("wrong"), false);
            }
            catch (const std::runtime_error& error)
            {
                message = error.what();
            }
            NS_TEST_EXPECT_MSG_NE(message.find(text), std::string::npos, "\"" << message << "\"");
        };
        expectNoStart("PilotLength", UintegerValue(3), "--pilot-length=3");
        expectNoStart("MinUsers", UintegerValue(5), "--min-users=5");
        expectNoStart("ValidationUsers", UintegerValue(3), "--validation-users=3");
        expectNoStart("Widths", StringValue("64,x"), "--widths=64,x");
        expectNoStart("InitialWeights", StringValue(weights), "min_users");
    }
};

/**
 * \ingroup fdd-mimo
 * The network of the paper, 2 M - 512 - 2048 - 2048 - 2 M, is built, trained for a step and used;
 * weights are what a training on other channels can start from.
 */
class CalibrationFullSizeTestCase : public TestCase
{
  public:
    CalibrationFullSizeTestCase()
        : TestCase("Full size, and start from weights")
    {
    }

  private:
    void DoRun() override
    {
        const auto make = [](const std::string& initial) {
            auto trainer = MakeTrainer("calibration", 1);
            trainer->SetAttribute("Input", StringValue("antennas"));
            trainer->SetAttribute("Widths", StringValue("512,2048,2048"));
            trainer->SetAttribute("OutputBatchNorm", BooleanValue(true));
            trainer->SetAttribute("Batches", UintegerValue(1));
            trainer->SetAttribute("BatchSize", UintegerValue(2));
            trainer->SetAttribute("ValidationBatches", UintegerValue(1));
            trainer->SetAttribute("InitialWeights", StringValue(initial));
            return trainer;
        };
        auto trainer = make("");
        Start(trainer, CreateTempDirFilename("full"), false);
        RunEpochs(trainer, 1);
        const std::string weights = CreateTempDirFilename("full.h5");
        trainer->Export(weights, false);
        const WeightArchive archive = WeightArchive::Read(weights);
        NS_TEST_EXPECT_MSG_EQ(archive.GetArray("linear2.weight").values.size(),
                              2048U * 2048U,
                              "third layer");
        const auto precoder = MakePrecoder("calibration", weights);
        RoomChannels channels(5);
        channels.StartEpoch(0);
        channels.Next();
        const Beamformer beams = precoder->Design(
            SendPilots(precoder, channels.GetUplink(), CMatrix::Zero(ANTENNAS, USERS)));
        NS_TEST_EXPECT_MSG_EQ_TOL(beams.weights.squaredNorm(), 1.0, 1e-6, "power");

        auto next = make(weights);
        Start(next, CreateTempDirFilename("next"), false);
        const std::string copy = CreateTempDirFilename("copy.h5");
        next->Export(copy, false);
        const WeightArchive same = WeightArchive::Read(copy);
        for (const auto& [name, array] : archive.arrays)
        {
            NS_TEST_EXPECT_MSG_EQ((array.values == same.GetArray(name).values), true, name);
        }
        NS_TEST_EXPECT_MSG_EQ(same.GetText("reference"), archive.GetText("reference"), "scale");
    }
};

/**
 * \ingroup fdd-mimo
 * Suite of neural calibration.
 */
class CalibrationTestSuite : public TestSuite
{
  public:
    CalibrationTestSuite()
        : TestSuite("fdd-mimo-calibration", Type::UNIT)
    {
        AddTestCase(new ZfLayerTestCase);
        AddTestCase(new CalibrationTrainingTestCase("calibration", "beams"));
        AddTestCase(new CalibrationTrainingTestCase("calibration", "antennas"));
        AddTestCase(new CalibrationTrainingTestCase("calibration", "beams", 160));
        AddTestCase(new CalibrationTrainingTestCase("channel-mapping", "beams"));
        AddTestCase(new CalibrationTrainingTestCase("black-box", "antennas"));
        AddTestCase(new CalibrationInputTestCase);
        AddTestCase(new CalibrationFullSizeTestCase);
    }
};

static CalibrationTestSuite g_calibrationTestSuite; //!< the suite

} // namespace
