/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/constant-position-mobility-model.h"
#include "ns3/double.h"
#include "ns3/downlink-reception.h"
#include "ns3/fdd-mimo-frame.h"
#include "ns3/lte-link-model.h"
#include "ns3/mimo-channel-model.h"
#include "ns3/random-variable-stream.h"
#include "ns3/shannon-link-model.h"
#include "ns3/test.h"
#include "ns3/transmit-queue.h"
#include "ns3/transport-channel.h"
#include "ns3/uinteger.h"
#include "ns3/uplink-cell.h"
#include "ns3/user-scheduler.h"

#include <Eigen/Cholesky>
#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <numeric>

using namespace ns3;
using namespace ns3::fddmimo;

namespace
{

/**
 * \param rows number of rows
 * \param columns number of columns
 * \param draw standard normal numbers
 * \return matrix of independent CN(0, 1) entries
 */
CMatrix
DrawGaussian(uint32_t rows, uint32_t columns, Ptr<NormalRandomVariable> draw)
{
    CMatrix matrix(rows, columns);
    for (Eigen::Index i = 0; i < matrix.size(); ++i)
    {
        const double re = draw->GetValue(0.0, 0.5);
        const double im = draw->GetValue(0.0, 0.5);
        matrix(i) = Complex(re, im);
    }
    return matrix;
}

/// Independent Gaussian channels that stay as they are, downlink and uplink.
class GaussianChannelModel : public MimoChannelModel
{
  public:
    /**
     * \param seed stream of the random numbers
     */
    explicit GaussianChannelModel(int64_t seed)
        : m_draw(CreateObject<NormalRandomVariable>())
    {
        m_draw->SetStream(seed);
    }

    int64_t AssignStreams(int64_t /* stream */) override
    {
        return 0;
    }

  private:
    void DoUpdate(Time /* now */, std::vector<std::vector<CRowMatrix>>& downlink) override
    {
        for (auto& cell : downlink)
        {
            for (auto& subband : cell)
            {
                subband = DrawGaussian(subband.rows(), subband.cols(), m_draw);
            }
        }
    }

    CMatrix DoGetUplink(uint32_t bs, uint32_t ue, uint32_t subband) const override
    {
        return GetDownlink(bs, ue, subband).transpose();
    }

    void DoRenew() override
    {
    }

    Ptr<NormalRandomVariable> m_draw; //!< normal numbers
};

/**
 * \param bs antennas of each base station
 * \param ues antennas of each user
 * \param subbands number of subbands
 * \return channels between them
 */
Ptr<MimoChannelModel>
MakeChannel(const std::vector<uint32_t>& bs, const std::vector<uint32_t>& ues, uint32_t subbands)
{
    Ptr<MimoChannelModel> channel = CreateObject<GaussianChannelModel>(7);
    channel->SetAttribute("Subbands", UintegerValue(subbands));
    for (uint32_t antennas : bs)
    {
        channel->AddBs(CreateObject<ConstantPositionMobilityModel>(), antennas);
    }
    for (uint32_t antennas : ues)
    {
        channel->AddUe(CreateObject<ConstantPositionMobilityModel>(), antennas);
    }
    channel->Update(Seconds(0));
    return channel;
}

} // namespace

/**
 * Cuts random packets into random blocks, loses some blocks and delivers the others out of order:
 * exactly the packets without a lost piece must come out, whole and in order.
 */
class SegmentationTestCase : public TestCase
{
  public:
    SegmentationTestCase()
        : TestCase("Segmentation and reassembly of random packets with losses and reordering")
    {
    }

