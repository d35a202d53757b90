/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_ZF_LAYER_H
#define FDDMIMO_ZF_LAYER_H

#include "ns3/matrix-types.h"

namespace ns3
{
namespace fddmimo
{

/**
 * The ZF layer of [CAL], table I, with total-power scaling:
 * V = gamma X^H (X X^H + loading tr(X X^H) / K I)^-1, gamma = sqrt(P) / ||.||_F.
 * The loading of 1e-6 stands for none and keeps duplicate users apart from a division by zero.
 *
 * \param input X, K x N
 * \param maxPower P in W
 * \param loading loading of the Gram matrix, >= 0
 * \return V, N x K; zero if X is zero or not finite
 */
CMatrix ApplyZfLayer(const CMatrix& input, double maxPower, double loading);

/**
 * Gradient of the sum rate of ApplyZfLayer(X, P, 0) with respect to X, d/dRe + j d/dIm: [CAL] eq.
 * (13),
 *
 * (X X^H)^-1 G^H - X' G X' - (X X^H)^-1 G^H X^H X',  X' = (X X^H)^-1 X,
 *
 * where (13) takes gamma for a constant, G = gamma nabla_V R. Here gamma follows X, which takes
 * from G its part along U = X^H (X X^H)^-1: G = gamma (nabla_V R - U Re tr(U^H nabla_V R) /
 * ||U||_F^2). (With nabla_V R = (2 / ln 2) H^H B, a factor that (12) leaves out.)
 *
 * \param channel H, K x N noise-normalised, rows h_k^H
 * \param input X, K x N of rank K
 * \param maxPower P in W
 * \param constantGamma true for (13) as printed
 * \return gradient, K x N
 */
CMatrix ComputeZfLayerGradient(const CMatrix& channel,
                               const CMatrix& input,
                               double maxPower,
                               bool constantGamma = false);

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_ZF_LAYER_H */
