/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/bit-buffer.h"
#include "ns3/combination-coder.h"
#include "ns3/gain-quantiser.h"
#include "ns3/random-variable-stream.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/static-range-coder.h"
#include "ns3/test.h"
#include "ns3/uniform-quantiser.h"

#include <algorithm>
#include <cmath>
#include <set>

using namespace ns3;
using namespace ns3::fddmimo;

namespace
{
/**
 * \return a uniform variable, the same sequence in every call
 */
Ptr<UniformRandomVariable>
MakeUniform()
{
    RngSeedManager::SetSeed(1);
    RngSeedManager::SetRun(1);
    auto uniform = CreateObject<UniformRandomVariable>();
    uniform->SetStream(1);
    return uniform;
}
} // namespace

/**
 * \ingroup fdd-mimo-tests
 * What is written comes back; nothing is read past the end.
 */
class BitBufferTestCase : public TestCase
{
  public:
    BitBufferTestCase()
        : TestCase("Bit buffer")
    {
    }

  private:
    void DoRun() override
    {
        BitBuffer known;
        known.Write(0b101, 3);
        known.Write(0xff00, 8); // only the lowest bits count
        known.Write(0x1ff, 9);
        NS_TEST_EXPECT_MSG_EQ(known.GetSize(), 20, "size");
        const std::vector<uint8_t> expected = {0b10100000, 0b00011111, 0b11110000};
        NS_TEST_EXPECT_MSG_EQ((known.GetBytes() == expected), true, "order of the bits");

        const auto uniform = MakeUniform();
        BitBuffer bits;
        std::vector<std::pair<uint64_t, uint32_t>> values;
        for (uint32_t i = 0; i < 1000; ++i)
        {
            const uint32_t length = uniform->GetInteger(0, 64);
            const uint64_t value =
                (static_cast<uint64_t>(uniform->GetInteger(0, 0xffffffff)) << 32) |
                uniform->GetInteger(0, 0xffffffff);
            bits.Write(value, length);
            values.emplace_back(length == 64 ? value : value & ((uint64_t{1} << length) - 1),
                                length);
        }
        BitReader reader(bits);
        for (const auto& [value, length] : values)
        {
            NS_TEST_EXPECT_MSG_EQ(reader.Read(length), value, "value of " << length << " bits");
        }
        NS_TEST_EXPECT_MSG_EQ(reader.HasOverrun(), false, "read all");
        NS_TEST_EXPECT_MSG_EQ(reader.Read(7), 0, "past the end");
        NS_TEST_EXPECT_MSG_EQ(reader.HasOverrun(), true, "read past the end");

        const BitBuffer cut({0xff, 0xff, 0xff}, 11);
        NS_TEST_EXPECT_MSG_EQ(cut.GetBytes().size(), 2, "bytes that are not needed");
        NS_TEST_EXPECT_MSG_EQ(cut.GetBytes()[1], 0xe0, "padding");
    }
};

/**
 * \ingroup fdd-mimo-tests
 * The quantisers' formulas and error bounds.
 */
class QuantiserTestCase : public TestCase
{
  public:
    QuantiserTestCase()
        : TestCase("Uniform and gain quantisers")
    {
    }

