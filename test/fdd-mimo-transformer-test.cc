/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../model/transformer/span-network-private.h"
#include "reference-channels.h"
#include "transformer-test-util.h"

#include "ns3/beamspace.h"
#include "ns3/double.h"
#include "ns3/mmse-precoder.h"
#include "ns3/mrt-precoder.h"
#include "ns3/span-model.h"
#include "ns3/string.h"
#include "ns3/sum-rate-ascent.h"
#include "ns3/sum-rate.h"
#include "ns3/test.h"
#include "ns3/transformer-precoder.h"
#include "ns3/uinteger.h"
#include "ns3/uplink-dual.h"
#include "ns3/wmmse-precoder.h"

#include <Eigen/LU>
#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <filesystem>

using namespace ns3;
using namespace ns3::fddmimo;
using namespace ns3::fddmimo::test;

namespace
{

/**
 * \param channel stacked channels of single-antenna users, K x N
 * \return G = H H^H, lower triangle
 */
PlanarMatrix&
MakeGram(const CMatrix& channel, PlanarMatrix& gram)
{
    PlanarMatrix adjoint(channel.cols(), channel.rows());
    const CRowMatrix rows = channel;
    for (Eigen::Index k = 0; k < rows.rows(); ++k)
    {
        adjoint.SetColumnConjugate(k, rows.data() + k * rows.cols(), 1);
    }
    ComputeGram(adjoint, gram);
    return gram;
}

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
 * The dual uplink (uplink-dual.h) against the downlink computed from beams, and its gradient
 * against differences.
 */
class UplinkDualTestCase : public TestCase
{
  public:
    UplinkDualTestCase()
        : TestCase("Dual uplink against the downlink, and its gradient against differences")
    {
    }

  private:
    void DoRun() override
    {
        ReferenceChannels draw(31);
        for (int trial = 0; trial < 30; ++trial)
        {
            const uint32_t users = draw.DrawInteger(1, 9);
            const uint32_t antennas = draw.DrawInteger(1, 12);
            const CMatrix h = DrawChannel(draw, users, antennas, draw.DrawUniform(-10.0, 30.0), 10);
            RVector power(users);
            RVector weights(users);
            for (uint32_t k = 0; k < users; ++k)
            {
                power(k) = draw.DrawUniform(0.05, 1.0);
                weights(k) = draw.DrawUniform(0.2, 2.0);
            }
            power /= power.sum();
            PlanarMatrix gram;
            PlanarMatrix error;
            RMatrix squares;
            const auto evaluate = [&](const RVector& lambda) {
                NS_TEST_ASSERT_MSG_EQ(ComputeDualError(gram, lambda, error), true, "finite");
                ComputeDualSquares(error, squares);
            };
            MakeGram(h, gram);
            evaluate(power);
            const RVector uplink = squares.diagonal().cwiseSqrt().cwiseInverse().array() - 1.0;
            // SINRs of MMSE receivers in the uplink, from their definition.
            for (uint32_t k = 0; k < users; ++k)
            {
                CMatrix covariance = CMatrix::Identity(antennas, antennas);
                for (uint32_t j = 0; j < users; ++j)
                {
                    if (j != k)
                    {
                        covariance += power(j) * h.row(j).adjoint() * h.row(j);
                    }
                }
                const CVector own = h.row(k).adjoint();
                const double sinr = power(k) * own.dot(covariance.partialPivLu().solve(own)).real();
                NS_TEST_ASSERT_MSG_EQ_TOL(uplink(k), sinr, 1e-7 * (1.0 + sinr), "uplink SINR");
            }
            // The same in the downlink, with the same total power.
            const RVector loads = ComputeDualLoads(squares, power);
            const auto makeBeams = [&](const RVector& y) {
                return CMatrix(h.adjoint() * power.cwiseSqrt().asDiagonal() * error.ToComplex() *
                               y.cwiseSqrt().asDiagonal());
            };
            const CMatrix beams = makeBeams(loads);
            NS_TEST_ASSERT_MSG_EQ_TOL(beams.squaredNorm(), 1.0, 1e-6, "power");
            const RVector downlink = ComputeSinr(h, beams);
            const RVector predicted = ComputeLoadSinr(squares, power, loads);
            for (uint32_t k = 0; k < users; ++k)
            {
                const double tolerance = 1e-5 * (1.0 + uplink(k));
                NS_TEST_ASSERT_MSG_EQ_TOL(downlink(k), uplink(k), tolerance, "downlink SINR");
                NS_TEST_ASSERT_MSG_EQ_TOL(predicted(k), uplink(k), tolerance, "its formula");
            }
            // Equal powers of beams.
            const CMatrix equal = makeBeams(ComputeEqualLoads(squares));
            NS_TEST_ASSERT_MSG_EQ_TOL(equal.colwise().norm().minCoeff(),
                                      equal.colwise().norm().maxCoeff(),
                                      1e-6,
                                      "equal powers");
            const RVector gradient = ComputeDualGradient(squares, weights);
            for (uint32_t k = 0; k < users; ++k)
            {
                const double step = 1e-5;
                double rate[2];
                for (int side = 0; side < 2; ++side)
                {
                    RVector moved = power;
                    moved(k) *= std::exp(side == 0 ? -step : step);
                    evaluate(moved);
                    rate[side] = -0.5 * weights.dot(RVector(squares.diagonal().array().log()));
                }
                NS_TEST_ASSERT_MSG_EQ_TOL(gradient(k),
                                          (rate[1] - rate[0]) / (2.0 * step),
                                          1e-5,
                                          "gradient");
            }
        }
    }
};

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
 * The shipped weights: rates, symmetries, extreme sizes.
 */
class ShippedTransformerTestCase : public TestCase
{
  public:
    ShippedTransformerTestCase()
        : TestCase("Shipped weights: rates beside WMMSE, symmetries, extreme sizes")
    {
    }

