#!/usr/bin/env bash
# Record channels, train on them, kill the training and resume it, use the weights: in a link-level study
# and in a network.
set -eu
# A command that must fail: bash does not stop at "! command" that does not.
not() {
    if "$@"; then
        echo "FAIL: $* must not succeed"
        exit 1
    fi
}
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
"$bin/train-precoder" --config=toy.conf --output=straight | tee straight.out
[ "$(wc -l <straight/training.csv)" -eq 9 ]
# A pipe gets a line an epoch.
[ "$(grep -c "^epoch [1-8]/8 .*: loss .*, validation [-0-9.]*" straight.out)" -eq 8 ]

# Killed at any moment: --resume ends with the same weights.
"$bin/train-precoder" --config=toy.conf --output=killed &
until [ -e killed/checkpoint.pt ]; do sleep 0.02; done
kill -9 $! 2>/dev/null || true
wait $! 2>/dev/null || true
"$bin/train-precoder" --config=toy.conf --output=killed --resume
cmp straight/weights.h5 killed/weights.h5
cmp straight/training.csv killed/training.csv

# A training is not overwritten unawares.
not "$bin/train-precoder" --config=toy.conf --output=killed 2>error
grep -q "^error: --output=killed: holds a training already .*--resume.*--overwrite" error
cmp straight/weights.h5 killed/weights.h5
not "$bin/train-precoder" --config=toy.conf --output=killed --resume --overwrite 2>error
grep -q "^error: --overwrite" error
cp -r killed anew
"$bin/train-precoder" --config=toy.conf --output=anew --overwrite --epochs=1 >/dev/null
[ "$(wc -l <anew/training.csv)" -eq 4 ]

# Interrupted before the first epoch: no weights, nothing that looks as if it could be resumed.
"$bin/train-precoder" --config=toy.conf --batches=1000000 --output=early >out 2>error &
until [ -e early/training.csv ]; do sleep 0.02; done
kill -INT $!
status=0
wait $! || status=$?
[ $status -eq 130 ]
grep -q "^interrupted before the first epoch .*nothing was trained" error
[ -z "$(ls early)" ]
not [ -s out ]
not "$bin/train-precoder" --config=toy.conf --output=early --resume 2>error
grep -q "^error: --resume: there is no checkpoint" error

# In the second phase, before its first epoch: the best of the first.
"$bin/train-precoder" --config=toy.conf --output=second >out 2>error &
until grep -q "^epoch 6/8" out; do sleep 0.01; done
kill -INT $! 2>/dev/null || true
status=0
wait $! || status=$?
if [ $status -eq 130 ]; then # else it was faster
    not grep "inf" out
    grep -q "^interrupted: .*--resume" error
fi
"$bin/train-precoder" --config=toy.conf --output=second --resume >/dev/null
cmp straight/training.csv second/training.csv

# Other settings do not fit the checkpoint, and a mistake names the option.
not "$bin/train-precoder" --config=toy.conf --output=killed --resume --latent=9 2>error
grep -q "^error: checkpoint .* other settings: --latent was 8 and is 9$" error
not "$bin/train-precoder" --config=toy.conf --output=killed --resume --snr-range=5 2>error
grep -q "^error: checkpoint .* other settings: --snr-range was 10,10 and is 5,5$" error
not "$bin/train-precoder" --config=toy.conf --output=killed --resume --epochs=9 2>error
grep -q "^error: checkpoint .* --epochs was 6 and is 9; --resume cannot" error
head -c 5000 killed/checkpoint.pt >anew/checkpoint.pt
cp killed/checkpoint.pt.settings anew
not "$bin/train-precoder" --config=toy.conf --output=anew --resume 2>error
grep -q "^error: checkpoint .* is damaged" error
not "$bin/train-precoder" --config=toy.conf --output=bad --latent=0 2>error
grep -q "^error: --latent=0" error
not "$bin/train-precoder" --config=toy.conf --output=bad --encoder-widths=0 2>error
grep -q "^error: --encoder-widths=0" error
not [ -e bad ]

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
not "$bin/sum-rate" --channel=sparse --antennas=8 --users=2 --output=bad \
    --precoders="edn[Weights=$w]" --codecs="edn[Weights=$w]" 2>error
grep -q "^error: --codecs=.*16 antennas.*have 8" error
# Codec and precoder of different weights are no pair.
not "$bin/sum-rate" --channel=channels.h5 --output=bad \
    --precoders="edn[Weights=$w]" --codecs="edn[Weights=killed/weights.h5]" 2>error
grep -q "^error: --codecs=.*same Weights" error
head -c 5000 $w >damaged.h5
not "$bin/sum-rate" --channel=channels.h5 --output=bad \
    --precoders="edn[Weights=damaged.h5]" --codecs="edn[Weights=damaged.h5]" 2>error
grep -q "^error: --codecs=.*damaged" error
not [ -e bad ]

# Recorded in a running network, trained on, simulated with.
"$bin/record-network" --record=network.h5 --simTime=0.5 >/dev/null
"$bin/train-precoder" --channel=network.h5 --antennas=32 --users=4 --gain=user --latent=8 --encoder-widths=32 \
    --decoder-widths=32 --channel-decoder-widths=32 --objective=unsupervised --ascent-steps=0 \
    --csi-error-variance=0 --bits=3 --batches=5 --batch-size=16 --epochs=2 --channel-decoder-epochs=1 \
    --output=network-weights >/dev/null
"$bin/record-network" --weights=network-weights/weights.h5 --run=2 --simTime=0.2 | grep -q "^user 3: [1-9]"
