/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "three-gpp-mimo-channel-model.h"

#include "array-rows.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/isotropic-antenna-model.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/ns3-compat.h"
#include "ns3/object-factory.h"
#include "ns3/pointer.h"
#include "ns3/string.h"
#include "ns3/three-gpp-antenna-model.h"
#include "ns3/uinteger.h"

#include <cmath>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoThreeGppChannelModel");

NS_OBJECT_ENSURE_REGISTERED(ThreeGppMimoChannelModel);

namespace
{

const double SPEED_OF_LIGHT = 299792458.0; //!< in m/s
const int64_t CLUSTER_STREAMS = 8;         //!< random streams left to ThreeGppChannelModel
const int64_t RENEWAL_STREAMS = 1LL << 32; //!< from the streams of one renewal to the next

/// ns-3's names for a 38.901 scenario.
struct Scenario
{
    const char* name;      //!< as ThreeGppChannelModel knows it
    const char* loss;      //!< type of its path loss
    const char* condition; //!< type of its channel condition
};

const Scenario SCENARIOS[] = {
    {"UMa", "ns3::ThreeGppUmaPropagationLossModel", "ns3::ThreeGppUmaChannelConditionModel"},
    {"UMi-StreetCanyon",
     "ns3::ThreeGppUmiStreetCanyonPropagationLossModel",
     "ns3::ThreeGppUmiStreetCanyonChannelConditionModel"},
    {"RMa", "ns3::ThreeGppRmaPropagationLossModel", "ns3::ThreeGppRmaChannelConditionModel"},
    {"InH-OfficeMixed",
     "ns3::ThreeGppIndoorOfficePropagationLossModel",
     "ns3::ThreeGppIndoorMixedOfficeChannelConditionModel"},
    {"InH-OfficeOpen",
     "ns3::ThreeGppIndoorOfficePropagationLossModel",
     "ns3::ThreeGppIndoorOpenOfficeChannelConditionModel"}}; //!< known scenarios

/**
 * \param azimuth in degrees
 * \param zenith in degrees
 * \param velocity in m/s
 * \return velocity along the direction in m/s
 */
double
Project(double azimuth, double zenith, const Vector& velocity)
{
    const double phi = azimuth * M_PI / 180.0;
    const double theta = zenith * M_PI / 180.0;
    return std::sin(theta) * std::cos(phi) * velocity.x +
           std::sin(theta) * std::sin(phi) * velocity.y + std::cos(theta) * velocity.z;
}

} // namespace