  private:
    void DoRun() override
    {
        const auto uniform = MakeUniform();
        for (const uint32_t bits : {1, 2, 3, 8, 16, 24})
        {
            const UniformQuantiser quantiser(bits);
            const double step = std::pow(2.0, 1.0 - bits);
            NS_TEST_EXPECT_MSG_EQ(quantiser.GetStep(), step, "step");
            double error = 0.0;
            for (uint32_t i = 0; i < 4000; ++i)
            {
                const double z = uniform->GetValue(-1.0, 1.0);
                const uint32_t index = quantiser.Quantise(z);
                NS_TEST_EXPECT_MSG_EQ(
                    index,
                    std::min(std::floor((z + 1.0) / step), std::pow(2.0, bits) - 1.0),
                    "index");
                const double difference = quantiser.Dequantise(index) - z;
                NS_TEST_EXPECT_MSG_LT_OR_EQ(std::abs(difference), step / 2, "error");
                error += difference * difference / 4000;
            }
            // The squared error has mean D^2/12 and deviation D^2/13.4, so the mean of 4000 is
            // within 7.1 % of it at a level of 1e-6 (4.9 deviations of the mean).
            NS_TEST_EXPECT_MSG_EQ_TOL(error, step * step / 12, 0.075 * step * step / 12, "MSE");
            NS_TEST_EXPECT_MSG_EQ(quantiser.Quantise(-7.0), 0, "below");
            NS_TEST_EXPECT_MSG_EQ(quantiser.Quantise(1.0), quantiser.GetLevels() - 1, "end");
            NS_TEST_EXPECT_MSG_EQ(quantiser.Quantise(1e300), quantiser.GetLevels() - 1, "above");
            NS_TEST_EXPECT_MSG_EQ(quantiser.Quantise(std::nan("")), 0, "NaN");
            NS_TEST_EXPECT_MSG_LT(quantiser.Dequantise(0xffffffff), 1.0, "index too large");
        }

        const GainQuantiser gains(6, -20.0, 43.0); // 63 steps of 1 dB
        NS_TEST_EXPECT_MSG_EQ_TOL(gains.GetStepDb(), 1.0, 1e-12, "step");
        for (uint32_t i = 0; i < 2000; ++i)
        {
            const double db = uniform->GetValue(-20.0, 43.0);
            const double amplitude = std::pow(10.0, db / 20.0);
            const double nearest = gains.Dequantise(gains.Quantise(amplitude));
            NS_TEST_EXPECT_MSG_LT_OR_EQ(std::abs(20.0 * std::log10(nearest) - db),
                                        0.5 + 1e-9,
                                        "nearest");
            if (db < 42.5)
            {
                const double above =
                    20.0 * std::log10(gains.Dequantise(gains.QuantiseUp(amplitude)));
                NS_TEST_EXPECT_MSG_GT_OR_EQ(above, db - 1e-9, "rounded up");
                NS_TEST_EXPECT_MSG_LT_OR_EQ(above, db + 1.0 + 1e-9, "rounded up");
            }
        }
        for (const double bad : {0.0, -1.0, 0.05, std::nan(""), HUGE_VAL})
        {
            NS_TEST_EXPECT_MSG_EQ(gains.Quantise(bad), 0, "no channel");
            NS_TEST_EXPECT_MSG_EQ(gains.QuantiseUp(bad), 0, "no channel");
        }
        NS_TEST_EXPECT_MSG_EQ(gains.Dequantise(0), 0.0, "no channel");
        NS_TEST_EXPECT_MSG_EQ(gains.Quantise(1e6), 63, "above the range");
    }
};

/**
 * \ingroup fdd-mimo-tests
 * Sets of indices: a bijection to the numbers 0 ... C(n, k) - 1, for large sets too.
 */
class CombinationCoderTestCase : public TestCase
{
  public:
    CombinationCoderTestCase()
        : TestCase("Combination coder")
    {
    }

  private:
    void DoRun() override
    {
        const CombinationCoder small(10, 4);
        NS_TEST_EXPECT_MSG_EQ(small.GetBits(), 8, "C(10, 4) = 210");
        std::set<std::vector<uint32_t>> sets;
        std::vector<uint32_t> set;
        for (uint32_t number = 0; number < 256; ++number)
        {
            BitBuffer bits;
            bits.Write(number, 8);
            BitReader reader(bits);
            small.Decode(reader, set);
            NS_TEST_EXPECT_MSG_EQ((std::is_sorted(set.begin(), set.end()) && set.back() < 10),
                                  true,
                                  "a set");
            if (number < 210)
            {
                sets.insert(set);
                BitBuffer back;
                small.Encode(set, back);
                NS_TEST_EXPECT_MSG_EQ((back.GetBytes() == bits.GetBytes()), true, "number");
            }
        }
        NS_TEST_EXPECT_MSG_EQ(sets.size(), 210, "all sets");

        /// A large set.
        struct TestPoint
        {
            uint32_t n;    //!< size of the whole
            uint32_t k;    //!< size of the set
            uint32_t bits; //!< expected bits (Python: (math.comb(n, k) - 1).bit_length())
        };

        // The last one exceeds 120 bits and is coded index by index.
        const TestPoint points[] =
            {{1, 1, 0}, {64, 4, 20}, {64, 32, 61}, {128, 16, 67}, {512, 16, 100}, {4096, 20, 240}};
        const auto uniform = MakeUniform();
        for (const auto& point : points)
        {
            const CombinationCoder coder(point.n, point.k);
            NS_TEST_EXPECT_MSG_EQ(coder.GetBits(), point.bits, "C(" << point.n << ", " << point.k);
            for (uint32_t run = 0; run < 50; ++run)
            {
                std::set<uint32_t> members;
                while (members.size() < point.k)
                {
                    // The first run takes the last indices: the largest number.
                    members.insert(run == 0 ? point.n - 1 - members.size()
                                            : uniform->GetInteger(0, point.n - 1));
                }
                const std::vector<uint32_t> indices(members.begin(), members.end());
                BitBuffer bits;
                coder.Encode(indices, bits);
                NS_TEST_EXPECT_MSG_EQ(bits.GetSize(), point.bits, "written");
                BitReader reader(bits);
                coder.Decode(reader, set);
                NS_TEST_EXPECT_MSG_EQ((set == indices), true, "set");
            }
        }
    }
};

/**
 * \ingroup fdd-mimo-tests
 * The range coder gives back every symbol and stays near the ideal length.
 */
class RangeCoderTestCase : public TestCase
{
  public:
    RangeCoderTestCase()
        : TestCase("Range coder")
    {
    }

