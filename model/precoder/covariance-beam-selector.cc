/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "covariance-beam-selector.h"

#include "ns3/abort.h"
#include "ns3/log.h"
#include "ns3/sinr-power-minimisation.h"

#include <Eigen/Cholesky>
#include <limits>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoCovarianceBeamSelector");

namespace
{

const int LOWERINGS = 10; //!< of the targets by 3 dB

/**
 * The matrices of a power minimisation, of which one beam is exchanged at a time.
 */
class Trial
{
  public:
    /**
     * \param codebook codebook
     * \param beams all its beams, N x M
     * \param covariances R_k, N x N
     * \param targets K SINR targets
     * \param radiated true to minimise ||V w||^2, false ||w||^2
     * \param chains number of RF chains
     */
    Trial(const PlanarBeamCodebook& codebook,
          const CMatrix& beams,
          const std::vector<CMatrix>& covariances,
          const RVector& targets,
          bool radiated,
          uint32_t chains)
        : m_codebook(codebook),
          m_beams(beams),
          m_covariances(covariances),
          m_radiated(radiated),
          m_gram(CMatrix::Identity(chains, chains)),
          m_seen(covariances.size(), CMatrix(chains, beams.cols()))
    {
        m_problem.targets = targets;
        m_problem.signal.assign(covariances.size(), CMatrix::Zero(chains, chains));
        for (const CMatrix& covariance : covariances)
        {
            m_own.push_back(
                beams.conjugate().cwiseProduct(covariance * beams).colwise().sum().real());
        }
    }

    /**
     * \param user a user
     * \return v_m^H R_k v_m of all beams, M
     */
    const RVector& GetOwn(std::size_t user) const
    {
        return m_own[user];
    }

    /**
     * Puts a beam into a chain and keeps it.
     *
     * \param chain the chain
     * \param beam number of the beam
     */
    void Keep(uint32_t chain, uint32_t beam)
    {
        m_present.resize(m_gram.rows(), beam);
        m_present[chain] = beam;
        for (std::size_t k = 0; k < m_covariances.size(); ++k)
        {
            m_seen[k].row(chain).noalias() =
                (m_covariances[k] * m_beams.col(beam)).adjoint() * m_beams;
        }
    }

    /**
     * \param chain a chain
     * \param beam beam to try in it, with the others as they are
     * \return solution
     */
    SinrPowerSolution Solve(uint32_t chain, uint32_t beam)
    {
        const auto chains = static_cast<uint32_t>(m_gram.rows());
        const auto at = [&](uint32_t r) { return r == chain ? beam : m_present[r]; };
        for (uint32_t i = 0; i < chains; ++i)
        {
            for (uint32_t j = 0; j < chains; ++j)
            {
                if (m_radiated)
                {
                    m_gram(i, j) = m_codebook.Correlate(at(i), at(j));
                }
                for (std::size_t k = 0; k < m_seen.size(); ++k)
                {
                    CMatrix& signal = m_problem.signal[k];
                    if (i == chain && j == chain)
                    {
                        signal(i, j) = m_own[k](beam);
                    }
                    else if (i == chain)
                    {
                        signal(i, j) = std::conj(m_seen[k](j, beam));
                    }
                    else
                    {
                        signal(i, j) = m_seen[k](i, at(j));
                    }
                }
            }
        }
        m_problem.cost = m_gram;
        return MinimisePower(m_problem);
    }

    /**
     * \param chain a chain
     * \param beam a beam for it
     * \param limit largest correlation with another chain's beam
     * \return true if it is independent of the other beams
     */
    bool IsAllowed(uint32_t chain, uint32_t beam, double limit) const
    {
        const Eigen::Index others = m_gram.rows() - 1;
        CMatrix gram = CMatrix::Identity(others + 1, others + 1);
        std::vector<uint32_t> beams;
        for (uint32_t r = 0; r < m_present.size(); ++r)
        {
            if (r != chain)
            {
                if (std::abs(m_codebook.Correlate(beam, m_present[r])) > limit)
                {
                    return false;
                }
                beams.push_back(m_present[r]);
            }
        }
        beams.push_back(beam);
        for (Eigen::Index i = 0; i <= others; ++i)
        {
            for (Eigen::Index j = 0; j < i; ++j)
            {
                gram(i, j) = m_codebook.Correlate(beams[i], beams[j]);
            }
        }
        const Eigen::LLT<CMatrix> factor(gram);
        return factor.info() == Eigen::Success &&
               std::norm(factor.matrixLLT()(others, others)) > PlanarBeamCodebook::LEAST_REST;
    }

