#!/usr/bin/env bash
# What programs tell beside their results: notes where they apply and no more, tables whose rows can be told
# apart, nothing of gnuplot's.
set -eu
# A command that must fail: bash does not stop at "! command" that does not.
not() {
    if "$@"; then
        echo "FAIL: $* must not succeed"
        exit 1
    fi
}
rm -rf notes && mkdir notes && cd notes
bin=$FDD_MIMO_BIN
# sum OPTIONS...: a short study; its table in the file "out", its notes in "err".
sum() {
    "$bin/sum-rate" --samples=3 --antennas=16 --output=sum "$@" >out 2>err
}

# The gain of the channels is told once where --snr is that of a link, not where it makes up for the gain.
sum --channel=indoor --drop=room --users=2,4 --snr=10 --precoders=mrt
[ "$(grep -c "^note: the channels have a mean gain .*--gain=user" err)" -eq 1 ]
sum --channel=indoor --drop=room --users=2 --snr=90,100 --precoders=mrt
not [ -s err ]
sum --channel=indoor --drop=room --users=2 --snr=10,90 --precoders=mrt
grep -q "^note: the channels have a mean gain" err

# Users that the room's channel would move to its walls are told of; pilots from the users cost no report.
sum --channel=indoor --gain=user --users=2 --snr=10 --precoders=mrt
grep -q "^warning: --drop=single-cell drops users outside of the room.*--drop=room" err
if [ -e "$FDD_MIMO_ROOT/model/calibration" ]; then
    sum --channel=indoor --drop=room --antennas=64 --users=2 --snr=90 --precoders=mrt,calibration --codecs=type2
    [ "$(awk 'NR > 1 {print $1, ($NF > 0)}' out | xargs)" = "mrt 1 calibration 0" ]
fi

# A file of options may set attributes.
printf 'cells = 1\nusers = 2\nFddMimoFrame::Interval = 2ms\n' >cell.conf
"$bin/compare-precoders" --config=cell.conf --antennas=8 --precoders=mrt --codecs=perfect --duration=0.01 \
    --warm-up=0 --output=cell >out
grep -q "^mrt / perfect" out
"$bin/compare-precoders" --PrintAttributes=FddMimoFrame >out
grep -q "FddMimoFrame::Interval" out

# A list of pilot powers has its column in the table, one alone has none.
sum --channel=indoor --drop=room --users=2 --snr=90 --pilot-offset=-15,0 --precoders=mrt,zf
grep -q "snr_db  *pilot_offset_db  *sum_rate_bps_hz" out
[ "$(awk 'NR > 1 {print $6}' out | xargs)" = "-15 -15 0 0" ]
sum --channel=indoor --drop=room --users=2 --snr=90 --pilot-offset=-15 --precoders=mrt
not grep pilot_offset out

# The black box is for one number of users.
if [ -e "$FDD_MIMO_ROOT/model/calibration" ]; then
    sum --channel=indoor --drop=room --antennas=64 --users=4 --snr=90 --precoders=black-box
    grep -q "^warning: black-box: the weights were trained on streams 10, here it is streams 4" err
    sum --channel=indoor --drop=room --antennas=64 --users=10 --snr=90 --precoders=black-box,calibration
    not [ -s err ]
fi

# gnuplot has nothing to say of figures with one point, or of one value.
"$bin/sum-rate" --samples=1 --antennas=8 --users=2 --snr=10 --gain=user --precoders=mrt --output=point >out 2>err
not [ -s err ]
[ -e point/sum_rate.plt ]
"$bin/hybrid-outage" --samples=1 --validation=0 --users=1 --csi=perfect --output=point >out 2>err
not [ -s err ]
[ -e point/hybrid_outage.plt ]
if command -v gnuplot >/dev/null; then
    [ -e point/sum_rate.png ]
    [ -e point/hybrid_outage.png ]
    sum --antennas=8 --users=2 --snr=10 --precoders=mrt,zf
    "$FDD_MIMO_ROOT/tools/rate-ratios.py" sum/sum_rate.csv --reference=zf --precoder=mrt --heat-map=map.png >out 2>err
    not [ -s err ]
    [ -s map.png ]
fi

# The GCN is made for channels that are not known perfectly.
"$bin/hybrid-outage" --samples=2 --validation=0 --users=2 --precoders=gcn --csi=perfect,pilots:10 --output=gcn >out 2>err
[ "$(grep -c "^warning: gcn: .*perfect CSI" err)" -eq 1 ]
[ "$(wc -l <err)" -eq 1 ]
"$bin/hybrid-outage" --samples=2 --validation=0 --users=2 --precoders=gcn --csi=pilots:10 --output=gcn >out 2>err
not [ -s err ]
network="--channel=sparse --cells=1 --users=2 --antennas=16 --duration=0.01 --warm-up=0 --precoders=gcn --sinr-target=5"
"$bin/compare-precoders" $network --FddMimoNetwork::MaxStreams=2 --estimator=perfect --output=gcn >out 2>err
[ "$(grep -c "^warning: gcn: .*perfect CSI" err)" -eq 1 ]
"$bin/compare-precoders" $network --FddMimoNetwork::MaxStreams=2 --output=gcn >out 2>err
not grep "perfect CSI" err

# Scripts end as the programs do where a name is mistyped: one line, status 1.
mistyped() {
    local status=0
    "$bin/$1" "$2" >out 2>err || status=$?
    [ $status -eq 1 ]
    [ "$(wc -l <err)" -eq 1 ]
    grep "^error: .*$3" err
}
mistyped fdd-mimo-simple --precoder=wmse 'unknown name "wmse"; known are .*wmmse'
mistyped fdd-mimo-simple --codec=type3 'unknown name "type3"; known are .*type2'
mistyped fdd-mimo-simple --simTime=0 "simTime must be above"
mistyped record-network --weights=missing "no weights are called missing"
