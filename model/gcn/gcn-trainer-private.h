/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_GCN_TRAINER_PRIVATE_H
#define FDDMIMO_GCN_TRAINER_PRIVATE_H

#include "gcn-examples.h"
#include "gcn-learner.h"
#include "gcn-trainer.h"

#include <map>
#include <memory>
#include <random>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/// Examples and learner.
struct GcnTrainer::Private
{
    /// What a validation found, by groups.
    struct Groups
    {
        RVector outage; //!< outage
        RVector power;  //!< mean power
    };

    std::unique_ptr<GcnExamples> examples;                 //!< the examples
    std::unique_ptr<PlanarBeamCodebook> codebook;          //!< analog beams
    std::map<uint64_t, std::vector<uint32_t>> analogBeams; //!< of the examples, as they come
    std::unique_ptr<GcnLearner> learner;                   //!< the networks
    RVector best;                                          //!< best weights
    std::mt19937_64 random;                                //!< numbers of the examples of an epoch
    double validation{NAN};                                //!< figure of the present epoch
    Groups last;                                           //!< of the last validation
    Groups bestGroups;                                     //!< of the best one
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_GCN_TRAINER_PRIVATE_H */
