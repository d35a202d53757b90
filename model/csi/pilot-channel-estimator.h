/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_PILOT_CHANNEL_ESTIMATOR_H
#define FDDMIMO_PILOT_CHANNEL_ESTIMATOR_H

#include "ns3/channel-estimator.h"
#include "ns3/random-variable-stream.h"

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * What all estimators that spend pilots share: the pilot length tau, the pilots and the noise.
 *
 * The pilots X, N x tau, are columns of DFT matrices with power P in every symbol, spread evenly
 * over the antennas, |X_nt|^2 = P / N:
 * - tau >= N: the rows are orthogonal, X X^H = (P tau / N) I_N;
 * - tau < N: the columns are orthogonal, X^H X = P I_tau, and point into tau directions spread
 *   evenly over the N orthogonal DFT beams. Only these directions of the channel are seen.
 */
class PilotChannelEstimator : public ChannelEstimator
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    PilotChannelEstimator();

    uint32_t GetPilotLength(uint32_t txAntennas) const override;
    int64_t AssignStreams(int64_t stream) override;

    /**
     * The pilots of unit power, as every base station sends them scaled by sqrt(P).
     *
     * \param txAntennas N >= 1
     * \param length tau >= 1
     * \return N x tau, every column of unit norm
     */
    static CMatrix GetPilots(uint32_t txAntennas, uint32_t length);

  protected:
    /**
     * Draws circular Gaussian noise.
     *
     * \param rows rows
     * \param columns columns
     * \param variance total variance of an entry, >= 0
     * \return the noise; entries are drawn column by column
     */
    CMatrix DrawNoise(Eigen::Index rows, Eigen::Index columns, double variance);

    /**
     * Sends pilots over a channel: Y = H X + Z.
     *
     * \param channel H, M x N
     * \param pilotPower P in W, > 0 (checked)
     * \return Y X0^H, M x N, where X0 are the pilots of unit power (a sufficient statistic)
     */
    CMatrix ReceivePilots(const CMatrix& channel, double pilotPower);

    /**
     * \param txAntennas N
     * \param pilotPower P in W
     * \return c, the factor in X X^H = c I (tau >= N) or X^H X = c I (tau < N)
     */
    double GetPilotGain(uint32_t txAntennas, double pilotPower) const;

    /**
     * \param channel M x N
     * \return mean power of an entry, ||H||_F^2 / (M N)
     */
    static double GetMeanPower(const CMatrix& channel);

    void DoDispose() override;

  private:
    uint32_t m_pilotLength;            //!< tau in symbols, 0: as many as antennas
    Ptr<NormalRandomVariable> m_noise; //!< standard normal variable
    CMatrix m_pilots;                  //!< pilots of the last size asked for, unit power
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_PILOT_CHANNEL_ESTIMATOR_H */
