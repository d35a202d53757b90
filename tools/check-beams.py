#!/usr/bin/env python3
# Copyright (c) 2026 The fdd-mimo authors
# SPDX-License-Identifier: GPL-2.0-only
"""Recompute powers and sum rates from the beams that `sum-rate --save-beams=FILE.h5` saved.

Needs NumPy and h5py, and nothing of the module: what this script prints depends on the file alone.

    sum-rate --save-beams=beams.h5 --output=results
    tools/check-beams.py beams.h5 --against results/sum_rate.csv

User k receives y_k = H_k W x + n_k with n_k ~ CN(0, s I), and its rate is
log2 det(I + H_k W_k W_k^H H_k^H (s I + sum_{i != k} H_k W_i W_i^H H_k^H)^-1); W_k are its M columns.
For hybrid beams, analog W_a and digital W_d, the weights must be W_a W_d, and ||W_a W_d||_F^2 <= P.
Exit status 1 if a power exceeds its bound, a hybrid product differs from the weights, anything is
not finite, or a mean rate differs from that of the CSV file.
"""

import argparse
import csv
import sys

try:
    import h5py
    import numpy as np
except ImportError as missing:
    sys.exit(f"error: {missing}: apt-get install python3-numpy python3-h5py")


def sum_rate(channel, weights, noise):
    """Sum rate in bit/s/Hz of channel [user, rx antenna, tx antenna], weights [tx antenna, stream]."""
    users, rx, _ = channel.shape
    total = 0.0
    for k in range(users):
        received = channel[k] @ weights  # [rx antenna, stream]
        own = received[:, k * rx : (k + 1) * rx]
        everything = noise * np.eye(rx) + received @ received.conj().T
        interference = everything - own @ own.conj().T
        total += np.linalg.slogdet(everything)[1] - np.linalg.slogdet(interference)[1]
    return total / np.log(2)


def read_csv(name):
    """Mean rates of a sum_rate.csv by (group name, SNR), where group names are those of the file."""
    with open(name, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    several = len({row["codec"] for row in rows}) > 1
    rates = {}
    for row in rows:
        group = row["precoder"] + ("+" + row["codec"] if several else "")
        rates[group.replace("/", "_"), float(row["snr_db"])] = float(row["sum_rate_bps_hz"])
    return rates


def check_group(channels, group, power_tolerance):
    """Rates of all snapshots of a group, its largest power over the bound, and what is wrong."""
    problems = []
    noise = float(group.attrs["noise_variance"])
    bound = float(group.attrs["max_power"])
    weights = group["weights"][...].astype(np.complex128)
    if weights.shape[0] != channels.shape[0]:
        problems.append("number of snapshots differs from that of the channels")
    if not np.isfinite(weights).all():
        problems.append("weights are not finite")
    power = (np.abs(weights) ** 2).sum(axis=(1, 2)) / bound
    if power.max() > 1 + power_tolerance:
        problems.append(f"power is {power.max():.9f} of its bound")
    if ("analog" in group) != ("digital" in group):
        problems.append("one of analog and digital is missing")
    elif "analog" in group:
        analog = group["analog"][...].astype(np.complex128)
        digital = group["digital"][...].astype(np.complex128)
        product = analog @ digital
        # The file holds 32-bit floats; where beams nearly coincide, large terms cancel in the product.
        rounding = 2.0**-23 * (np.abs(analog) @ np.abs(digital))
        if not (np.abs(product - weights) <= 1e-5 * np.sqrt(bound) + rounding).all():
            problems.append("analog times digital differs from the weights")
        sent = (np.abs(product) ** 2).sum(axis=(1, 2)) / bound
        allowed = power_tolerance + 2 * np.sqrt((rounding**2).sum(axis=(1, 2)) / bound)
        if (sent > 1 + allowed).any():
            problems.append(f"analog times digital has {sent.max():.9f} of the power bound")
    rates = np.array([sum_rate(h, w, noise) for h, w in zip(channels, weights)])
    return rates, power.max(), problems


def main():
    """Check a file and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("file", help="data set written by sum-rate --save-beams")
    parser.add_argument("--against", metavar="CSV", help="sum_rate.csv of the same run")
    parser.add_argument("--tolerance", type=float, default=1e-5, help="relative, of a mean rate")
    parser.add_argument("--power-tolerance", type=float, default=2e-6, help="relative, of a power")
    arguments = parser.parse_args()
    if not (arguments.tolerance >= 0 and arguments.power_tolerance >= 0):
        sys.exit("error: --tolerance and --power-tolerance must be at least 0")

    expected = read_csv(arguments.against) if arguments.against else None
    failed = False
    print(f"{'precoder':<32} {'snr_db':>7} {'sum_rate_bps_hz':>16} {'stderr':>8} {'power/P':>10}")
    with h5py.File(arguments.file, "r") as file:
        if "beams" not in file:
            sys.exit(f"error: {arguments.file} holds no beams (write it with sum-rate --save-beams)")
        channels = file["downlink"][...].astype(np.complex128)
        for precoder, by_snr in file["beams"].items():
            for snr in sorted(by_snr, key=float):
                rates, power, problems = check_group(
                    channels, by_snr[snr], arguments.power_tolerance
                )
                mean = rates.mean()
                error = rates.std(ddof=1) / np.sqrt(len(rates)) if len(rates) > 1 else 0.0
                if expected is not None:
                    reported = expected.pop((precoder, float(snr)), None)
                    if reported is None:
                        problems.append("is not in the CSV file")
                    elif abs(mean - reported) > arguments.tolerance * max(1.0, abs(reported)):
                        problems.append(f"the CSV file says {reported}")
                failed = failed or bool(problems)
                print(
                    f"{precoder:<32} {snr:>7} {mean:16.6f} {error:8.4f} {power:10.7f}"
                    f" {'; '.join(problems) or 'ok'}"
                )
    for precoder, snr in expected or {}:
        failed = True
        print(f"{precoder:<32} {snr:>7g} is in the CSV file, but not in {arguments.file}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    try:
        main()
    except (OSError, KeyError, ValueError) as problem:
        sys.exit(f"error: not a file that sum-rate wrote: {problem}")
