/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "csv-writer.h"

#include <cmath>
#include <locale>
#include <sstream>
#include <stdexcept>

namespace ns3
{
namespace fddmimo
{

CsvCell::CsvCell(const std::string& value)
    : m_text(value)
{
    if (value.find_first_of(",\"\r\n") != std::string::npos)
    {
        m_text = "\"";
        for (char c : value)
        {
            m_text += c == '"' ? "\"\"" : std::string(1, c);
        }
        m_text += "\"";
    }
}

CsvCell::CsvCell(const char* value)
    : CsvCell(std::string(value))
{
}

CsvCell::CsvCell(double value)
{
    if (std::isfinite(value))
    {
        std::ostringstream text;
        text.imbue(std::locale::classic());
        text.precision(9);
        text << value + 0.0; // -0 becomes 0
        m_text = text.str();
    }
}

CsvCell::CsvCell(uint64_t value)
    : m_text(std::to_string(value))
{
}

CsvCell::CsvCell(uint32_t value)
    : m_text(std::to_string(value))
{
}

const std::string&
CsvCell::GetText() const
{
    return m_text;
}

CsvWriter::CsvWriter(const std::string& fileName, const std::vector<std::string>& header)
    : m_fileName(fileName),
      m_columns(header.size()),
      m_file(fileName, std::ios::binary | std::ios::trunc)
{
    WriteRow(std::vector<CsvCell>(header.begin(), header.end()));
}

void
CsvWriter::WriteRow(const std::vector<CsvCell>& cells)
{
    if (cells.size() != m_columns)
    {
        throw std::runtime_error(m_fileName + ": a row of " + std::to_string(cells.size()) +
                                 " cells does not fit " + std::to_string(m_columns) + " columns");
    }
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i)
    {
        line += (i ? "," : "") + cells[i].GetText();
    }
    WriteLine(line);
}

void
CsvWriter::WriteLine(const std::string& line)
{
    // One write a row: whoever stops the program finds whole rows.
    m_file << line + "\n" << std::flush;
    if (!m_file.good())
    {
        throw std::runtime_error(m_fileName + ": cannot be written");
    }
}

} // namespace fddmimo
} // namespace ns3
