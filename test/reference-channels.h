/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_REFERENCE_CHANNELS_H
#define FDDMIMO_REFERENCE_CHANNELS_H

#include "ns3/double.h"
#include "ns3/precoder.h"
#include "ns3/random-variable-stream.h"

#include <cmath>
#include <cstdint>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Draws channels straight from their definitions, independently of the module's channel models, for
 * the tests and benchmarks of the precoders.
 */
class ReferenceChannels
{
  public:
    /**
     * \param stream index of the first random stream
     */
    explicit ReferenceChannels(int64_t stream)
        : m_normal(CreateObject<NormalRandomVariable>()),
          m_uniform(CreateObject<UniformRandomVariable>())
    {
        m_normal->SetStream(stream);
        m_uniform->SetStream(stream + 1);
    }

    /**
     * \return a circular Gaussian number of unit variance
     */
    Complex DrawComplex()
    {
        const double re = m_normal->GetValue();
        const double im = m_normal->GetValue();
        return Complex(re, im) * M_SQRT1_2;
    }

    /**
     * \param low smallest value
     * \param high largest value
     * \return a uniform number
     */
    double DrawUniform(double low, double high)
    {
        return m_uniform->GetValue(low, high);
    }

    /**
     * \param low smallest value
     * \param high largest value
     * \return a uniform integer
     */
    uint32_t DrawInteger(uint32_t low, uint32_t high)
    {
        return m_uniform->GetInteger(low, high);
    }

    /**
     * \param rows number of rows
     * \param columns number of columns
     * \return i.i.d. entries of unit variance
     */
    CMatrix DrawGaussian(uint32_t rows, uint32_t columns)
    {
        CMatrix matrix(rows, columns);
        for (Eigen::Index j = 0; j < matrix.cols(); ++j)
        {
            for (Eigen::Index i = 0; i < matrix.rows(); ++i)
            {
                matrix(i, j) = DrawComplex();
            }
        }
        return matrix;
    }

    /**
     * Sparse geometric channel, [EDN] eqs. (5) to (7): ten paths, standard deviation of both angles
     * 0.1 rad, half-wavelength arrays.
     *
     * \param rxAntennas M
     * \param txAntennas N
     * \param angle mean angle of departure in rad
     * \return M x N channel with E||H||_F^2 = M N
     */
    CMatrix DrawSparse(uint32_t rxAntennas, uint32_t txAntennas, double angle)
    {
        const int paths = 10;
        CMatrix channel = CMatrix::Zero(rxAntennas, txAntennas);
        for (int l = 0; l < paths; ++l)
        {
            const Complex gain = DrawComplex() / std::sqrt(static_cast<double>(paths));
            const double departure = angle + 0.1 * m_normal->GetValue();
            const double arrival = M_PI + angle + 0.1 * m_normal->GetValue();
            for (uint32_t n = 0; n < txAntennas; ++n)
            {
                for (uint32_t m = 0; m < rxAntennas; ++m)
                {
                    channel(m, n) +=
                        gain *
                        std::polar(1.0, M_PI * (m * std::sin(arrival) - n * std::sin(departure)));
                }
            }
        }
        return channel;
    }

    /**
     * The drops of [EDN]: single cell (sector of 90 degrees), or spatial division (user k in sector
     * k of the half plane, sectors as wide as they are apart).
     *
     * \param users K
     * \param rxAntennas M
     * \param txAntennas N
     * \param spatialDivision the second drop
     * \return K channels
     */
    std::vector<CMatrix> DrawSparseDrop(uint32_t users,
                                        uint32_t rxAntennas,
                                        uint32_t txAntennas,
                                        bool spatialDivision)
    {
        std::vector<CMatrix> channels;
        for (uint32_t k = 0; k < users; ++k)
        {
            const double centre = spatialDivision ? M_PI * ((k + 0.5) / users - 0.5) : 0.0;
            const double width = spatialDivision ? M_PI / users : M_PI / 2.0;
            const double angle = centre + width * m_uniform->GetValue(-0.5, 0.5);
            channels.push_back(DrawSparse(rxAntennas, txAntennas, angle));
        }
        return channels;
    }

  private:
    Ptr<NormalRandomVariable> m_normal;   //!< gains and angles
    Ptr<UniformRandomVariable> m_uniform; //!< drops
};

/**
 * \ingroup fdd-mimo
 * \param channels physical channels, M_k x N
 * \param snrDb SNR in dB: the channels are multiplied by its root
 * \return the problem with P = 1 and rate weights 1
 */
inline PrecodingProblem
MakeProblem(const std::vector<CMatrix>& channels, double snrDb)
{
    PrecodingProblem problem;
    problem.txAntennas = channels.at(0).cols();
    for (const auto& channel : channels)
    {
        UserCsi user;
        user.rxAntennas = channel.rows();
        user.channel = channel * std::pow(10.0, snrDb / 20.0);
        problem.csi.users.push_back(user);
    }
    problem.rateWeights = RVector::Ones(channels.size());
    return problem;
}

/**
 * \ingroup fdd-mimo
 * \param problem a problem
 * \return its channels
 */
inline std::vector<CMatrix>
GetChannels(const PrecodingProblem& problem)
{
    std::vector<CMatrix> channels;
    for (const auto& user : problem.csi.users)
    {
        channels.push_back(user.channel);
    }
    return channels;
}

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_REFERENCE_CHANNELS_H */
