/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "edn-csi-codec.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/range-coder.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"
#include "ns3/uniform-quantiser.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoEdnCsiCodec");

NS_OBJECT_ENSURE_REGISTERED(EdnCsiCodec);

TypeId
EdnCsiCodec::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::EdnCsiCodec")
            .SetParent<GainCsiCodec>()
            .SetGroupName("FddMimo")
            .AddConstructor<EdnCsiCodec>()
            .AddAttribute(
                "Weights",
                "Weight archive: a path, or a name in the module's data folder; \"auto\": "
                "the one for the size of the channels",
                StringValue("auto"),
                MakeStringAccessor(&EdnCsiCodec::SetWeights, &EdnCsiCodec::GetWeights),
                MakeStringChecker())
            .AddAttribute("Bits",
                          "Bits of an element of the latent.",
                          UintegerValue(2),
                          MakeUintegerAccessor(&EdnCsiCodec::m_bits),
                          MakeUintegerChecker<uint32_t>(1, EdnModel::GetMaxBits()))
            .AddAttribute("EntropyCoding",
                          "Range-code the latents with the models fitted in training.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&EdnCsiCodec::m_entropyCoding),
                          MakeBooleanChecker())
            .AddAttribute("FeedbackErrorVariance",
                          "Variance of a Gaussian error of the elements, which are then not "
                          "quantised, as [EDN] assumes; 0: the real feedback.",
                          DoubleValue(0.0),
                          MakeDoubleAccessor(&EdnCsiCodec::m_errorVariance),
                          MakeDoubleChecker<double>(0.0, 100.0));
    return tid;
}

EdnCsiCodec::EdnCsiCodec()
    : m_error(CreateObject<NormalRandomVariable>())
{
}

void
EdnCsiCodec::SetWeights(std::string weights)
{
    m_weights = std::move(weights);
    m_model.reset();
}

std::string
EdnCsiCodec::GetWeights() const
{
    return m_weights;
}

int64_t
EdnCsiCodec::AssignStreams(int64_t stream)
{
    m_error->SetStream(stream);
    return 1;
}

const EdnModel&
EdnCsiCodec::GetModel(uint32_t antennas, uint32_t rxAntennas) const
{
    const EdnSizes* sizes = m_model ? &m_model->GetSizes() : nullptr;
    if (!sizes || sizes->antennas != antennas || sizes->rxAntennas != rxAntennas)
    {
        CsiDimensions dimensions;
        dimensions.txAntennas = antennas;
        dimensions.rxAntennas = rxAntennas;
        const std::string misfit = GetMisfit(dimensions);
        NS_ABORT_MSG_IF(!misfit.empty(), "EdnCsiCodec: " << misfit);
    }
    return *m_model;
}

std::string
EdnCsiCodec::GetMisfit(const CsiDimensions& dimensions) const
{
    try
    {
        m_model = EdnModel::Get(m_weights, dimensions.txAntennas, dimensions.rxAntennas);
        const auto& record = m_model->GetRecord();
        const auto trained = record.find("trainer.Bits");
        if (m_errorVariance == 0.0 && trained != record.end() && !trained->second.empty())
        {
            const auto bits = ParseWidths(trained->second);
            if (std::find(bits.begin(), bits.end(), m_bits) == bits.end())
            {
                return "the weights were trained for Bits of " + trained->second + ", not " +
                       std::to_string(m_bits);
            }
        }
        return "";
    }
    catch (const WeightArchiveError& error)
    {
        return error.what();
    }
}

std::map<std::string, std::string>
EdnCsiCodec::GetTrainingScenario() const
{
    return m_model ? m_model->GetRecord() : std::map<std::string, std::string>();
}

CsiMask
EdnCsiCodec::GetCsiContent() const
{
    return CSI_CHANNEL | CSI_LATENT;
}

uint64_t
EdnCsiCodec::GetReportBits(const CsiDimensions& dimensions) const
{
    const EdnSizes& sizes = GetModel(dimensions.txAntennas, dimensions.rxAntennas).GetSizes();
    return dimensions.subbands *
           (GetGainBits() + sizes.GetBeamBits() + static_cast<uint64_t>(sizes.latent) * GetWidth());
}

uint32_t
EdnCsiCodec::GetWidth() const
{
    return m_errorVariance > 0.0 ? 32 : m_bits;
}

