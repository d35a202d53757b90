/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_GCN_EXAMPLES_H
#define FDDMIMO_GCN_EXAMPLES_H

#include "ns3/gcn-design.h"
#include "ns3/gcn-network.h"
#include "ns3/type2-csi-codec.h"

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Examples to train a GcnNetwork on, each a function of its number and a seed alone: correlated
 * channels of a planar array (PlanarCorrelation, directions uniform in +-MaxAngle), or channels
 * that are given; MMSE estimates from pilots, or the reports of a Type-II-like codec; a random
 * number of users.
 *
 * Groups of the outage constraints, [GCN] eq. (49), are the kinds of channel knowledge for each
 * number of users.
 */
class GcnExamples
{
  public:
    /// A kind of channel knowledge.
    struct Quality
    {
        double low{0.0};  //!< pilot power in dB, or coefficients of a report, from here
        double high{0.0}; //!< to here
    };

    /// What is drawn.
    struct Settings
    {
        uint32_t rows{8};               //!< rows of the array
        uint32_t columns{8};            //!< columns of the array
        uint32_t minUsers{4};           //!< fewest users
        uint32_t maxUsers{4};           //!< most users
        bool pilots{true};              //!< MMSE estimates, or reports
        std::vector<Quality> qualities; //!< kinds of channel knowledge, at least one
        double spread{0.1745};          //!< angular spread in rad
        double maxAngle{1.0472};        //!< bound of the directions in rad
        double minTargetDb{10.0};       //!< SINR targets: uniform in dB, from here
        double maxTargetDb{10.0};       //!< to here
        bool covariances{false};        //!< tell the covariances too, where channels are drawn
        uint32_t seed{1};               //!< seed
    };

    /**
     * \param settings what to draw
     */
    explicit GcnExamples(const Settings& settings);

    /**
     * \param text list of kinds, "0,5,10,0:10"
     * \return the kinds; throws std::invalid_argument if the text is none
     */
    static std::vector<Quality> ParseQualities(const std::string& text);

    /**
     * \return number of groups
     */
    std::size_t GetGroups() const;

    /**
     * \param group a group
     * \return what it is: "4 users pilots:0:10" (dB)
     */
    std::string GetGroupName(std::size_t group) const;

    /**
     * \param index number of the example
     * \param truth true channels, at least maxUsers x N, or null: correlated channels are drawn
     * \return the example
     */
    GcnExample Make(uint64_t index, const CRowMatrix* truth);

    /**
     * Takes the moments of the features of the first 1,000 examples, of correlated channels also
     * where others are given: they are those of unit gain.
     *
     * \param [in,out] network receives those of channels
     * \param [in,out] analogNetwork receives those of covariances; may be null
     */
    void SetMoments(GcnNetwork& network, GcnNetwork* analogNetwork);

  private:
    /**
     * \param random random numbers
     * \return N independent circular Gaussian numbers of unit variance
     */
    CVector DrawWhite(std::mt19937_64& random) const;

    Settings m_settings;        //!< what to draw
    Ptr<Type2CsiCodec> m_codec; //!< codec of the reports
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_GCN_EXAMPLES_H */