  private:
    void DoRun() override
    {
        auto draw = CreateObject<UniformRandomVariable>();
        draw->SetStream(1);
        for (double lossRate : {0.0, 0.1, 0.5, 1.0})
        {
            auto queue = CreateObject<TransmitQueue>();
            queue->SetAttribute("MaxBytes", UintegerValue(1 << 30));
            std::vector<Ptr<Packet>> packets;
            uint64_t bytes = 0;
            for (uint32_t i = 0; i < 500; ++i)
            {
                packets.push_back(Create<Packet>(draw->GetInteger(1, 3000)));
                bytes += packets.back()->GetSize();
                NS_TEST_ASSERT_MSG_EQ(queue->Enqueue(packets.back()),
                                      true,
                                      "queue is large enough");
            }
            NS_TEST_ASSERT_MSG_EQ(queue->GetNBytes(), bytes, "bytes waiting");
            std::vector<std::vector<Segment>> blocks;
            while (!queue->IsEmpty())
            {
                const uint32_t size = draw->GetInteger(1, 4000);
                blocks.push_back(queue->Fill(size));
                uint32_t used = 0;
                for (const auto& segment : blocks.back())
                {
                    used += segment.bytes + TransmitQueue::HEADER_BYTES;
                }
                NS_TEST_ASSERT_MSG_LT_OR_EQ(used, size, "a block holds no more than its size");
            }
            std::vector<bool> lost(packets.size(), false);
            Reassembler reassembler;
            std::vector<Ptr<const Packet>> received;
            for (std::size_t i = 0; i < blocks.size(); ++i)
            {
                // Reordering by retransmission: swap with the next block now and then.
                if (i + 1 < blocks.size() && draw->GetValue() < 0.3)
                {
                    std::swap(blocks[i], blocks[i + 1]);
                }
                if (draw->GetValue() < lossRate)
                {
                    reassembler.Lose(blocks[i]);
                    for (const auto& segment : blocks[i])
                    {
                        lost[segment.sequence] = true;
                    }
                }
                else
                {
                    reassembler.Receive(blocks[i]);
                }
                const auto ready = reassembler.TakePackets();
                received.insert(received.end(), ready.begin(), ready.end());
            }
            std::vector<Ptr<const Packet>> expected;
            for (std::size_t i = 0; i < packets.size(); ++i)
            {
                if (!lost[i])
                {
                    expected.push_back(packets[i]);
                }
            }
            NS_TEST_EXPECT_MSG_EQ((received == expected),
                                  true,
                                  "packets at loss rate " << lossRate);
            NS_TEST_EXPECT_MSG_EQ(reassembler.GetNLost(),
                                  packets.size() - expected.size(),
                                  "packets counted as lost");
        }

        auto small = CreateObject<TransmitQueue>();
        small->SetAttribute("MaxBytes", UintegerValue(1000));
        uint32_t drops = 0;
        small->TraceConnectWithoutContext("Drop",
                                          MakeBoundCallback(
                                              +[](uint32_t* count, Ptr<const Packet>) { ++*count; },
                                              &drops));
        NS_TEST_EXPECT_MSG_EQ(small->Enqueue(Create<Packet>(600)), true, "fits");
        NS_TEST_EXPECT_MSG_EQ(small->Enqueue(Create<Packet>(401)), false, "does not fit");
        NS_TEST_EXPECT_MSG_EQ(small->Enqueue(Create<Packet>(400)), true, "fits exactly");
        NS_TEST_EXPECT_MSG_EQ(drops, 1, "one drop traced");
        small->TraceDisconnectWithoutContext("Drop", Callback<void, Ptr<const Packet>>());
    }
};

/**
 * SINRs and rates of the multi-cell downlink against the formulas written out with explicit
 * inverses.
 */
class ReceptionTestCase : public TestCase
{
  public:
    ReceptionTestCase()
        : TestCase("Multi-cell SINR and rate against explicit inverses, MISO and MIMO, 2 subbands")
    {
    }

