/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_RATE_DISTORTION_CSI_CODEC_H
#define FDDMIMO_RATE_DISTORTION_CSI_CODEC_H

#include "perfect-csi-codec.h"

#include "ns3/random-variable-stream.h"

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Not a scheme but the limit of all: the base station gets a channel with the distortion that no
 * code of so many bits can fall below, on average over many channels that are Gaussian with a
 * covariance R which both ends know (reverse water-filling; Cover and Thomas, Elements of
 * Information Theory, section 10.3.3):
 *
 * d_i = min(theta, lambda_i),  sum_i log2(lambda_i / d_i) = B,
 *
 * with the eigenvalues lambda_i of R; the handed-over coefficients are those of the backward
 * channel, (1 - d_i / lambda_i) c_i + sqrt(d_i (1 - d_i / lambda_i)) CN(0, 1), so that they are the
 * conditional mean of the channel given the bits. Channels whose covariance is known are rarely
 * Gaussian, and precoders need no common phase of a channel: codes that use this can pass the limit
 * by a little.
 *
 * For link-level studies of single-antenna users, on channel models that know the covariance.
 */
class RateDistortionCsiCodec : public PerfectCsiCodec
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    RateDistortionCsiCodec();

    std::string GetMisfit(const CsiDimensions& dimensions) const override;

    /// Aborts without a covariance, with more than one receive antenna, or where the sizes differ.
    CMatrix HandOver(const CMatrix& estimate, const CMatrix& covariance) override;
    double GetBoundBits() const override;
    int64_t AssignStreams(int64_t stream) override;

    /**
     * Reverse water-filling.
     *
     * \param energies lambda, >= 0
     * \param bits B >= 0
     * \return distortions d
     */
    static RVector ComputeDistortions(const RVector& energies, double bits);

  private:
    double m_bits;                      //!< B
    Ptr<NormalRandomVariable> m_normal; //!< noise of the backward channel
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_RATE_DISTORTION_CSI_CODEC_H */
