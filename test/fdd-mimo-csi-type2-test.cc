/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "csi-test-util.h"

#include "ns3/test.h"
#include "ns3/type2-csi-codec.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <limits>

using namespace ns3;
using namespace ns3::fddmimo;
using namespace ns3::fddmimo::test;

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
    double GetLeastError(const CVector& channel) const
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
            const double gain =
                std::pow(10.0,
                         ((std::floor(gainDb / gainStepDb) + 0.5) * gainStepDb - 60.0) / 20.0);
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

    void DoRun() override
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
    void DoRun() override
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
 * Suite of the Type-II codec.
 */
class FddMimoCsiType2TestSuite : public TestSuite
{
  public:
    FddMimoCsiType2TestSuite()
        : TestSuite("fdd-mimo-csi-type2", Type::UNIT)
    {
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
    }
};

static FddMimoCsiType2TestSuite g_fddMimoCsiType2TestSuite; //!< the suite
