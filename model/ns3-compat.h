/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_NS3_COMPAT_H
#define FDDMIMO_NS3_COMPAT_H

/**
 * \file
 * What differs between ns-3 releases, in one place.
 */

#include "ns3/enum.h"
#include "ns3/matrix-based-channel-model.h"

#include <complex>
#include <cstdint>

namespace ns3
{
namespace fddmimo
{

/**
 * \param matrix a channel matrix
 * \return number of clusters
 */
inline uint32_t
GetNClusters(const MatrixBasedChannelModel::ChannelMatrix& matrix)
{
#if __has_include("ns3/matrix-array.h") // 3.38 and later: ComplexMatrixArray H(u, s, n)
    return matrix.m_channel.GetNumPages();
#else
    return matrix.m_channel.at(0).at(0).size();
#endif
}

/**
 * \param matrix a channel matrix
 * \param u antenna of the node that received when it was generated
 * \param s antenna of the node that transmitted
 * \param n cluster
 * \return its coefficient
 */
inline std::complex<double>
GetCoefficient(const MatrixBasedChannelModel::ChannelMatrix& matrix,
               uint32_t u,
               uint32_t s,
               uint32_t n)
{
#if __has_include("ns3/matrix-array.h")
    return matrix.m_channel(u, s, n);
#else
    return matrix.m_channel[u][s][n];
#endif
}

/**
 * \tparam E an enumeration
 * \tparam Member pointer to a member of that type
 * \param member the member
 * \return accessor of an attribute
 */
template <typename E, typename Member>
Ptr<const AttributeAccessor>
MakeEnumMemberAccessor(Member member)
{
#if __has_include("ns3/uniform-random-bit-generator.h") // 3.41 and later: EnumValue is a template
    return MakeEnumAccessor<E>(member);
#else
    return MakeEnumAccessor(member);
#endif
}

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_NS3_COMPAT_H */
