/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Trains a learned precoder on any channel model or data set. Writes to the folder --output: the
// weight archive weights.h5, the log training.csv and a plot of it, the checkpoint checkpoint.pt
// with what was asked for in checkpoint.pt.settings, and for methods that tell more of each
// validation validation.csv: one row an epoch and figure. Prints one line an epoch where it does
// not print to a terminal.
//
//   train-precoder --method=edn --antennas=16 --users=4 --epochs=20 --output=results/edn
//   train-precoder --config=data/edn-64x1.conf --resume

#include "ns3/channel-source.h"
#include "ns3/common-options.h"
#include "ns3/configuration-file.h"
#include "ns3/csv-writer.h"
#include "ns3/interrupt.h"
#include "ns3/mimo-channel-model.h"
#include "ns3/option-error.h"
#include "ns3/output-folder.h"
#include "ns3/precoder-trainer.h"
#include "ns3/program-options.h"
#include "ns3/progress.h"
#include "ns3/run-program.h"
#include "ns3/training-channel-source.h"
#include "ns3/training-report.h"
#include "ns3/type-names.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>

using namespace ns3;
using namespace ns3::fddmimo;

namespace
{

/// The command line.
struct Settings
{
    CommonOptions common;                //!< sizes and folder
    std::string method{"edn"};           //!< trainer
    std::vector<double> snrRange{5, 20}; //!< smallest and largest SNR in dB
    double snrSpread{0};                 //!< spread of the users' SNRs in dB
    std::string drop{"single-cell"};     //!< drop of the users
    std::string gain{"auto"};            //!< scaling of the channels
    bool resume{false};                  //!< go on from the checkpoint
    bool overwrite{false};               //!< start anew where another training lies
    bool half{true};                     //!< half precision
};

/**
 * \param argc number of arguments
 * \param argv arguments
 * \return name of the trainer, which decides which options there are
 */
std::string
FindMethod(int argc, char* argv[])
{
    std::string method = Settings().method;
    std::vector<std::string> arguments(argv + 1, argv + argc);
    const std::string config = "--config=";
    for (int i = 1; i < argc; ++i)
    {
        const std::string argument = argv[i];
        if (argument.compare(0, config.size(), config) == 0)
        {
            // What stands on the command line comes after the file.
            const auto lines = ReadConfigurationFile(argument.substr(config.size()),
                                                     [](const std::string&) { return true; });
            arguments.insert(arguments.begin(), lines.begin(), lines.end());
        }
    }
    for (const std::string& argument : arguments)
    {
        const auto equal = argument.find('=');
        if (argument.substr(0, equal) == "--method" && equal != std::string::npos)
        {
            method = argument.substr(equal + 1);
        }
    }
    return method;
}

/**
 * \param argc number of arguments
 * \param argv arguments
 * \return the command line
 */
Settings
ParseSettings(int argc, char* argv[])
{
    Settings s;
    s.common.output = "results/training";
    ProgramOptions options(__FILE__,
                           "Trains a learned precoder on any channel model or data set. Writes "
                           "weights.h5, training.csv, a plot of it (training.png) and "
                           "checkpoint.pt to the folder --output. "
                           "The options after --overwrite are attributes of the method.");
    s.method = FindMethod(argc, argv);
    options.AddMethod("method", "what is trained", &s.method, PrecoderTrainer::GetTypeId());
    options.AddConfigurationFile();
    s.common.AddTo(options, SplitList("channel,antennas,users,rx-antennas,drop,analog,output"));
    options.AddChoice("gain",
                      "scaling of the channels, see sum-rate",
                      &s.gain,
                      {"auto", "keep", "average", "snapshot", "user"});
    options.AddRealList("snr-range",
                        "smallest and largest SNR of a realisation",
                        &s.snrRange,
                        -60,
                        100,
                        "dB");
    options.AddReal("snr-spread",
                    "width of the interval in which the SNRs of a realisation's users lie",
                    &s.snrSpread,
                    0,
                    100,
                    "dB");
    options.AddFlag("half", "half precision in weights.h5", &s.half);
    options.AddFlag("resume", "go on from the checkpoint in the folder --output", &s.resume);
    options.AddFlag("overwrite",
                    "start anew though the folder --output holds a training",
                    &s.overwrite);
    options.AddAttributes(
        ParseFactory(PrecoderTrainer::GetTypeId(), "method", s.method).GetTypeId());
    options.Parse(argc, argv);
    if (s.snrRange.size() > 2)
    {
        throw OptionError("snr-range", "...", "must be one SNR, or the smallest and the largest");
    }
    if (s.resume && s.overwrite)
    {
        throw OptionError("overwrite", "true", "starts anew, but --resume goes on: give one");
    }
    return s;
}

/**
 * \param s the command line
 * \return where the channels come from
 */
ChannelSource::Settings
MakeSourceSettings(const Settings& s)
{
    const std::map<std::string, ChannelSource::Gain> gains{
        {"auto", ChannelSource::Gain::Auto},
        {"keep", ChannelSource::Gain::Keep},
        {"average", ChannelSource::Gain::Average},
        {"snapshot", ChannelSource::Gain::Snapshot},
        {"user", ChannelSource::Gain::User}};
    ChannelSource::Settings source;
    source.channel = s.common.channel;
    source.drop = s.common.drop;
    source.analog = s.common.analog;
    source.antennas = s.common.antennas;
    source.users = s.common.users;
    source.rxAntennas = s.common.rxAntennas;
    source.gain = gains.at(s.gain);
    return source;
}

/**
 * Trains until the end, or Ctrl-C.
 *
 * \param trainer the trainer
 * \param [out] report receives the epochs
 */
void
Train(Ptr<PrecoderTrainer> trainer, TrainingReport& report)
{
    using Clock = std::chrono::steady_clock;
    Progress progress("training", 1.0 * trainer->GetStatus().epochs - trainer->GetStatus().epoch);
    const uint32_t first = trainer->GetStatus().epoch;
    while (!trainer->GetStatus().finished && !InterruptGuard::IsInterrupted())
    {
        const auto start = Clock::now();
        const PrecoderTrainer::Status before = trainer->GetStatus();
        const auto goOn = [&](double done, double loss) {
            const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
            char label[160];
            std::snprintf(label,
                          sizeof(label),
                          "epoch %u/%u %s, loss %.3f, best %.3f, %.0f samples/s",
                          before.epoch + 1,
                          before.epochs,
                          before.phase.c_str(),
                          loss,
                          before.best,
                          done * trainer->GetSamplesPerEpoch() / seconds);
            progress.SetLabel(label);
            progress.Update(before.epoch - first + done);
            return !InterruptGuard::IsInterrupted();
        };
        const PrecoderTrainer::Status status = trainer->RunEpoch(goOn);
        if (status.epoch == before.epoch)
        {
            return; // in the middle of it
        }
        report.Add(before, status, trainer->GetFigures());
    }
}

/**
 * The program.
 *
 * \param argc number of arguments
 * \param argv arguments
 * \return exit status
 */
int
Run(int argc, char* argv[])
{
    const Settings s = ParseSettings(argc, argv);
    if (!s.resume && !s.overwrite)
    {
        TrainingReport::CheckNoTraining("output", s.common.output);
    }
    const ChannelSource::Settings source = MakeSourceSettings(s);
    const auto training =
        std::make_shared<TrainingChannelSource>(source, TrainingChannelSource::Use::Training);
    const auto validation =
        std::make_shared<TrainingChannelSource>(source, TrainingChannelSource::Use::Validation);
    PrecoderTrainer::Scenario scenario;
    scenario.antennas = training->GetPorts();
    scenario.users = s.common.users;
    scenario.rxAntennas = s.common.rxAntennas;
    scenario.minSnrDb = *std::min_element(s.snrRange.begin(), s.snrRange.end());
    scenario.maxSnrDb = *std::max_element(s.snrRange.begin(), s.snrRange.end());
    scenario.snrSpreadDb = s.snrSpread;
    scenario.description = {{"channel", s.common.channel},
                            {"drop", s.common.drop},
                            {"analog", s.common.analog},
                            {"gain", s.gain},
                            {"min_snr_db", CsvCell(scenario.minSnrDb).GetText()},
                            {"max_snr_db", CsvCell(scenario.maxSnrDb).GetText()},
                            {"snr_spread_db", CsvCell(s.snrSpread).GetText()}};
    auto trainer = MakeObject<PrecoderTrainer>("method", s.method);
    trainer->Start(scenario, training, validation, s.common.output + "/checkpoint.pt", s.resume);
    CreateOutputFolder("output", s.common.output);
    if (s.overwrite)
    {
        TrainingReport::RemoveTraining(s.common.output);
    }
    InterruptGuard guard;
    {
        TrainingReport report(s.common.output,
                              !trainer->GetFigures().empty(),
                              s.resume ? trainer->GetStatus().epoch : 0);
        Train(trainer, report);
        report.WritePlot();
    }
    const PrecoderTrainer::Status status = trainer->GetStatus();
    if (status.epoch == 0)
    {
        TrainingReport::RemoveTraining(s.common.output);
        std::cerr << "interrupted before the first epoch was done: nothing was trained, so that "
                     "there are no weights and nothing to resume"
                  << std::endl;
        return EXIT_INTERRUPTED;
    }
    const auto bests = trainer->GetBests();
    if (bests.empty())
    {
        throw std::runtime_error("the training diverged: no epoch reached a finite figure of merit "
                                 "on the validation channels; try a lower --learning-rate");
    }
    const std::string weights = s.common.output + "/weights.h5";
    trainer->Export(weights, s.half);
    std::cout << weights << ": " << std::filesystem::file_size(weights) << " bytes, best of "
              << bests.back().first << " " << bests.back().second << std::endl;
    if (InterruptGuard::IsInterrupted())
    {
        std::cerr << "interrupted: the weights are the best so far; --resume goes on after epoch "
                  << status.epoch << std::endl;
        return EXIT_INTERRUPTED;
    }
    return 0;
}

} // namespace

int
main(int argc, char* argv[])
{
    return RunProgram([&] { return Run(argc, argv); });
}