  private:
    const PlanarBeamCodebook& m_codebook;      //!< codebook
    const CMatrix& m_beams;                    //!< all its beams, N x M
    const std::vector<CMatrix>& m_covariances; //!< R_k
    bool m_radiated;                           //!< the radiated power counts
    CMatrix m_gram;                            //!< C
    std::vector<CMatrix> m_seen;               //!< v_r^H R_k v_m, R x M
    std::vector<RVector> m_own;                //!< v_m^H R_k v_m, M
    std::vector<uint32_t> m_present;           //!< beams of the chains
    SinrPowerProblem m_problem;                //!< the problem
};

} // namespace

CovarianceBeamSelector::CovarianceBeamSelector(const PlanarBeamCodebook& codebook,
                                               const GreedyBeamSelector::Settings& settings)
    : m_codebook(codebook),
      m_settings(settings),
      m_beams(codebook.GetAntennas(), codebook.GetSize())
{
    NS_ABORT_MSG_IF(settings.rfChains == 0 || settings.rfChains > codebook.GetAntennas(),
                    "CovarianceBeamSelector: " << settings.rfChains << " RF chains for "
                                               << codebook.GetAntennas()
                                               << " antennas; there must be 1 to as many");
    NS_ABORT_MSG_IF(!(settings.maxCorrelation > 0.0) || settings.maxCorrelation > 1.0,
                    "CovarianceBeamSelector: maxCorrelation is "
                        << settings.maxCorrelation << "; it must be above 0 and at most 1");
    for (uint32_t m = 0; m < codebook.GetSize(); ++m)
    {
        m_beams.col(m) = codebook.GetBeam(m);
    }
}

GreedyBeamSelector::Selection
CovarianceBeamSelector::Select(const std::vector<CMatrix>& covariances,
                               const RVector& targets) const
{
    NS_LOG_FUNCTION(this << covariances.size());
    NS_ABORT_MSG_IF(covariances.empty() ||
                        covariances.size() != static_cast<std::size_t>(targets.size()),
                    "CovarianceBeamSelector: " << covariances.size() << " covariances for "
                                               << targets.size() << " targets");
    for (const CMatrix& covariance : covariances)
    {
        NS_ABORT_MSG_IF(covariance.rows() != m_beams.rows() || covariance.cols() != m_beams.rows(),
                        "CovarianceBeamSelector: a covariance is "
                            << covariance.rows() << " x " << covariance.cols() << " for "
                            << m_beams.rows() << " antennas");
    }
    RVector lowered = targets;
    GreedyBeamSelector::Selection selection = SelectOnce(covariances, lowered);
    for (int i = 0; i < LOWERINGS && !selection.feasible; ++i)
    {
        lowered *= 0.5;
        selection = SelectOnce(covariances, lowered);
    }
    return selection;
}

GreedyBeamSelector::Selection
CovarianceBeamSelector::SelectOnce(const std::vector<CMatrix>& covariances,
                                   const RVector& targets) const
{
    Trial trial(m_codebook,
                m_beams,
                covariances,
                targets,
                m_settings.measure == GreedyBeamSelector::RADIATED,
                m_settings.rfChains);
    RVector score = RVector::Zero(m_beams.cols());
    for (std::size_t k = 0; k < covariances.size(); ++k)
    {
        const double gain = covariances[k].diagonal().real().sum();
        if (gain > 0.0)
        {
            score += trial.GetOwn(k).cwiseMax(0.0) / gain;
        }
    }
    GreedyBeamSelector::Selection selection;
    selection.beams =
        m_codebook.ChooseIndependent(score, m_settings.rfChains, m_settings.maxCorrelation);
    for (uint32_t r = 0; r < m_settings.rfChains; ++r)
    {
        trial.Keep(r, selection.beams[r]);
    }
    const auto take = [&selection](const SinrPowerSolution& solution) {
        selection.feasible = true;
        selection.power = solution.power;
        selection.uplinkPowers = solution.uplinkPowers;
    };
    selection.power = std::numeric_limits<double>::infinity();
    const SinrPowerSolution initial = trial.Solve(0, selection.beams[0]);
    if (initial.feasible)
    {
        take(initial);
    }
    selection.history.push_back(selection.power);
    for (uint32_t i = 0; i < m_settings.selections; ++i)
    {
        const uint32_t chain = i % m_settings.rfChains;
        uint32_t best = selection.beams[chain];
        for (uint32_t m = 0; m < m_codebook.GetSize(); ++m)
        {
            if (m == selection.beams[chain] ||
                !trial.IsAllowed(chain, m, m_settings.maxCorrelation))
            {
                continue;
            }
            const SinrPowerSolution solution = trial.Solve(chain, m);
            if (solution.feasible && solution.power < selection.power)
            {
                take(solution);
                best = m;
            }
        }
        selection.beams[chain] = best;
        trial.Keep(chain, best);
        selection.history.push_back(selection.power);
    }
    if (!selection.feasible)
    {
        selection.power = 0.0;
    }
    return selection;
}

} // namespace fddmimo
} // namespace ns3
