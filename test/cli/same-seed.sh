#!/usr/bin/env bash
# The same seed gives the same bytes, another one does not; two precoders of one run see the same
# channels, so that a precoder's row does not depend on which others run beside it.
set -eu
# A command that must fail: bash does not stop at "! command" that does not.
not() {
    if "$@"; then
        echo "FAIL: $* must not succeed"
        exit 1
    fi
}
options="--cells=2 --users=3 --antennas=8 --duration=0.05 --warm-up=0.02 --feedback-ber=1e-4"
run() {
    "$FDD_MIMO_BIN/compare-precoders" $options "$@" >/dev/null 2>&1
}
rm -rf seed-a seed-b seed-c seed-d
run --output=seed-a --precoders=mrt,mmse
run --output=seed-b --precoders=mrt,mmse
cmp seed-a/summary.csv seed-b/summary.csv
cmp seed-a/users.csv seed-b/users.csv
run --output=seed-c --precoders=mmse
diff <(grep ^mmse seed-a/summary.csv) <(grep ^mmse seed-c/summary.csv)
run --output=seed-d --precoders=mrt,mmse --RngRun=2
not cmp -s seed-a/summary.csv seed-d/summary.csv
# sum-rate too, with the beams that it saves
for folder in e f; do
    "$FDD_MIMO_BIN/sum-rate" --samples=20 --snr=0,10 --antennas=8 --users=3 --channel=sparse \
        --output=seed-$folder --save-beams=seed-$folder.h5 >/dev/null
done
cmp seed-e/sum_rate.csv seed-f/sum_rate.csv
cmp seed-e.h5 seed-f.h5
