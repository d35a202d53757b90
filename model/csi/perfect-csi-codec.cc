/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "perfect-csi-codec.h"

#include <cmath>
#include <cstring>

namespace ns3
{
namespace fddmimo
{

NS_OBJECT_ENSURE_REGISTERED(PerfectCsiCodec);

namespace
{
/**
 * \param value a number
 * \param [out] bits where its 64 bits are appended
 */
void
WriteDouble(double value, BitBuffer& bits)
{
    uint64_t pattern;
    std::memcpy(&pattern, &value, sizeof(pattern));
    bits.Write(pattern, 64);
}

/**
 * \param bits where 64 bits are read
 * \return the number, 0 if it is not finite
 */
double
ReadDouble(BitReader& bits)
{
    const uint64_t pattern = bits.Read(64);
    double value;
    std::memcpy(&value, &pattern, sizeof(value));
    return std::isfinite(value) ? value : 0.0;
}
} // namespace

TypeId
PerfectCsiCodec::GetTypeId()
{
    static TypeId tid = TypeId("ns3::fddmimo::PerfectCsiCodec")
                            .SetParent<CsiCodec>()
                            .SetGroupName("FddMimo")
                            .AddConstructor<PerfectCsiCodec>();
    return tid;
}

EncodedCsi
PerfectCsiCodec::Encode(const std::vector<CMatrix>& channel)
{
    EncodedCsi encoded{};
    for (const CMatrix& matrix : channel)
    {
        for (Eigen::Index i = 0; i < matrix.size(); ++i)
        {
            WriteDouble(matrix.data()[i].real(), encoded.bits);
            WriteDouble(matrix.data()[i].imag(), encoded.bits);
        }
    }
    encoded.bitsBeforeCoding = encoded.bits.GetSize();
    return encoded;
}

std::vector<UserCsi>
PerfectCsiCodec::Decode(const BitBuffer& bits, const CsiDimensions& dimensions)
{
    const uint64_t entries =
        uint64_t{dimensions.rxAntennas} * dimensions.txAntennas * dimensions.subbands;
    if (bits.GetSize() != 128 * entries)
    {
        return {};
    }
    BitReader reader(bits);
    std::vector<UserCsi> csi(dimensions.subbands);
    for (UserCsi& subband : csi)
    {
        subband.rxAntennas = dimensions.rxAntennas;
        subband.channel.resize(dimensions.rxAntennas, dimensions.txAntennas);
        for (Eigen::Index i = 0; i < subband.channel.size(); ++i)
        {
            const double re = ReadDouble(reader);
            const double im = ReadDouble(reader);
            subband.channel.data()[i] = Complex(re, im);
        }
    }
    return csi;
}

bool
PerfectCsiCodec::IsTransparent() const
{
    return true;
}

} // namespace fddmimo
} // namespace ns3
