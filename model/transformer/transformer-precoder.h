/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_TRANSFORMER_PRECODER_H
#define FDDMIMO_TRANSFORMER_PRECODER_H

#include "span-model.h"
#include "token-model.h"

#include "ns3/precoder.h"

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * A Transformer that has learned to maximise the sum rate. The weights say which one.
 *
 * The span Transformer, our variant, has users as tokens and takes any number of antennas and users
 * with one set of weights.
 *
 * Optimal beams of single-antenna users are W = P H^H D M diag(sqrt(y)) with K powers lambda
 * of the dual uplink, D = diag(sqrt(lambda)), M = (I + P D H H^H D)^-1, and y that gives the
 * downlink the uplink's SINRs (uplink-dual.h). The network starts at lambda_k = 1 / K, the
 * directions of the linear MMSE precoder, and moves the logarithms of lambda in each of its layers.
 * What it sees depends on the moduli of H H^H and M only: relabelling users relabels beams, and
 * neither the antennas' basis nor the phases of users matter. The cost of the layers does not
 * depend on N.
 *
 * The token Transformer is that of [TRF], with tokens of users and of antennas and gradient steps
 * behind each layer. It takes up to L users and antennas and does not know rate weights. The
 * users come in the order of their gains, so that relabelling them relabels beams; other labels of
 * the antennas may give other rates.
 *
 * With weights that were trained on perfect channel knowledge the beams of either are never worse,
 * on the channels given, than those of MmsePrecoder for the users that are served: they give way to
 * these if they were, were not finite, or if there are more than L users or antennas.
 *
 * Each antenna of a user counts as a user of its own (its streams are received one by one). Users
 * with rate weight 0, without a channel, or 100 dB below the strongest, are not served.
 */
class TransformerPrecoder : public Precoder
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    TransformerPrecoder();

    /**
     * \param txAntennas N
     * \return L for a token Transformer with at most L antennas, 0 with more; else no limit. Throws
     * WeightArchiveError if the weights cannot be used
     */
    uint32_t GetMaxStreams(uint32_t txAntennas) const override;
    std::string GetMisfit(uint32_t streams, uint32_t txAntennas) const override;

    /**
     * \param streams S
     * \param txAntennas N
     * \return what robust weights were trained on; empty for those of perfect channel knowledge,
     * which serve any channel
     */
    std::map<std::string, std::string> GetTrainingScenario(uint32_t streams,
                                                           uint32_t txAntennas) const override;

  protected:
    Beamformer DoDesign(const PrecodingProblem& problem) override;
    std::vector<Beamformer> DoDesignBatch(const std::vector<PrecodingProblem>& problems) override;

  private:
    /// A network in use.
    struct Network
    {
        /**
         * \param archive weights of one or the other; throws WeightArchiveError if
         * they are of neither
         */
        explicit Network(const WeightArchive& archive);

        std::unique_ptr<const SpanModel> span;   //!< or
        std::unique_ptr<const TokenModel> token; //!< the one of the weights
    };

    /**
     * \param weights name or path of an archive; throws WeightArchiveError if it cannot be used
     * \return its network, which is loaded unless it is in use already
     */
    static std::shared_ptr<const Network> Load(const std::string& weights);

    /**
     * \param model the network
     * \param problems problems that passed the checks
     * \return beams of power P, zero if there are none
     */
    std::vector<CMatrix> DesignSpan(const SpanModel& model,
                                    const std::vector<PrecodingProblem>& problems);

    /**
     * \param model the network; problems that are too large for it get the beams of MMSE
     * \param problems problems that passed the checks
     * \return beams of power P, zero if there are none
     */
    std::vector<CMatrix> DesignTokens(const TokenModel& model,
                                      const std::vector<PrecodingProblem>& problems) const;

    std::string m_weights;                      //!< name or path of the weights
    int32_t m_layerSteps;                       //!< Q_i, -1: as in training
    uint32_t m_steps;                           //!< ascent steps at the end
    double m_stepSize;                          //!< step size at 15 dB
    uint32_t m_halvings;                        //!< halvings before the ascent ends
    std::shared_ptr<const Network> m_network;   //!< the network
    std::string m_loaded;                       //!< weights of m_network
    std::vector<SpanModel::Problem> m_problems; //!< memory for the next batch
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_TRANSFORMER_PRECODER_H */
