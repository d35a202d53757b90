/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_SPAN_MODEL_H
#define FDDMIMO_SPAN_MODEL_H

#include "span-sizes.h"

#include "ns3/planar-matrix.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * The trained span Transformer (SpanSizes) for its use, without LibTorch: the users of all problems
 * of a batch go through a layer together, one matrix product for queries, keys and values, one for
 * each half of the perceptron; attention runs over the users of each problem, so that problems of
 * any sizes share a batch without padding. Memory is kept from call to call.
 */
class SpanModel
{
  public:
    /// A problem, and where the network takes it.
    struct Problem
    {
        PlanarMatrix gram; //!< G = P H H^H, K x K, lower triangle; diagonal > 0
        RVector weights;   //!< rate weights, K, > 0, of mean 1

        RVector power; //!< out: lambda, K powers of the dual uplink, > 0
        RVector
            correction; //!< out: logarithm of factors of the downlink powers, K; 0 unless robust
        PlanarMatrix error; //!< out: M that belongs to lambda, K x K
        RMatrix squares;    //!< out: |M|^2, K x K
        RMatrix first;      //!< out: |M|^2 of equal powers, K x K
    };

    /**
     * \param archive trained weights; throws WeightArchiveError if they are incomplete
     */
    explicit SpanModel(const WeightArchive& archive);
    ~SpanModel();

    /**
     * \return the sizes
     */
    const SpanSizes& GetSizes() const;

    /**
     * \return attributes of the archive: what it was trained on, how, and what it reached
     */
    const std::map<std::string, std::string>& GetRecord() const;

    /**
     * Passes channels through the beamspace of the weights. Does nothing without one.
     *
     * \param [in,out] adjoint H^H, N x K
     */
    void Shrink(PlanarMatrix& adjoint) const;

    /**
     * Runs the network. Not for several threads at once.
     *
     * \param [in,out] problems the problems, each with at least one user
     */
    void Run(std::vector<Problem>& problems) const;

  private:
    struct Private;
    std::unique_ptr<Private> m_private; //!< weights and memory
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_SPAN_MODEL_H */
