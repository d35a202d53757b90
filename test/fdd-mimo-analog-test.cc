/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/analog-beamformer.h"
#include "ns3/constant-position-mobility-model.h"
#include "ns3/double.h"
#include "ns3/near-field-channel-model.h"
#include "ns3/near-field-position-allocator.h"
#include "ns3/sparse-channel-model.h"
#include "ns3/steering-analog-beamformer.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/type-names.h"
#include "ns3/uinteger.h"

#include <cmath>
#include <numeric>

namespace ns3
{
namespace fddmimo
{

namespace
{

constexpr uint32_t ANTENNAS = 64; //!< N of [EDN] IV-C
constexpr uint32_t USERS = 16;    //!< K = N_RF
const double WAVELENGTH = 3e-3;   //!< in m

/// Geographies by name.
const char* const GEOGRAPHIES[] = {"single-cell", "spatial-division"};

/**
 * \param position a position
 * \return a mobility model that stays there
 */
Ptr<MobilityModel>
MakeMobility(const Vector& position)
{
    auto mobility = CreateObject<ConstantPositionMobilityModel>();
    mobility->SetPosition(position);
    return mobility;
}

/// A base station in the origin and users in its near field.
struct NearFieldCell
{
    /**
     * \param channel channel model with attributes, as type-names.h reads it
     * \param drop drop of the users, as type-names.h reads it
     * \param analog analog stage, as type-names.h reads it
     */
    NearFieldCell(const std::string& channel, const std::string& drop, const std::string& analog)
        : model(MakeObject<MimoChannelModel>("channel", channel)),
          stage(MakeObject<AnalogBeamformer>("analog", analog))
    {
        auto allocator = MakeObject<PositionAllocator>("drop", drop);
        allocator->AssignStreams(1);
        model->AssignStreams(10);
        model->AddBs(MakeMobility(Vector(0, 0, 0)), ANTENNAS);
        for (uint32_t ue = 0; ue < USERS; ++ue)
        {
            model->AddUe(MakeMobility(allocator->GetNext()), 1);
        }
        model->Update(Seconds(0));
        all.resize(USERS);
        std::iota(all.begin(), all.end(), 0);
    }

    /**
     * \param ue user
     * \param subband subband
     * \param transposed with the printed product h^T v in place of h^H v
     * \return b_k = |h^H v| / (sqrt(N) |alpha|)
     */
    double GetGain(uint32_t ue, uint32_t subband, bool transposed = false) const
    {
        CMatrix row = model->GetDownlink(0, ue, subband);
        if (transposed)
        {
            row = row.conjugate().eval();
        }
        // All entries of a row have the modulus |alpha|, so that ||h|| = sqrt(N) |alpha|.
        return std::abs((row * stage->GetWeights(*model, 0, all, subband).col(ue))(0)) / row.norm();
    }

    Ptr<MimoChannelModel> model; //!< channels
    Ptr<AnalogBeamformer> stage; //!< analog stage
    std::vector<uint32_t> all;   //!< indices of all users
};

/**
 * \ingroup fdd-mimo
 * True-time-delay beams have the largest possible gain, b_k = 1, with the channel that the users
 * have, and next to none with the printed transposition or with the other sign of (26).
 */
class NearFieldGainTestCase : public TestCase
{
  public:
    NearFieldGainTestCase()
        : TestCase("True-time-delay beams focus: b_k = 1")
    {
    }

