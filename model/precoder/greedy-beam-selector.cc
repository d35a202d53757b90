/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "greedy-beam-selector.h"

#include "ns3/abort.h"
#include "ns3/log.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <limits>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoGreedyBeamSelector");

namespace
{

const double LEAST_REST = PlanarBeamCodebook::LEAST_REST; //!< see there

} // namespace

GreedyBeamSelector::GreedyBeamSelector(const PlanarBeamCodebook& codebook, const Settings& settings)
    : m_codebook(codebook),
      m_settings(settings)
{
    NS_ABORT_MSG_IF(settings.rfChains == 0 || settings.rfChains > codebook.GetAntennas(),
                    "GreedyBeamSelector: " << settings.rfChains << " RF chains for "
                                           << codebook.GetAntennas()
                                           << " antennas; there must be 1 to as many as antennas");
    NS_ABORT_MSG_IF(!(settings.maxCorrelation > 0.0) || settings.maxCorrelation > 1.0,
                    "GreedyBeamSelector: maxCorrelation is "
                        << settings.maxCorrelation << "; it must be above 0 and at most 1");
    m_correlationRe.resize(settings.rfChains);
    m_correlationIm.resize(settings.rfChains);
    m_partRe.resize(settings.rfChains);
    m_partIm.resize(settings.rfChains);
}

const RankOnePowerSearch::Counters&
GreedyBeamSelector::GetCounters() const
{
    return m_counters;
}

CMatrix
GreedyBeamSelector::GetAnalog(const std::vector<uint32_t>& beams) const
{
    CMatrix analog(m_codebook.GetAntennas(), beams.size());
    for (std::size_t r = 0; r < beams.size(); ++r)
    {
        analog.col(r) = m_codebook.GetBeam(beams[r]);
    }
    return analog;
}

std::vector<uint32_t>
GreedyBeamSelector::Initialise(const CMatrix& channel) const
{
    RVector score = RVector::Zero(m_re.rows());
    for (Eigen::Index k = 0; k < channel.rows(); ++k)
    {
        const double gain = channel.row(k).squaredNorm();
        if (gain > 0.0)
        {
            score += (m_re.col(k).cwiseAbs2() + m_im.col(k).cwiseAbs2()) / gain;
        }
    }
    return m_codebook.ChooseIndependent(score, m_settings.rfChains, m_settings.maxCorrelation);
}

void
GreedyBeamSelector::SetBeam(uint32_t chain, uint32_t beam)
{
    m_codebook.Correlate(beam, m_correlationRe[chain], m_correlationIm[chain]);
}

CMatrix
GreedyBeamSelector::ComputeGram(const std::vector<uint32_t>& beams) const
{
    const auto count = static_cast<Eigen::Index>(beams.size());
    CMatrix products(m_re.cols(), count); // H V
    for (Eigen::Index r = 0; r < count; ++r)
    {
        products.col(r).real() = m_re.row(beams[r]);
        products.col(r).imag() = m_im.row(beams[r]);
    }
    if (m_settings.measure == RADIATED)
    {
        CMatrix gram(count, count);
        for (Eigen::Index i = 0; i < count; ++i)
        {
            for (Eigen::Index j = 0; j <= i; ++j)
            {
                gram(i, j) = m_codebook.Correlate(beams[i], beams[j]);
            }
        }
        // H V L^-H: the channels behind an orthonormal basis of the beams' span
        gram.llt().matrixU().solveInPlace<Eigen::OnTheRight>(products);
    }
    return products * products.adjoint();
}

