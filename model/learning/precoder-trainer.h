/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_PRECODER_TRAINER_H
#define FDDMIMO_PRECODER_TRAINER_H

#include "training-channels.h"
#include "training-settings.h"

#include "ns3/object.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Base of the trainers of the learned precoders: epochs of batches, the learning rate's schedule,
 * validation on channels that are never trained on, checkpoints, early stop.
 *
 * A method derives from this class, registers a TypeId, and says how it trains on a batch. The
 * result of a training depends on attributes, scenario and channels only: a run that was stopped
 * and resumed ends with the same weights as one that was not (on one thread).
 */
class PrecoderTrainer : public Object
{
  public:
    /// What is trained for.
    struct Scenario
    {
        uint32_t antennas{64};   //!< N
        uint32_t users{16};      //!< K
        uint32_t rxAntennas{1};  //!< M
        double minSnrDb{5.0};    //!< SNR of a realisation: uniform in dB from here
        double maxSnrDb{20.0};   //!< to here
        double snrSpreadDb{0.0}; //!< a user's SNR: that plus uniform in +- half of this
        std::map<std::string, std::string> description; //!< kept in the weight archive
    };

    /// How far the training is.
    struct Status
    {
        uint32_t epoch{0};        //!< epochs done
        uint32_t epochs{0};       //!< epochs in all
        std::string phase;        //!< what was trained in the last epoch
        double learningRate{0.0}; //!< at the end of the last epoch
        double loss{0.0};         //!< mean loss of the last epoch
        double validation{0.0};   //!< figure of the last epoch on the validation channels
        double best{0.0};         //!< best figure of this phase
        bool improved{false};     //!< the last epoch was the best of its phase
        bool finished{false};     //!< there is nothing left to do
    };

    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    PrecoderTrainer();
    ~PrecoderTrainer() override;

    /**
     * Starts a training, or goes on with one.
     *
     * \param scenario what to train for
     * \param training channels to train on
     * \param validation other channels
     * \param checkpoint path of the checkpoint; what the training was asked for lies beside it, in
     * a file of the same name with .settings behind it
     * \param resume go on from the checkpoint; throws std::runtime_error if it is missing, damaged
     * or from a training with other settings, and names the first of them that differs
     */
    void Start(const Scenario& scenario,
               std::shared_ptr<TrainingChannels> training,
               std::shared_ptr<TrainingChannels> validation,
               const std::string& checkpoint,
               bool resume);

    /**
     * Trains for one epoch, validates, and writes the checkpoint. An epoch that is stopped in
     * between leaves the checkpoint as it was. The first one fills the pool of a method that has
     * one.
     *
     * \param goOn called after each batch (and, with 0, after each part of the pool) with the part
     * of the epoch that is done and the loss so far; returns false to stop \return the status
     */
    const Status& RunEpoch(const std::function<bool(double, double)>& goOn);

    /**
     * \return the status
     */
    const Status& GetStatus() const;

    /**
     * \return for each phase that has had an epoch its name and its best figure of merit
     */
    std::vector<std::pair<std::string, double>> GetBests() const;

    /**
     * \return samples of an epoch
     */
    uint64_t GetSamplesPerEpoch() const;

    /// A figure of a validation.
    struct Figure
    {
        std::string group; //!< what it is of
        std::string name;  //!< what it is, with its unit
        double value{0.0}; //!< value
    };

    /**
     * \return what the last validation found beside the figure of merit, the same figures in the
     * same order each time; empty by default
     */
    virtual std::vector<Figure> GetFigures() const;

    /**
     * Writes the weights of the best epoch. Throws WeightArchiveError if it cannot.
     *
     * \param fileName path
     * \param half true for half precision
     */
    void Export(const std::string& fileName, bool half);

  protected:
    /// A batch of realisations: downlink channels, (K M) x N; where NeedsUplink(), with the uplink
    /// channels, transposed, in K M rows below them.
    using Batch = std::vector<CRowMatrix>;

    /// State of the loop that belongs into a checkpoint.
    using Counters = std::map<std::string, double>;

    /**
     * \return what is trained for
     */
    const Scenario& GetScenario() const;

    /**
     * \return learning rate at the start of a phase
     */
    double GetLearningRate() const;

    /**
     * \return true if the method trains on uplink channels too; false by default
     */
    virtual bool NeedsUplink() const;

    /**
     * \return realisations of a batch
     */
    uint32_t GetBatchSize() const;

    /**
     * \return realisations that are drawn before the first epoch and handed to DoAddToPool(), which
     * the method then trains on; 0 (the default): each batch is drawn anew
     */
    virtual uint64_t GetPoolSize() const;