  private:
    void DoRun() override
    {
        for (const std::string geography : GEOGRAPHIES)
        {
            const std::string drop = "near-field[Geography=" + geography + "]";
            for (const std::string wavefront : {"piecewise", "printed"})
            {
                const NearFieldCell cell("near-field[Wavefront=" + wavefront + "]",
                                         drop,
                                         "ttd[Wavefront=" + wavefront + "]");
                double transposed = 0.0;
                for (uint32_t ue = 0; ue < USERS; ++ue)
                {
                    NS_TEST_EXPECT_MSG_EQ_TOL(cell.GetGain(ue, 0),
                                              1.0,
                                              1e-12,
                                              geography << ", " << wavefront << ", user " << ue);
                    transposed += cell.GetGain(ue, 0, true) / USERS;
                }
                NS_TEST_EXPECT_MSG_LT(transposed, 0.15, geography << ": h^T v does not focus");
            }
            const NearFieldCell mixed("near-field", drop, "ttd[Wavefront=printed]");
            double gain = 0.0;
            for (uint32_t ue = 0; ue < USERS; ++ue)
            {
                gain += mixed.GetGain(ue, 0) / USERS;
            }
            NS_TEST_EXPECT_MSG_LT(gain, 0.6, geography << ": the signs of (26) and (30) differ");
        }

        // 10 GHz beside the carrier the delays still focus; phase shifters alone do not.
        const std::string wide = "near-field[Subbands=3|SubbandSpacing=1e10]";
        const NearFieldCell delays(wide, "near-field", "ttd");
        const NearFieldCell shifters(wide, "near-field", "ttd[DelayStep=1]");
        const NearFieldCell coarse(wide, "near-field", "ttd[DelayStep=2e-12]");
        for (uint32_t ue = 0; ue < USERS; ++ue)
        {
            NS_TEST_EXPECT_MSG_GT(delays.GetGain(ue, 0), 0.97, "lower band, user " << ue);
            NS_TEST_EXPECT_MSG_GT(delays.GetGain(ue, 2), 0.97, "upper band, user " << ue);
            NS_TEST_EXPECT_MSG_LT(shifters.GetGain(ue, 2), 0.9, "without delays, user " << ue);
            // Errors of up to a fifth of a turn, uniform: sin(pi / 5) / (pi / 5) = 0.935.
            NS_TEST_EXPECT_MSG_GT(coarse.GetGain(ue, 1), 0.8, "steps of the delays, user " << ue);
            NS_TEST_EXPECT_MSG_LT(coarse.GetGain(ue, 1), 0.999, "steps of the delays, user " << ue);
        }
    }
};

/**
 * \ingroup fdd-mimo
 * The piecewise channel is that of a spherical wave with the sign that fits (35), and is not with
 * that printed in (26).
 */
class NearFieldWavefrontTestCase : public TestCase
{
  public:
    NearFieldWavefrontTestCase()
        : TestCase("The piecewise wavefront against the exact spherical one")
    {
    }

  private:
    void DoRun() override
    {
        struct TestPoint
        {
            const char* geography; //!< where the users are
            double printed;        //!< correlation with the printed sign (independent reference)
        };

        for (const TestPoint& point :
             {TestPoint{"single-cell", 0.32}, TestPoint{"spatial-division", 0.51}})
        {
            const std::string drop = std::string("near-field[Geography=") + point.geography + "]";
            double piecewise = 0.0;
            double printed = 0.0;
            const uint32_t draws = 40;
            auto allocator = MakeObject<PositionAllocator>("drop", drop);
            allocator->AssignStreams(1);
            for (uint32_t draw = 0; draw < draws; ++draw)
            {
                std::vector<CMatrix> rows[3];
                std::vector<Ptr<MobilityModel>> positions;
                for (uint32_t ue = 0; ue < USERS; ++ue)
                {
                    positions.push_back(MakeMobility(allocator->GetNext()));
                }
                const char* const wavefronts[] = {"spherical", "piecewise", "printed"};
                for (uint32_t i = 0; i < 3; ++i)
                {
                    auto model = CreateObject<NearFieldChannelModel>();
                    model->SetAttribute("Wavefront", StringValue(wavefronts[i]));
                    model->AssignStreams(10);
                    model->AddBs(MakeMobility(Vector(0, 0, 0)), ANTENNAS);
                    for (const auto& position : positions)
                    {
                        model->AddUe(position, 1);
                    }
                    model->Update(Seconds(0));
                    for (uint32_t ue = 0; ue < USERS; ++ue)
                    {
                        rows[i].push_back(model->GetDownlink(0, ue, 0));
                    }
                }
                for (uint32_t ue = 0; ue < USERS; ++ue)
                {
                    auto correlate = [&](uint32_t i) {
                        return std::abs((rows[i][ue] * rows[0][ue].adjoint())(0)) /
                               (rows[i][ue].norm() * rows[0][ue].norm());
                    };
                    piecewise += correlate(1) / (draws * USERS);
                    printed += correlate(2) / (draws * USERS);
                }
            }
            NS_TEST_EXPECT_MSG_GT(piecewise, 0.9999, point.geography);
            NS_TEST_EXPECT_MSG_EQ_TOL(printed, point.printed, 0.03, point.geography);
        }

        // One antenna of a user against the distances themselves, in three dimensions and turned.
        auto model = CreateObject<NearFieldChannelModel>();
        model->SetAttribute("Wavefront", StringValue("spherical"));
        model->SetAttribute("Boresight", DoubleValue(0.7));
        const Vector bs(1, 2, 3);
        const Vector user(4, 3, 1);
        model->AddBs(MakeMobility(bs), ANTENNAS);
        model->AddUe(MakeMobility(user), 1);
        model->Update(Seconds(0));
        const CMatrix row = model->GetDownlink(0, 0, 0);
        for (uint32_t i = 1; i < ANTENNAS; ++i)
        {
            const double along = 0.5 * WAVELENGTH * i;
            const Vector antenna(bs.x - along * std::sin(0.7), bs.y + along * std::cos(0.7), bs.z);
            const double difference =
                CalculateDistance(antenna, user) - CalculateDistance(bs, user);
            const Complex expected =
                row(0, 0) * std::polar(1.0, 2.0 * M_PI * difference / WAVELENGTH);
            NS_TEST_EXPECT_MSG_LT(std::abs(row(0, i) - expected),
                                  1e-9 * std::abs(expected),
                                  "antenna " << i);
        }
    }
};

/**
 * \ingroup fdd-mimo
 * Power, block fading, uplink and drop of the near field.
 */
class NearFieldFadingTestCase : public TestCase
{
  public:
    NearFieldFadingTestCase()
        : TestCase("Near field: power, block fading, uplink, distances")
    {
    }

