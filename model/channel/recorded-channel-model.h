/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_RECORDED_CHANNEL_MODEL_H
#define FDDMIMO_RECORDED_CHANNEL_MODEL_H

#include "ns3/mimo-channel-model.h"
#include "ns3/mimo-dataset.h"

#include <memory>
#include <string>

namespace ns3
{
namespace fddmimo
{

class MimoDatasetReader;

/**
 * \ingroup fdd-mimo
 * Replays the channels of a data set (see mimo-dataset.h): one base station, one subband.
 *
 * Each snapshot lasts one Interval. At time t after the first update, snapshot FirstSnapshot +
 * floor(t / Interval) holds; Renew() goes on to the next snapshot, whatever the time is. Positions
 * are not looked at. The file is read snapshot by snapshot.
 *
 * Aborts with a message that names the file if it is no data set, if the registered base station
 * and users are not as many, or have not as many antennas, as in the file, and if the file ends
 * while Wrap is false.
 */
class RecordedChannelModel : public MimoChannelModel
{
  public:
    /**
     * \return the type's registration
     */
    static TypeId GetTypeId();

    RecordedChannelModel();
    ~RecordedChannelModel() override;

    /**
     * Opens the file, if it is not open yet. Aborts if it cannot be read.
     *
     * \return sizes and attributes of the data set
     */
    const MimoDatasetInfo& GetInfo();

    /**
     * \return number of snapshots in the file; opens it as GetInfo() does
     */
    uint64_t GetNSnapshots();

    /**
     * \return index of the snapshot that holds since the last Update()
     */
    uint64_t GetSnapshot() const;

    /**
     * \return noise variance at each user in W, as recorded with the current snapshot
     */
    RVector GetNoiseVariance() const;

    int64_t AssignStreams(int64_t stream) override;

  protected:
    void DoUpdate(Time now, std::vector<std::vector<CRowMatrix>>& downlink) override;
    CMatrix DoGetUplink(uint32_t bs, uint32_t ue, uint32_t subband) const override;
    void DoRenew() override;
    void DoDispose() override;

  private:
    /**
     * Opens the file, if it is not open yet, and aborts if it cannot be read.
     */
    void Open();

    /**
     * Aborts if base stations, users or antennas differ from those of the file.
     */
    void CheckSizes() const;

    std::string m_fileName;                      //!< path of the data set
    Time m_interval;                             //!< how long a snapshot lasts
    uint64_t m_firstSnapshot;                    //!< snapshot of the first update
    bool m_wrap;                                 //!< start over at the end of the file
    std::unique_ptr<MimoDatasetReader> m_reader; //!< the open file
    bool m_started{false};                       //!< the origin of time is known
    Time m_origin;                               //!< when snapshot m_originSnapshot began
    uint64_t m_originSnapshot{0};                //!< snapshot at the origin, before wrapping
    uint64_t m_current{0};                       //!< current snapshot, before wrapping
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_RECORDED_CHANNEL_MODEL_H */
