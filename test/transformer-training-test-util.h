/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_TRANSFORMER_TRAINING_TEST_UTIL_H
#define FDDMIMO_TRANSFORMER_TRAINING_TEST_UTIL_H

#include "transformer-test-util.h"

#include "ns3/double.h"
#include "ns3/transformer-trainer.h"
#include "ns3/uinteger.h"

#include <memory>
#include <string>

namespace ns3
{
namespace fddmimo
{
namespace test
{

/// i.i.d. Gaussian channels, another realisation each epoch.
class GaussianTrainingChannels : public TrainingChannels
{
  public:
    /**
     * \param seed seed of the first epoch
     * \param users K
     * \param antennas N
     */
    GaussianTrainingChannels(uint32_t seed, uint32_t users, uint32_t antennas)
        : m_seed(seed),
          m_users(users),
          m_antennas(antennas)
    {
    }

    void StartEpoch(uint32_t epoch) override
    {
        m_draw = std::make_unique<ReferenceChannels>(m_seed + 2 * epoch);
    }

    const CRowMatrix& Next() override
    {
        m_channels = m_draw->DrawGaussian(m_users, m_antennas);
        return m_channels;
    }

  private:
    uint32_t m_seed;                           //!< seed of the first epoch
    uint32_t m_users;                          //!< K
    uint32_t m_antennas;                       //!< N
    std::unique_ptr<ReferenceChannels> m_draw; //!< channels of this epoch
    CRowMatrix m_channels;                     //!< the last realisation
};

/**
 * \param epochs epochs of the first window
 * \param window W
 * \param errorVariance variance of estimation errors
 * \return a trainer of a small network
 */
inline Ptr<TransformerTrainer>
MakeTrainer(uint32_t epochs, uint32_t window, double errorVariance = 0.0)
{
    auto trainer = CreateObject<TransformerTrainer>();
    trainer->SetAttribute("Layers", UintegerValue(2));
    trainer->SetAttribute("Width", UintegerValue(16));
    trainer->SetAttribute("Heads", UintegerValue(2));
    trainer->SetAttribute("Hidden", UintegerValue(32));
    trainer->SetAttribute("Window", UintegerValue(window));
    trainer->SetAttribute("Epochs", UintegerValue(epochs));
    trainer->SetAttribute("Batches", UintegerValue(20));
    trainer->SetAttribute("BatchSize", UintegerValue(32));
    trainer->SetAttribute("ValidationBatches", UintegerValue(4));
    trainer->SetAttribute("LearningRate", DoubleValue(3e-3));
    trainer->SetAttribute("CsiErrorVariance", DoubleValue(errorVariance));
    return trainer;
}

/**
 * \param trainer the trainer
 * \param checkpoint path of its checkpoint
 * \param resume go on from there
 */
inline void
Start(Ptr<TransformerTrainer> trainer, const std::string& checkpoint, bool resume)
{
    PrecoderTrainer::Scenario scenario;
    scenario.antennas = 10;
    scenario.users = 8;
    scenario.minSnrDb = 0.0;
    scenario.maxSnrDb = 20.0;
    scenario.snrSpreadDb = 10.0;
    trainer->Start(scenario,
                   std::make_shared<GaussianTrainingChannels>(1000, 8, 10),
                   std::make_shared<GaussianTrainingChannels>(1, 8, 10),
                   checkpoint,
                   resume);
}

/**
 * \param trainer the trainer
 * \param epochs how many at most
 */
inline void
RunEpochs(Ptr<TransformerTrainer> trainer, uint32_t epochs)
{
    for (uint32_t i = 0; i < epochs && !trainer->GetStatus().finished; ++i)
    {
        trainer->RunEpoch([](double, double) { return true; });
    }
}

} // namespace test
} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_TRANSFORMER_TRAINING_TEST_UTIL_H */
