/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../model/learning/sum-rate-tensor-private.h"
#include "reference-channels.h"

#include "ns3/mmse-precoder.h"
#include "ns3/model-cache.h"
#include "ns3/sum-rate-ascent.h"
#include "ns3/sum-rate.h"
#include "ns3/test.h"
#include "ns3/weight-archive.h"

#include <cmath>
#include <cstdio>
#include <fstream>
#include <iterator>

using namespace ns3;
using namespace ns3::fddmimo;

namespace
{

/**
 * \param matrices matrices of one size
 * \return [B, rows, columns] in double precision
 */
at::Tensor
ToTensor(const std::vector<CMatrix>& matrices)
{
    const auto batch = static_cast<int64_t>(matrices.size());
    at::Tensor tensor =
        at::empty({batch, matrices[0].rows(), matrices[0].cols()}, at::kComplexDouble);
    auto* data = static_cast<Complex*>(tensor.data_ptr());
    for (const CMatrix& matrix : matrices)
    {
        Eigen::Map<CRowMatrix>(data, matrix.rows(), matrix.cols()) = matrix;
        data += matrix.size();
    }
    return tensor;
}

/**
 * \param tensor [B, rows, columns]
 * \param i index in the batch
 * \return the matrix
 */
CMatrix
ToMatrix(const at::Tensor& tensor, int64_t i)
{
    const at::Tensor part = tensor.detach().select(0, i).resolve_conj().contiguous();
    return Eigen::Map<const CRowMatrix>(static_cast<const Complex*>(part.data_ptr()),
                                        part.size(0),
                                        part.size(1));
}

/**
 * \param stacked channels of all users, K M x N
 * \param m M
 * \return one matrix a user
 */
std::vector<CMatrix>
Split(const CMatrix& stacked, Eigen::Index m)
{
    std::vector<CMatrix> channels;
    for (Eigen::Index row = 0; row < stacked.rows(); row += m)
    {
        channels.push_back(stacked.middleRows(row, m));
    }
    return channels;
}

} // namespace

/**
 * \ingroup fdd-mimo
 * The differentiable sum rate, gradient, ascent and MMSE beams are those of model/math and
 * model/precoder.
 */
class SumRateTensorTestCase : public TestCase
{
  public:
    SumRateTensorTestCase()
        : TestCase("Differentiable sum rate, gradient, ascent and MMSE against their plain twins")
    {
    }

  private:
    void DoRun() override
    {
        ReferenceChannels draw(5);
        for (int64_t m : {1, 2})
        {
            const int64_t users = 3;
            const int64_t antennas = 8;
            std::vector<CMatrix> channels;
            std::vector<CMatrix> weights;
            for (int b = 0; b < 4; ++b)
            {
                channels.push_back(3.0 * draw.DrawGaussian(users * m, antennas));
                weights.push_back(draw.DrawGaussian(antennas, users * m));
                weights.back() /= weights.back().norm();
            }
            const at::Tensor h = ToTensor(channels);
            const at::Tensor w = ToTensor(weights).requires_grad_(true);
            const at::Tensor power = at::ones({4}, at::kDouble);
            const at::Tensor rate = ComputeSumRateTensor(h, w, m);
            const at::Tensor gradient = ComputeSumRateGradientTensor(h, w, m);
            // Of the sum over the batch, not of its mean.
            rate.sum().backward();
            const at::Tensor ascended = AscendSumRateTensor(h, w, power, m, 5, 1e-3);
            const at::Tensor mmse = ComputeMmseTensor(h, 1.0, m);
            for (int64_t b = 0; b < 4; ++b)
            {
                const auto split = Split(channels[b], m);
                NS_TEST_EXPECT_MSG_EQ_TOL(rate[b].item<double>(),
                                          ComputeSumRate(split, weights[b]),
                                          1e-10,
                                          "sum rate, M = " << m);
                const CMatrix plain = ComputeSumRateGradient(split, weights[b]);
                NS_TEST_EXPECT_MSG_LT((ToMatrix(gradient, b) - plain).norm(),
                                      1e-9 * plain.norm(),
                                      "gradient in closed form, M = " << m);
                NS_TEST_EXPECT_MSG_LT((ToMatrix(w.grad(), b) - plain).norm(),
                                      1e-9 * plain.norm(),
                                      "gradient by back-propagation, M = " << m);
                const CMatrix ascent = SumRateAscent(5, 1e-3, 0).Ascend(split, weights[b], 1.0);
                NS_TEST_EXPECT_MSG_LT((ToMatrix(ascended, b) - ascent).norm(),
                                      1e-9,
                                      "five ascent steps, M = " << m);
                const CMatrix teacher =
                    CreateObject<MmsePrecoder>()->Design(MakeProblem(split, 0.0)).weights;
                NS_TEST_EXPECT_MSG_LT((ToMatrix(mmse, b) - teacher).norm(),
                                      1e-9,
                                      "MMSE beams, M = " << m);
            }
        }
    }
};

