/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_TRANSFORMER_LAYERS_PRIVATE_H
#define FDDMIMO_TRANSFORMER_LAYERS_PRIVATE_H

#include "ns3/weight-archive.h"

#include <Eigen/Core>
#include <cstdint>
#include <string>
#include <vector>

/**
 * \file
 * What the Transformers' inference is made of, without LibTorch: linear layers, their weights in
 * archives, memory that is used again.
 */

namespace ns3
{
namespace fddmimo
{

/// Weights, row after row.
using WeightMatrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// A linear layer.
struct LinearLayer
{
    WeightMatrix weight;  //!< out x in
    Eigen::VectorXf bias; //!< out
    WeightMatrix packed;  //!< in x out, out padded with zeros to TransformerKernels::BLOCK

    /**
     * Sets packed from weight.
     */
    void Pack();

    /**
     * \param input rows x in
     * \param rows rows
     * \param accumulate true to add to the output
     * \param [in,out] output rows x out; without the bias
     */
    void Multiply(const float* input, long rows, bool accumulate, float* output) const;
};

/**
 * Reads the weights of an archive.
 */
class LayerReader
{
  public:
    /**
     * \param archive the archive
     * \param prefix what the names of the arrays begin with
     */
    LayerReader(const WeightArchive& archive, const std::string& prefix);

    /**
     * \param name name of an array
     * \param rows rows
     * \param columns columns; 0 for a vector
     * \return the array; throws WeightArchiveError if it has another shape
     */
    WeightMatrix Read(const std::string& name, int64_t rows, int64_t columns) const;

    /**
     * \param name name of a linear layer
     * \param out its outputs
     * \param in its inputs
     * \return the layer
     */
    LinearLayer ReadLinear(const std::string& name, int64_t out, int64_t in) const;

    /**
     * \param norm name of a layer normalisation
     * \param name name of the linear layer behind it
     * \param out its outputs
     * \param in its inputs
     * \return both in one, but for the normalisation itself
     */
    LinearLayer ReadNormalised(const std::string& norm,
                               const std::string& name,
                               int64_t out,
                               int64_t in) const;

  private:
    const WeightArchive& m_archive; //!< the archive
    std::string m_prefix;           //!< what names begin with
};

/**
 * \param archive an archive
 * \param name name of an attribute
 * \param least smallest value
 * \param most largest value
 * \return its value; throws WeightArchiveError unless it is a whole number within these
 */
int64_t ReadSize(const WeightArchive& archive,
                 const std::string& name,
                 int64_t least,
                 int64_t most);

/**
 * Memory that only grows.
 */
class FloatStore
{
  public:
    /**
     * \param size floats
     * \return memory for them, of undefined content
     */
    float* Get(std::size_t size);

  private:
    std::vector<float> m_data; //!< the memory
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_TRANSFORMER_LAYERS_PRIVATE_H */
