/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "progress.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <unistd.h>

namespace ns3
{
namespace fddmimo
{

Progress::Progress(const std::string& label, double total)
    : m_label(label),
      m_total(total),
      m_terminal(isatty(STDERR_FILENO)),
      m_start(Clock::now())
{
}

Progress::~Progress()
{
    if (m_drawn)
    {
        std::cerr << "\r\033[K" << std::flush;
    }
}

void
Progress::Update(double done)
{
    if (!m_terminal)
    {
        return;
    }
    const auto now = Clock::now();
    if (m_drawn && now - m_lastDrawn < std::chrono::milliseconds(200))
    {
        return;
    }
    m_lastDrawn = now;
    m_drawn = true;
    const double seconds = std::chrono::duration<double>(now - m_start).count();
    // \033[K clears the rest of a longer line before.
    std::cerr << "\r" << m_label << " " << Format(done, m_total, seconds) << "\033[K" << std::flush;
}

void
Progress::SetLabel(const std::string& label)
{
    m_label = label;
}

std::string
Progress::Format(double done, double total, double seconds)
{
    constexpr int WIDTH = 30;
    const double fraction = total > 0 ? std::clamp(done / total, 0.0, 1.0) : 1.0;
    const int filled = static_cast<int>(fraction * WIDTH);
    std::string text = "[" + std::string(filled, '#') + std::string(WIDTH - filled, '.') + "]";
    char buffer[64];
    std::snprintf(buffer, sizeof(buffer), " %3d %%", static_cast<int>(fraction * 100));
    text += buffer;
    if (fraction > 0)
    {
        const auto left = static_cast<long>(std::ceil(seconds * (1 - fraction) / fraction));
        if (left >= 3600)
        {
            std::snprintf(buffer,
                          sizeof(buffer),
                          ", %ld h %02ld min left",
                          left / 3600,
                          left / 60 % 60);
        }
        else if (left >= 60)
        {
            std::snprintf(buffer, sizeof(buffer), ", %ld min %02ld s left", left / 60, left % 60);
        }
        else
        {
            std::snprintf(buffer, sizeof(buffer), ", %ld s left", left);
        }
        text += buffer;
    }
    return text;
}

} // namespace fddmimo
} // namespace ns3