/**
 * \ingroup fdd-mimo
 * Back-propagation through ascent steps holds the second-order terms: the derivative of the rate
 * after Q steps against central differences, with respect to the beams that they start from.
 */
class AscentJacobianTestCase : public TestCase
{
  public:
    AscentJacobianTestCase()
        : TestCase("Derivative through ascent steps against finite differences")
    {
    }

  private:
    void DoRun() override
    {
        ReferenceChannels draw(6);
        for (int64_t m : {1, 2})
        {
            const at::Tensor h = ToTensor({2.0 * draw.DrawGaussian(2 * m, 4)});
            CMatrix start = draw.DrawGaussian(4, 2 * m);
            start /= start.norm();
            const at::Tensor power = at::ones({1}, at::kDouble);
            const auto compute = [&](const at::Tensor& w) {
                return ComputeSumRateTensor(h, AscendSumRateTensor(h, w, power, m, 3, 5e-3), m);
            };
            const at::Tensor w = ToTensor({start}).requires_grad_(true);
            compute(w).sum().backward();
            const CMatrix derivative = ToMatrix(w.grad(), 0);
            const double step = 1e-5;
            for (Eigen::Index i = 0; i < start.size(); ++i)
            {
                for (const Complex& direction : {Complex(1, 0), Complex(0, 1)})
                {
                    CMatrix above = start;
                    CMatrix below = start;
                    above(i) += step * direction;
                    below(i) -= step * direction;
                    const double difference = (compute(ToTensor({above})).item<double>() -
                                               compute(ToTensor({below})).item<double>()) /
                                              (2 * step);
                    const double expected =
                        direction.real() > 0 ? derivative(i).real() : derivative(i).imag();
                    NS_TEST_EXPECT_MSG_EQ_TOL(expected, difference, 1e-6, "entry " << i);
                }
            }
            // Without the second-order terms it would be another derivative.
            const at::Tensor flat = ToTensor({start}).requires_grad_(true);
            const at::Tensor moved = AscendSumRateTensor(h, flat, power, m, 3, 5e-3).detach();
            const at::Tensor last = moved.clone().requires_grad_(true);
            ComputeSumRateTensor(h, last, m).sum().backward();
            NS_TEST_EXPECT_MSG_GT((ToMatrix(last.grad(), 0) - derivative).norm(),
                                  1e-3,
                                  "first-order derivative differs");
        }
    }
};

/**
 * \ingroup fdd-mimo
 * The Jacobian of Q ascent steps as the product of the Jacobians of the single steps, [EDN] eqs.
 * (36)-(42): complex numbers as pairs of real ones, second derivatives from the closed-form
 * gradient, the restored power included. Back-propagation must give the same matrix.
 */
class AscentRecursionTestCase : public TestCase
{
  public:
    AscentRecursionTestCase()
        : TestCase("Jacobian of ascent steps against the product of those of the steps")
    {
    }

