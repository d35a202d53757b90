/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#if __has_include("ns3/transformer-precoder.h") // not built without LibTorch

#include "../model/transformer/token-network-private.h"
#include "bench-ratio.h"

#include "ns3/double.h"
#include "ns3/learned-baseline-precoder.h"
#include "ns3/random-variable-stream.h"
#include "ns3/string.h"
#include "ns3/sum-rate.h"
#include "ns3/token-model.h"
#include "ns3/transformer-precoder.h"
#include "ns3/uinteger.h"
#include "ns3/wmmse-precoder.h"

#include <algorithm>
#include <benchmark/benchmark.h>
#include <cmath>
#include <ctime>
#include <memory>
#include <torch/nn.h>

using namespace ns3;
using namespace ns3::fddmimo;

namespace
{

constexpr int BATCH = 64; //!< problems of a batch

/**
 * \param antennas N
 * \param users K
 * \param snrDb SNR in dB
 * \return a batch of problems with i.i.d. Gaussian channels
 */
std::vector<PrecodingProblem>
MakeProblems(int antennas, int users, double snrDb)
{
    auto normal = CreateObject<NormalRandomVariable>();
    normal->SetStream(1);
    const double scale = std::sqrt(0.5 * std::pow(10.0, 0.1 * snrDb));
    std::vector<PrecodingProblem> problems(BATCH);
    for (PrecodingProblem& problem : problems)
    {
        problem.txAntennas = antennas;
        problem.rateWeights = RVector::Ones(users);
        for (int k = 0; k < users; ++k)
        {
            UserCsi user;
            user.channel.resize(1, antennas);
            for (int n = 0; n < antennas; ++n)
            {
                const double re = normal->GetValue();
                user.channel(0, n) = scale * Complex(re, normal->GetValue());
            }
            problem.csi.users.push_back(user);
        }
    }
    return problems;
}

/**
 * \param problems the problems
 * \param precoder a precoder
 * \return mean of its sum rate
 */
double
ComputeMeanRate(const std::vector<PrecodingProblem>& problems, Precoder& precoder)
{
    const std::vector<Beamformer> beams = precoder.DesignBatch(problems);
    double sum = 0.0;
    for (std::size_t i = 0; i < problems.size(); ++i)
    {
        std::vector<CMatrix> channels;
        for (const UserCsi& user : problems[i].csi.users)
        {
            channels.push_back(user.channel);
        }
        sum += ComputeSumRate(channels, beams[i].weights);
    }
    return sum / problems.size();
}

/**
 * Adds counters of the processor's time, which other programs on the machine lengthen less than
 * that of the clock: "cpu_us" for each problem of the work, and "cpu_ratio" to the floor.
 *
 * \param state the benchmark's state
 * \param repetitions how often each is measured; the shortest time counts
 * \param work what is measured
 * \param floor what it is compared with
 */
template <class Work, class Floor>
void
AddProcessorTimes(benchmark::State& state, int repetitions, Work&& work, Floor&& floor)
{
    const auto time = [repetitions](auto&& piece) {
        const auto now = [] {
            timespec value;
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &value);
            return 1e6 * value.tv_sec + 1e-3 * value.tv_nsec;
        };
        double shortest = 1e300;
        for (int i = 0; i < repetitions; ++i)
        {
            const double start = now();
            piece();
            shortest = std::min(shortest, now() - start);
        }
        return shortest;
    };
    const double micros = time(work);
    state.counters["cpu_us"] = micros / BATCH;
    state.counters["cpu_ratio"] = micros / time(floor);
}

/**
 * A batch of 64 problems beside WMMSE with just as many iterations as reach the same mean rate, but
 * no more than for 99.9 % of what it converges to. The counters say how many those are, what the
 * network and converged WMMSE reach in bit/s/Hz, and what WMMSE reaches in the iterations that take
 * as long as the network ("timed").
 *
 * \param state the benchmark's state
 * \param transformer precoder with the network
 */
