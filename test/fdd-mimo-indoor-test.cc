/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/constant-position-mobility-model.h"
#include "ns3/constant-velocity-mobility-model.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/indoor-channel-model.h"
#include "ns3/room-position-allocator.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <cmath>

using namespace ns3;
using namespace ns3::fddmimo;

namespace
{

const double SPEED_OF_LIGHT = 299792458.0; //!< in m/s
const Vector SITE(0.0, 0.0, 2.5);          //!< base station
const Vector USER(4.0, -1.5, 1.0);         //!< user

/**
 * \param position a position
 * \return a mobility model that stays there
 */
Ptr<ConstantPositionMobilityModel>
MakeMobility(const Vector& position)
{
    auto mobility = CreateObject<ConstantPositionMobilityModel>();
    mobility->SetPosition(position);
    return mobility;
}

/**
 * \param order most reflections
 * \param paths L_p
 * \param antennas N
 * \param rxAntennas M
 * \return the room with one user, without excess loss
 */
Ptr<IndoorChannelModel>
MakeRoom(uint32_t order, uint32_t paths, uint32_t antennas, uint32_t rxAntennas = 1)
{
    auto room = CreateObject<IndoorChannelModel>();
    room->SetAttribute("Order", UintegerValue(order));
    room->SetAttribute("Paths", UintegerValue(paths));
    room->SetAttribute("ExcessLoss", DoubleValue(0.0));
    room->AddBs(MakeMobility(SITE), antennas);
    room->AddUe(MakeMobility(USER), rxAntennas);
    return room;
}

/**
 * \param image where a path seems to come from
 * \param coefficient its reflection coefficient
 * \param frequency carrier in Hz
 * \param spacing distance of the antennas over the wavelength
 * \param antenna index of an antenna of the base station
 * \return the closed form of the path
 */
Complex
ComputePath(const Vector& image, double coefficient, double frequency, double spacing, int antenna)
{
    const double dx = image.x - SITE.x;
    const double dy = image.y - SITE.y;
    const double dz = image.z - SITE.z;
    const double distance = std::sqrt(dx * dx + dy * dy + dz * dz);
    const double wavelength = SPEED_OF_LIGHT / frequency;
    const double phase = -2.0 * M_PI * std::fmod(distance / wavelength, 1.0) +
                         2.0 * M_PI * spacing * antenna * dy / distance;
    return std::polar(coefficient * wavelength / (4.0 * M_PI * distance), 0.0) *
           std::polar(1.0, phase);
}

/**
 * \ingroup fdd-mimo
 * Line of sight and single reflections against their closed forms, in both bands.
 */
class IndoorPathsTestCase : public TestCase
{
  public:
    IndoorPathsTestCase()
        : TestCase("Rays against closed forms")
    {
    }

  private:
    /**
     * \param got a channel coefficient
     * \param expected what it should be
     * \param what description
     */
    void Expect(const Complex& got, const Complex& expected, const std::string& what)
    {
        NS_TEST_EXPECT_MSG_LT(std::abs(got - expected),
                              1e-9 * std::abs(expected),
                              what << ": " << got << " should be " << expected);
    }

