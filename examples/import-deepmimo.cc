/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Makes a data set of channels (HDF5) of DeepMIMO v4 scenarios: two folders of the same users at
// two carriers give downlink and uplink. Every snapshot has other users of the scenario, drawn
// without replacement among those that have a path at both carriers.
//
//     import-deepmimo --downlink=I1_2p5 --uplink=I1_2p4 --antennas=64 --users=10 --output=i1.h5
//     sum-rate --channel=i1.h5 --precoders=zf,wmmse
//     train-precoder --method=calibration --channel=i1.h5 --antennas=64 --users=10

#include "ns3/deepmimo-scenario.h"
#include "ns3/mimo-dataset-writer.h"
#include "ns3/option-error.h"
#include "ns3/output-folder.h"
#include "ns3/program-options.h"
#include "ns3/random-variable-stream.h"
#include "ns3/run-program.h"

#include <cmath>
#include <cstdio>
#include <memory>
#include <numeric>

using namespace ns3;
using namespace ns3::fddmimo;

namespace
{

/**
 * \param option option that names the folder
 * \param folder the folder
 * \param link the link, or empty
 * \return the scenario
 */
std::unique_ptr<DeepMimoScenario>
Open(const std::string& option, const std::string& folder, const std::string& link)
{
    try
    {
        return std::make_unique<DeepMimoScenario>(folder, link);
    }
    catch (const MimoDatasetError& error)
    {
        throw OptionError(option, folder, error.what());
    }
}

/**
 * \param argc number of arguments
 * \param argv arguments
 * \return exit status
 */
int
Run(int argc, char* argv[])
{
    std::string downlinkFolder;
    std::string uplinkFolder;
    std::string link;
    std::string output = "deepmimo.h5";
    uint32_t antennas = 64;
    uint32_t users = 10;
    uint32_t samples = 10000;
    uint32_t paths = 5;
    double noiseDbm = -85.0;
    ProgramOptions options(
        __FILE__,
        "Makes a data set of channels of DeepMIMO v4 scenarios: a folder for the "
        "downlink, and one of the same users at another carrier for the uplink.");
    options.AddText("downlink", "folder of the scenario at the downlink carrier", &downlinkFolder);
    options.AddText("uplink",
                    "folder of the scenario at the uplink carrier; none: no uplink",
                    &uplinkFolder);
    options.AddText(
        "link",
        "t<set>_tx<transmitter>_r<set>, as in the names of the files; none: the only one",
        &link);
    options.AddCount("antennas",
                     "antennas of the base station, a line along y",
                     &antennas,
                     1,
                     4096);
    options.AddCount("users", "users of a snapshot", &users, 1, 1024);
    options.AddCount("samples", "snapshots", &samples, 1, 100000000);
    options.AddCount("paths", "paths of a channel, the strongest; 0: all", &paths, 0, 10000);
    options.AddReal("noise", "power of the noise", &noiseDbm, -300, 100, "dBm");
    options.AddText("output", "data set FILE.h5", &output);
    options.Parse(argc, argv);
    if (downlinkFolder.empty())
    {
        throw OptionError("downlink", "", "is needed: the folder of a DeepMIMO v4 scenario");
    }

    const auto downlink = Open("downlink", downlinkFolder, link);
    const auto uplink = uplinkFolder.empty() ? nullptr : Open("uplink", uplinkFolder, link);
    if (uplink && uplink->GetNUsers() != downlink->GetNUsers())
    {
        throw OptionError("uplink",
                          uplinkFolder,
                          "has " + std::to_string(uplink->GetNUsers()) + " users, but " +
                              downlinkFolder + " has " + std::to_string(downlink->GetNUsers()));
    }
    std::vector<Eigen::Index> reached;
    for (Eigen::Index user = 0; user < downlink->GetNUsers(); ++user)
    {
        if (downlink->CountPaths(user) > 0 && (!uplink || uplink->CountPaths(user) > 0))
        {
            reached.push_back(user);
        }
    }
    if (reached.size() < users)
    {
        throw OptionError("users",
                          std::to_string(users),
                          "only " + std::to_string(reached.size()) + " users of " + downlinkFolder +
                              " have a path");
    }
    CheckReplaceable("output", output);
    CheckOutputFile("output", output);

    MimoDatasetInfo info;
    info.users = users;
    info.rxAntennas = 1;
    info.txAntennas = antennas;
    info.hasUplink = uplink != nullptr;
    info.frequency = downlink->GetFrequency();
    info.uplinkFrequency = uplink ? uplink->GetFrequency() : 0.0;
    info.source = "DeepMIMO " + downlinkFolder + " " + uplinkFolder + " " + downlink->GetLink();
    info.arrayGeometry = "linear, half a wavelength";
    MimoDatasetWriter writer(output, info);
    const RVector noise = RVector::Constant(users, std::pow(10.0, 0.1 * (noiseDbm - 30.0)));
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(1);
    for (uint32_t i = 0; i < samples; ++i)
    {
        CRowMatrix down(users, antennas);
        CRowMatrix up(uplink ? users : 0, antennas);
        for (uint32_t k = 0; k < users; ++k)
        {
            // The first places are a random sample of all, place after place.
            const auto last = static_cast<uint32_t>(reached.size() - 1);
            std::swap(reached[k], reached[random->GetInteger(k, last)]);
            down.row(k) = downlink->MakeChannel(reached[k], antennas, paths);
            if (uplink)
            {
                up.row(k) = uplink->MakeChannel(reached[k], antennas, paths);
            }
        }
        writer.Append(down, noise, uplink ? &up : nullptr);
    }
    writer.Close();
    std::printf("%s: %u snapshots of %u users out of %zu, %u antennas%s\n",
                output.c_str(),
                samples,
                users,
                reached.size(),
                antennas,
                uplink ? ", with uplink" : "");
    return 0;
}

} // namespace

int
main(int argc, char* argv[])
{
    return RunProgram([&] { return Run(argc, argv); });
}