void
MeasureAgainstWmmse(benchmark::State& state, const Ptr<Precoder>& transformer)
{
    const auto problems = MakeProblems(state.range(0), state.range(1), state.range(2));
    const double rate = ComputeMeanRate(problems, *transformer);
    auto wmmse = CreateObject<WmmsePrecoder>();
    wmmse->SetAttribute("Tolerance", DoubleValue(0.0));
    const double converged = [&] {
        wmmse->SetAttribute("Iterations", UintegerValue(1000));
        return ComputeMeanRate(problems, *wmmse);
    }();
    // Where the network is above all that WMMSE reaches: as many as reach 99.9 % of that.
    uint32_t iterations = 0;
    do
    {
        wmmse->SetAttribute("Iterations", UintegerValue(++iterations));
    } while (ComputeMeanRate(problems, *wmmse) < std::min(rate, 0.999 * converged));
    const auto work = [&] { benchmark::DoNotOptimize(transformer->DesignBatch(problems)); };
    const auto floor = [&] { benchmark::DoNotOptimize(wmmse->DesignBatch(problems)); };
    MeasureWithFloor(state, work, floor);
    AddProcessorTimes(state, 20, work, floor);
    const double timed = std::max(1.0, std::floor(iterations * state.counters["cpu_ratio"].value));
    wmmse->SetAttribute("Iterations", UintegerValue(static_cast<uint32_t>(timed)));
    state.counters["timed_iterations"] = timed;
    state.counters["timed_rate"] = ComputeMeanRate(problems, *wmmse);
    state.counters["iterations"] = iterations;
    state.counters["rate"] = rate;
    state.counters["wmmse"] = converged;
}

/**
 * See MeasureAgainstWmmse().
 *
 * \param state the benchmark's state
 * \param weights weights of a Transformer
 */
void
BM_TransformerAgainstWmmse(benchmark::State& state, const std::string& weights)
{
    auto transformer = CreateObject<TransformerPrecoder>();
    transformer->SetAttribute("Weights", StringValue(weights));
    MeasureAgainstWmmse(state, transformer);
}

/**
 * See MeasureAgainstWmmse().
 *
 * \param state the benchmark's state
 */
void
BM_LstmAgainstWmmse(benchmark::State& state)
{
    MeasureAgainstWmmse(state, CreateObject<LearnedBaselinePrecoder>());
}

BENCHMARK_CAPTURE(BM_TransformerAgainstWmmse, span, "transformer-span")
    ->Args({8, 8, 10})
    ->Args({16, 16, 10})
    ->Args({40, 40, 0})
    ->Args({40, 40, 10})
    ->Args({40, 40, 20})
    ->Args({28, 40, 15})
    ->Args({64, 16, 10})
    ->UseManualTime()
    ->MinTime(0.3);

BENCHMARK_CAPTURE(BM_TransformerAgainstWmmse, tokens, "transformer-tokens")
    ->Args({8, 8, 10})
    ->Args({40, 40, 10})
    ->UseManualTime()
    ->MinTime(0.3);

BENCHMARK(BM_LstmAgainstWmmse)->Args({8, 8, 10})->UseManualTime()->MinTime(0.3);

/**
 * \param problems problems
 * \return the same for the network
 */
std::vector<SpanModel::Problem>
MakeNetworkProblems(const std::vector<PrecodingProblem>& problems)
{
    std::vector<SpanModel::Problem> result(problems.size());
    for (std::size_t i = 0; i < problems.size(); ++i)
    {
        const ChannelStack stack(problems[i]);
        ComputeGram(stack.adjoint, result[i].gram);
        result[i].weights = problems[i].rateWeights;
    }
    return result;
}

/**
 * The network alone, with the inverses between its layers, beside the matrix products of its layers
 * by sgemm. "gflops" is the rate of these products.
 */
