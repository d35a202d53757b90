/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/csi-report-header.h"
#include "ns3/csi-report-receiver.h"
#include "ns3/data-rate.h"
#include "ns3/double.h"
#include "ns3/feedback-channel.h"
#include "ns3/ns3-compat.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

#include <cmath>

using namespace ns3;
using namespace ns3::fddmimo;

namespace
{
/**
 * \param bits number of payload bits
 * \return a report with a payload of a fixed pattern
 */
CsiReportHeader
MakeReport(uint32_t bits)
{
    BitBuffer payload;
    for (uint32_t i = 0; i < bits; ++i)
    {
        payload.Write((i * i + i / 3) % 2, 1);
    }
    CsiReportHeader report;
    report.SetUeId(513);
    report.SetSequence(65535);
    report.SetMeasuredAt(NanoSeconds(123456789012345));
    report.SetPayload(payload);
    return report;
}

/**
 * \param report a report
 * \return a packet with it alone
 */
Ptr<Packet>
MakePacket(const CsiReportHeader& report)
{
    auto packet = Create<Packet>();
    packet->AddHeader(report);
    return packet;
}

/**
 * \param packet a packet
 * \return its bytes
 */
std::vector<uint8_t>
GetBytes(Ptr<const Packet> packet)
{
    std::vector<uint8_t> bytes(packet->GetSize());
    packet->CopyData(bytes.data(), packet->GetSize());
    return bytes;
}
} // namespace

/**
 * \ingroup fdd-mimo-tests
 * A report survives its way, and no damage to it goes unnoticed.
 */
class CsiReportHeaderTestCase : public TestCase
{
  public:
    CsiReportHeaderTestCase()
        : TestCase("Report header: round trip, bit flips, cuts, random bytes")
    {
    }

  private:
    void DoRun() override
    {
        auto receiver = CreateObject<CsiReportReceiver>();
        uint64_t good = 0;
        for (const uint32_t bits : {0, 1, 7, 8, 9, 16, 52, 521})
        {
            const CsiReportHeader sent = MakeReport(bits);
            const Ptr<Packet> packet = MakePacket(sent);
            NS_TEST_EXPECT_MSG_EQ(packet->GetSize(), 17 + (bits + 7) / 8, "size");
            CsiReportHeader report;
            NS_TEST_EXPECT_MSG_EQ(receiver->Receive(packet, report), true, "round trip");
            ++good;
            NS_TEST_EXPECT_MSG_EQ(report.GetUeId(), 513, "user");
            NS_TEST_EXPECT_MSG_EQ(report.GetSequence(), 65535, "sequence");
            NS_TEST_EXPECT_MSG_EQ(report.GetMeasuredAt(), sent.GetMeasuredAt(), "time");
            NS_TEST_EXPECT_MSG_EQ(report.GetPayload().GetSize(), bits, "payload size");
            NS_TEST_EXPECT_MSG_EQ((report.GetPayload().GetBytes() == sent.GetPayload().GetBytes()),
                                  true,
                                  "payload");

            std::vector<uint8_t> bytes = GetBytes(packet);
            for (uint32_t flip = 0; flip < 8 * bytes.size(); ++flip)
            {
                bytes[flip / 8] ^= 0x80 >> (flip % 8);
                NS_TEST_EXPECT_MSG_EQ(
                    receiver->Receive(Create<Packet>(bytes.data(), bytes.size()), report),
                    false,
                    "flip of bit " << flip << " of a report of " << bits << " bits");
                bytes[flip / 8] ^= 0x80 >> (flip % 8);
            }
            for (uint32_t size = 0; size < bytes.size(); ++size)
            {
                NS_TEST_EXPECT_MSG_EQ(receiver->Receive(Create<Packet>(bytes.data(), size), report),
                                      false,
                                      "cut to " << size << " bytes");
            }
            bytes.push_back(0);
            NS_TEST_EXPECT_MSG_EQ(
                receiver->Receive(Create<Packet>(bytes.data(), bytes.size()), report),
                false,
                "too long");
        }
        NS_TEST_EXPECT_MSG_EQ(receiver->GetReceived(), good, "received");

        // In front of other data the header takes its own bytes only.
        auto longer = Create<Packet>(100);
        longer->AddHeader(MakeReport(52));
        CsiReportHeader report;
        NS_TEST_EXPECT_MSG_EQ(longer->RemoveHeader(report), 24, "size");
        NS_TEST_EXPECT_MSG_EQ(report.IsValid(), true, "before other data");
        NS_TEST_EXPECT_MSG_EQ(longer->GetSize(), 100, "other data");

        // 20,000 random packets pass a CRC-32 with probability 20,000 / 2^32 < 5e-6 in all.
        RngSeedManager::SetSeed(1);
        RngSeedManager::SetRun(1);
        auto uniform = CreateObject<UniformRandomVariable>();
        uniform->SetStream(1);
        for (uint32_t run = 0; run < 20000; ++run)
        {
            std::vector<uint8_t> noise(uniform->GetInteger(0, 60));
            for (uint8_t& byte : noise)
            {
                byte = static_cast<uint8_t>(uniform->GetInteger(0, 255));
            }
            if (run % 2 == 0 && noise.size() > 17)
            {
                // A length that fits, so that the CRC itself is reached.
                noise[10] = 0;
                noise[11] = 0;
                noise[12] =
                    static_cast<uint8_t>(std::min<std::size_t>(8 * noise.size() - 136, 255));
            }
            NS_TEST_EXPECT_MSG_EQ(
                receiver->Receive(Create<Packet>(noise.data(), noise.size()), report),
                false,
                "random bytes");
        }
    }
};

