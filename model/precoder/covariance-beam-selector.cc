/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "covariance-beam-selector.h"

#include "ns3/abort.h"
#include "ns3/covariance-power-search.h"
#include "ns3/log.h"

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

} // namespace

/**
 * The beams of the chains, of which one is exchanged at a time, and what the users see of them.
 */
class CovarianceBeamSelector::Exchange
{
  public:
    /**
     * \param codebook codebook
     * \param beams all its beams, N x M
     * \param covariances R_k, N x N
     * \param settings number of chains, bound on correlations, measure of power
     */
    Exchange(const PlanarBeamCodebook& codebook,
             const CMatrix& beams,
             const std::vector<CMatrix>& covariances,
             const GreedyBeamSelector::Settings& settings)
        : m_codebook(codebook),
          m_beams(beams),
          m_covariances(covariances),
          m_settings(settings),
          m_gram(CMatrix::Identity(settings.rfChains, settings.rfChains)),
          m_matrices(covariances.size(), CMatrix::Zero(settings.rfChains, settings.rfChains)),
          m_seen(covariances.size(), CMatrix(settings.rfChains, beams.cols()))
    {
        for (const CMatrix& covariance : covariances)
        {
            m_own.push_back(
                beams.conjugate().cwiseProduct(covariance * beams).colwise().sum().real());
        }
    }

    /**
     * \return sum_k v_m^H R_k v_m / tr R_k of all beams, M; users without a channel do not count
     */
    RVector GetScore() const
    {
        RVector score = RVector::Zero(m_beams.cols());
        for (std::size_t k = 0; k < m_covariances.size(); ++k)
        {
            const double gain = m_covariances[k].diagonal().real().sum();
            if (gain > 0.0)
            {
                score += m_own[k].cwiseMax(0.0) / gain;
            }
        }
        return score;
    }

    /**
     * \param beams beams of all chains
     */
    void Reset(const std::vector<uint32_t>& beams)
    {
        m_present = beams;
        for (uint32_t r = 0; r < beams.size(); ++r)
        {
            Keep(r, beams[r]);
        }
        for (uint32_t r = 0; r < beams.size(); ++r)
        {
            Try(r, beams[r]); // what they see of the beams that came later
        }
    }

    /**
     * Puts a beam into a chain and keeps it.
     *
     * \param chain the chain
     * \param beam number of the beam
     */
    void Keep(uint32_t chain, uint32_t beam)
    {
        m_present[chain] = beam;
        for (std::size_t k = 0; k < m_covariances.size(); ++k)
        {
            m_seen[k].row(chain).noalias() =
                (m_covariances[k] * m_beams.col(beam)).adjoint() * m_beams;
        }
        Try(chain, beam);
    }

    /**
     * Sets GetMatrices() and GetCost() to those with a beam in a chain, and the others as they are.
     *
     * \param chain the chain
     * \param beam the beam
     */
    void Try(uint32_t chain, uint32_t beam)
    {
        for (uint32_t j = 0; j < m_present.size(); ++j)
        {
            if (m_settings.measure == GreedyBeamSelector::RADIATED && j != chain)
            {
                const Complex product = m_codebook.Correlate(m_present[j], beam);
                m_gram(j, chain) = product;
                m_gram(chain, j) = std::conj(product);
            }
            for (std::size_t k = 0; k < m_seen.size(); ++k)
            {
                const Complex product = j == chain ? m_own[k](beam) : m_seen[k](j, beam);
                m_matrices[k](j, chain) = product;
                m_matrices[k](chain, j) = std::conj(product);
            }
        }
    }

    /**
     * \return V^H R_k V
     */
    const std::vector<CMatrix>& GetMatrices() const
    {
        return m_matrices;
    }

    /**
     * \return C
     */
    const CMatrix& GetCost() const
    {
        return m_gram;
    }

    /**
     * \param chain a chain
     * \return its own beam, and those that are independent of the other chains' beams
     */
    std::vector<uint32_t> FindAllowed(uint32_t chain) const
    {
        std::vector<uint32_t> rest = m_present;
        rest.erase(rest.begin() + chain);
        const auto others = static_cast<Eigen::Index>(rest.size());
        CMatrix gram(others, others);
        CMatrix products(others, m_beams.cols()); // v_r^H v_m
        for (Eigen::Index i = 0; i < others; ++i)
        {
            for (Eigen::Index j = 0; j <= i; ++j)
            {
                gram(i, j) = m_codebook.Correlate(rest[i], rest[j]);
            }
            for (Eigen::Index m = 0; m < products.cols(); ++m)
            {
                products(i, m) = m_codebook.Correlate(rest[i], m);
            }
        }
        RVector largest = RVector::Zero(m_beams.cols());
        RVector left = RVector::Ones(m_beams.cols()); // squared norm of what the others leave
        if (others > 0)
        {
            largest = products.cwiseAbs().colwise().maxCoeff();
            gram.llt().matrixL().solveInPlace(products);
            left -= products.colwise().squaredNorm().transpose();
        }
        std::vector<uint32_t> allowed;
        for (uint32_t m = 0; m < m_beams.cols(); ++m)
        {
            if (m == m_present[chain] || (largest(m) <= m_settings.maxCorrelation &&
                                          left(m) > PlanarBeamCodebook::LEAST_REST))
            {
                allowed.push_back(m);
            }
        }
        return allowed;
    }

