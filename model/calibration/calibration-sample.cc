/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "calibration-sample-private.h"

#include <cmath>

namespace ns3
{
namespace fddmimo
{

namespace
{

/**
 * \param batch channels, downlink above uplink
 * \param users K
 * \return the users, shared out to problems of K, [B, 2, K, N] complex double
 */
at::Tensor
ShareOut(const std::vector<CRowMatrix>& batch, int64_t users)
{
    const int64_t rows = batch.front().rows() / 2;
    const int64_t antennas = batch.front().cols();
    const auto size = static_cast<int64_t>(batch.size());
    at::Tensor all = at::empty({size, 2, rows, antennas}, at::kComplexDouble);
    auto* data = static_cast<Complex*>(all.data_ptr());
    for (const CRowMatrix& channels : batch)
    {
        std::copy(channels.data(), channels.data() + channels.size(), data);
        data += channels.size();
    }
    if (users == rows)
    {
        return all;
    }
    const int64_t problems = size * rows / users;
    return all.transpose(0, 1)
        .reshape({2, size * rows, antennas})
        .narrow(1, 0, problems * users)
        .reshape({2, problems, users, antennas})
        .transpose(0, 1);
}

} // namespace

CalibrationSample
MakeCalibrationSample(const std::vector<CRowMatrix>& batch,
                      int64_t users,
                      const PrecoderTrainer::Scenario& scenario,
                      double pilotOffsetDb,
                      double spreadDb,
                      const at::Device& device)
{
    const at::Tensor all = ShareOut(batch, users);
    const auto draw = [&all](double low, double width) {
        return low + width * at::rand({all.size(0)}, at::kDouble);
    };
    const auto toRatio = [](const at::Tensor& db) {
        return (db * (std::log(10.0) / 10.0)).exp().view({-1, 1, 1});
    };
    const at::Tensor snrDb = draw(scenario.minSnrDb, scenario.maxSnrDb - scenario.minSnrDb);
    const at::Tensor offsetDb = draw(pilotOffsetDb - 0.5 * spreadDb, spreadDb);
    CalibrationSample sample;
    sample.sigma = toRatio(snrDb).rsqrt().to(device);
    sample.snr = toRatio(snrDb + offsetDb).to(device);
    sample.downlink = all.select(1, 0).to(device) / sample.sigma;
    sample.uplink = all.select(1, 1).to(at::kComplexFloat).to(device);
    return sample;
}

at::Tensor
ReceiveCalibrationPilots(const CalibrationSample& sample, const at::Tensor& pilots)
{
    const int64_t size = sample.uplink.size(0);
    const int64_t antennas = sample.uplink.size(2);
    const int64_t length = pilots.size(1);
    const at::Tensor sent =
        at::matmul(pilots.transpose(0, 1),
                   sample.uplink.transpose(0, 1).reshape({pilots.size(0), size * antennas}));
    const at::Tensor noise =
        at::randn({length, size, antennas}, at::kComplexFloat).to(pilots.device()) *
        sample.snr.rsqrt().to(at::kFloat).view({1, size, 1});
    return sent.view({length, size, antennas}) + noise;
}

} // namespace fddmimo
} // namespace ns3