  private:
    void DoRun() override
    {
        const auto precoder = CreateObject<TransformerPrecoder>();
        const auto wmmse = CreateObject<WmmsePrecoder>();
        const auto mmse = CreateObject<MmsePrecoder>();
        ReferenceChannels draw(35);

        /// Sizes, SNR, and the least ratio to WMMSE.
        struct Point
        {
            uint32_t antennas; //!< N
            uint32_t users;    //!< K
            double snrDb;      //!< SNR
            double ratio;      //!< least mean rate over that of WMMSE
        };

        // Mean of 20 draws of ratios that deviate by some 0.5 %.
        const Point points[] = {{8, 8, 10.0, 0.98},
                                {23, 23, 0.0, 0.98},
                                {40, 40, 20.0, 0.98},
                                {28, 40, 15.0, 0.95},
                                {13, 9, 17.0, 0.99},
                                {40, 20, 5.0, 0.995},
                                {64, 64, 10.0, 0.97},
                                {96, 80, 12.0, 0.97}};
        for (const Point& point : points)
        {
            double rate = 0.0;
            double reference = 0.0;
            for (int i = 0; i < 20; ++i)
            {
                const CMatrix h = DrawChannel(draw, point.users, point.antennas, point.snrDb);
                const PrecodingProblem problem = MakeMisoProblem(h);
                const CMatrix beams = precoder->Design(problem).weights;
                NS_TEST_ASSERT_MSG_LT_OR_EQ(beams.squaredNorm(), 1.0 + 1e-9, "power");
                const double own = ComputeSumRate(h, beams);
                NS_TEST_ASSERT_MSG_GT_OR_EQ(own,
                                            ComputeSumRate(h, mmse->Design(problem).weights) *
                                                (1.0 - 1e-9),
                                            "not below MMSE");
                rate += own;
                reference += ComputeSumRate(h, wmmse->Design(problem).weights);
            }
            NS_TEST_EXPECT_MSG_GT(rate / reference,
                                  point.ratio,
                                  point.antennas << " x " << point.users << " at " << point.snrDb
                                                 << " dB");
        }

        // Symmetries: labels exactly, basis of the antennas and phases of users up to rounding.
        const CMatrix h = DrawChannel(draw, 12, 10, 12.0, 10.0);
        PrecodingProblem problem = MakeMisoProblem(h);
        for (Eigen::Index k = 0; k < 12; ++k)
        {
            problem.rateWeights(k) = draw.DrawUniform(0.5, 2.0);
        }
        const CMatrix beams = precoder->Design(problem).weights;
        PrecodingProblem turned = problem;
        std::rotate(turned.csi.users.begin(), turned.csi.users.begin() + 5, turned.csi.users.end());
        std::rotate(turned.rateWeights.begin(),
                    turned.rateWeights.begin() + 5,
                    turned.rateWeights.end());
        CMatrix relabelled(10, 12);
        relabelled << beams.rightCols(7), beams.leftCols(5);
        NS_TEST_EXPECT_MSG_EQ((precoder->Design(turned).weights - relabelled).norm(),
                              0.0,
                              "relabelled users");
        const CMatrix unitary =
            draw.DrawGaussian(10, 10).householderQr().householderQ() * CMatrix::Identity(10, 10);
        PrecodingProblem rotated = problem;
        for (Eigen::Index k = 0; k < 12; ++k)
        {
            const Complex phase = std::polar(1.0, draw.DrawUniform(0.0, 6.0));
            rotated.csi.users[k].channel = phase * problem.csi.users[k].channel * unitary;
        }
        const CMatrix others = unitary * precoder->Design(rotated).weights;
        for (Eigen::Index k = 0; k < 12; ++k)
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(std::abs(others.col(k).dot(beams.col(k))),
                                      beams.col(k).squaredNorm(),
                                      1e-4,
                                      "another basis and other phases, beam " << k);
        }

