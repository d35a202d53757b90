/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Power against outage of precoders that hold SINR targets with imperfect channel knowledge, in one
// cell: users whose SINR on the true channel misses the target, and the power that is radiated.
//
//     hybrid-outage --csi=perfect,pilots:0,pilots:5,pilots:10,pilots:0:10 --users=4
//     hybrid-outage --csi='type2[Coefficients=2],type2[Coefficients=4]' --outage=0.05,0.1,0.2
//     hybrid-outage --precoders='greedy-hybrid,greedy-hybrid[RfChains=0]' --save-beams=beams.h5
//
// Each precoder is run with the channel knowledge as it is and, if it can keep a margin on the
// targets, with that margin which holds each outage of --outage on validation instances from other
// random streams. It prints a table and leaves in the folder --output
// - hybrid_outage.csv: one row a method, kind of channel knowledge, number of users and outage
// asked
//   for; means with standard errors over the instances; powers in units of the noise;
// - timing.csv: microseconds for each design;
// - hybrid_outage.png, and hybrid_outage.plt, which draws it: power over outage.
// Instances that the first precoder cannot solve with perfect knowledge are left out.

#include "ns3/codebook-array.h"
#include "ns3/common-options.h"
#include "ns3/csv-writer.h"
#include "ns3/double.h"
#include "ns3/interrupt.h"
#include "ns3/mimo-dataset-writer.h"
#include "ns3/option-error.h"
#include "ns3/outage-checks.h"
#include "ns3/outage-report.h"
#include "ns3/outage-study.h"
#include "ns3/output-folder.h"
#include "ns3/program-options.h"
#include "ns3/progress.h"
#include "ns3/run-program.h"
#include "ns3/string.h"
#include "ns3/training-scenario.h"
#include "ns3/type-names.h"

#include <algorithm>
#include <cmath>
#include <iostream>
#include <memory>

using namespace ns3;
using namespace ns3::fddmimo;

namespace
{

/// The command line.
struct Settings
{
    CommonOptions common;                         //!< options that all programs share
    std::vector<ChannelSource::Settings> sources; //!< numbers of users to go through
    std::vector<std::string> csi;                 //!< kinds of channel knowledge
    std::vector<double> outages{0.1};             //!< outages to find margins for
    uint32_t validation{300};                     //!< instances to find margins on
    double targetDb{10.0};                        //!< least SINR target
    double maxTargetDb{10.0};                     //!< largest SINR target
    double maxPowerDb{20.0};                      //!< power allowed in noise units
    std::string saveBeams;                        //!< data set for beams, or empty
};

/**
 * \param s the command line
 * \param source channels
 * \return what to draw
 */
OutageInstances::Settings
MakeInstanceSettings(const Settings& s, const ChannelSource::Settings& source)
{
    OutageInstances::Settings settings;
    settings.source = source;
    for (const std::string& name : s.csi)
    {
        settings.csi.push_back(OutageInstances::ParseCsi(name));
    }
    settings.minTargetDb = s.targetDb;
    settings.maxTargetDb = s.maxTargetDb;
    settings.maxPower = std::pow(10.0, s.maxPowerDb / 10.0);
    settings.covariances =
        std::any_of(s.common.precoders.begin(), s.common.precoders.end(), [](const auto& name) {
            return MakeObject<Precoder>("precoders", name)->GetCsiNeed() & CSI_COVARIANCE;
        });
    return settings;
}

/**
 * \param name what stands for a precoder
 * \param source channels
 * \return the precoder
 */
Ptr<Precoder>
MakePrecoder(const std::string& name, const ChannelSource& source)
{
    auto precoder = MakeObject<Precoder>("precoders", name);
    MatchCodebookToArray(precoder, source.GetModel(), source.GetSettings().antennas);
    return precoder;
}

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
    std::vector<uint32_t> users{4};
    std::string csi{"perfect,pilots:0,pilots:5,pilots:10,pilots:0:10"};
    s.common.channel = "correlated";
    s.common.precoders = {"greedy-hybrid"};
    s.common.samples = 300;
    ProgramOptions options(__FILE__,
                           "Power and outage of precoders that hold SINR targets, with imperfect "
                           "channel knowledge. Prints a table and writes hybrid_outage.csv, "
                           "timing.csv and hybrid_outage.png to the folder --output.");
    s.common.AddTo(options, SplitList("channel,antennas,precoders,samples,drop,output"));
    options.AddCountList("users", "users, a list", &users, 1, 32);
    options.AddText(
        "csi",
        "channel knowledge, a list: perfect, pilots:RHO (MMSE estimates, pilot power in "
        "dB), pilots:LOW:HIGH (uniform in dB), or CSI codecs (type2[Coefficients=4])",
        &csi);
    options.AddRealList("outage", "outages that margins are to hold", &s.outages, 0.001, 0.999, "");
    options.AddCount("validation",
                     "instances that margins are found on; 0: no margins",
                     &s.validation,
                     0,
                     10000000);
    options.AddReal("sinr-target", "SINR target of every user in dB", &s.targetDb, -60, 60, "dB");
    options.AddReal("max-sinr-target",
                    "if given, targets are uniform in dB from --sinr-target to this",
                    &s.maxTargetDb,
                    -60,
                    60,
                    "dB");
    options.AddReal("max-power",
                    "power allowed over that of the noise, in dB",
                    &s.maxPowerDb,
                    -100,
                    100,
                    "dB");
    options.AddConfigurationFile();
    options.AddText("save-beams", "data set FILE.h5 for beams and channels", &s.saveBeams);
    options.Parse(argc, argv);