  private:
    void DoRun() override
    {
        const std::vector<uint32_t> ueAntennas{1, 2, 1, 3, 2};
        const std::vector<uint32_t> serving{0, 0, 1, 1, 0};
        const double noise = 0.3;
        const auto channel = MakeChannel({4, 6}, ueAntennas, 2);
        auto draw = CreateObject<NormalRandomVariable>();
        draw->SetStream(3);
        // Users 0 and 1 of cell 0 (user 4 waits), 3 and 2 of cell 1 in this order.
        std::vector<CellBeams> cells(2);
        cells[0].ues = {0, 1};
        cells[1].ues = {3, 2};
        for (int subband = 0; subband < 2; ++subband)
        {
            Beamformer first;
            first.weights = DrawGaussian(4, 3, draw);
            cells[0].beams.push_back(first);
            Beamformer second;
            second.weights = DrawGaussian(6, 4, draw);
            cells[1].beams.push_back(second);
        }
        DownlinkReception reception;
        const auto& result = reception.Evaluate(*channel, cells, serving, noise);
        const std::vector<uint32_t> firstStream{0, 1, 3, 0};
        for (uint32_t ue = 0; ue < 4; ++ue)
        {
            const uint32_t m = ueAntennas[ue];
            double rate = 0.0;
            double interference = 0.0;
            for (uint32_t subband = 0; subband < 2; ++subband)
            {
                const uint32_t own = serving[ue];
                const CMatrix z =
                    channel->GetDownlink(own, ue, subband) * cells[own].beams[subband].weights;
                const CMatrix other = channel->GetDownlink(1 - own, ue, subband) *
                                      cells[1 - own].beams[subband].weights;
                interference += other.squaredNorm() / (2.0 * m);
                const CMatrix all =
                    noise * CMatrix::Identity(m, m) + other * other.adjoint() + z * z.adjoint();
                const CMatrix mine = z.middleCols(firstStream[ue], m);
                const CMatrix rest = all - mine * mine.adjoint();
                rate += 0.5 *
                        std::log2((CMatrix::Identity(m, m) + rest.inverse() * mine * mine.adjoint())
                                      .determinant()
                                      .real());
                for (uint32_t s = 0; s < m; ++s)
                {
                    const CVector stream = mine.col(s);
                    const CMatrix q = all - stream * stream.adjoint();
                    const double sinr = (stream.adjoint() * q.inverse() * stream)(0).real();
                    NS_TEST_EXPECT_MSG_EQ_TOL(result[ue].sinr[subband * m + s],
                                              sinr,
                                              1e-9 * sinr,
                                              "SINR of user " << ue);
                }
            }
            NS_TEST_EXPECT_MSG_EQ_TOL(result[ue].rate, rate, 1e-9, "rate of user " << ue);
            NS_TEST_EXPECT_MSG_EQ_TOL(result[ue].interference,
                                      interference,
                                      1e-9 * interference,
                                      "inter-cell interference of user " << ue);
        }
        NS_TEST_EXPECT_MSG_EQ(result[4].sinr.size(), 0, "user 4 is not served");
        NS_TEST_EXPECT_MSG_GT(result[4].interference, 0.0, "but hears the other cell");
    }
};

/**
 * Uplink SINR of the MMSE receiver against the formula with the interference covariance inverted.
 */
class UplinkTestCase : public TestCase
{
  public:
    UplinkTestCase()
        : TestCase("Uplink MMSE SINR against the explicit receiver; users take turns")
    {
    }