        // One user, one antenna, more users than antennas, equal users, a lost user.
        const CMatrix single = DrawChannel(draw, 1, 7, 10.0);
        const CMatrix matched =
            CreateObject<MrtPrecoder>()->Design(MakeMisoProblem(single, 3.0)).weights;
        const CMatrix one = precoder->Design(MakeMisoProblem(single, 3.0)).weights;
        NS_TEST_EXPECT_MSG_EQ_TOL(std::abs(one.col(0).dot(matched.col(0))), 3.0, 1e-9, "K = 1");
        const CMatrix narrow = DrawChannel(draw, 5, 1, 10.0, 10.0);
        const double best = std::log2(1.0 + narrow.cwiseAbs2().maxCoeff());
        const double rate =
            ComputeSumRate(narrow, precoder->Design(MakeMisoProblem(narrow)).weights);
        NS_TEST_EXPECT_MSG_GT(rate, 0.5 * best, "N = 1");
        NS_TEST_EXPECT_MSG_LT_OR_EQ(rate, best + 1e-9, "N = 1");
        PrecodingProblem lost = problem;
        lost.csi.users[3].channel(0, 2) = NAN;
        lost.csi.users[4].channel.setZero();
        const CMatrix served = precoder->Design(lost).weights;
        NS_TEST_EXPECT_MSG_EQ(served.allFinite(), true, "lost users");
        NS_TEST_EXPECT_MSG_EQ(served.col(3).norm() + served.col(4).norm(), 0.0, "lost users");
        // Who does not count is no measure for who is too weak.
        PrecodingProblem weak = MakeMisoProblem(DrawChannel(draw, 2, 4, 10.0));
        weak.csi.users[1].channel *= 1e-7;
        weak.rateWeights(0) = 0.0;
        const CMatrix alone = precoder->Design(weak).weights;
        NS_TEST_EXPECT_MSG_EQ(alone.col(0).norm(), 0.0, "a user of weight 0");
        NS_TEST_EXPECT_MSG_EQ_TOL(alone.col(1).norm(), 1.0, 1e-9, "the only one that counts");
        // Noise that is as good as none: everybody is served all the same.
        for (uint32_t users : {1, 2, 4})
        {
            for (double snrDb : {75.0, 90.0, 105.0})
            {
                const CMatrix clean = DrawChannel(draw, users, 16, snrDb);
                const Beamformer design = precoder->Design(MakeMisoProblem(clean));
                NS_TEST_EXPECT_MSG_EQ((design.status == BeamformerStatus::Ok), true, "status");
                const double bound =
                    ComputeSumRate(clean, mmse->Design(MakeMisoProblem(clean)).weights);
                NS_TEST_EXPECT_MSG_GT(ComputeSumRate(clean, design.weights),
                                      0.999 * bound,
                                      users << " users at " << snrDb << " dB");
            }
        }
        // Absent users change nothing for the others.
        PrecodingProblem fewer = lost;
        fewer.csi.users.erase(fewer.csi.users.begin() + 3, fewer.csi.users.begin() + 5);
        fewer.rateWeights.resize(10);
        fewer.rateWeights << lost.rateWeights.head(3), lost.rateWeights.tail(7);
        const CMatrix without = precoder->Design(fewer).weights;
        CMatrix present(10, 10);
        present << served.leftCols(3), served.rightCols(7);
        NS_TEST_EXPECT_MSG_EQ((without - present).norm(), 0.0, "absent users");
    }
};

