/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_MIMO_DATASET_RECORDER_H
#define FDDMIMO_MIMO_DATASET_RECORDER_H

#include "ns3/event-id.h"
#include "ns3/mimo-channel-model.h"
#include "ns3/mimo-dataset.h"

#include <memory>
#include <string>

namespace ns3
{
namespace fddmimo
{

class MimoDatasetWriter;

/**
 * \ingroup fdd-mimo
 * Records the channels of any MimoChannelModel into a data set: those from one base station to all
 * users, in one subband. RecordedChannelModel replays them.
 *
 * In a simulation, Start() records every Interval, and the end of the simulation (Dispose(), or
 * Close() before) completes the file. Outside, Record() takes one snapshot.
 *
 * Aborts with a message that names the file if it cannot be written, and if the users differ in
 * their number of antennas, which the layout of a data set cannot hold.
 */
class MimoDatasetRecorder : public Object
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    MimoDatasetRecorder();
    ~MimoDatasetRecorder() override;

    /**
     * \param channel the model to record; all its nodes are registered before the first snapshot
     */
    void SetChannel(Ptr<MimoChannelModel> channel);

    /**
     * Records a snapshot every Interval until Close() or the end of the simulation. Moves the
     * channel model to each instant.
     *
     * \param delay time from now to the first snapshot
     */
    void Start(Time delay);

    /**
     * Records the channels as they are since the last Update() of the model.
     */
    void Record();

    /**
     * Completes the file and gives it its name; without a snapshot there is no file.
     */
    void Close();

    /**
     * \return number of snapshots so far
     */
    uint64_t GetNSnapshots() const;

  protected:
    void DoDispose() override;

  private:
    /**
     * Moves the model to the present, records, and comes back after an Interval.
     */
    void RecordPeriodically();

    /**
     * \return what all snapshots have in common
     */
    MimoDatasetInfo MakeInfo() const;

    std::string m_fileName;                      //!< path of the data set
    std::string m_source;                        //!< text of its attribute source
    std::string m_arrayGeometry;                 //!< text of its attribute array_geometry
    Time m_interval;                             //!< distance of snapshots
    double m_noiseVariance;                      //!< noise variance at each user in W
    uint32_t m_bs;                               //!< base station
    uint32_t m_subband;                          //!< subband
    bool m_uplink;                               //!< record uplink channels too
    Ptr<MimoChannelModel> m_channel;             //!< the model
    std::unique_ptr<MimoDatasetWriter> m_writer; //!< the file
    EventId m_event;                             //!< next snapshot
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_MIMO_DATASET_RECORDER_H */
