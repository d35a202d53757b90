/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "precoder-trainer.h"

#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/option-name.h"
#include "ns3/uinteger.h"

#include <boost/crc.hpp>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <limits>
#include <numeric>
#include <sstream>
#include <stdexcept>

namespace ns3
{
namespace fddmimo
{

NS_LOG_COMPONENT_DEFINE("FddMimoPrecoderTrainer");

NS_OBJECT_ENSURE_REGISTERED(PrecoderTrainer);

namespace
{

constexpr double NO_BEST = -std::numeric_limits<double>::infinity(); //!< before a first epoch

} // namespace

TypeId
PrecoderTrainer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::fddmimo::PrecoderTrainer")
            .SetParent<Object>()
            .SetGroupName("FddMimo")
            .AddAttribute("Batches",
                          "batches of an epoch",
                          UintegerValue(100),
                          MakeUintegerAccessor(&PrecoderTrainer::m_batches),
                          MakeUintegerChecker<uint32_t>(1, 1000000))
            .AddAttribute("BatchSize",
                          "realisations of a batch",
                          UintegerValue(128),
                          MakeUintegerAccessor(&PrecoderTrainer::m_batchSize),
                          MakeUintegerChecker<uint32_t>(2, 65536))
            .AddAttribute("LearningRate",
                          "learning rate at the start of a phase; it falls to 0 along a cosine",
                          DoubleValue(1e-3),
                          MakeDoubleAccessor(&PrecoderTrainer::m_learningRate),
                          MakeDoubleChecker<double>(1e-9, 1.0))
            .AddAttribute("ValidationBatches",
                          "batches of a validation",
                          UintegerValue(4),
                          MakeUintegerAccessor(&PrecoderTrainer::m_validationBatches),
                          MakeUintegerChecker<uint32_t>(1, 10000))
            .AddAttribute("Patience",
                          "epochs without improvement after which a phase ends; 0: never",
                          UintegerValue(0),
                          MakeUintegerAccessor(&PrecoderTrainer::m_patience),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("Seed",
                          "seed of initial weights and of the noise of the training",
                          UintegerValue(1),
                          MakeUintegerAccessor(&PrecoderTrainer::m_seed),
                          MakeUintegerChecker<uint32_t>());
    return tid;
}

PrecoderTrainer::PrecoderTrainer()
{
    NS_LOG_FUNCTION(this);
}

PrecoderTrainer::~PrecoderTrainer()
{
    NS_LOG_FUNCTION(this);
}

std::map<std::string, std::string>
PrecoderTrainer::GetAttributeTexts() const
{
    std::map<std::string, std::string> texts;
    for (TypeId type = GetInstanceTypeId(); type != Object::GetTypeId(); type = type.GetParent())
    {
        for (std::size_t i = 0; i < type.GetAttributeN(); ++i)
        {
            const TypeId::AttributeInformation info = type.GetAttribute(i);
            const Ptr<AttributeValue> value = info.checker->Create();
            GetAttribute(info.name, *value);
            texts[info.name] = value->SerializeToString(info.checker);
        }
    }
    return texts;
}

double
PrecoderTrainer::ComputeFingerprint() const
{
    std::ostringstream text;
    text << GetInstanceTypeId().GetName() << ' ' << m_scenario.antennas << ' ' << m_scenario.users
         << ' ' << m_scenario.rxAntennas << ' ' << m_scenario.minSnrDb << ' ' << m_scenario.maxSnrDb
         << ' ' << m_scenario.snrSpreadDb;
    for (const auto& [name, value] : m_scenario.description)
    {
        text << ' ' << name << '=' << value;
    }
    for (const auto& [name, value] : GetAttributeTexts())
    {
        text << ' ' << name << '=' << value;
    }
    boost::crc_32_type crc;
    crc.process_bytes(text.str().data(), text.str().size());
    return crc.checksum();
}

std::map<std::string, std::string>
PrecoderTrainer::GetRecord() const
{
    std::map<std::string, std::string> record = m_scenario.description;
    for (const auto& [name, value] : GetAttributeTexts())
    {
        // The name of an archive tells what it was; where it lay does not matter.
        record["trainer." + name] =
            name == "InitialWeights" ? std::filesystem::path(value).filename().string() : value;
    }
    for (const auto& [phase, best] : GetBests())
    {
        std::ostringstream text;
        text << best;
        record["best." + phase] = text.str();
    }
    return record;
}

std::vector<std::pair<std::string, double>>
PrecoderTrainer::GetBests() const
{
    std::vector<std::pair<std::string, double>> bests;
    for (std::size_t phase = 0; phase < m_bests.size(); ++phase)
    {
        if (m_bests[phase] > NO_BEST)
        {
            bests.emplace_back(GetPhaseName(phase), m_bests[phase]);
        }
    }
    return bests;
}

TrainingSettings
PrecoderTrainer::GetSettings() const
{
    std::ostringstream range;
    range << m_scenario.minSnrDb << ',' << m_scenario.maxSnrDb;
    std::ostringstream spread;
    spread << m_scenario.snrSpreadDb;
    TrainingSettings settings{{"method", GetInstanceTypeId().GetName()},
                              {"antennas", std::to_string(m_scenario.antennas)},
                              {"users", std::to_string(m_scenario.users)},
                              {"rx-antennas", std::to_string(m_scenario.rxAntennas)},
                              {"snr-range", range.str()},
                              {"snr-spread", spread.str()}};
    for (const auto& [name, value] : m_scenario.description)
    {
        settings.emplace_back(name, value);
    }
    for (const auto& [name, value] : GetAttributeTexts())
    {
        settings.emplace_back(ToOptionName(name), value);
    }
    return settings;
}

void
PrecoderTrainer::Start(const Scenario& scenario,
                       std::shared_ptr<TrainingChannels> training,
                       std::shared_ptr<TrainingChannels> validation,
                       const std::string& checkpoint,
                       bool resume)
{
    NS_LOG_FUNCTION(this << checkpoint << resume);
    m_scenario = scenario;
    m_training = std::move(training);
    m_validation = std::move(validation);
    m_checkpoint = checkpoint;
    if (resume)
    {
        CheckResumption(checkpoint, GetSettings());
    }
    DoStart(m_seed);
    const std::vector<uint32_t> phases = GetPhases();
    m_status = Status();
    m_status.epochs = std::accumulate(phases.begin(), phases.end(), 0U);
    if (!resume)
    {
        DoInitialise(DrawSome());
    }
    EnterPhase(0);
    if (!resume)
    {
        return;
    }
    Counters counters;
    try
    {
        counters = DoLoad(checkpoint);
    }
    catch (const std::exception&)
    {
        throw std::runtime_error("checkpoint " + checkpoint +
                                 " is damaged or of another kind of training");
    }
    if (counters["fingerprint"] != ComputeFingerprint())
    {
        throw std::runtime_error("checkpoint " + checkpoint +
                                 " is from a training with other settings");
    }
    m_phase = static_cast<uint32_t>(counters["phase"]);
    m_phaseEpoch = static_cast<uint32_t>(counters["phase_epoch"]);
    m_stale = static_cast<uint32_t>(counters["stale"]);
    m_bests.clear();
    for (uint32_t phase = 0; phase <= m_phase; ++phase)
    {
        m_bests.push_back(counters["best" + std::to_string(phase)]);
    }
    m_status.epoch = static_cast<uint32_t>(counters["epoch"]);
    m_status.best = counters["best"];
    m_status.finished = counters["finished"] != 0.0;
    m_status.phase = GetPhaseName(m_phase);
}

void
PrecoderTrainer::EnterPhase(uint32_t phase)
{
    m_phase = phase;
    m_phaseEpoch = 0;
    m_stale = 0;
    m_status.best = NO_BEST;
    m_bests.resize(phase);
    m_bests.push_back(m_status.best);
    m_status.phase = GetPhaseName(phase);
    DoStartPhase(phase);
}

PrecoderTrainer::Batch
PrecoderTrainer::Draw(TrainingChannels& channels) const
{
    Batch batch;
    batch.reserve(m_batchSize);
    for (uint32_t i = 0; i < m_batchSize; ++i)
    {
        const CRowMatrix& downlink = channels.Next();
        if (!NeedsUplink())
        {
            batch.push_back(downlink);
            continue;
        }
        const CRowMatrix& uplink = channels.GetUplink();
        if (uplink.rows() != downlink.rows() || uplink.cols() != downlink.cols())
        {
            throw std::runtime_error(GetInstanceTypeId().GetName() +
                                     " trains on uplink channels, which this data set does not "
                                     "hold");
        }
        CRowMatrix both(2 * downlink.rows(), downlink.cols());
        both << downlink, uplink;
        batch.push_back(std::move(both));
    }
    return batch;
}

bool
PrecoderTrainer::NeedsUplink() const
{
    return false;
}

uint32_t
PrecoderTrainer::GetBatchSize() const
{
    return m_batchSize;
}

uint64_t
PrecoderTrainer::GetPoolSize() const
{
    return 0;
}

void
PrecoderTrainer::DoAddToPool(const Batch& batch)
{
    NS_LOG_FUNCTION(this << batch.size());
}

bool
PrecoderTrainer::FillPool(const std::function<bool(double, double)>& goOn)
{
    if (m_pooled == 0 && GetPoolSize() > 0)
    {
        m_training->StartEpoch(m_status.epochs + 1);
    }
    while (m_pooled < GetPoolSize())
    {
        DoAddToPool(Draw(*m_training));
        m_pooled += m_batchSize;
        if (!goOn(0.0, 0.0))
        {
            return false;
        }
    }
    return true;
}

double
PrecoderTrainer::Validate()
{
    m_validation->StartEpoch(0);
    DoStartEpoch(m_seed + 1000003, m_phaseEpoch); // the same noise each time
    double sum = 0.0;
    for (uint32_t i = 0; i < m_validationBatches; ++i)
    {
        sum += DoValidate(Draw(*m_validation));
    }
    return sum / m_validationBatches;
}

const PrecoderTrainer::Status&
PrecoderTrainer::RunEpoch(const std::function<bool(double, double)>& goOn)
{
    NS_LOG_FUNCTION(this);
    if (m_status.finished)
    {
        return m_status;
    }
    if (!FillPool(goOn))
    {
        return m_status;
    }
    const std::vector<uint32_t> phases = GetPhases();
    const bool draws = GetPoolSize() == 0;
    if (draws)
    {
        m_training->StartEpoch(m_status.epoch);
    }
    DoStartEpoch(m_seed + 7919 * (m_status.epoch + 1), m_phaseEpoch);
    double sum = 0.0;
    for (uint32_t i = 0; i < m_batches; ++i)
    {
        const double progress =
            (m_phaseEpoch + (i + 0.5) / m_batches) / std::max(1U, phases[m_phase]);
        m_status.learningRate = 0.5 * m_learningRate * (1.0 + std::cos(M_PI * progress));
        sum += DoTrain(draws ? Draw(*m_training) : Batch(), m_status.learningRate);
        if (!goOn((i + 1.0) / m_batches, sum / (i + 1)))
        {
            return m_status;
        }
    }
    m_status.loss = sum / m_batches;
    m_status.phase = GetPhaseName(m_phase);
    m_status.validation = Validate();
    m_status.improved = m_status.validation > m_status.best;
    ++m_status.epoch;
    ++m_phaseEpoch;
    ++m_stale;
    if (m_status.improved)
    {
        m_status.best = m_status.validation;
        m_bests[m_phase] = m_status.best;
        m_stale = 0;
        DoKeepBest();
    }
    const Status status = m_status;
    if (m_phaseEpoch >= phases[m_phase] || (m_patience > 0 && m_stale >= m_patience))
    {
        if (m_phase + 1 < phases.size())
        {
            m_status.epoch += phases[m_phase] - m_phaseEpoch;
            EnterPhase(m_phase + 1);
        }
        else
        {
            m_status.finished = true;
        }
    }
    Counters counters;
    counters["fingerprint"] = ComputeFingerprint();
    counters["phase"] = m_phase;
    counters["phase_epoch"] = m_phaseEpoch;
    counters["stale"] = m_stale;
    counters["epoch"] = m_status.epoch;
    counters["best"] = m_status.best;
    for (std::size_t i = 0; i < m_bests.size(); ++i)
    {
        counters["best" + std::to_string(i)] = m_bests[i];
    }
    counters["finished"] = m_status.finished;
    WriteTrainingSettings(m_checkpoint, GetSettings());
    const std::string temporary = m_checkpoint + ".tmp";
    DoSave(temporary, counters);
    if (std::rename(temporary.c_str(), m_checkpoint.c_str()) != 0)
    {
        throw std::runtime_error("checkpoint " + m_checkpoint + " cannot be written");
    }
    // What the epoch was, though the next one may belong to another phase.
    m_status.loss = status.loss;
    m_status.validation = status.validation;
    m_status.improved = status.improved;
    return m_status;
}

const PrecoderTrainer::Status&
PrecoderTrainer::GetStatus() const
{
    return m_status;
}

uint64_t
PrecoderTrainer::GetSamplesPerEpoch() const
{
    return uint64_t{m_batches} * m_batchSize;
}

void
PrecoderTrainer::Export(const std::string& fileName, bool half)
{
    NS_LOG_FUNCTION(this << fileName << half);
    DoExport(fileName, half, DrawSome());
}

std::vector<PrecoderTrainer::Batch>
PrecoderTrainer::DrawSome() const
{
    m_training->StartEpoch(m_status.epochs);
    std::vector<Batch> batches;
    for (uint64_t count = 0; count * m_scenario.users < 20000; count += m_batchSize)
    {
        batches.push_back(Draw(*m_training));
    }
    return batches;
}

std::vector<PrecoderTrainer::Figure>
PrecoderTrainer::GetFigures() const
{
    return {};
}

void
PrecoderTrainer::DoInitialise(const std::vector<Batch>& training)
{
    NS_LOG_FUNCTION(this << training.size());
}

const PrecoderTrainer::Scenario&
PrecoderTrainer::GetScenario() const
{
    return m_scenario;
}

double
PrecoderTrainer::GetLearningRate() const
{
    return m_learningRate;
}

} // namespace fddmimo
} // namespace ns3
