/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_VIRTUAL_DOWNLINK_H
#define FDDMIMO_VIRTUAL_DOWNLINK_H

#include "ns3/matrix-types.h"

#include <Eigen/Cholesky>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * The virtual channels of K users behind an analog stage V with R chains, [GCN] eqs. (25)-(27):
 * S_k = a_k s_k s_k^H + e_k C and J_k = c_k s_k s_k^H + l_k C with s_k = V^H h_k of the known
 * channel.
 */
struct VirtualChannels
{
    CMatrix known;        //!< s_k, R x K
    CMatrix cost;         //!< C = V^H V, R x R
    RVector wanted;       //!< a_k > 0
    RVector interference; //!< c_k > 0
    RVector leakage;      //!< l_k = d_k ||h_k||^2 / N >= 0
    RVector identity;     //!< e_k = b_k ||h_k||^2 / N >= 0; empty: 0
    RVector targets;      //!< t_k > 0
};

/**
 * \ingroup fdd-mimo
 * The digital stage of least power for virtual channels, and the derivatives of what follows from
 * it.
 *
 * The beams are functions of K numbers, the powers q of the virtual uplink:
 * w_k = p_k^1/2 Q_k^-1 s_k with Q_k = (1 + sum_{j != k} q_j l_j - q_k e_k / t_k) C +
 * sum_{j != k} q_j c_j s_j s_j^H, where p solves the linear system of the SINRs of the downlink,
 * and q solves F_k(q) = a_k q_k s_k^H Q_k^-1 s_k - t_k = 0. (w_k is the principal eigenvector of
 * S_k and the noise of the uplink, of eigenvalue t_k / q_k, so that the identity part of S_k joins
 * that of the noise and no eigenvectors are needed here.) So the implicit function theorem is
 * applied to these K real equations instead of the 2 K R of the compact KKT system, [GCN] eqs.
 * (41)-(48), to the same result; a test compares the two.
 *
 * Gradients of complex quantities are dL/dRe + j dL/dIm, so that dL = Re sum conj(gradient) dz.
 */
class VirtualDownlink
{
  public:
    /// Derivatives of a loss L.
    struct Gradient
    {
        RVector wanted;       //!< dL/da_k
        RVector interference; //!< dL/dc_k
        RVector leakage;      //!< dL/dl_k
        RVector identity;     //!< dL/de_k, whether the channels have it or not
        CMatrix known;        //!< dL/ds_k, R x K
        CMatrix cost;         //!< dL/dC, Hermitian: dL = Re tr(cost dC)
    };

    /**
     * Solves the problem.
     *
     * \param channels the virtual channels
     * \return false if the targets cannot be held
     */
    bool Solve(const VirtualChannels& channels);

    /**
     * Takes a solution that is known already.
     *
     * \param channels the virtual channels
     * \param uplinkPowers q, the solution for them
     */
    void Set(const VirtualChannels& channels, const RVector& uplinkPowers);

    /**
     * \return w_k, R x K
     */
    const CMatrix& GetBeams() const;

    /**
     * \return q
     */
    const RVector& GetUplinkPowers() const;

    /**
     * \return sum_k w_k^H C w_k
     */
    double GetPower() const;

    /**
     * \param beams dL/dw_k of a loss that does not depend on the phases of the beams, R x K
     * \param [out] gradient receives the derivatives with respect to the channels, without those
     * that the loss has directly
     * \return false if the derivatives do not exist (the equations are singular)
     */
    bool Backpropagate(const CMatrix& beams, Gradient& gradient) const;

    /**
     * Derivatives of the least power, sum_k q_k.
     *
     * \param [out] gradient receives those with respect to wanted, interference, leakage and
     * identity; the others stay empty
     * \return false if they do not exist
     */
    bool DifferentiatePower(Gradient& gradient) const;

  private:
    /**
     * Computes what belongs to m_powers: m_factors, m_receivers, m_products, m_norms, m_jacobian.
     */
    void ComputeReceivers();

    /**
     * Computes m_scales and m_beams, the beams of the downlink.
     *
     * \return false if there are none
     */
    bool ComputeBeams();

    VirtualChannels m_channels;                 //!< the virtual channels
    RVector m_powers;                           //!< q
    std::vector<Eigen::LLT<CMatrix>> m_factors; //!< of Q_k
    CMatrix m_receivers;                        //!< u_k = Q_k^-1 s_k, R x K
    CMatrix m_products;                         //!< s_k^H u_j, K x K
    RVector m_norms;                            //!< u_k^H C u_k
    RMatrix m_jacobian;                         //!< dF_k / dq_j, K x K
    RMatrix m_coupling;                         //!< of the downlink, K x K
    RVector m_scales;                           //!< p_k
    CMatrix m_beams;                            //!< w_k, R x K
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_VIRTUAL_DOWNLINK_H */
