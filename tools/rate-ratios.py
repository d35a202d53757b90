#!/usr/bin/env python3
# Prints the rates of sum_rate.csv as ratios to those of one precoder, in per cent, one row a size and SNR:
#     tools/rate-ratios.py results/transformer-sizes/sum_rate.csv --reference=wmmse
# The channels of a row are the same for all precoders; in brackets is the standard error of the rate, in per
# cent of it, which the ratio, of rates that rise and fall together, stays below.
#
# With --heat-map=FILE.png it draws the ratio of one precoder over users and antennas too, one panel an SNR (gnuplot):
#     tools/rate-ratios.py results/transformer-sizes/sum_rate.csv --precoder=transformer --heat-map=sizes.png

import argparse
import csv
import subprocess
import sys


def draw_heat_map(rates, precoder, reference, file):
    """Draws the ratio of a precoder to another over users and antennas, one panel an SNR."""
    antennas = sorted({place[0] for place in rates})
    users = sorted({place[1] for place in rates})
    snrs = sorted({place[2] for place in rates})
    codecs = sorted({place[3] for place in rates})
    if len(codecs) > 1:
        sys.exit(f"error: the file has the codecs {', '.join(codecs)}; a heat map shows one")
    lines = [
        f'set terminal pngcairo size {120 + 560 * len(snrs)},520',
        f'set output "{file}"',
        f"set multiplot layout 1,{len(snrs)}",
        'set palette defined (0 "#7f1d1d", 0.5 "#f59e0b", 1 "#ecfdf5", 1.2 "#059669")',
        "set cbrange [90:102]",
        'set cblabel "per cent"',
        'set xlabel "users K"',
        'set ylabel "antennas N"',
        "unset key",
        f"set xrange [-0.5:{len(users) - 0.5}]",
        f"set yrange [-0.5:{len(antennas) - 0.5}]",
        "set xtics (" + ", ".join(f'"{k}" {i}' for i, k in enumerate(users)) + ")",
        "set ytics (" + ", ".join(f'"{n}" {i}' for i, n in enumerate(antennas)) + ")",
    ]
    for snr in snrs:
        cells = []
        for column, k in enumerate(users):
            for row, n in enumerate(antennas):
                values = rates.get((n, k, snr, codecs[0]), {})
                if precoder in values and reference in values:
                    ratio = 100 * values[precoder][0] / values[reference][0]
                    cells.append(f"{column} {row} {ratio:.2f}")
        lines.append(f"$panel{len(lines)} << EOD\n" + "\n".join(cells) + "\nEOD")
        data = f"$panel{len(lines) - 1}"
        lines.append(f'set title "{precoder} over {reference}, {snr:g} dB" noenhanced')
        lines.append(
            f"plot {data} using 1:2:(0.5):(0.5):3 with boxxyerror palette fillstyle solid, "
            f'{data} using 1:2:(sprintf("%.1f", $3)):($3 < 93 ? 0xFFFFFF : 0) '
            "with labels textcolor rgb variable"
        )
    subprocess.run(["gnuplot"], input="\n".join(lines) + "\n", text=True, check=True)

parser = argparse.ArgumentParser(description="rates of sum_rate.csv as ratios to one precoder's")
parser.add_argument("file", help="sum_rate.csv")
parser.add_argument("--reference", default="wmmse", help="precoder to divide by")
parser.add_argument("--precoder", default="transformer", help="precoder of the heat map")
parser.add_argument("--heat-map", metavar="FILE.png", help="image to draw")
arguments = parser.parse_args()

with open(arguments.file, newline="") as file:
    rows = list(csv.DictReader(file))
precoders = list(dict.fromkeys(row["precoder"] for row in rows))
if arguments.reference not in precoders:
    sys.exit(f"error: --reference={arguments.reference}: the file has {', '.join(precoders)}")
rates = {}
for row in rows:
    place = (int(row["antennas"]), int(row["users"]), float(row["snr_db"]), row["codec"])
    rates.setdefault(place, {})[row["precoder"]] = (
        float(row["sum_rate_bps_hz"]),
        float(row["sum_rate_stderr_bps_hz"]),
    )
others = [precoder for precoder in precoders if precoder != arguments.reference]
print("N\tK\tSNR dB\t" + "\t".join(others) + f"\t{arguments.reference} bit/s/Hz")
for (antennas, users, snr, _), row in rates.items():
    rate, error = row[arguments.reference]
    cells = [f"{100 * row[p][0] / rate:.2f} ({100 * row[p][1] / row[p][0]:.2f})" for p in others]
    print(f"{antennas}\t{users}\t{snr:g}\t" + "\t".join(cells) + f"\t{rate:.2f} +- {error:.2f}")
if arguments.heat_map:
    if arguments.precoder not in precoders:
        sys.exit(f"error: --precoder={arguments.precoder}: the file has {', '.join(precoders)}")
    draw_heat_map(rates, arguments.precoder, arguments.reference, arguments.heat_map)
