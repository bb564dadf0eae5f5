#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Runs the Swift tests under the thread sanitizer, in a build of its own in .build-tsan. Every report is a failure.
#
# Usage: scripts/tsan.sh [ARGUMENT OF swift test...]
# Exit status: 0 when every test passed and no two threads met without order, 1 otherwise.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

build=.build-tsan
swift build --build-tests --sanitize=thread --scratch-path "$build"

options="halt_on_error=0 exitcode=66 second_deadlock_stack=1 log_path=$root/$build/report"
rm -f "$build"/report.*

preload=()
if [ "$(uname -s)" = Linux ]; then
    # What this is for is explained at its top.
    clang -shared -fPIC -O1 -o "$build/libmutex.so" scripts/tsan/mutex.c -ldl
    preload=(LD_PRELOAD="$root/$build/libmutex.so")
fi
status=0
# Test after test: the sanitizer is slow, and all at once they would run into their time limits. What runs side by side
# within a test still does.
env "${preload[@]}" TSAN_OPTIONS="$options" \
    swift test --skip-build --disable-xctest --no-parallel --sanitize=thread --scratch-path "$build" "$@" || status=1

if compgen -G "$build/report.*" >/dev/null; then
    cat "$build"/report.*
    printf 'tsan: %s reports\n' "$(cat "$build"/report.* | grep -c '^WARNING: ThreadSanitizer')" >&2
    status=1
fi
exit "$status"
