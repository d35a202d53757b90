/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_TRAINING_REPORT_H
#define FDDMIMO_TRAINING_REPORT_H

#include "ns3/csv-writer.h"
#include "ns3/precoder-trainer.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * What the program train-precoder tells of the epochs: training.csv and a plot of it in a folder,
 * validation.csv there for methods that tell more of each validation, and on the standard output,
 * unless that is a terminal, which has a progress bar, one line an epoch.
 */
class TrainingReport
{
  public:
    /**
     * Creates the files.
     *
     * \param folder folder to write to
     * \param hasFigures the method has figures beside the figure of merit
     * \param epochs rows of these first epochs are kept (after a resumption those of epochs that
     * are trained again go); 0: none
     */
    TrainingReport(const std::string& folder, bool hasFigures, uint32_t epochs);

    /**
     * \param before where the training stood before an epoch
     * \param status what the epoch reached
     * \param figures what its validation found beside the figure of merit
     */
    void Add(const PrecoderTrainer::Status& before,
             const PrecoderTrainer::Status& status,
             const std::vector<PrecoderTrainer::Figure>& figures);

    /**
     * Draws the figure of merit on the validation channels over the epochs, one curve a phase.
     */
    void WritePlot() const;

    /**
     * Refuses a folder that holds checkpoint or weights of a training.
     *
     * \param option name of the option, for messages
     * \param folder the folder; need not exist
     * \throws OptionError if it holds a training
     */
    static void CheckNoTraining(const std::string& option, const std::string& folder);

    /**
     * Removes all that a training leaves in its folder, and nothing else.
     *
     * \param folder the folder
     */
    static void RemoveTraining(const std::string& folder);

  private:
    std::string m_folder;                 //!< folder to write to
    bool m_prints;                        //!< one line an epoch on the standard output
    std::unique_ptr<CsvWriter> m_log;     //!< training.csv
    std::unique_ptr<CsvWriter> m_figures; //!< validation.csv, or none
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_TRAINING_REPORT_H */
