/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "training-settings.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <tuple>

namespace ns3
{
namespace fddmimo
{

namespace
{

const std::string EQUAL = " = "; //!< between name and value

/**
 * \param settings settings
 * \param name name of an option
 * \return the setting, or the end
 */
TrainingSettings::const_iterator
Find(const TrainingSettings& settings, const std::string& name)
{
    return std::find_if(settings.begin(), settings.end(), [&name](const auto& setting) {
        return setting.first == name;
    });
}

/**
 * \param checkpoint path of a checkpoint
 * \return path of the file with its settings
 */
std::string
GetSettingsFile(const std::string& checkpoint)
{
    return checkpoint + ".settings";
}

/**
 * \param checkpoint path of a checkpoint
 * \return its settings; none if nothing tells them
 */
TrainingSettings
Read(const std::string& checkpoint)
{
    TrainingSettings settings;
    std::ifstream file(GetSettingsFile(checkpoint));
    std::string line;
    while (std::getline(file, line))
    {
        const auto equal = line.find(EQUAL);
        if (equal != std::string::npos)
        {
            settings.emplace_back(line.substr(0, equal), line.substr(equal + EQUAL.size()));
        }
    }
    return settings;
}

/**
 * \param settings settings
 * \param name name of an option
 * \return what it is set to, for messages
 */
std::string
Show(const TrainingSettings& settings, const std::string& name)
{
    const auto found = Find(settings, name);
    if (found == settings.end())
    {
        return "unknown";
    }
    return found->second.empty() ? "empty" : found->second;
}

/**
 * \param before settings
 * \param now other settings
 * \return name of the first setting of either that the other has not, or not so; empty if they are
 * the same
 */
std::string
FindDifference(const TrainingSettings& before, const TrainingSettings& now)
{
    for (const auto& [ones, others] : {std::tie(now, before), std::tie(before, now)})
    {
        for (const auto& [name, value] : ones)
        {
            const auto other = Find(others, name);
            if (other == others.end() || other->second != value)
            {
                return name;
            }
        }
    }
    return "";
}

} // namespace

void
WriteTrainingSettings(const std::string& checkpoint, const TrainingSettings& settings)
{
    const std::string fileName = GetSettingsFile(checkpoint);
    std::ofstream file(fileName);
    for (const auto& [name, value] : settings)
    {
        file << name << EQUAL << value << '\n';
    }
    file.flush();
    if (!file.good())
    {
        throw std::runtime_error(fileName + " cannot be written");
    }
}

void
CheckResumption(const std::string& checkpoint, const TrainingSettings& settings)
{
    if (!std::filesystem::exists(checkpoint))
    {
        throw std::runtime_error("--resume: there is no checkpoint " + checkpoint +
                                 " to go on from; without --resume a training starts");
    }
    const TrainingSettings before = Read(checkpoint);
    const std::string name = before.empty() ? "" : FindDifference(before, settings);
    if (name.empty())
    {
        return;
    }
    std::string message = "checkpoint " + checkpoint +
                          " is from a training with other settings: --" + name + " was " +
                          Show(before, name) + " and is " + Show(settings, name);
    if (name == "epochs")
    {
        message += "; --resume cannot change it, as the learning rate falls over all epochs";
        if (Find(settings, "initial-weights") != settings.end())
        {
            message += ": a longer training starts from what this one reached with "
                       "--initial-weights";
        }
    }
    throw std::runtime_error(message);
}

} // namespace fddmimo
} // namespace ns3
