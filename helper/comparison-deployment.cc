/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "comparison-deployment.h"

#include "analog-option.h"
#include "type-names.h"

#include "ns3/double.h"
#include "ns3/mimo-channel-model.h"
#include "ns3/pointer.h"
#include "ns3/propagation-loss-model.h"
#include "ns3/string.h"

#include <cmath>

namespace ns3
{
namespace fddmimo
{

namespace
{

/**
 * \param text a type with attributes
 * \param attribute name of an attribute
 * \return true if the text sets it
 */
bool
IsSet(const std::string& text, const std::string& attribute)
{
    return text.find(attribute + "=") != std::string::npos;
}

/**
 * \param channel channel of the scenario
 * \return true for NearFieldChannelModel
 */
bool
IsNearField(const std::string& channel)
{
    return channel.compare(0, 10, "near-field") == 0;
}

} // namespace

bool
IsIndoor(const std::string& channel)
{
    return channel.compare(0, 6, "indoor") == 0;
}

ComparisonDeployment
GetDeployment(const std::string& channel)
{
    const double sector = 2.0 * M_PI / 3.0;
    if (channel == "umi")
    {
        return {10.0, 1.5, 10.0, sector};
    }
    if (channel == "inh")
    {
        return {3.0, 1.0, 1.0, sector};
    }
    if (IsNearField(channel))
    {
        return {1.5, 1.5, 0.5, sector};
    }
    if (IsIndoor(channel))
    {
        return {2.5, 1.0, 1.0, sector};
    }
    return {25.0, 1.5, 35.0, sector};
}

double
GetUsualFrequency(const std::string& channel)
{
    return IsNearField(channel) || IsIndoor(channel)
               ? MakeObject<MimoChannelModel>("channel", channel)->GetFrequency()
               : 3.5e9;
}

ObjectFactory
MakeChannelFactory(const std::string& channel, double frequency)
{
    std::string text = channel;
    if (channel == "uma" || channel == "umi" || channel == "inh")
    {
        text = channel == "uma"   ? "three-gpp[Scenario=UMa]"
               : channel == "umi" ? "three-gpp[Scenario=UMi-StreetCanyon]"
                                  : "three-gpp[Scenario=InH-OfficeMixed]";
    }
    ObjectFactory factory = ParseFactory(MimoChannelModel::GetTypeId(), "channel", text);
    if (IsNearField(channel) && !IsSet(text, "Wavelength"))
    {
        factory.Set("Wavelength", DoubleValue(0.0)); // that of the carrier
    }
    if (IsIndoor(channel) && !IsSet(text, "Carrier"))
    {
        factory.Set("Carrier", DoubleValue(0.0)); // likewise
    }
    TypeId::AttributeInformation information;
    if (!factory.GetTypeId().LookupAttributeByName("PropagationLoss", &information) ||
        IsSet(text, "PropagationLoss"))
    {
        return factory;
    }
    if (IsNearField(channel))
    {
        // A room: free space.
        const double carrier = IsSet(text, "Wavelength") ? GetUsualFrequency(channel) : frequency;
        const auto loss = CreateObject<FriisPropagationLossModel>();
        loss->SetFrequency(carrier);
        factory.Set("PropagationLoss", PointerValue(loss));
        return factory;
    }
    // Cells need path loss: 128.1 + 37.6 log10(d / km) dB, the macro cell of 3GPP TR 36.942.
    factory.Set("PropagationLoss",
                StringValue("ns3::LogDistancePropagationLossModel[Exponent=3.76|"
                            "ReferenceDistance=1|ReferenceLoss=15.3]"));
    return factory;
}

Ptr<AnalogBeamformer>
MakeAnalogStage(const std::string& analog, uint32_t users, uint32_t rxAntennas, uint32_t antennas)
{
    auto stage = MakeAnalogBeamformer(analog, users, users * rxAntennas, antennas);
    // The sectors of spatial division fill the half plane.
    if (stage && !IsSet(analog, "SectorAngle") &&
        analog.find("spatial-division") == std::string::npos)
    {
        stage->SetAttributeFailSafe("SectorAngle",
                                    DoubleValue(GetDeployment("near-field").sectorAngle));
    }
    return stage;
}

} // namespace fddmimo
} // namespace ns3
