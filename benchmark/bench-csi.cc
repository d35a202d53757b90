/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * CSI codecs, estimators and the feedback channel at N = 64, M = 1, one subband.
 * Each codec stands beside a floor: for the scalar codec, copying the channel; for the DFT codecs,
 * one dense product of the channel with all oversampled beams in double precision.
 */

#include "ns3/boolean.h"
#include "ns3/csi-report-header.h"
#include "ns3/csi-report-receiver.h"
#include "ns3/double.h"
#include "ns3/feedback-channel.h"
#include "ns3/ls-channel-estimator.h"
#include "ns3/mmse-channel-estimator.h"
#include "ns3/random-variable-stream.h"
#include "ns3/scalar-csi-codec.h"
#include "ns3/simulator.h"
#include "ns3/static-range-coder.h"
#include "ns3/type1-csi-codec.h"
#include "ns3/type2-csi-codec.h"
#include "ns3/uinteger.h"

#include <benchmark/benchmark.h>
#include <cmath>

using namespace ns3;
using namespace ns3::fddmimo;

namespace
{
constexpr uint32_t ANTENNAS = 64; //!< N

/**
 * \return 64 different 1 x N channels of a few paths each
 */
std::vector<std::vector<CMatrix>>
MakeChannels()
{
    auto normal = CreateObject<NormalRandomVariable>();
    auto uniform = CreateObject<UniformRandomVariable>();
    normal->SetStream(1);
    uniform->SetStream(2);
    std::vector<std::vector<CMatrix>> channels;
    for (uint32_t i = 0; i < 64; ++i)
    {
        CMatrix channel = CMatrix::Zero(1, ANTENNAS);
        const double u = uniform->GetValue(-0.9, 0.9);
        const double v = uniform->GetValue(-0.9, 0.9);
        for (uint32_t path = 0; path < 10; ++path)
        {
            const Complex gain(normal->GetValue(), normal->GetValue());
            const double x = M_PI * (u + 0.1 * normal->GetValue());
            const double y = M_PI * (v + 0.1 * normal->GetValue());
            for (uint32_t n = 0; n < ANTENNAS; ++n)
            {
                channel(0, n) += gain * std::polar(1.0, x * (n % 8) + y * (n / 8));
            }
        }
        channels.push_back({channel});
    }
    return channels;
}

/**
 * \param state the benchmark
 * \param codec the codec to encode with
 */
void
BM_CsiEncode(benchmark::State& state, const Ptr<CsiCodec>& codec)
{
    const auto channels = MakeChannels();
    std::size_t i = 0;
    uint64_t bits = 0;
    for (auto _ : state)
    {
        const EncodedCsi encoded = codec->Encode(channels[i++ % channels.size()]);
        bits += encoded.bits.GetSize();
        benchmark::DoNotOptimize(encoded.bits.GetBytes().data());
    }
    state.counters["bits"] = static_cast<double>(bits) / static_cast<double>(state.iterations());
}

/**
 * \param state the benchmark
 * \param codec the codec to decode with
 */
void
BM_CsiDecode(benchmark::State& state, const Ptr<CsiCodec>& codec)
{
    std::vector<BitBuffer> reports;
    for (const auto& channel : MakeChannels())
    {
        reports.push_back(codec->Encode(channel).bits);
    }
    std::size_t i = 0;
    for (auto _ : state)
    {
        const auto csi = codec->Decode(reports[i++ % reports.size()], {1, ANTENNAS, 1});
        benchmark::DoNotOptimize(csi.front().channel.data());
    }
}

/**
 * \param bits B
 * \param entropyCoding EntropyCoding
 * \return a scalar codec
 */
Ptr<CsiCodec>
MakeScalar(uint32_t bits, bool entropyCoding)
{
    auto codec = CreateObject<ScalarCsiCodec>();
    codec->SetAttribute("Bits", UintegerValue(bits));
    codec->SetAttribute("EntropyCoding", BooleanValue(entropyCoding));
    return codec;
}

/**
 * \param rows rows of the array
 * \return a Type-I codec
 */
Ptr<CsiCodec>
MakeType1(uint32_t rows)
{
    auto codec = CreateObject<Type1CsiCodec>();
    codec->SetAttribute("Rows", UintegerValue(rows));
    return codec;
}

/**
 * \param rows rows of the array
 * \param coefficients T
 * \return a Type-II codec
 */
Ptr<CsiCodec>
MakeType2(uint32_t rows, uint32_t coefficients)
{
    auto codec = CreateObject<Type2CsiCodec>();
    codec->SetAttribute("Rows", UintegerValue(rows));
    codec->SetAttribute("Coefficients", UintegerValue(coefficients));
    return codec;
}

/**
 * \param state the benchmark
 */
void
BM_CsiFloorCopy(benchmark::State& state)
{
    const auto channels = MakeChannels();
    std::size_t i = 0;
    for (auto _ : state)
    {
        const CMatrix copy = channels[i++ % channels.size()].front();
        benchmark::DoNotOptimize(copy.data());
    }
}

BENCHMARK(BM_CsiFloorCopy);

/**
 * \param state the benchmark; argument: number of beams
 */
void
BM_CsiFloorDenseDft(benchmark::State& state)
{
    const auto channels = MakeChannels();
    const CMatrix beams = CMatrix::Random(ANTENNAS, state.range(0));
    CMatrix coefficients(1, state.range(0));
    std::size_t i = 0;
    for (auto _ : state)
    {
        coefficients.noalias() = channels[i++ % channels.size()].front() * beams;
        benchmark::DoNotOptimize(coefficients.data());
    }
}

BENCHMARK(BM_CsiFloorDenseDft)->Arg(4 * ANTENNAS)->Arg(16 * ANTENNAS);

BENCHMARK_CAPTURE(BM_CsiEncode, scalar_4_bits, MakeScalar(4, false));
BENCHMARK_CAPTURE(BM_CsiEncode, scalar_4_bits_coded, MakeScalar(4, true));
BENCHMARK_CAPTURE(BM_CsiEncode, type1_ula_64, MakeType1(1));
BENCHMARK_CAPTURE(BM_CsiEncode, type1_upa_8x8, MakeType1(8));
BENCHMARK_CAPTURE(BM_CsiEncode, type2_ula_64_T4, MakeType2(1, 4));
BENCHMARK_CAPTURE(BM_CsiEncode, type2_upa_8x8_T4, MakeType2(8, 4));
BENCHMARK_CAPTURE(BM_CsiEncode, type2_upa_8x8_T16, MakeType2(8, 16));
BENCHMARK_CAPTURE(BM_CsiDecode, scalar_4_bits, MakeScalar(4, false));
BENCHMARK_CAPTURE(BM_CsiDecode, scalar_4_bits_coded, MakeScalar(4, true));
BENCHMARK_CAPTURE(BM_CsiDecode, type1_upa_8x8, MakeType1(8));
BENCHMARK_CAPTURE(BM_CsiDecode, type2_ula_64_T4, MakeType2(1, 4));
BENCHMARK_CAPTURE(BM_CsiDecode, type2_upa_8x8_T4, MakeType2(8, 4));
BENCHMARK_CAPTURE(BM_CsiDecode, type2_upa_8x8_T16, MakeType2(8, 16));

/**
 * \param state the benchmark
 * \param estimator the estimator
 */
void
BM_ChannelEstimate(benchmark::State& state, const Ptr<ChannelEstimator>& estimator)
{
    const auto channels = MakeChannels();
    std::size_t i = 0;
    for (auto _ : state)
    {
        const CMatrix estimate = estimator->Estimate(channels[i++ % channels.size()].front(), 1.0);
        benchmark::DoNotOptimize(estimate.data());
    }
}

/**
 * \param length tau, 0: N
 * \return an LS estimator
 */
Ptr<ChannelEstimator>
MakeLs(uint32_t length)
{
    auto estimator = CreateObject<LsChannelEstimator>();
    estimator->SetAttribute("PilotLength", UintegerValue(length));
    return estimator;
}

BENCHMARK_CAPTURE(BM_ChannelEstimate, ls_64_pilots, MakeLs(0));
BENCHMARK_CAPTURE(BM_ChannelEstimate, ls_16_pilots, MakeLs(16));

/**
 * \param state the benchmark; argument: symbols
 */
void
BM_RangeCoder(benchmark::State& state)
{
    auto uniform = CreateObject<UniformRandomVariable>();
    uniform->SetStream(3);
    std::vector<uint32_t> symbols(state.range(0));
    std::vector<uint64_t> histogram(16);
    for (uint32_t& symbol : symbols)
    {
        symbol = static_cast<uint32_t>(16 * std::pow(uniform->GetValue(), 2.0));
        ++histogram[symbol];
    }
    const auto coder = StaticRangeCoder::Fit(histogram);
    for (auto _ : state)
    {
        const BitBuffer bits = coder.Encode(symbols);
        const auto decoded = coder.Decode(bits, static_cast<uint32_t>(symbols.size()));
        benchmark::DoNotOptimize(decoded.data());
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}

BENCHMARK(BM_RangeCoder)->Arg(128)->Arg(100000);

/**
 * A report from the user to the base station: header, CRC, feedback channel with bit errors, event,
 * check. The floor is the event alone.
 *
 * \param state the benchmark; argument: 1 with the report, 0 the floor
 */
void
BM_FeedbackReport(benchmark::State& state)
{
    auto channel = CreateObject<FeedbackChannel>();
    channel->SetAttribute("BitErrorRate", DoubleValue(1e-4));
    auto receiver = CreateObject<CsiReportReceiver>();
    auto codec = MakeType2(8, 4);
    const EncodedCsi encoded = codec->Encode(MakeChannels().front());
    uint64_t arrived = 0;
    const FeedbackChannel::Receiver receive = Callback<void, Ptr<Packet>>([&](Ptr<Packet> packet) {
        CsiReportHeader report;
        arrived += receiver->Receive(packet, report);
    });
    uint16_t sequence = 0;
    for (auto _ : state)
    {
        if (state.range(0) == 0)
        {
            Simulator::Schedule(MicroSeconds(300), [&]() { ++arrived; });
        }
        else
        {
            CsiReportHeader report;
            report.SetUeId(7);
            report.SetSequence(++sequence);
            report.SetMeasuredAt(Simulator::Now());
            report.SetPayload(encoded.bits);
            auto packet = Create<Packet>();
            packet->AddHeader(report);
            channel->Send(7, packet, receive);
        }
        Simulator::Run();
    }
    benchmark::DoNotOptimize(arrived);
    Simulator::Destroy();
}

BENCHMARK(BM_FeedbackReport)->Arg(0)->Arg(1);
} // namespace
