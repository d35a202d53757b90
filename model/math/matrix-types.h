/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_MATRIX_TYPES_H
#define FDDMIMO_MATRIX_TYPES_H

#include <Eigen/Core>
#include <complex>

/**
 * \defgroup fdd-mimo FDD massive MIMO with multi-user precoding
 *
 * One convention holds in the whole module: user k with M antennas receives y_k = H_k W x + n_k,
 * where H_k is M x N (N antennas at the base station), W is N x S, x has S unit-power streams, and
 * the rows of H_k are what the papers write as h^H, so that nothing else needs to be conjugated.
 */

namespace ns3
{
namespace fddmimo
{

using Complex = std::complex<double>; //!< complex scalar of every interface
using CMatrix = Eigen::MatrixXcd;     //!< complex matrix, column-major
using CVector = Eigen::VectorXcd;     //!< complex column vector
using RMatrix = Eigen::MatrixXd;      //!< real matrix, column-major
using RVector = Eigen::VectorXd;      //!< real column vector

/// Complex matrix in row-major order: the channels of many users, one contiguous row an antenna.
using CRowMatrix = Eigen::Matrix<Complex, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_MATRIX_TYPES_H */
