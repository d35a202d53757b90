/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_COMMON_OPTIONS_H
#define FDDMIMO_COMMON_OPTIONS_H

#include "ns3/program-options.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * The options that have the same name and the same meaning in all programs. A program sets its own
 * defaults, then adds those options that it has.
 */
struct CommonOptions
{
    std::string channel{"sparse"};            //!< channel model or data set
    uint32_t antennas{64};                    //!< N, antennas of a base station
    uint32_t users{16};                       //!< K, users of a cell
    uint32_t rxAntennas{1};                   //!< M, antennas of a user
    std::vector<double> snrDb{5, 10, 15, 20}; //!< SNR in dB
    std::vector<std::string> precoders{"mrt", "zf", "mmse", "wmmse"}; //!< precoders
    std::vector<std::string> codecs{"perfect"};                       //!< CSI codecs
    std::string estimator{"perfect"};                                 //!< channel estimator
    uint32_t samples{200};                                            //!< channel realisations
    std::string drop{"single-cell"};                                  //!< drop of the users
    std::string analog{"none"};                                       //!< analog stage
    std::string output{"results"};                                    //!< folder for results

    /**
     * Adds some of these options to a program.
     *
     * \param options the program's options
     * \param names names of the options that it has: channel, antennas, users, rx-antennas, snr,
     * precoders, codecs, estimator, samples, drop, analog, output
     */
    void AddTo(ProgramOptions& options, const std::vector<std::string>& names);
};

/**
 * \param channel what stands for a channel
 * \return true for the name of a file (a data set), false for the name of a channel model
 */
bool IsDatasetName(const std::string& channel);

/**
 * Pairs of precoder and codec that fit each other.
 */
struct MethodPair
{
    std::string precoder; //!< precoder, as the user named it
    std::string codec;    //!< codec, as the user named it
};

/**
 * Completes codecs that the user did not choose: a precoder that can use none of them gets the
 * first one that gives what it needs, and those that no precoder can use go.
 *
 * \param precoders names of precoders
 * \param [in,out] codecs names of codecs
 */
void AddNeededCodecs(const std::vector<std::string>& precoders, std::vector<std::string>& codecs);

/**
 * Combines precoders and codecs. A precoder that needs no feedback gets one codec, the perfect one
 * if it is listed. Pairs that do not fit, learned ones with different weights among them, are left
 * out, as long as each precoder and each codec of the lists is left with a partner.
 *
 * \param precoders names of precoders
 * \param codecs names of codecs
 * \return the pairs, codec by codec for each precoder
 * \throws OptionError for a precoder or a codec without a partner; the message says what is needed
 * and which codecs give it
 */
std::vector<MethodPair> MatchMethods(const std::vector<std::string>& precoders,
                                     const std::vector<std::string>& codecs);

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_COMMON_OPTIONS_H */
