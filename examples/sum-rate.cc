/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Link-level Monte-Carlo study of one cell: the sum rate of precoders with CSI codecs over the SNR,
// on any channel model or on a data set. All methods of a run see the same channels.
//
//     sum-rate --channel=sparse --antennas=64 --users=16 --precoders=zf,mmse,wmmse --snr=0,10,20
//     sum-rate --channel=channels.h5 --codecs=perfect,type2 --save-beams=beams.h5
//     sum-rate --channel=near-field --drop=near-field --analog=ttd --precoders=mmse,wmmse
//
// It prints a table and leaves in the folder --output
// - sum_rate.csv: one row for each pair of methods, size and SNR; rates in bit/s/Hz with the
//   standard error of the mean, CSI bits of one report of one user;
// - timing.csv: microseconds for each precoding problem, encoded and decoded report;
// - sum_rate.png, and sum_rate.plt, which draws it.
// SNR = P / sigma^2 with total transmit power P = 1 W: what its name says for channels of unit mean
// gain; --gain scales others. Ctrl-C ends the run with the realisations done so far.

#include "ns3/channel-source.h"
#include "ns3/common-options.h"
#include "ns3/csv-writer.h"
#include "ns3/double.h"
#include "ns3/interrupt.h"
#include "ns3/link-level-recorder.h"
#include "ns3/link-level-study.h"
#include "ns3/option-error.h"
#include "ns3/output-folder.h"
#include "ns3/program-options.h"
#include "ns3/progress.h"
#include "ns3/run-program.h"
#include "ns3/sum-rate-report.h"
#include "ns3/type-names.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <map>

using namespace ns3;
using namespace ns3::fddmimo;

