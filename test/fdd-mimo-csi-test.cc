/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/boolean.h"
#include "ns3/combination-coder.h"
#include "ns3/double.h"
#include "ns3/object-factory.h"
#include "ns3/perfect-csi-codec.h"
#include "ns3/random-variable-stream.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/scalar-csi-codec.h"
#include "ns3/test.h"
#include "ns3/type1-csi-codec.h"
#include "ns3/type2-csi-codec.h"
#include "ns3/uinteger.h"

#include <Eigen/Cholesky>

#include <algorithm>
#include <cmath>

using namespace ns3;
using namespace ns3::fddmimo;

namespace
{
/**
 * Draws channels for the tests.
 */
class Drawer
{
  public:
    Drawer()
        : m_normal(CreateObject<NormalRandomVariable>()),
          m_uniform(CreateObject<UniformRandomVariable>())
    {
        RngSeedManager::SetSeed(1);
        RngSeedManager::SetRun(1);
        m_normal->SetStream(1);
        m_uniform->SetStream(2);
    }

    /**
     * \param rows rows
     * \param columns columns
     * \return entries CN(0, 1)
     */
    CMatrix
    Gaussian(uint32_t rows, uint32_t columns)
    {
        CMatrix matrix(rows, columns);
        for (Eigen::Index i = 0; i < matrix.size(); ++i)
        {
            const double re = m_normal->GetValue();
            const double im = m_normal->GetValue();
            matrix.data()[i] = Complex(re, im) * std::sqrt(0.5);
        }
        return matrix;
    }

    /**
     * \param low low end
     * \param high high end
     * \return uniform in [low, high)
     */
    double
    Uniform(double low, double high)
    {
        return m_uniform->GetValue(low, high);
    }

    /**
     * \param size number of bits
     * \return random bits
     */
    BitBuffer
    Bits(uint32_t size)
    {
        BitBuffer bits;
        for (uint32_t i = 0; i < size; ++i)
        {
            bits.Write(Uniform(0.0, 1.0) < 0.5 ? 0 : 1, 1);
        }
        return bits;
    }

    /**
     * A channel of the square planar array of n x n antennas with the covariance of Forenza, Love
     * and Heath's approximation around directions uniform within +-60 degrees.
     *
     * \param n antennas of an axis
     * \param spread angular spread in rad
     * \return 1 x n^2 channel with entries of unit variance
     */
    CMatrix
    Clustered(uint32_t n, double spread)
    {
        const CMatrix white = Gaussian(n, n);
        const CMatrix azimuth = Root(n, spread, Uniform(-M_PI / 3, M_PI / 3));
        const CMatrix elevation = Root(n, spread, Uniform(-M_PI / 3, M_PI / 3));
        const CMatrix field = azimuth * white * elevation.transpose(); // column x row
        return Eigen::Map<const CMatrix>(field.data(), 1, n * n);
    }

  private:
    /**
     * \param n antennas
     * \param spread angular spread in rad
     * \param angle mean direction in rad
     * \return a root of the covariance
     */
    static CMatrix
    Root(uint32_t n, double spread, double angle)
    {
        CMatrix covariance(n, n);
        for (uint32_t a = 0; a < n; ++a)
        {
            for (uint32_t b = 0; b < n; ++b)
            {
                const double distance = M_PI * (static_cast<double>(a) - b);
                const double blur = spread * distance * std::cos(angle);
                covariance(a, b) =
                    std::polar(1.0 / (1.0 + 0.5 * blur * blur), distance * std::sin(angle));
            }
        }
        covariance.diagonal().array() += 1e-9;
        return covariance.llt().matrixL();
    }

