/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_PILOT_PRECODER_H
#define FDDMIMO_PILOT_PRECODER_H

#include "calibration-model.h"

#include "ns3/precoder.h"

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Base of the precoders that design downlink beams from uplink pilots in another band with trained
 * networks, [CAL]: pilots from the weight archive (an orthogonal set where it has none for this
 * number of users), no report of any user. A user with several antennas counts as so many users.
 * Rate weights are not used.
 *
 * The weights are for the antennas, room and power of their training; they go by the module's name
 * where Weights is "auto".
 */
class PilotPrecoder : public Precoder
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    CsiMask GetCsiNeed() const override;
    uint32_t GetMaxStreams(uint32_t txAntennas) const override;
    CMatrix GetUplinkPilots(uint32_t streams, uint32_t txAntennas) const override;
    std::string GetMisfit(uint32_t streams, uint32_t txAntennas) const override;
    std::map<std::string, std::string> GetTrainingScenario(uint32_t streams,
                                                           uint32_t txAntennas) const override;

    /**
     * \param model weights to use instead of those of an archive
     */
    void SetModel(std::shared_ptr<const CalibrationModel> model);

  protected:
    /**
     * \return what the weights have to be for
     */
    virtual CalibrationScheme GetScheme() const = 0;

    /**
     * Designs beams from pilots that have passed the checks.
     *
     * \param model weights for all problems
     * \param problems the problems
     * \return beams, N x S each, of power P
     */
    virtual std::vector<CMatrix> DesignFromPilots(
        const CalibrationModel& model,
        const std::vector<const PrecodingProblem*>& problems) const = 0;

    /**
     * \param problem a problem
     * \return S, the number of antennas that sent pilots
     */
    static uint32_t CountStreams(const PrecodingProblem& problem);

    Beamformer DoDesign(const PrecodingProblem& problem) override;
    std::vector<Beamformer> DoDesignBatch(const std::vector<PrecodingProblem>& problems) override;

  private:
    /**
     * Throws WeightArchiveError.
     *
     * \param streams S
     * \param txAntennas N
     * \return the weights
     */
    std::shared_ptr<const CalibrationModel> GetModel(uint32_t streams, uint32_t txAntennas) const;

    /**
     * Aborts if a problem's pilots cannot be those that this precoder asks for.
     *
     * \param problem a problem
     * \return the weights for it
     */
    std::shared_ptr<const CalibrationModel> Check(const PrecodingProblem& problem) const;

    std::string m_weights;                                  //!< path or name of the archive
    std::shared_ptr<const CalibrationModel> m_model;        //!< set by SetModel(), or null
    mutable std::shared_ptr<const CalibrationModel> m_last; //!< used last, kept in memory
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_PILOT_PRECODER_H */
