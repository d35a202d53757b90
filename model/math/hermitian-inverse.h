/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_HERMITIAN_INVERSE_H
#define FDDMIMO_HERMITIAN_INVERSE_H

#include "ns3/matrix-types.h"

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Inverts a Hermitian positive definite matrix in place, without memory of its own.
 *
 * Real and imaginary part stand in two matrices, so that the compiler can use vector instructions
 * throughout; at the sizes of a precoder (8 to 64 streams) this is several times faster than a
 * general solver. The method is the symmetric sweep (Gauss-Jordan elimination on one triangle),
 * which needs no pivots on a positive definite matrix; n^3 / 2 complex multiply-adds.
 *
 * \param [in,out] re real part, n x n; only the lower triangle is read, and holds the inverse
 * afterwards. The upper triangle is left undefined.
 * \param [in,out] im imaginary part, likewise; its diagonal is taken as 0
 * \return false if the matrix is not positive definite to working precision; its content is then
 * undefined
 */
bool InvertHermitian(RMatrix& re, RMatrix& im);

/**
 * \ingroup fdd-mimo
 * Inverts a Hermitian positive definite matrix after adding a diagonal.
 *
 * \param matrix n x n; only the lower triangle is read
 * \param diagonal n values added to the diagonal
 * \return the inverse of the sum, n x n, both triangles; empty if the sum is not positive definite
 * to working precision
 */
CMatrix InvertLoaded(const CMatrix& matrix, const RVector& diagonal);

/**
 * \ingroup fdd-mimo
 * Builds the full complex matrix from the two lower triangles that InvertHermitian leaves.
 *
 * \param re real part, lower triangle
 * \param im imaginary part, lower triangle
 * \param [out] matrix the Hermitian matrix; resized as needed
 */
void FillHermitian(const RMatrix& re, const RMatrix& im, CMatrix& matrix);

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_HERMITIAN_INVERSE_H */
