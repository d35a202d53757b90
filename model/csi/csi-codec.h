/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_CSI_CODEC_H
#define FDDMIMO_CSI_CODEC_H

#include "ns3/bit-buffer.h"
#include "ns3/matrix-types.h"
#include "ns3/object.h"
#include "ns3/user-csi.h"

#include <map>
#include <string>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/// Dimensions of a CSI report, known to both ends.
struct CsiDimensions
{
    uint32_t rxAntennas{1}; //!< M: antennas of the user
    uint32_t txAntennas{1}; //!< N: antennas of the base station
    uint32_t subbands{1};   //!< subbands covered by one report
};

/// What the user's encoder hands to the feedback link.
struct EncodedCsi
{
    BitBuffer bits; //!< payload of the report
    uint64_t
        bitsBeforeCoding; //!< size of the payload before entropy coding (= bits.GetSize() without)
};

/**
 * \ingroup fdd-mimo
 * A CSI feedback scheme: Encode runs at the user and makes bits, Decode runs at the base station
 * and sees nothing but those bits and the dimensions.
 *
 * Channels on both sides are noise-normalised (UserCsi::channel).
 */
class CsiCodec : public Object
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    /**
     * Encodes an estimate into a report.
     *
     * \param channel one M x N estimate a subband; all of the same size, finite
     * \return the payload
     */
    virtual EncodedCsi Encode(const std::vector<CMatrix>& channel) = 0;

    /**
     * Decodes a report. Any bit pattern of any length is accepted: a malformed report, which a CRC
     * can miss, decodes to some finite CSI or to an empty vector (then the report counts as lost).
     *
     * \param bits payload as it arrived
     * \param dimensions sizes that the report was made for
     * \return one entry a subband, or empty if the bits cannot be decoded
     */
    virtual std::vector<UserCsi> Decode(const BitBuffer& bits, const CsiDimensions& dimensions) = 0;

    /**
     * \return the kinds of CSI that Decode fills in (a mask of CsiKind)
     */
    virtual CsiMask GetCsiContent() const;

    /**
     * \param dimensions sizes of the channels that are to be reported
     * \return what keeps the codec from reporting them ("no weights for ..."), empty if nothing
     * does
     */
    virtual std::string GetMisfit(const CsiDimensions& dimensions) const;

    /**
     * A codec without feedback bits (perfect CSI) hands the estimate over as it is, at no cost and
     * without delay: Encode and Decode are not called.
     *
     * \return true if the estimate itself reaches the base station
     */
    virtual bool IsTransparent() const;

    /**
     * \return what a learned codec was trained on ("channel", "drop", ...), once GetMisfit() has
     * found its weights; empty for the others
     */
    virtual std::map<std::string, std::string> GetTrainingScenario() const;

    /**
     * What the base station gets from a transparent codec: by default the estimate.
     *
     * \param estimate estimate of one subband, M x N
     * \param covariance E[h h^H] of the user's channel in the units of the estimate, N x N; empty
     * where it is not known
     * \return what reaches the base station, M x N
     */
    virtual CMatrix HandOver(const CMatrix& estimate, const CMatrix& covariance);

    /**
     * \return bits of a report that a transparent codec stands for; by default 0
     */
    virtual double GetBoundBits() const;

    /**
     * \param stream first stream index to use
     * \return how many random streams the codec took
     */
    virtual int64_t AssignStreams(int64_t stream);
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_CSI_CODEC_H */