  private:
    void DoRun() override
    {
        const auto channel = MakeChannel({4}, {1, 1, 1, 2, 1}, 1);
        auto cell = CreateObject<UplinkCell>();
        cell->SetAttribute("MaxUsers", UintegerValue(3));
        cell->Configure(0, 4);
        std::vector<uint32_t> turns(5, 0);
        for (uint32_t ue = 0; ue < 5; ++ue)
        {
            auto transport = CreateObject<TransportChannel>();
            transport->SetLinkModel(CreateObject<ShannonLinkModel>());
            transport->SetSaturated(true);
            cell->AddUser(ue, transport);
        }
        const double snr = 2.5;
        cell->StartInterval();
        for (uint64_t slot = 0; slot < 10; ++slot)
        {
            cell->StartSlot(slot, *channel, snr, 100.0);
            NS_TEST_ASSERT_MSG_EQ(cell->GetSenders().size(), 3, "MaxUsers senders");
            for (const auto& sender : cell->GetSenders())
            {
                ++turns[sender.user];
                const auto strongest = [&](uint32_t ue) {
                    const CMatrix uplink = channel->GetUplink(0, ue, 0);
                    Eigen::Index column;
                    uplink.colwise().squaredNorm().maxCoeff(&column);
                    return CVector(uplink.col(column));
                };
                CMatrix covariance = CMatrix::Identity(4, 4);
                for (const auto& other : cell->GetSenders())
                {
                    if (other.user != sender.user)
                    {
                        const CVector h = strongest(other.user);
                        covariance += snr * h * h.adjoint();
                    }
                }
                const CVector h = strongest(sender.user);
                const double sinr = snr * (h.adjoint() * covariance.inverse() * h)(0).real();
                NS_TEST_EXPECT_MSG_EQ_TOL(sender.sinr[0], sinr, 1e-9 * sinr, "uplink SINR");
            }
        }
        for (uint32_t ue = 0; ue < 5; ++ue)
        {
            NS_TEST_EXPECT_MSG_EQ(turns[ue], 6, "30 turns for 5 users");
        }
    }
};

/**
 * Link models: block sizes, error probabilities, combining.
 */
class LinkModelTestCase : public TestCase
{
  public:
    LinkModelTestCase()
        : TestCase("Shannon and LTE link models")
    {
    }

  private:
    void DoRun() override
    {
        auto shannon = CreateObject<ShannonLinkModel>();
        shannon->SetAttribute("GapDb", DoubleValue(3.0));
        const double gap = std::pow(10.0, 0.3);
        const auto format = shannon->SelectFormat({4.0, 9.0}, 1000.0);
        const double bits = 1000.0 * (std::log2(1 + 4.0 / gap) + std::log2(1 + 9.0 / gap));
        NS_TEST_EXPECT_MSG_EQ(format.bits, static_cast<uint32_t>(bits), "Shannon block size");
        const auto good = shannon->Decode(format, {4.0, 9.0}, {});
        NS_TEST_EXPECT_MSG_EQ(good.blockErrorProbability, 0.0, "decodes at the predicted SINR");
        const auto bad = shannon->Decode(format, {3.9, 8.9}, {});
        NS_TEST_EXPECT_MSG_EQ(bad.blockErrorProbability, 1.0, "fails below it");
        const auto second = shannon->Decode(format, {0.1, 0.1}, {bad.attempt});
        NS_TEST_EXPECT_MSG_EQ(second.blockErrorProbability, 0.0, "attempts add information");

        auto lte = CreateObject<LteLinkModel>();
        uint32_t lastBits = 0;
        uint32_t lastMcs = 0;
        for (double snrDb = -8.0; snrDb <= 30.0; snrDb += 1.0)
        {
            const double snr = std::pow(10.0, 0.1 * snrDb);
            const auto chosen = lte->SelectFormat({snr}, 100 * 168.0);
            NS_TEST_EXPECT_MSG_GT_OR_EQ(chosen.bits, lastBits, "size grows with SINR");
            NS_TEST_EXPECT_MSG_GT_OR_EQ(chosen.mcs, lastMcs, "MCS grows with SINR");
            lastBits = chosen.bits;
            lastMcs = chosen.mcs;
            if (chosen.bits == 0)
            {
                continue;
            }
            double lastBler = 1.0;
            for (double offset : {-6.0, -3.0, 0.0, 3.0})
            {
                const double actual = snr * std::pow(10.0, 0.1 * offset);
                const auto once = lte->Decode(chosen, {actual}, {});
                NS_TEST_EXPECT_MSG_LT_OR_EQ(once.blockErrorProbability,
                                            lastBler + 1e-12,
                                            "block error rate falls with SINR");
                lastBler = once.blockErrorProbability;
                const auto twice = lte->Decode(chosen, {actual}, {once.attempt});
                NS_TEST_EXPECT_MSG_LT_OR_EQ(twice.blockErrorProbability,
                                            once.blockErrorProbability + 1e-12,
                                            "a retransmission helps");
            }
        }
        NS_TEST_EXPECT_MSG_EQ(lastMcs, 28, "highest MCS at 30 dB");
        // 100 resource-block pairs at MCS 28 in parts of 12 (and 4): 36.213's sizes.
        NS_TEST_EXPECT_MSG_GT(lastBits, 70000, "about 75376 bits in 20 MHz");
        NS_TEST_EXPECT_MSG_LT(lastBits, 76000, "about 75376 bits in 20 MHz");
        const auto large = lte->SelectFormat({100.0}, 100 * 168.0);
        const auto shrunk = lte->ShrinkFormat(large, 1, 10000);
        NS_TEST_EXPECT_MSG_GT_OR_EQ(shrunk.bits, 10000, "carries what it must");
        NS_TEST_EXPECT_MSG_LT(shrunk.bits, 13000, "and little more");
        NS_TEST_EXPECT_MSG_LT(lte->Decode(shrunk, {10.0}, {}).blockErrorProbability,
                              lte->Decode(large, {10.0}, {}).blockErrorProbability,
                              "fewer bits are more robust");
        NS_TEST_EXPECT_MSG_EQ(lte->SelectFormat({100.0}, 167.0).bits, 0, "less than one pair");
        NS_TEST_EXPECT_MSG_EQ(lte->SelectFormat({0.0}, 16800.0).bits, 0, "no signal");
    }
};

