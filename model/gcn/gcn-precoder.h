/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_GCN_PRECODER_H
#define FDDMIMO_GCN_PRECODER_H

#include "ns3/gcn-network.h"
#include "ns3/greedy-hybrid-precoder.h"

#include <memory>
#include <string>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Hybrid beams that hold SINR targets with the probability that it was trained for, in spite of
 * errors of the channel knowledge (U-G-HBF-GCN of [GCN]): a graph convolutional network
 * (GcnNetwork) replaces each known channel by a virtual one, with a factor on the wanted signal,
 * one on the interference and a leakage from any direction, and GreedyHybridPrecoder's method holds
 * the targets on these. With RfChains 0 it is the fully digital variant (U-FDBF-GCN).
 *
 * Where the virtual targets cannot be held with the power allowed, they ask for too much, not the
 * channels: wanted signals grow and leakages fall together, as far as they must
 * (LowersConstraints() of the base class), and all of that power is used. The status is Infeasible
 * only if the targets do not hold on the channels as they are known; if they are out of reach
 * there, InfeasiblePolicy decides what is sent.
 *
 * With AnalogCsi=Statistical the analog beams are chosen from the covariances, and the network
 * makes virtual channels for the digital stage alone. If the archive holds a second network, this
 * one replaces the covariances by virtual ones for the choice of the beams, S_k = a_k R_k and
 * J_k = c_k R_k + d_k (tr R_k / N) I (2GCN, [GCN] section 5.5); such an archive asks for
 * AnalogCsi=Statistical.
 *
 * The network knows the quality of the CSI from UserCsi::quality; it is meant for the qualities,
 * targets and channel gains of its training (its card names them). Margin is not used.
 */
class GcnPrecoder : public GreedyHybridPrecoder
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    GcnPrecoder();
    ~GcnPrecoder() override;

    std::string GetMisfit(uint32_t streams, uint32_t txAntennas) const override;

    /**
     * \param network a network to use instead of one from an archive
     * \param analogNetwork one for covariances, or null
     */
    void SetNetwork(std::shared_ptr<const GcnNetwork> network,
                    std::shared_ptr<const GcnNetwork> analogNetwork = nullptr);

    /// Name of the second network in an archive: the prefix of what belongs to it.
    static constexpr const char* ANALOG_PREFIX = "analog_";

  protected:
    bool LowersConstraints() const override;
    Constraints GetConstraints(const CMatrix& channel,
                               const RVector& targets,
                               const RVector& quality,
                               const std::vector<CMatrix>& covariances) const override;

  private:
    /**
     * \param name path or name of an archive
     */
    void SetWeights(std::string name);

    /**
     * \return path or name of the archive
     */
    std::string GetWeights() const;

    /**
     * Reads the networks if there are none yet; throws WeightArchiveError if the weights cannot be
     * used.
     */
    void Load() const;

    /**
     * \return what is wrong with weights for analog beams where there are no covariances
     */
    std::string DescribeMissingCovariances() const;

    std::string m_weights;                                     //!< path or name of the archive
    mutable std::shared_ptr<const GcnNetwork> m_network;       //!< read when it is first needed
    mutable std::shared_ptr<const GcnNetwork> m_analogNetwork; //!< one for covariances, or null
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_GCN_PRECODER_H */
