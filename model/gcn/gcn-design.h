/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_GCN_DESIGN_H
#define FDDMIMO_GCN_DESIGN_H

#include "ns3/greedy-beam-selector.h"
#include "ns3/virtual-downlink.h"

#include <memory>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * A problem to train on: what the base station knows, and the truth.
 */
struct GcnExample
{
    CMatrix known;                    //!< known channels, K x N, row k is h_k^H
    CMatrix truth;                    //!< true channels, K x N
    RVector targets;                  //!< K SINR targets (linear)
    RVector quality;                  //!< K numbers UserCsi::quality
    std::size_t group{0};             //!< group of the outage constraint that it counts for
    std::vector<CMatrix> covariances; //!< E[h h^H] of each user, N x N, if wanted
    std::vector<uint32_t> beams;      //!< analog beams that are given; empty: they are chosen
};

/**
 * \ingroup fdd-mimo
 * The design of hybrid beams for given coefficients of the virtual channels, and its derivatives:
 * from the outputs of the network to the power and the SINRs on the true channels.
 *
 * Beams of the codebook are chosen as the precoder chooses them, unless the example gives them;
 * DifferentiateBeamChoice() says how the choice counts backwards.
 */
class GcnDesign
{
  public:
    /// How beams are designed.
    struct Settings
    {
        GreedyBeamSelector::Settings selector; //!< analog stage; rfChains 0: fully digital
        double sharpness{5.0};                 //!< beta; 0: no derivative of the choice
        double maxPower{100.0};                //!< power allowed
        bool relax{false};                     //!< lower virtual targets where they cannot be held
    };

    /**
     * \param codebook the codebook; must outlive the design
     * \param settings how beams are designed
     */
    GcnDesign(const PlanarBeamCodebook& codebook, const Settings& settings);

    /**
     * Designs beams. With Settings::relax, virtual targets that cannot be held with the power
     * allowed are lowered as GcnPrecoder lowers them, until that power is used up. Without, beams
     * are scaled to it.
     *
     * \param example the problem
     * \param outputs logarithms of a_k, c_k, d_k and, in a fourth column that may be missing, b_k
     * \return false if the virtual targets cannot be held
     */
    bool Forward(const GcnExample& example, const RMatrix& outputs);

    /**
     * \return power of the beams, after they were scaled to the power allowed
     */
    double GetPower() const;

    /**
     * \return log(SINR_k / t_k) on the true channels
     */
    const RVector& GetSlack() const;

    /**
     * After a Forward() that returned true. Where virtual targets were lowered, the power allowed
     * is kept: more margin for one user is less for the others, and an increase of all of it
     * changes nothing. (Without those examples, whose outage is large, more margin would always
     * seem to be of use.)
     *
     * \param power derivative of a loss with respect to the power
     * \param slack derivatives with respect to the slacks
     * \return derivatives with respect to the outputs, as many; zero where they do not exist
     */
    RMatrix Backward(double power, const RVector& slack);

    /**
     * After a Backward().
     *
     * \return dL/dV of the analog beams, N x R, where the coefficients stay as they are
     */
    const CMatrix& GetAnalogGradient() const;

  private:
    /**
     * Chooses analog beams and solves the digital stage for m_virtual.
     *
     * \return false if the virtual targets cannot be held
     */
    bool Solve();

    /**
     * \param factor factor on virtual targets and leakages
     */
    void Relax(double factor);

    /**
     * Raises virtual targets that were lowered too far, with the analog beams as they are.
     */
    void Tighten();

    /**
     * As Backward(), with virtual targets and leakages lowered by what they are.
     *
     * \param power derivative of a loss with respect to the power
     * \param slack derivatives with respect to the slacks
     * \return derivatives with respect to the outputs
     */
    RMatrix Differentiate(double power, const RVector& slack);

    const PlanarBeamCodebook& m_codebook;             //!< the codebook
    Settings m_settings;                              //!< how beams are designed
    std::unique_ptr<GreedyBeamSelector> m_selector;   //!< chooses beams; null: fully digital
    const GcnExample* m_example{nullptr};             //!< the problem
    VirtualChannels m_virtual;                        //!< its virtual channels
    VirtualDownlink m_downlink;                       //!< the digital stage
    CMatrix m_analog;                                 //!< V
    CMatrix m_beams;                                  //!< digital beams after scaling, R x K
    CMatrix m_received;                               //!< h_k^H V w_j, K x K
    bool m_relaxed{false};                            //!< virtual targets were lowered
    double m_scale{1.0};                              //!< by which they were scaled
    double m_power{0.0};                              //!< see GetPower()
    RVector m_slack;                                  //!< see GetSlack()
    CMatrix m_analogGradient;                         //!< see GetAnalogGradient()
    std::vector<GreedyBeamSelector::Trials> m_trials; //!< what the beams were chosen from
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_GCN_DESIGN_H */
