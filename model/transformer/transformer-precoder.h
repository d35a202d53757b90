/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_TRANSFORMER_PRECODER_H
#define FDDMIMO_TRANSFORMER_PRECODER_H

#include "span-model.h"

#include "ns3/precoder.h"

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * A Transformer over users that has learned to maximise the weighted sum rate: the span variant of
 * [TRF], for any number of antennas and users with one set of weights.
 *
 * Optimal beams of single-antenna users are W = sqrt(P) H^H D M diag(sqrt(y)) with K powers lambda
 * of the dual uplink, D = diag(sqrt(lambda)), M = (I + P D H H^H D)^-1, and y that gives the
 * downlink the uplink's SINRs (uplink-dual.h). The network starts at lambda_k = 1 / K, the
 * directions of the linear MMSE precoder, and moves the logarithms of lambda in each of its layers.
 * What it sees depends on the moduli of H H^H and M only: relabelling users relabels beams, and
 * neither the antennas' basis nor the phases of users matter. The cost of the layers does not
 * depend on N.
 *
 * With weights that were trained on perfect channel knowledge the beams are never worse, on the
 * channels given, than those of MmsePrecoder: they give way to these if they were.
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

  protected:
    Beamformer DoDesign(const PrecodingProblem& problem) override;
    std::vector<Beamformer> DoDesignBatch(const std::vector<PrecodingProblem>& problems) override;

  private:
    /**
     * \return the network; aborts if the weights cannot be used
     */
    const SpanModel& GetModel();

    std::string m_weights;                      //!< name or path of the weights
    uint32_t m_steps;                           //!< Q_i
    double m_stepSize;                          //!< step size at 15 dB
    uint32_t m_halvings;                        //!< halvings before the ascent ends
    std::shared_ptr<const SpanModel> m_model;   //!< the network
    std::string m_loaded;                       //!< weights of m_model
    std::vector<SpanModel::Problem> m_problems; //!< memory for the next batch
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_TRANSFORMER_PRECODER_H */