    Ptr<NormalRandomVariable> m_normal;   //!< for Gaussian entries
    Ptr<UniformRandomVariable> m_uniform; //!< for the rest
};

/**
 * \param truth a channel
 * \param decoded its reconstruction
 * \return squared error, after the common phase of every row was aligned
 */
double
AlignedError(const CMatrix& truth, const CMatrix& decoded)
{
    double error = 0.0;
    for (Eigen::Index m = 0; m < truth.rows(); ++m)
    {
        const Complex product = decoded.row(m).conjugate().cwiseProduct(truth.row(m)).sum();
        const Complex phase = std::abs(product) > 0.0 ? product / std::abs(product) : 1.0;
        error += (truth.row(m) - phase * decoded.row(m)).squaredNorm();
    }
    return error;
}

/**
 * Every codec of this test.
 *
 * \return codecs, for planar arrays nearest to a square
 */
std::vector<Ptr<CsiCodec>>
MakeCodecs()
{
    auto coded = CreateObject<ScalarCsiCodec>();
    coded->SetAttribute("EntropyCoding", BooleanValue(true));
    auto type1 = CreateObject<Type1CsiCodec>();
    type1->SetAttribute("Rows", UintegerValue(0));
    auto type2 = CreateObject<Type2CsiCodec>();
    type2->SetAttribute("Rows", UintegerValue(0));
    auto odd = CreateObject<Type2CsiCodec>(); // sizes that are no powers of two
    odd->SetAttribute("Coefficients", UintegerValue(5));
    odd->SetAttribute("Phases", UintegerValue(5));
    odd->SetAttribute("Oversampling", UintegerValue(3));
    return {
        CreateObject<PerfectCsiCodec>(), CreateObject<ScalarCsiCodec>(), coded, type1, type2, odd};
}
} // namespace

/**
 * \ingroup fdd-mimo-tests
 * The error of the scalar codec is within its bound for any path loss, and that of Gaussian
 * channels near the optimum of uniform quantisers.
 */
class ScalarCsiCodecTestCase : public TestCase
{
  public:
    /**
     * \param bits B
     * \param distortion least mean square error of a uniform quantiser with 2^B levels for a
     * Gaussian variable of unit variance (J. Max, "Quantizing for minimum distortion", 1960)
     * \param entropyCoding EntropyCoding
     */
    ScalarCsiCodecTestCase(uint32_t bits, double distortion, bool entropyCoding)
        : TestCase("Scalar codec, " + std::to_string(bits) + " bits" +
                   (entropyCoding ? ", entropy coded" : "")),
          m_bits(bits),
          m_distortion(distortion),
          m_entropyCoding(entropyCoding)
    {
    }