  private:
    const PlanarBeamCodebook& m_codebook;           //!< codebook
    const CMatrix& m_beams;                         //!< all its beams, N x M
    const std::vector<CMatrix>& m_covariances;      //!< R_k
    const GreedyBeamSelector::Settings& m_settings; //!< how beams are chosen
    CMatrix m_gram;                                 //!< C
    std::vector<CMatrix> m_matrices;                //!< V^H R_k V
    std::vector<CMatrix> m_seen;                    //!< v_r^H R_k v_m, R x M
    std::vector<RVector> m_own;                     //!< v_m^H R_k v_m, M
    std::vector<uint32_t> m_present;                //!< beams of the chains
};

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
                               const RVector& targets,
                               const RVector& leakage,
                               std::vector<GreedyBeamSelector::Trials>* trials,
                               double factor) const
{
    NS_LOG_FUNCTION(this << covariances.size());
    NS_ABORT_MSG_IF(covariances.empty() ||
                        covariances.size() != static_cast<std::size_t>(targets.size()),
                    "CovarianceBeamSelector: " << covariances.size() << " covariances for "
                                               << targets.size() << " targets");
    NS_ABORT_MSG_IF(leakage.size() && m_settings.measure == GreedyBeamSelector::BASEBAND,
                    "CovarianceBeamSelector: leakage goes with radiated power only");
    for (const CMatrix& covariance : covariances)
    {
        NS_ABORT_MSG_IF(covariance.rows() != m_beams.rows() || covariance.cols() != m_beams.rows(),
                        "CovarianceBeamSelector: a covariance is "
                            << covariance.rows() << " x " << covariance.cols() << " for "
                            << m_beams.rows() << " antennas");
    }
    Exchange exchange(m_codebook, m_beams, covariances, m_settings);
    RVector lowered = targets;
    GreedyBeamSelector::Selection selection;
    for (int i = 0; i <= LOWERINGS && !selection.feasible; ++i)
    {
        selection = SelectOnce(exchange, lowered, leakage, trials, factor);
        lowered *= 0.5;
    }
    return selection;
}

GreedyBeamSelector::Selection
CovarianceBeamSelector::SelectOnce(Exchange& exchange,
                                   const RVector& targets,
                                   const RVector& leakage,
                                   std::vector<GreedyBeamSelector::Trials>* trials,
                                   double factor) const
{
    GreedyBeamSelector::Selection selection;
    selection.beams = m_codebook.ChooseIndependent(exchange.GetScore(),
                                                   m_settings.rfChains,
                                                   m_settings.maxCorrelation);
    exchange.Reset(selection.beams);
    CovariancePowerSearch search(targets, leakage);
    selection.power = std::numeric_limits<double>::infinity();
    const auto improve = [&] {
        if (!search.Solve(exchange.GetMatrices(), exchange.GetCost(), selection.power))
        {
            return false;
        }
        selection.feasible = true;
        selection.uplinkPowers = search.GetPowers();
        selection.power = selection.uplinkPowers.sum();
        return true;
    };
    improve();
    selection.history.push_back(selection.power);
    for (uint32_t i = 0; i < m_settings.selections; ++i)
    {
        const uint32_t chain = i % m_settings.rfChains;
        const std::vector<uint32_t> allowed = exchange.FindAllowed(chain);
        for (const uint32_t m : allowed)
        {
            exchange.Try(chain, m);
            if (m != selection.beams[chain] && improve())
            {
                selection.beams[chain] = m;
            }
            else if (selection.feasible)
            {
                search.SetPowers(selection.uplinkPowers);
            }
        }
        if (trials && selection.feasible)
        {
            trials->push_back({chain, selection.beams, {}});
            for (const uint32_t m : allowed)
            {
                exchange.Try(chain, m);
                search.SetPowers(selection.uplinkPowers);
                if (search.Solve(exchange.GetMatrices(),
                                 exchange.GetCost(),
                                 factor * selection.power))
                {
                    RankOnePowerSearch::Sensitivity sensitivity;
                    search.Differentiate(exchange.GetMatrices(), exchange.GetCost(), sensitivity);
                    sensitivity.result.index = m;
                    trials->back().candidates.push_back(sensitivity);
                }
            }
            search.SetPowers(selection.uplinkPowers);
        }
        exchange.Keep(chain, selection.beams[chain]);
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
