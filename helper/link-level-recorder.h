/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_LINK_LEVEL_RECORDER_H
#define FDDMIMO_LINK_LEVEL_RECORDER_H

#include "ns3/link-level-study.h"
#include "ns3/mimo-dataset-recorder.h"
#include "ns3/mimo-dataset-writer.h"

#include <memory>
#include <string>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * Keeps what a link-level study saw and did in data sets (see mimo-dataset.h): the channels as the
 * model gave them, for replay; and the channels as they were used, scaled, with everybody's beams,
 * for checking.
 */
class LinkLevelRecorder
{
  public:
    /**
     * \param source the channels of the study
     * \param channelsFile data set for the channels of the model, behind its analog stage if it has
     * one; empty for none
     * \param beamsFile data set for beams and the channels that they were used on; empty for none.
     * A group of beams has the name of the precoder, followed by "+" and that of the codec unless
     * all pairs have the same codec; /noise_variance is that of the first SNR.
     */
    LinkLevelRecorder(const ChannelSource& source,
                      const std::string& channelsFile,
                      const std::string& beamsFile);

    /**
     * Records the present channels.
     *
     * \param study the study, before it runs on them
     */
    void RecordChannels(const LinkLevelStudy& study);

    /**
     * \return what receives the beams of a study; empty if nobody wants them
     */
    LinkLevelStudy::BeamsSink GetSink();

    /**
     * Completes the files; without a realisation there are none.
     */
    void Close();

  private:
    const ChannelSource& m_source;              //!< the channels
    Ptr<MimoDatasetRecorder> m_channels;        //!< channels of the model, or null
    std::unique_ptr<MimoDatasetWriter> m_beams; //!< beams, or null
    bool m_severalCodecs{false};                //!< names of groups need the codec
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_LINK_LEVEL_RECORDER_H */
