#!/usr/bin/env bash
# Every mistake on a command line gives one line that names the option, exit status 1, and no output.
set -u
failures=0

# expect PATTERN PROGRAM OPTIONS...: must fail with status 1 and one error line that matches.
expect() {
    local pattern=$1 program=$2
    shift 2
    rm -rf bad-input-output
    "$FDD_MIMO_BIN/$program" --output=bad-input-output "$@" >bad-input.out 2>bad-input.err
    local status=$?
    if [ $status -ne 1 ] || ! grep -q "^error: .*$pattern" bad-input.err ||
        [ "$(wc -l <bad-input.err)" -ne 1 ] || [ -e bad-input-output ]; then
        echo "FAIL: $program $* (status $status): expected one line with '$pattern', got:"
        cat bad-input.err
        failures=$((failures + 1))
    else
        echo "ok: $(cat bad-input.err)"
    fi
}

for program in compare-precoders sum-rate; do
    expect "--antennas=0" $program --antennas=0
    expect "--antennas=-4" $program --antennas=-4
    expect "--users=0" $program --users=0
    expect "--precoders=foo.*mmse" $program --precoders=foo
    expect "--codecs=foo.*type2" $program --codecs=perfect,foo
    expect "--channel=foo" $program --channel=foo
    expect "frobnicate" $program --frobnicate=1
done
for program in compare-precoders sum-rate; do
    expect "--analog=foo.*steering" $program --analog=foo
    expect "--analog=steering.*64 antennas" $program --analog="steering[RfChains=65]"
    expect "--channel=near-field.*63 antennas" $program --channel=near-field --antennas=63
done
expect "--analog=steering.*16 streams" sum-rate --analog="steering[RfChains=8]"
expect "Geography.*spatial-division" sum-rate --analog="steering[Geography=foo]"
expect "--analog=ttd.*SubArrays" sum-rate --analog="ttd[SubArrays=7]"
expect "--analog=ttd.*2 streams" sum-rate --analog=ttd --users=4 --rx-antennas=2
expect "--analog=ttd.*10 users" compare-precoders --cells=1 --analog="ttd[RfChains=9]"
expect "zf.*4 streams" sum-rate --precoders=zf --antennas=4 --users=8
expect "attribute Initial" sum-rate "--precoders=sum-rate-ascent[Initial=nonsense]"
expect "zf.*4 streams" compare-precoders --precoders=zf --antennas=4 --users=8 \
    --FddMimoNetwork::MaxStreams=8
expect "--snr=nan" sum-rate --snr=nan
expect "--samples=0" sum-rate --samples=0
expect "--duration=nan" compare-precoders --duration=nan
expect "--traffic=foo" compare-precoders --traffic=foo
expect "--cells=0" compare-precoders --cells=0
expect "--feedback-ber=2" compare-precoders --feedback-ber=2
expect "DataRate=fast" compare-precoders --FeedbackChannel::DataRate=fast
expect "Delay=-1ms" compare-precoders --FeedbackChannel::Delay=-1ms
expect "--ns3::fddmimo::FeedbackChannel::Delay=2parsec" compare-precoders --FeedbackChannel::Delay=2parsec
expect "PrintAttributes=ns3::fddmimo::FddMimoFrame" compare-precoders --FddMimoFrame::Nothing=1
expect "long.*.h5: is missing or empty" sum-rate --samples=1 \
    --precoders="transformer[Weights=long$(printf '%0300d' 0).h5]"
expect "data: is missing or empty" sum-rate --samples=1 --precoders="transformer[Weights=$FDD_MIMO_ROOT/data]"
expect "Nothing=1" compare-precoders --FddMimoFrame::Nothing=1
expect "--feedback-ber" compare-precoders --ns3::fddmimo::FeedbackChannel::BitErrorRate=0.1
expect "--antennas=1024.*3072 pilot symbols.*+5ms" compare-precoders --antennas=1024
expect "--antennas=64.*+0.1ms" compare-precoders --ns3::fddmimo::FddMimoFrame::Interval=100us
expect "--save-beams=nowhere/b.h5.*cannot be written" sum-rate --save-beams=nowhere/b.h5 --samples=1
expect "--drop=list.*single-cell" sum-rate --drop=list
expect "RecordedChannelModel: attribute FileName is empty" sum-rate --channel=recorded --samples=1
expect "Bits must be 1 to 6" train-precoder --bits=7 --epochs=1
expect "--save-beams=/dev/null.*regular" sum-rate --save-beams=/dev/null --samples=1

