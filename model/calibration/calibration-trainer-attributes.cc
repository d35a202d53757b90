/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "calibration-trainer.h"

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

NS_OBJECT_ENSURE_REGISTERED(CalibrationTrainer);

TypeId
CalibrationTrainer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::CalibrationTrainer")
            .SetParent<PrecoderTrainer>()
            .SetGroupName("FddMimo")
            .AddConstructor<CalibrationTrainer>()
            .AddAttribute("Scheme",
                          "calibration (LS, shared network, ZF, on the sum rate), channel-mapping "
                          "(the same with DFT pilots, on the squared error of the channels) or "
                          "black-box (one network from pilots to beams)",
                          EnumValue(CALIBRATION),
                          MakeEnumMemberAccessor<CalibrationScheme>(&CalibrationTrainer::m_scheme),
                          MakeEnumChecker(CALIBRATION,
                                          "calibration",
                                          CHANNEL_MAPPING,
                                          "channel-mapping",
                                          BLACK_BOX,
                                          "black-box"))
            .AddAttribute("Input",
                          "what the shared network works on: beams (gains of the beams of the "
                          "estimate) or antennas (as in the paper)",
                          EnumValue(BEAMS),
                          MakeEnumMemberAccessor<Input>(&CalibrationTrainer::m_input),
                          MakeEnumChecker(BEAMS, "beams", ANTENNAS, "antennas"))
            .AddAttribute("Oversampling",
                          "beams for each antenna",
                          UintegerValue(2),
                          MakeUintegerAccessor(&CalibrationTrainer::m_oversampling),
                          MakeUintegerChecker<uint32_t>(1, 64))
            .AddAttribute("Widths",
                          "hidden layers (in the paper 512,2048,2048)",
                          StringValue("512,512"),
                          MakeStringAccessor(&CalibrationTrainer::m_widths),
                          MakeStringChecker())
            .AddAttribute("OutputBatchNorm",
                          "batch normalisation after the last layer too",
                          BooleanValue(false),
                          MakeBooleanAccessor(&CalibrationTrainer::m_outputBatchNorm),
                          MakeBooleanChecker())
            .AddAttribute("Loading",
                          "loading of the ZF layer, beside the mean of its Gram matrix's diagonal",
                          DoubleValue(1e-6),
                          MakeDoubleAccessor(&CalibrationTrainer::m_loading),
                          MakeDoubleChecker<double>(1e-12, 1.0))
            .AddAttribute("MinUsers",
                          "smallest number of users: each batch has another one from here to that "
                          "of the scenario, with pilots of its own; 0: that of the scenario",
                          UintegerValue(0),
                          MakeUintegerAccessor(&CalibrationTrainer::m_minUsers),
                          MakeUintegerChecker<uint32_t>(0, 1024))
            .AddAttribute("ValidationUsers",
                          "number of users in the validation; 0: that of the scenario",
                          UintegerValue(0),
                          MakeUintegerAccessor(&CalibrationTrainer::m_validationUsers),
                          MakeUintegerChecker<uint32_t>(0, 1024))
            .AddAttribute("PilotLength",
                          "L, symbols of a pilot; 0: as many as users",
                          UintegerValue(0),
                          MakeUintegerAccessor(&CalibrationTrainer::m_pilotLength),
                          MakeUintegerChecker<uint32_t>(0, 4096))
            .AddAttribute("TrainPilots",
                          "train the pilots too (never for channel-mapping)",
                          BooleanValue(true),
                          MakeBooleanAccessor(&CalibrationTrainer::m_trainPilots),
                          MakeBooleanChecker())
            .AddAttribute("PilotOffset",
                          "power of a user's pilots over that of the base station in dB, with the "
                          "same noise at both",
                          DoubleValue(-15.0),
                          MakeDoubleAccessor(&CalibrationTrainer::m_pilotOffsetDb),
                          MakeDoubleChecker<double>(-200.0, 200.0))
            .AddAttribute("PilotOffsetSpread",
                          "width of the interval around it in which the power of each realisation "
                          "lies, in dB",
                          DoubleValue(0.0),
                          MakeDoubleAccessor(&CalibrationTrainer::m_pilotOffsetSpreadDb),
                          MakeDoubleChecker<double>(0.0, 200.0))
            .AddAttribute(
                "Pool",
                "realisations that are drawn before the first epoch and kept, whose users "
                "each batch shares out anew; 0: every batch draws its own. A GPU would "
                "wait for them",
                UintegerValue(0),
                MakeUintegerAccessor(&CalibrationTrainer::m_pool),
                MakeUintegerChecker<uint64_t>(0, 100000000))
            .AddAttribute("Device",
                          "device that trains: cpu or cuda",
                          EnumValue(CPU),
                          MakeEnumMemberAccessor<Device>(&CalibrationTrainer::m_device),
                          MakeEnumChecker(CPU, "cpu", CUDA, "cuda"))
            .AddAttribute("Epochs",
                          "epochs",
                          UintegerValue(200),
                          MakeUintegerAccessor(&CalibrationTrainer::m_epochs),
                          MakeUintegerChecker<uint32_t>(1, 1000000))
            .AddAttribute(
                "InitialWeights",
                "weight archive to start from, for other channels (path or name); it must "
                "be of the same sizes",
                StringValue(""),
                MakeStringAccessor(&CalibrationTrainer::m_initialWeights),
                MakeStringChecker());
    return tid;
}

} // namespace fddmimo
} // namespace ns3
