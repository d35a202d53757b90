/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "rate-distortion-csi-codec.h"

#include "ns3/abort.h"
#include "ns3/double.h"
#include "ns3/log.h"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoRateDistortionCsiCodec");

NS_OBJECT_ENSURE_REGISTERED(RateDistortionCsiCodec);

TypeId
RateDistortionCsiCodec::GetTypeId()
{
    static TypeId tid = TypeId("ns3::fddmimo::RateDistortionCsiCodec")
                            .SetParent<PerfectCsiCodec>()
                            .SetGroupName("FddMimo")
                            .AddConstructor<RateDistortionCsiCodec>()
                            .AddAttribute("Bits",
                                          "Bits of a report.",
                                          DoubleValue(64.0),
                                          MakeDoubleAccessor(&RateDistortionCsiCodec::m_bits),
                                          MakeDoubleChecker<double>(0.0, 1e6));
    return tid;
}

RateDistortionCsiCodec::RateDistortionCsiCodec()
    : m_normal(CreateObject<NormalRandomVariable>())
{
}

int64_t
RateDistortionCsiCodec::AssignStreams(int64_t stream)
{
    m_normal->SetStream(stream);
    return 1;
}

std::string
RateDistortionCsiCodec::GetMisfit(const CsiDimensions& dimensions) const
{
    return dimensions.rxAntennas == 1 ? "" : "is a limit for users with one antenna";
}

double
RateDistortionCsiCodec::GetBoundBits() const
{
    return m_bits;
}

RVector
RateDistortionCsiCodec::ComputeDistortions(const RVector& energies, double bits)
{
    // With the n strongest active, log2 theta = (sum_{i <= n} log2 lambda_i - B) / n; the right n
    // is the largest for which theta is below the weakest of them.
    RVector sorted = energies;
    std::sort(sorted.begin(), sorted.end(), std::greater<>());
    double level = sorted.size() > 0 ? sorted(0) : 0.0;
    double sum = 0.0;
    for (Eigen::Index n = 0; n < sorted.size() && sorted(n) > 0.0; ++n)
    {
        sum += std::log2(sorted(n));
        const double candidate = std::exp2((sum - bits) / static_cast<double>(n + 1));
        if (candidate > sorted(n))
        {
            break;
        }
        level = candidate;
    }
    return energies.cwiseMin(level);
}

CMatrix
RateDistortionCsiCodec::HandOver(const CMatrix& estimate, const CMatrix& covariance)
{
    NS_LOG_FUNCTION(this << covariance.rows());
    if (m_bits == 0.0)
    {
        return CMatrix::Zero(estimate.rows(), estimate.cols());
    }
    NS_ABORT_MSG_IF(covariance.size() == 0,
                    "RateDistortionCsiCodec: needs the users' covariances, which only link-level "
                    "studies on channel models with a known covariance (sparse) have");
    NS_ABORT_MSG_IF(estimate.rows() != 1 || covariance.rows() != estimate.cols(),
                    "RateDistortionCsiCodec: a channel of "
                        << estimate.rows() << " x " << estimate.cols() << " and a covariance of "
                        << covariance.rows() << " x " << covariance.cols()
                        << "; it must be 1 x N and N x N");
    const Eigen::SelfAdjointEigenSolver<CMatrix> solver(covariance);
    const RVector energies = solver.eigenvalues().cwiseMax(0.0);
    const RVector distortions = ComputeDistortions(energies, m_bits);
    // The row is h^H: its coefficients on the eigenvectors of E[h h^H].
    CMatrix coefficients = estimate * solver.eigenvectors();
    for (Eigen::Index i = 0; i < energies.size(); ++i)
    {
        const double kept = energies(i) > 0.0 ? 1.0 - distortions(i) / energies(i) : 0.0;
        const double deviation = std::sqrt(0.5 * distortions(i) * kept);
        const double real = m_normal->GetValue();
        coefficients(0, i) =
            kept * coefficients(0, i) + deviation * Complex(real, m_normal->GetValue());
    }
    return coefficients * solver.eigenvectors().adjoint();
}

} // namespace fddmimo
} // namespace ns3
