/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_OUTAGE_INSTANCES_H
#define FDDMIMO_OUTAGE_INSTANCES_H

#include "ns3/channel-source.h"
#include "ns3/csi-codec.h"
#include "ns3/precoder.h"
#include "ns3/random-variable-stream.h"

#include <string>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Problems of power minimisation under SINR targets, drawn from a channel model or data set: true
 * channels, targets, and what the base station knows of the channels in several qualities. The
 * noise has unit power, and channels are as the source gives them.
 */
class OutageInstances
{
  public:
    /// A kind of channel knowledge.
    struct Csi
    {
        /// "perfect"; "pilots:RHO": MMSE estimate, eq. (55) of [GCN], from pilots of RHO dB;
        /// "pilots:LOW:HIGH": of a power that is uniform in dB; or a CSI codec with attributes,
        /// "type2[Coefficients=4]", fed with the true channel.
        std::string name;
        double lowDb{0.0};   //!< pilot power in dB, from here
        double highDb{0.0};  //!< to here
        Ptr<CsiCodec> codec; //!< the codec, or null
        bool perfect{false}; //!< the true channel, of infinite pilot power
    };

    /// What is drawn.
    struct Settings
    {
        ChannelSource::Settings source; //!< channels
        std::vector<Csi> csi;           //!< kinds of channel knowledge
        double minTargetDb{10.0};       //!< SINR target: uniform in dB, from here
        double maxTargetDb{10.0};       //!< to here
        double maxPower{100.0};         //!< power allowed, in noise units
        bool covariances{false};        //!< the base station knows covariances too
    };

    /// One problem in all qualities of channel knowledge.
    struct Instance
    {
        CMatrix channel;                     //!< true channels, K x N, row k is h_k^H
        std::vector<CMatrix> covariances;    //!< E[h h^H] of each user, N x N, if wanted
        std::vector<PrecodingProblem> known; //!< the problem for each kind of knowledge
    };

    /**
     * Reads a kind of channel knowledge.
     *
     * \param text what the user gave, see Csi::name
     * \return the kind
     * \throws OptionError naming --csi
     */
    static Csi ParseCsi(const std::string& text);

    /**
     * \param settings what to draw
     */
    explicit OutageInstances(const Settings& settings);

    /**
     * \param stream first stream index to use
     * \return how many random streams were taken
     */
    int64_t AssignStreams(int64_t stream);

    /**
     * Draws a problem. It may be one that cannot be solved even with perfect channel knowledge.
     *
     * \return the problem, valid until the next call
     */
    const Instance& Next();

    /**
     * \return the channels
     */
    const ChannelSource& GetSource() const;

  private:
    /**
     * \param csi kind of knowledge
     * \param channel true channels, K x N
     * \return what the base station knows of them
     */
    std::vector<UserCsi> Observe(const Csi& csi, const CMatrix& channel);

    Settings m_settings;                  //!< what to draw
    ChannelSource m_source;               //!< channels
    Ptr<NormalRandomVariable> m_noise;    //!< noise of the pilots
    Ptr<UniformRandomVariable> m_uniform; //!< pilot powers and targets
    Instance m_instance;                  //!< the present problem
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_OUTAGE_INSTANCES_H */
