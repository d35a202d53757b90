/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_BASELINE_NETWORK_PRIVATE_H
#define FDDMIMO_BASELINE_NETWORK_PRIVATE_H

#include "baseline-sizes.h"
#include "token-batch-private.h"

#include <torch/nn.h>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * The networks of BaselineSizes, in LibTorch, for training and use. Problems of any sizes up to L x
 * L share a batch, as those of the token Transformer do.
 */
class BaselineNetworkImpl : public torch::nn::Module
{
  public:
    /**
     * \param sizes the sizes
     */
    explicit BaselineNetworkImpl(const BaselineSizes& sizes);

    /**
     * \return the sizes
     */
    const BaselineSizes& GetSizes() const;

    /**
     * \param batch the problems
     * \param steps steps of the LSTM
     * \return beams of power 1, [B, N, K] complex: those of the FNN, or those behind each step
     */
    std::vector<at::Tensor> Design(const TokenBatch& batch, int64_t steps);

  private:
    /**
     * \param batch the problems
     * \return beams of the FNN
     */
    at::Tensor Map(const TokenBatch& batch);

    /**
     * \param batch the problems
     * \param beams W of power 1
     * \param [in,out] states of the layers of the LSTM, one for each coordinate
     * \return beams behind a step
     */
    at::Tensor Move(const TokenBatch& batch,
                    const at::Tensor& beams,
                    std::vector<std::tuple<at::Tensor, at::Tensor>>& states);

    BaselineSizes m_sizes;                    //!< sizes
    std::vector<torch::nn::Linear> m_layers;  //!< of the FNN
    std::vector<torch::nn::LSTMCell> m_cells; //!< of the LSTM
    torch::nn::Linear m_out{nullptr};         //!< last layer
};

TORCH_MODULE(BaselineNetwork);

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_BASELINE_NETWORK_PRIVATE_H */