/**
 * HARQ: the outer loop meets its target though the prediction is off, and a block that keeps
 * failing is lost after MaxAttempts.
 */
class TransportChannelTestCase : public TestCase
{
  public:
    TransportChannelTestCase()
        : TestCase("Outer loop and HARQ of a transport channel")
    {
    }

  private:
    void DoRun() override
    {
        auto draw = CreateObject<UniformRandomVariable>();
        draw->SetStream(11);
        auto fading = CreateObject<ExponentialRandomVariable>();
        fading->SetStream(12);
        // 60 dB: what decoded CSI without a trace of interference predicts.
        for (double biasDb : {-6.0, 0.0, 6.0, 60.0})
        {
            auto channel = CreateObject<TransportChannel>();
            channel->SetLinkModel(CreateObject<ShannonLinkModel>());
            channel->SetSaturated(true);
            uint32_t first = 0;
            uint32_t failed = 0;
            uint32_t lost = 0;
            for (uint64_t slot = 0; slot < 30000; ++slot)
            {
                const double sinr = 10.0 * (0.5 + fading->GetValue());
                channel->StartSlot(slot, {10.0 * std::pow(10.0, 0.1 * biasDb)}, 1000.0);
                const auto report = channel->EndSlot({sinr}, draw->GetValue());
                if (slot > 1000 && report.attempt == 1)
                {
                    ++first;
                    failed += report.ok ? 0 : 1;
                }
                lost += report.lost ? 1 : 0;
            }
            // The offset is bounded, so the time average of its steps is zero: failures are the
            // target's share up to (range of the offset) / (steps), here 40 dB / (1.1 dB * 25000).
            NS_TEST_EXPECT_MSG_EQ_TOL(static_cast<double>(failed) / first,
                                      0.1,
                                      0.002,
                                      "outer loop at a bias of " << biasDb << " dB");
            NS_TEST_EXPECT_MSG_EQ(lost, 0, "combining saves every block");
        }

        auto channel = CreateObject<TransportChannel>();
        channel->SetLinkModel(CreateObject<ShannonLinkModel>());
        channel->SetAttribute("MaxAttempts", UintegerValue(3));
        channel->SetAttribute("HarqDelay", UintegerValue(2));
        channel->GetQueue()->Enqueue(Create<Packet>(100));
        std::vector<uint64_t> slots;
        BlockReport last;
        for (uint64_t slot = 0; slot < 20; ++slot)
        {
            channel->StartSlot(slot, {100.0}, 1000.0);
            const auto report = channel->EndSlot({0.0}, draw->GetValue());
            if (report.bits > 0)
            {
                slots.push_back(slot);
                last = report;
            }
        }
        NS_TEST_EXPECT_MSG_EQ((slots == std::vector<uint64_t>{0, 2, 4}), true, "HARQ timing");
        NS_TEST_EXPECT_MSG_EQ(last.lost, true, "lost after the last attempt");
        NS_TEST_EXPECT_MSG_EQ(channel->GetNLostPackets(), 1, "and its packet with it");
        NS_TEST_EXPECT_MSG_EQ(channel->HasData(), false, "nothing is left");

        // A precoder may give a user no beam for a while: no attempt is made without one.
        channel->GetQueue()->Enqueue(Create<Packet>(100));
        slots.clear();
        for (uint64_t slot = 20; slot < 40; ++slot)
        {
            const bool hasBeam = slot == 20 || slot >= 30;
            channel->StartSlot(slot, {hasBeam ? 100.0 : 0.0}, 1000.0);
            if (channel->EndSlot({slot == 20 ? 0.0 : 100.0}, draw->GetValue()).bits > 0)
            {
                slots.push_back(slot);
            }
        }
        NS_TEST_EXPECT_MSG_EQ((slots == std::vector<uint64_t>{20, 30}), true, "waits for a beam");
        NS_TEST_EXPECT_MSG_EQ(channel->GetNLostPackets(), 1, "and loses nothing more");

        // But not for ever. Any resource will do.
        channel->SetAttribute("MaxWait", UintegerValue(10));
        channel->GetQueue()->Enqueue(Create<Packet>(100));
        slots.clear();
        for (uint64_t slot = 40; slot < 80; ++slot)
        {
            channel->StartSlot(slot, {0.0, slot == 40 || slot == 54 ? 100.0 : 0.0}, 1000.0);
            if (channel->EndSlot({0.0, 0.0}, draw->GetValue()).bits > 0)
            {
                slots.push_back(slot);
            }
        }
        NS_TEST_EXPECT_MSG_EQ((slots == std::vector<uint64_t>{40, 52, 54}), true, "MaxWait");
        NS_TEST_EXPECT_MSG_EQ(channel->GetNLostPackets(), 2, "then it is lost");
    }
};