EncodedCsi
EdnCsiCodec::Encode(const std::vector<CMatrix>& channel)
{
    NS_LOG_FUNCTION(this << channel.size());
    const CsiDimensions dimensions = GetDimensions(channel);
    const EdnModel& model = GetModel(dimensions.txAntennas, dimensions.rxAntennas);
    const GainQuantiser gains = GetGainQuantiser();
    const UniformQuantiser quantiser(m_bits);

    EncodedCsi encoded{};
    encoded.bitsBeforeCoding = GetReportBits(dimensions);
    BitBuffer bits;
    std::vector<CMatrix> shapes;
    std::vector<uint32_t> indices;
    for (const CMatrix& matrix : channel)
    {
        const double rms = matrix.stableNorm() / std::sqrt(static_cast<double>(matrix.size()));
        indices.push_back(gains.Quantise(rms));
        shapes.push_back(indices.back() == 0 ? CMatrix::Zero(matrix.rows(), matrix.cols()).eval()
                                             : CMatrix(matrix / rms));
    }
    EdnModel::Code code = model.Encode(shapes, m_bits);
    for (uint32_t index : indices)
    {
        bits.Write(index, GetGainBits());
    }
    if (m_entropyCoding && m_errorVariance == 0.0)
    {
        const std::vector<SymbolModel>& models = model.GetSymbolModels(m_bits);
        BitBuffer coded = bits;
        coded.Write(1, 1);
        RangeEncoder encoder(coded);
        for (std::size_t i = 0; i < channel.size() && model.GetBeamModel(); ++i)
        {
            encoder.Encode(code.beam[i], *model.GetBeamModel());
        }
        for (Eigen::Index i = 0; i < code.latents.size(); ++i)
        {
            encoder.Encode(quantiser.Quantise(code.latents.data()[i]), models[i % models.size()]);
        }
        encoder.Finish();
        if (coded.GetSize() <= encoded.bitsBeforeCoding)
        {
            encoded.bits = std::move(coded);
            return encoded;
        }
        bits.Write(0, 1);
    }
    for (uint32_t beam : code.beam)
    {
        bits.Write(beam, model.GetSizes().GetBeamBits());
    }
    for (Eigen::Index i = 0; i < code.latents.size(); ++i)
    {
        float& element = code.latents.data()[i];
        uint32_t word = 0;
        if (m_errorVariance > 0.0)
        {
            element += static_cast<float>(m_error->GetValue(0.0, m_errorVariance));
            std::memcpy(&word, &element, sizeof(word));
        }
        else
        {
            word = quantiser.Quantise(element);
        }
        bits.Write(word, GetWidth());
    }
    encoded.bits = std::move(bits);
    return encoded;
}

std::vector<UserCsi>
EdnCsiCodec::Decode(const BitBuffer& bits, const CsiDimensions& dimensions)
{
    NS_LOG_FUNCTION(this << bits.GetSize());
    const EdnModel& model = GetModel(dimensions.txAntennas, dimensions.rxAntennas);
    const EdnSizes& sizes = model.GetSizes();
    const uint64_t expected = GetReportBits(dimensions);
    const uint64_t flagBits = m_entropyCoding && m_errorVariance == 0.0 ? 1 : 0;
    const GainQuantiser gains = GetGainQuantiser();
    const UniformQuantiser quantiser(m_bits);
    BitReader reader(bits);
    EdnModel::Code code;
    std::vector<double> amplitudes;
    for (uint32_t i = 0; i < dimensions.subbands; ++i)
    {
        const auto gain = static_cast<uint32_t>(reader.Read(GetGainBits()));
        amplitudes.push_back(gain == 0 ? 0.0 : gains.Dequantise(gain));
    }
    const bool coded = flagBits == 1 && reader.Read(1) == 1;
    if (reader.HasOverrun() || bits.GetSize() > expected + flagBits ||
        (!coded && bits.GetSize() != expected + flagBits))
    {
        return {};
    }
    code.bits.assign(dimensions.subbands, m_bits);
    code.latents.resize(dimensions.subbands, sizes.latent);
    const std::vector<SymbolModel>& models = model.GetSymbolModels(m_bits);
    std::unique_ptr<RangeDecoder> decoder;
    if (coded)
    {
        decoder = std::make_unique<RangeDecoder>(reader);
    }
    for (uint32_t i = 0; i < dimensions.subbands; ++i)
    {
        const SymbolModel* beams = model.GetBeamModel();
        const uint64_t beam =
            coded && beams ? decoder->Decode(*beams) : reader.Read(sizes.GetBeamBits());
        code.beam.push_back(static_cast<uint32_t>(
            std::min<uint64_t>(beam, static_cast<uint64_t>(sizes.GetNBeams() - 1))));
    }
    for (Eigen::Index i = 0; i < code.latents.size(); ++i)
    {
        const auto word = coded ? decoder->Decode(models[i % models.size()])
                                : static_cast<uint32_t>(reader.Read(GetWidth()));
        float& element = code.latents.data()[i];
        if (m_errorVariance > 0.0)
        {
            std::memcpy(&element, &word, sizeof(word));
            element = std::isfinite(element) ? std::max(-8.0F, std::min(element, 8.0F)) : 0.0F;
        }
        else
        {
            element = static_cast<float>(quantiser.Dequantise(word));
        }
    }

    // A uniform error over a cell of this width would have the same variance.
    const double step =
        m_errorVariance > 0.0 ? std::sqrt(12.0 * m_errorVariance) : quantiser.GetStep();
    const std::vector<CMatrix> channels = model.DecodeChannels(code);
    std::vector<UserCsi> csi(dimensions.subbands);
    for (uint32_t i = 0; i < dimensions.subbands; ++i)
    {
        csi[i].rxAntennas = dimensions.rxAntennas;
        csi[i].quality = m_bits;
        csi[i].channel = amplitudes[i] * channels[i];
        csi[i].latent.resize(sizes.latent + EXTRA);
        csi[i].latent << code.latents.row(i).transpose(),
            static_cast<float>(amplitudes[i] > 0.0 ? 20.0 * std::log10(amplitudes[i]) : NO_GAIN_DB),
            static_cast<float>(step), static_cast<float>(code.beam[i]), model.GetId();
    }
    return csi;
}

} // namespace fddmimo
} // namespace ns3
