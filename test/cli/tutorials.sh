#!/usr/bin/env bash
# Runs the commands of the manual's tutorial pages to the letter, and holds the pages to what they say.
set -eu
rm -rf tutorials && mkdir tutorials && cd tutorials
root=$(cd "$FDD_MIMO_ROOT" && pwd)
ln -s "$root/examples" examples

# The script fdd-mimo, less its builds.
cat >fdd-mimo <<'EOF'
#!/usr/bin/env bash
program=$1
[ "$program" != train ] || program=train-precoder
exec "$FDD_MIMO_BIN/$program" "${@:2}"
EOF
chmod +x fdd-mimo

# Prints the lines of a page's blocks of shell commands.
commands() {
    awk '/^\.\. sourcecode:: bash/ {block = 1; next}
         block && /^[^ ]/ {block = 0}
         block' "$root/doc/$1.rst"
}

for page in your-own-precoder train-for-your-scenario; do
    if [ "$page" = train-for-your-scenario ] && [ ! -e "$root/model/edn" ]; then
        continue
    fi
    commands $page >$page.sh
    [ -s $page.sh ]
    bash -eu $page.sh | tee $page.txt
done

# The page shows at most 40 lines.
lines=$(sed -n '/^\/\/\/ Matched beams/,/NS_OBJECT_ENSURE_REGISTERED/p' examples/my-precoder.cc | wc -l)
[ "$lines" -gt 20 ]
[ "$lines" -le 40 ]
[ "$(grep -c "Precoder .* bit/s/Hz" your-own-precoder.txt)" -eq 2 ]

# Some seconds of training bring the learned feedback to where the codebook is.
awk -F, 'NR > 1 {rate[NR] = $11}
         END {exit !(rate[4] > 0.95 * rate[2] && rate[5] > 0.95 * rate[3])}' results/check/sum_rate.csv
[ "$(grep -c "^user [0-3]: [1-9]" train-for-your-scenario.txt)" -eq 16 ]
