/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "scalar-csi-codec.h"

#include "range-coder.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/log.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoScalarCsiCodec");
NS_OBJECT_ENSURE_REGISTERED(ScalarCsiCodec);

namespace
{
/**
 * Fits a model to Gaussian parts.
 *
 * \param quantiser the quantiser
 * \return the model
 */
SymbolModel
MakeGaussianModel(const UniformQuantiser& quantiser)
{
    const double deviation = 1.0 / (1.27 + 0.335 * quantiser.GetBits());
    const uint32_t levels = quantiser.GetLevels();
    std::vector<uint64_t> histogram(levels);
    double below = 0.0;
    for (uint32_t i = 0; i < levels; ++i)
    {
        const double edge = -1.0 + (i + 1) * quantiser.GetStep();
        const double upTo =
            i + 1 == levels ? 1.0 : 0.5 * std::erfc(-edge / (deviation * std::sqrt(2.0)));
        histogram[i] = static_cast<uint64_t>(std::llround((upTo - below) * 5e5));
        below = upTo;
    }
    return SymbolModel::Fit(histogram);
}

/**
 * \param channel one matrix a subband
 * \return their real and imaginary parts one after the other, in the order of the report
 */
std::vector<Eigen::Map<const Eigen::ArrayXd>>
GetParts(const std::vector<CMatrix>& channel)
{
    std::vector<Eigen::Map<const Eigen::ArrayXd>> parts;
    for (const CMatrix& matrix : channel)
    {
        parts.emplace_back(reinterpret_cast<const double*>(matrix.data()), 2 * matrix.size());
    }
    return parts;
}
} // namespace

TypeId
ScalarCsiCodec::GetTypeId()
{
    static TypeId tid = TypeId("ns3::fddmimo::ScalarCsiCodec")
                            .SetParent<GainCsiCodec>()
                            .SetGroupName("FddMimo")
                            .AddConstructor<ScalarCsiCodec>()
                            .AddAttribute("Bits",
                                          "Bits of a real dimension.",
                                          UintegerValue(4),
                                          MakeUintegerAccessor(&ScalarCsiCodec::m_bits),
                                          MakeUintegerChecker<uint32_t>(1, 16))
                            .AddAttribute("EntropyCoding",
                                          "Range-code the symbols with a static model.",
                                          BooleanValue(false),
                                          MakeBooleanAccessor(&ScalarCsiCodec::m_entropyCoding),
                                          MakeBooleanChecker());
    return tid;
}

void
ScalarCsiCodec::SetModel(const SymbolModel& model)
{
    NS_LOG_FUNCTION(this << model.GetSize());
    m_model = std::make_unique<SymbolModel>(model);
    m_ownModel = true;
}

const SymbolModel&
ScalarCsiCodec::GetModel()
{
    const UniformQuantiser quantiser(m_bits);
    if (!m_model || (!m_ownModel && m_model->GetSize() != quantiser.GetLevels()))
    {
        m_model = std::make_unique<SymbolModel>(MakeGaussianModel(quantiser));
    }
    NS_ABORT_MSG_IF(m_model->GetSize() != quantiser.GetLevels(),
                    "ScalarCsiCodec: the model has "
                        << m_model->GetSize() << " symbols, but Bits = " << m_bits << " needs "
                        << quantiser.GetLevels());
    return *m_model;
}

uint64_t
ScalarCsiCodec::GetReportBits(const CsiDimensions& dimensions) const
{
    return GetGainBits() + uint64_t{2} * dimensions.rxAntennas * dimensions.txAntennas *
                               dimensions.subbands * m_bits;
}

uint32_t
ScalarCsiCodec::ChooseGain(const std::vector<CMatrix>& channel) const
{
    double peak = 0.0;
    for (const auto& parts : GetParts(channel))
    {
        // A sum, because a maximum passes over NaN.
        if (!std::isfinite(parts.sum()))
        {
            return 0;
        }
        peak = std::max(peak, parts.abs().maxCoeff());
    }
    const GainQuantiser gains = GetGainQuantiser();
    const uint32_t highest = gains.QuantiseUp(peak);
    if (highest == 0)
    {
        return 0;
    }
    // Full scales down to 12 dB below the peak, in at most 8 trials. Gaussian parts are quantised
    // best with some of them clipped.
    const uint32_t stride = std::max(1U, static_cast<uint32_t>(1.5 / gains.GetStepDb()));
    const uint32_t trials = std::min(8U, 1 + (highest - 1) / stride);
    const double half = std::ldexp(1.0, static_cast<int>(m_bits) - 1);
    uint32_t best = highest;
    double bestError = std::numeric_limits<double>::infinity();
    for (uint32_t trial = 0; trial < trials; ++trial)
    {
        const uint32_t index = highest - trial * stride;
        const double step = gains.Dequantise(index) / half;
        const double inverse = 1.0 / step;
        double error = 0.0;
        for (const auto& parts : GetParts(channel))
        {
            for (Eigen::Index i = 0; i < parts.size(); ++i)
            {
                const double cell =
                    std::min(std::max(parts[i] * inverse + half, 0.0), 2.0 * half - 1.0);
                const double level = static_cast<int32_t>(cell) + 0.5 - half;
                const double difference = parts[i] - level * step;
                error += difference * difference;
            }
        }
        if (error < bestError)
        {
            bestError = error;
            best = index;
        }
    }
    return best;
}