  private:
    /**
     * \param x real parts, then imaginary parts
     * \return N x 2M matrix
     */
    static CMatrix Join(const RVector& x)
    {
        const Eigen::Index n = x.size() / 2;
        CMatrix w(ANTENNAS, n / ANTENNAS);
        for (Eigen::Index i = 0; i < n; ++i)
        {
            w(i) = Complex(x(i), x(n + i));
        }
        return w;
    }

    /**
     * \param w matrix
     * \return real parts, then imaginary parts
     */
    static RVector Split(const CMatrix& w)
    {
        RVector x(2 * w.size());
        for (Eigen::Index i = 0; i < w.size(); ++i)
        {
            x(i) = w(i).real();
            x(w.size() + i) = w(i).imag();
        }
        return x;
    }

    void DoRun() override
    {
        ReferenceChannels draw(7);
        constexpr int STEPS = 4;
        for (int64_t m : {1, 2})
        {
            const CMatrix channel = 2.0 * draw.DrawGaussian(2 * m, ANTENNAS);
            const std::vector<CMatrix> users{channel.topRows(m), channel.bottomRows(m)};
            const double size = 5e-3;
            const double step = size * std::pow(10.0, 1.5) / channel.cwiseAbs2().mean();
            CMatrix start = draw.DrawGaussian(ANTENNAS, 2 * m);
            start /= start.norm();

            RVector x = Split(start);
            RMatrix product = RMatrix::Identity(x.size(), x.size());
            for (int q = 0; q < STEPS; ++q)
            {
                const auto gradient = [&](const RVector& at) {
                    return Split(ComputeSumRateGradient(users, Join(at)));
                };
                // Hessian of the sum rate, then w + eta grad, then the power restored.
                RMatrix jacobian = RMatrix::Identity(x.size(), x.size());
                const double h = 1e-5;
                for (Eigen::Index i = 0; i < x.size(); ++i)
                {
                    const RVector direction = h * RVector::Unit(x.size(), i);
                    jacobian.col(i) +=
                        step * (gradient(x + direction) - gradient(x - direction)) / (2.0 * h);
                }
                const RVector moved = x + step * gradient(x);
                x = moved / moved.norm();
                const RMatrix projection =
                    RMatrix::Identity(x.size(), x.size()) - x * x.transpose();
                product = projection * jacobian * product / moved.norm();
            }

            const at::Tensor h = ToTensor({channel});
            const at::Tensor w = ToTensor({start}).requires_grad_(true);
            const at::Tensor power = at::ones({1}, at::kDouble);
            const at::Tensor beams = AscendSumRateTensor(h, w, power, m, STEPS, size);
            NS_TEST_EXPECT_MSG_LT((Split(ToMatrix(beams, 0)) - x).norm(), 1e-12, "beams");
            const at::Tensor parts = at::view_as_real(beams.resolve_conj());
            const Eigen::Index half = x.size() / 2;
            for (Eigen::Index i = 0; i < x.size(); ++i)
            {
                const Eigen::Index entry = i % half;
                w.mutable_grad() = at::Tensor();
                parts[0][entry % ANTENNAS][entry / ANTENNAS][i / half].backward({}, true);
                const RVector row = Split(ToMatrix(w.grad(), 0));
                NS_TEST_EXPECT_MSG_LT((row - product.row(i).transpose()).norm(),
                                      1e-7,
                                      "row " << i << ", M = " << m);
            }
        }
    }

    static constexpr Eigen::Index ANTENNAS = 4; //!< N
};

/**
 * \ingroup fdd-mimo
 * Weight archives come back as they were; truncated, damaged and foreign ones are refused.
 */
class WeightArchiveTestCase : public TestCase
{
  public:
    WeightArchiveTestCase()
        : TestCase("Weight archives: round trip, damage, missing parts")
    {
    }

