/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "gcn-trainer.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/ns3-compat.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <cmath>

namespace ns3
{
namespace fddmimo
{

NS_OBJECT_ENSURE_REGISTERED(GcnTrainer);

TypeId
GcnTrainer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::GcnTrainer")
            .SetParent<PrecoderTrainer>()
            .SetGroupName("FddMimo")
            .AddConstructor<GcnTrainer>()
            .AddAttribute("Epochs",
                          "epochs",
                          UintegerValue(30),
                          MakeUintegerAccessor(&GcnTrainer::m_epochs),
                          MakeUintegerChecker<uint32_t>(1, 100000))
            .AddAttribute("MinUsers",
                          "fewest users of an example; 0: as many as --users, which are the most",
                          UintegerValue(0),
                          MakeUintegerAccessor(&GcnTrainer::m_minUsers),
                          MakeUintegerChecker<uint32_t>(0, 32))
            .AddAttribute("Qualities",
                          "kinds of channel knowledge: pilot powers in dB, or numbers of "
                          "coefficients of a report; LOW:HIGH is uniform in between",
                          StringValue("0,5,10,0:10"),
                          MakeStringAccessor(&GcnTrainer::m_qualities),
                          MakeStringChecker())
            .AddAttribute("Knowledge",
                          "what the base station knows: Pilots (MMSE estimates) or Feedback "
                          "(Type-II-like reports)",
                          EnumValue(PILOTS),
                          MakeEnumMemberAccessor<Knowledge>(&GcnTrainer::m_knowledge),
                          MakeEnumChecker(PILOTS, "Pilots", FEEDBACK, "Feedback"))
            .AddAttribute("Channels",
                          "Correlated: drawn by the trainer; Given: those of --channel",
                          EnumValue(CORRELATED),
                          MakeEnumMemberAccessor<Channels>(&GcnTrainer::m_channels),
                          MakeEnumChecker(CORRELATED, "Correlated", GIVEN, "Given"))
            .AddAttribute("AngularSpread",
                          "angular spread of correlated channels in rad",
                          DoubleValue(M_PI / 18.0),
                          MakeDoubleAccessor(&GcnTrainer::m_spread),
                          MakeDoubleChecker<double>(0.0, M_PI / 2.0))
            .AddAttribute("MaxAngle",
                          "bound of the directions of correlated channels in rad",
                          DoubleValue(M_PI / 3.0),
                          MakeDoubleAccessor(&GcnTrainer::m_maxAngle),
                          MakeDoubleChecker<double>(0.0, M_PI / 2.0))
            .AddAttribute("MinTarget",
                          "least SINR target in dB",
                          DoubleValue(10.0),
                          MakeDoubleAccessor(&GcnTrainer::m_minTargetDb),
                          MakeDoubleChecker<double>(-60.0, 60.0))
            .AddAttribute("MaxTarget",
                          "largest SINR target in dB",
                          DoubleValue(10.0),
                          MakeDoubleAccessor(&GcnTrainer::m_maxTargetDb),
                          MakeDoubleChecker<double>(-60.0, 60.0))
            .AddAttribute("MaxPower",
                          "power allowed over that of the noise, in dB",
                          DoubleValue(20.0),
                          MakeDoubleAccessor(&GcnTrainer::m_maxPowerDb),
                          MakeDoubleChecker<double>(-100.0, 100.0))
            .AddAttribute("Rows",
                          "rows of the array; 0: nearest to a square",
                          UintegerValue(0),
                          MakeUintegerAccessor(&GcnTrainer::m_rows),
                          MakeUintegerChecker<uint32_t>(0, 65536))
            .AddAttribute("RfChains",
                          "RF chains; 0: fully digital",
                          UintegerValue(5),
                          MakeUintegerAccessor(&GcnTrainer::m_rfChains),
                          MakeUintegerChecker<uint32_t>(0, 32))
            .AddAttribute("Oversampling",
                          "beams of the codebook for each antenna of either axis",
                          UintegerValue(1),
                          MakeUintegerAccessor(&GcnTrainer::m_oversampling),
                          MakeUintegerChecker<uint32_t>(1, 64))
            .AddAttribute("Selections",
                          "corrections of one RF chain, one chain after the other",
                          UintegerValue(5),
                          MakeUintegerAccessor(&GcnTrainer::m_selections),
                          MakeUintegerChecker<uint32_t>(0, 1000))
            .AddAttribute(
                "AnalogCsi",
                "what the analog beams are chosen from: the Instantaneous channels; Statistical: "
                "their covariances, as GcnPrecoder's AnalogCsi; TwoStage: virtual covariances, for "
                "which a second network is trained (2GCN)",
                EnumValue(INSTANTANEOUS),
                MakeEnumMemberAccessor<AnalogCsi>(&GcnTrainer::m_analogCsi),
                MakeEnumChecker(INSTANTANEOUS,
                                "Instantaneous",
                                STATISTICAL,
                                "Statistical",
                                TWO_STAGE,
                                "TwoStage"))
            .AddAttribute("Sharpness",
                          "beta of the softmin that stands for the choice of beams backwards, eq. "
                          "(35); 0: the choice counts as constant",
                          DoubleValue(5.0),
                          MakeDoubleAccessor(&GcnTrainer::m_sharpness),
                          MakeDoubleChecker<double>(0.0, 1e3))
            .AddAttribute(
                "InitialWeights",
                "weight archive to start from, a path or a name in data/; its sizes and "
                "moments are taken over, and its multipliers and the powers that they are "
                "relative to if there are as many groups; "
                "empty: random weights",
                StringValue(""),
                MakeStringAccessor(&GcnTrainer::m_initial),
                MakeStringChecker())
            .AddAttribute("Hidden",
                          "widths of the hidden layers",
                          StringValue("32,32"),
                          MakeStringAccessor(&GcnTrainer::m_hidden),
                          MakeStringChecker())
            .AddAttribute("Degree",
                          "degree F of the graph filters; 0: fully connected (FCN)",
                          UintegerValue(2),
                          MakeUintegerAccessor(&GcnTrainer::m_degree),
                          MakeUintegerChecker<uint32_t>(0, 8))
            .AddAttribute("GroupFeatures",
                          "what the features of a user tell of all: None, as in the paper, where "
                          "only correlations tell of the others; Count, the number of users; "
                          "CountAndQuality, also the mean quality of their CSI",
                          EnumValue(COUNT_AND_QUALITY),
                          MakeEnumMemberAccessor<GroupFeatures>(&GcnTrainer::m_groupFeatures),
                          MakeEnumChecker(NO_GROUP_FEATURES,
                                          "None",
                                          COUNT,
                                          "Count",
                                          COUNT_AND_QUALITY,
                                          "CountAndQuality"))
            .AddAttribute("VirtualWantedIdentity",
                          "the identity part b_k of the wanted signals, eq. (27), is an output "
                          "too: the digital stage counts on power that arrives by unknown ways",
                          BooleanValue(false),
                          MakeBooleanAccessor(&GcnTrainer::m_wantedIdentity),
                          MakeBooleanChecker())
            .AddAttribute("Bound",
                          "bound on the logarithms of the coefficients",
                          DoubleValue(6.0),
                          MakeDoubleAccessor(&GcnTrainer::m_bound),
                          MakeDoubleChecker<double>(4.0, 30.0))
            .AddAttribute("Outage",
                          "probability of a user's SINR below its target",
                          DoubleValue(0.1),
                          MakeDoubleAccessor(&GcnTrainer::m_outage),
                          MakeDoubleChecker<double>(0.001, 0.9))
            .AddAttribute("Constraint",
                          "form of the outage constraint: Annealed or Quantile",
                          EnumValue(ANNEALED),
                          MakeEnumMemberAccessor<Constraint>(&GcnTrainer::m_constraint),
                          MakeEnumChecker(ANNEALED, "Annealed", QUANTILE, "Quantile"))
            .AddAttribute("Dual",
                          "what the multipliers follow: the Exact outage of a batch, or the "
                          "Surrogate that the gradient is of, as in the paper",
                          EnumValue(EXACT),
                          MakeEnumMemberAccessor<Dual>(&GcnTrainer::m_dual),
                          MakeEnumChecker(EXACT, "Exact", SURROGATE, "Surrogate"))
            .AddAttribute("Averaging",
                          "steps over which weights are averaged for validation and export; 0: no "
                          "average",
                          UintegerValue(200),
                          MakeUintegerAccessor(&GcnTrainer::m_averaging),
                          MakeUintegerChecker<uint32_t>(0, 1000000))
            .AddAttribute("Keep",
                          "weights to export: those of the Best validation, or of the Last epoch, "
                          "where a validation is too small to tell the outages of many groups "
                          "apart",
                          EnumValue(BEST),
                          MakeEnumMemberAccessor<Keep>(&GcnTrainer::m_keep),
                          MakeEnumChecker(BEST, "Best", LAST, "Last"))
            .AddAttribute("Objective",
                          "Power: the mean power, as in the paper; Relative: each group's power "
                          "over that at first, groups balanced, so that those of little power "
                          "count as much as those of much; validation in dB",
                          EnumValue(POWER),
                          MakeEnumMemberAccessor<Objective>(&GcnTrainer::m_objective),
                          MakeEnumChecker(POWER, "Power", RELATIVE, "Relative"))
            .AddAttribute("Constant",
                          "coefficients that do not depend on the channels: a baseline, tuned for "
                          "a single group",
                          BooleanValue(false),
                          MakeBooleanAccessor(&GcnTrainer::m_constant),
                          MakeBooleanChecker())
            .AddAttribute("Annealing",
                          "smoothing of the steepness, eq. (52)",
                          DoubleValue(0.02),
                          MakeDoubleAccessor(&GcnTrainer::m_annealing),
                          MakeDoubleChecker<double>(0.0, 1.0))
            .AddAttribute("MaxSteepness",
                          "largest steepness, eq. (52)",
                          DoubleValue(50.0),
                          MakeDoubleAccessor(&GcnTrainer::m_maxSteepness),
                          MakeDoubleChecker<double>(1.0, 1e4))
            .AddAttribute("Multiplier",
                          "multipliers of the constraints at first",
                          DoubleValue(20.0),
                          MakeDoubleAccessor(&GcnTrainer::m_multiplier),
                          MakeDoubleChecker<double>(0.0, 1e6))
            .AddAttribute("DualStep",
                          "step size of the multipliers, eq. (50); of their logarithms if the "
                          "objective is Relative",
                          DoubleValue(2.0),
                          MakeDoubleAccessor(&GcnTrainer::m_dualStep),
                          MakeDoubleChecker<double>(0.0, 1e6))
            .AddAttribute("DualDecay",
                          "the step size of the multipliers falls with the learning rate, so that "
                          "the noise of small groups in a batch averages out",
                          BooleanValue(false),
                          MakeBooleanAccessor(&GcnTrainer::m_dualDecay),
                          MakeBooleanChecker())
            .AddAttribute("MaxMultiplier",
                          "bound on the multipliers if the objective is Relative: where an outage "
                          "is nearly out of reach, no power is too much without it",
                          DoubleValue(50.0),
                          MakeDoubleAccessor(&GcnTrainer::m_maxMultiplier),
                          MakeDoubleChecker<double>(1.0, 1e6))
            .AddAttribute("WeightDecay",
                          "weight decay of AdamW",
                          DoubleValue(1e-3),
                          MakeDoubleAccessor(&GcnTrainer::m_weightDecay),
                          MakeDoubleChecker<double>(0.0, 1.0))
            .AddAttribute("ClipQuantile",
                          "gradients are clipped to this quantile of their norms so far",
                          DoubleValue(0.9),
                          MakeDoubleAccessor(&GcnTrainer::m_clipQuantile),
                          MakeDoubleChecker<double>(0.01, 1.0))
            .AddAttribute("ValidationWeight",
                          "power that an outage above the one asked for counts as, eq. (54); in "
                          "dB if the objective is Relative",
                          DoubleValue(300.0),
                          MakeDoubleAccessor(&GcnTrainer::m_validationWeight),
                          MakeDoubleChecker<double>(0.0, 1e6))
            .AddAttribute("ValidationExamples",
                          "examples of a validation",
                          UintegerValue(2000),
                          MakeUintegerAccessor(&GcnTrainer::m_validationExamples),
                          MakeUintegerChecker<uint32_t>(1, 10000000))
            .AddAttribute("Instances",
                          "number of examples, training and validation",
                          UintegerValue(25000),
                          MakeUintegerAccessor(&GcnTrainer::m_instances),
                          MakeUintegerChecker<uint32_t>(10, 1000000000))
            .AddAttribute("Folds",
                          "parts that the examples are divided into; one is for validation",
                          UintegerValue(5),
                          MakeUintegerAccessor(&GcnTrainer::m_folds),
                          MakeUintegerChecker<uint32_t>(2, 1000))
            .AddAttribute("Fold",
                          "the part for validation, from 0",
                          UintegerValue(0),
                          MakeUintegerAccessor(&GcnTrainer::m_fold),
                          MakeUintegerChecker<uint32_t>(0, 999));
    return tid;
}

} // namespace fddmimo
} // namespace ns3
