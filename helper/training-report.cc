/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "training-report.h"

#include "ns3/log.h"
#include "ns3/option-error.h"
#include "ns3/plot.h"
#include "ns3/type-names.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <unistd.h>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoTrainingReport");

namespace
{

const std::string LOG = "/training.csv";         //!< one row an epoch
const std::string FIGURES = "/validation.csv";   //!< one row an epoch and figure
const std::string CHECKPOINT = "/checkpoint.pt"; //!< what a resumption goes on from
const std::string WEIGHTS = "/weights.h5";       //!< the result

/**
 * Starts a log whose first column is the epoch.
 *
 * \param fileName path
 * \param header names of the columns
 * \param epochs rows of these first epochs are kept; 0: none
 * \return the log
 */
std::unique_ptr<CsvWriter>
OpenLog(const std::string& fileName, const std::vector<std::string>& header, uint32_t epochs)
{
    std::vector<std::string> rows;
    std::ifstream old(fileName);
    std::string line;
    std::getline(old, line);
    while (std::getline(old, line) && std::strtoul(line.c_str(), nullptr, 10) <= epochs)
    {
        rows.push_back(line);
    }
    old.close();
    auto log = std::make_unique<CsvWriter>(fileName, header);
    for (const std::string& row : rows)
    {
        std::vector<CsvCell> cells;
        std::size_t start = 0;
        for (std::size_t end = 0; end != std::string::npos; start = end + 1)
        {
            end = row.find(',', start);
            cells.emplace_back(row.substr(start, end - start));
        }
        log->WriteRow(cells);
    }
    return log;
}

} // namespace

TrainingReport::TrainingReport(const std::string& folder, bool hasFigures, uint32_t epochs)
    : m_folder(folder),
      m_prints(isatty(STDOUT_FILENO) == 0),
      m_log(OpenLog(folder + LOG,
                    {"epoch", "phase", "learning_rate", "loss", "validation", "best"},
                    epochs))
{
    NS_LOG_FUNCTION(this << folder << hasFigures << epochs);
    if (hasFigures)
    {
        m_figures = OpenLog(folder + FIGURES, {"epoch", "figure", "value", "group"}, epochs);
    }
}

void
TrainingReport::Add(const PrecoderTrainer::Status& before,
                    const PrecoderTrainer::Status& status,
                    const std::vector<PrecoderTrainer::Figure>& figures)
{
    NS_LOG_FUNCTION(this << before.epoch);
    const uint32_t epoch = before.epoch + 1;
    m_log->WriteRow({epoch,
                     before.phase,
                     status.learningRate,
                     status.loss,
                     status.validation,
                     status.improved ? status.validation : before.best});
    for (const PrecoderTrainer::Figure& figure : figures)
    {
        m_figures->WriteRow({epoch, figure.name, figure.value, figure.group});
    }
    if (m_prints)
    {
        std::cout << "epoch " << epoch << "/" << before.epochs << " " << before.phase << ": loss "
                  << status.loss << ", validation " << status.validation
                  << (status.improved ? ", best so far" : "") << std::endl;
    }
}

void
TrainingReport::WritePlot() const
{
    NS_LOG_FUNCTION(this);
    std::vector<std::string> phases;
    std::map<std::string, std::vector<Plot::Point>> curves;
    std::ifstream log(m_folder + LOG);
    std::string line;
    std::getline(log, line);
    while (std::getline(log, line))
    {
        const auto cells = SplitList(line);
        if (cells.size() < 5)
        {
            continue;
        }
        if (curves.count(cells[1]) == 0)
        {
            phases.push_back(cells[1]);
        }
        curves[cells[1]].push_back({std::atof(cells[0].c_str()), std::atof(cells[4].c_str())});
    }
    Plot plot("Training", "epoch", "figure of merit on validation channels");
    for (const std::string& phase : phases)
    {
        plot.AddCurve(phase, curves[phase]);
    }
    if (!phases.empty())
    {
        plot.Write(m_folder, "training");
    }
}

void
TrainingReport::CheckNoTraining(const std::string& option, const std::string& folder)
{
    for (const std::string& file : {folder + CHECKPOINT, folder + WEIGHTS})
    {
        if (std::filesystem::exists(file))
        {
            throw OptionError(option,
                              folder,
                              "holds a training already (" + file +
                                  "): --resume goes on with it, --overwrite or another folder "
                                  "starts anew");
        }
    }
}

void
TrainingReport::RemoveTraining(const std::string& folder)
{
    for (const std::string& file : {CHECKPOINT,
                                    CHECKPOINT + ".settings",
                                    WEIGHTS,
                                    LOG,
                                    FIGURES,
                                    std::string("/training.plt"),
                                    std::string("/training.png")})
    {
        std::filesystem::remove(folder + file);
    }
}

} // namespace fddmimo
} // namespace ns3
