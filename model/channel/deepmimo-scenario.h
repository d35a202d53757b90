/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_DEEPMIMO_SCENARIO_H
#define FDDMIMO_DEEPMIMO_SCENARIO_H

#include "ns3/matrix-types.h"

#include <string>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * The paths between one base station and U users of a DeepMIMO v4 scenario: one carrier.
 *
 * A scenario is a folder with a file {key}_{link}.mat or .npz for each matrix U x P, NaN where a
 * user has less than P paths; a link is "t001_tx000_r000": set of transmitters, transmitter, set of
 * receivers. Read are power (dB), phase (degrees, of the carrier), delay (s), aod_az and aod_el
 * (degrees: azimuth from the x axis, and angle from the z axis), and params.json for the carrier.
 */
class DeepMimoScenario
{
  public:
    /**
     * Throws MimoDatasetError, which names the file, if one is missing, damaged, or its matrix has
     * another size than that of the powers.
     *
     * \param folder the scenario's folder
     * \param link "t001_tx000_r000"; empty: the only one in the folder
     */
    DeepMimoScenario(const std::string& folder, const std::string& link);

    /**
     * \return number of users U
     */
    Eigen::Index GetNUsers() const;

    /**
     * \return carrier in Hz; 0 if params.json does not tell
     */
    double GetFrequency() const;

    /**
     * \return which link it is
     */
    const std::string& GetLink() const;

    /**
     * \param user a user
     * \return number of its paths
     */
    Eigen::Index CountPaths(Eigen::Index user) const;

    /**
     * [CAL] eq. (1) for a linear array of half a wavelength along the y axis:
     * h_n = sum_l 10^(p_l / 20) exp(j phi_l) exp(j pi n sin(zenith_l) sin(azimuth_l)).
     *
     * \param user a user
     * \param antennas N
     * \param paths how many paths at most, the strongest first; 0: all
     * \return the row h^T, 1 x N; zero without paths
     */
    CRowMatrix MakeChannel(Eigen::Index user, uint32_t antennas, uint32_t paths) const;

  private:
    std::string m_link;      //!< which link it is
    double m_frequency{0.0}; //!< carrier in Hz, or 0
    RMatrix m_powerDb;       //!< U x P
    RMatrix m_phase;         //!< in rad
    RMatrix m_azimuth;       //!< of departure, in rad
    RMatrix m_zenith;        //!< of departure, in rad
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_DEEPMIMO_SCENARIO_H */
