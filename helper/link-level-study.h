/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_LINK_LEVEL_STUDY_H
#define FDDMIMO_LINK_LEVEL_STUDY_H

#include "ns3/channel-estimator.h"
#include "ns3/channel-source.h"
#include "ns3/common-options.h"
#include "ns3/csi-codec.h"
#include "ns3/precoder.h"
#include "ns3/random-variable-stream.h"
#include "ns3/running-statistics.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Sum rate of pairs of precoder and CSI codec on one cell's channels, at several SNRs.
 *
 * Total transmit power is P = 1 W and the noise variance at every user is sigma^2 = P / SNR, so
 * that for channels of unit mean gain SNR is what its name says. On each realisation, every user
 * estimates H_k / sigma, encodes the estimate into bits, and the base station decodes the bits; the
 * precoder sees nothing else. Rates are those of the true channels, log2 det(I + Sigma_k^-1 H_k W_k
 * W_k^H H_k^H), eq. (2) and (4) of [EDN]. All pairs see the same channels, estimates and pilots.
 */
class LinkLevelStudy
{
  public:
    /// What one pair of precoder and codec did at one SNR.
    struct Result
    {
        MethodPair methods;                 //!< precoder and codec
        double snrDb{0};                    //!< SNR in dB
        double noiseVariance{1};            //!< sigma^2 in W
        RunningStatistics sumRate;          //!< sum rate in bit/s/Hz, one number a realisation
        RunningStatistics bitsPerReport;    //!< bits of a user's report, mean of the users
        RunningStatistics bitsBeforeCoding; //!< the same before entropy coding
        uint64_t infeasible{0};             //!< realisations that ended as Infeasible
    };

    /// Measured times of one pair of precoder and codec.
    struct Timing
    {
        MethodPair methods;             //!< precoder and codec
        RunningStatistics designMicros; //!< precoder, microseconds a problem
        RunningStatistics encodeMicros; //!< encoder, microseconds a report
        RunningStatistics decodeMicros; //!< decoder, microseconds a report
    };

    /// Receives the beams of every problem, in the order of results; behind an analog stage those
    /// of the antennas, with both stages.
    using BeamsSink =
        std::function<void(const Result& result, const PrecodingProblem&, const Beamformer&)>;

    /**
     * DFT codebooks left at their default are set to the array of the source's base station.
     *
     * \param source where the channels come from; must outlive the study
     * \param pairs what to compare
     * \param estimator channel estimator of the users
     * \param snrDb SNRs in dB
     * \param pilotOffsetDb power of a user's uplink pilots over that of the base station in dB,
     * with the same noise at both
     */
    LinkLevelStudy(const ChannelSource& source,
                   const std::vector<MethodPair>& pairs,
                   Ptr<ChannelEstimator> estimator,
                   const std::vector<double>& snrDb,
                   double pilotOffsetDb = 0.0);

    /**
     * \param stream first stream index to use
     * \return how many random streams were taken
     */
    int64_t AssignStreams(int64_t stream);

    /**
     * Runs all pairs on the present realisation of the source.
     *
     * \param sink receives the beams; may be empty
     */
    void Run(const BeamsSink& sink);

    /**
     * \return one result for each pair and SNR, SNR by SNR for each pair
     */
    const std::vector<Result>& GetResults() const;

    /**
     * \return one entry a pair
     */
    const std::vector<Timing>& GetTimings() const;

    /**
     * \param txAntennas N
     * \return pilot symbols that the estimator costs in each coherence block
     */
    uint32_t GetPilotLength(uint32_t txAntennas) const;

    /**
     * \return total transmit power P in W
     */
    static double GetMaxPower();

    /**
     * \return power of a user's uplink pilots over P in dB
     */
    double GetPilotOffset() const;

  private:
    /// What a codec made of the estimates, at one SNR.
    struct Feedback
    {
        std::vector<UserCsi> users; //!< what the base station knows
        double bits{0};             //!< bits of a report, mean of the users
        double bitsBeforeCoding{0}; //!< the same before entropy coding
        double encodeMicros{0};     //!< microseconds a report
        double decodeMicros{0};     //!< microseconds a report
    };

    /**
     * Sends estimates through a codec.
     *
     * \param codec the codec
     * \param estimates estimate of each user, noise-normalised
     * \param covariances covariance of each user, noise-normalised, or empty
     * \return what arrives
     */
    static Feedback SendFeedback(Ptr<CsiCodec> codec,
                                 const std::vector<CMatrix>& estimates,
                                 const std::vector<CMatrix>& covariances);

    /**
     * \param precoder precoder that needs uplink pilots
     * \param noise unit noise, N x (at least L)
     * \param sigma standard deviation of the noise
     * \return pilots as the base station receives them, N x L, noise-normalised
     */
    CMatrix ReceiveUplinkPilots(Ptr<Precoder> precoder, const CMatrix& noise, double sigma) const;

    /**
     * \param precoder precoder that needs uplink pilots
     * \return their length L for the users of the source
     */
    Eigen::Index GetUplinkPilotLength(Ptr<Precoder> precoder) const;

    const ChannelSource& m_source;                 //!< the channels
    std::vector<double> m_snrDb;                   //!< SNRs in dB
    Ptr<ChannelEstimator> m_estimator;             //!< the users' estimator
    std::vector<Ptr<Precoder>> m_precoders;        //!< precoder of each pair
    std::map<std::string, Ptr<CsiCodec>> m_codecs; //!< codecs by name
    std::vector<Result> m_results;                 //!< pair by pair, SNR by SNR
    std::vector<Timing> m_timings;                 //!< pair by pair
    double m_pilotOffsetDb;                        //!< power of uplink pilots over P in dB
    Ptr<NormalRandomVariable> m_noise;             //!< noise on uplink pilots
};

/**
 * Makes sure that precoders can serve the users of a source, and codecs report their channels.
 *
 * \param precoders names of precoders
 * \param codecs names of codecs
 * \param source the channels
 * \throws OptionError if there are more streams than a precoder can serve, if it needs uplink
 * pilots and the source has no uplink, or if a codec cannot report channels of this size
 */
void CheckMethods(const std::vector<std::string>& precoders,
                  const std::vector<std::string>& codecs,
                  const ChannelSource& source);

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_LINK_LEVEL_STUDY_H */