void
BM_TransformerAgainstProducts(benchmark::State& state)
{
    const SpanModel model(WeightArchive::Read(FindWeights("transformer-span")));
    const int64_t users = state.range(0);
    auto problems = MakeNetworkProblems(MakeProblems(users, users, 10.0));
    const SpanSizes& sizes = model.GetSizes();
    const int64_t rows = BATCH * users;
    const int64_t depth = sizes.width / sizes.heads;

    /// One of the products.
    struct Product
    {
        at::Tensor a; //!< left
        at::Tensor b; //!< right
        at::Tensor c; //!< result
    };

    std::vector<Product> products;
    double flops = 0.0;
    const auto add = [&](int64_t batch, int64_t m, int64_t k, int64_t n) {
        products.push_back(
            {at::randn({batch, m, k}), at::randn({batch, k, n}), at::empty({batch, m, n})});
        flops += 2.0 * batch * m * k * n * sizes.layers;
    };
    add(1, rows, SpanSizes::FEATURES, sizes.width);
    add(1, rows, sizes.width, 3 * sizes.width);
    add(BATCH * sizes.heads, users, depth, users);
    add(BATCH * sizes.heads, users, users, depth);
    add(1, rows, sizes.width, sizes.width);
    add(1, rows, sizes.width, sizes.hidden);
    add(1, rows, sizes.hidden, sizes.width);
    const auto work = [&] {
        model.Run(problems);
        benchmark::DoNotOptimize(problems.data());
    };
    const auto floor = [&] {
        for (int64_t layer = 0; layer < sizes.layers; ++layer)
        {
            for (Product& product : products)
            {
                at::bmm_out(product.c, product.a, product.b);
            }
        }
    };
    MeasureWithFloor(state, work, floor);
    AddProcessorTimes(state, 20, work, floor);
    state.counters["gflops"] =
        flops * state.counters["cpu_ratio"] / (1e3 * BATCH * state.counters["cpu_us"]);
}

BENCHMARK(BM_TransformerAgainstProducts)->Arg(16)->Arg(40)->UseManualTime()->MinTime(0.3);

/**
 * The network alone, with the inverses between its layers, beside LibTorch's stock layers of the
 * same sizes (torch::nn::TransformerEncoder) on a batch of 64.
 */
void
BM_TransformerAgainstStockLayers(benchmark::State& state)
{
    const torch::NoGradGuard guard;
    at::set_num_threads(1);
    const SpanModel model(WeightArchive::Read(FindWeights("transformer-span")));
    const int64_t users = state.range(0);
    auto problems = MakeNetworkProblems(MakeProblems(users, users, 10.0));
    const SpanSizes& sizes = model.GetSizes();
    torch::nn::TransformerEncoder stock(torch::nn::TransformerEncoderOptions(
        torch::nn::TransformerEncoderLayerOptions(sizes.width, sizes.heads)
            .dim_feedforward(sizes.hidden)
            .dropout(0.0),
        sizes.layers));
    stock->eval();
    const at::Tensor tokens = at::randn({users, BATCH, sizes.width});
    const auto work = [&] {
        model.Run(problems);
        benchmark::DoNotOptimize(problems.data());
    };
    const auto floor = [&] { benchmark::DoNotOptimize(stock->forward(tokens)); };
    MeasureWithFloor(state, work, floor);
    AddProcessorTimes(state, 20, work, floor);
}

BENCHMARK(BM_TransformerAgainstStockLayers)->Arg(16)->Arg(40)->UseManualTime()->MinTime(0.3);

/**
 * \param sizes sizes of a token Transformer
 * \return an archive with random weights: the time does not depend on them
 */
WeightArchive
MakeTokenArchive(const TokenSizes& sizes)
{
    torch::manual_seed(1);
    TokenNetwork network(sizes);
    WeightArchive archive;
    sizes.Store(archive);
    for (const auto& item : network->named_parameters())
    {
        const at::Tensor values = item.value().detach().contiguous();
        WeightArchive::Array& array = archive.arrays[item.key()];
        array.shape = values.sizes().vec();
        array.values.assign(values.data_ptr<float>(), values.data_ptr<float>() + values.numel());
    }
    return archive;
}

