/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "uplink-least-squares.h"

#include "ns3/abort.h"

#include <Eigen/Cholesky>

namespace ns3
{
namespace fddmimo
{

namespace
{

const double SINGULAR = 1e-12; //!< reciprocal condition below which pilots count as singular

} // namespace

UplinkLeastSquares::UplinkLeastSquares(const CMatrix& pilots)
{
    const Eigen::Index users = pilots.rows();
    NS_ABORT_MSG_IF(pilots.cols() < users,
                    "UplinkLeastSquares: " << pilots.cols() << " pilot symbols cannot tell "
                                           << users
                                           << " users apart; there must be as many as users");
    const CMatrix conjugate = pilots.conjugate();
    const CMatrix gram = conjugate * pilots.transpose();
    const auto factors = gram.llt();
    NS_ABORT_MSG_IF(factors.info() != Eigen::Success || !(factors.rcond() > SINGULAR),
                    "UplinkLeastSquares: the pilots of the "
                        << users
                        << " users are singular (zero, or dependent on one another); no estimate "
                           "can tell the users apart");
    m_estimator = factors.solve(conjugate);
    m_noise = factors.solve(CMatrix::Identity(users, users)).diagonal().real();
}

void
UplinkLeastSquares::Estimate(const CMatrix& received, Eigen::Ref<CRowMatrix> estimates) const
{
    estimates.noalias() = m_estimator * received.transpose();
}

const RVector&
UplinkLeastSquares::GetNoise() const
{
    return m_noise;
}

} // namespace fddmimo
} // namespace ns3
