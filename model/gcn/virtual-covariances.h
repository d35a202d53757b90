/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_VIRTUAL_COVARIANCES_H
#define FDDMIMO_VIRTUAL_COVARIANCES_H

#include "ns3/matrix-types.h"

#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * The virtual channels that analog beams are chosen for from covariances (2GCN, [GCN] section 5.5),
 * eqs. (25)-(27): S_k = a_k R_k and J_k = c_k R_k + d_k (tr R_k / N) I. A factor on the wanted
 * signal is one on the target, so that CovarianceBeamSelector takes them as matrices c_k R_k,
 * targets t_k c_k / a_k and leakage.
 */
struct VirtualCovariances
{
    /**
     * \param covariances R_k, N x N, in 1/W
     * \param requested t_k, K SINR targets (linear)
     * \param outputs logarithms of a_k, c_k and d_k, K x 3
     */
    VirtualCovariances(const std::vector<CMatrix>& covariances,
                       const RVector& requested,
                       const RMatrix& outputs);

    std::vector<CMatrix> matrices; //!< c_k R_k, N x N, in 1/W
    RVector targets;               //!< t_k c_k / a_k
    RVector leakage;               //!< l_k = d_k tr R_k / N, in 1/W
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_VIRTUAL_COVARIANCES_H */
