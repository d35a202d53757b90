/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_PLOT_H
#define FDDMIMO_PLOT_H

#include "ns3/gnuplot.h"

#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * A figure as PNG, drawn by gnuplot through ns-3's Gnuplot class.
 *
 * Write() leaves NAME.plt, which holds the data too and can be changed and drawn again, and
 * NAME.png beside it if gnuplot is installed.
 */
class Plot
{
  public:
    /// One point of a curve.
    struct Point
    {
        double x;        //!< abscissa
        double y;        //!< ordinate
        double error{0}; //!< half length of its error bar
    };

    /**
     * \param title text above the figure
     * \param xLabel quantity and unit of the abscissa
     * \param yLabel quantity and unit of the ordinate
     */
    Plot(const std::string& title, const std::string& xLabel, const std::string& yLabel);

    /**
     * Adds a curve through points, with error bars if any of them has one. Points that are not
     * finite are left out.
     *
     * \param name its name in the key
     * \param points the points
     * \param markers draw a marker at each point
     */
    void AddCurve(const std::string& name, const std::vector<Point>& points, bool markers = true);

    /**
     * Adds the empirical distribution function of a sample as a stepped curve.
     *
     * \param name its name in the key
     * \param sample the numbers, in any order
     */
    void AddDistribution(const std::string& name, std::vector<double> sample);

    /**
     * Adds groups of bars side by side, with labels on the abscissa. To be called at most once, and
     * without curves.
     *
     * \param groups labels of the groups, from left to right
     * \param bars for each bar of a group, its name in the key and its height in every group
     */
    void AddBars(const std::vector<std::string>& groups,
                 const std::vector<std::pair<std::string, std::vector<double>>>& bars);

    /**
     * \param command any further gnuplot command, "set logscale x"
     */
    void AddCommand(const std::string& command);

    /**
     * Writes NAME.plt and has gnuplot draw NAME.png, unless there is nothing to draw. Without
     * gnuplot, the first call says so in one line on the standard error. Throws std::runtime_error
     * if NAME.plt cannot be written.
     *
     * \param folder folder to write to
     * \param name name of the files without ending
     * \return true if there is a PNG
     */
    bool Write(const std::string& folder, const std::string& name);

  private:
    /// What the curves span on an axis.
    struct Span
    {
        double min{std::numeric_limits<double>::infinity()};  //!< smallest value
        double max{-std::numeric_limits<double>::infinity()}; //!< largest value

        /**
         * \param value value to span
         */
        void Add(double value);
    };

    /**
     * Chooses where the key stands and how large the figure is.
     */
    void PlaceKey();

    /**
     * Gives an axis a range where its only value is none to gnuplot.
     *
     * \param axis "x" or "y"
     * \param span what the curves span on it
     */
    void SetRange(const std::string& axis, const Span& span);

    Gnuplot m_plot;               //!< ns-3's writer
    Span m_x;                     //!< abscissas
    Span m_y;                     //!< ordinates, error bars included
    int m_style{0};               //!< number of the latest curve's colour
    std::size_t m_longestName{0}; //!< letters of the longest name
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_PLOT_H */