  private:
    /**
     * Codes symbols, compares, and checks the length against the model's ideal one.
     *
     * \param name name of the case
     * \param coder the coder
     * \param symbols the symbols
     */
    void Check(const std::string& name,
               const StaticRangeCoder& coder,
               const std::vector<uint32_t>& symbols)
    {
        const BitBuffer bits = coder.Encode(symbols);
        const auto decoded = coder.Decode(bits, static_cast<uint32_t>(symbols.size()));
        NS_TEST_EXPECT_MSG_EQ((decoded == symbols), true, name << ": lossless");
        double ideal = 0.0;
        for (std::size_t i = 0; i < symbols.size(); ++i)
        {
            ideal += coder.GetModels()[i % coder.GetModels().size()].GetCost(symbols[i]);
        }
        NS_TEST_EXPECT_MSG_LT_OR_EQ(bits.GetSize(),
                                    ideal + 1.0 + symbols.size() / 512.0,
                                    name << ": length");
        // No code of a whole sequence is much shorter than its ideal length.
        NS_TEST_EXPECT_MSG_GT_OR_EQ(bits.GetSize(),
                                    ideal - 2.0 - symbols.size() / 512.0,
                                    name << ": length");
    }

    void DoRun() override
    {
        const auto uniform = MakeUniform();
        for (const uint32_t alphabet : {1, 2, 3, 16, 255, 4096})
        {
            for (const uint32_t count : {0, 1, 7, 1000, 100000})
            {
                for (const double skew : {1.0, 8.0}) // 8: nearly all symbols are small
                {
                    std::vector<uint32_t> symbols(count);
                    std::vector<uint64_t> histogram(alphabet);
                    for (uint32_t& symbol : symbols)
                    {
                        symbol = static_cast<uint32_t>(alphabet *
                                                       std::pow(uniform->GetValue(0.0, 1.0), skew));
                        ++histogram[symbol];
                    }
                    const std::string name =
                        std::to_string(count) + " of " + std::to_string(alphabet);
                    const auto fitted = StaticRangeCoder::Fit(histogram);
                    Check(name, fitted, symbols);
                    if (count == 100000 && alphabet == 16)
                    {
                        const double entropy = fitted.GetModels()[0].GetEntropy();
                        const double rate = fitted.Encode(symbols).GetSize() / 1e5;
                        NS_TEST_EXPECT_MSG_EQ_TOL(rate, entropy, 0.001, "bits a symbol");
                    }
                    // The stored table makes the same coder.
                    const StaticRangeCoder stored(
                        {SymbolModel(fitted.GetModels()[0].GetFrequencies())});
                    NS_TEST_EXPECT_MSG_EQ(
                        (stored.Encode(symbols).GetBytes() == fitted.Encode(symbols).GetBytes()),
                        true,
                        name << ": stored model");
                }
            }
        }

        // The worst: symbols that were never seen, under a model that expects another one.
        std::vector<uint64_t> wrong(4096);
        wrong[17] = uint64_t{1} << 60;
        const auto surprised = StaticRangeCoder::Fit(wrong);
        std::vector<uint32_t> symbols(100000);
        for (uint32_t i = 0; i < symbols.size(); ++i)
        {
            symbols[i] = (i * 2654435761U) >> 20;
        }
        Check("never seen", surprised, symbols);
        Check("always the expected one", surprised, std::vector<uint32_t>(100000, 17));
        Check("middle of the range",
              StaticRangeCoder::Fit({1, 1000000, 1}),
              std::vector<uint32_t>(100000, 1));

        // A model a dimension.
        const StaticRangeCoder latent(
            {SymbolModel({1}), SymbolModel({7, 1}), SymbolModel({1, 1, 9})});
        Check("three dimensions", latent, {0, 1, 2, 0, 0, 1, 0, 1});

        // Any bits decode to symbols of the alphabet.
        for (uint32_t run = 0; run < 300; ++run)
        {
            BitBuffer noise;
            for (uint32_t i = uniform->GetInteger(0, 20); i > 0; --i)
            {
                noise.Write(uniform->GetInteger(0, 255), 8);
            }
            const auto some = surprised.Decode(noise, 64);
            NS_TEST_EXPECT_MSG_EQ(some.size(), 64, "random bits");
            NS_TEST_EXPECT_MSG_LT(*std::max_element(some.begin(), some.end()), 4096, "alphabet");
        }
    }
};

/**
 * \ingroup fdd-mimo-tests
 * Suite of the quantisers and coders that CSI codecs are made of.
 */
class FddMimoCsiEntropyTestSuite : public TestSuite
{
  public:
    FddMimoCsiEntropyTestSuite()
        : TestSuite("fdd-mimo-csi-entropy", Type::UNIT)
    {
        AddTestCase(new BitBufferTestCase);
        AddTestCase(new QuantiserTestCase);
        AddTestCase(new CombinationCoderTestCase);
        AddTestCase(new RangeCoderTestCase);
    }
};

static FddMimoCsiEntropyTestSuite g_fddMimoCsiEntropyTestSuite; //!< the suite
