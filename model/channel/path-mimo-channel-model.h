/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_PATH_MIMO_CHANNEL_MODEL_H
#define FDDMIMO_PATH_MIMO_CHANNEL_MODEL_H

#include "ns3/link-path-store.h"
#include "ns3/link-paths.h"
#include "ns3/mimo-channel-model.h"
#include "ns3/propagation-loss-model.h"

#include <memory>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Base class of channel models whose links are sums of paths (see LinkPaths). Paths are drawn when
 * a link is first needed and again every UpdatePeriod; in between each path's Doppler shift and
 * delay give the channel of every instant and subband.
 *
 * The uplink has the same paths at its own carrier: H_ul = H_dl^T with every path's phase turned by
 * uplinkPhase and its Doppler shift scaled by the ratio of the carriers.
 */
class PathMimoChannelModel : public MimoChannelModel
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    /**
     * \param store where to look for paths drawn by an earlier run, and to leave those drawn now
     */
    void SetPathStore(Ptr<LinkPathStore> store);

    /**
     * \param period how long paths last before they are drawn again; 0: for ever
     */
    void SetUpdatePeriod(Time period);

    /**
     * \return how long paths last; 0: for ever
     */
    Time GetUpdatePeriod() const;

  protected:
    /**
     * Draws the paths of a link for the present positions.
     *
     * \param bs base station
     * \param ue user
     * \return the paths, path loss not included
     */
    virtual LinkPaths DrawPaths(uint32_t bs, uint32_t ue) = 0;

    /**
     * \param bs base station
     * \param ue user
     * \return amplitude gain by path loss, sqrt of the power gain
     */
    virtual double GetAmplitude(uint32_t bs, uint32_t ue);

    /**
     * \param bs base station
     * \param ue user
     * \return largest Doppler shift v f / c of the downlink in Hz, v the speed of the two relative
     * to each other
     */
    double GetMaxDoppler(uint32_t bs, uint32_t ue) const;

    void DoDispose() override;
    void DoUpdate(Time now, std::vector<std::vector<CRowMatrix>>& downlink) override;
    CMatrix DoGetUplink(uint32_t bs, uint32_t ue, uint32_t subband) const override;
    void DoRenew() override;

  private:
    /**
     * Draws the paths of all links, or finds them in the store.
     * \param epoch number of the update period
     */
    void DrawAll(uint64_t epoch);

    Ptr<PropagationLossModel> m_propagationLoss;           //!< path loss, may be null
    Time m_updatePeriod;                                   //!< how long paths last
    Ptr<LinkPathStore> m_store;                            //!< paths of earlier runs, may be null
    std::vector<std::shared_ptr<const LinkPaths>> m_links; //!< [bs * users + ue]
    uint64_t m_epoch{0};                                   //!< update period that they belong to
    double m_age{0.0};                                     //!< time since its start in s
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_PATH_MIMO_CHANNEL_MODEL_H */
