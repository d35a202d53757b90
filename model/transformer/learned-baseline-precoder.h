/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_LEARNED_BASELINE_PRECODER_H
#define FDDMIMO_LEARNED_BASELINE_PRECODER_H

#include "baseline-model.h"

#include "ns3/precoder.h"

#include <memory>
#include <string>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * A learned method that the Transformer is compared with: a fully connected network, or an LSTM
 * that has learned to optimise (BaselineSizes). The weights say which one.
 *
 * It takes up to L users and antennas, does not know rate weights, and is no function of the set of
 * users. Its beams are those of the network, whatever their rate, and linear MMSE beams only where
 * these are not finite, or with more users or antennas. Each antenna of a user counts as
 * a user of its own; users with rate weight 0, without a channel, or 100 dB below the strongest,
 * are not served.
 */
class LearnedBaselinePrecoder : public Precoder
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    LearnedBaselinePrecoder();

    /**
     * \param txAntennas N
     * \return L, 0 with more than L antennas. Throws WeightArchiveError if the weights cannot be
     * used
     */
    uint32_t GetMaxStreams(uint32_t txAntennas) const override;
    std::string GetMisfit(uint32_t streams, uint32_t txAntennas) const override;

  protected:
    Beamformer DoDesign(const PrecodingProblem& problem) override;
    std::vector<Beamformer> DoDesignBatch(const std::vector<PrecodingProblem>& problems) override;

  private:
    /**
     * \param weights a path, or a name in the module's data folder
     * \return the network, shared by all precoders that use it; throws WeightArchiveError if it
     * cannot be used
     */
    static std::shared_ptr<const BaselineModel> Load(const std::string& weights);

    std::string m_weights;                        //!< the attribute Weights
    uint32_t m_steps;                             //!< the attribute LstmSteps
    std::string m_loaded;                         //!< weights of the network
    std::shared_ptr<const BaselineModel> m_model; //!< the network
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_LEARNED_BASELINE_PRECODER_H */
