/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_CSI_ACQUISITION_H
#define FDDMIMO_CSI_ACQUISITION_H

#include "ns3/channel-estimator.h"
#include "ns3/csi-codec.h"
#include "ns3/feedback-channel.h"
#include "ns3/object.h"
#include "ns3/traced-callback.h"
#include "ns3/user-csi.h"

#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * The way of channel knowledge from the users to the base stations: estimate, encode, report over
 * the feedback channel, check the CRC, decode, keep. A lost report leaves the last good one in
 * place.
 */
class CsiAcquisition : public Object
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    /**
     * Adds a user.
     * \return its index
     */
    uint32_t AddUser();

    /**
     * A user estimates its channel and sends a report.
     *
     * \param ue index of the user
     * \param channel true channels, one a subband, M x N, normalised to the noise on the pilots
     * \param pilotPower power of the pilots in W a subband
     * \param scale factor that turns an estimate into the channel to be reported, normalised to the
     * noise and interference on the data
     * \param measuredAt when the pilots were received
     */
    void Measure(uint32_t ue,
                 const std::vector<CMatrix>& channel,
                 double pilotPower,
                 double scale,
                 Time measuredAt);

    /**
     * \param ue index of the user
     * \return what the base station knows, one entry a subband; null before the first good report
     */
    const std::vector<UserCsi>* GetLatest(uint32_t ue) const;

    /**
     * From now on the base stations average the channels of the reports, so that UserCsi has a
     * covariance.
     */
    void KeepCovariances();

    /**
     * \return the estimator at the users
     */
    Ptr<ChannelEstimator> GetEstimator() const;

    /**
     * \return the codec
     */
    Ptr<CsiCodec> GetCodec() const;

    /**
     * \param stream first stream index to use
     * \return how many random streams were taken
     */
    int64_t AssignStreams(int64_t stream);

    /**
     * Signature of the trace source ReportSent.
     * \param ue index of the user
     * \param bits bits of the report, header and CRC included
     * \param payloadBits bits of the encoded CSI among them
     */
    typedef void (*SentCallback)(uint32_t ue, uint32_t bits, uint32_t payloadBits);

    /**
     * Signature of the trace source ReportReceived.
     * \param ue index of the user
     * \param bits bits of the report, header and CRC included
     * \param age time since the channel was measured
     */
    typedef void (*ReceivedCallback)(uint32_t ue, uint32_t bits, Time age);

    /**
     * Signature of the trace source ReportLost.
     * \param ue index of the user
     * \param bits bits of the report, header and CRC included
     */
    typedef void (*LostCallback)(uint32_t ue, uint32_t bits);

  protected:
    void DoDispose() override;

  private:
    /// What is known of a user.
    struct User
    {
        uint32_t sequence{0};        //!< number of the next report
        CsiDimensions dimensions;    //!< sizes of its reports
        std::vector<UserCsi> latest; //!< last good report, one entry a subband
        uint32_t averaged{0};        //!< reports in the covariances, CovarianceMemory at most
    };

    /**
     * A report has arrived at the base station.
     *
     * \param ue index of the user
     * \param report the packet, maybe with bit errors
     */
    void Receive(uint32_t ue, Ptr<Packet> report);

    /**
     * Takes a report over.
     *
     * \param user whose it is
     * \param report one entry a subband
     */
    void Store(User& user, std::vector<UserCsi> report) const;

    Ptr<ChannelEstimator> m_estimator; //!< at the users
    Ptr<CsiCodec> m_codec;             //!< at both ends
    Ptr<FeedbackChannel> m_feedback;   //!< between them
    uint32_t m_memory;                 //!< reports that a covariance is averaged over
    bool m_covariances{false};         //!< covariances are kept
    std::vector<User> m_users;         //!< users

    TracedCallback<uint32_t, uint32_t, uint32_t> m_sentTrace; //!< report sent
    TracedCallback<uint32_t, uint32_t, Time> m_receivedTrace; //!< report received
    TracedCallback<uint32_t, uint32_t> m_lostTrace;           //!< report lost
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_CSI_ACQUISITION_H */
