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
 * \param batch realisations, downlink above uplink
 * \param users K; fewer than the realisations': all users of the batch are shared out to problems
 * anew
 * \return the users' channels, problem by problem, downlink and uplink, [B, 2, K, N] complex double
 */
at::Tensor ShareOutUsers(const std::vector<CRowMatrix>& batch, int64_t users);

/**
 * Users' channels that are drawn once, kept where the training runs, and shared out to problems at
 * random: a GPU would wait for channels that are drawn anew.
 */
class CalibrationPool
{
  public:
    /**
     * \param batch realisations, downlink above uplink
     * \param device where the channels are kept, in single precision
     */
    void Add(const std::vector<CRowMatrix>& batch, const at::Device& device);

    /**
     * Takes the next users in an order that is drawn anew when all were taken. No user is twice in
     * an order.
     *
     * \param problems B
     * \param users K; B K must not exceed the users of the pool
     * \return as ShareOutUsers()
     */
    at::Tensor Take(int64_t problems, int64_t users);

    /**
     * Forgets the order; the next one is drawn by the generator as it is then.
     */
    void Shuffle();

  private:
    std::vector<at::Tensor> m_added; //!< channels not yet in m_users, [users, 2, N] complex
    at::Tensor m_users;              //!< channels, [users, 2, N] complex
    at::Tensor m_order;              //!< order in which they are taken, [users]; may be undefined
    int64_t m_next{0};               //!< place in it
};

/**
 * Draws the SNRs of problems, on the device: a GPU that waits for numbers of the processor's is
 * idle.
 *
 * \param channels channels as ShareOutUsers() gives them
 * \param scenario range of the SNRs
 * \param pilotOffsetDb power of uplink pilots over the downlink's in dB
 * \param spreadDb width of the interval around it in which that of a problem lies
 * \param device where they are needed
 * \return the problems
 */
CalibrationSample MakeCalibrationSample(const at::Tensor& channels,
                                        const PrecoderTrainer::Scenario& scenario,
                                        double pilotOffsetDb,
                                        double spreadDb,
                                        const at::Device& device);

/**
 * Draws the noise on the device of the pilots.
 *
 * \param sample problems
 * \param pilots X, [K, L] complex
 * \return received pilots over the square root of their power, Y^T = X^T H^T + N^T, [L, B, N]
 */
at::Tensor ReceiveCalibrationPilots(const CalibrationSample& sample, const at::Tensor& pilots);

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_CALIBRATION_SAMPLE_PRIVATE_H */
