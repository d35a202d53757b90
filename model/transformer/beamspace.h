/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_BEAMSPACE_H
#define FDDMIMO_BEAMSPACE_H

#include "ns3/planar-matrix.h"

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Channels of a uniform linear array as N orthogonal (DFT) beams see them, where those of few paths
 * are sparse and estimation errors are not: the place to tell one from the other.
 */
class Beamspace
{
  public:
    /// Numbers that a beam's gain is made of: logarithms of its energy, of the mean of its two
    /// neighbours' and of that of the two behind them, all over the mean energy of the user's
    /// beams.
    static constexpr long FEATURES = 3;

    /**
     * \param adjoint H^H, N x K
     */
    explicit Beamspace(const PlanarMatrix& adjoint);

    /**
     * \return H^H seen through the beams, N x K
     */
    const CMatrix& GetBeams() const;

    /**
     * \param [out] features (K N) x FEATURES, all beams of a user, then those of the next
     */
    void FillFeatures(float* features) const;

    /**
     * \param gains K N gains of beams, in the order of the features
     * \param [out] adjoint the channels whose beams have these gains, N x K
     */
    void Restore(const float* gains, PlanarMatrix& adjoint) const;

  private:
    CMatrix m_beams; //!< H^H seen through the beams
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_BEAMSPACE_H */