EncodedCsi
ScalarCsiCodec::Encode(const std::vector<CMatrix>& channel)
{
    NS_LOG_FUNCTION(this << channel.size());
    const CsiDimensions dimensions = GetDimensions(channel);
    const UniformQuantiser quantiser(m_bits);
    const uint32_t gain = ChooseGain(channel);
    const double fullScale = GetGainQuantiser().Dequantise(gain);
    const double inverse = fullScale > 0.0 ? 1.0 / fullScale : 0.0;

    EncodedCsi encoded{};
    encoded.bitsBeforeCoding = GetReportBits(dimensions);
    BitBuffer& bits = encoded.bits;
    bits.Reserve(static_cast<uint32_t>(encoded.bitsBeforeCoding) + 1);
    bits.Write(gain, GetGainBits());
    if (m_entropyCoding)
    {
        const SymbolModel& model = GetModel();
        BitBuffer coded = bits;
        coded.Reserve(static_cast<uint32_t>(encoded.bitsBeforeCoding) + 1);
        coded.Write(1, 1);
        RangeEncoder encoder(coded);
        for (const auto& parts : GetParts(channel))
        {
            for (Eigen::Index i = 0; i < parts.size(); ++i)
            {
                encoder.Encode(quantiser.Quantise(gain == 0 ? 0.0 : parts[i] * inverse), model);
            }
        }
        encoder.Finish();
        if (coded.GetSize() <= encoded.bitsBeforeCoding)
        {
            bits = std::move(coded);
            return encoded;
        }
        bits.Write(0, 1);
    }
    for (const auto& parts : GetParts(channel))
    {
        for (Eigen::Index i = 0; i < parts.size(); ++i)
        {
            bits.Write(quantiser.Quantise(gain == 0 ? 0.0 : parts[i] * inverse), m_bits);
        }
    }
    return encoded;
}

std::vector<UserCsi>
ScalarCsiCodec::Decode(const BitBuffer& bits, const CsiDimensions& dimensions)
{
    NS_LOG_FUNCTION(this << bits.GetSize());
    const uint64_t expected = GetReportBits(dimensions);
    const uint64_t flagBits = m_entropyCoding ? 1 : 0;
    BitReader reader(bits);
    const double fullScale =
        GetGainQuantiser().Dequantise(static_cast<uint32_t>(reader.Read(GetGainBits())));
    const bool coded = m_entropyCoding && reader.Read(1) == 1;
    if (reader.HasOverrun() || bits.GetSize() > expected + flagBits ||
        (!coded && bits.GetSize() != expected + flagBits))
    {
        return {};
    }
    std::unique_ptr<RangeDecoder> decoder;
    if (coded)
    {
        decoder = std::make_unique<RangeDecoder>(reader);
    }
    const SymbolModel* model = coded ? &GetModel() : nullptr;
    const UniformQuantiser quantiser(m_bits);
    std::vector<UserCsi> csi(dimensions.subbands);
    for (UserCsi& subband : csi)
    {
        subband.rxAntennas = dimensions.rxAntennas;
        subband.quality = m_bits;
        subband.channel.resize(dimensions.rxAntennas, dimensions.txAntennas);
        auto* parts = reinterpret_cast<double*>(subband.channel.data());
        for (Eigen::Index i = 0; i < 2 * subband.channel.size(); ++i)
        {
            const auto symbol =
                coded ? decoder->Decode(*model) : static_cast<uint32_t>(reader.Read(m_bits));
            parts[i] = fullScale * quantiser.Dequantise(symbol);
        }
    }
    return csi;
}

} // namespace fddmimo
} // namespace ns3
