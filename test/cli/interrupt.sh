#!/usr/bin/env bash
# Ctrl-C leaves the rows finished so far in a valid CSV.
set -eu
rm -rf interrupt-output
"$FDD_MIMO_BIN/compare-precoders" --cells=1 --users=4 --antennas=16 --channel=sparse --duration=1 \
    --traffic=saturated --precoders=mrt,zf,mmse,wmmse --runs=1000 --output=interrupt-output \
    >/dev/null 2>interrupt.err &
pid=$!
for _ in $(seq 200); do
    if [ "$(cat interrupt-output/summary.csv 2>/dev/null | wc -l)" -ge 3 ]; then
        break
    fi
    sleep 0.1
done
kill -INT $pid
status=0
wait $pid || status=$?
cat interrupt.err
[ $status -eq 130 ]
grep -q "^interrupted" interrupt.err
# Every line is whole: as many cells as the header.
awk -F, 'NR == 1 {n = NF} NF != n {exit 1} END {exit NR < 3}' interrupt-output/summary.csv
