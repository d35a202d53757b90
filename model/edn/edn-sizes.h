/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_EDN_SIZES_H
#define FDDMIMO_EDN_SIZES_H

#include "ns3/layer-widths.h"
#include "ns3/weight-archive.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Sizes of the networks of the encoder-decoder scheme ([EDN], section III).
 */
struct EdnSizes
{
    int64_t antennas{64};                          //!< N
    int64_t users{16};                             //!< K that the dense decoder is made for
    int64_t rxAntennas{1};                         //!< M
    int64_t latent{32};                            //!< d
    bool structured{true};                         //!< decoder with an MMSE layer, else dense
    bool aligned{true};                            //!< channels are aligned before they are encoded
    bool ports{false};                             //!< channels are those of ports, not antennas
    int64_t oversampling{1};                       //!< beams of the alignment for each antenna
    std::vector<int64_t> encoder{512, 256};        //!< hidden widths of the encoder
    std::vector<int64_t> decoder{512, 512};        //!< hidden widths of the beamformer decoder
    std::vector<int64_t> channelDecoder{256, 512}; //!< hidden widths of the channel decoder

    /// Numbers that the decoders know of a user beside its latent: gain in dB, and quantiser step.
    static constexpr int64_t CONTEXT = 2;

    static constexpr int64_t MAX_BITS = 6; //!< most bits of a quantised element of the latent

    /**
     * \return beams of the alignment
     */
    int64_t GetNBeams() const;

    /**
     * \return bits that tell the beam, 0 without alignment
     */
    uint32_t GetBeamBits() const;

    /**
     * \param [in,out] archive receives the sizes as attributes
     */
    void Store(WeightArchive& archive) const;

    /**
     * \param archive an archive of this scheme; throws WeightArchiveError otherwise
     * \return its sizes
     */
    static EdnSizes Load(const WeightArchive& archive);
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_EDN_SIZES_H */
