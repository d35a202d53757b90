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

at::Tensor
ShareOutUsers(const std::vector<CRowMatrix>& batch, int64_t users)
{
    const int64_t rows = batch.front().rows() / 2;
    const int64_t antennas = batch.front().cols();
    const auto size = static_cast<int64_t>(batch.size());
    at::Tensor all = at::empty({size, 2, rows, antennas}, at::kComplexDouble);
    auto* data = static_cast<Complex*>(all.data_ptr());
    for (const CRowMatrix& channels : batch)
    {
        data = std::copy(channels.data(), channels.data() + channels.size(), data);
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

void
CalibrationPool::Add(const std::vector<CRowMatrix>& batch, const at::Device& device)
{
    m_added.push_back(ShareOutUsers(batch, 1).squeeze(2).to(at::kComplexFloat).to(device));
}

at::Tensor
CalibrationPool::Take(int64_t problems, int64_t users)
{
    if (!m_added.empty())
    {
        if (m_users.defined())
        {
            m_added.insert(m_added.begin(), m_users);
        }
        m_users = at::cat(m_added);
        m_added.clear();
        Shuffle();
    }
    const int64_t count = problems * users;
    if (!m_order.defined() || m_next + count > m_order.size(0))
    {
        m_order = at::randperm(m_users.size(0), at::kLong).to(m_users.device());
        m_next = 0;
    }
    const at::Tensor taken = m_users.index_select(0, m_order.narrow(0, m_next, count));
    m_next += count;
    return taken.view({problems, users, 2, -1}).transpose(1, 2).to(at::kComplexDouble);
}

void
CalibrationPool::Shuffle()
{
    m_order = at::Tensor();
}

CalibrationSample
MakeCalibrationSample(const at::Tensor& channels,
                      const PrecoderTrainer::Scenario& scenario,
                      double pilotOffsetDb,
                      double spreadDb,
                      const at::Device& device)
{
    const at::Tensor there = channels.to(device);
    const auto draw = [&there](double low, double width) {
        return low + width * at::rand({there.size(0)},
                                      at::TensorOptions(at::kDouble).device(there.device()));
    };
    const auto toRatio = [](const at::Tensor& db) {
        return (db * (std::log(10.0) / 10.0)).exp().view({-1, 1, 1});
    };
    const at::Tensor snrDb = draw(scenario.minSnrDb, scenario.maxSnrDb - scenario.minSnrDb);
    const at::Tensor offsetDb = draw(pilotOffsetDb - 0.5 * spreadDb, spreadDb);
    CalibrationSample sample;
    sample.sigma = toRatio(snrDb).rsqrt();
    sample.snr = toRatio(snrDb + offsetDb);
    sample.downlink = there.select(1, 0) / sample.sigma;
    sample.uplink = there.select(1, 1).to(at::kComplexFloat);
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
    const at::Tensor noise = at::randn({length, size, antennas}, pilots.options()) *
                             sample.snr.rsqrt().to(at::kFloat).view({1, size, 1});
    return sent.view({length, size, antennas}) + noise;
}

} // namespace fddmimo
} // namespace ns3
