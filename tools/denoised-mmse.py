#!/usr/bin/env python3
# What a classical estimator makes of channels that are known with errors, beside a learned precoder: MMSE beams
# for estimates whose DFT beams are weighted by max(0, 1 - s / p), s the error's power and p the power of a beam
# averaged with its neighbours' (weights 1/4, 1/2, 1/4). Channels come from a data set:
#     sum-rate --channel=sparse --samples=200 --precoders=mmse --record=sparse.h5
#     tools/denoised-mmse.py sparse.h5 --error-variance=0.1 --snr 5 10 15 20

import argparse
import sys

import numpy as np

try:
    import h5py
except ImportError:
    sys.exit("error: needs h5py (apt-get install python3-h5py)")

parser = argparse.ArgumentParser(description="MMSE beams for denoised estimates of a data set's channels")
parser.add_argument("file", help="data set of users with one antenna")
parser.add_argument("--error-variance", type=float, default=0.1, help="of an entry, over the mean power of the user's entries")
parser.add_argument("--snr", type=float, nargs="+", default=[5, 10, 15, 20], help="SNRs in dB")
arguments = parser.parse_args()


def rate(channel, beams, noise):
    power = np.abs(channel @ beams) ** 2
    own = power.diagonal()
    return np.log2(1 + own / (power.sum(1) - own + noise)).sum()


def mmse(channel, noise):
    users = len(channel)
    beams = channel.conj().T @ np.linalg.inv(channel @ channel.conj().T + users * noise * np.eye(users))
    return beams / np.linalg.norm(beams, axis=0) / np.sqrt(users)


with h5py.File(arguments.file) as file:
    channels = file["downlink"][:, :, 0, :]
antennas = channels.shape[-1]
dft = np.fft.fft(np.eye(antennas)) / np.sqrt(antennas)
random = np.random.default_rng(1)
print("snr_db\tmmse\tstderr\tdenoised_mmse\tstderr")
for snr in arguments.snr:
    noise = 10 ** (-snr / 10)
    rates = []
    for channel in channels:
        white = random.standard_normal(channel.shape) + 1j * random.standard_normal(channel.shape)
        variance = arguments.error_variance * (np.abs(channel) ** 2).mean(1, keepdims=True)
        estimate = channel + np.sqrt(variance / 2) * white
        # Known is the variance over the channel's power alone.
        share = arguments.error_variance / (1 + arguments.error_variance)
        variance = share * (np.abs(estimate) ** 2).mean(1, keepdims=True)
        seen = estimate @ dft
        power = np.abs(seen) ** 2
        power = power / 2 + (np.roll(power, 1, 1) + np.roll(power, -1, 1)) / 4
        clean = (seen * np.maximum(0, 1 - variance / power)) @ dft.conj().T
        rates.append([rate(channel, mmse(x, noise), noise) for x in (estimate, clean)])
    mean = np.mean(rates, 0)
    error = np.std(rates, 0, ddof=1) / np.sqrt(len(rates))
    print(f"{snr:g}\t{mean[0]:.2f}\t{error[0]:.2f}\t{mean[1]:.2f}\t{error[1]:.2f}")
