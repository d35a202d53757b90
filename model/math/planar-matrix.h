/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_PLANAR_MATRIX_H
#define FDDMIMO_PLANAR_MATRIX_H

#include "ns3/matrix-types.h"

#include <memory>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * A complex matrix whose real and imaginary parts stand in two matrices, padded with zero rows to a
 * multiple of PlanarMatrix::BLOCK, for the hot loops of the precoders.
 *
 * Interleaved complex numbers waste most of a vector unit on shuffles; planar ones do not. Columns
 * begin where a cache line does, which Eigen's own matrices do not. The functions below are
 * compiled for several generations of x86-64 processors and the best one is chosen when the program
 * starts, so a binary that runs anywhere still uses AVX2 or AVX-512 where there is one. Results
 * differ between such processors in the last bits, never between runs on one.
 */
class PlanarMatrix
{
  public:
    /// Rows are padded to a multiple of this: the doubles in a cache line.
    static constexpr Eigen::Index BLOCK = 8;

    PlanarMatrix() = default;

    /**
     * Makes a zero matrix.
     *
     * \param rowCount number of rows, without padding
     * \param columnCount number of columns
     */
    PlanarMatrix(Eigen::Index rowCount, Eigen::Index columnCount);

    PlanarMatrix(const PlanarMatrix&) = delete;
    PlanarMatrix& operator=(const PlanarMatrix&) = delete;

    /**
     * Gives it a new size; entries are undefined afterwards, the padding is zero.
     *
     * \param rowCount number of rows, without padding
     * \param columnCount number of columns
     */
    void Resize(Eigen::Index rowCount, Eigen::Index columnCount);

    /**
     * \return the matrix in the usual form, rows x columns
     */
    CMatrix ToComplex() const;

    /**
     * \param column a column
     * \param entries the first of the numbers whose conjugates it takes
     * \param step distance of the numbers, 1 if they follow each other
     */
    void SetColumnConjugate(Eigen::Index column, const Complex* entries, Eigen::Index step);

    /**
     * \return sum of |entry|^2; infinite if a square is too large for a double
     */
    double ComputeSquaredNorm() const;

    Eigen::Index rows{0};                  //!< number of rows, without padding
    Eigen::Map<RMatrix> re{nullptr, 0, 0}; //!< real parts, padded rows x columns
    Eigen::Map<RMatrix> im{nullptr, 0, 0}; //!< imaginary parts, padded rows x columns

  private:
    std::unique_ptr<double[]> m_storage; //!< where the entries stand
};

/**
 * \ingroup fdd-mimo
 * \param matrix A, N x S
 * \param [out] gram A^H A, S x S; only its lower triangle is set. N S^2 / 2 complex multiply-adds.
 */
void ComputeGram(const PlanarMatrix& matrix, PlanarMatrix& gram);

/**
 * \ingroup fdd-mimo
 * \param left A, N x S
 * \param right B, S x C
 * \return A B, N x C
 */
CMatrix Multiply(const PlanarMatrix& left, const PlanarMatrix& right);

/**
 * \ingroup fdd-mimo
 * Inverts a Hermitian positive definite matrix in place by the symmetric sweep (Gauss-Jordan
 * elimination on one triangle), which needs no pivots on such a matrix; n^3 / 2 complex
 * multiply-adds.
 *
 * \param [in,out] matrix n x n; only the lower triangle is read; the whole inverse afterwards
 * \return false if the matrix is not positive definite to working precision; its content is then
 * undefined
 */
bool InvertHermitian(PlanarMatrix& matrix);

/**
 * \ingroup fdd-mimo
 * \param [in,out] matrix Hermitian matrix, n x n, of which the lower triangle is set; the upper one
 * is set from it
 */
void FillUpper(PlanarMatrix& matrix);

/**
 * \ingroup fdd-mimo
 * \param matrix A, n x n
 * \param left n factors of the rows
 * \param right n factors of the columns
 * \param [out] scaled diag(left) A diag(right), entry by entry; n x n before, and may be A itself
 */
void ScaleRowsAndColumns(const PlanarMatrix& matrix,
                         const Eigen::Ref<const RVector>& left,
                         const Eigen::Ref<const RVector>& right,
                         PlanarMatrix& scaled);

/**
 * \ingroup fdd-mimo
 * \param matrix any matrix
 * \return sum of |entry|^2; infinite if a square is too large for a double
 */
double ComputeSquaredNorm(const CMatrix& matrix);

/**
 * \ingroup fdd-mimo
 * \param matrix any finite matrix
 * \return its Frobenius norm, without overflow or underflow on the way
 */
double ComputeNorm(const CMatrix& matrix);

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_PLANAR_MATRIX_H */