  private:
    void
    DoRun() override
    {
        Drawer drawer;
        auto codec = CreateObject<ScalarCsiCodec>();
        codec->SetAttribute("Bits", UintegerValue(m_bits));
        codec->SetAttribute("EntropyCoding", BooleanValue(m_entropyCoding));
        const double gainStep = std::pow(10.0, 160.0 / 255.0 / 20.0);
        double error = 0.0;
        double power = 0.0;
        double sentBits = 0.0;
        const uint32_t runs = 60;
        for (uint32_t run = 0; run < runs; ++run)
        {
            const double scale = std::pow(10.0, drawer.Uniform(-2.0, 4.0));
            std::vector<CMatrix> channel;
            double peak = 0.0;
            for (uint32_t s = 0; s < 3; ++s)
            {
                channel.push_back(scale * drawer.Gaussian(2, 64));
                peak = std::max({peak,
                                 channel.back().real().cwiseAbs().maxCoeff(),
                                 channel.back().imag().cwiseAbs().maxCoeff()});
            }
            const CsiDimensions dimensions{2, 64, 3};
            const EncodedCsi encoded = codec->Encode(channel);
            NS_TEST_ASSERT_MSG_EQ(encoded.bitsBeforeCoding, 8 + 2 * 2 * 64 * 3 * m_bits, "size");
            NS_TEST_ASSERT_MSG_EQ(
                codec->GetReportBits(dimensions), encoded.bitsBeforeCoding, "predicted size");
            if (!m_entropyCoding)
            {
                NS_TEST_ASSERT_MSG_EQ(encoded.bits.GetSize(),
                                      encoded.bitsBeforeCoding,
                                      "size without entropy coding");
            }
            NS_TEST_ASSERT_MSG_LT_OR_EQ(
                encoded.bits.GetSize(), encoded.bitsBeforeCoding + 1, "size with entropy coding");
            sentBits += encoded.bits.GetSize();
            const auto csi = codec->Decode(encoded.bits, dimensions);
            NS_TEST_ASSERT_MSG_EQ(csi.size(), 3, "subbands");
            double runError = 0.0;
            double runPower = 0.0;
            for (uint32_t s = 0; s < 3; ++s)
            {
                runError += (csi[s].channel - channel[s]).squaredNorm();
                runPower += channel[s].squaredNorm();
            }
            const double cell = peak * gainStep / (1 << m_bits);
            NS_TEST_ASSERT_MSG_LT_OR_EQ(runError, 2 * 2 * 64 * 3 * cell * cell, "error bound");
            error += runError / runPower / runs;
            power += runPower;
        }
        // 46,080 Gaussian parts: the standard error of the mean is below 1 %, and a full scale off
        // by half of the encoder's grid (0.75 dB) costs a few per cent.
        NS_TEST_EXPECT_MSG_LT(error, 1.10 * m_distortion, "error of Gaussian channels");
        // The full scale follows each report's 768 parts, so it can beat the fixed optimum a
        // little.
        NS_TEST_EXPECT_MSG_GT(error, 0.85 * m_distortion, "error below the optimum");
        if (m_entropyCoding && m_bits >= 3)
        {
            NS_TEST_EXPECT_MSG_LT(sentBits / runs, 0.96 * (8 + 768 * m_bits), "entropy coding");
        }
    }

    uint32_t m_bits;      //!< B
    double m_distortion;  //!< reference of the mean square error
    bool m_entropyCoding; //!< EntropyCoding
};

/**
 * \ingroup fdd-mimo-tests
 * A single path in any direction loses at most what the distance to the nearest beam costs.
 */
class Type1CsiCodecTestCase : public TestCase
{
  public:
    Type1CsiCodecTestCase() : TestCase("Type-I codec, single path")
    {
    }

  private:
    void
    DoRun() override
    {
        Drawer drawer;
        auto codec = CreateObject<Type1CsiCodec>();
        codec->SetAttribute("Rows", UintegerValue(4));
        codec->SetAttribute("Columns", UintegerValue(16));
        // |sum of n phasors| / n at 1/8 of a beam distance, the farthest with O = 4.
        const auto collected = [](uint32_t n) {
            return std::pow(std::sin(M_PI / 8) / (n * std::sin(M_PI / 8 / n)), 2);
        };
        const double gainError = std::pow(std::pow(10.0, 160.0 / 255.0 / 40.0) - 1.0, 2);
        const double worst = 1.0 - collected(4) * collected(16) * (1.0 - gainError);
        double largest = 0.0;
        for (uint32_t run = 0; run < 500; ++run)
        {
            const double u = drawer.Uniform(-1.0, 1.0);
            const double v = drawer.Uniform(-1.0, 1.0);
            const double scale = std::pow(10.0, drawer.Uniform(-2.0, 4.0));
            CMatrix channel(1, 64);
            for (uint32_t n = 0; n < 64; ++n)
            {
                channel(0, n) = std::polar(scale, M_PI * (u * (n / 16) + v * (n % 16)) + 1.0);
            }
            const EncodedCsi encoded = codec->Encode({channel});
            NS_TEST_ASSERT_MSG_EQ(encoded.bits.GetSize(), 4 + 6 + 8, "bits of a report");
            const auto csi = codec->Decode(encoded.bits, {1, 64, 1});
            const double error = AlignedError(channel, csi[0].channel) / channel.squaredNorm();
            largest = std::max(largest, error);
        }
        NS_TEST_EXPECT_MSG_LT_OR_EQ(largest, worst + 1e-5, "error of a single path");
        // The directions that 500 draws come across are nearly the worst: the bound is tight.
        NS_TEST_EXPECT_MSG_GT(largest, 0.8 * worst, "error of a single path");
    }
};

