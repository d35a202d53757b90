/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "transformer-trainer.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/ns3-compat.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace fddmimo
{

NS_OBJECT_ENSURE_REGISTERED(TransformerTrainer);

TypeId
TransformerTrainer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::TransformerTrainer")
            .SetParent<PrecoderTrainer>()
            .SetGroupName("FddMimo")
            .AddConstructor<TransformerTrainer>()
            .AddAttribute(
                "Variant",
                "span (tokens are users, any sizes), tokens (users and antennas of the "
                "paper, up to the larger of --antennas and --users), or to compare with, "
                "likewise, fnn (fully connected), residual-fnn (that adds to MMSE beams) or "
                "lstm (meta-optimiser)",
                EnumValue(SPAN),
                MakeEnumMemberAccessor<Variant>(&TransformerTrainer::m_variant),
                MakeEnumChecker(SPAN,
                                "span",
                                TOKENS,
                                "tokens",
                                FNN,
                                "fnn",
                                RESIDUAL_FNN,
                                "residual-fnn",
                                LSTM,
                                "lstm"))
            .AddAttribute("Layers",
                          "T, layers",
                          UintegerValue(4),
                          MakeUintegerAccessor(&TransformerTrainer::m_layers),
                          MakeUintegerChecker<uint32_t>(1, 256))
            .AddAttribute("Width",
                          "width of a token; of queries, keys and values (768 in the paper) with "
                          "Variant=tokens",
                          UintegerValue(32),
                          MakeUintegerAccessor(&TransformerTrainer::m_width),
                          MakeUintegerChecker<uint32_t>(1, 4096))
            .AddAttribute("Heads",
                          "attention heads; must divide Width",
                          UintegerValue(4),
                          MakeUintegerAccessor(&TransformerTrainer::m_heads),
                          MakeUintegerChecker<uint32_t>(1, 256))
            .AddAttribute("Hidden",
                          "hidden width of the perceptron; width behind the embedding (128 in the "
                          "paper) with Variant=tokens; of the layers with fnn and lstm",
                          UintegerValue(64),
                          MakeUintegerAccessor(&TransformerTrainer::m_hidden),
                          MakeUintegerChecker<uint32_t>(1, 65536))
            .AddAttribute("Window",
                          "W, layers that are trained at a time; 0: all",
                          UintegerValue(0),
                          MakeUintegerAccessor(&TransformerTrainer::m_window),
                          MakeUintegerChecker<uint32_t>(0, 256))
            .AddAttribute("Lift",
                          "SAO-Lift instead of SAO: the channel feature moves too (tokens only)",
                          BooleanValue(true),
                          MakeBooleanAccessor(&TransformerTrainer::m_lift),
                          MakeBooleanChecker())
            .AddAttribute("TokenTypeEmbedding",
                          "tokens are told their type and the SNR (tokens only)",
                          BooleanValue(true),
                          MakeBooleanAccessor(&TransformerTrainer::m_condition),
                          MakeBooleanChecker())
            .AddAttribute(
                "Directions",
                "search directions that layers see, and step along with step sizes of their own "
                "for each user and antenna (tokens only): none (the paper), gradient (of the "
                "sum rate) or wmmse (to where an iteration of WMMSE would go)",
                EnumValue(TokenSizes::NONE),
                MakeEnumMemberAccessor<TokenSizes::Directions>(&TransformerTrainer::m_directions),
                MakeEnumChecker(TokenSizes::NONE,
                                "none",
                                TokenSizes::GRADIENT,
                                "gradient",
                                TokenSizes::WMMSE,
                                "wmmse"))
            .AddAttribute("AscentSteps",
                          "Q_t, projected gradient steps behind each layer (tokens); steps (lstm)",
                          UintegerValue(5),
                          MakeUintegerAccessor(&TransformerTrainer::m_ascentSteps),
                          MakeUintegerChecker<uint32_t>(0, 1000))
            .AddAttribute("AscentStepSize",
                          "step size of the ascent at 15 dB (tokens only)",
                          DoubleValue(2.7e-4),
                          MakeDoubleAccessor(&TransformerTrainer::m_ascentStepSize),
                          MakeDoubleChecker<double>(0.0, 1.0))
            .AddAttribute("Epochs",
                          "epochs of the first W layers",
                          UintegerValue(100),
                          MakeUintegerAccessor(&TransformerTrainer::m_epochs),
                          MakeUintegerChecker<uint32_t>(1, 1000000))
            .AddAttribute("WindowEpochs",
                          "epochs of each later position of the window; 0: as many as Epochs",
                          UintegerValue(0),
                          MakeUintegerAccessor(&TransformerTrainer::m_windowEpochs),
                          MakeUintegerChecker<uint32_t>(0, 1000000))
            .AddAttribute("Curriculum",
                          "whether the load K / N rises in the first phase",
                          BooleanValue(true),
                          MakeBooleanAccessor(&TransformerTrainer::m_curriculum),
                          MakeBooleanChecker())
            .AddAttribute("Replay",
                          "probability that a problem is of any stage of the curriculum so far "
                          "instead of the present one",
                          DoubleValue(0.5),
                          MakeDoubleAccessor(&TransformerTrainer::m_replay),
                          MakeDoubleChecker<double>(0.0, 1.0))
            .AddAttribute("Reuse",
                          "problems made of one realisation of the channels",
                          UintegerValue(1),
                          MakeUintegerAccessor(&TransformerTrainer::m_reuse),
                          MakeUintegerChecker<uint32_t>(1, 1000))
            .AddAttribute("GaussianProblems",
                          "problems of a batch, of i.i.d. Gaussian channels that are drawn where "
                          "the network is, instead of those of --channel (not with span); 0: "
                          "--channel, and BatchSize times Reuse problems",
                          UintegerValue(0),
                          MakeUintegerAccessor(&TransformerTrainer::m_gaussian),
                          MakeUintegerChecker<uint32_t>(0, 1000000))
            .AddAttribute("Device",
                          "device that trains: cpu or cuda (not with span)",
                          EnumValue(CPU),
                          MakeEnumMemberAccessor<Device>(&TransformerTrainer::m_device),
                          MakeEnumChecker(CPU, "cpu", CUDA, "cuda"))
            .AddAttribute("MinUsers",
                          "fewest users of a problem; --users are the most",
                          UintegerValue(2),
                          MakeUintegerAccessor(&TransformerTrainer::m_minUsers),
                          MakeUintegerChecker<uint32_t>(1, 1024))
            .AddAttribute(
                "MinAntennas",
                "fewest antennas of a problem, whatever its load; --antennas are the most",
                UintegerValue(1),
                MakeUintegerAccessor(&TransformerTrainer::m_minAntennas),
                MakeUintegerChecker<uint32_t>(1, 1024))
            .AddAttribute("WeightedShare",
                          "share of the problems with random rate weights (span only)",
                          DoubleValue(0.2),
                          MakeDoubleAccessor(&TransformerTrainer::m_weightedShare),
                          MakeDoubleChecker<double>(0.0, 1.0))
            .AddAttribute("CsiErrorVariance",
                          "variance of the estimation error of an entry of the channel, for "
                          "channels of unit mean gain",
                          DoubleValue(0.0),
                          MakeDoubleAccessor(&TransformerTrainer::m_csiErrorVariance),
                          MakeDoubleChecker<double>(0.0, 1e6))
            .AddAttribute("Beamspace",
                          "whether channels known with errors are shrunk in the beamspace of a "
                          "uniform linear array first (span only)",
                          BooleanValue(false),
                          MakeBooleanAccessor(&TransformerTrainer::m_beamspace),
                          MakeBooleanChecker())
            .AddAttribute("Discount",
                          "weight of a layer's rate in the loss over that of the next layer",
                          DoubleValue(0.5),
                          MakeDoubleAccessor(&TransformerTrainer::m_discount),
                          MakeDoubleChecker<double>(0.0, 1.0))
            .AddAttribute("InitialWeights",
                          "weight archive of the same sizes to start from, a path or a name in "
                          "data/; empty: random weights",
                          StringValue(""),
                          MakeStringAccessor(&TransformerTrainer::m_initial),
                          MakeStringChecker());
    return tid;
}

} // namespace fddmimo
} // namespace ns3