/**
 * \ingroup fdd-mimo
 * The shipped weights for estimates with errors, beside MMSE on the same estimates.
 */
class RobustTransformerTestCase : public TestCase
{
  public:
    RobustTransformerTestCase()
        : TestCase("Shipped robust weights on sparse channels with estimation errors")
    {
    }

  private:
    void DoRun() override
    {
        auto precoder = CreateObject<TransformerPrecoder>();
        precoder->SetAttribute("Weights", StringValue("transformer-robust"));
        const auto mmse = CreateObject<MmsePrecoder>();
        ReferenceChannels draw(39);
        for (const double snrDb : {10.0, 20.0})
        {
            double gain = 0.0;
            for (int i = 0; i < 20; ++i)
            {
                const CMatrix h = StackChannels(draw.DrawSparseDrop(16, 1, 64, false));
                const double amplitude = std::pow(10.0, 0.05 * snrDb);
                const CMatrix known = h + std::sqrt(0.1) * draw.DrawGaussian(16, 64);
                const PrecodingProblem problem = MakeMisoProblem(amplitude * known);
                const CMatrix beams = precoder->Design(problem).weights;
                NS_TEST_ASSERT_MSG_EQ_TOL(beams.squaredNorm(), 1.0, 1e-9, "power");
                gain += ComputeSumRate(amplitude * h, beams) /
                        ComputeSumRate(amplitude * h, mmse->Design(problem).weights) / 20.0;
            }
            NS_TEST_EXPECT_MSG_GT(gain, 1.05, "gain over MMSE at " << snrDb << " dB");
        }
        for (const auto& [users, antennas] :
             std::vector<std::pair<int, int>>{{1, 1}, {1, 9}, {7, 1}, {9, 4}})
        {
            PrecodingProblem problem =
                MakeMisoProblem(DrawChannel(draw, users, antennas, 10.0, 30.0));
            problem.csi.users.back().channel *= 1e-9;
            const CMatrix beams = precoder->Design(problem).weights;
            NS_TEST_EXPECT_MSG_EQ_TOL(beams.squaredNorm(), 1.0, 1e-9, "power at extreme sizes");
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
        AddTestCase(new UplinkDualTestCase);
        AddTestCase(new SpanNetworkTestCase);
        AddTestCase(new SpanModelTestCase(false));
        AddTestCase(new SpanModelTestCase(true));
        AddTestCase(new InitialTransformerTestCase);
        AddTestCase(new ShippedTransformerTestCase);
        AddTestCase(new RobustTransformerTestCase);
        AddTestCase(new TransformerTrainingTestCase);
    }
};

static TransformerTestSuite g_transformerTestSuite; //!< the suite