    if (!options.IsGiven("max-sinr-target"))
    {
        s.maxTargetDb = s.targetDb;
    }
    if (s.maxTargetDb < s.targetDb)
    {
        throw OptionError("max-sinr-target",
                          CsvCell(s.maxTargetDb).GetText(),
                          "must not be below --sinr-target");
    }
    s.csi = SplitList(csi);
    if (s.csi.empty())
    {
        throw OptionError("csi", csi, "names no kind of channel knowledge");
    }
    if (users.size() > 1 && !s.saveBeams.empty())
    {
        throw OptionError("save-beams", s.saveBeams, "needs one value of --users");
    }
    if (options.IsGiven("save-beams"))
    {
        CheckReplaceable("save-beams", s.saveBeams);
    }
    const bool isFile = IsDatasetName(s.common.channel);
    for (const uint32_t k : users)
    {
        ChannelSource::Settings source;
        source.channel = s.common.channel;
        source.drop = s.common.drop;
        source.antennas = isFile && !options.IsGiven("antennas") ? 0 : s.common.antennas;
        source.users = isFile && !options.IsGiven("users") ? 0 : k;
        source.rxAntennas = 1;
        source.samples = isFile ? 0 : s.common.samples;
        const OutageInstances trial(MakeInstanceSettings(s, source));
        source = trial.GetSource().GetSettings();
        for (const std::string& name : s.common.precoders)
        {
            CheckOutagePrecoder(name, MakePrecoder(name, trial.GetSource()), trial.GetSource());
        }
        s.sources.push_back(source);
    }
    if (std::count(s.csi.begin(), s.csi.end(), "perfect") > 0)
    {
        for (const std::string& name : s.common.precoders)
        {
            WarnOfPerfectCsi(name, MakeObject<Precoder>("precoders", name));
        }
    }
    return s;
}

/**
 * Draws instances.
 *
 * \param s the command line
 * \param source channels; streams are assigned
 * \param label what they are for
 * \param count how many
 * \param [out] study receives them
 */
void
Draw(const Settings& s,
     OutageInstances& source,
     const std::string& label,
     uint64_t count,
     OutageStudy& study)
{
    const auto reference = MakePrecoder(s.common.precoders.front(), source.GetSource());
    Progress progress(label, static_cast<double>(count));
    study.Draw(source, reference, count, [&](uint64_t done) {
        progress.Update(static_cast<double>(done));
        return !InterruptGuard::IsInterrupted();
    });
    if (study.GetInstances().size() < count && !InterruptGuard::IsInterrupted())
    {
        std::cerr << "note: of " << 10 * count << " " << label << " in a row "
                  << s.common.precoders.front()
                  << " could solve none: " << study.GetInstances().size() << " of " << count
                  << " are used" << std::endl;
    }
}

