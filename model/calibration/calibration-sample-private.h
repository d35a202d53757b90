/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_CALIBRATION_SAMPLE_PRIVATE_H
#define FDDMIMO_CALIBRATION_SAMPLE_PRIVATE_H

#include "ns3/matrix-types.h"
#include "ns3/precoder-trainer.h"

#include <ATen/ATen.h>
#include <vector>

/**
 * \file
 * What CalibrationTrainer trains on: channels with SNRs, and pilots received over them.
 */

namespace ns3
{
namespace fddmimo
{

/// Problems of one K.
struct CalibrationSample
{
    at::Tensor downlink; //!< noise-normalised, [B, K, N] complex
    at::Tensor uplink;   //!< amplitude gains, [B, K, N] complex
    at::Tensor sigma;    //!< standard deviation of the noise of the downlink, [B, 1, 1]
    at::Tensor snr;      //!< power of uplink pilots over noise, [B, 1, 1]
};

/**
 * Draws the SNRs of problems. All is drawn on the processor, so that a seed means the same on every
 * device.
 *
 * \param batch realisations, downlink above uplink, of as many users as the scenario's
 * \param users K; fewer than the scenario's: all users of the batch are shared out to problems anew
 * \param scenario range of the SNRs
 * \param pilotOffsetDb power of uplink pilots over the downlink's in dB
 * \param spreadDb width of the interval around it in which that of a problem lies
 * \param device where they are needed
 * \return the problems
 */
CalibrationSample MakeCalibrationSample(const std::vector<CRowMatrix>& batch,
                                        int64_t users,
                                        const PrecoderTrainer::Scenario& scenario,
                                        double pilotOffsetDb,
                                        double spreadDb,
                                        const at::Device& device);

/**
 * \param sample problems
 * \param pilots X, [K, L] complex
 * \return received pilots over the square root of their power, Y^T = X^T H^T + N^T, [L, B, N]
 */
at::Tensor ReceiveCalibrationPilots(const CalibrationSample& sample, const at::Tensor& pilots);

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_CALIBRATION_SAMPLE_PRIVATE_H */
