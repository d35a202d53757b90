#!/usr/bin/env python3
# Examples that ns-3's test.py runs, in its format: (command, run it, run it under valgrind). The
# stand-alone build reads the same list and makes a CTest test of each line. No brackets in commands:
# test.py takes the first for the end of the list. What a build without LibTorch leaves out runs where its
# header is (the folder of headers has another name under waf).

cpp_examples = [
    ("fdd-mimo-simple --simTime=0.1", "True", "False"),
    ("my-precoder --simTime=0.05", "True", "False"),
    ("record-network --simTime=0.1 --record=record-example.h5", "True", "False"),
    ("sum-rate --samples=20 --snr=0,10 --antennas=16 --users=4 --output=sum-rate-example", "True", "False"),
    ("sum-rate --samples=3 --snr=10 --antennas=16 --users=4 --channel=three-gpp --gain=user --codecs=type1 --output=sum-rate-uma-example", "True", "False"),
    ("compare-precoders --cells=2 --users=3 --antennas=8 --channel=sparse --duration=0.05 --warm-up=0.02 --output=compare-example", "True", "False"),
    ("compare-precoders --cells=1 --users=2 --antennas=16 --duration=0.03 --warm-up=0.01 --traffic=saturated --precoders=mmse --output=compare-uma-example", "True", "False"),
    ("sum-rate --samples=20 --snr=10 --antennas=32 --users=8 --analog=steering --precoders=mmse --output=sum-rate-steering-example", "True", "False"),
    ("sum-rate --samples=20 --snr=10 --antennas=32 --users=8 --channel=near-field --drop=near-field --analog=ttd --precoders=mmse,wmmse --codecs=scalar --save-beams=near-field-beams.h5 --output=sum-rate-ttd-example", "True", "False"),
    ("compare-precoders --cells=1 --users=4 --antennas=32 --channel=near-field --analog=ttd --isd=10 --duration=0.03 --warm-up=0.01 --precoders=mmse --output=compare-ttd-example", "True", "False"),
    ("sum-rate --samples=5 --snr=15 --precoders=mmse,edn --codecs=edn,rate-distortion --output=sum-rate-edn-example", "os.path.exists(NS3_BUILDDIR + '/include/ns3/edn-precoder.h') or os.path.exists(NS3_BUILDDIR + '/ns3/edn-precoder.h')", "False"),
    ("compare-precoders --cells=1 --users=4 --antennas=64 --channel=sparse --duration=0.05 --warm-up=0.02 --precoders=mmse,edn --output=compare-edn-example", "os.path.exists(NS3_BUILDDIR + '/include/ns3/edn-precoder.h') or os.path.exists(NS3_BUILDDIR + '/ns3/edn-precoder.h')", "False"),
    ("sum-rate --channel=rayleigh --samples=20 --snr=0,15 --antennas=16 --users=12,16,20 --precoders=mmse,transformer,wmmse --output=sum-rate-transformer-example", "os.path.exists(NS3_BUILDDIR + '/include/ns3/transformer-precoder.h') or os.path.exists(NS3_BUILDDIR + '/ns3/transformer-precoder.h')", "False"),
    ("compare-precoders --cells=2 --users=8 --antennas=16 --channel=sparse --duration=0.05 --warm-up=0.02 --precoders=mmse,transformer --output=compare-transformer-example", "os.path.exists(NS3_BUILDDIR + '/include/ns3/transformer-precoder.h') or os.path.exists(NS3_BUILDDIR + '/ns3/transformer-precoder.h')", "False"),
    ("hybrid-outage --samples=20 --validation=20 --users=1,2 --csi=perfect,pilots:0,type2 --output=outage-example", "True", "False"),
    ("train-precoder --method=gcn --antennas=16 --users=2 --epochs=1 --batches=2 --batch-size=4 --overwrite --output=train-example", "True", "False"),
    ("sum-rate --samples=5 --snr=90 --pilot-offset=-15 --channel=indoor --drop=room --users=10 --precoders=calibration,wmmse --save-beams=indoor-beams.h5 --output=sum-rate-calibration-example", "os.path.exists(NS3_BUILDDIR + '/include/ns3/calibration-precoder.h') or os.path.exists(NS3_BUILDDIR + '/ns3/calibration-precoder.h')", "False"),
    ("compare-precoders --cells=1 --users=4 --antennas=64 --channel=indoor --duration=0.05 --warm-up=0.02 --precoders=calibration,mmse --output=compare-calibration-example", "os.path.exists(NS3_BUILDDIR + '/include/ns3/calibration-precoder.h') or os.path.exists(NS3_BUILDDIR + '/ns3/calibration-precoder.h')", "False"),
]

python_examples = []
