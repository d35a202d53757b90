/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_TRAINING_SETTINGS_H
#define FDDMIMO_TRAINING_SETTINGS_H

#include <string>
#include <utility>
#include <vector>

/**
 * \file
 * What a training was asked for, kept beside its checkpoint, so that a resumption with other
 * settings can be told which ones.
 */

namespace ns3
{
namespace fddmimo
{

/// Names of the options of train-precoder and their values, in the order in which they are told.
using TrainingSettings = std::vector<std::pair<std::string, std::string>>;

/**
 * Writes settings to a file beside a checkpoint, of the same name with .settings behind it: one
 * line "name = value" each. Throws std::runtime_error if it cannot.
 *
 * \param checkpoint path of the checkpoint
 * \param settings settings
 */
void WriteTrainingSettings(const std::string& checkpoint, const TrainingSettings& settings);

/**
 * Throws std::runtime_error if a training cannot go on from a checkpoint: there is none, or it is
 * from a training with other settings. The first that differs is named with both its values. Where
 * nothing tells the settings of the checkpoint, all pass.
 *
 * \param checkpoint path of the checkpoint
 * \param settings settings of the training
 */
void CheckResumption(const std::string& checkpoint, const TrainingSettings& settings);

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_TRAINING_SETTINGS_H */