    void DoRun() override
    {
        const auto sight = MakeRoom(0, 5, 8);
        NS_TEST_EXPECT_MSG_EQ_TOL(sight->GetFrequency(), 2.5e9, 1.0, "downlink carrier");
        NS_TEST_EXPECT_MSG_EQ_TOL(sight->GetUplinkFrequency(), 2.4e9, 1.0, "uplink carrier");
        sight->Update(Seconds(0));
        for (int n = 0; n < 8; ++n)
        {
            Expect(sight->GetDownlink(0, 0, 0)(0, n),
                   ComputePath(USER, 1.0, 2.5e9, 0.5, n),
                   "line of sight, downlink");
            Expect(sight->GetUplink(0, 0, 0)(n, 0),
                   ComputePath(USER, 1.0, 2.4e9, 0.5, n),
                   "line of sight, uplink");
        }

        // One wall alone: line of sight and its image.
        struct TestPoint
        {
            const char* surface; //!< attribute of the surface
            Vector image;        //!< mirror image of the user
        };

        for (const TestPoint& point : {TestPoint{"FrontWall", Vector(16.0, -1.5, 1.0)},
                                       TestPoint{"BackWall", Vector(-4.0, -1.5, 1.0)},
                                       TestPoint{"LeftWall", Vector(4.0, 11.5, 1.0)},
                                       TestPoint{"RightWall", Vector(4.0, -8.5, 1.0)},
                                       TestPoint{"Floor", Vector(4.0, -1.5, -1.0)},
                                       TestPoint{"Ceiling", Vector(4.0, -1.5, 5.0)}})
        {
            const auto room = MakeRoom(1, 5, 4);
            for (const char* surface :
                 {"FrontWall", "BackWall", "LeftWall", "RightWall", "Floor", "Ceiling"})
            {
                room->SetAttribute(surface, DoubleValue(0.0));
            }
            room->SetAttribute(point.surface, DoubleValue(-0.5));
            room->Update(Seconds(0));
            Expect(room->GetDownlink(0, 0, 0)(0, 3),
                   ComputePath(USER, 1.0, 2.5e9, 0.5, 3) +
                       ComputePath(point.image, -0.5, 2.5e9, 0.5, 3),
                   point.surface);
        }

        // All defaults: five paths; with fewer, the strongest.
        const Vector images[] = {USER,
                                 Vector(4.0, -1.5, -1.0),
                                 Vector(4.0, -8.5, 1.0),
                                 Vector(16.0, -1.5, 1.0),
                                 Vector(4.0, 11.5, 1.0)};
        const double coefficients[] = {1.0, -0.4, -0.6, -0.6, -0.6};
        const auto full = MakeRoom(1, 5, 4);
        full->Update(Seconds(0));
        Complex sum = 0.0;
        for (int l = 0; l < 5; ++l)
        {
            sum += ComputePath(images[l], coefficients[l], 2.4e9, 0.5, 2);
        }
        Expect(full->GetUplink(0, 0, 0)(2, 0), sum, "five paths");
        const auto two = MakeRoom(1, 2, 4);
        two->Update(Seconds(0));
        Expect(two->GetDownlink(0, 0, 0)(0, 1),
               ComputePath(images[0], coefficients[0], 2.5e9, 0.5, 1) +
                   ComputePath(images[1], coefficients[1], 2.5e9, 0.5, 1),
               "the two strongest");
    }
};

/**
 * \ingroup fdd-mimo
 * Options of the model: second reflections, spacing, subbands, antennas of a user, movement, users
 * outside, excess loss.
 */
class IndoorOptionsTestCase : public TestCase
{
  public:
    IndoorOptionsTestCase()
        : TestCase("Options of the room")
    {
    }