  private:
    void DoRun() override
    {
        auto model = CreateObject<NearFieldChannelModel>();
        model->SetAttribute("UpdatePeriod", TimeValue(MilliSeconds(10)));
        model->AssignStreams(1);
        model->AddBs(MakeMobility(Vector(0, 0, 0)), ANTENNAS);
        model->AddUe(MakeMobility(Vector(3, 1, 0)), 2);
        const uint32_t draws = 4000;
        double power = 0.0;
        Complex previous = 0.0;
        Complex correlation = 0.0;
        for (uint32_t i = 0; i < draws; ++i)
        {
            model->Update(MilliSeconds(10) * i);
            const CMatrix first = model->GetDownlink(0, 0, 0);
            model->Update(MilliSeconds(10) * i + MilliSeconds(9));
            NS_TEST_ASSERT_MSG_EQ((first == model->GetDownlink(0, 0, 0)), true, "block " << i);
            power += first.squaredNorm() / (2.0 * ANTENNAS * draws);
            correlation += std::conj(previous) * first(0, 0) / static_cast<double>(draws);
            previous = first(0, 0);
            const double ratio =
                model->GetUplink(0, 0, 0).squaredNorm() / std::max(1e-300, first.squaredNorm());
            NS_TEST_EXPECT_MSG_EQ_TOL(ratio, 1.0, 1e-9, "the uplink has the same power");
        }
        // |alpha|^2 is exponential with unit variance: four standard deviations.
        NS_TEST_EXPECT_MSG_EQ_TOL(power, 1.0, 4.0 / std::sqrt(draws), "E||H||^2 = M N");
        NS_TEST_EXPECT_MSG_LT(std::abs(correlation), 4.0 / std::sqrt(draws), "blocks differ");
        NS_TEST_EXPECT_MSG_EQ_TOL(model->GetFrequency(), 299792458.0 / 3e-3, 1.0, "carrier");
        NS_TEST_EXPECT_MSG_EQ_TOL(model->GetUplinkFrequency() - model->GetFrequency(),
                                  -100e6,
                                  1.0,
                                  "duplex distance");
        model->SetAttribute("Wavelength", DoubleValue(0.0));
        NS_TEST_EXPECT_MSG_EQ_TOL(model->GetFrequency(), 3.5e9, 1.0, "carrier of the attribute");

        for (const std::string geography : GEOGRAPHIES)
        {
            auto drop = CreateObject<NearFieldPositionAllocator>();
            drop->SetAttribute("Geography", StringValue(geography));
            drop->AssignStreams(1);
            double sum = 0.0;
            for (uint32_t i = 0; i < draws; ++i)
            {
                const Vector position = drop->GetNext();
                const double distance = std::hypot(position.x, position.y);
                const double azimuth = std::atan2(position.y, position.x);
                sum += distance / draws;
                NS_TEST_ASSERT_MSG_GT(distance, 0.5 - 1e-12, geography << ": smallest distance");
                const double middle = geography == "single-cell"
                                          ? 0.0
                                          : -0.5 * M_PI + (i % USERS + 0.5) * M_PI / USERS;
                const double width = geography == "single-cell" ? 0.5 * M_PI : M_PI / USERS;
                NS_TEST_ASSERT_MSG_LT(std::abs(azimuth - middle),
                                      0.5 * width + 1e-9,
                                      geography << ": user " << i);
            }
            // The clamp moves the mean by 0.002 m.
            NS_TEST_EXPECT_MSG_EQ_TOL(sum, 3.0, 4.0 / std::sqrt(draws) + 0.002, geography);
        }
    }
};

/**
 * \ingroup fdd-mimo
 * Steering beams: eq. (18), and that the beam of a sector is the one its user hears best.
 */
class SteeringTestCase : public TestCase
{
  public:
    SteeringTestCase()
        : TestCase("Steering beams of both geographies")
    {
    }

