# The module's icon for the ns-3 App Store, 100 x 100 pixels: beams of an array to three users.
# gnuplot doc/figures/icon.plt (in the top folder) writes doc/figures/icon.png.
set terminal pngcairo size 100,100 enhanced font "Sans Bold,9" background "#ffffff"
set output "doc/figures/icon.png"
set margins 0, 0, 0, 0
unset key
unset tics
unset border
set parametric
set samples 1500
set trange [-pi/2:pi/2]
set xrange [-1.05:1.05]
set yrange [-0.32:1.78]
# Gain of N antennas half a wavelength apart that are pointed to s, at the angle t from broadside.
N = 12
u(t, s) = pi * (sin(t) - sin(s)) / 2 + 1e-9
g(t, s) = abs(sin(N * u(t, s)) / (N * sin(u(t, s))))
a1 = -0.75
a2 = 0.05
a3 = 0.62
set label 1 "fdd-mimo" at 0, -0.22 center textcolor rgb "#20406a"
set object 1 rectangle from -0.34, -0.07 to 0.34, 0 fillcolor rgb "#20406a" fillstyle solid noborder
set object 2 circle at 1.22 * sin(a1), 1.22 * cos(a1) size 0.09 fillcolor rgb "#c0392b" fillstyle solid noborder
set object 3 circle at 1.5 * sin(a2), 1.5 * cos(a2) size 0.09 fillcolor rgb "#2e8b57" fillstyle solid noborder
set object 4 circle at 1.22 * sin(a3), 1.22 * cos(a3) size 0.09 fillcolor rgb "#d68910" fillstyle solid noborder
plot 1.1 * g(t, a1) * sin(t), 1.1 * g(t, a1) * cos(t) with filledcurves closed fillcolor rgb "#e6a8a0", \
     1.35 * g(t, a2) * sin(t), 1.35 * g(t, a2) * cos(t) with filledcurves closed fillcolor rgb "#a3d3b8", \
     1.1 * g(t, a3) * sin(t), 1.1 * g(t, a3) * cos(t) with filledcurves closed fillcolor rgb "#f2d09a"