/**
 * \ingroup fdd-mimo-tests
 * The Type-II codec against a plain implementation of its definition in double precision.
 */
class Type2OracleTestCase : public TestCase
{
  public:
    /**
     * \param rows rows of the array
     * \param columns columns of the array
     * \param oversampling O
     * \param coefficients T
     * \param phases N-PSK
     */
    Type2OracleTestCase(uint32_t rows,
                        uint32_t columns,
                        uint32_t oversampling,
                        uint32_t coefficients,
                        uint32_t phases)
        : TestCase("Type-II codec against its definition, " + std::to_string(rows) + " x " +
                   std::to_string(columns) + ", T = " + std::to_string(coefficients)),
          m_rows(rows),
          m_columns(columns),
          m_oversampling(oversampling),
          m_coefficients(coefficients),
          m_phases(phases)
    {
    }

  private:
    /**
     * \param channel a channel
     * \return least squared error over all groups
     */
    double
    GetLeastError(const CVector& channel) const
    {
        const uint32_t size = m_rows * m_columns;
        const uint32_t rowGroups = m_rows == 1 ? 1 : m_oversampling;
        const uint32_t columnGroups = m_columns == 1 ? 1 : m_oversampling;
        const double gainStepDb = 160.0 / 255.0;
        double least = channel.squaredNorm();
        for (uint32_t group = 0; group < rowGroups * columnGroups; ++group)
        {
            CMatrix basis(size, size);
            for (uint32_t beam = 0; beam < size; ++beam)
            {
                const double x =
                    beam % m_columns + static_cast<double>(group % columnGroups) / columnGroups;
                const double y =
                    beam / m_columns + static_cast<double>(group / columnGroups) / rowGroups;
                for (uint32_t n = 0; n < size; ++n)
                {
                    const double turns =
                        x * (n % m_columns) / m_columns + y * (n / m_columns) / m_rows;
                    basis(n, beam) = std::polar(1.0 / std::sqrt(size), 2.0 * M_PI * turns);
                }
            }
            const CVector x = basis.adjoint() * channel;
            std::vector<uint32_t> order(size);
            for (uint32_t i = 0; i < size; ++i)
            {
                order[i] = i;
            }
            std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
                return std::norm(x[a]) > std::norm(x[b]);
            });
            const Complex first = x[order[0]];
            const double gainDb = 20.0 * std::log10(std::abs(first)) + 60.0;
            const double gain = std::pow(
                10.0, ((std::floor(gainDb / gainStepDb) + 0.5) * gainStepDb - 60.0) / 20.0);
            CVector decoded = CVector::Zero(size);
            decoded[order[0]] = gain * first / std::abs(first);
            for (uint32_t t = 1; t < std::min(m_coefficients, size); ++t)
            {
                double best = std::numeric_limits<double>::infinity();
                for (uint32_t phase = 0; phase < m_phases; ++phase)
                {
                    for (const double power :
                         {0.0, 1. / 64, 1. / 32, 1. / 16, 1. / 8, 1. / 4, 1. / 2, 1.0})
                    {
                        const Complex candidate =
                            std::polar(std::sqrt(power), 2.0 * M_PI * phase / m_phases) *
                            decoded[order[0]];
                        const double error = std::norm(x[order[t]] - candidate);
                        if (error < best)
                        {
                            best = error;
                            decoded[order[t]] = candidate;
                        }
                    }
                }
            }
            least = std::min(least, (channel - basis * decoded).squaredNorm());
        }
        return least;
    }

    void
    DoRun() override
    {
        Drawer drawer;
        auto codec = CreateObject<Type2CsiCodec>();
        codec->SetAttribute("Rows", UintegerValue(m_rows));
        codec->SetAttribute("Columns", UintegerValue(m_columns));
        codec->SetAttribute("Oversampling", UintegerValue(m_oversampling));
        codec->SetAttribute("Coefficients", UintegerValue(m_coefficients));
        codec->SetAttribute("Phases", UintegerValue(m_phases));
        const uint32_t size = m_rows * m_columns;
        for (uint32_t run = 0; run < 10; ++run)
        {
            const CMatrix channel = 30.0 * drawer.Gaussian(1, size);
            const EncodedCsi encoded = codec->Encode({channel});
            const auto csi = codec->Decode(encoded.bits, {1, size, 1});
            const CVector row = channel.row(0).transpose();
            const double least = GetLeastError(row) / channel.squaredNorm();
            const double error = AlignedError(channel, csi[0].channel) / channel.squaredNorm();
            // Aligning the phase can only help; the codec itself keeps that of the strongest
            // coefficient, so the two errors are near each other, but not equal.
            NS_TEST_EXPECT_MSG_LT_OR_EQ(error, least + 1e-5, "error");
            NS_TEST_EXPECT_MSG_GT(error, 0.9 * least, "error too small");
        }
    }

    uint32_t m_rows;         //!< rows of the array
    uint32_t m_columns;      //!< columns of the array
    uint32_t m_oversampling; //!< O
    uint32_t m_coefficients; //!< T
    uint32_t m_phases;       //!< N-PSK
};

