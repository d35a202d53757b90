#!/usr/bin/env bash
# What programs tell beside their results: notes where they apply and no more, tables whose rows can be told
# apart, nothing of gnuplot's.
set -eu
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
! [ -s err ]
sum --channel=indoor --drop=room --users=2 --snr=10,90 --precoders=mrt
grep -q "^note: the channels have a mean gain" err

# A list of pilot powers has its column in the table, one alone has none.
sum --channel=indoor --drop=room --users=2 --snr=90 --pilot-offset=-15,0 --precoders=mrt,zf
grep -q "snr_db  *pilot_offset_db  *sum_rate_bps_hz" out
[ "$(awk 'NR > 1 {print $6}' out | xargs)" = "-15 -15 0 0" ]
sum --channel=indoor --drop=room --users=2 --snr=90 --pilot-offset=-15 --precoders=mrt
! grep pilot_offset out
