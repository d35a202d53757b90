/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_CALIBRATION_TRAINER_H
#define FDDMIMO_CALIBRATION_TRAINER_H

#include "calibration-sizes.h"

#include "ns3/precoder-trainer.h"

#include <memory>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Trains what goes from uplink pilots to beams: neural calibration, [CAL] section III, and the two
 * learned benchmarks of section IV. Pilots, noise, LS estimate, network and ZF layer are one graph;
 * the loss is minus the sum rate on the true downlink channels, eq. (9). CHANNEL_MAPPING has DFT
 * pilots and the squared error of its channels as loss, BLACK_BOX neither LS nor ZF.
 *
 * With MinUsers below the users of the scenario, each batch has another K, with pilots of its own
 * for each K, while the network is the same; the users of a batch, whose channels must not depend
 * on one another, are shared out anew.
 */
class CalibrationTrainer : public PrecoderTrainer
{
  public:
    /// What the shared network works on.
    enum Input
    {
        ANTENNAS, //!< channels, as in [CAL]
        BEAMS     //!< gains of beams, see MakeCalibrationInput()
    };

    /// Where the network is trained.
    enum Device
    {
        CPU, //!< on one processor
        CUDA //!< on a GPU, which LibTorch must have been built for
    };

    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    CalibrationTrainer();
    ~CalibrationTrainer() override;

  protected:
    void DoDispose() override;
    void DoStart(uint32_t seed) override;
    void DoInitialise(const std::vector<Batch>& training) override;
    bool NeedsUplink() const override;
    uint64_t GetPoolSize() const override;
    void DoAddToPool(const Batch& batch) override;
    std::vector<uint32_t> GetPhases() const override;
    std::string GetPhaseName(uint32_t phase) const override;
    void DoStartPhase(uint32_t phase) override;
    void DoStartEpoch(uint32_t seed, uint32_t epoch) override;
    double DoTrain(const Batch& batch, double learningRate) override;
    double DoValidate(const Batch& batch) override;
    void DoKeepBest() override;
    void DoSave(const std::string& fileName, const Counters& counters) override;
    Counters DoLoad(const std::string& fileName) override;
    void DoExport(const std::string& fileName,
                  bool half,
                  const std::vector<Batch>& training) override;

  private:
    struct Private;

    /**
     * \return what the networks look like; throws std::runtime_error if options contradict each
     * other
     */
    CalibrationSizes MakeSizes() const;

    CalibrationScheme m_scheme;         //!< what is trained
    Input m_input;                      //!< what the shared network works on
    uint32_t m_oversampling;            //!< beams for each antenna
    std::string m_widths;               //!< hidden layers
    bool m_outputBatchNorm;             //!< batch normalisation after the last layer too
    double m_loading;                   //!< loading of the ZF layer
    uint32_t m_minUsers;                //!< smallest K, 0: that of the scenario
    uint32_t m_validationUsers;         //!< K of the validation, 0: that of the scenario
    uint32_t m_pilotLength;             //!< L, 0: K
    bool m_trainPilots;                 //!< pilots are trained
    double m_pilotOffsetDb;             //!< power of uplink pilots over the downlink's in dB
    double m_pilotOffsetSpreadDb;       //!< width of the interval of that power in dB
    uint64_t m_pool;                    //!< realisations drawn once, 0: none
    Device m_device;                    //!< device that trains
    uint32_t m_epochs;                  //!< epochs
    std::string m_initialWeights;       //!< archive to start from, or empty
    std::unique_ptr<Private> m_private; //!< network and optimiser
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_CALIBRATION_TRAINER_H */
