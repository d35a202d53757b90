/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "csi-test-util.h"

#include "ns3/boolean.h"
#include "ns3/perfect-csi-codec.h"
#include "ns3/scalar-csi-codec.h"
#include "ns3/test.h"
#include "ns3/type1-csi-codec.h"
#include "ns3/type2-csi-codec.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>

using namespace ns3;
using namespace ns3::fddmimo;
using namespace ns3::fddmimo::test;

namespace
{
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
    return {CreateObject<PerfectCsiCodec>(),
            CreateObject<ScalarCsiCodec>(),
            coded,
            type1,
            type2,
            odd};
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
    void DoRun() override
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
            NS_TEST_ASSERT_MSG_EQ(codec->GetReportBits(dimensions),
                                  encoded.bitsBeforeCoding,
                                  "predicted size");
            if (!m_entropyCoding)
            {
                NS_TEST_ASSERT_MSG_EQ(encoded.bits.GetSize(),
                                      encoded.bitsBeforeCoding,
                                      "size without entropy coding");
            }
            NS_TEST_ASSERT_MSG_LT_OR_EQ(encoded.bits.GetSize(),
                                        encoded.bitsBeforeCoding + 1,
                                        "size with entropy coding");
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
    Type1CsiCodecTestCase()
        : TestCase("Type-I codec, single path")
    {
    }

  private:
    void DoRun() override
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
 * What all codecs share: sizes as predicted, finite results, the common phase of a channel, zero
 * and non-finite channels, and reports of random bits.
 */
class CsiCodecTestCase : public TestCase
{
  public:
    CsiCodecTestCase()
        : TestCase("Every codec: sizes, phase, bad channels, random bits")
    {
    }

  private:
    /**
     * \param csi a decoded report
     * \param dimensions its dimensions
     * \return true if it is empty, or complete and finite
     */
    static bool IsSound(const std::vector<UserCsi>& csi, const CsiDimensions& dimensions)
    {
        return csi.empty() || (csi.size() == dimensions.subbands &&
                               std::all_of(csi.begin(), csi.end(), [&](const UserCsi& subband) {
                                   return subband.channel.rows() == dimensions.rxAntennas &&
                                          subband.channel.cols() == dimensions.txAntennas &&
                                          subband.rxAntennas == dimensions.rxAntennas &&
                                          subband.channel.allFinite();
                               }));
    }

    void DoRun() override
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
                    NS_TEST_EXPECT_MSG_EQ(encoded.bitsBeforeCoding,
                                          gain->GetReportBits(dimensions),
                                          name << " size");
                }
                for (uint32_t s = 0; s < dimensions.subbands; ++s)
                {
                    const double error = (csi[s].channel - channel[s]).norm();
                    const double aligned = std::sqrt(AlignedError(channel[s], csi[s].channel));
                    NS_TEST_EXPECT_MSG_LT((perfect ? error : aligned),
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
                NS_TEST_EXPECT_MSG_EQ(codec->Decode(BitBuffer(), dimensions).size(),
                                      0,
                                      name << " empty report");
                for (uint32_t run = 0; run < 40; ++run)
                {
                    const uint32_t length =
                        run < 25 ? encoded.bits.GetSize()
                                 : static_cast<uint32_t>(
                                       drawer.Uniform(0, 1.2 * encoded.bits.GetSize() + 8));
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
    CsiReportSizeTestCase()
        : TestCase("Bits of DFT reports")
    {
    }

  private:
    void DoRun() override
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
    FddMimoCsiTestSuite()
        : TestSuite("fdd-mimo-csi", Type::UNIT)
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
        AddTestCase(new CsiCodecTestCase);
        AddTestCase(new CsiReportSizeTestCase);
    }
};

static FddMimoCsiTestSuite g_fddMimoCsiTestSuite; //!< the suite