/**
 * Runs all methods for one number of users.
 *
 * \param s the command line
 * \param settings channels
 * \param [out] report receives the results
 */
void
RunUsers(const Settings& s, const ChannelSource::Settings& settings, OutageReport& report)
{
    const std::string users = "K = " + std::to_string(settings.users);
    const OutageInstances::Settings what = MakeInstanceSettings(s, settings);
    OutageInstances testSource(what);
    OutageInstances validationSource(what);
    const int64_t taken = testSource.AssignStreams(1);
    validationSource.AssignStreams(1 + taken);
    OutageStudy test;
    OutageStudy validation;
    Draw(s, testSource, users + ", instances", s.common.samples, test);
    Draw(s, validationSource, users + ", validation instances", s.validation, validation);
    if (test.GetInstances().empty())
    {
        return;
    }
    std::unique_ptr<MimoDatasetWriter> writer;
    if (!s.saveBeams.empty())
    {
        MimoDatasetInfo info;
        info.users = settings.users;
        info.rxAntennas = 1;
        info.txAntennas = settings.antennas;
        info.source = settings.channel;
        writer = std::make_unique<MimoDatasetWriter>(s.saveBeams, info);
        for (const auto& instance : test.GetInstances())
        {
            writer->Append(CRowMatrix(instance.channel), RVector::Ones(settings.users));
        }
    }
    const auto measure = [&](Ptr<Precoder> precoder, OutageReport::Row row, std::size_t csi) {
        row.users = settings.users;
        row.antennas = settings.antennas;
        row.csi = s.csi[csi];
        row.result = test.Measure(
            precoder,
            csi,
            [&](const PrecodingProblem& problem, const Beamformer& beams) {
                if (writer)
                {
                    writer->AppendBeams(
                        row.GetName(),
                        s.maxPowerDb,
                        1.0,
                        problem.maxPower,
                        {beams.weights, beams.analog, beams.digital, problem.sinrTargets});
                }
            });
        report.Add(row);
    };
    for (const std::string& name : s.common.precoders)
    {
        const auto precoder = MakePrecoder(name, testSource.GetSource());
        DoubleValue margin;
        StringValue weights;
        // Methods that have learned from outages keep their own margins.
        const bool tunable = precoder->GetAttributeFailSafe("Margin", margin) &&
                             !precoder->GetAttributeFailSafe("Weights", weights);
        for (std::size_t csi = 0; csi < s.csi.size() && !InterruptGuard::IsInterrupted(); ++csi)
        {
            OutageReport::Row row;
            row.precoder = name;
            if (tunable)
            {
                precoder->SetAttribute("Margin", margin);
                row.marginDb = margin.Get();
            }
            measure(precoder, row, csi);
            if (!tunable || what.csi[csi].perfect || validation.GetInstances().empty())
            {
                continue;
            }
            for (const double outage : s.outages)
            {
                row.nominalOutage = outage;
                row.marginDb = validation.FindMargin(precoder, csi, outage);
                measure(precoder, row, csi);
            }
        }
    }
    if (writer && !InterruptGuard::IsInterrupted())
    {
        writer->Close();
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
    CreateOutputFolder("output", s.common.output);
    if (!s.saveBeams.empty())
    {
        CheckOutputFile("save-beams", s.saveBeams);
    }
    InterruptGuard guard;
    OutageReport report(s.common.output, s.common.channel, s.targetDb, s.maxTargetDb);
    for (const ChannelSource::Settings& settings : s.sources)
    {
        if (!InterruptGuard::IsInterrupted())
        {
            RunUsers(s, settings, report);
        }
    }
    report.WritePlot();
    if (InterruptGuard::IsInterrupted())
    {
        std::cerr << "interrupted: " << s.common.output << " holds the rows finished so far"
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