/**
 * \ingroup fdd-mimo-tests
 * Arrival times: size over rate, then the delay; each user's reports one after the other.
 */
class FeedbackTimingTestCase : public TestCase
{
  public:
    FeedbackTimingTestCase()
        : TestCase("Feedback channel: rate, delay, backlog")
    {
    }

  private:
    /**
     * \param packet an arriving packet
     */
    void Receive(Ptr<Packet> /* packet */)
    {
        m_arrivals.push_back(Simulator::Now());
    }

    void DoRun() override
    {
        auto channel = CreateObject<FeedbackChannel>();
        channel->SetAttribute("DataRate", DataRateValue(DataRate("1Mbps")));
        channel->SetAttribute("Delay", TimeValue(MicroSeconds(50)));
        channel->SetAttribute("MaxBacklog", TimeValue(MicroSeconds(200)));
        const auto receiver = MakeCallback(&FeedbackTimingTestCase::Receive, this);
        const Ptr<Packet> packet = Create<Packet>(25); // 200 us on the air
        NS_TEST_EXPECT_MSG_EQ(channel->Send(1, packet, receiver), true, "first");
        NS_TEST_EXPECT_MSG_EQ(channel->Send(1, packet, receiver), true, "waits for the first");
        NS_TEST_EXPECT_MSG_EQ(channel->Send(1, packet, receiver), false, "would wait for 400 us");
        NS_TEST_EXPECT_MSG_EQ(channel->Send(2, packet, receiver), true, "another user");
        ScheduleFunction(MicroSeconds(1000), [&]() { channel->Send(1, packet, receiver); });
        Simulator::Run();
        const std::vector<Time> expected = {MicroSeconds(250),
                                            MicroSeconds(250),
                                            MicroSeconds(450),
                                            MicroSeconds(1250)};
        NS_TEST_ASSERT_MSG_EQ(m_arrivals.size(), expected.size(), "arrivals");
        for (std::size_t i = 0; i < expected.size(); ++i)
        {
            NS_TEST_EXPECT_MSG_EQ(m_arrivals[i], expected[i], "arrival " << i);
        }
        NS_TEST_EXPECT_MSG_EQ(channel->GetDropped(), 1, "dropped");
        NS_TEST_EXPECT_MSG_EQ(channel->GetSentBits(), 4 * 200, "sent bits");
        Simulator::Destroy();

        m_arrivals.clear();
        channel->SetAttribute("DataRate", DataRateValue(DataRate("0bps")));
        for (uint32_t i = 0; i < 10; ++i)
        {
            channel->Send(1, packet, receiver);
        }
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(m_arrivals.size(), 10, "unlimited rate");
        NS_TEST_EXPECT_MSG_EQ(m_arrivals.back(), MicroSeconds(50), "unlimited rate");
        channel->Dispose();
        Simulator::Destroy();
    }

    std::vector<Time> m_arrivals; //!< when packets arrived
};

/**
 * \ingroup fdd-mimo-tests
 * Bit errors are independent with the right probability, and damaged reports are counted as lost.
 */
class FeedbackErrorTestCase : public TestCase
{
  public:
    /**
     * \param bitErrorRate BitErrorRate
     */
    explicit FeedbackErrorTestCase(double bitErrorRate)
        : TestCase("Feedback channel: bit error rate " + std::to_string(bitErrorRate)),
          m_bitErrorRate(bitErrorRate)
    {
    }

