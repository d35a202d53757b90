/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#if __has_include("ns3/gcn-precoder.h") // not built without LibTorch

#include "bench-ratio.h"

#include "ns3/gcn-design.h"
#include "ns3/gcn-examples.h"
#include "ns3/gcn-learner.h"
#include "ns3/gcn-precoder.h"
#include "ns3/uinteger.h"

#include <benchmark/benchmark.h>
#include <cmath>
#include <memory>

using namespace ns3;
using namespace ns3::fddmimo;

namespace
{

/**
 * \param count how many
 * \return examples of the setting of [GCN]: 8 x 8 antennas, 4 users
 */
std::vector<GcnExample>
MakeExamples(int count)
{
    GcnExamples::Settings settings;
    settings.qualities = GcnExamples::ParseQualities("0,5,10");
    GcnExamples examples(settings);
    std::vector<GcnExample> result;
    for (int i = 0; i < count; ++i)
    {
        result.push_back(examples.Make(i, nullptr));
    }
    return result;
}

/**
 * The network's mapping beside the whole decision (5 RF chains, 64 beams, 5 corrections) that it is
 * a part of: "ratio" is its share.
 */
void
BM_GcnMapping(benchmark::State& state)
{
    const auto examples = MakeExamples(8);
    const auto network = std::make_shared<GcnNetwork>(GcnNetwork::Sizes(), 1);
    auto precoder = CreateObject<GcnPrecoder>();
    precoder->SetNetwork(network);
    precoder->SetAttribute("Rows", UintegerValue(8));
    std::vector<PrecodingProblem> problems;
    for (const GcnExample& example : examples)
    {
        PrecodingProblem problem;
        problem.txAntennas = 64;
        problem.maxPower = 100.0;
        problem.rateWeights = RVector::Ones(example.known.rows());
        problem.sinrTargets = example.targets;
        for (Eigen::Index k = 0; k < example.known.rows(); ++k)
        {
            UserCsi user;
            user.channel = example.known.row(k);
            user.quality = example.quality(k);
            problem.csi.users.push_back(user);
        }
        problems.push_back(problem);
    }
    MeasureWithFloor(
        state,
        [&] {
            for (const GcnExample& example : examples)
            {
                benchmark::DoNotOptimize(network->Forward(
                    GcnNetwork::GetFeatures(example.known, example.targets, example.quality),
                    GcnNetwork::GetGraph(example.known),
                    nullptr));
            }
        },
        [&] {
            for (const PrecodingProblem& problem : problems)
            {
                benchmark::DoNotOptimize(precoder->Design(problem));
            }
        });
}

/**
 * An example of the training, forward and backward, beside the forward pass alone.
 *
 * \param state 1: with the derivatives of the choice of beams
 */
void
BM_GcnExample(benchmark::State& state)
{
    const auto examples = MakeExamples(8);
    const GcnNetwork network(GcnNetwork::Sizes(), 1);
    const PlanarBeamCodebook codebook(8, 8, 1);
    GcnDesign::Settings settings;
    settings.sharpness = state.range(0) ? 5.0 : 0.0;
    GcnDesign design(codebook, settings);
    settings.sharpness = 0.0;
    GcnDesign forward(codebook, settings);
    RVector gradient = RVector::Zero(network.GetWeights().size());
    const auto run = [&](GcnDesign& what, bool backward) {
        for (const GcnExample& example : examples)
        {
            GcnNetwork::Cache cache;
            const RMatrix outputs = network.Forward(
                GcnNetwork::GetFeatures(example.known, example.targets, example.quality),
                GcnNetwork::GetGraph(example.known),
                &cache);
            if (what.Forward(example, outputs) && backward)
            {
                network.Backward(cache, what.Backward(0.01, -RVector::Ones(4)), gradient);
            }
        }
    };
    MeasureWithFloor(
        state,
        [&] { run(design, true); },
        [&] { run(forward, false); });
    state.counters["examples_per_s"] = 1e9 * examples.size() / state.counters["time_ns"];
}

/**
 * The uplink solver (greedy search with the candidates that the softmin of eq. (35) needs, and
 * digital stage) beside the whole training step that it is a part of, which draws the examples too:
 * "ratio" is its share, "instances_per_s" the throughput of the training.
 *
 * \param state number of users
 */
void
BM_GcnTraining(benchmark::State& state)
{
    const int batch = 40;
    const auto users = static_cast<uint32_t>(state.range(0));
    GcnExamples::Settings what;
    what.minUsers = users;
    what.maxUsers = users;
    what.qualities = GcnExamples::ParseQualities("0,5,10,20");
    GcnExamples source(what);
    uint64_t next = 0;
    const auto draw = [&] {
        std::vector<GcnExample> examples;
        for (int i = 0; i < batch; ++i)
        {
            examples.push_back(source.Make(next++, nullptr));
        }
        return examples;
    };
    const PlanarBeamCodebook codebook(8, 8, 1);
    GcnLearner::Settings settings;
    settings.design.relax = true;
    settings.constraints.relative = true;
    const GcnNetwork network(GcnNetwork::Sizes(), 1);
    GcnLearner learner(codebook, settings, network, nullptr, source.GetGroups());
    GcnDesign design(codebook, settings.design);
    const auto examples = draw();
    std::vector<RMatrix> outputs;
    for (const GcnExample& example : examples)
    {
        outputs.push_back(network.Forward(
            GcnNetwork::GetFeatures(example.known, example.targets, example.quality),
            GcnNetwork::GetGraph(example.known),
            nullptr));
    }
    MeasureWithFloor(
        state,
        [&] {
            for (int i = 0; i < batch; ++i)
            {
                benchmark::DoNotOptimize(design.Forward(examples[i], outputs[i]));
            }
        },
        [&] {
            auto drawn = draw();
            // The network stays what it is: the problems do not change with the number of steps.
            learner.Train(drawn, 0.0, 1.0);
        });
    state.counters["instances_per_s"] = 1e9 * batch / state.counters["floor_ns"];
}

BENCHMARK(BM_GcnMapping)->UseManualTime();
BENCHMARK(BM_GcnTraining)->ArgName("users")->DenseRange(1, 4)->UseManualTime();
BENCHMARK(BM_GcnExample)->ArgName("choice")->Arg(0)->Arg(1)->UseManualTime();

} // namespace

#endif