  private:
    void DoRun() override
    {
        // Between two walls the images of two reflections are two widths away, on either side.
        const auto corridor = MakeRoom(2, 100, 2);
        for (const char* surface : {"FrontWall", "Floor"})
        {
            corridor->SetAttribute(surface, DoubleValue(0.0));
        }
        corridor->Update(Seconds(0));
        Complex sum = 0.0;
        for (const auto& [y, coefficient] :
             {std::pair(-1.5, 1.0), {-8.5, -0.6}, {11.5, -0.6}, {-21.5, 0.36}, {18.5, 0.36}})
        {
            sum += ComputePath(Vector(4.0, y, 1.0), coefficient, 2.5e9, 0.5, 1);
        }
        NS_TEST_EXPECT_MSG_LT(std::abs(corridor->GetDownlink(0, 0, 0)(0, 1) - sum),
                              1e-9 * std::abs(sum),
                              "two reflections");

        const auto physical = MakeRoom(0, 1, 8);
        physical->SetAttribute("ArraySpacing", StringValue("downlink"));
        physical->Update(Seconds(0));
        const Complex squinted = ComputePath(USER, 1.0, 2.4e9, 0.5 * 2.4 / 2.5, 7);
        NS_TEST_EXPECT_MSG_LT(std::abs(physical->GetUplink(0, 0, 0)(7, 0) - squinted),
                              1e-9 * std::abs(squinted),
                              "one physical array in both bands");

        // Subbands turn a path by its delay.
        const auto wide = MakeRoom(0, 1, 2);
        wide->SetAttribute("Subbands", UintegerValue(2));
        wide->SetAttribute("SubbandSpacing", DoubleValue(10e6));
        wide->Update(Seconds(0));
        const double distance = std::sqrt(16.0 + 2.25 + 2.25);
        const Complex turn = wide->GetDownlink(0, 0, 1)(0, 0) / wide->GetDownlink(0, 0, 0)(0, 0);
        NS_TEST_EXPECT_MSG_LT(
            std::abs(turn - std::polar(1.0, -2.0 * M_PI * 10e6 * distance / SPEED_OF_LIGHT)),
            1e-9,
            "delay between subbands");

        // A second antenna is a point half a wavelength further along the array.
        const auto several = MakeRoom(0, 1, 2, 2);
        several->Update(Seconds(0));
        const Vector moved(USER.x, USER.y + 0.5 * SPEED_OF_LIGHT / 2.5e9, USER.z);
        const Complex second = ComputePath(moved, 1.0, 2.5e9, 0.5, 0);
        NS_TEST_EXPECT_MSG_LT(std::abs(several->GetDownlink(0, 0, 0)(1, 0) - second),
                              1e-9 * std::abs(second),
                              "second antenna of a user");

        // Channels follow the position; a user who has left counts as at the wall.
        auto room = CreateObject<IndoorChannelModel>();
        room->AddBs(MakeMobility(SITE), 4);
        const auto mobility = MakeMobility(USER);
        room->AddUe(mobility, 1);
        room->Update(Seconds(0));
        const CMatrix before = room->GetDownlink(0, 0, 0);
        const auto lossless = MakeRoom(1, 5, 4);
        lossless->Update(Seconds(0));
        NS_TEST_EXPECT_MSG_EQ_TOL(lossless->GetDownlink(0, 0, 0).norm() / before.norm(),
                                  std::pow(10.0, 25.0 / 20.0),
                                  1e-9,
                                  "excess loss");
        mobility->SetPosition(Vector(4.0, -1.4, 1.0));
        room->Update(Seconds(1));
        NS_TEST_EXPECT_MSG_GT((room->GetDownlink(0, 0, 0) - before).norm(),
                              0.1 * before.norm(),
                              "10 cm change the channel");
        mobility->SetPosition(Vector(30.0, -1.4, 1.0));
        room->Update(Seconds(2));
        const CMatrix outside = room->GetDownlink(0, 0, 0);
        mobility->SetPosition(Vector(10.0, -1.4, 1.0));
        room->Update(Seconds(3));
        NS_TEST_EXPECT_MSG_LT((room->GetDownlink(0, 0, 0) - outside).norm(),
                              1e-12 * outside.norm(),
                              "outside is at the wall");
        mobility->SetPosition(SITE);
        room->Update(Seconds(4));
        NS_TEST_EXPECT_MSG_EQ(room->GetDownlink(0, 0, 0).allFinite(), true, "at the base station");

        auto drop = CreateObject<RoomPositionAllocator>();
        NS_TEST_EXPECT_MSG_EQ(drop->AssignStreams(1), 1, "streams");
        for (int i = 0; i < 100; ++i)
        {
            const Vector position = drop->GetNext();
            const bool inside = position.x >= 1.0 && position.x <= 9.5 && position.y >= -4.5 &&
                                position.y <= 4.5 && position.z == 1.0;
            NS_TEST_EXPECT_MSG_EQ(inside, true, "in the box");
        }
    }
};

/**
 * \ingroup fdd-mimo
 * Suite of the room.
 */
class IndoorTestSuite : public TestSuite
{
  public:
    IndoorTestSuite()
        : TestSuite("fdd-mimo-indoor", Type::UNIT)
    {
        AddTestCase(new IndoorPathsTestCase);
        AddTestCase(new IndoorOptionsTestCase);
    }
};

static IndoorTestSuite g_indoorTestSuite; //!< the suite

} // namespace
