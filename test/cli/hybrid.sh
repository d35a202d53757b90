#!/usr/bin/env bash
# Hybrid beamforming from the command line: train behind an analog stage, use the weights there in a
# link-level study and in a network; channels of the ports as a data set.
set -eu
# A command that must fail: bash does not stop at "! command" that does not.
not() {
    if "$@"; then
        echo "FAIL: $* must not succeed"
        exit 1
    fi
}
rm -rf hybrid-cli && mkdir hybrid-cli && cd hybrid-cli
bin=$FDD_MIMO_BIN
cell="--channel=near-field --drop=near-field --antennas=32 --users=4"

"$bin/train-precoder" $cell --analog=ttd --snr-range=10 --latent=8 --encoder-widths=32 \
    --decoder-widths=32 --channel-decoder-widths=32 --objective=unsupervised --ascent-steps=0 \
    --csi-error-variance=0 --bits=4 --batches=20 --batch-size=16 --epochs=4 \
    --channel-decoder-epochs=1 --output=training
w=training/weights.h5
"$bin/sum-rate" $cell --analog=ttd --snr=10 --samples=40 --precoders="edn[Weights=$w],mmse,mrt" \
    --codecs="edn[Weights=$w|Bits=4]" --save-beams=beams.h5 --record=ports.h5 --output=use
cut -d, -f2,11 use/sum_rate.csv
# The weights are for four ports: not for the antennas.
not "$bin/sum-rate" $cell --output=bad --precoders="edn[Weights=$w]" --codecs="edn[Weights=$w]" 2>error
grep -q "^error: --codecs=.*4 antennas.*have 32" error
# Beams are those of 32 antennas and can be checked without the module.
if python3 -c "import h5py, numpy" 2>/dev/null; then
    "$FDD_MIMO_ROOT/tools/check-beams.py" beams.h5 --against use/sum_rate.csv
fi
# Channels of the ports, replayed, give the same rates (in single precision).
"$bin/sum-rate" --channel=ports.h5 --gain=keep --snr=10 --precoders="edn[Weights=$w],mmse,mrt" \
    --codecs="edn[Weights=$w|Bits=4]" --output=replay
paste -d, <(cut -d, -f11 use/sum_rate.csv) <(cut -d, -f11 replay/sum_rate.csv) |
    awk -F, 'NR > 1 && ($1 - $2) ^ 2 > (0.01 * $1) ^ 2 {exit 1} END {exit NR != 4}'
# A network, with the pilots of four ports.
network() {
    "$bin/compare-precoders" --channel=near-field --cells=1 --users=4 --antennas=32 --isd=10 \
        --duration=0.03 --warm-up=0.01 --precoders=mmse "$@"
}
network --analog=ttd --codecs="edn[Weights=$w|Bits=4],perfect" --output=ttd
network --codecs=perfect --output=digital
# The hybrid base station keeps more of its sum rate: it sends four pilots in place of 32.
awk -F, '$2 == "perfect" {kept[FILENAME] = $13 / $11}
    END {exit !(kept["ttd/summary.csv"] > kept["digital/summary.csv"])}' \
    ttd/summary.csv digital/summary.csv