/**
 * Schedulers: limits, fairness, orthogonality.
 */
class SchedulerTestCase : public TestCase
{
  public:
    SchedulerTestCase()
        : TestCase("Round robin, proportional fair and semi-orthogonal user selection")
    {
    }

  private:
    void DoRun() override
    {
        auto draw = CreateObject<NormalRandomVariable>();
        draw->SetStream(21);
        std::vector<CMatrix> channels;
        std::vector<SchedulingCandidate> candidates(10);
        for (uint32_t i = 0; i < 10; ++i)
        {
            channels.push_back(DrawGaussian(1, 16, draw));
        }
        // Users 0 and 1 are the strongest and all but parallel.
        channels[1] = 4.0 * channels[0];
        channels[0] *= 4.1;
        for (uint32_t i = 0; i < 10; ++i)
        {
            candidates[i].user = i;
            candidates[i].channel = &channels[i];
            candidates[i].averageRate = 1e6;
        }

        auto roundRobin = CreateObject<RoundRobinUserScheduler>();
        std::vector<uint32_t> turns(10, 0);
        for (int interval = 0; interval < 10; ++interval)
        {
            const auto chosen = roundRobin->Select(candidates, 3);
            NS_TEST_EXPECT_MSG_EQ(chosen.size(), 3, "three streams");
            for (uint32_t user : chosen)
            {
                ++turns[user];
            }
        }
        for (uint32_t user = 0; user < 10; ++user)
        {
            NS_TEST_EXPECT_MSG_EQ(turns[user], 3, "30 turns for 10 users");
        }
        NS_TEST_EXPECT_MSG_EQ(roundRobin->Select({}, 3).size(), 0, "nobody to serve");

        auto fair = CreateObject<ProportionalFairUserScheduler>();
        candidates[7].averageRate = 1.0;
        const auto starving = fair->Select(candidates, 1);
        NS_TEST_ASSERT_MSG_EQ(starving.size(), 1, "one stream");
        NS_TEST_EXPECT_MSG_EQ(starving[0], 7, "the starving user comes first");
        candidates[7].averageRate = 1e6;
        const auto strongest = fair->Select(candidates, 2);
        NS_TEST_EXPECT_MSG_EQ((strongest == std::vector<uint32_t>{0, 1}),
                              true,
                              "at equal throughput the strongest");

        auto orthogonal = CreateObject<SemiOrthogonalUserScheduler>();
        const auto group = orthogonal->Select(candidates, 4);
        NS_TEST_EXPECT_MSG_EQ(group.front(), 0, "the strongest user first");
        NS_TEST_EXPECT_MSG_EQ((std::find(group.begin(), group.end(), 1U) == group.end()),
                              true,
                              "not the one parallel to it");
        NS_TEST_EXPECT_MSG_LT_OR_EQ(group.size(), 4, "at most four streams");
        for (uint32_t a : group)
        {
            for (uint32_t b : group)
            {
                if (a == group.front() && b != a)
                {
                    const double correlation = std::abs((channels[a] * channels[b].adjoint())(0)) /
                                               (channels[a].norm() * channels[b].norm());
                    NS_TEST_EXPECT_MSG_LT_OR_EQ(correlation, 0.4, "semi-orthogonal to the first");
                }
            }
        }
    }
};

