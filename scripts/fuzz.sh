#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Looks for inputs that break a reader, with libFuzzer: builds the fuzzer in .build-fuzz and runs each check for a while.
# What it learns stays in .build-fuzz/corpus, so that the next run goes on from there. An input that breaks a reader
# belongs, once the reader is mended, into Tests/FuzzTests/Fixtures/fuzz, where `swift test` reads it forever.
#
# Usage: scripts/fuzz.sh [CHECK...]
#   CHECK     a folder of Tests/FuzzTests/Fixtures/fuzz; without one, all of them
#   SECONDS_EACH=600   how long each runs
#   JOBS=2             how many run at once
# Exit status: 0 when nothing was found, 1 otherwise.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

seeds=Tests/FuzzTests/Fixtures/fuzz
build=.build-fuzz
seconds=${SECONDS_EACH:-600}
jobs=${JOBS:-2}

checks=("$@")
if [ ${#checks[@]} -eq 0 ]; then
    for folder in "$seeds"/*/; do checks+=("$(basename "$folder")"); done
fi
for check in "${checks[@]}"; do
    if [ ! -d "$seeds/$check" ]; then
        printf "fuzz: there is no check '%s'; there are: %s\n" "$check" "$(ls "$seeds" | tr '\n' ' ')" >&2
        exit 64
    fi
done

# The largest input in bytes: what is slow because it is large is a matter of the kept inputs.
largest() {
    case $1 in
        xml | error-body | json | policy | config | ini) printf 4096 ;;
        zip | site-record) printf 2048 ;;
        *) printf 512 ;;
    esac
}

# Runs a check to its end; its output goes to a log.
fuzz() {
    local check=$1
    mkdir -p "$build/corpus/$check" "$build/findings"
    FUZZ_CHECK=$check "$binary" "$build/corpus/$check" "$seeds/$check" \
        -max_total_time="$seconds" -max_len="$(largest "$check")" -timeout=60 -rss_limit_mb=3072 \
        -use_value_profile=1 -print_final_stats=1 -artifact_prefix="$build/findings/$check-" \
        >"$build/$check.log" 2>&1
}

export RESUMECTL_FUZZ=1
if [ -z "${SKIP_BUILD:-}" ]; then swift build --scratch-path "$build" --product resumectl-fuzz; fi
binary=$(swift build --scratch-path "$build" --show-bin-path)/resumectl-fuzz
mkdir -p "$build"

status=0
running=()
# Waits for the oldest one and tells how it ended.
report() {
    local check=${running[0]%%:*} process=${running[0]##*:} result=clean
    running=("${running[@]:1}")
    if ! wait "$process"; then
        result="FOUND SOMETHING, see $build/$check.log"
        status=1
    fi
    local count edges
    count=$(awk '/stat::number_of_executed_units/ { print $2 }' "$build/$check.log")
    edges=$(grep -o 'cov: [0-9]*' "$build/$check.log" | tail -n 1 | cut -d ' ' -f 2)
    printf '%-12s %10s inputs  %6s edges  %s\n' "$check" "${count:-?}" "${edges:-?}" "$result"
}
printf '%s s each, %s at once\n' "$seconds" "$jobs"
for check in "${checks[@]}"; do
    if [ ${#running[@]} -ge "$jobs" ]; then report; fi
    fuzz "$check" &
    running+=("$check:$!")
done
while [ ${#running[@]} -gt 0 ]; do report; done
exit "$status"
