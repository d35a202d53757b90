/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_SUB_ARRAY_VIEW_H
#define FDDMIMO_SUB_ARRAY_VIEW_H

#include "ns3/matrix-types.h"
#include "ns3/vector.h"

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * How the sub-arrays of a linear array see a point ([EDN] IV-B): the point is in the far field of
 * each sub-array, but not in that of the array.
 */
struct SubArrayView
{
    RVector distance; //!< r^s, from the first antenna of sub-array s to the point, in m
    RVector sine;     //!< sin theta^s, theta^s being the angle from broadside
};

/**
 * Distance and angle of a point from each sub-array, [EDN] eq. (35):
 *
 * r^s = sqrt(r^2 + a_s^2 - 2 a_s r sin theta),  sin theta^s = (r sin theta - a_s) / r^s,
 * a_s = (s - 1) n d,
 *
 * with r sin theta the component of the point along the array. It holds in three dimensions, theta
 * being the angle from the plane that is perpendicular to the array.
 *
 * \param array position of the array's first antenna
 * \param boresight azimuth of the array's broadside in rad; the array runs horizontally, towards
 * larger azimuths
 * \param point the point
 * \param subArrays S
 * \param pitch n d, from a sub-array to the next, in m
 * \return S distances and sines; a point on an antenna counts as broadside to it
 */
SubArrayView ComputeSubArrayView(const Vector& array,
                                 double boresight,
                                 const Vector& point,
                                 uint32_t subArrays,
                                 double pitch);

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_SUB_ARRAY_VIEW_H */
