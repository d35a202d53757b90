/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "type2-csi-codec.h"

#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <limits>
#include <numeric>

namespace ns3
{
namespace fddmimo
{

NS_OBJECT_ENSURE_REGISTERED(Type2CsiCodec);

namespace
{
constexpr uint32_t AMPLITUDE_BITS = 3; //!< bits of an amplitude level

/// Amplitude levels of TS 38.214, table 5.2.2.2.3-2: 0, sqrt(1/64), sqrt(1/32) ... sqrt(1/2), 1.
const double AMPLITUDES[1 << AMPLITUDE_BITS] =
    {0.0, 0.125, std::sqrt(1.0 / 32.0), 0.25, std::sqrt(1.0 / 8.0), 0.5, std::sqrt(0.5), 1.0};

/**
 * \param amplitude an amplitude
 * \return index of the nearest level
 */
uint32_t
QuantiseAmplitude(double amplitude)
{
    uint32_t index = 0;
    while (index + 1 < (1U << AMPLITUDE_BITS) &&
           amplitude > 0.5 * (AMPLITUDES[index] + AMPLITUDES[index + 1]))
    {
        ++index;
    }
    return index;
}
} // namespace

TypeId
Type2CsiCodec::GetTypeId()
{
    static TypeId tid = TypeId("ns3::fddmimo::Type2CsiCodec")
                            .SetParent<DftCsiCodec>()
                            .SetGroupName("FddMimo")
                            .AddConstructor<Type2CsiCodec>()
                            .AddAttribute("Coefficients",
                                          "Beams of a report; all N where there are fewer.",
                                          UintegerValue(4),
                                          MakeUintegerAccessor(&Type2CsiCodec::m_coefficients),
                                          MakeUintegerChecker<uint32_t>(1, 256))
                            .AddAttribute("Phases",
                                          "Number of phases of a coefficient (N-PSK).",
                                          UintegerValue(8),
                                          MakeUintegerAccessor(&Type2CsiCodec::m_phases),
                                          MakeUintegerChecker<uint32_t>(2, 256));
    return tid;
}

uint32_t
Type2CsiCodec::GetTerms(uint32_t txAntennas) const
{
    return std::min(m_coefficients, txAntennas);
}

const CombinationCoder&
Type2CsiCodec::GetCombinationCoder(uint32_t txAntennas) const
{
    const uint32_t key[2] = {txAntennas, GetTerms(txAntennas)};
    if (!m_combinations || !std::equal(key, key + 2, m_combinationKey))
    {
        m_combinations = std::make_unique<CombinationCoder>(key[0], key[1]);
        std::copy(key, key + 2, m_combinationKey);
    }
    return *m_combinations;
}

uint64_t
Type2CsiCodec::GetRowBits(uint32_t txAntennas) const
{
    const uint32_t terms = GetTerms(txAntennas);
    return CombinationCoder::GetIndexBits(GetCodebook(txAntennas).GetGroups()) +
           GetCombinationCoder(txAntennas).GetBits() + CombinationCoder::GetIndexBits(terms) +
           GetGainBits() +
           uint64_t{terms - 1} * (AMPLITUDE_BITS + CombinationCoder::GetIndexBits(m_phases));
}

void
Type2CsiCodec::Rank(const DftCodebook& codebook)
{
    const uint32_t size = codebook.GetSize();
    const uint32_t groups = codebook.GetGroups();
    const uint32_t terms = GetTerms(size);
    m_power.resize(size);
    m_keys.resize(size);
    m_strongest.resize(groups * terms);
    m_energy.assign(groups, 0.0F);
    for (uint32_t group = 0; group < groups; ++group)
    {
        codebook.GetPower(group, m_power.data());
        for (uint32_t beam = 0; beam < size; ++beam)
        {
            // The bits of a float that is not negative sort as it does; the beam makes the order
            // of equal powers definite.
            uint32_t pattern;
            std::memcpy(&pattern, &m_power[beam], sizeof(pattern));
            m_keys[beam] = (static_cast<uint64_t>(pattern) << 32) | beam;
        }
        std::partial_sort(m_keys.begin(),
                          m_keys.begin() + terms,
                          m_keys.end(),
                          std::greater<uint64_t>());
        for (uint32_t t = 0; t < terms; ++t)
        {
            const auto beam = static_cast<uint32_t>(m_keys[t] & 0xffffffff);
            m_strongest[group * terms + t] = beam;
            m_energy[group] += m_power[beam];
        }
    }
    m_order.resize(groups);
    std::iota(m_order.begin(), m_order.end(), 0);
    std::stable_sort(m_order.begin(), m_order.end(), [this](uint32_t a, uint32_t b) {
        return m_energy[a] > m_energy[b];
    });
}

double
Type2CsiCodec::QuantiseGroup(const DftCodebook& codebook, uint32_t group, double scale)
{
    const uint32_t terms = GetTerms(codebook.GetSize());
    const uint32_t* beams = m_strongest.data() + group * terms;
    const std::complex<float> strongest = codebook.GetCoefficient(group, beams[0]);
    const double reference = std::abs(strongest);
    m_terms.resize(terms);
    m_terms[0] = {beams[0], (1U << AMPLITUDE_BITS) - 1, 0};
    double error = (reference - scale) * (reference - scale);
    for (uint32_t t = 1; t < terms; ++t)
    {
        const std::complex<float> coefficient = codebook.GetCoefficient(group, beams[t]);
        const std::complex<float> turned = coefficient * std::conj(strongest);
        const double angle = std::atan2(turned.imag(), turned.real());
        const double phases = m_phases;
        const double nearest = std::round(angle * phases / (2.0 * M_PI));
        const double offset = angle - nearest * 2.0 * M_PI / phases;
        // The level that fits best given the phase that can be sent: the projection on it.
        const double amplitude = std::abs(coefficient);
        const double projection = amplitude * std::cos(offset);
        const uint32_t level = QuantiseAmplitude(projection / scale);
        const double decoded = scale * AMPLITUDES[level];
        error += amplitude * amplitude + decoded * (decoded - 2.0 * projection);
        m_terms[t] = {beams[t],
                      level,
                      static_cast<uint32_t>(nearest < 0.0 ? nearest + phases : nearest) % m_phases};
    }
    return error;
}

void
Type2CsiCodec::EncodeRow(const CVector& channel, double norm, BitBuffer& bits)
{
    const auto txAntennas = static_cast<uint32_t>(channel.size());
    DftCodebook& codebook = GetCodebook(txAntennas);
    const GainQuantiser gains = GetGainQuantiser();
    codebook.Transform(channel, 1.0 / norm);
    Rank(codebook);

    const uint32_t terms = GetTerms(txAntennas);
    double bestError = std::numeric_limits<double>::infinity();
    uint32_t bestGroup = 0;
    uint32_t bestGain = 0;
    for (const uint32_t group : m_order)
    {
        // What the group leaves out is its error at least, and the next groups leave out more.
        const double leftOut = 1.0 - m_energy[group];
        if (leftOut >= bestError)
        {
            break;
        }
        const double strongest =
            std::abs(codebook.GetCoefficient(group, m_strongest[group * terms]));
        const uint32_t gain = gains.Quantise(norm * strongest);
        if (gain == 0)
        {
            continue;
        }
        const double error =
            leftOut + QuantiseGroup(codebook, group, gains.Dequantise(gain) / norm);
        if (error < bestError)
        {
            bestError = error;
            bestGroup = group;
            bestGain = gain;
            std::swap(m_terms, m_bestTerms);
        }
    }
    if (bestGain == 0)
    {
        return;
    }

    const uint32_t strongest = m_bestTerms[0].beam;
    std::sort(m_bestTerms.begin(), m_bestTerms.end(), [](const Term& a, const Term& b) {
        return a.beam < b.beam;
    });
    m_beams.resize(terms);
    uint32_t position = 0;
    for (uint32_t t = 0; t < terms; ++t)
    {
        m_beams[t] = m_bestTerms[t].beam;
        position = m_beams[t] == strongest ? t : position;
    }
    bits.Write(bestGroup, CombinationCoder::GetIndexBits(codebook.GetGroups()));
    GetCombinationCoder(txAntennas).Encode(m_beams, bits);
    bits.Write(position, CombinationCoder::GetIndexBits(terms));
    bits.Write(bestGain, GetGainBits());
    for (uint32_t t = 0; t < terms; ++t)
    {
        if (t != position)
        {
            bits.Write(m_bestTerms[t].amplitude, AMPLITUDE_BITS);
            bits.Write(m_bestTerms[t].phase, CombinationCoder::GetIndexBits(m_phases));
        }
    }
}

void
Type2CsiCodec::DecodeRow(BitReader& bits, CVector& channel)
{
    const auto txAntennas = static_cast<uint32_t>(channel.size());
    const DftCodebook& codebook = GetCodebook(txAntennas);
    const uint32_t terms = GetTerms(txAntennas);
    // Numbers that stand for nothing come only from damaged reports.
    const auto group = static_cast<uint32_t>(
        bits.Read(CombinationCoder::GetIndexBits(codebook.GetGroups())) % codebook.GetGroups());
    GetCombinationCoder(txAntennas).Decode(bits, m_beams);
    const uint64_t position = bits.Read(CombinationCoder::GetIndexBits(terms)) % terms;
    const double gain =
        GetGainQuantiser().Dequantise(static_cast<uint32_t>(bits.Read(GetGainBits())));
    for (uint32_t t = 0; t < terms; ++t)
    {
        Complex coefficient = gain;
        if (t != position)
        {
            const uint64_t level = bits.Read(AMPLITUDE_BITS);
            const uint64_t phase = bits.Read(CombinationCoder::GetIndexBits(m_phases));
            const double angle = 2.0 * M_PI * static_cast<double>(phase) / m_phases;
            coefficient = std::polar(gain * AMPLITUDES[level], angle);
        }
        if (coefficient != 0.0)
        {
            codebook.AddBeam(group, m_beams[t], coefficient, channel);
        }
    }
}

double
Type2CsiCodec::GetQuality() const
{
    return m_coefficients;
}

} // namespace fddmimo
} // namespace ns3
