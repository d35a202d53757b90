#!/usr/bin/env python3
# Copyright (c) 2026 The fdd-mimo authors
# SPDX-License-Identifier: GPL-2.0-only
"""Recompute powers and outages from the beams that `hybrid-outage --save-beams=FILE.h5` saved.

Needs NumPy and h5py, and nothing of the module: what this script prints depends on the file alone.

    hybrid-outage --save-beams=beams.h5 --output=results
    tools/check-outage.py beams.h5 --against results/hybrid_outage.csv

User k receives y_k = h_k^H W x + n_k with noise of the variance in the file, and is in outage if its
SINR |h_k^H w_k|^2 / (sum_{j != k} |h_k^H w_j|^2 + s) is below sinr_targets by more than 1e-5 of it
(numbers are 32-bit floats). Exit status 1 if a power exceeds its bound, a hybrid product differs from
the weights, anything is not finite, or a mean differs from that of the CSV file.
"""

import argparse
import csv
import sys

try:
    import h5py
    import numpy as np
except ImportError as missing:
    sys.exit(f"error: {missing}: apt-get install python3-numpy python3-h5py")


def check_group(channels, group):
    """Powers and outages of all snapshots of a group, and what is wrong."""
    problems = []
    noise = float(group.attrs["noise_variance"])
    bound = float(group.attrs["max_power"])
    weights = group["weights"][...].astype(np.complex128)
    targets = group["sinr_targets"][...].astype(float)
    if weights.shape[0] != channels.shape[0]:
        sys.exit(f"error: {group.name} has not one entry a snapshot")
    if not np.isfinite(weights).all():
        problems.append("weights are not finite")
    powers = (np.abs(weights) ** 2).sum(axis=(1, 2))
    if powers.max() > bound * (1 + 2e-6):
        problems.append(f"power is {powers.max():.6g}, above its bound {bound:.6g}")
    if "analog" in group:
        product = group["analog"][...].astype(complex) @ group["digital"][...].astype(complex)
        if not np.allclose(product, weights, rtol=1e-4, atol=1e-5 * np.abs(weights).max()):
            problems.append("analog times digital differs from the weights")
    received = np.abs(channels @ weights) ** 2  # [snapshot, user, stream]
    own = np.einsum("skk->sk", received)
    sinr = own / (received.sum(axis=2) - own + noise)
    outages = (sinr < targets * (1 - 1e-5)).mean(axis=1)
    return powers, outages, problems


def main():
    """Check a file and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("file", help="data set written by hybrid-outage --save-beams")
    parser.add_argument("--against", metavar="CSV", help="hybrid_outage.csv of the same run")
    arguments = parser.parse_args()
    expected = None
    if arguments.against:
        with open(arguments.against, newline="", encoding="utf-8") as file:
            expected = {}
            for row in csv.DictReader(file):
                nominal = "+" + row["nominal_outage"] if row["nominal_outage"] else ""
                name = (row["precoder"] + "+" + row["csi"] + nominal).replace("/", "_")
                expected[name] = (float(row["power"]), float(row["outage"]))
    failed = False
    print(f"{'beams':<48} {'power_db':>9} {'outage':>8} {'stderr':>8}")
    with h5py.File(arguments.file, "r") as file:
        if "beams" not in file:
            sys.exit(f"error: {arguments.file} holds no beams")
        channels = file["downlink"][...][:, :, 0, :].astype(np.complex128)
        for name, by_snr in file["beams"].items():
            for group in by_snr.values():
                powers, outages, problems = check_group(channels, group)
                if expected is not None:
                    power, outage = expected.pop(name, (np.nan, np.nan))
                    if not abs(powers.mean() - power) <= 1e-5 * power:
                        problems.append(f"the CSV file says a power of {power}")
                    # A SINR that equals its target may fall on either side once rounded.
                    if not abs(outages.mean() - outage) <= 2.0 / outages.size:
                        problems.append(f"the CSV file says an outage of {outage}")
                failed = failed or bool(problems)
                error = outages.std(ddof=1) / np.sqrt(len(outages)) if len(outages) > 1 else 0.0
                print(
                    f"{name:<48} {10 * np.log10(powers.mean()):9.4f} {outages.mean():8.4f}"
                    f" {error:8.4f} {'; '.join(problems) or 'ok'}"
                )
    for name in expected or {}:
        failed = True
        print(f"{name:<48} is in the CSV file, but not in {arguments.file}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    try:
        main()
    except (OSError, KeyError, ValueError) as problem:
        sys.exit(f"error: not a file that hybrid-outage wrote: {problem}")