/**
 * \ingroup fdd-mimo-tests
 * Error of the Type-II codec on clustered channels against reference values, which a separate
 * NumPy implementation gave for the 8 x 8 array, O = 4, 8-PSK and a known gain.
 */
class Type2ErrorTestCase : public TestCase
{
  public:
    /// A reference value.
    struct TestPoint
    {
        double spreadDegrees;  //!< angular spread in degrees
        uint32_t coefficients; //!< T
        double errorDb;        //!< normalised mean square error in dB
    };

    /**
     * \param point the reference value
     */
    explicit Type2ErrorTestCase(TestPoint point)
        : TestCase("Type-II codec, spread " + std::to_string(point.spreadDegrees) +
                   " deg, T = " + std::to_string(point.coefficients)),
          m_point(point)
    {
    }

  private:
    void
    DoRun() override
    {
        Drawer drawer;
        auto codec = CreateObject<Type2CsiCodec>();
        codec->SetAttribute("Rows", UintegerValue(8));
        codec->SetAttribute("Columns", UintegerValue(8));
        codec->SetAttribute("Coefficients", UintegerValue(m_point.coefficients));
        double error = 0.0;
        double power = 0.0;
        for (uint32_t run = 0; run < 2000; ++run)
        {
            const CMatrix channel =
                10.0 * drawer.Clustered(8, m_point.spreadDegrees * M_PI / 180.0);
            const EncodedCsi encoded = codec->Encode({channel});
            const auto csi = codec->Decode(encoded.bits, {1, 64, 1});
            error += AlignedError(channel, csi[0].channel);
            power += channel.squaredNorm();
        }
        const double errorDb = 10.0 * std::log10(error / power);
        NS_TEST_EXPECT_MSG_EQ_TOL(errorDb, m_point.errorDb, 0.3, "error in dB");
    }

    TestPoint m_point; //!< the reference value
};

/**
 * \ingroup fdd-mimo-tests
 * What all codecs share: sizes as predicted, finite results, the common phase of a channel, zero
 * and non-finite channels, and reports of random bits.
 */
class CsiCodecTestCase : public TestCase
{
  public:
    CsiCodecTestCase() : TestCase("Every codec: sizes, phase, bad channels, random bits")
    {
    }

