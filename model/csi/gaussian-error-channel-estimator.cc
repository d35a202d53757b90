/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "gaussian-error-channel-estimator.h"

#include "ns3/abort.h"
#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/string.h"

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoGaussianErrorChannelEstimator");
NS_OBJECT_ENSURE_REGISTERED(GaussianErrorChannelEstimator);

TypeId
GaussianErrorChannelEstimator::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::GaussianErrorChannelEstimator")
            .SetParent<PilotChannelEstimator>()
            .SetGroupName("FddMimo")
            .AddConstructor<GaussianErrorChannelEstimator>()
            .AddAttribute("ErrorVariance",
                          "Variance of the error of a channel entry, in the unit that ErrorDomain "
                          "names.",
                          DoubleValue(0.1),
                          MakeDoubleAccessor(&GaussianErrorChannelEstimator::m_errorVariance),
                          MakeDoubleChecker<double>(0.0, 1e6))
            .AddAttribute("ErrorDomain",
                          "Relative: the variance is times the mean power of the channel's "
                          "entries. Normalised: it is that of the noise-normalised channel.",
                          StringValue("Relative"),
                          MakeStringAccessor(&GaussianErrorChannelEstimator::SetErrorDomain,
                                             &GaussianErrorChannelEstimator::GetErrorDomain),
                          MakeStringChecker());
    return tid;
}

void
GaussianErrorChannelEstimator::SetErrorDomain(std::string domain)
{
    NS_LOG_FUNCTION(this << domain);
    NS_ABORT_MSG_IF(domain != "Relative" && domain != "Normalised",
                    "GaussianErrorChannelEstimator: ErrorDomain is '"
                        << domain << "', allowed are Relative and Normalised");
    m_relative = domain == "Relative";
}

std::string
GaussianErrorChannelEstimator::GetErrorDomain() const
{
    return m_relative ? "Relative" : "Normalised";
}

CMatrix
GaussianErrorChannelEstimator::Estimate(const CMatrix& channel, double /* pilotPower */)
{
    const double variance = m_errorVariance * (m_relative ? GetMeanPower(channel) : 1.0);
    return channel + DrawNoise(channel.rows(), channel.cols(), variance);
}

} // namespace fddmimo
} // namespace ns3
