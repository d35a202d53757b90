#!/usr/bin/env bash
# Train a small Transformer of either kind, kill and resume it, use the weights; weights that do not fit.
set -eu
# A command that must fail: bash does not stop at "! command" that does not.
not() {
    if "$@"; then
        echo "FAIL: $* must not succeed"
        exit 1
    fi
}
rm -rf transformer-cli && mkdir transformer-cli && cd transformer-cli
bin=$FDD_MIMO_BIN

cat >toy.conf <<'EOC'
method = transformer
channel = rayleigh[Oscillators=2]
antennas = 8
users = 6
snr-range = 0,20
layers = 2
window = 1
width = 16
heads = 2
hidden = 32
batches = 20
batch-size = 32
validation-batches = 2
epochs = 4
learning-rate = 3e-3
EOC
"$bin/train-precoder" --config=toy.conf --output=straight
"$bin/train-precoder" --config=toy.conf --output=killed &
until [ -e killed/checkpoint.pt ]; do sleep 0.02; done
kill -9 $! 2>/dev/null || true
wait $! 2>/dev/null || true
"$bin/train-precoder" --config=toy.conf --output=killed --resume
cmp straight/weights.h5 killed/weights.h5
cmp straight/training.csv killed/training.csv
not "$bin/train-precoder" --config=toy.conf --output=killed --resume --epochs=5 2>error
grep -q "^error: checkpoint .* --epochs was 4 and is 5; .*--initial-weights" error
"$bin/train-precoder" --config=toy.conf --variant=tokens --ascent-steps=1 --epochs=1 --output=tokens
"$bin/train-precoder" --config=toy.conf --variant=tokens --directions=wmmse --gaussian-problems=16 --window=0 --epochs=1 \
    --output=directions
"$bin/train-precoder" --config=toy.conf --variant=lstm --window=0 --hidden=8 --ascent-steps=3 --epochs=2 --output=lstm

# What was trained in seconds is above MMSE already, at sizes that it has not seen too.
span=straight/weights.h5
tokens=tokens/weights.h5
"$bin/sum-rate" --channel=rayleigh --antennas=6,12 --users=6,12 --snr=15 --samples=50 --output=use \
    --precoders="mmse,transformer[Weights=$span]" >/dev/null
awk -F, 'NR > 1 {if ($2 == "mmse") mmse[$5 "x" $6] = $11; else learned[$5 "x" $6] = $11}
         END {for (size in mmse) if (learned[size] < mmse[size]) exit 1}' use/sum_rate.csv
"$bin/sum-rate" --channel=rayleigh --antennas=8 --users=8 --snr=15 --samples=5 --output=use \
    --precoders="transformer[Weights=$tokens],transformer[Weights=directions/weights.h5],learned-baseline[Weights=lstm/weights.h5]" --save-beams=beams.h5 >/dev/null
"$bin/compare-precoders" --channel=sparse --cells=2 --users=3 --antennas=16 --duration=0.05 \
    --warm-up=0.02 --precoders="transformer[Weights=$span],mmse" --output=network >/dev/null

# The paper's network is for as many as it was trained for; wrong weights; wrong sizes.
refuse() {
    local pattern=$1
    shift
    if "$@" --output=bad >out 2>error; then
        echo "FAIL: $* must not succeed"
        exit 1
    elif [ $? -ne 1 ] || ! grep -q "^error: .*$pattern" error; then
        echo "FAIL: $* does not say $pattern"
        cat error
        exit 1
    fi
}
refuse "at most 8 antennas and 8 users .* 8 and 9" "$bin/sum-rate" --antennas=8 --users=9 --precoders="transformer[Weights=$tokens]"
refuse "--precoders=transformer.*at most 8 antennas and 8 users .* 9 and 2$" "$bin/sum-rate" --antennas=9 --users=2 --precoders="transformer[Weights=$tokens]"
refuse "at most 40 antennas and 40 users .* 64 and 64$" "$bin/compare-precoders" --precoders="transformer[Weights=transformer-tokens]"
refuse "at most 40 antennas and 40 users .* 40 and 41; lower --FddMimoNetwork::MaxStreams" "$bin/compare-precoders" --antennas=40 --FddMimoNetwork::MaxStreams=41 --precoders="transformer[Weights=transformer-tokens]"
refuse "--precoders=transformer.* called missing" "$bin/sum-rate" --precoders="transformer[Weights=missing]"
refuse "method" "$bin/sum-rate" --precoders="transformer[Weights=edn-64x1]"
refuse "at most 8 antennas" "$bin/sum-rate" --antennas=9 --users=2 --precoders="learned-baseline[Weights=lstm/weights.h5]"
refuse "method" "$bin/sum-rate" --antennas=8 --users=2 --precoders="learned-baseline[Weights=transformer-span]"
refuse "missing" "$bin/compare-precoders" --precoders="transformer[Weights=missing]"
head -c 3000 $span >damaged.h5
refuse "damaged" "$bin/sum-rate" --precoders="transformer[Weights=damaged.h5]"
refuse "heads" "$bin/train-precoder" --config=toy.conf --heads=3
refuse "min-users" "$bin/train-precoder" --config=toy.conf --min-users=7
refuse "min-antennas" "$bin/train-precoder" --config=toy.conf --min-antennas=9
refuse "window" "$bin/train-precoder" --config=toy.conf --variant=fnn
refuse "rx-antennas" "$bin/train-precoder" --config=toy.conf --rx-antennas=2
refuse "gaussian-problems" "$bin/train-precoder" --config=toy.conf --gaussian-problems=5
refuse "directions" "$bin/train-precoder" --config=toy.conf --variant=tokens --directions=newton
refuse "initial-weights" "$bin/train-precoder" --config=toy.conf --initial-weights=gcn-pilots
not [ -e bad ]