/// A token Transformer of the paper's size, and a batch for it.
struct TokenWork
{
    /**
     * \param users K and N
     */
    explicit TokenWork(int64_t users)
    {
        for (const PrecodingProblem& problem : MakeProblems(users, users, 10.0))
        {
            CRowMatrix channel(users, users);
            for (int64_t k = 0; k < users; ++k)
            {
                channel.row(k) = problem.csi.users[k].channel;
            }
            channels.push_back(std::move(channel));
        }
    }

    TokenSizes sizes;                 //!< the paper's
    std::vector<CRowMatrix> channels; //!< problems
};

/**
 * The token Transformer of the paper's size beside the fastest product of two matrices by sgemm: as
 * many operations of 1024 x 1024 x 1024 as the products of its layers have. With the MMSE start,
 * the merge of the streams and Q_i = 5 gradient steps behind each layer, or none of these steps.
 * "peak" is the rate of sgemm in GFLOP/s, "share" what the network reaches of it.
 */
void
BM_TokensAgainstProducts(benchmark::State& state)
{
    const TokenWork input(state.range(0));
    const TokenModel model(MakeTokenArchive(input.sizes));
    const auto steps = static_cast<uint32_t>(state.range(1));
    const double flops = input.sizes.CountFlops(state.range(0), state.range(0)) * BATCH;
    const at::Tensor a = at::randn({1024, 1024});
    const at::Tensor b = at::randn({1024, 1024});
    at::Tensor c = at::empty({1024, 1024});
    const auto work = [&] { benchmark::DoNotOptimize(model.Design(input.channels, steps)); };
    const auto floor = [&] { at::mm_out(c, a, b); };
    // Seconds a piece: measured by the processor's time alone, without a warm-up.
    for (auto _ : state)
    {
        AddProcessorTimes(state, 3, work, floor);
        state.SetIterationTime(1e-6 * BATCH * state.counters["cpu_us"]);
    }
    const double product = state.counters["cpu_us"] * BATCH / state.counters["cpu_ratio"];
    state.counters["peak"] = 2e-3 * 1024 * 1024 * 1024 / product;
    state.counters["share"] =
        1e-3 * flops / (state.counters["cpu_us"] * BATCH * state.counters["peak"]);
}

BENCHMARK(BM_TokensAgainstProducts)
    ->Args({40, 0})
    ->Args({40, 5})
    ->Args({8, 5})
    ->UseManualTime()
    ->Iterations(1);

/**
 * The same beside the same network in LibTorch's stock layers, as it is trained, both with
 * \c range(1) gradient steps behind each layer.
 */
void
BM_TokensAgainstStockLayers(benchmark::State& state)
{
    const torch::NoGradGuard guard;
    at::set_num_threads(1);
    const TokenWork input(state.range(0));
    const TokenModel model(MakeTokenArchive(input.sizes));
    torch::manual_seed(1);
    TokenNetwork network(input.sizes);
    const auto steps = static_cast<uint32_t>(state.range(1));
    const auto work = [&] { benchmark::DoNotOptimize(model.Design(input.channels, steps)); };
    const auto floor = [&] {
        const TokenBatch batch = MakeTokenBatch(input.channels);
        TokenState tokens = network->Start(batch);
        for (int64_t layer = 0; layer < input.sizes.layers; ++layer)
        {
            tokens = network->Step(layer, batch, tokens, steps);
        }
        benchmark::DoNotOptimize(tokens.beams);
    };
    // Seconds a piece: measured by the processor's time alone, without a warm-up.
    for (auto _ : state)
    {
        AddProcessorTimes(state, 3, work, floor);
        state.SetIterationTime(1e-6 * BATCH * state.counters["cpu_us"]);
    }
}

BENCHMARK(BM_TokensAgainstStockLayers)->Args({40, 5})->Args({8, 5})->UseManualTime()->Iterations(1);

} // namespace

#endif
