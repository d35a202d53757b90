/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_NS3_COMPAT_H
#define FDDMIMO_NS3_COMPAT_H

/**
 * \file
 * What differs between ns-3 releases, in one place. Every function tries the newer form first (a
 * last argument 0 prefers int to long) and takes the older where the newer does not compile: asking
 * with
 * __has_include would find the headers of an ns-3 that is installed beside the source tree.
 */

#include "ns3/enum.h"
#include "ns3/matrix-based-channel-model.h"
#include "ns3/node.h"
#include "ns3/simulator.h"

#include <complex>
#include <cstdint>
#include <functional>

namespace ns3
{
namespace fddmimo
{

/// \cond
namespace compat // the functions below, for one kind of release each
{

template <typename Matrix>
auto
GetNClusters(const Matrix& matrix, int) -> decltype(matrix.m_channel.GetNumPages())
{
    return matrix.m_channel.GetNumPages(); // 3.38 and later: ComplexMatrixArray H(u, s, n)
}

template <typename Matrix>
std::size_t
GetNClusters(const Matrix& matrix, long)
{
    return matrix.m_channel.at(0).at(0).size();
}

template <typename Matrix>
auto
GetCoefficient(const Matrix& matrix, uint32_t u, uint32_t s, uint32_t n, int)
    -> decltype(matrix.m_channel(u, s, n))
{
    return matrix.m_channel(u, s, n); // 3.38 and later
}

template <typename Matrix>
std::complex<double>
GetCoefficient(const Matrix& matrix, uint32_t u, uint32_t s, uint32_t n, long)
{
    return matrix.m_channel[u][s][n];
}

template <typename Model, typename Matrix, typename Mobility>
auto
GetClusterParams(const Model& model, const Matrix&, Mobility a, Mobility b, int)
    -> decltype(model->GetParams(a, b))
{
    return model->GetParams(a, b); // 3.36 and later
}

template <typename Model, typename Matrix, typename Mobility>
Matrix
GetClusterParams(const Model&, const Matrix& matrix, Mobility, Mobility, long)
{
    return matrix; // they stand in the matrix
}

template <typename Matrix, typename Array>
auto
IsReverse(const Matrix& matrix, Array a, Array b, Ptr<const Node>, Ptr<const Node>, int)
    -> decltype(matrix->IsReverse(a->GetId(), b->GetId()))
{
    return matrix->IsReverse(a->GetId(), b->GetId()); // 3.36 and later
}

template <typename Matrix, typename Array>
bool
IsReverse(const Matrix& matrix, Array, Array, Ptr<const Node> aNode, Ptr<const Node> bNode, long)
{
    return matrix->IsReverse(aNode->GetId(), bNode->GetId());
}

template <typename E, typename Member>
auto
MakeEnumMemberAccessor(Member member, int) -> decltype(MakeEnumAccessor<E>(member))
{
    return MakeEnumAccessor<E>(member); // 3.41 and later: EnumValue is a template
}

template <typename E, typename Member>
Ptr<const AttributeAccessor>
MakeEnumMemberAccessor(Member member, long)
{
    return MakeEnumAccessor(member);
}

inline void
Call(std::function<void()> function)
{
    function();
}

} // namespace compat

/// \endcond

/**
 * \tparam Matrix MatrixBasedChannelModel::ChannelMatrix
 * \param matrix a channel matrix
 * \return number of clusters
 */
template <typename Matrix>
uint32_t
GetNClusters(const Matrix& matrix)
{
    return compat::GetNClusters(matrix, 0);
}

/**
 * \tparam Matrix MatrixBasedChannelModel::ChannelMatrix
 * \param matrix a channel matrix
 * \param u antenna of the node that received when it was generated
 * \param s antenna of the node that transmitted
 * \param n cluster
 * \return its coefficient
 */
template <typename Matrix>
std::complex<double>
GetCoefficient(const Matrix& matrix, uint32_t u, uint32_t s, uint32_t n)
{
    return compat::GetCoefficient(matrix, u, s, n, 0);
}

/**
 * \tparam Model pointer to a model of clusters, ns-3's ThreeGppChannelModel
 * \tparam Matrix pointer to a channel matrix
 * \tparam Mobility pointer to a mobility model
 * \param model the model
 * \param matrix what it gave for the link
 * \param a mobility of one end
 * \param b mobility of the other end
 * \return pointer to the m_delay in s and m_angle in degrees of the link's clusters, and to the
 * m_nodeIds of the ends
 */
template <typename Model, typename Matrix, typename Mobility>
auto
GetClusterParams(const Model& model, const Matrix& matrix, Mobility a, Mobility b)
{
    return compat::GetClusterParams(model, matrix, a, b, 0);
}

/**
 * \tparam Matrix pointer to a channel matrix
 * \tparam Array pointer to an array
 * \param matrix the matrix
 * \param a one end's array
 * \param b the other end's array
 * \param aNode one end's node
 * \param bNode the other end's node
 * \return true if the matrix was generated from b to a
 */
template <typename Matrix, typename Array>
bool
IsReverse(const Matrix& matrix, Array a, Array b, Ptr<const Node> aNode, Ptr<const Node> bNode)
{
    return compat::IsReverse(matrix, a, b, aNode, bNode, 0);
}

/**
 * Simulator::Schedule() for lambda expressions, which it takes itself from 3.36 on.
 *
 * \param delay time from now
 * \param function what is called then
 * \return the event
 */
inline EventId
ScheduleFunction(Time delay, std::function<void()> function)
{
    return Simulator::Schedule(delay, &compat::Call, function);
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
    return compat::MakeEnumMemberAccessor<E>(member, 0);
}

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_NS3_COMPAT_H */