expect "--antennas=0" hybrid-outage --antennas=0
expect "--users=40" hybrid-outage --users=40
expect "greedy-hybrid.*at most 5 users" hybrid-outage --users=6
expect "--csi=foo.*perfect, pilots:RHO, .*type2" hybrid-outage --csi=foo
expect "--precoders=gcn.*no weights are called missing.* edn-64x1, .* edn-paper, " hybrid-outage "--precoders=greedy-hybrid,gcn[Weights=missing]"
expect "--precoders=gcn.*edn-64x1 are of method edn, not of gcn" hybrid-outage "--precoders=greedy-hybrid,gcn[Weights=edn-64x1]"
expect "--precoders=gcn.*AnalogCsi=Statistical" hybrid-outage "--precoders=greedy-hybrid,gcn[Weights=gcn-two-stage]"
expect "--csi=pilots.*pilots:5" hybrid-outage --csi=pilots
expect "--csi=nan" hybrid-outage --csi=pilots:nan
expect "--csi=pilots:5:0" hybrid-outage --csi=pilots:5:0
expect "--csi=type2.*Coefficients" hybrid-outage "--csi=type2[Coefficients=0]"
expect "--sinr-target=90" hybrid-outage --sinr-target=90
expect "--max-sinr-target=5" hybrid-outage --sinr-target=10 --max-sinr-target=5
expect "--outage=0" hybrid-outage --outage=0
expect "RfChains" hybrid-outage "--precoders=greedy-hybrid[RfChains=-1]"
expect "--save-beams=x.h5.*one value of --users" hybrid-outage --save-beams=x.h5 --users=1,2
expect "--sinr-target=90" compare-precoders --sinr-target=90
expect "--qualities=foo" train-precoder --method=gcn --users=4 --qualities=foo
expect "--qualities=0" train-precoder --method=gcn --users=4 --knowledge=Feedback --qualities=0
expect "--device=tpu.*cuda" train-precoder --device=tpu
if ! command -v nvidia-smi >/dev/null; then
    expect "--device=cuda.*no GPU" train-precoder --device=cuda --batches=1 --epochs=1
fi
expect "--users.*rf-chains" train-precoder --method=gcn --users=6
expect "--fold.*folds" train-precoder --method=gcn --users=4 --fold=5
expect "--max-target" train-precoder --method=gcn --users=4 --max-target=5
expect "--initial-weights=missing" train-precoder --method=gcn --users=4 --initial-weights=missing
expect "--precoders=calibration.*calibration-48" sum-rate --precoders=calibration --antennas=48
expect "64 antennas.*have 16" sum-rate --precoders=calibration[Weights=calibration-64] --antennas=16
expect "method calibration, not of black-box" sum-rate --precoders=black-box[Weights=calibration-64] --antennas=64
expect "--pilot-offset=300" sum-rate --pilot-offset=300
expect "--cells=2.*indoor" compare-precoders --channel=indoor --cells=2
expect "--pilot-length=3" train-precoder --method=calibration --users=4 --pilot-length=3
expect "--min-users=9" train-precoder --method=calibration --users=4 --min-users=9
expect "--pool=5.*batch-size" train-precoder --method=calibration --channel=indoor --drop=room --users=4 --pool=5
expect "--csi-error-variance.*allowed is 0" train-precoder --method=transformer --variant=tokens --csi-error-variance=0.1
expect "--initial-weights=missing" train-precoder --method=calibration --users=4 --initial-weights=missing

# Truncated and foreign data sets.
head -c 100 /dev/zero >foreign.h5
expect "foreign.h5" sum-rate --channel=foreign.h5
"$FDD_MIMO_BIN/sum-rate" --samples=20 --snr=0 --antennas=8 --users=2 --precoders=mrt \
    --record=whole.h5 --output=record-output >/dev/null
expect "--analog=ttd.*positions" sum-rate --channel=whole.h5 --analog="ttd[SubArrays=1]"
expect "--channel=whole.h5.*overwritten" sum-rate --channel=whole.h5 --save-beams=whole.h5
head -c 3000 whole.h5 >truncated.h5
expect "truncated.h5" sum-rate --channel=truncated.h5

# A folder that cannot be written: a file stands in its place.
touch not-a-folder
for program in compare-precoders sum-rate; do
    "$FDD_MIMO_BIN/$program" --output=not-a-folder >bad-input.out 2>bad-input.err
    if [ $? -ne 1 ] || ! grep -q "^error: --output=not-a-folder" bad-input.err; then
        echo "FAIL: $program --output=not-a-folder"
        cat bad-input.err
        failures=$((failures + 1))
    fi
done
exit $((failures > 0))