  private:
    void DoRun() override
    {
        for (const std::string geography : GEOGRAPHIES)
        {
            const bool single = geography == "single-cell";
            const NearFieldCell cell("sparse[DepartureSpread=0.02]",
                                     single ? "single-cell" : "spatial-division",
                                     "steering[Geography=" + geography + "]");
            const CMatrix beams = cell.stage->GetWeights(*cell.model, 0, cell.all, 0);
            uint32_t best = 0;
            for (uint32_t n = 0; n < USERS; ++n)
            {
                const double angle = single ? -M_PI / 4 + (n + 0.5) * (M_PI / 2) / USERS
                                            : -M_PI / 2 + (n + 0.5) * M_PI / USERS;
                NS_TEST_EXPECT_MSG_EQ_TOL(beams.col(n).norm(), 1.0, 1e-12, "beam " << n);
                NS_TEST_EXPECT_MSG_EQ_TOL(std::arg(beams(1, n) / beams(0, n)),
                                          M_PI * std::sin(angle),
                                          1e-12,
                                          geography << ", angle of beam " << n);
                Eigen::Index loudest = 0;
                (cell.model->GetDownlink(0, n, 0) * beams).row(0).cwiseAbs2().maxCoeff(&loudest);
                best += static_cast<uint32_t>(loudest) == n;
            }
            // Users sit anywhere in their sectors, and at an edge the neighbour's beam may be
            // louder; with mirrored beams two of 16 would meet.
            if (!single)
            {
                NS_TEST_EXPECT_MSG_GT(best, 11U, "beams meet the users of their sectors");
            }
        }
        // M beams for each sector.
        auto stage = CreateObject<SteeringAnalogBeamformer>();
        stage->SetAttribute("Geography", StringValue("spatial-division"));
        stage->SetAttribute("RfChains", UintegerValue(16));
        stage->SetAttribute("Sectors", UintegerValue(4));
        auto model = CreateObject<SparseChannelModel>();
        model->AddBs(MakeMobility(Vector(0, 0, 0)), ANTENNAS);
        const CMatrix beams = stage->GetWeights(*model, 0, {}, 0);
        for (uint32_t k = 0; k < 4; ++k)
        {
            for (uint32_t m = 0; m < 4; ++m)
            {
                const double angle =
                    -M_PI / 2 + (k + 0.5) * M_PI / 4 - M_PI / 8 + (m + 0.5) * M_PI / 16;
                NS_TEST_EXPECT_MSG_EQ_TOL(std::arg(beams(1, 4 * k + m) / beams(0, 0)),
                                          M_PI * std::sin(angle),
                                          1e-12,
                                          "sector " << k << ", beam " << m);
            }
        }
    }
};

} // namespace

/**
 * \ingroup fdd-mimo
 * Near-field channels and analog beams.
 */
class FddMimoAnalogTestSuite : public TestSuite
{
  public:
    FddMimoAnalogTestSuite()
        : TestSuite("fdd-mimo-analog", Type::UNIT)
    {
        AddTestCase(new NearFieldGainTestCase);
        AddTestCase(new NearFieldWavefrontTestCase);
        AddTestCase(new NearFieldFadingTestCase);
        AddTestCase(new SteeringTestCase);
    }
};

static FddMimoAnalogTestSuite g_fddMimoAnalogTestSuite; //!< registers the suite

} // namespace fddmimo
} // namespace ns3
