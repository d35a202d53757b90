/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_LINK_MODEL_H
#define FDDMIMO_LINK_MODEL_H

#include "ns3/object.h"

#include <cstddef>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/// Modulation, coding and size of a transport block.
struct TransportFormat
{
    uint32_t mcs{0};     //!< index of modulation and coding (0 where the model has none)
    uint32_t bits{0};    //!< information bits; 0: nothing can be sent
    double symbols{0.0}; //!< symbols on each resource (a stream in a subband)
};

/// What the receiver keeps of one transmission of a block, for combining with later ones.
struct HarqAttempt
{
    double mutualInformation{0.0}; //!< of the attempt; its unit is the link model's
};

/// Outcome of one decoding attempt.
struct DecodingResult
{
    double blockErrorProbability{1.0}; //!< in [0, 1]
    HarqAttempt attempt;               //!< to be kept if decoding fails
};

/**
 * \ingroup fdd-mimo
 * From SINR to transport block sizes and block errors.
 *
 * A block spans several resources (every stream of the user in every subband), each with its own
 * SINR and the same number of symbols.
 */
class LinkModel : public Object
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    /**
     * Chooses modulation, coding and block size.
     *
     * \param sinr predicted SINR (linear, >= 0) of each resource
     * \param symbols symbols on each resource
     * \return the format; bits = 0 if the channel is too bad for any
     */
    virtual TransportFormat SelectFormat(const std::vector<double>& sinr, double symbols) = 0;

    /**
     * \return SINR (linear) beyond which more of it does not make SelectFormat choose a larger
     * block; the outer loop starts from no more than this
     */
    virtual double GetMaxUsefulSinr() const = 0;

    /**
     * Makes a block no larger than what there is to send: on the same resources, fewer bits are
     * more robust.
     *
     * \param format format chosen by SelectFormat
     * \param resources number of resources
     * \param bits bits to be carried, > 0
     * \return the smallest format that carries them, or the format itself if none smaller does
     */
    virtual TransportFormat ShrinkFormat(const TransportFormat& format,
                                         std::size_t resources,
                                         uint32_t bits) = 0;

    /**
     * Decodes a block, combining the attempt with earlier ones.
     *
     * \param format format of the block
     * \param sinr SINR (linear, >= 0) of each resource in this attempt
     * \param history earlier attempts of the same block, first one first
     * \return probability of error, and what to keep
     */
    virtual DecodingResult Decode(const TransportFormat& format,
                                  const std::vector<double>& sinr,
                                  const std::vector<HarqAttempt>& history) = 0;
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_LINK_MODEL_H */