  private:
    /**
     * \param csi a decoded report
     * \param dimensions its dimensions
     * \return true if it is empty, or complete and finite
     */
    static bool
    IsSound(const std::vector<UserCsi>& csi, const CsiDimensions& dimensions)
    {
        return csi.empty() || (csi.size() == dimensions.subbands &&
                               std::all_of(csi.begin(), csi.end(), [&](const UserCsi& subband) {
                                   return subband.channel.rows() == dimensions.rxAntennas &&
                                          subband.channel.cols() == dimensions.txAntennas &&
                                          subband.rxAntennas == dimensions.rxAntennas &&
                                          subband.channel.allFinite();
                               }));
    }

    void
    DoRun() override
    {
        Drawer drawer;
        const CsiDimensions sizes[] = {{1, 1, 1}, {1, 2, 1}, {2, 7, 3}, {4, 64, 2}, {1, 128, 1}};
        for (const Ptr<CsiCodec>& codec : MakeCodecs())
        {
            const std::string name = codec->GetInstanceTypeId().GetName();
            const bool perfect = codec->IsTransparent();
            const bool beams = bool(DynamicCast<DftCsiCodec>(codec));
            NS_TEST_EXPECT_MSG_EQ(codec->GetCsiContent(), CSI_CHANNEL, name);
            for (const CsiDimensions& dimensions : sizes)
            {
                std::vector<CMatrix> channel;
                std::vector<CMatrix> turned;
                std::vector<CMatrix> zero;
                std::vector<CMatrix> broken;
                for (uint32_t s = 0; s < dimensions.subbands; ++s)
                {
                    channel.push_back(
                        5.0 * drawer.Gaussian(dimensions.rxAntennas, dimensions.txAntennas));
                    turned.push_back(std::polar(1.0, 0.7 + s) * channel.back());
                    zero.push_back(CMatrix::Zero(dimensions.rxAntennas, dimensions.txAntennas));
                    broken.push_back(channel.back());
                    broken.back()(0, 0) = std::nan("");
                }
                const EncodedCsi encoded = codec->Encode(channel);
                const auto csi = codec->Decode(encoded.bits, dimensions);
                NS_TEST_EXPECT_MSG_EQ(csi.size(), dimensions.subbands, name);
                NS_TEST_EXPECT_MSG_EQ(IsSound(csi, dimensions), true, name);
                if (const auto gain = DynamicCast<GainCsiCodec>(codec))
                {
                    NS_TEST_EXPECT_MSG_EQ(
                        encoded.bitsBeforeCoding, gain->GetReportBits(dimensions), name << " size");
                }
                for (uint32_t s = 0; s < dimensions.subbands; ++s)
                {
                    const double error = (csi[s].channel - channel[s]).norm();
                    const double aligned = std::sqrt(AlignedError(channel[s], csi[s].channel));
                    NS_TEST_EXPECT_MSG_LT(perfect ? error : aligned,
                                          perfect ? 1e-300 : channel[s].norm(),
                                          name << " error");
                }
                if (beams)
                {
                    NS_TEST_EXPECT_MSG_EQ(
                        (codec->Encode(turned).bits.GetBytes() == encoded.bits.GetBytes()),
                        true,
                        name << " common phase");
                }
                const auto nothing = codec->Decode(codec->Encode(zero).bits, dimensions);
                NS_TEST_EXPECT_MSG_EQ(nothing.at(0).channel.norm(), 0.0, name << " zero channel");
                const auto some = codec->Decode(codec->Encode(broken).bits, dimensions);
                NS_TEST_EXPECT_MSG_EQ((!some.empty() && IsSound(some, dimensions)),
                                      true,
                                      name << " channel with NaN");
                NS_TEST_EXPECT_MSG_EQ(
                    codec->Decode(BitBuffer(), dimensions).size(), 0, name << " empty report");
                for (uint32_t run = 0; run < 40; ++run)
                {
                    const uint32_t length = run < 25 ? encoded.bits.GetSize()
                                                     : static_cast<uint32_t>(drawer.Uniform(
                                                           0, 1.2 * encoded.bits.GetSize() + 8));
                    NS_TEST_EXPECT_MSG_EQ(
                        IsSound(codec->Decode(drawer.Bits(length), dimensions), dimensions),
                        true,
                        name << " random bits");
                }
            }
        }
    }
};

