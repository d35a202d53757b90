/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_TRANSFORMER_TRAINER_H
#define FDDMIMO_TRANSFORMER_TRAINER_H

#include "token-sizes.h"

#include "ns3/precoder-trainer.h"

#include <memory>

namespace ns3
{
namespace fddmimo
{

class TransformerLearner;

/**
 * \ingroup fdd-mimo
 * Trains a Transformer without labels, the one over users (SpanSizes) or that of [TRF] over users
 * and antennas (TokenSizes), or a network to compare with (BaselineSizes): the loss is minus the
 * weighted sum rate over that of the linear MMSE precoder, mean of the batch, at the end of the
 * window and, with weights that halve from layer to layer, at the layers before (at the steps
 * before, with an LSTM).
 *
 * - Sliding window: phase p trains layers p + 1 to p + W. Those before are run without gradients,
 *   those behind are not run, so that memory and time grow with the window, not the depth.
 * - Curriculum over the load K / N, in the first phase: 0.25-0.6, 0.5-0.9, 0.8-1, 1-1.25, 1.2-1.6,
 * as the epochs go by. With probability Replay a problem is of any stage so far. Later phases draw
 *   from all stages.
 * - Sizes: the users of a batch are a random number from MinUsers to --users, the antennas of a
 *   problem are as many as its load asks for, MinAntennas to --antennas. Both are a random choice
 * of the rows and the first columns of a realisation of the channels, which serves Reuse problems.
 * - SNR: uniform in dB for each problem; its users differ by a spread that is uniform from 0 to
 *   --snr-spread. A share of the problems has random rate weights.
 * - With GaussianProblems > 0 the channels are not those of the training but i.i.d. Gaussian ones,
 *   drawn by LibTorch where the network is: what feeds a GPU. Sizes, SNRs and errors are as above.
 * - With CsiErrorVariance > 0 the network sees estimates with such errors, and its beams count by
 *   their rates on the true channels. With Beamspace a perceptron shrinks the estimates in their
 *   beamspace first; it learns from the error that is left.
 */
class TransformerTrainer : public PrecoderTrainer
{
  public:
    /// Which network.
    enum Variant
    {
        SPAN,         //!< SpanSizes
        TOKENS,       //!< TokenSizes
        FNN,          //!< BaselineSizes::FNN
        RESIDUAL_FNN, //!< BaselineSizes::RESIDUAL_FNN
        LSTM          //!< BaselineSizes::LSTM
    };

    /// Where it trains.
    enum Device
    {
        CPU, //!< on one thread
        CUDA //!< on a GPU; not with SPAN, whose layers are too small to pay
    };

    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    TransformerTrainer();
    ~TransformerTrainer() override;

  protected:
    void DoDispose() override;
    void DoStart(uint32_t seed) override;
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
    /**
     * \return W
     */
    uint32_t GetWindow() const;

    /**
     * \return the network of the variant; throws std::runtime_error if the attributes contradict
     * each other
     */
    std::unique_ptr<TransformerLearner> MakeLearner() const;

    struct Private;
    std::unique_ptr<Private> m_private; //!< network and optimiser

    Variant m_variant;       //!< which network
    bool m_lift;             //!< SAO-Lift
    bool m_condition;        //!< tokens are told their type and the SNR
    uint32_t m_ascentSteps;  //!< Q_t
    double m_ascentStepSize; //!< step size at 15 dB
    uint32_t m_layers;       //!< T
    uint32_t m_width;        //!< width of a token
    uint32_t m_heads;        //!< attention heads
    uint32_t m_hidden;       //!< hidden width of the perceptron
    uint32_t m_window;       //!< W
    uint32_t m_epochs;       //!< epochs of the first phase
    uint32_t m_windowEpochs; //!< epochs of each later phase
    bool m_curriculum;       //!< whether the load rises
    double m_replay;         //!< probability of an earlier stage
    uint32_t m_reuse;        //!< problems of one realisation
    uint32_t m_gaussian;     //!< problems of a batch of Gaussian channels; 0: channels are given
    Device m_device;         //!< where it trains
    TokenSizes::Directions m_directions; //!< search directions of the tokens
    uint32_t m_minUsers;                 //!< fewest users
    uint32_t m_minAntennas;              //!< fewest antennas
    double m_weightedShare;              //!< share of problems with rate weights
    double m_csiErrorVariance;           //!< variance of the errors of an entry of the channel
    bool m_beamspace;                    //!< whether channels are shrunk in their beamspace
    double m_discount;                   //!< weight of a layer's loss over that of the next
    std::string m_initial;               //!< weights to start from
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_TRANSFORMER_TRAINER_H */