namespace
{

/// The command line.
struct Settings
{
    CommonOptions common;                         //!< options that all programs share
    std::vector<ChannelSource::Settings> sources; //!< sizes of the cell to go through
    std::vector<double> pilotOffsets{0.0};        //!< power of uplink pilots over P in dB
    double errorVariance{0.1};                    //!< variance of the estimation error
    std::string saveBeams;                        //!< data set for beams, or empty
    std::string record;                           //!< data set for channels, or empty
    Ptr<ChannelEstimator> estimator;              //!< the users' estimator
    std::vector<MethodPair> pairs;                //!< what to compare
};

/**
 * Reads and checks the command line; nothing is written yet.
 *
 * \param argc number of arguments
 * \param argv arguments
 * \return the command line
 */
Settings
ParseSettings(int argc, char* argv[])
{
    Settings s;
    ChannelSource::Settings source;
    std::vector<uint32_t> antennas{64};
    std::vector<uint32_t> users{16};
    std::string gain{"auto"};
    ProgramOptions options(__FILE__,
                           "Sum rate of precoders and CSI codecs in one cell, on any channel model "
                           "or data set. Prints a table and writes sum_rate.csv, timing.csv and "
                           "sum_rate.png to the folder --output.");
    const char* common =
        "channel,rx-antennas,snr,precoders,codecs,estimator,samples,drop,analog,output";
    s.common.AddTo(options, SplitList(common));
    options.AddCountList("antennas", "antennas of the base station, a list", &antennas, 1, 4096);
    options.AddCountList("users", "users, a list", &users, 1, 1024);
    options.AddChoice("gain",
                      "scaling of the channels (auto: average for data sets off 0 dB, else keep)",
                      &gain,
                      {"auto", "keep", "average", "snapshot", "user"});
    options.AddRealList("pilot-offset",
                        "power of a user's uplink pilots over the base station's (with the same "
                        "noise at both), a list, for precoders that use uplink pilots",
                        &s.pilotOffsets,
                        -200,
                        200,
                        "dB");
    options.AddReal("error-variance",
                    "ErrorVariance of --estimator, which is then gaussian-error by default",
                    &s.errorVariance,
                    0,
                    1e6,
                    "");
    options.AddConfigurationFile();
    options.AddText("save-beams", "data set FILE.h5 for beams and channels", &s.saveBeams);
    options.AddText("record",
                    "data set FILE.h5 for the channels of the model, with --analog for those of "
                    "the ports behind it",
                    &s.record);
    options.Parse(argc, argv);

    if (options.IsGiven("error-variance") && !options.IsGiven("estimator"))
    {
        s.common.estimator = "gaussian-error";
    }
    s.estimator = MakeObject<ChannelEstimator>("estimator", s.common.estimator);
    if (options.IsGiven("error-variance") &&
        !s.estimator->SetAttributeFailSafe("ErrorVariance", DoubleValue(s.errorVariance)))
    {
        throw OptionError("error-variance",
                          CsvCell(s.errorVariance).GetText(),
                          "estimator " + s.common.estimator + " has no attribute ErrorVariance");
    }
    if (!options.IsGiven("codecs"))
    {
        AddNeededCodecs(s.common.precoders, s.common.codecs);
    }
    s.pairs = MatchMethods(s.common.precoders, s.common.codecs);
    if (antennas.size() * users.size() * s.pilotOffsets.size() > 1 &&
        !(s.saveBeams + s.record).empty())
    {
        throw OptionError(s.record.empty() ? "save-beams" : "record",
                          s.saveBeams + s.record,
                          "needs one value each of --antennas, --users and --pilot-offset");
    }

    for (const char* option : {"save-beams", "record"})
    {
        const std::string& file = option == std::string("record") ? s.record : s.saveBeams;
        if (options.IsGiven(option))
        {
            CheckReplaceable(option, file);
        }
        std::error_code error;
        if (!file.empty() && std::filesystem::equivalent(file, s.common.channel, error))
        {
            throw OptionError("channel", file, "would be overwritten by the program's output");
        }
    }
    if (!s.record.empty() && s.record == s.saveBeams)
    {
        throw OptionError("record", s.record, "is the file of --save-beams, which holds them too");
    }

    // What the user leaves open, a data set decides.
    const bool isFile = IsDatasetName(s.common.channel);
    if (isFile && options.IsGiven("drop"))
    {
        throw OptionError("drop", s.common.drop, "a data set has no users to drop");
    }
    auto isOpen = [&](const char* option) { return isFile && !options.IsGiven(option); };
    const std::map<std::string, ChannelSource::Gain> gains{
        {"auto", ChannelSource::Gain::Auto},
        {"keep", ChannelSource::Gain::Keep},
        {"average", ChannelSource::Gain::Average},
        {"snapshot", ChannelSource::Gain::Snapshot},
        {"user", ChannelSource::Gain::User}};
    source.channel = s.common.channel;
    source.drop = s.common.drop;
    source.analog = s.common.analog;
    source.rxAntennas = isOpen("rx-antennas") ? 0 : s.common.rxAntennas;
    source.samples = isOpen("samples") ? 0 : s.common.samples;
    source.gain = gains.at(gain);
    for (uint32_t n : antennas)
    {
        for (uint32_t k : users)
        {
            source.antennas = isOpen("antennas") ? 0 : n;
            source.users = isOpen("users") ? 0 : k;
            const ChannelSource trial(source);
            CheckMethods(s.common.precoders, s.common.codecs, trial);
            s.sources.push_back(trial.GetSettings());
        }
    }
    return s;
}

/**
 * Runs all methods for one size of the cell.
 *
 * \param s the command line
 * \param settings size and channels
 * \param pilotOffsetDb power of uplink pilots over P in dB
 * \param [out] report receives the results
 * \return mean gain of the channels; 0 if none was drawn
 */
double
RunSize(const Settings& s,
        const ChannelSource::Settings& settings,
        double pilotOffsetDb,
        SumRateReport& report)
{
    ChannelSource source(settings);
    LinkLevelStudy study(source, s.pairs, s.estimator, s.common.snrDb, pilotOffsetDb);
    const int64_t taken = source.AssignStreams(1);
    study.AssignStreams(1 + taken);
    LinkLevelRecorder recorder(source, s.record, s.saveBeams);

    RunningStatistics gain;
    {
        Progress progress("N = " + std::to_string(settings.antennas) +
                              ", K = " + std::to_string(settings.users),
                          static_cast<double>(settings.samples));
        while (gain.GetCount() < settings.samples && !InterruptGuard::IsInterrupted())
        {
            source.Next();
            gain.Add(source.GetMeanGain());
            recorder.RecordChannels(study);
            study.Run(recorder.GetSink());
            progress.Update(static_cast<double>(gain.GetCount()));
        }
    }
    recorder.Close();
    if (gain.GetCount() > 0)
    {
        report.Add(source, study);
    }
    return gain.GetCount() == 0 ? 0.0 : gain.GetMean();
}

/**
 * Tells of channels whose gain --snr does not say, unless it is so large that it makes up for their
 * losses.
 *
 * \param snrDb the SNRs in dB
 * \param gain mean gain of the channels
 */
void
NoteGain(const std::vector<double>& snrDb, double gain)
{
    constexpr double largestOfLink = 50.0; // in dB; no link of unit gain is run above it
    const double gainDb = 10 * std::log10(gain);
    const bool isAbsolute = std::all_of(snrDb.begin(), snrDb.end(), [gainDb](double snr) {
        return std::abs(snr) > largestOfLink && std::abs(snr + gainDb) < std::abs(snr);
    });
    if (std::abs(gainDb) > 3 && !isAbsolute)
    {
        std::cerr << "note: the channels have a mean gain of " << gainDb
                  << " dB, which --snr does not know of; --gain=user makes it 0 dB" << std::endl;
    }
}

/**
 * Makes sure that the data sets can be written.
 *
 * \param s the command line
 * \param outside leave those out that go into the folder --output
 */
void
CheckFiles(const Settings& s, bool outside)
{
    const auto folder = std::filesystem::weakly_canonical(s.common.output);
    for (const auto& [option, file] : {std::pair("save-beams", s.saveBeams), {"record", s.record}})
    {
        const auto place = std::filesystem::weakly_canonical(file).lexically_relative(folder);
        const bool inside = !place.empty() && *place.begin() != "..";
        if (!file.empty() && !(outside && inside))
        {
            CheckOutputFile(option, file);
        }
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
    CheckFiles(s, true); // so that a mistake there leaves no folder
    CreateOutputFolder("output", s.common.output);
    CheckFiles(s, false);
    InterruptGuard guard;
    SumRateReport report(s.common.output,
                         s.common.channel,
                         s.common.estimator,
                         s.common.analog,
                         s.pilotOffsets.size() > 1);
    RunningStatistics keptGains;
    for (const ChannelSource::Settings& settings : s.sources)
    {
        for (const double offset : s.pilotOffsets)
        {
            const bool runs = !InterruptGuard::IsInterrupted();
            const double gain = runs ? RunSize(s, settings, offset, report) : 0.0;
            if (settings.gain == ChannelSource::Gain::Keep && gain > 0.0)
            {
                keptGains.Add(gain);
            }
        }
    }
    report.WritePlot();
    if (keptGains.GetCount() > 0)
    {
        NoteGain(s.common.snrDb, keptGains.GetMean());
    }
    if (InterruptGuard::IsInterrupted())
    {
        std::cerr << "interrupted: " << s.common.output << " holds the samples finished so far"
                  << std::endl;
    }
    return InterruptGuard::IsInterrupted() ? EXIT_INTERRUPTED : 0;
}

} // namespace

int
main(int argc, char* argv[])
{
    return RunProgram([&] { return Run(argc, argv); });
}