TypeId
ThreeGppMimoChannelModel::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::ThreeGppMimoChannelModel")
            .SetParent<PathMimoChannelModel>()
            .SetGroupName("FddMimo")
            .AddConstructor<ThreeGppMimoChannelModel>()
            .AddAttribute("UpdatePeriod",
                          "How long paths, angles and path loss last before they are drawn again "
                          "for the positions of that moment; 0: for ever",
                          TimeValue(MilliSeconds(500)),
                          MakeTimeAccessor(&ThreeGppMimoChannelModel::SetUpdatePeriod,
                                           &ThreeGppMimoChannelModel::GetUpdatePeriod),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("Scenario",
                          "38.901 scenario: UMa, UMi-StreetCanyon, RMa, InH-OfficeMixed or "
                          "InH-OfficeOpen",
                          StringValue("UMa"),
                          MakeStringAccessor(&ThreeGppMimoChannelModel::m_scenario),
                          MakeStringChecker())
            .AddAttribute("Rows",
                          "Rows (vertical) of a base station's array; 0: the largest divisor of "
                          "its antennas that is at most their square root",
                          UintegerValue(0),
                          MakeUintegerAccessor(&ThreeGppMimoChannelModel::m_rows),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("Bearing",
                          "Azimuth in rad that the base stations' arrays look to",
                          DoubleValue(0.0),
                          MakeDoubleAccessor(&ThreeGppMimoChannelModel::m_bearing),
                          MakeDoubleChecker<double>(-M_PI, M_PI))
            .AddAttribute("Downtilt",
                          "Downtilt of the base stations' arrays in rad",
                          DoubleValue(0.0),
                          MakeDoubleAccessor(&ThreeGppMimoChannelModel::m_downtilt),
                          MakeDoubleChecker<double>(-M_PI / 2.0, M_PI / 2.0))
            .AddAttribute("IsotropicElements",
                          "Isotropic elements at the base stations instead of those of 38.901 "
                          "table 7.3-1",
                          BooleanValue(false),
                          MakeBooleanAccessor(&ThreeGppMimoChannelModel::m_isotropic),
                          MakeBooleanChecker())
            .AddAttribute("Shadowing",
                          "Shadowing as ns-3's path loss model has it",
                          BooleanValue(true),
                          MakeBooleanAccessor(&ThreeGppMimoChannelModel::m_shadowing),
                          MakeBooleanChecker());
    return tid;
}

void
ThreeGppMimoChannelModel::DoDispose()
{
    m_clusters = nullptr;
    m_loss = nullptr;
    m_condition = nullptr;
    m_bsArrays.clear();
    m_ueArrays.clear();
    PathMimoChannelModel::DoDispose();
}

int64_t
ThreeGppMimoChannelModel::AssignStreams(int64_t stream)
{
    m_stream = stream;
    // Clusters, condition (1) and shadowing (1); the models are made at the first Update().
    return CLUSTER_STREAMS + 4;
}

uint32_t
ThreeGppMimoChannelModel::GetArrayRows(uint32_t antennas) const
{
    return ChooseArrayRows("ThreeGppMimoChannelModel", m_rows, antennas);
}

void
ThreeGppMimoChannelModel::CreateModels()
{
    NS_LOG_FUNCTION(this);
    const Scenario* scenario = nullptr;
    std::string known;
    for (const auto& candidate : SCENARIOS)
    {
        known += std::string(known.empty() ? "" : ", ") + candidate.name;
        if (m_scenario == candidate.name)
        {
            scenario = &candidate;
        }
    }
    NS_ABORT_MSG_IF(!scenario,
                    "ThreeGppMimoChannelModel: Scenario " << m_scenario << " is none of " << known);
    NS_ABORT_MSG_IF(GetFrequency() < 0.5e9 || GetFrequency() > 100e9,
                    "ThreeGppMimoChannelModel: Frequency " << GetFrequency()
                                                           << " must be in [0.5e9, 100e9] Hz");
    ObjectFactory factory;
    factory.SetTypeId(scenario->condition);
    m_condition = factory.Create<ChannelConditionModel>();
    factory = ObjectFactory();
    factory.SetTypeId(scenario->loss);
    factory.Set("Frequency", DoubleValue(GetFrequency()));
    factory.Set("ShadowingEnabled", BooleanValue(m_shadowing));
    factory.Set("ChannelConditionModel", PointerValue(m_condition));
    m_loss = factory.Create<ThreeGppPropagationLossModel>();
    m_clusters = CreateObject<ThreeGppChannelModel>();
    m_clusters->SetAttribute("Frequency", DoubleValue(GetFrequency()));
    m_clusters->SetAttribute("Scenario", StringValue(m_scenario));
    m_clusters->SetAttribute("ChannelConditionModel", PointerValue(m_condition));
    if (GetUpdatePeriod().IsStrictlyPositive())
    {
        // ns-3 draws anew when more than its period has passed; our updates come just at the end.
        m_clusters->SetAttribute("UpdatePeriod", TimeValue(GetUpdatePeriod() - NanoSeconds(1)));
    }
    if (m_stream >= 0)
    {
        const int64_t taken = m_clusters->AssignStreams(m_stream);
        NS_ABORT_MSG_IF(taken > CLUSTER_STREAMS,
                        "ThreeGppChannelModel takes " << taken << " streams");
        m_condition->AssignStreams(m_stream + CLUSTER_STREAMS);
        m_loss->AssignStreams(m_stream + CLUSTER_STREAMS + 2);
    }
    // From 3.48 on an array remembers which channels were made for it, so new models need new
    // arrays.
    m_bsArrays.clear();
    m_ueArrays.clear();
    for (const auto& bs : GetBsNodes())
    {
        Ptr<AntennaModel> element;
        if (m_isotropic)
        {
            element = CreateObject<IsotropicAntennaModel>();
        }
        else
        {
            element = CreateObject<ThreeGppAntennaModel>();
        }
        const uint32_t rows = GetArrayRows(bs.antennas);
        auto array = CreateObject<UniformPlanarArray>();
        array->SetAttribute("NumRows", UintegerValue(rows));
        array->SetAttribute("NumColumns", UintegerValue(bs.antennas / rows));
        array->SetAttribute("BearingAngle", DoubleValue(m_bearing));
        array->SetAttribute("DowntiltAngle", DoubleValue(m_downtilt));
        array->SetAttribute("AntennaElement", PointerValue(element));
        m_bsArrays.push_back(array);
    }
    for (const auto& ue : GetUeNodes())
    {
        auto array = CreateObject<UniformPlanarArray>();
        array->SetAttribute("NumRows", UintegerValue(1));
        array->SetAttribute("NumColumns", UintegerValue(ue.antennas));
        array->SetAttribute("AntennaElement", PointerValue(CreateObject<IsotropicAntennaModel>()));
        m_ueArrays.push_back(array);
    }
}

LinkPaths
ThreeGppMimoChannelModel::DrawPaths(uint32_t bs, uint32_t ue)
{
    if (!m_clusters)
    {
        CreateModels();
    }
    const auto bsMobility = GetBsNodes()[bs].mobility;
    const auto ueMobility = GetUeNodes()[ue].mobility;
    const auto bsNode = bsMobility->GetObject<ns3::Node>();
    const auto ueNode = ueMobility->GetObject<ns3::Node>();
    NS_ABORT_MSG_IF(!bsNode || !ueNode,
                    "ThreeGppMimoChannelModel: mobility models must be aggregated to nodes");
    const auto matrix =
        m_clusters->GetChannel(bsMobility, ueMobility, m_bsArrays[bs], m_ueArrays[ue]);
    const auto params = GetClusterParams(m_clusters, matrix, bsMobility, ueMobility);
    const bool reverse = IsReverse(matrix, m_bsArrays[bs], m_ueArrays[ue], bsNode, ueNode);
    const bool angleReverse = params->m_nodeIds.first != bsNode->GetId();
    using Model = MatrixBasedChannelModel;
    const auto& aoa = params->m_angle[angleReverse ? Model::AOD_INDEX : Model::AOA_INDEX];
    const auto& zoa = params->m_angle[angleReverse ? Model::ZOD_INDEX : Model::ZOA_INDEX];
    const auto& aod = params->m_angle[angleReverse ? Model::AOA_INDEX : Model::AOD_INDEX];
    const auto& zod = params->m_angle[angleReverse ? Model::ZOA_INDEX : Model::ZOD_INDEX];

    const uint32_t clusters = GetNClusters(*matrix);
    const uint32_t n = GetBsAntennas(bs);
    const uint32_t m = GetUeAntennas(ue);
    LinkPaths paths;
    paths.basisReal.resize(n * m, clusters);
    paths.basisImag.resize(n * m, clusters);
    paths.dopplerHz.resize(clusters);
    paths.delay.resize(clusters);
    paths.uplinkPhase.resize(clusters);
    for (uint32_t l = 0; l < clusters; ++l)
    {
        for (uint32_t rx = 0; rx < m; ++rx)
        {
            for (uint32_t tx = 0; tx < n; ++tx)
            {
                const Complex entry = reverse ? GetCoefficient(*matrix, tx, rx, l)
                                              : GetCoefficient(*matrix, rx, tx, l);
                paths.basisReal(rx * n + tx, l) = entry.real();
                paths.basisImag(rx * n + tx, l) = entry.imag();
            }
        }
        const double speed = Project(aoa[l], zoa[l], ueMobility->GetVelocity()) +
                             Project(aod[l], zod[l], bsMobility->GetVelocity());
        paths.dopplerHz[l] = speed * GetFrequency() / SPEED_OF_LIGHT;
        paths.delay[l] = params->m_delay[l];
        paths.uplinkPhase[l] =
            -2.0 * M_PI * (GetUplinkFrequency() - GetFrequency()) * params->m_delay[l];
    }
    return paths;
}

double
ThreeGppMimoChannelModel::GetAmplitude(uint32_t bs, uint32_t ue)
{
    const double gainDb =
        m_loss->CalcRxPower(0.0, GetBsNodes()[bs].mobility, GetUeNodes()[ue].mobility);
    return std::pow(10.0, 0.05 * gainDb);
}

void
ThreeGppMimoChannelModel::DoRenew()
{
    PathMimoChannelModel::DoRenew();
    if (m_clusters)
    {
        // ns-3's models keep channels, conditions and shadowing by node: new models forget them.
        // Their random streams start far behind those of the last ones.
        m_stream += m_stream >= 0 ? RENEWAL_STREAMS : 0;
        m_clusters = nullptr;
    }
}

} // namespace fddmimo
} // namespace ns3
