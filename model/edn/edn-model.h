/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_EDN_MODEL_H
#define FDDMIMO_EDN_MODEL_H

#include "edn-sizes.h"

#include "ns3/matrix-types.h"
#include "ns3/symbol-model.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * The trained networks of the encoder-decoder scheme, for codec and precoder. R stands for any
 * number of users; all of them go through a network in one product a layer.
 */
class EdnModel
{
  public:
    using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>; //!< R x n

    /// Latents and alignment of channels.
    struct Code
    {
        Matrix latents;             //!< R x d, in [-1, 1]
        std::vector<uint32_t> beam; //!< index of the beam, R; 0 without alignment
        std::vector<uint32_t> bits; //!< bits of the quantiser of an element, R, 1 to GetMaxBits()
    };

    /// What the structured decoder makes of latents, see EdnPrecoder.
    struct Calibration
    {
        std::vector<CMatrix> channels; //!< calibrated channels of unit mean gain, R of M x N
        Matrix loading; //!< logarithm of the loading beside the MMSE precoder's, R x M
        Matrix power;   //!< logarithm of a stream's power, up to a constant, R x M
    };

    /**
     * Finds the weights for a size, and loads them unless they are in use already. Throws
     * WeightArchiveError if there are none, they are damaged, or for another size.
     *
     * \param weights name or path of an archive; "auto": edn-{N}x{M} of the module's data folder
     * \param antennas N
     * \param rxAntennas M
     * \return the model
     */
    static std::shared_ptr<const EdnModel> Get(const std::string& weights,
                                               uint32_t antennas,
                                               uint32_t rxAntennas);

    /**
     * \param archive trained weights; throws WeightArchiveError if they are incomplete
     */
    explicit EdnModel(const WeightArchive& archive);
    ~EdnModel();

    /**
     * \return the sizes
     */
    const EdnSizes& GetSizes() const;

    /**
     * \return a number that tells these weights from others: CRC of the encoder's, below 2^24
     */
    float GetId() const;

    /**
     * \return attributes of the archive: what it was trained on, how, and what it reached
     */
    const std::map<std::string, std::string>& GetRecord() const;

    /**
     * \param channels channels of unit mean gain, R of M x N
     * \param bits bits of the quantiser of an element, 1 to GetMaxBits()
     * \return their codes, not quantised yet
     */
    Code Encode(const std::vector<CMatrix>& channels, uint32_t bits) const;

    /**
     * \param code quantised latents and beams
     * \return decoded channels of about unit mean gain, R of M x N
     */
    std::vector<CMatrix> DecodeChannels(const Code& code) const;

    /**
     * \param code latents with context (MakeContext), R x (d + CONTEXT), and beams; structured
     * decoder only
     * \return what goes into the MMSE layer
     */
    Calibration Calibrate(const Code& code) const;

    /**
     * \param latents latents with context of K users after one another, B x K (d + CONTEXT); dense
     * decoder only
     * \return beams of unit power, B of N x K M
     */
    std::vector<CMatrix> DesignDense(const Matrix& latents) const;

    /**
     * \param snrDb gain of a user's channel times the transmit power, in dB
     * \param step step of the quantiser of its latent
     * \return the CONTEXT numbers that the decoders know of it
     */
    static std::vector<float> MakeContext(double snrDb, double step);

    /**
     * \param bits bits of an element of the latent, 1 to GetMaxBits()
     * \return models of the quantised elements, d
     */
    const std::vector<SymbolModel>& GetSymbolModels(uint32_t bits) const;

    /**
     * \return model of the beams; null without alignment
     */
    const SymbolModel* GetBeamModel() const;

    /**
     * \return most bits of an element
     */
    static uint32_t GetMaxBits();

  private:
    struct Private;
    std::unique_ptr<Private> m_private; //!< networks
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_EDN_MODEL_H */