  private:
    /**
     * \param fileName path
     * \return true if the file is refused with an error that names it
     */
    static bool IsRefused(const std::string& fileName)
    {
        try
        {
            WeightArchive::Read(fileName);
            return false;
        }
        catch (const WeightArchiveError& error)
        {
            return std::string(error.what()).find(fileName) != std::string::npos;
        }
    }

    /**
     * \param fileName path
     * \param bytes its contents
     */
    static void WriteBytes(const std::string& fileName, const std::string& bytes)
    {
        std::ofstream(fileName, std::ios::binary).write(bytes.data(), bytes.size());
    }

    void DoRun() override
    {
        WeightArchive archive;
        archive.attributes["method"] = "test";
        archive.SetNumber("antennas", 64);
        WeightArchive::Array& array = archive.arrays["layer.weight"];
        array.shape = {40, 30};
        for (int i = 0; i < 1200; ++i)
        {
            array.values.push_back(std::sin(i) * 0.1F);
        }
        const std::string file = CreateTempDirFilename("archive.h5");
        archive.Write(file, false);
        WeightArchive again = WeightArchive::Read(file);
        const auto shared = LoadShared<WeightArchive>(file);
        NS_TEST_EXPECT_MSG_EQ((shared == LoadShared<WeightArchive>(file)),
                              true,
                              "what is in use is not loaded again");
        NS_TEST_EXPECT_MSG_EQ((again.GetArray("layer.weight").values == array.values),
                              true,
                              "single precision is exact");
        NS_TEST_EXPECT_MSG_EQ(again.GetText("method"), "test", "text");
        NS_TEST_EXPECT_MSG_EQ(again.GetNumber("antennas"), 64.0, "number");
        bool refused = false;
        try
        {
            again.GetArray("layer.bias");
        }
        catch (const WeightArchiveError&)
        {
            refused = true;
        }
        NS_TEST_EXPECT_MSG_EQ(refused, true, "an array that is not there");

        archive.Write(file, true);
        again = WeightArchive::Read(file);
        float worst = 0.0F;
        for (std::size_t i = 0; i < array.values.size(); ++i)
        {
            worst = std::max(worst,
                             std::abs(again.GetArray("layer.weight").values[i] - array.values[i]));
        }
        NS_TEST_EXPECT_MSG_LT(worst, 0.1F / 2048 + 1e-9F, "half precision keeps eleven bits");

        std::ifstream stream(file, std::ios::binary);
        const std::string bytes((std::istreambuf_iterator<char>(stream)),
                                std::istreambuf_iterator<char>());
        const std::string damaged = CreateTempDirFilename("damaged.h5");
        for (std::size_t size :
             {std::size_t{0}, std::size_t{7}, bytes.size() / 2, bytes.size() - 1})
        {
            WriteBytes(damaged, bytes.substr(0, size));
            NS_TEST_EXPECT_MSG_EQ(IsRefused(damaged), true, "the first " << size << " bytes");
        }
        NS_TEST_EXPECT_MSG_EQ(IsRefused(damaged + "-missing"), true, "no file");
        uint64_t random = 1;
        for (int i = 0; i < 1000; ++i)
        {
            random = random * 6364136223846793005ULL + 1442695040888963407ULL;
            const std::size_t bit = (random >> 16) % (8 * bytes.size());
            std::string flipped = bytes;
            flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
            WriteBytes(damaged, flipped);
            NS_TEST_EXPECT_MSG_EQ(IsRefused(damaged), true, "bit " << bit << " flipped");
        }
    }
};

/**
 * \ingroup fdd-mimo
 * Suite of the parts that the learned precoders share.
 */
class LearningTestSuite : public TestSuite
{
  public:
    LearningTestSuite()
        : TestSuite("fdd-mimo-learning", Type::UNIT)
    {
        AddTestCase(new SumRateTensorTestCase);
        AddTestCase(new AscentJacobianTestCase);
        AddTestCase(new AscentRecursionTestCase);
        AddTestCase(new WeightArchiveTestCase);
    }
};

static LearningTestSuite g_learningTestSuite; //!< the suite
