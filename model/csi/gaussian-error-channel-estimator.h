/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_GAUSSIAN_ERROR_CHANNEL_ESTIMATOR_H
#define FDDMIMO_GAUSSIAN_ERROR_CHANNEL_ESTIMATOR_H

#include "ns3/pilot-channel-estimator.h"

#include <string>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Adds CN(0, v) to every entry of the channel, whatever the pilot power.
 *
 * With ErrorDomain "Relative" v = ErrorVariance ||H||_F^2 / (M N), so that the normalised mean
 * square error is ErrorVariance at every SNR (an error in the physical domain); with "Normalised"
 * v = ErrorVariance in the noise-normalised domain, as [EDN] prints it, where the error fades at
 * high SNR. PilotLength only sets the cost.
 */
class GaussianErrorChannelEstimator : public PilotChannelEstimator
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    CMatrix Estimate(const CMatrix& channel, double pilotPower) override;

  private:
    /**
     * \param domain "Relative" or "Normalised"; aborts otherwise
     */
    void SetErrorDomain(std::string domain);

    /**
     * \return the error domain
     */
    std::string GetErrorDomain() const;

    double m_errorVariance; //!< variance of the error, see ErrorDomain
    bool m_relative{true};  //!< the variance is relative to the channel's mean power
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_GAUSSIAN_ERROR_CHANNEL_ESTIMATOR_H */