CMatrix
GreedyBeamSelector::PrepareCandidates(const std::vector<uint32_t>& beams, uint32_t chain)
{
    const Eigen::Index users = m_re.cols();
    const Eigen::Index size = m_re.rows();
    std::vector<uint32_t> others; // chains
    for (uint32_t r = 0; r < beams.size(); ++r)
    {
        if (r != chain)
        {
            others.push_back(r);
        }
    }
    const auto count = static_cast<Eigen::Index>(others.size());
    m_largest.setZero(size);
    for (const uint32_t r : others)
    {
        m_largest =
            m_largest.cwiseMax(m_correlationRe[r].cwiseAbs2() + m_correlationIm[r].cwiseAbs2());
    }

    // With V' = the other beams and V'^H V' = L L^H: c_m = L^-1 V'^H v_m are the coordinates of v_m
    // in the orthonormal basis V' L^-H.
    CMatrix factor = CMatrix::Identity(count, count);
    CMatrix products(users, count);
    for (Eigen::Index i = 0; i < count; ++i)
    {
        products.col(i).real() = m_re.row(beams[others[i]]);
        products.col(i).imag() = m_im.row(beams[others[i]]);
        for (Eigen::Index j = 0; j <= i; ++j)
        {
            factor(i, j) = m_codebook.Correlate(beams[others[i]], beams[others[j]]);
        }
    }
    if (count > 0)
    {
        factor = CMatrix(factor.llt().matrixL());
    }
    m_rest.setOnes(size);
    for (Eigen::Index i = 0; i < count; ++i)
    {
        RVector& re = m_partRe[i];
        RVector& im = m_partIm[i];
        re = m_correlationRe[others[i]];
        im = m_correlationIm[others[i]];
        for (Eigen::Index l = 0; l < i; ++l)
        {
            const double factorRe = factor(i, l).real();
            const double factorIm = factor(i, l).imag();
            re -= factorRe * m_partRe[l] - factorIm * m_partIm[l];
            im -= factorRe * m_partIm[l] + factorIm * m_partRe[l];
        }
        const double inverse = 1.0 / factor(i, i).real();
        re *= inverse;
        im *= inverse;
        m_rest -= re.cwiseAbs2() + im.cwiseAbs2();
    }

    m_candidates.allowed.clear();
    const double limit = m_settings.maxCorrelation * m_settings.maxCorrelation;
    for (Eigen::Index m = 0; m < size; ++m)
    {
        if (m_largest(m) <= limit && m_rest(m) > LEAST_REST)
        {
            m_candidates.allowed.push_back(m);
        }
    }
    m_candidates.re = m_re;
    m_candidates.im = m_im;
    if (m_settings.measure == BASEBAND)
    {
        return products * products.adjoint();
    }
    factor.adjoint().triangularView<Eigen::Upper>().solveInPlace<Eigen::OnTheRight>(products);
    m_rest = m_rest.cwiseMax(LEAST_REST).cwiseSqrt().cwiseInverse();
    for (Eigen::Index k = 0; k < users; ++k)
    {
        auto re = m_candidates.re.col(k);
        auto im = m_candidates.im.col(k);
        for (Eigen::Index i = 0; i < count; ++i)
        {
            const double productRe = products(k, i).real();
            const double productIm = products(k, i).imag();
            re -= productRe * m_partRe[i] - productIm * m_partIm[i];
            im -= productRe * m_partIm[i] + productIm * m_partRe[i];
        }
        re.array() *= m_rest.array();
        im.array() *= m_rest.array();
    }
    return products * products.adjoint();
}

GreedyBeamSelector::Selection
GreedyBeamSelector::Select(const CMatrix& channel,
                           const RVector& targets,
                           const RVector& leakage,
                           std::vector<Trials>* trials,
                           double factor)
{
    NS_LOG_FUNCTION(this << channel.rows() << channel.cols());
    NS_ABORT_MSG_IF(channel.cols() != m_codebook.GetAntennas() || channel.rows() != targets.size(),
                    "GreedyBeamSelector: the channel is "
                        << channel.rows() << " x " << channel.cols() << " for " << targets.size()
                        << " targets and " << m_codebook.GetAntennas() << " antennas");
    NS_ABORT_MSG_IF(leakage.size() && m_settings.measure == BASEBAND,
                    "GreedyBeamSelector: leakage goes with radiated power only");
    RankOnePowerSearch search(targets, leakage);
    m_codebook.Project(channel, m_re, m_im);
    Selection selection;
    selection.beams = Initialise(channel);
    for (uint32_t r = 0; r < selection.beams.size(); ++r)
    {
        SetBeam(r, selection.beams[r]);
    }
    const double infinite = std::numeric_limits<double>::infinity();
    const auto initial = search.Solve(ComputeGram(selection.beams), RVector());
    selection.feasible = initial.index >= 0;
    selection.power = selection.feasible ? initial.power : infinite;
    selection.uplinkPowers = initial.powers;
    selection.history.push_back(selection.power);
    for (uint32_t i = 0; i < m_settings.selections; ++i)
    {
        const auto chain = static_cast<uint32_t>(i % selection.beams.size());
        const CMatrix gram = PrepareCandidates(selection.beams, chain);
        const auto best = search.Find(gram, m_candidates, selection.power, selection.uplinkPowers);
        if (best.index >= 0)
        {
            selection.beams[chain] = best.index;
            selection.feasible = true;
            selection.power = best.power;
            selection.uplinkPowers = best.powers;
            SetBeam(chain, best.index);
        }
        selection.history.push_back(selection.power);
        if (trials && selection.feasible)
        {
            trials->push_back({chain,
                               selection.beams,
                               search.List(gram,
                                           m_candidates,
                                           factor * selection.power,
                                           selection.uplinkPowers)});
        }
    }
    if (!selection.feasible)
    {
        selection.power = 0.0;
    }
    m_counters.candidates += search.GetCounters().candidates;
    m_counters.opened += search.GetCounters().opened;
    m_counters.solved += search.GetCounters().solved;
    m_counters.inverses += search.GetCounters().inverses;
    return selection;
}

} // namespace fddmimo
} // namespace ns3