/**
 * \ingroup fdd-mimo-tests
 * Sizes of reports against formulas written out by hand.
 */
class CsiReportSizeTestCase : public TestCase
{
  public:
    CsiReportSizeTestCase() : TestCase("Bits of DFT reports")
    {
    }

  private:
    void
    DoRun() override
    {
        auto type2 = CreateObject<Type2CsiCodec>();
        type2->SetAttribute("Rows", UintegerValue(8));
        // group 4 + C(64, 4) = 635376 -> 20 + strongest 2 + gain 8 + 3 (3 + 3)
        NS_TEST_EXPECT_MSG_EQ(type2->GetReportBits({1, 64, 1}), 52, "8 x 8");
        NS_TEST_EXPECT_MSG_EQ(type2->GetReportBits({2, 64, 3}), 6 * 52, "8 x 8, M = 2, S = 3");
        type2->SetAttribute("Rows", UintegerValue(1));
        type2->SetAttribute("Coefficients", UintegerValue(1));
        // group 2 + 64 beams 6 + gain 8
        NS_TEST_EXPECT_MSG_EQ(type2->GetReportBits({1, 64, 1}), 16, "linear array, T = 1");
        type2->SetAttribute("Coefficients", UintegerValue(100));
        type2->SetAttribute("Phases", UintegerValue(4));
        // T = N = 3: group 2 + 0 + strongest 2 + gain 8 + 2 (3 + 2)
        NS_TEST_EXPECT_MSG_EQ(type2->GetReportBits({1, 3, 1}), 22, "T = N");
    }
};

/**
 * \ingroup fdd-mimo-tests
 * Suite of the CSI codecs.
 */
class FddMimoCsiTestSuite : public TestSuite
{
  public:
    FddMimoCsiTestSuite() : TestSuite("fdd-mimo-csi", Type::UNIT)
    {
        for (const bool coding : {false, true})
        {
            AddTestCase(new ScalarCsiCodecTestCase(1, 0.3634, coding));
            AddTestCase(new ScalarCsiCodecTestCase(2, 0.1188, coding));
            AddTestCase(new ScalarCsiCodecTestCase(3, 0.03744, coding));
            AddTestCase(new ScalarCsiCodecTestCase(4, 0.01154, coding));
            AddTestCase(new ScalarCsiCodecTestCase(5, 0.003495, coding));
        }
        AddTestCase(new Type1CsiCodecTestCase);
        AddTestCase(new Type2OracleTestCase(1, 16, 4, 4, 8));
        AddTestCase(new Type2OracleTestCase(4, 4, 4, 3, 4));
        AddTestCase(new Type2OracleTestCase(3, 5, 2, 15, 16));
        AddTestCase(new Type2OracleTestCase(6, 1, 3, 2, 5));
        const Type2ErrorTestCase::TestPoint points[] = {{10.0, 1, -3.9},
                                                        {10.0, 2, -5.4},
                                                        {10.0, 4, -7.4},
                                                        {10.0, 8, -9.9},
                                                        {10.0, 16, -12.5},
                                                        {5.0, 1, -6.8},
                                                        {5.0, 2, -8.9},
                                                        {5.0, 4, -11.2},
                                                        {5.0, 8, -13.0},
                                                        {5.0, 16, -14.7}};
        for (const auto& point : points)
        {
            AddTestCase(new Type2ErrorTestCase(point));
        }
        AddTestCase(new CsiCodecTestCase);
        AddTestCase(new CsiReportSizeTestCase);
    }
};

static FddMimoCsiTestSuite g_fddMimoCsiTestSuite; //!< the suite