/**
 * Overhead of the frame.
 */
class FrameTestCase : public TestCase
{
  public:
    FrameTestCase()
        : TestCase("Pilots and feedback window shorten the data")
    {
    }

  private:
    void DoRun() override
    {
        auto frame = CreateObject<FddMimoFrame>();
        frame->SetAttribute("Interval", TimeValue(MilliSeconds(5)));
        frame->SetAttribute("CoherenceBandwidth", DoubleValue(200e3));
        frame->SetAttribute("FeedbackWindow", TimeValue(MicroSeconds(500)));
        // 5 ms * 200 kHz = 1000 symbols, 64 of them pilots; 10 % window.
        NS_TEST_EXPECT_MSG_EQ_TOL(frame->GetDataFraction(64, false), 0.936, 1e-9, "pilots only");
        NS_TEST_EXPECT_MSG_EQ_TOL(frame->GetDataFraction(64, true), 0.836, 1e-9, "and feedback");
        NS_TEST_EXPECT_MSG_EQ_TOL(frame->GetDataFraction(0, false), 1.0, 1e-9, "no overhead");
    }
};

/// Tests of the parts of the PHY.
class FddMimoPhyTestSuite : public TestSuite
{
  public:
    FddMimoPhyTestSuite()
        : TestSuite("fdd-mimo-phy", Type::UNIT)
    {
        AddTestCase(new SegmentationTestCase);
        AddTestCase(new ReceptionTestCase);
        AddTestCase(new UplinkTestCase);
        AddTestCase(new LinkModelTestCase);
        AddTestCase(new TransportChannelTestCase);
        AddTestCase(new SchedulerTestCase);
        AddTestCase(new FrameTestCase);
    }
};

static FddMimoPhyTestSuite g_fddMimoPhyTestSuite; //!< the suite
