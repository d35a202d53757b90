/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_CSV_WRITER_H
#define FDDMIMO_CSV_WRITER_H

#include <cstdint>
#include <fstream>
#include <string>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * One cell of a CSV file. Numbers have one fixed form, which does not depend on the locale, so that
 * equal runs write equal bytes.
 */
class CsvCell
{
  public:
    /**
     * \param value a text; quoted where commas, quotes or line breaks ask for it (RFC 4180)
     */
    CsvCell(const std::string& value);

    /**
     * \param value a text, as above
     */
    CsvCell(const char* value);

    /**
     * \param value a number; nine significant digits, "nan" and "inf" never: an empty cell instead
     */
    CsvCell(double value);

    /**
     * \param value a number
     */
    CsvCell(uint64_t value);

    /**
     * \param value a number
     */
    CsvCell(uint32_t value);

    /**
     * \return the cell as it stands in the file
     */
    const std::string& GetText() const;

  private:
    std::string m_text; //!< the cell as it stands in the file
};

/**
 * \ingroup fdd-mimo
 * Writes a CSV file row by row. Each row reaches the file at once: a program that is stopped leaves
 * a valid file with the rows finished so far.
 */
class CsvWriter
{
  public:
    /**
     * Creates the file and writes its header line. Throws std::runtime_error, naming the file, if
     * it cannot.
     *
     * \param fileName path; a file of that name is replaced
     * \param header lower_case names of the columns with their units
     */
    CsvWriter(const std::string& fileName, const std::vector<std::string>& header);

    /**
     * Writes a row. Throws std::runtime_error if the file cannot take it, or if the number of cells
     * is not that of the columns.
     *
     * \param cells one a column
     */
    void WriteRow(const std::vector<CsvCell>& cells);

  private:
    /**
     * \param line line to write, without its end
     */
    void WriteLine(const std::string& line);

    std::string m_fileName; //!< path
    std::size_t m_columns;  //!< number of columns
    std::ofstream m_file;   //!< the file
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_CSV_WRITER_H */
