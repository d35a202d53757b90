# Outage of 4 users on validation examples over the epochs, annealed constraint and quantile.
#     train-precoder --config=data/gcn-quantile.conf --output=results/gcn-quantile
#     train-precoder --config=data/gcn-quantile.conf --constraint=Annealed --output=results/gcn-annealed
#     gnuplot doc/figures/gcn-quantile.plt
set terminal pngcairo size 900,500
set output "doc/figures/gcn-quantile.png"
set title "Outage of 4 users on validation examples"
set xlabel "epoch of 25 steps"
set ylabel "outage"
set yrange [0:0.3]
set grid
set key outside right
rows(form, pilots) = sprintf("< grep 'outage.*pilots:%s$' results/gcn-%s/validation.csv", pilots, form)
set datafile separator ","
kinds = "0 5 10 0:10"
plot 0.1 with lines lc "black" dt 2 title "asked for", \
    for [i=1:4] rows("annealed", word(kinds, i)) using 1:3 with lines lc i lw 2 \
        title "annealed, ".word(kinds, i)." dB", \
    for [i=1:4] rows("quantile", word(kinds, i)) using 1:3 with lines lc i lw 2 dt 3 \
        title "quantile, ".word(kinds, i)." dB"