  private:
    /**
     * \param packet an arriving packet
     */
    void Receive(Ptr<Packet> packet)
    {
        const std::vector<uint8_t> bytes = GetBytes(packet);
        m_differences.resize(8 * bytes.size());
        bool damaged = false;
        for (std::size_t i = 0; i < m_differences.size(); ++i)
        {
            const uint32_t flipped = ((bytes[i / 8] ^ m_sent[i / 8]) >> (7 - i % 8)) & 1;
            m_differences[i] += flipped;
            m_flips += flipped;
            damaged = damaged || flipped != 0;
        }
        CsiReportHeader report;
        NS_TEST_EXPECT_MSG_EQ(m_receiver->Receive(packet, report), !damaged, "damage found");
        m_damaged += damaged;
    }

    void DoRun() override
    {
        RngSeedManager::SetSeed(1);
        RngSeedManager::SetRun(1);
        m_receiver = CreateObject<CsiReportReceiver>();
        auto channel = CreateObject<FeedbackChannel>();
        channel->SetAttribute("BitErrorRate", DoubleValue(m_bitErrorRate));
        channel->SetAttribute("DataRate", DataRateValue(DataRate("0bps")));
        NS_TEST_EXPECT_MSG_EQ(channel->AssignStreams(7), 1, "streams");
        const Ptr<Packet> packet = MakePacket(MakeReport(52));
        m_sent = GetBytes(packet);
        const uint32_t packets = 20000;
        for (uint32_t i = 0; i < packets; ++i)
        {
            channel->Send(0, packet, MakeCallback(&FeedbackErrorTestCase::Receive, this));
        }
        Simulator::Run();
        Simulator::Destroy();
        NS_TEST_EXPECT_MSG_EQ((GetBytes(packet) == m_sent), true, "what was sent stays as it was");

        // Binomial variables, tested at a level of 1e-6 (4.9 standard deviations); the count at
        // each of the 192 positions at 1e-6 too (level 2e-4 for all of them), where a rate too
        // small for the normal distribution is left out.
        const double p = m_bitErrorRate;
        const double bits = 8.0 * m_sent.size();
        const double trials = packets * bits;
        NS_TEST_EXPECT_MSG_EQ_TOL(m_flips,
                                  trials * p,
                                  4.9 * std::sqrt(trials * p * (1 - p)),
                                  "flipped bits");
        const double loss = 1.0 - std::pow(1.0 - p, bits);
        NS_TEST_EXPECT_MSG_EQ_TOL(m_damaged,
                                  packets * loss,
                                  4.9 * std::sqrt(packets * loss * (1 - loss)),
                                  "damaged reports");
        if (p * packets > 100)
        {
            for (const double count : m_differences)
            {
                NS_TEST_EXPECT_MSG_EQ_TOL(count,
                                          packets * p,
                                          4.9 * std::sqrt(packets * p * (1 - p)),
                                          "flips at one position");
            }
        }
        NS_TEST_EXPECT_MSG_EQ(m_receiver->GetLost(), m_damaged, "lost");
        NS_TEST_EXPECT_MSG_EQ(m_receiver->GetReceived() + m_receiver->GetLost(),
                              packets,
                              "reports");
    }

    double m_bitErrorRate;             //!< BitErrorRate
    Ptr<CsiReportReceiver> m_receiver; //!< the receiver
    std::vector<uint8_t> m_sent;       //!< bytes sent
    std::vector<double> m_differences; //!< flips at every position
    double m_flips{0.0};               //!< flips in all
    uint64_t m_damaged{0};             //!< packets with flips
};

/**
 * \ingroup fdd-mimo-tests
 * Suite of the way of a report.
 */
class FddMimoCsiFeedbackTestSuite : public TestSuite
{
  public:
    FddMimoCsiFeedbackTestSuite()
        : TestSuite("fdd-mimo-csi-feedback", Type::UNIT)
    {
        AddTestCase(new CsiReportHeaderTestCase);
        AddTestCase(new FeedbackTimingTestCase);
        for (const double bitErrorRate : {0.0, 1e-4, 1e-2, 0.3})
        {
            AddTestCase(new FeedbackErrorTestCase(bitErrorRate));
        }
    }
};

static FddMimoCsiFeedbackTestSuite g_fddMimoCsiFeedbackTestSuite; //!< the suite
