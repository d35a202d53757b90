#!/usr/bin/env bash
# Record channels, train on them, kill the training and resume it, use the weights: in a link-level study
# and in a network.
set -eu
rm -rf train-cli && mkdir train-cli && cd train-cli
bin=$FDD_MIMO_BIN

"$bin/sum-rate" --samples=300 --snr=10 --antennas=16 --users=3 --precoders=mrt --record=channels.h5 \
    --output=record >/dev/null
cat >toy.conf <<'EOF'
# a toy
channel = channels.h5
antennas = 16
users = 3
snr-range = 10
latent = 8
encoder-widths = 32
decoder-widths = 32     # one hidden layer
channel-decoder-widths = 32
objective = unsupervised
ascent-steps = 0
csi-error-variance = 0
bits = 2,3
batches = 20
batch-size = 16
epochs = 6
channel-decoder-epochs = 2
EOF
"$bin/train-precoder" --config=toy.conf --output=straight
[ "$(wc -l <straight/training.csv)" -eq 9 ]

# Killed at any moment: --resume ends with the same weights.
"$bin/train-precoder" --config=toy.conf --output=killed &
until [ -e killed/checkpoint.pt ]; do sleep 0.02; done
kill -9 $! 2>/dev/null || true
wait $! 2>/dev/null || true
"$bin/train-precoder" --config=toy.conf --output=killed --resume
cmp straight/weights.h5 killed/weights.h5
cmp straight/training.csv killed/training.csv

# Other settings do not fit the checkpoint, and a mistake names the option.
! "$bin/train-precoder" --config=toy.conf --output=killed --resume --latent=9 2>error
grep -q "^error: checkpoint .* other settings" error
! "$bin/train-precoder" --config=toy.conf --output=bad --latent=0 2>error
grep -q "^error: --latent=0" error
! "$bin/train-precoder" --config=toy.conf --output=bad --encoder-widths=0 2>error
grep -q "^error: --encoder-widths=0" error
! [ -e bad ]

w=straight/weights.h5
"$bin/sum-rate" --channel=channels.h5 --snr=10 --output=use \
    --precoders="edn[Weights=$w],mmse,mrt" --codecs="edn[Weights=$w|Bits=3]" >table
cat table
# The learned precoder beats matched beams on its own feedback.
awk -F, 'NR > 1 {rate[substr($2, 1, 3)] = $11} END {exit !(rate["edn"] > rate["mrt"])}' use/sum_rate.csv
"$bin/compare-precoders" --channel=sparse --cells=2 --users=3 --antennas=16 --duration=0.05 \
    --warm-up=0.02 --precoders="edn[Weights=$w],mmse" --codecs="edn[Weights=$w]" --output=network
# The bits of the 3 users' reports on the air: header and CRC (17 bytes), then gain, beam, flag and latent in
# at most 4 bytes; whole bytes, of which an entropy coder makes more or fewer.
awk -F, 'NR > 1 {total = $19 * $21 / 3; report = $19 / 3
                 exit !(int(total + 0.5) % 8 == 0 && report > 17 * 8 && report <= 21 * 8)}' network/summary.csv

# Weights that do not fit, or are damaged.
! "$bin/sum-rate" --channel=sparse --antennas=8 --users=2 --output=bad \
    --precoders="edn[Weights=$w]" --codecs="edn[Weights=$w]" 2>error
grep -q "^error: --codecs=.*16 antennas.*have 8" error
# Codec and precoder of different weights are no pair.
! "$bin/sum-rate" --channel=channels.h5 --output=bad \
    --precoders="edn[Weights=$w]" --codecs="edn[Weights=killed/weights.h5]" 2>error
grep -q "^error: --codecs=.*same Weights" error
head -c 5000 $w >damaged.h5
! "$bin/sum-rate" --channel=channels.h5 --output=bad \
    --precoders="edn[Weights=damaged.h5]" --codecs="edn[Weights=damaged.h5]" 2>error
grep -q "^error: --codecs=.*damaged" error
! [ -e bad ]

# Recorded in a running network, trained on, simulated with.
"$bin/record-network" --record=network.h5 --simTime=0.5 >/dev/null
"$bin/train-precoder" --channel=network.h5 --antennas=32 --users=4 --gain=user --latent=8 --encoder-widths=32 \
    --decoder-widths=32 --channel-decoder-widths=32 --objective=unsupervised --ascent-steps=0 \
    --csi-error-variance=0 --bits=3 --batches=5 --batch-size=16 --epochs=2 --channel-decoder-epochs=1 \
    --output=network-weights >/dev/null
"$bin/record-network" --weights=network-weights/weights.h5 --run=2 --simTime=0.2 | grep -q "^user 3: [1-9]"
