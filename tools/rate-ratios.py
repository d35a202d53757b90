#!/usr/bin/env python3
# Prints the rates of sum_rate.csv as ratios to those of one precoder, in per cent, one row a size and SNR:
#     tools/rate-ratios.py results/transformer-sizes/sum_rate.csv --reference=wmmse
# The channels of a row are the same for all precoders; in brackets is the standard error of the rate, in per
# cent of it, which the ratio, of rates that rise and fall together, stays below.

import argparse
import csv
import sys

parser = argparse.ArgumentParser(description="rates of sum_rate.csv as ratios to one precoder's")
parser.add_argument("file", help="sum_rate.csv")
parser.add_argument("--reference", default="wmmse", help="precoder to divide by")
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