    /**
     * Keeps realisations to train on. Only called where GetPoolSize() is not 0.
     *
     * \param batch channels
     */
    virtual void DoAddToPool(const Batch& batch);

    /**
     * \return what belongs into an archive beside the weights: scenario, attributes of the trainer
     * ("trainer.<name>"), and the best validation of each phase so far ("best.<phase>")
     */
    std::map<std::string, std::string> GetRecord() const;

    /**
     * Makes the networks, with weights that depend on the seed only.
     *
     * \param seed seed of all that is random
     */
    virtual void DoStart(uint32_t seed) = 0;

    /**
     * Sets first weights from channels of the training, after DoStart(). Does nothing by default.
     *
     * \param training batches of the training
     */
    virtual void DoInitialise(const std::vector<Batch>& training);

    /**
     * \return epochs of each phase, at least one phase
     */
    virtual std::vector<uint32_t> GetPhases() const = 0;

    /**
     * \param phase number of a phase
     * \return its name
     */
    virtual std::string GetPhaseName(uint32_t phase) const = 0;

    /**
     * Goes on to a phase with the best weights of the last one.
     *
     * \param phase number of the phase
     */
    virtual void DoStartPhase(uint32_t phase) = 0;

    /**
     * Starts an epoch. What is random in it may depend on the seed only.
     *
     * \param seed seed of the epoch
     * \param epoch epoch of the phase, from 0
     */
    virtual void DoStartEpoch(uint32_t seed, uint32_t epoch) = 0;

    /**
     * \param batch channels; none where the method has a pool of its own
     * \param learningRate learning rate
     * \return loss
     */
    virtual double DoTrain(const Batch& batch, double learningRate) = 0;

    /**
     * \param batch channels of the validation
     * \return figure of merit, mean over the batch; more is better
     */
    virtual double DoValidate(const Batch& batch) = 0;

    /**
     * Remembers the present weights as the best.
     */
    virtual void DoKeepBest() = 0;

    /**
     * \param fileName file to write networks, best weights and optimisers to
     * \param counters to be stored with them
     */
    virtual void DoSave(const std::string& fileName, const Counters& counters) = 0;

    /**
     * Undoes DoSave. Throws std::exception if the file does not fit.
     *
     * \param fileName file to read
     * \return the counters
     */
    virtual Counters DoLoad(const std::string& fileName) = 0;

    /**
     * Writes the best weights.
     *
     * \param fileName path
     * \param half true for half precision
     * \param training channels to gather statistics from
     */
    virtual void DoExport(const std::string& fileName,
                          bool half,
                          const std::vector<Batch>& training) = 0;

  private:
    /**
     * \param channels where to draw from
     * \return a batch
     */
    Batch Draw(TrainingChannels& channels) const;

    /**
     * \return attributes of this object, by name
     */
    std::map<std::string, std::string> GetAttributeTexts() const;

    /**
     * Draws what is missing in the pool, from streams that no epoch uses.
     *
     * \param goOn called after each batch; returns false to stop
     * \return false if it was stopped
     */
    bool FillPool(const std::function<bool(double, double)>& goOn);

    /**
     * \return about 20,000 users' channels of the training, from streams that no epoch uses
     */
    std::vector<Batch> DrawSome() const;

    /**
     * \return figure of merit on the validation channels
     */
    double Validate();

    /**
     * \param phase number of the phase
     */
    void EnterPhase(uint32_t phase);

    /**
     * \return what the training is asked for
     */
    TrainingSettings GetSettings() const;

    /**
     * \return a number that differs where the settings of a training differ
     */
    double ComputeFingerprint() const;

    uint32_t m_batches;           //!< batches of an epoch
    uint32_t m_batchSize;         //!< realisations of a batch
    double m_learningRate;        //!< at the start of a phase
    uint32_t m_validationBatches; //!< batches of a validation
    uint32_t m_patience;          //!< epochs without improvement before a phase ends, 0: never
    uint32_t m_seed;              //!< seed

    Scenario m_scenario;                            //!< what is trained for
    std::shared_ptr<TrainingChannels> m_training;   //!< channels to train on
    std::shared_ptr<TrainingChannels> m_validation; //!< other channels
    std::string m_checkpoint;                       //!< path of the checkpoint
    std::vector<double> m_bests;                    //!< best validation of each phase begun
    Status m_status;                                //!< how far it is
    uint32_t m_phase{0};                            //!< present phase
    uint32_t m_phaseEpoch{0};                       //!< epochs done in it
    uint32_t m_stale{0};                            //!< epochs since its best
    uint64_t m_pooled{0};                           //!< realisations in the pool
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_PRECODER_TRAINER_H */
